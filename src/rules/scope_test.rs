//! `scope_test`: the lab is entrusted with testing the batch.

use crate::model::AgencyIx;

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-scope-test-statement",
    clause: Some("晋市监发〔2023〕212号 §1：承检机构应当在委托范围内开展抽样、检验工作"),
    parameters: &["scopes.csv"],
    remedy: "rules-scope-test-remedy",
};

/// Whether the lab is among those entrusted (in table order).
pub(super) fn holds(entrusted: &[AgencyIx], lab: AgencyIx) -> bool {
    entrusted.binary_search(&lab).is_ok()
}
