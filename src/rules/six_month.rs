//! `six_month`: one authority draws one product at most once in the interval.

use crate::model::{History, ProgramIx, TaskIx};

use super::facts::Facts;

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-six-month-statement",
    clause: Some(
        "晋市监发〔2023〕212号 §2：同一监管部门不得在6个月内对同一生产者……同一规格型号的产品进行2次以上的监督抽查",
    ),
    parameters: &["policy.interval_months", "history.csv", "programs.kind"],
    remedy: "rules-six-month-remedy",
};

/// Whether an earlier draw counts against a program.
pub(super) fn counts(facts: &Facts, row: &History, program: ProgramIx) -> bool {
    row.authority == facts.instance.programs[program.ix()].authority
}

/// Calendar months that two draws of one product have to lie apart under this rule; 0 = free.
pub(super) fn months_between(facts: &Facts, a: TaskIx, b: TaskIx) -> u32 {
    let same = facts.authority(a) == facts.authority(b);
    if same { facts.interval.months() } else { 0 }
}
