//! Folders and files replaced whole or not at all.
//!
//! New content is written beside the target, flushed to the disk, and then changes places with
//! it in one step. Whoever is killed before that step leaves the old content, after it the new.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::format::{spec, table_named};
use crate::messages::{Lang, text};
use crate::model::Note;

/// A folder that holds one of these is ours to replace.
const MARKERS: [&str; 2] = ["plan.json", "instance.toml"];
/// Files that belong to a plan or an instance, beside the tables of an instance.
const OURS: [&str; 9] = [
    "plan.json",
    "visits.csv",
    "tours.csv",
    "unplanned.csv",
    "balance.csv",
    "draw.csv",
    "plan.xlsx",
    "report.html",
    "instance.toml",
];
/// What the names of folders inside ours begin with: packs of agencies, each replaced whole.
const PACK: &str = "pack-";
/// What stands in the names of our temporary folders.
const TEMPORARY: &str = ".onedoor-tmp-";

/// Why something was not written.
#[derive(Debug)]
pub enum WriteError {
    /// The machine refused.
    System(PathBuf, io::Error),
    /// We refuse, and say why.
    Refused(Note),
}

impl WriteError {
    /// The content could not be put into the form of the file.
    pub(super) fn content(error: impl fmt::Display) -> Self {
        Self::Refused(Note::new("io-unwritable").with("message", error))
    }

    /// The reason, to be shown to people.
    pub fn note(&self) -> Note {
        match self {
            Self::System(path, error) => {
                Note::new("io-cannot-write").with("path", path.display()).with("message", error)
            }
            Self::Refused(note) => note.clone(),
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(Lang::En, &self.note()))
    }
}

impl std::error::Error for WriteError {}

impl From<WriteError> for io::Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::System(_, error) => error,
            WriteError::Refused(_) => io::Error::other(error.to_string()),
        }
    }
}

type Result<T> = std::result::Result<T, WriteError>;

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T> {
    result.map_err(|error| WriteError::System(path.to_path_buf(), error))
}

/// Replaces a folder by one that holds `files` (name and content; `pack-A1/sheets.html` stands in
/// a folder of its own).
///
/// The folder may be missing, empty, a plan or an instance. Files in it that are neither ours
/// nor replaced are kept, and so are packs of which no file is replaced.
///
/// # Errors
/// When the machine refuses, or the folder holds something that is not ours to replace.
pub fn write_folder(dir: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let target = resolve(dir)?;
    let (parent, name) = split(&target)?;
    at(parent, fs::create_dir_all(parent))?;
    recover(parent, name, &target);
    let kept = foreign(&target, files)?;
    let fresh = Fresh::new(parent, name)?;
    let names = files.iter().map(|(name, _)| Path::new(name)).chain(kept.iter().map(Path::new));
    let mut inner: Vec<&Path> = names.filter_map(Path::parent).collect();
    inner.sort_unstable();
    inner.dedup();
    inner.retain(|folder| !folder.as_os_str().is_empty());
    for folder in &inner {
        let folder = fresh.path.join(folder);
        at(&folder, fs::create_dir_all(&folder))?;
    }
    for (name, bytes) in files {
        flush(&fresh.path.join(name), bytes)?;
    }
    for name in &kept {
        let (old, new) = (target.join(name), fresh.path.join(name));
        at(&new, fs::hard_link(&old, &new).or_else(|_| fs::copy(&old, &new).map(|_| ())))?;
    }
    for folder in inner {
        let folder = fresh.path.join(folder);
        at(&folder, sync(&folder))?;
    }
    at(&fresh.path, sync(&fresh.path))?;
    put(&fresh.path, &target)?;
    at(parent, sync(parent))
}

/// Replaces one file.
///
/// # Errors
/// When the machine refuses.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let target = resolve(path)?;
    let (parent, name) = split(&target)?;
    at(parent, fs::create_dir_all(parent))?;
    recover(parent, name, &target);
    let fresh = Fresh::new(parent, name)?;
    let file = fresh.path.join(name);
    flush(&file, bytes)?;
    at(&target, fs::rename(&file, &target))?;
    at(parent, sync(parent))
}

/// The path behind links, absolute, also when the target is not there yet.
fn resolve(path: &Path) -> Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(path) => Ok(path),
        Err(_) => at(path, std::path::absolute(path)),
    }
}

fn split(target: &Path) -> Result<(&Path, &OsStr)> {
    match (target.parent(), target.file_name()) {
        (Some(parent), Some(name)) => Ok((parent, name)),
        _ => Err(WriteError::Refused(Note::new("io-no-folder").with("path", target.display()))),
    }
}

