//! A plan's workbook read back: what somebody changed in its first sheet.
//!
//! The sheet has a line a task; date, team and place among the day's stops belong to the visit. A
//! change in one line of a visit is a change of the visit; two lines that say different things are
//! refused with both rows.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::grid::Grid;
use super::{nearest, source, workbook};
use crate::messages::{Lang, word};
use crate::model::{Instance, Note, Plan, Visit};

/// Names of the columns that are read, in both languages.
const VISIT: &str = "report-col-visit";
const DATE: &str = "report-col-date";
const TEAM: &str = "report-col-team";
const STOP: &str = "report-col-stop";

/// What the workbook wants different of one visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Id of the visit.
    pub visit: String,
    /// Where it stands: `[plan.xlsx]计划总表!7`.
    pub place: String,
    /// Another day.
    pub date: Option<NaiveDate>,
    /// Another team, by its id.
    pub team: Option<String>,
    /// Another place among the stops of its day, 1 = the first.
    pub stop: Option<u32>,
}

/// Reads a workbook that `onedoor plan` wrote and somebody edited; `plan` is what it was made from.
///
/// # Errors
/// Every cell that makes no sense, by sheet, row and column.
pub fn read_edits(
    path: &Path,
    instance: &Instance,
    plan: &Plan,
) -> Result<Vec<Edit>, Vec<Diagnostic>> {
    let mut findings = Findings::default();
    let shown = path.display().to_string();
    let edits = source::load(path, &shown, workbook::MOST_BYTES, &mut findings)
        .and_then(|bytes| sheet(&shown, bytes, &mut findings))
        .map(|grid| edits(&grid, instance, plan, &mut findings));
    edits.filter(|_| findings.errors() == 0).ok_or_else(|| findings.into_list())
}

/// The sheet with the planned tasks.
fn sheet(file: &str, bytes: Vec<u8>, findings: &mut Findings) -> Option<Grid> {
    let sheets = match workbook::read(file, bytes) {
        Ok(sheets) => sheets,
        Err(wrong) => {
            findings.push(*wrong);
            return None;
        }
    };
    let names = [Lang::Zh, Lang::En].map(|lang| word(lang, "report-sheet-tasks"));
    match sheets.into_iter().find(|sheet| names.contains(&sheet.name)) {
        None => {
            let note = Note::new("io-missing-sheet").with("sheet", names.join(" / "));
            findings.push(Diagnostic::error(file, note).advice(Note::new("io-advice-edits")));
            None
        }
        Some(sheet) => match sheet.grid {
            Ok(grid) => Some(grid),
            Err(wrong) => {
                wrong.into_iter().for_each(|wrong| findings.push(wrong));
                None
            }
        },
    }
}

fn edits(grid: &Grid, instance: &Instance, plan: &Plan, findings: &mut Findings) -> Vec<Edit> {
    let column = |key: &'static str| {
        let titles = [Lang::Zh, Lang::En].map(|lang| word(lang, key));
        grid.header.iter().position(|cell| titles.contains(cell))
    };
    let [Some(visit), Some(date), Some(team), Some(stop)] = [VISIT, DATE, TEAM, STOP].map(column)
    else {
        let titles = [VISIT, DATE, TEAM, STOP].map(|key| word(Lang::Zh, key));
        let note = Note::new("io-missing-columns").with("columns", titles.join(", "));
        findings.push(
            Diagnostic::error(&grid.file, note)
                .row(grid.header_line)
                .advice(Note::new("io-advice-edits")),
        );
        return Vec::new();
    };
    let mut reader =
        Reader { grid, instance, stops: stops(plan), columns: [visit, date, team, stop], findings };
    let known: BTreeMap<&str, &Visit> =
        plan.visits.iter().map(|visit| (visit.id.as_str(), visit)).collect();
    let mut found: BTreeMap<&str, Edit> = BTreeMap::new();
    for row in 0..grid.rows() {
        if let Some(visit) = reader.visit(row, &known) {
            reader.line(row, visit, found.entry(&visit.id).or_default());
        }
    }
    // In the plan's order, whatever order the sheet was sorted into.
    let changed = plan.visits.iter().filter_map(|visit| found.remove(visit.id.as_str()));
    changed.filter(|edit| !edit.visit.is_empty()).collect()
}

