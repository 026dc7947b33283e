//! `scope_sample`: one of the team's agencies is entrusted with drawing the task.

use crate::model::AgencyIx;

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-scope-sample-statement",
    clause: Some("晋市监发〔2023〕212号 §1：承检机构应当在委托范围内开展抽样、检验工作"),
    parameters: &["scopes.csv"],
    remedy: "rules-scope-sample-remedy",
};

/// Whether one of the team's agencies is among those entrusted (both in table order or any).
pub(super) fn holds(entrusted: &[AgencyIx], team: &[AgencyIx]) -> bool {
    team.iter().any(|agency| entrusted.binary_search(agency).is_ok())
}
