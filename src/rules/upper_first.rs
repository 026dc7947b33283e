//! `upper_first`: what a higher level draws, a lower one does not.

use crate::model::{History, ProgramIx, TaskIx};

use super::facts::Facts;

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-upper-first-statement",
    clause: Some("晋市监发〔2023〕212号 §2：坚持“上抽下不抽”的原则；产品质量法 第十五条"),
    parameters: &["policy.upper_first_months", "history.csv", "programs.kind", "regions.parent"],
    remedy: "rules-upper-first-remedy",
};

/// Whether an earlier draw counts against a program.
pub(super) fn counts(facts: &Facts, row: &History, program: ProgramIx) -> bool {
    let own = facts.instance.programs[program.ix()].authority;
    facts.instance.outranks(row.authority, own)
}

/// Calendar months that two draws of one product have to lie apart under this rule; 0 = free.
pub(super) fn months_between(facts: &Facts, a: TaskIx, b: TaskIx) -> u32 {
    let (a, b) = (facts.authority(a), facts.authority(b));
    let ranked = facts.instance.outranks(a, b) || facts.instance.outranks(b, a);
    if ranked { facts.upper.months() } else { 0 }
}
