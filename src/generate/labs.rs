//! What laboratories can test in a month: room for what is expected, little of it in some groups.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::estimate::{Entrusted, category, window};
use crate::model::{Activity, AgencyIx, LabCapacity, Month};

/// Share of a tight laboratory's room that the expected batches fill, in thousandths.
const TIGHT: f64 = 0.90;
const USUAL: f64 = 0.62;

/// Puts rows of `lab_capacity` into the tables, from the probability that each task is drawn.
pub(super) fn fill(draft: &mut Draft, share: &[f64]) {
    let mut lots = draft.lots("laboratories");
    let mut months: Vec<Month> = draft.days.iter().map(|&day| Month::of(day)).collect();
    months.dedup();
    let weights: Vec<f64> = (0..draft.tables.agencies.len())
        .map(|at| lots.between(2, 4) as f64 * if draft.is_far[at] { 0.6 } else { 1.0 })
        .collect();
    let expected = expected(draft, share, &weights);
    let mut groups: Vec<(&str, bool)> = Vec::new();
    for row in &draft.tables.categories {
        if !groups.iter().any(|(group, _)| *group == row.lab_group) {
            groups.push((&row.lab_group, false));
        }
    }
    // What must be carried home depends on one laboratory: such a group is never tight.
    let carried = |group: &str| {
        let mut rows = draft.tables.categories.iter().filter(|row| row.lab_group == group);
        rows.any(|row| row.carry || row.cold_chain)
    };
    for (group, tight) in &mut groups {
        *tight = lots.chance(350) && !carried(group);
    }
    if let Some(first) = groups.iter_mut().find(|(group, _)| !carried(group)) {
        first.1 = true;
    }
    let mut rows = Vec::new();
    for agency in (0..draft.tables.agencies.len()).map(AgencyIx::new) {
        for &(group, tight) in &groups {
            // Some laboratories have told nobody how much they can do: unlimited.
            let told = tight || lots.chance(650);
            for (at, &month) in months.iter().enumerate() {
                let Some(&batches) = expected.get(&(agency, group, month)).filter(|_| told) else {
                    continue;
                };
                // Two months of three are easier.
                let fill = if tight && at % 3 != 2 { TIGHT } else { USUAL };
                let batches = (batches / fill).ceil() as u32 + 1;
                rows.push(LabCapacity {
                    row: 0,
                    agency,
                    lab_group: group.to_owned(),
                    month,
                    batches,
                });
            }
        }
    }
    draft.tables.lab_capacity = rows;
}

/// Expected batches by laboratory, group and month, spread over the laboratories by weight and evenly over the tasks'
/// windows.
fn expected<'a>(
    draft: &'a Draft,
    share: &[f64],
    weights: &[f64],
) -> BTreeMap<(AgencyIx, &'a str, Month), f64> {
    let tables = &draft.tables;
    let tests = Entrusted::with(tables, Activity::Test, &draft.counties);
    let draws = Entrusted::with(tables, Activity::Sample, &draft.counties);
    let mut expected: BTreeMap<(AgencyIx, &str, Month), f64> = BTreeMap::new();
    for (task, &share) in tables.tasks.iter().zip(share).filter(|(_, share)| **share > 0.0) {
        let kind = category(tables, task);
        let county = draft.county_of(task.site);
        let row = &tables.categories[kind.ix()];
        let mut labs: Vec<AgencyIx> = tests.at(county, kind).to_vec();
        if row.carry || row.cold_chain {
            let own = draws.at(county, kind);
            labs.retain(|lab| own.contains(lab));
        }
        let sum: f64 = labs.iter().map(|lab| weights[lab.ix()]).sum();
        let (first, last) = window(tables, task, draft.start(), draft.end());
        let days = draft.days_within(first, last);
        let daily = share * f64::from(task.batches) / days.len().max(1) as f64;
        let mut months: BTreeMap<Month, f64> = BTreeMap::new();
        for day in days {
            *months.entry(Month::of(draft.days[day])).or_default() += daily;
        }
        for lab in labs {
            for (&month, &batches) in &months {
                *expected.entry((lab, row.lab_group.as_str(), month)).or_default() +=
                    batches * weights[lab.ix()] / sum;
            }
        }
    }
    expected
}
