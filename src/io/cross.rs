//! What no row can know alone: parents, levels, rows about the same thing twice.

use std::collections::HashMap;
use std::hash::Hash;

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::sheet::Sheet;
use crate::model::{Level, Note, Region, RegionIx, Settings, Table, Tables, TravelSource, Whom};

/// Where to point at: the sheets the tables were read from.
pub struct Cross<'a> {
    /// Sheets by table.
    pub sheets: &'a [Option<Sheet<'a>>],
    /// Tables that could not be read.
    pub broken: &'a [Table],
    /// What is found.
    pub findings: &'a mut Findings,
}

impl Cross<'_> {
    /// Checks the tables whose own rows have no error; others hold dummies.
    pub fn check(&mut self, tables: &Tables, settings: Option<&Settings>) {
        let sound: Vec<bool> = Table::ALL.iter().map(|&table| self.is_sound(table)).collect();
        let sound = |table: Table| sound[table as usize];
        if sound(Table::Regions) {
            self.regions(&tables.regions);
            if sound(Table::Enterprises) {
                let rows = tables.enterprises.iter().map(|e| (e.region, e.row));
                self.counties(&tables.regions, Table::Enterprises, rows);
            }
            if sound(Table::Escorts) {
                let rows = tables.escorts.iter().map(|e| (e.region, e.row));
                self.counties(&tables.regions, Table::Escorts, rows);
            }
        }
        if sound(Table::Calendar) {
            self.twice(Table::Calendar, "date", tables.calendar.iter().map(|d| (d.date, d.row)));
        }
        if sound(Table::Escorts) {
            self.twice(Table::Escorts, "region", tables.escorts.iter().map(|e| (e.region, e.row)));
        }
        if sound(Table::Matrix) {
            self.twice(Table::Matrix, "to", tables.matrix.iter().map(|m| ((m.from, m.to), m.row)));
        }
        if sound(Table::Enterprises) {
            self.owners(tables);
        }
        let forms = settings.is_some_and(|settings| settings.policy.form_teams);
        self.empty(tables, forms);
        self.travel(tables, settings.map(|settings| settings.travel.source));
    }

    /// Whether the table was read without an error (or is not there, and need not be).
    fn is_sound(&self, table: Table) -> bool {
        let sheet = self.sheets.get(table as usize).and_then(Option::as_ref);
        !self.broken.contains(&table)
            && sheet.is_none_or(|sheet| self.findings.errors_in(&sheet.grid.file) == 0)
    }

    /// Tables that the source of distances needs.
    fn travel(&mut self, tables: &Tables, source: Option<TravelSource>) {
        match source {
            Some(TravelSource::Matrix) if tables.matrix.is_empty() => {
                let note = Note::new("io-needs-table").with("table", "matrix");
                let wrong = self.at(Table::Matrix, Diagnostic::error, note);
                self.findings.push(wrong);
            }
            Some(TravelSource::Roads) if tables.road_nodes.is_empty() => {
                let note = Note::new("io-no-roads");
                let warning = self.at(Table::RoadNodes, Diagnostic::warning, note);
                self.findings.push(warning);
            }
            _ => {}
        }
    }

    fn at(&self, table: Table, make: fn(&str, Note) -> Diagnostic, note: Note) -> Diagnostic {
        let sheet = self.sheets.get(table as usize).and_then(Option::as_ref);
        let fallback = format!("{}.csv", table.name());
        make(sheet.map_or(&fallback, |sheet| &sheet.grid.file), note)
    }

    fn shown(&self, table: Table, column: &'static str) -> String {
        let sheet = self.sheets.get(table as usize).and_then(Option::as_ref);
        sheet.map_or(column, |sheet| sheet.shown(column)).to_owned()
    }

    /// Parents form a forest and stand above their children.
    fn regions(&mut self, regions: &[Region]) {
        let column = self.shown(Table::Regions, "parent");
        let cycle = on_cycle(regions);
        for (at, region) in regions.iter().enumerate() {
            let Some(parent) = region.parent.and_then(|parent| regions.get(parent.ix())) else {
                continue;
            };
            let note = if cycle[at] {
                Note::new("io-region-cycle").with("codes", around(regions, at))
            } else if parent.level <= region.level {
                Note::new("io-region-level")
                    .with("code", &region.code)
                    .with("parent", &parent.code)
                    .with("row", parent.row)
            } else {
                continue;
            };
            let wrong = self
                .at(Table::Regions, Diagnostic::error, note)
                .row(region.row)
                .column(&column)
                .found(&parent.code)
                .expected(Note::new("io-expect-parent"));
            self.findings.push(wrong);
        }
    }

    /// Enterprises and escorts belong to counties.
    fn counties(
        &mut self,
        regions: &[Region],
        table: Table,
        rows: impl Iterator<Item = (RegionIx, u32)>,
    ) {
        for (region, row) in rows {
            let Some(region) = regions.get(region.ix()) else { continue };
            if region.level == Level::County {
                continue;
            }
            let note = Note::new("io-not-a-county").with("code", &region.code);
            let wrong = self
                .at(table, Diagnostic::error, note)
                .row(row)
                .column(self.shown(table, "region"))
                .found(&region.code)
                .expected(Note::new("io-expect-county"));
            self.findings.push(wrong);
        }
    }

    fn twice<K: Eq + Hash>(
        &mut self,
        table: Table,
        column: &'static str,
        rows: impl Iterator<Item = (K, u32)>,
    ) {
        let mut first: HashMap<K, u32> = HashMap::new();
        for (key, row) in rows {
            if let Some(&earlier) = first.get(&key) {
                let note = Note::new("io-same-twice").with("first", earlier);
                let wrong = self
                    .at(table, Diagnostic::error, note)
                    .row(row)
                    .column(self.shown(table, column))
                    .advice(Note::new("io-advice-duplicate"));
                self.findings.push(wrong);
            } else {
                first.insert(key, row);
            }
        }
    }

    /// An owner that no enterprise has is legal, and usually a typing error.
    fn owners(&mut self, tables: &Tables) {
        let mut known: Vec<&str> =
            tables.enterprises.iter().filter_map(|e| e.owner.as_deref()).collect();
        known.sort_unstable();
        known.dedup();
        for avoidance in &tables.avoidances {
            let Whom::Owner(name) = &avoidance.whom else { continue };
            if known.binary_search(&name.as_str()).is_ok() {
                continue;
            }
            let note = Note::new("io-unknown-owner").with("owner", name);
            let mut warning = self
                .at(Table::Avoidances, Diagnostic::warning, note)
                .row(avoidance.row)
                .column(self.shown(Table::Avoidances, "whom"))
                .found(&format!("owner:{name}"));
            warning.advice = self.findings.guess(&warning.file, name, || known.clone());
            self.findings.push(warning);
        }
    }

    /// Tables without which nothing can be planned; teams that are not used because others are formed.
    fn empty(&mut self, tables: &Tables, forms: bool) {
        let sizes = [
            (Table::Regions, tables.regions.len()),
            (Table::Categories, tables.categories.len()),
            (Table::Enterprises, tables.enterprises.len()),
            (Table::Products, tables.products.len()),
            (Table::Programs, tables.programs.len()),
            (Table::Tasks, tables.tasks.len()),
            (Table::Agencies, tables.agencies.len()),
            (Table::Scopes, tables.scopes.len()),
            (Table::Samplers, tables.samplers.len()),
            (Table::Teams, tables.teams.len()),
        ];
        for (table, size) in sizes {
            if table == Table::Teams && forms {
                if size > 0 {
                    let note = Note::new("io-teams-not-used");
                    let warning = self.at(table, Diagnostic::warning, note);
                    self.findings.push(warning);
                }
                continue;
            }
            if size == 0 && self.is_sound(table) {
                let warning = self.at(table, Diagnostic::warning, Note::new("io-no-rows"));
                self.findings.push(warning);
            }
        }
    }
}

