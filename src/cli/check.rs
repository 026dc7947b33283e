//! `onedoor check`: what is wrong, what looks wrong, and what can never be drawn.

use std::path::PathBuf;

use comfy_table::{ContentArrangement, Table as Grid, presets};
use serde_json::{Value, json};

use super::{Answer, Common, Exit, Failure};
use crate::calendar::{Calendar, OpenHours};
use crate::geography::Travel;
use crate::io::{self, Diagnostic, Severity, Spoken};
use crate::messages::{Lang, form, rule_label, text, told, word};
use crate::model::{Instance, Note, Table, TaskIx};
use crate::rules::Screen;

/// Tasks shown without `-v`.
const SHOWN: usize = 20;

/// Arguments of `onedoor check`.
#[derive(clap::Args)]
pub struct Args {
    instance: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    let (instance, read) = match io::read_instance(&args.instance) {
        Ok(read) => read,
        Err(diagnostics) => return refuse(&diagnostics, common),
    };
    let travel = Travel::new(&instance).map_err(|note| Failure::Input(vec![note]))?;
    let calendar = Calendar::new(&instance);
    let hours = OpenHours::new(&instance, &calendar);
    let screen = Screen::new(&instance, &calendar, &hours, &travel);
    let unusual = io::unusual(&instance, &screen);
    let never = io::impossible(&instance, &screen);
    let found = Found { instance: &instance, screen: &screen, read, unusual, never };
    if common.json {
        super::print(&format!("{:#}\n", found.document()))?;
    } else if !common.quiet {
        super::print(&found.page(common))?;
    }
    Ok(if found.never.is_empty() { Exit::Well } else { Exit::No })
}

/// Bad input: everything that is wrong, and nothing else.
fn refuse(diagnostics: &[Diagnostic], common: &Common) -> Answer {
    let lang = common.lang();
    if common.json {
        let document = json!({ "answer": "bad input", "diagnostics": diagnostics });
        super::print(&format!("{document:#}\n"))?;
    } else {
        let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        let counts = Note::new("io-check-refused")
            .with("errors", count(Severity::Error))
            .with("warnings", count(Severity::Warning));
        super::print(&format!("{}\n\n{}", text(lang, &counts), lines(diagnostics, lang)))?;
    }
    Err(Failure::Said)
}

fn lines(diagnostics: &[Diagnostic], lang: Lang) -> String {
    diagnostics.iter().map(|diagnostic| diagnostic.text(lang) + "\n").collect()
}

/// Everything that a sound instance is told.
struct Found<'a> {
    instance: &'a Instance,
    screen: &'a Screen,
    read: Vec<Diagnostic>,
    unusual: Vec<Diagnostic>,
    never: Vec<TaskIx>,
}

