//! `draw`: only what was drawn by lot is planned. The lot itself is the room `draw`.

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-draw-statement",
    clause: Some("产品质量监督抽查管理暂行办法（总局令第18号）"),
    parameters: &[
        "seed",
        "policy.draw",
        "quotas.target",
        "quotas.max",
        "tasks.required",
        "tasks.value",
    ],
    remedy: "rules-draw-remedy",
};