/// For each region whether it lies on a cycle of parents.
fn on_cycle(regions: &[Region]) -> Vec<bool> {
    let parent = |at: usize| regions[at].parent.map(RegionIx::ix).filter(|&p| p < regions.len());
    // The walk that met a region first; walks are numbered from 1.
    let mut walk = vec![0usize; regions.len()];
    let mut cycle = vec![false; regions.len()];
    for start in 0..regions.len() {
        let mut at = Some(start);
        while let Some(here) = at.filter(|&here| walk[here] == 0) {
            walk[here] = start + 1;
            at = parent(here);
        }
        // Met again on its own walk: a new cycle.
        let mut at = at.filter(|&here| walk[here] == start + 1);
        while let Some(here) = at.filter(|&here| !cycle[here]) {
            cycle[here] = true;
            at = parent(here);
        }
    }
    cycle
}

/// The codes along the cycle that `start` lies on, shortened.
fn around(regions: &[Region], start: usize) -> String {
    const SHOWN: usize = 8;
    let mut codes = vec![regions[start].code.as_str()];
    let mut at = regions[start].parent;
    while let Some(here) = at.and_then(|at| regions.get(at.ix())) {
        codes.push(&here.code);
        if here.code == regions[start].code {
            break;
        }
        if codes.len() > SHOWN {
            codes.push("…");
            break;
        }
        at = here.parent;
    }
    codes.join(" → ")
}
