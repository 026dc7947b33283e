//! Explanations in words: headings, aligned lines, and for every rule in the way its remedy.

mod people;
mod task;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::{Cause, Explanation, SiteExplanation, VisitCard};
use crate::messages::{Lang, form, rule_label, told, with_names, word};
use crate::model::{Instance, Note, Rule};
use crate::rules::describe;

/// For whom an explanation is put into words.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The reader's language.
    pub lang: Lang,
    /// The instance, for the names of what explanations know by ids.
    pub instance: &'a Instance,
    /// Columns into which tables have to fit; none = as wide as their words.
    pub width: Option<u16>,
}

/// An explanation for people.
pub fn text(reader: Reader<'_>, explanation: &Explanation) -> String {
    if let Explanation::Together(core) = explanation {
        return super::together_words::text(reader.lang, core);
    }
    let mut page = Page { reader, out: String::new() };
    match explanation {
        Explanation::Task(task) => page.task(task),
        Explanation::Site(site) => page.site(site),
        Explanation::Team(team) => page.team(team),
        Explanation::Agency(agency) => page.agency(agency),
        Explanation::Together(_) => {}
    }
    page.out
}

struct Page<'a> {
    reader: Reader<'a>,
    out: String,
}

impl Page<'_> {
    fn word(&self, key: &'static str) -> String {
        word(self.reader.lang, key)
    }

    fn say(&self, note: &Note) -> String {
        told(self.reader.lang, self.reader.instance, note)
    }

    /// A region by its code or name, in the reader's language.
    fn region(&self, region: &str) -> String {
        with_names(self.reader.lang, self.reader.instance, "region", region)
    }

    fn rule(&self, rule: Rule) -> String {
        rule_label(self.reader.lang, rule)
    }

    fn local(&self, cell: &str) -> String {
        form::local(self.reader.lang, cell)
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn heading(&mut self, key: &'static str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let heading = self.word(key);
        self.line(&heading);
    }

    /// Facts as two aligned columns; empty ones are left out.
    fn facts(&mut self, facts: &[(&'static str, String)]) {
        let mut table = plain();
        for (key, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            table.add_row(vec![self.word(key), self.local(value)]);
        }
        self.table(table);
    }

    /// A table, indented; long cells are broken where the reader has no room for them.
    fn table(&mut self, mut table: Table) {
        if let Some(width) = self.reader.width {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(width.saturating_sub(1));
        }
        for line in table.to_string().lines() {
            let line = format!(" {line}");
            self.line(&line);
        }
    }

    /// Rows under titles; the columns numbered in `right` stand to the right.
    fn rows(&mut self, titles: &[&'static str], right: &[usize], rows: Vec<Vec<String>>) {
        let mut table = plain();
        table.set_header(titles.iter().map(|key| self.word(key)).collect::<Vec<_>>());
        rows.into_iter().for_each(|row| {
            table.add_row(row.iter().map(|cell| self.local(cell)).collect::<Vec<_>>());
        });
        for &at in right {
            if let Some(column) = table.column_mut(at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self.table(table);
    }

    fn causes(&mut self, causes: &[Cause]) {
        let row = |cause: &Cause| {
            vec![
                self.rule(cause.rule),
                self.say(&cause.note),
                cause.since.clone().unwrap_or_default(),
            ]
        };
        let rows: Vec<Vec<String>> = causes.iter().map(row).collect();
        self.rows(&["explain-col-rule", "explain-col-why", "explain-col-row"], &[], rows);
    }

    fn remedies(&mut self, rules: &[Rule]) {
        if rules.is_empty() {
            return;
        }
        self.heading("explain-remedies");
        let mut table = plain();
        for rule in rules {
            table.add_row(vec![self.rule(*rule), self.word(describe(*rule).remedy)]);
        }
        self.table(table);
    }

    fn site(&mut self, site: &SiteExplanation) {
        let title = Note::new("explain-site")
            .with("site", &site.id)
            .with("region", &site.region_name)
            .with("tasks", site.tasks.len())
            .with("visits", site.visits.len());
        let title = self.say(&title);
        self.line(&title);
        let closed: Vec<String> = site.closed.iter().map(ToString::to_string).collect();
        self.facts(&[("explain-hours", site.hours.clone()), ("explain-closed", closed.join("; "))]);
        if !site.visits.is_empty() {
            self.heading("explain-visits");
            let row = |visit: &VisitCard| {
                vec![
                    visit.id.clone(),
                    visit.date.to_string(),
                    format!("{}–{}", visit.start, visit.end),
                    visit.team.clone(),
                    visit.tasks.join(", "),
                ]
            };
            let titles = [
                "explain-col-visit",
                "explain-col-date",
                "explain-col-time",
                "explain-col-team",
                "explain-col-tasks",
            ];
            self.rows(&titles, &[], site.visits.iter().map(row).collect());
            site.visits.iter().for_each(|visit| self.weighed(visit));
        }
        if !site.parted.is_empty() {
            self.heading("explain-why-two");
            let row = |parted: &super::Parted| {
                vec![
                    format!("{} / {}", parted.one, parted.other),
                    self.rule(parted.cause.rule),
                    self.say(&parted.cause.note),
                ]
            };
            let rows = site.parted.iter().map(row).collect();
            self.rows(&["explain-col-visits", "explain-col-rule", "explain-col-why"], &[], rows);
        }
        self.site_tasks(site);
    }

    fn site_tasks(&mut self, site: &SiteExplanation) {
        self.heading("explain-tasks");
        let mut rows = Vec::new();
        for task in &site.tasks {
            let state = match (&task.visit, task.impossible, task.queue) {
                (Some(visit), _, _) => visit.clone(),
                (None, true, _) => self.word("explain-state-impossible"),
                (None, false, Some(place)) => {
                    self.say(&Note::new("explain-state-reserve").with("place", place))
                }
                (None, false, None) => self.word("explain-state-left-out"),
            };
            let why = |cause: &Cause| {
                let since = cause.since.as_ref().map_or(String::new(), |row| format!(" [{row}]"));
                format!("{}: {}{since}", self.rule(cause.rule), self.say(&cause.note))
            };
            let causes: Vec<String> = task.causes.iter().map(why).collect();
            rows.push(vec![
                task.task.id.clone(),
                task.task.program.clone(),
                format!("{} × {}", task.task.product, task.task.batches),
                state,
                causes.join("\n"),
            ]);
        }
        let titles = [
            "explain-col-task",
            "explain-col-program",
            "explain-col-product",
            "explain-col-state",
            "explain-col-why",
        ];
        self.rows(&titles, &[], rows);
        self.remedies(&site.remedies);
    }
}

/// A table without lines, as wide as its words.
fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}
