//! `quota_max`: no quota is exceeded; a task larger than a maximum never fits.

use std::collections::HashMap;

use crate::model::{CategoryIx, Instance, ProgramIx, QuotaIx, TaskIx};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-quota-max-statement",
    clause: Some("晋市监发〔2023〕212号 §2：合理确定年度监督抽查的产品、批次"),
    parameters: &["quotas.max"],
    remedy: "rules-quota-max-remedy",
};

/// Quotas by program and category, in file order.
pub(super) type Quotas = HashMap<(ProgramIx, CategoryIx), Vec<QuotaIx>>;

/// The quotas of an instance by program and category.
pub(super) fn quotas(instance: &Instance) -> Quotas {
    let mut quotas = Quotas::new();
    for (at, quota) in instance.quotas.iter().enumerate() {
        quotas.entry((quota.program, quota.category)).or_default().push(QuotaIx::new(at));
    }
    quotas
}

/// The quotas that count a task, in file order.
pub(super) fn of_task(instance: &Instance, quotas: &Quotas, task: TaskIx) -> Vec<QuotaIx> {
    let task = &instance.tasks[task.ix()];
    let category = instance.products[task.product.ix()].category;
    let region = instance.enterprises[task.site.ix()].region;
    let listed = quotas.get(&(task.program, category)).map_or(&[][..], Vec::as_slice);
    let inside = |at: &&QuotaIx| instance.is_within(region, instance.quotas[at.ix()].region);
    listed.iter().filter(inside).copied().collect()
}

/// The first of a task's quotas whose maximum is less than the task's batches.
pub(super) fn too_small(instance: &Instance, quotas: &[QuotaIx], task: TaskIx) -> Option<QuotaIx> {
    let batches = instance.tasks[task.ix()].batches;
    let small = |at: &&QuotaIx| instance.quotas[at.ix()].max.is_some_and(|max| max < batches);
    quotas.iter().find(small).copied()
}
