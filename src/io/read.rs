//! An instance from a folder or a workbook, or everything that is wrong with it.

use std::path::Path;

use super::build::Builder;
use super::cross::Cross;
use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::index::Index;
use super::sheet::Sheet;
use super::source;
use crate::model::{Instance, Note, Settings, Table, Tables};

/// Reads and validates an instance: a folder with `instance.toml` and CSV files, or one `.xlsx`.
///
/// Beside the instance stand warnings, and the encodings that were not UTF-8.
///
/// # Errors
/// Everything that is wrong, at once; at most 200 findings of each file are shown, the others
/// are counted.
pub fn read_instance(path: &Path) -> Result<(Instance, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut findings = Findings::default();
    let Some(source) = source::open(path, &mut findings) else {
        return Err(findings.into_list());
    };
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
    let source_of_travel = source.settings.as_ref().map(|settings| settings.travel.source);
    Cross { sheets: &sheets, findings: &mut findings }.check(&tables, source_of_travel);
    finish(path, source.settings, tables, findings)
}

fn finish(
    path: &Path,
    settings: Option<Settings>,
    tables: Tables,
    mut findings: Findings,
) -> Result<(Instance, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Some(settings) = settings.filter(|_| findings.errors() == 0) else {
        return Err(findings.into_list());
    };
    let authority = settings.authority.clone();
    match Instance::new(settings, tables) {
        Ok(instance) => Ok((instance, findings.into_list())),
        Err(_) => {
            let file = if path.is_dir() { "instance.toml" } else { "instance" };
            let note = Note::new("io-dangling").with("id", &authority).with("table", "regions");
            findings.push(
                Diagnostic::error(file, note)
                    .column("authority")
                    .found(&authority)
                    .expected(Note::new("io-expect-authority")),
            );
            Err(findings.into_list())
        }
    }
}
