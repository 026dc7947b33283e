//! Rotation, a part of `avoidance`: with `policy.rotation = "forbid"` the agency that came to an
//! enterprise last does not come again; with `"penalise"` it costs something.
//!
//! Who came last is what `history.csv` says of the time before the horizon: the agencies of the
//! latest date with one, whatever the outcome (a refusal was a visit, too). Labs are not concerned.
//!
//! Visits of the plan itself do not count: two of one enterprise could not have been one, mostly
//! because months lie between them, and by then others may have come.

use std::collections::BTreeMap;

use crate::model::{AgencyIx, EnterpriseIx, Instance, Rotation};

/// Who came last.
#[derive(Default)]
pub(super) struct LastVisits {
    /// For each enterprise the rows of history with its latest date.
    rows: BTreeMap<EnterpriseIx, Vec<usize>>,
    /// What is asked of them.
    rotation: Rotation,
}

impl LastVisits {
    /// Reads the history; empty if the policy asks for nothing.
    pub fn new(instance: &Instance) -> Self {
        let settings = instance.settings();
        let rotation = settings.policy.rotation;
        let mut found = Self { rows: BTreeMap::new(), rotation };
        if rotation == Rotation::Off {
            return found;
        }
        for (at, row) in instance.history.iter().enumerate() {
            let (Some(site), Some(_)) = (row.site, row.agency) else { continue };
            if row.date >= settings.start {
                continue;
            }
            let rows = found.rows.entry(site).or_default();
            let latest = rows.first().map(|&at| instance.history[at].date);
            if latest.is_some_and(|latest| latest < row.date) {
                rows.clear();
            }
            if latest.is_none_or(|latest| latest <= row.date) {
                rows.push(at);
            }
        }
        found
    }

    /// The row that keeps these agencies from an enterprise, a position in history.
    pub fn binding(
        &self,
        instance: &Instance,
        site: EnterpriseIx,
        agencies: &[AgencyIx],
    ) -> Option<usize> {
        self.row(instance, site, agencies).filter(|_| self.rotation == Rotation::Forbid)
    }

    /// The row for which it costs something that these agencies come, a position in history.
    pub fn priced(
        &self,
        instance: &Instance,
        site: EnterpriseIx,
        agencies: &[AgencyIx],
    ) -> Option<usize> {
        self.row(instance, site, agencies).filter(|_| self.rotation == Rotation::Penalise)
    }

    /// The row by which one of these agencies came to an enterprise last, a position in history.
    fn row(&self, instance: &Instance, site: EnterpriseIx, agencies: &[AgencyIx]) -> Option<usize> {
        let came = |at: &&usize| {
            instance.history[**at].agency.is_some_and(|agency| agencies.contains(&agency))
        };
        self.rows.get(&site)?.iter().find(came).copied()
    }
}
