//! What is counted: `lab_capacity`, `quota_max`, `escort`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::case::Case;
use super::verdict::{Fault, Findings, Subject};
use crate::model::{AgencyIx, Month, QuotaIx, RegionIx, Rule, Table};

impl Case<'_> {
    /// Planned batches of every quota that has any.
    pub(super) fn quota_batches(&self) -> BTreeMap<QuotaIx, u64> {
        let mut batches = BTreeMap::new();
        for (_, draw) in self.planned_draws() {
            for quota in self.ground.quotas_of(draw.task) {
                *batches.entry(quota).or_insert(0) +=
                    u64::from(self.ground.task(draw.task).batches);
            }
        }
        batches
    }
}

/// `lab_capacity`: a lab tests no more batches of a group and month than it can.
pub(super) fn lab_capacity(case: &Case, out: &mut Findings) {
    let mut batches: BTreeMap<(AgencyIx, &str, Month), u64> = BTreeMap::new();
    for (entry, draw) in case.planned_draws() {
        let Some(lab) = draw.lab else { continue };
        let group = case.ground.category(draw.task).lab_group.as_str();
        *batches.entry((lab, group, Month::of(entry.visit.date))).or_default() +=
            u64::from(case.ground.task(draw.task).batches);
    }
    for row in &case.ground.instance.lab_capacity {
        let key = (row.agency, row.lab_group.as_str(), row.month);
        let planned = batches.get(&key).copied().unwrap_or(0);
        out.check(Rule::LabCapacity, planned <= u64::from(row.batches), || {
            let lab = case.ground.agency_id(row.agency).to_owned();
            Fault::new(Subject::Lab(lab), "verify-lab-capacity")
                .with("group", &row.lab_group)
                .with("month", row.month)
                .with("row", Table::LabCapacity.line(row.row))
                .but(row.batches, planned)
        });
    }
}

/// `quota_max`: no quota is exceeded.
pub(super) fn quota_max(case: &Case, out: &mut Findings) {
    let batches = case.quota_batches();
    for (at, quota) in case.ground.instance.quotas.iter().enumerate() {
        let Some(most) = quota.max else { continue };
        let planned = batches.get(&QuotaIx::new(at)).copied().unwrap_or(0);
        out.check(Rule::QuotaMax, planned <= u64::from(most), || {
            Fault::new(Subject::Row(Table::Quotas.line(quota.row)), "verify-quota-max")
                .but(most, planned)
        });
    }
}

/// `escort`: no more visits in a county and day than local officers can accompany.
pub(super) fn escort(case: &Case, out: &mut Findings) {
    let mut visits: BTreeMap<(RegionIx, NaiveDate), u32> = BTreeMap::new();
    for entry in &case.visits {
        let Some(site) = entry.site else { continue };
        let region = case.ground.instance.enterprises[site.ix()].region;
        *visits.entry((region, entry.visit.date)).or_default() += 1;
    }
    for ((region, date), count) in visits {
        let rows = case.ground.instance.escorts.iter().filter(|row| row.region == region);
        for row in rows {
            out.check(Rule::Escort, count <= row.visits_per_day, || {
                Fault::new(Subject::Row(Table::Escorts.line(row.row)), "verify-escort")
                    .with("region", &case.ground.instance.regions[region.ix()].code)
                    .with("date", date)
                    .but(row.visits_per_day, count)
            });
        }
    }
}
