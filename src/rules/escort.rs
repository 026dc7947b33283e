//! `escort`: local officers can accompany so many visits of a county and day.

use crate::model::{Instance, RegionIx};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-escort-statement",
    clause: Some("晋市监发〔2023〕212号 §3：鼓励属地监管人员协助抽样机构"),
    parameters: &["escorts.visits_per_day"],
    remedy: "rules-escort-remedy",
};

/// The row of `escorts.csv` that leaves nobody to accompany a visit in the county.
pub(super) fn nobody(instance: &Instance, county: RegionIx) -> Option<u32> {
    let mut rows = instance.escorts.iter().filter(|row| row.region == county);
    rows.find(|row| row.visits_per_day == 0).map(|row| row.row)
}