/// Names of files in the target that are kept; refuses what is not ours to replace.
fn foreign(target: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<std::ffi::OsString>> {
    let entries = match fs::read_dir(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => at(target, entries)?,
    };
    let refuse = |key, what: &OsStr| {
        let note = Note::new(key).with("path", target.display()).with("entry", what.display());
        Err(WriteError::Refused(note))
    };
    let (mut names, mut packed) = (Vec::new(), Vec::new());
    for entry in entries {
        let entry = at(target, entry)?;
        if !at(target, entry.file_type())?.is_dir() {
            names.push(entry.file_name());
        } else if entry.file_name().to_string_lossy().starts_with(PACK) {
            packed.extend(pack(&entry, files)?);
        } else {
            return refuse("io-folder-in-the-way", &entry.file_name());
        }
    }
    names.sort_unstable();
    let is_ours = MARKERS.iter().any(|marker| names.iter().any(|name| name == marker));
    match names.first() {
        Some(first) if !is_ours => return refuse("io-not-our-folder", first),
        _ => {}
    }
    let replaced = |name: &OsStr| {
        files.iter().any(|(file, _)| name == OsStr::new(file)) || is_ours_by_name(name)
    };
    names.retain(|name| !replaced(name));
    names.extend(packed);
    Ok(names)
}

/// Files of a pack that is kept, by their way from the target; none if it is replaced.
fn pack(folder: &fs::DirEntry, files: &[(String, Vec<u8>)]) -> Result<Vec<std::ffi::OsString>> {
    let name = folder.file_name();
    if files.iter().any(|(file, _)| Path::new(file).parent() == Some(Path::new(&name))) {
        return Ok(Vec::new());
    }
    let mut kept = Vec::new();
    for entry in at(&folder.path(), fs::read_dir(folder.path()))? {
        let entry = at(&folder.path(), entry)?;
        if at(&entry.path(), entry.file_type())?.is_dir() {
            let note = Note::new("io-folder-in-the-way")
                .with("path", folder.path().display())
                .with("entry", entry.file_name().display());
            return Err(WriteError::Refused(note));
        }
        kept.push(Path::new(&name).join(entry.file_name()).into_os_string());
    }
    kept.sort_unstable();
    Ok(kept)
}

fn is_ours_by_name(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let is_table = |stem: &str| {
        table_named(stem).is_some_and(|table| stem == table.name() || stem == spec(table).zh)
    };
    OURS.contains(&name.as_ref()) || name.strip_suffix(".csv").is_some_and(is_table)
}

fn flush(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    at(path, write())
}

/// Makes the names in a folder last.
fn sync(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// A temporary folder beside the target; it is locked while its process lives, and removed when
/// the value is dropped, whatever it then holds.
struct Fresh {
    path: PathBuf,
    _lock: Option<File>,
}

impl Fresh {
    fn new(parent: &Path, name: &OsStr) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mut tries = 0;
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let mut hidden = prefix(name);
            hidden.push(format!("{}-{number}", std::process::id()));
            let path = parent.join(hidden);
            match fs::create_dir(&path) {
                Ok(()) => {}
                // Left by a process that had the same number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 100 => {
                    tries += 1;
                    continue;
                }
                Err(error) => return Err(WriteError::System(path, error)),
            }
            let lock = lock(&path);
            // Between creation and lock another process may have taken it for a leftover.
            if path.is_dir() || tries >= 100 {
                return Ok(Self { path, _lock: lock });
            }
            tries += 1;
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // What can't be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// What the names of the temporary folders of a target begin with.
fn prefix(name: &OsStr) -> std::ffi::OsString {
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(name);
    prefix.push(TEMPORARY);
    prefix
}

/// Removes what killed runs have left beside the target, and brings back a target that was on
/// its way where folders can't change places.
fn recover(parent: &Path, name: &OsStr, target: &Path) {
    let prefix = prefix(name);
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let left = entry.file_name();
        let is_left = left.as_encoded_bytes().starts_with(prefix.as_encoded_bytes());
        if !is_left || !entry.path().is_dir() {
            continue;
        }
        let Some(_lock) = lock(&entry.path()) else { continue };
        if left.as_encoded_bytes().ends_with(OLD.as_bytes())
            && !target.exists()
            && fs::rename(entry.path(), target).is_ok()
        {
            continue;
        }
        let _ = fs::remove_dir_all(entry.path());
    }
}

/// Marks the old target while it is out of its place.
const OLD: &str = "-old";

/// Locks a folder; none if another process holds it. The lock ends with the process.
#[cfg(unix)]
fn lock(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    let operation = rustix::fs::FlockOperation::NonBlockingLockExclusive;
    match rustix::fs::flock(&file, operation) {
        Err(rustix::io::Errno::WOULDBLOCK) => None,
        // A file system without locks must not keep anybody from writing.
        Ok(()) | Err(_) => Some(file),
    }
}

/// Where folders can't be locked nothing is ever taken for a leftover.
#[cfg(not(unix))]
fn lock(_path: &Path) -> Option<File> {
    None
}

/// Puts the finished folder in the target's place. Afterwards `fresh` holds the old one, if any.
fn put(fresh: &Path, target: &Path) -> Result<()> {
    if !target.exists() {
        return at(target, fs::rename(fresh, target));
    }
    if exchange(fresh, target) {
        return Ok(());
    }
    let mut old = fresh.as_os_str().to_owned();
    old.push(OLD);
    let old = PathBuf::from(old);
    at(target, fs::rename(target, &old))?;
    let placed = at(target, fs::rename(fresh, target));
    if placed.is_err() {
        at(target, fs::rename(&old, target))?;
        return placed;
    }
    // What can't be removed now is removed by the next run.
    let _ = fs::remove_dir_all(&old);
    placed
}

/// Lets two folders change places in one step, where the system can.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_a: &Path, _b: &Path) -> bool {
    false
}