/// The place of each visit among the stops of its day, 1 = the first.
fn stops(plan: &Plan) -> BTreeMap<&str, u32> {
    let days = plan.tours.iter().flat_map(|tour| &tour.days);
    days.flat_map(|day| day.stops.iter().map(String::as_str).zip(1..)).collect()
}

/// Looks at the lines one by one.
struct Reader<'a> {
    grid: &'a Grid,
    instance: &'a Instance,
    stops: BTreeMap<&'a str, u32>,
    columns: [usize; 4],
    findings: &'a mut Findings,
}

impl<'a> Reader<'a> {
    fn wrong(&mut self, row: usize, column: usize, note: Note, help: Note) {
        let header = self.grid.header.get(column).map_or("", String::as_str);
        let wrong = Diagnostic::error(&self.grid.file, note)
            .row(self.grid.line(row))
            .column(header)
            .found(self.grid.cell(row, column))
            .advice(help);
        self.findings.push(wrong);
    }

    fn visit(&mut self, row: usize, known: &BTreeMap<&'a str, &'a Visit>) -> Option<&'a Visit> {
        let id = self.grid.cell(row, self.columns[0]).trim();
        let visit = known.get(id).copied();
        if visit.is_none() {
            let help = match nearest(id, &mut known.keys().copied()) {
                Some(near) => Note::new("io-did-you-mean").with("near", near),
                None => Note::new("io-advice-edits"),
            };
            self.wrong(
                row,
                self.columns[0],
                Note::new("desk-unknown-visit").with("visit", id),
                help,
            );
        }
        visit
    }

    /// What one line changes, put to what other lines of the visit change.
    fn line(&mut self, row: usize, visit: &Visit, edit: &mut Edit) {
        let [_, date, team, stop] = self.columns;
        let mut changed = false;
        if let Some(day) = self.date(row, date).filter(|day| *day != visit.date) {
            changed |= self.put(row, date, &mut edit.date, day);
        }
        let id = self.grid.cell(row, team).trim().to_owned();
        if id != visit.team {
            if self.instance.team(&id).is_some() {
                changed |= self.put(row, team, &mut edit.team, id);
            } else {
                let names = &mut self.instance.teams.iter().map(|row| row.id.as_str());
                let help = match nearest(&id, names) {
                    Some(near) => Note::new("io-did-you-mean").with("near", near),
                    None => Note::new("io-advice-edits"),
                };
                let note = Note::new("io-dangling").with("id", &id).with("table", "teams");
                self.wrong(row, team, note, help);
            }
        }
        let was = self.stops.get(visit.id.as_str()).copied();
        if let Some(place) = self.stop(row, stop).filter(|place| Some(*place) != was) {
            changed |= self.put(row, stop, &mut edit.stop, place);
        }
        if changed && edit.visit.is_empty() {
            edit.visit.clone_from(&visit.id);
            edit.place = format!("{}!{}", self.grid.file, self.grid.line(row));
        }
    }

    fn put<T: PartialEq>(&mut self, row: usize, column: usize, at: &mut Option<T>, new: T) -> bool {
        if at.as_ref().is_some_and(|other| *other != new) {
            let note = Note::new("io-edits-differ");
            self.wrong(row, column, note, Note::new("io-advice-edits-differ"));
            return false;
        }
        *at = Some(new);
        true
    }

    fn date(&mut self, row: usize, column: usize) -> Option<NaiveDate> {
        let text = self.grid.cell(row, column).trim().replace(['/', '.'], "-");
        let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
        if date.is_none() {
            self.wrong(row, column, Note::new("io-bad-value"), Note::new("io-expect-date"));
        }
        date
    }

    /// None also for an empty cell: the place is then left to the program.
    fn stop(&mut self, row: usize, column: usize) -> Option<u32> {
        let text = self.grid.cell(row, column).trim();
        let place = text.parse::<u32>().ok().filter(|place| (1..=1000).contains(place));
        if place.is_none() && !text.is_empty() {
            let help = Note::new("io-expect-integer").with("min", 1).with("max", 1000);
            self.wrong(row, column, Note::new("io-bad-value"), help);
        }
        place
    }
}
