//! `ceiling`: entries of an enterprise in a calendar year are limited, history included.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use crate::calendar::{Calendar, DaySet};
use crate::model::{EnterpriseIx, Instance};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-ceiling-statement",
    clause: Some("国办发〔2024〕54号"),
    parameters: &["policy.visits_per_year", "history.csv"],
    remedy: "rules-ceiling-remedy",
};

/// Entries in history of each enterprise and calendar year: distinct dates, whatever came of them.
pub(super) fn entries(instance: &Instance) -> BTreeMap<(EnterpriseIx, i32), u32> {
    let rows = instance.history.iter();
    let dates: BTreeSet<_> = rows.filter_map(|row| Some((row.site?, row.date))).collect();
    let mut entries = BTreeMap::new();
    for (site, date) in dates {
        *entries.entry((site, date.year())).or_insert(0) += 1;
    }
    entries
}

/// The days of each enterprise whose year history has used up; only such enterprises are listed.
pub(super) fn used_up(instance: &Instance, calendar: &Calendar) -> BTreeMap<EnterpriseIx, DaySet> {
    let limit = instance.settings().policy.visits_per_year;
    let mut used: BTreeMap<EnterpriseIx, DaySet> = BTreeMap::new();
    if limit == 0 {
        return used;
    }
    let years = calendar.years();
    for ((site, year), count) in entries(instance) {
        if count >= limit && years.contains(&year) {
            let days = calendar.days_where(|day| calendar.date(day).year() == year);
            used.entry(site).or_insert_with(|| DaySet::empty(calendar.len())).unite_with(&days);
        }
    }
    used
}
