//! One row for each reason against each task that is not planned.

use crate::messages::{Lang, rule_name, told, word};
use crate::model::Reason;
use crate::report::table::{Cell, Table};
use crate::report::view::{Fate, UnplannedView, View};

/// `unplanned.csv`.
pub fn unplanned(view: &View) -> Table {
    let mut table = Table::new(
        "unplanned",
        &[
            "task",
            "status",
            "required",
            "queue",
            "reason",
            "reasons",
            "rule",
            "rule_name",
            "rule_statement",
            "detail",
            "since",
            "remedy",
            "site",
            "site_name",
            "county",
            "city",
            "program",
            "program_name",
            "authority",
            "category_name",
            "product",
            "batches",
            "value",
        ],
    );
    for item in &view.unplanned {
        for (at, reason) in item.entry.reasons.iter().enumerate() {
            table.rows.push(row(view, item, Some((at, reason))));
        }
        if item.entry.reasons.is_empty() {
            table.rows.push(row(view, item, None));
        }
    }
    table
}

/// Why a task is not planned, as a word.
pub fn status(lang: Lang, fate: Fate) -> String {
    let key = match fate {
        Fate::Reserve => "report-reserve",
        Fate::Impossible => "report-impossible",
        Fate::LeftOut => "report-left-out",
    };
    word(lang, key)
}

/// A reason in the language asked for, with names: `plan.json` words it in Chinese with ids alone, and
/// adds it as data.
pub fn detail(view: &View, reason: &Reason) -> String {
    let told = |note| told(view.lang, view.instance, note);
    reason.note.as_ref().map_or_else(|| reason.detail.clone(), told)
}

fn row(view: &View, item: &UnplannedView, reason: Option<(usize, &Reason)>) -> Vec<Cell> {
    let instance = view.instance;
    let task = &instance.tasks[item.task.ix()];
    let site = &instance.enterprises[task.site.ix()];
    let program = &instance.programs[task.program.ix()];
    let of = |make: &dyn Fn(&Reason) -> Cell| reason.map_or(Cell::Empty, |(_, r)| make(r));
    vec![
        Cell::text(&task.id),
        Cell::text(status(view.lang, item.fate())),
        Cell::Flag(task.required),
        Cell::maybe(item.entry.queue),
        reason.map_or(Cell::Empty, |(at, _)| Cell::from(at + 1)),
        Cell::from(item.entry.reasons.len()),
        of(&|r| Cell::text(r.rule.name())),
        of(&|r| Cell::text(rule_name(view.lang, r.rule))),
        of(&|r| Cell::text(crate::report::statement(view, r.rule))),
        of(&|r| Cell::text(detail(view, r))),
        of(&|r| r.since.as_ref().map_or(Cell::Empty, Cell::text)),
        of(&|r| Cell::text(crate::report::remedy(view.lang, r.rule))),
        Cell::text(&site.id),
        Cell::text(&site.name),
        Cell::text(view.region(site.region)),
        Cell::text(view.city(site.region)),
        Cell::text(&program.id),
        Cell::text(view.program(item.task)),
        Cell::text(view.authority(program.authority)),
        Cell::text(&instance.category_of(item.task).name),
        Cell::text(view.product(task.product)),
        Cell::from(task.batches),
        Cell::Money(task.value),
    ]
}
