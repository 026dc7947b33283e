//! Where an instance comes from: a folder of text files, or one workbook.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::format::{SETTINGS_SHEET, spec, table_named};
use super::grid::Grid;
use super::{csv, encoding, settings, suggest, workbook};
use crate::model::{Note, Table};

/// Largest text file that is read.
const MOST_BYTES: u64 = 1 << 30;

/// What was there, before the tables mean anything.
pub struct Source {
    /// The settings, if they are right.
    pub settings: Option<settings::Read>,
    /// A grid for each table that is there.
    pub grids: Vec<Option<Grid>>,
    /// Tables that are missing though required, or could not be read.
    pub broken: Vec<Table>,
}

impl Source {
    /// Whether teams are formed, so that none have to be given.
    fn forms_teams(&self) -> bool {
        self.settings.as_ref().is_some_and(|read| read.settings.policy.form_teams)
    }

    /// Nothing yet.
    pub fn new() -> Self {
        let grids = Table::ALL.iter().map(|_| None).collect();
        Self { settings: None, grids, broken: Vec::new() }
    }
}

/// Opens a folder or a workbook.
pub fn open(path: &Path, findings: &mut Findings) -> Option<Source> {
    let shown = path.display().to_string();
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) => {
            findings.push(system(&shown, &error));
            return None;
        }
    };
    if about.is_dir() {
        return folder(path, &shown, findings);
    }
    let name = file_name(path);
    let is_workbook = Path::new(&name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
    if !is_workbook || !about.is_file() {
        findings.push(
            Diagnostic::error(&shown, Note::new("io-not-an-instance"))
                .expected(Note::new("io-expect-instance"))
                .advice(Note::new("io-advice-not-an-instance")),
        );
        return None;
    }
    let bytes = load(path, &shown, workbook::MOST_BYTES, findings)?;
    from_workbook(&name, bytes, findings)
}

/// What the machine says about a file.
pub fn system(file: &str, error: &std::io::Error) -> Diagnostic {
    let key = match error.kind() {
        std::io::ErrorKind::NotFound => "io-not-found",
        std::io::ErrorKind::PermissionDenied => "io-permission",
        _ => "io-system",
    };
    Diagnostic::error(file, Note::new(key).with("message", error))
}

/// The whole of a regular file that is not too big.
pub fn load(path: &Path, shown: &str, most: u64, findings: &mut Findings) -> Option<Vec<u8>> {
    match try_load(path, shown, most) {
        Ok(bytes) => Some(bytes),
        Err(wrong) => {
            findings.push(*wrong);
            None
        }
    }
}

