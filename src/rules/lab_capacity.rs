//! `lab_capacity`: a lab tests no more batches of a group and month than it can.

use std::collections::HashMap;

use crate::calendar::{Calendar, DaySet};
use crate::model::{AgencyIx, Instance};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-lab-capacity-statement",
    clause: None,
    parameters: &["lab_capacity.batches", "categories.lab_group"],
    remedy: "rules-lab-capacity-remedy",
};

/// Days on which a lab has, even unused, no room for so many batches of a group; labs by table
/// order, and only those that lack room some day.
pub(super) type Lacking = Vec<(AgencyIx, DaySet)>;

/// What each pair of lab group and batches finds lacking.
pub(super) fn lacking(
    instance: &Instance,
    calendar: &Calendar,
    keys: &[(&str, u32)],
) -> Vec<Lacking> {
    let mut by_group: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, row) in instance.lab_capacity.iter().enumerate() {
        by_group.entry(&row.lab_group).or_default().push(at);
    }
    let month_days: Vec<DaySet> = (0..calendar.months().len())
        .map(|month| calendar.days_where(|day| calendar.month(day) == month))
        .collect();
    let lacking_one = |&(group, batches): &(&str, u32)| {
        let mut found: HashMap<AgencyIx, DaySet> = HashMap::new();
        for at in by_group.get(group).map_or(&[][..], Vec::as_slice) {
            let row = &instance.lab_capacity[*at];
            let month = calendar.months().iter().position(|month| *month == row.month);
            if let (true, Some(month)) = (row.batches < batches, month) {
                let none = || DaySet::empty(calendar.len());
                found.entry(row.agency).or_insert_with(none).unite_with(&month_days[month]);
            }
        }
        let mut found: Lacking = found.into_iter().collect();
        found.sort_by_key(|(agency, _)| *agency);
        found
    };
    keys.iter().map(lacking_one).collect()
}
