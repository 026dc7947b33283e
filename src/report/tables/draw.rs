//! The draw, step by step, and summed up quota by quota.

use crate::draw::{DrawOutcome, DrawRecord, DrawStatus, DrawStep};
use crate::messages::word;
use crate::model::{QuotaIx, Table as Rows};
use crate::report::table::{Cell, Table};
use crate::report::view::View;

/// `draw.csv`: every step, in order.
pub fn draw(view: &View, record: &DrawRecord) -> Table {
    let mut table = Table::new(
        "draw",
        &[
            "order",
            "quota",
            "program",
            "program_name",
            "category_name",
            "region_name",
            "target",
            "max",
            "task",
            "site",
            "site_name",
            "county",
            "lon",
            "lat",
            "product",
            "batches",
            "required",
            "value",
            "number",
            "decision",
            "decision_name",
            "over_quota",
            "after",
            "queue",
        ],
    );
    let rows = record.steps.iter().enumerate();
    table.rows = rows.map(|(at, step)| row(view, record, at, step)).collect();
    table
}

fn row(view: &View, record: &DrawRecord, at: usize, step: &DrawStep) -> Vec<Cell> {
    let instance = view.instance;
    let task = &instance.tasks[step.task.ix()];
    let program = &instance.programs[task.program.ix()];
    let site = &instance.enterprises[task.site.ix()];
    let quota = step.quota.map(|quota| &instance.quotas[quota.ix()]);
    let (decision, key) = decision(step.outcome);
    vec![
        Cell::from(at + 1),
        step.quota.map_or(Cell::Empty, |quota| Cell::Text(line(view, quota))),
        Cell::text(&program.id),
        Cell::text(view.program(step.task)),
        Cell::text(&instance.category_of(step.task).name),
        quota.map_or(Cell::Empty, |quota| Cell::text(view.region(quota.region))),
        quota.map_or(Cell::Empty, |quota| Cell::maybe(quota.target)),
        quota.map_or(Cell::Empty, |quota| Cell::maybe(quota.max)),
        Cell::text(&task.id),
        Cell::text(&site.id),
        Cell::text(&site.name),
        Cell::text(view.region(site.region)),
        Cell::Degrees(site.position.lon),
        Cell::Degrees(site.position.lat),
        Cell::text(view.product(task.product)),
        Cell::from(task.batches),
        Cell::Flag(task.required),
        Cell::Money(task.value),
        Cell::Text(format!("{:016x}", step.number)),
        Cell::text(decision),
        Cell::text(word(view.lang, key)),
        match step.outcome {
            DrawOutcome::OverMax(full) => Cell::Text(line(view, full)),
            DrawOutcome::Required
            | DrawOutcome::Outside
            | DrawOutcome::Open
            | DrawOutcome::Drawn
            | DrawOutcome::Impossible
            | DrawOutcome::TargetReached => Cell::Empty,
        },
        if step.quota.is_some() { Cell::Count(clamp(step.total)) } else { Cell::Empty },
        match record.status.get(step.task.ix()) {
            Some(DrawStatus::Reserve { quota, place }) if Some(*quota) == step.quota => {
                Cell::from(*place)
            }
            _ => Cell::Empty,
        },
    ]
}

fn clamp(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A row of `quotas.csv` as people cite it.
fn line(view: &View, quota: QuotaIx) -> String {
    Rows::Quotas.line(view.instance.quotas[quota.ix()].row)
}

/// The name of an outcome in files, and the key of its word.
fn decision(outcome: DrawOutcome) -> (&'static str, &'static str) {
    match outcome {
        DrawOutcome::Required => ("required", "report-draw-required"),
        DrawOutcome::Outside => ("outside", "report-draw-outside"),
        DrawOutcome::Open => ("open", "report-draw-open"),
        DrawOutcome::Drawn => ("drawn", "report-draw-drawn"),
        DrawOutcome::Impossible => ("impossible", "report-draw-impossible"),
        DrawOutcome::OverMax(_) => ("over_max", "report-draw-over-max"),
        DrawOutcome::TargetReached => ("target_reached", "report-draw-target-reached"),
    }
}

/// What the draw did for one quota.
pub struct QuotaDraw {
    /// Which quota.
    pub quota: QuotaIx,
    /// Batches that were in before it was filled.
    pub before: u64,
    /// Candidates asked or kept.
    pub candidates: u64,
    /// Candidates drawn.
    pub drawn: u64,
    /// Candidates passed over because nothing is possible for them.
    pub impossible: u64,
    /// Candidates passed over because a maximum was reached.
    pub over_max: u64,
    /// Candidates not asked for, because the target was reached.
    pub not_asked: u64,
    /// Batches in afterwards.
    pub after: u64,
}

/// Sums of the draw, quota by quota, in the order in which they were filled.
pub fn quota_draws(view: &View, record: &DrawRecord) -> Vec<QuotaDraw> {
    let mut sums: Vec<QuotaDraw> = Vec::new();
    for step in &record.steps {
        let Some(quota) = step.quota else { continue };
        if sums.last().is_none_or(|sum| sum.quota != quota) {
            let taken = match step.outcome {
                DrawOutcome::Drawn => u64::from(view.instance.tasks[step.task.ix()].batches),
                _ => 0,
            };
            let before = step.total.saturating_sub(taken);
            sums.push(QuotaDraw {
                quota,
                before,
                candidates: 0,
                drawn: 0,
                impossible: 0,
                over_max: 0,
                not_asked: 0,
                after: before,
            });
        }
        if let Some(sum) = sums.last_mut() {
            sum.candidates += 1;
            sum.after = step.total;
            match step.outcome {
                DrawOutcome::Drawn => sum.drawn += 1,
                DrawOutcome::Impossible => sum.impossible += 1,
                DrawOutcome::OverMax(_) => sum.over_max += 1,
                DrawOutcome::TargetReached => sum.not_asked += 1,
                DrawOutcome::Required | DrawOutcome::Outside | DrawOutcome::Open => {}
            }
        }
    }
    sums
}
