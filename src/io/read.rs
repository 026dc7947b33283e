//! An instance from a folder or a workbook, or everything that is wrong with it.

use std::path::Path;

use super::build::Builder;
use super::cross::Cross;
use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::index::{Index, Lookup};
use super::sheet::Sheet;
use super::{settings, source};
use crate::model::{Instance, Note, Table};

/// Reads and validates an instance: a folder with `instance.toml` and CSV files, or one `.xlsx`.
///
/// Beside the instance stand warnings, and the encodings that were not UTF-8.
///
/// # Errors
/// Everything that is wrong, at once; at most 200 findings of each file are shown, the others
/// are counted.
pub fn read_instance(path: &Path) -> Result<(Instance, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut findings = Findings::default();
    match source::open(path, &mut findings) {
        Some(source) => from_source(source, findings),
        None => Err(findings.into_list()),
    }
}

/// Builds the instance of what was there.
pub(super) fn from_source(
    source: source::Source,
    mut findings: Findings,
) -> Result<(Instance, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut broken = source.broken;
    let mut sheets: Vec<Option<Sheet>> = Vec::new();
    for (&table, grid) in Table::ALL.iter().zip(&source.grids) {
        let sheet = grid.as_ref().and_then(|grid| Sheet::new(table, grid, &mut findings));
        if sheet.is_none() && grid.is_some() {
            broken.push(table);
        }
        sheets.push(sheet);
    }
    let index = Index::new(&sheets, &broken, &mut findings);
    let builder = Builder::new(&sheets, &index, findings);
    let tables = builder.tables();
    let mut findings = builder.into_findings();
    let settings = source.settings.as_ref().map(|read| &read.settings);
    Cross { sheets: &sheets, broken: &broken, findings: &mut findings }.check(&tables, settings);
    if let Some(read) = &source.settings {
        authority(read, &index, &mut findings);
    }
    let Some(read) = source.settings.filter(|_| findings.errors() == 0) else {
        return Err(findings.into_list());
    };
    match Instance::new(read.settings, tables) {
        Ok(instance) => Ok((instance, findings.into_list())),
        Err(message) => {
            findings
                .push(Diagnostic::error(&read.file, Note::new("io-toml").with("message", message)));
            Err(findings.into_list())
        }
    }
}

/// The planning authority is a region, or national.
fn authority(read: &settings::Read, index: &Index, findings: &mut Findings) {
    let code = read.settings.authority.as_str();
    if code == "000000" || !matches!(index.find(Table::Regions, code), Lookup::Missing) {
        return;
    }
    let note = Note::new("io-dangling").with("id", code).with("table", Table::Regions.name());
    let near = findings.guess(&read.file, code, || index.ids(Table::Regions));
    let mut wrong = Diagnostic::error(&read.file, note)
        .column("authority")
        .found(code)
        .expected(Note::new("io-expect-authority"));
    wrong.row = read.authority_row;
    wrong.advice = near;
    findings.push(wrong);
}
