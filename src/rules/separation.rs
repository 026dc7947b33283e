//! `separation`: with `policy.separation = "agency"` no agency tests what it drew.

use crate::model::{AgencyIx, Separation};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-separation-statement",
    clause: Some("晋市监发〔2023〕212号 §3：按照抽样与检验分离要求"),
    parameters: &["policy.separation"],
    remedy: "rules-separation-remedy",
};

/// Whether the lab may test what a team of these agencies drew.
pub(super) fn allows(separation: Separation, team: &[AgencyIx], lab: AgencyIx) -> bool {
    match separation {
        Separation::Staff => true,
        Separation::Agency => !team.contains(&lab),
    }
}