impl Found<'_> {
    fn required(&self) -> usize {
        let tasks = &self.instance.tasks;
        self.never.iter().filter(|task| tasks[task.ix()].required).count()
    }

    fn warnings(&self) -> usize {
        let all = self.read.iter().chain(&self.unusual);
        all.filter(|diagnostic| diagnostic.severity == Severity::Warning).count()
    }

    /// The page for people: counts first.
    fn page(&self, common: &Common) -> String {
        let lang = common.lang();
        let mut page = format!("{}\n{}\n", self.title(lang), self.counts(lang));
        for (key, diagnostics) in
            [("io-check-read", &self.read), ("io-check-unusual", &self.unusual)]
        {
            if !diagnostics.is_empty() {
                page += &format!("\n{}\n{}", word(lang, key), lines(diagnostics, lang));
            }
        }
        if !self.never.is_empty() {
            let shown = if common.verbose { self.never.len() } else { SHOWN };
            page += &format!("\n{}\n", word(lang, "io-check-never"));
            page += &self.table(shown, lang);
            if let Some(more) = self.never.len().checked_sub(shown).filter(|more| *more > 0) {
                page +=
                    &format!("{}\n", text(lang, &Note::new("io-check-more").with("count", more)));
            }
        }
        page
    }

    fn title(&self, lang: Lang) -> String {
        let settings = self.instance.settings();
        let note = Note::new("io-check-title")
            .with("name", &settings.name)
            .with("start", settings.start)
            .with("end", settings.end)
            .with("warnings", self.warnings())
            .with("never", self.never.len())
            .with("required", self.required());
        text(lang, &note)
    }

    /// Rows of each table, four tables a line.
    fn counts(&self, lang: Lang) -> String {
        let mut grid = Grid::new();
        grid.load_style(presets::NOTHING);
        let counts: Vec<String> = Table::ALL
            .iter()
            .map(|&table| (table, io::rows(self.instance, table)))
            .filter(|(_, rows)| *rows > 0)
            .map(|(table, rows)| format!("{} {}", name(table, lang), form::count(rows as u64)))
            .collect();
        counts.chunks(4).for_each(|counts| {
            grid.add_row(counts);
        });
        trimmed(&mut grid)
    }

    fn table(&self, shown: usize, lang: Lang) -> String {
        let mut grid = Grid::new();
        grid.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(width) = super::width() {
            grid.set_width(width);
        }
        let heads = ["task", "site", "rule", "reason", "since"];
        grid.set_header(heads.map(|head| word(lang, key(head))));
        let i = self.instance;
        for &task in self.never.iter().take(shown) {
            let row = &i.tasks[task.ix()];
            let mark = if row.required { " *" } else { "" };
            let (mut id, mut site) =
                (format!("{}{mark}", row.id), i.enterprises[row.site.ix()].id.clone());
            for finding in self.screen.impossible(task).unwrap_or_default() {
                let since = finding.since.clone().unwrap_or_default();
                let rule = rule_label(lang, finding.rule);
                let (id, site) = (std::mem::take(&mut id), std::mem::take(&mut site));
                grid.add_row([id, site, rule, told(lang, i, &finding.note), since]);
            }
        }
        trimmed(&mut grid) + "\n"
    }

    /// The document for programs.
    fn document(&self) -> Value {
        let i = self.instance;
        let rows: serde_json::Map<String, Value> = Table::ALL
            .iter()
            .map(|&table| (table.name().to_owned(), io::rows(i, table).into()))
            .collect();
        let never = self.never.iter().map(|&task| {
            let row = &i.tasks[task.ix()];
            let reasons = self.screen.impossible(task).unwrap_or_default().iter();
            json!({
                "task": row.id,
                "row": Table::Tasks.line(row.row),
                "site": i.enterprises[row.site.ix()].id,
                "program": i.programs[row.program.ix()].id,
                "required": row.required,
                "reasons": reasons.map(|finding| json!({
                    "rule": finding.rule,
                    "since": finding.since,
                    "detail": Spoken(&finding.note),
                })).collect::<Vec<_>>(),
            })
        });
        json!({
            "answer": if self.never.is_empty() { "well" } else { "tasks that can never be drawn" },
            "instance": { "name": i.settings().name, "digest": i.digest() },
            "rows": rows,
            "warnings": self.warnings(),
            "impossible": self.never.len(),
            "impossible_required": self.required(),
            "diagnostics": self.read,
            "unusual": self.unusual,
            "tasks": never.collect::<Vec<_>>(),
        })
    }
}

fn key(head: &str) -> &'static str {
    match head {
        "task" => "io-check-task",
        "site" => "io-check-site",
        "rule" => "io-check-rule",
        "reason" => "io-check-reason",
        _ => "io-check-since",
    }
}

fn name(table: Table, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => io::format::spec(table).zh,
        Lang::En => table.name(),
    }
}

/// An unframed table without blanks at both ends of its lines.
fn trimmed(grid: &mut Grid) -> String {
    grid.column_iter_mut().for_each(|column| {
        column.set_padding((0, 2));
    });
    grid.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