fn try_load(path: &Path, shown: &str, most: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let fail = |error: std::io::Error| Box::new(system(shown, &error));
    if !fs::metadata(path).map_err(fail)?.is_file() {
        return Err(Box::new(Diagnostic::error(shown, Note::new("io-not-a-file"))));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(fail)?.take(most + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > most {
        return Err(Box::new(Diagnostic::error(shown, Note::new("io-too-big"))));
    }
    Ok(bytes)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn folder(path: &Path, shown: &str, findings: &mut Findings) -> Option<Source> {
    let mut names: Vec<String> = match fs::read_dir(path) {
        Ok(entries) => entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect(),
        Err(error) => {
            findings.push(system(shown, &error));
            return None;
        }
    };
    names.sort_unstable();
    let mut source = Source::new();
    let file = "instance.toml";
    if names.iter().any(|name| name == file) {
        source.settings = load(&path.join(file), file, 1 << 20, findings)
            .and_then(|bytes| decoded(file, &bytes, findings, settings::from_toml));
    } else {
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        findings.push(missing(file, suggest::nearest(file, known.into_iter())));
    }
    for &table in Table::ALL {
        let named =
            |name: &&String| stem(name).is_some_and(|stem| table_named(stem) == Some(table));
        let files: Vec<&String> = names.iter().filter(named).collect();
        let grid = match files.as_slice() {
            [] if source.forms_teams() && table == Table::Teams => None,
            [] => absent(table, &names, findings),
            [file] => Some(
                load(&path.join(file), file, MOST_BYTES, findings)
                    .and_then(|bytes| decoded(file, &bytes, findings, csv::read)),
            ),
            [first, second, ..] => {
                let note = Note::new("io-two-files").with("first", first).with("second", second);
                findings.push(Diagnostic::error(second, note));
                Some(None)
            }
        };
        take(&mut source, table, grid);
    }
    for name in names.iter().filter(|name| stem(name).is_some_and(|s| table_named(s).is_none())) {
        strange(name, stem(name).unwrap_or(name), findings);
    }
    Some(source)
}

/// The name without `.csv`.
fn stem(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("csv").then_some(stem)
}

fn decoded<T>(
    file: &str,
    bytes: &[u8],
    findings: &mut Findings,
    read: impl FnOnce(&str, &str, &mut Findings) -> Option<T>,
) -> Option<T> {
    match encoding::decode(file, bytes) {
        Ok((text, info)) => {
            info.into_iter().for_each(|info| findings.push(info));
            read(file, &text, findings)
        }
        Err(wrong) => {
            findings.push(*wrong);
            None
        }
    }
}

/// Puts a grid in its place: none = not there and not needed, `Some(None)` = there but unreadable.
fn take(source: &mut Source, table: Table, grid: Option<Option<Grid>>) {
    match grid {
        Some(Some(grid)) => source.grids[table as usize] = Some(grid),
        Some(None) => source.broken.push(table),
        None => {}
    }
}

/// A table that is not there: an error if it is required, and then it is broken.
fn absent(table: Table, names: &[String], findings: &mut Findings) -> Option<Option<Grid>> {
    if !spec(table).required {
        return None;
    }
    let file = format!("{}.csv", table.name());
    findings.push(missing(&file, suggest::nearest(&file, names.iter().map(String::as_str))));
    Some(None)
}

fn missing(file: &str, near: Option<&str>) -> Diagnostic {
    let zh = table_named(file.trim_end_matches(".csv")).map(|table| spec(table).zh);
    let mut wrong = Diagnostic::error(file, Note::new("io-missing-file"));
    if let Some(zh) = zh {
        wrong = wrong.expected(Note::new("io-expect-file").with("file", file).with("zh", zh));
    }
    wrong.advice = near.map(|near| Note::new("io-rename").with("near", near).with("file", file));
    wrong
}

/// A file or sheet with an unknown name: an error if it is nearly a known one.
fn strange(file: &str, name: &str, findings: &mut Findings) {
    let known = Table::ALL.iter().flat_map(|&table| [table.name(), spec(table).zh]);
    match suggest::nearest(name, known) {
        Some(near) => findings.push(
            Diagnostic::error(file, Note::new("io-strange-file"))
                .advice(Note::new("io-did-you-mean").with("near", near)),
        ),
        None => findings.push(Diagnostic::warning(file, Note::new("io-not-read"))),
    }
}

fn from_workbook(file: &str, bytes: Vec<u8>, findings: &mut Findings) -> Option<Source> {
    let sheets = match workbook::read(file, bytes) {
        Ok(sheets) => sheets,
        Err(wrong) => {
            findings.push(*wrong);
            return None;
        }
    };
    let mut source = Source::new();
    let mut has_settings = false;
    let mut seen: Vec<(Table, String)> = Vec::new();
    for workbook::SheetCells { name, grid } in sheets {
        let shown = workbook::label(file, &name);
        let name = name.trim();
        if name == SETTINGS_SHEET.0 || name == SETTINGS_SHEET.1 {
            has_settings = true;
            let grid = reported(grid, findings).map(Grid::without_header);
            source.settings = grid.and_then(|grid| settings::from_grid(&grid, findings));
            continue;
        }
        let Some(table) = table_named(name) else {
            strange(&shown, name, findings);
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(earlier, _)| *earlier == table) {
            let note = Note::new("io-two-files").with("first", first).with("second", name);
            findings.push(Diagnostic::error(&shown, note));
            continue;
        }
        seen.push((table, name.to_owned()));
        take(&mut source, table, Some(reported(grid, findings)));
    }
    if !has_settings {
        findings.push(Diagnostic::error(
            file,
            Note::new("io-missing-sheet").with("sheet", "instance（参数）"),
        ));
    }
    for &table in Table::ALL {
        let spared = table == Table::Teams && source.forms_teams();
        if spec(table).required && !spared && !seen.iter().any(|(there, _)| *there == table) {
            let sheet = format!("{}（{}）", table.name(), spec(table).zh);
            findings
                .push(Diagnostic::error(file, Note::new("io-missing-sheet").with("sheet", sheet)));
            source.broken.push(table);
        }
    }
    Some(source)
}

fn reported(grid: Result<Grid, Vec<Diagnostic>>, findings: &mut Findings) -> Option<Grid> {
    match grid {
        Ok(grid) => Some(grid),
        Err(wrong) => {
            wrong.into_iter().for_each(|wrong| findings.push(wrong));
            None
        }
    }
}
