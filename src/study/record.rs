//! What a study's folder is about, in `study.json`: the study, its seed and the instance that it
//! changes. With it tables can be made, shards merged and scenarios compared without the files that
//! the study began from.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::spec::Study;
use crate::io::{Kept, Sheets, write_file};
use crate::model::Note;

const NAME: &str = "study.json";
/// Version of the file's format.
const FORMAT: u32 = 1;

/// What a study's folder is about.
#[derive(Clone, Debug)]
pub struct Record {
    /// Seed of the first replicate.
    pub seed: u64,
    /// The study as it was run.
    pub study: Study,
    /// The instance that it changes.
    pub sheets: Sheets,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    seed: u64,
    study: Study,
    sheets: Kept,
}

impl Record {
    /// Writes what a folder is about, if it doesn't say the same already.
    ///
    /// # Errors
    /// What the machine says.
    pub fn keep(&self, dir: &Path) -> Result<(), Note> {
        let bytes = self.bytes()?;
        let path = dir.join(NAME);
        if fs::read(&path).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        write_file(&path, &bytes).map_err(|error| error.note())
    }

    /// What a folder is about.
    ///
    /// # Errors
    /// If it is no study's folder, or one of another version.
    pub fn read(dir: &Path) -> Result<Self, Note> {
        let none = || Note::new("study-no-folder").with("path", dir.display());
        let bytes = fs::read(dir.join(NAME)).map_err(|_| none())?;
        let written: Written = serde_json::from_slice(&bytes).map_err(|_| none())?;
        if written.format != FORMAT {
            return Err(none());
        }
        let sheets = Sheets::from_kept(written.sheets).ok_or_else(none)?;
        Ok(Self { seed: written.seed, study: written.study, sheets })
    }

    /// Whether another folder is about the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.bytes().is_ok_and(|ours| other.bytes().is_ok_and(|theirs| ours == theirs))
    }

    fn bytes(&self) -> Result<Vec<u8>, Note> {
        let sheets = self.sheets.kept();
        let written =
            Written { format: FORMAT, seed: self.seed, study: self.study.clone(), sheets };
        serde_json::to_vec(&written)
            .map_err(|error| Note::new("io-unwritable").with("message", error))
    }
}
