//! Finished runs, each in a file named by everything that decides it, and claims of runs in work.
//!
//! A file is there whole or not at all, so whoever is killed loses only what was in work. A claim
//! is a lock that ends with its process: nothing stale is ever left. Two who do the same all the
//! same (on a file system without locks) write the same bytes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::io::write_file;
use crate::model::{Note, Plan, Stopped};

use super::figures::Figures;
use super::prices::Prices;

/// The folder of a study.
#[derive(Clone, Debug)]
pub struct Store {
    runs: PathBuf,
    claims: PathBuf,
}

/// A run that nobody else makes while this lives.
#[derive(Debug)]
pub struct Claim {
    _file: Option<File>,
}

fn failed(path: &Path, error: impl std::fmt::Display) -> Note {
    Note::new("io-cannot-write").with("path", path.display()).with("message", error)
}

impl Store {
    /// Opens the folder of a study, or makes it.
    ///
    /// # Errors
    /// What the machine says.
    pub fn open(dir: &Path) -> Result<Self, Note> {
        let store = Self { runs: dir.join("runs"), claims: dir.join("claims") };
        for folder in [&store.runs, &store.claims] {
            fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        }
        Ok(store)
    }

    /// A finished run; a file that can't be read is none, and is written anew.
    pub fn figures(&self, key: &str) -> Option<Figures> {
        let text = fs::read(self.runs.join(format!("{key}.json"))).ok()?;
        serde_json::from_slice(&text).ok().filter(|figures: &Figures| figures.key == key)
    }

    /// The plan of a finished run.
    pub fn plan(&self, key: &str) -> Option<Plan> {
        let text = fs::read(self.runs.join(format!("{key}.plan.json"))).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Keeps a finished run: the plan first, the figures last, for they say that it is finished.
    ///
    /// # Errors
    /// What the machine says.
    pub fn keep(&self, figures: &Figures, plan: &Plan) -> Result<(), Note> {
        debug_assert!(plan.solver.stopped != Stopped::Interrupted);
        let text = serde_json::to_vec(figures).map_err(|error| failed(&self.runs, error))?;
        self.put(&format!("{}.plan.json", figures.key), crate::io::plan_json(plan).as_bytes())?;
        self.put(&format!("{}.json", figures.key), &text)
    }

    /// The prices of a run, if they were proved with such an effort.
    pub fn prices(&self, key: &str, effort: u64) -> Option<Prices> {
        let text = fs::read(self.runs.join(price_file(key, effort))).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Keeps the prices of a run.
    ///
    /// # Errors
    /// What the machine says.
    pub fn keep_prices(&self, key: &str, effort: u64, prices: &Prices) -> Result<(), Note> {
        let text = serde_json::to_vec(prices).map_err(|error| failed(&self.runs, error))?;
        self.put(&price_file(key, effort), &text)
    }

    /// Takes over prices, named by run and effort, if they are not here.
    fn take_prices(&self, theirs: &Self, named: &str) -> Result<(), Note> {
        let Some((key, effort)) = named.rsplit_once('.') else { return Ok(()) };
        let Ok(effort) = effort.parse() else { return Ok(()) };
        match theirs.prices(key, effort) {
            Some(prices) if self.prices(key, effort).is_none() => {
                self.keep_prices(key, effort, &prices)
            }
            _ => Ok(()),
        }
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Note> {
        write_file(&self.runs.join(name), bytes).map_err(|error| error.note())
    }

    /// Takes a run that nobody else is at.
    pub fn claim(&self, key: &str) -> Option<Claim> {
        claim(&self.claims.join(key))
    }

    /// Takes over the finished runs of another study's folder (a shard); answers how many were new.
    ///
    /// # Errors
    /// What the machine says.
    pub fn merge(&self, other: &Path) -> Result<usize, Note> {
        let folder = other.join("runs");
        let entries = fs::read_dir(&folder).map_err(|error| failed(&folder, error))?;
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into()).collect();
        names.sort_unstable();
        let mut taken = 0;
        let theirs = Self { runs: folder, claims: self.claims.clone() };
        for key in names.iter().filter_map(|name| name.strip_suffix(".json")) {
            if let Some(run) = key.strip_suffix(".prices") {
                self.take_prices(&theirs, run)?;
                continue;
            }
            if key.ends_with(".plan") || self.figures(key).is_some() {
                continue;
            }
            if let (Some(figures), Some(plan)) = (theirs.figures(key), theirs.plan(key)) {
                self.keep(&figures, &plan)?;
                taken += 1;
            }
        }
        Ok(taken)
    }
}

fn price_file(key: &str, effort: u64) -> String {
    format!("{key}.{effort}.prices.json")
}

#[cfg(unix)]
fn claim(path: &Path) -> Option<Claim> {
    use rustix::fs::{FlockOperation, flock};
    let Ok(file) = File::create(path) else { return Some(Claim { _file: None }) };
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Err(rustix::io::Errno::WOULDBLOCK) => None,
        Ok(()) | Err(_) => Some(Claim { _file: Some(file) }),
    }
}

#[cfg(not(unix))]
fn claim(_path: &Path) -> Option<Claim> {
    Some(Claim { _file: None })
}

#[cfg(test)]
mod tests {
    use super::Store;

    #[test]
    fn a_claim_keeps_others_out_until_it_ends() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let first = store.claim("a");
        assert!(first.is_some() && store.claim("b").is_some());
        assert_eq!(store.claim("a").is_none(), cfg!(unix));
        drop(first);
        assert!(store.claim("a").is_some());
    }
}
