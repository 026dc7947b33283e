//! The hostile corpus, and how its cases are laid over the good instance.

use std::fs;
use std::path::{Path, PathBuf};

use onedoor::io::{Diagnostic, Severity, read_instance};
use proptest::prelude::*;

pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/hostile")
}

/// The good instance with the files of a case laid over it; `X.absent` takes `X` away.
pub fn laid_over(case: &str) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for folder in ["base", case] {
        for entry in fs::read_dir(corpus().join(folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            match name.strip_suffix(".absent") {
                Some(gone) => fs::remove_file(temp.path().join(gone)).unwrap(),
                None => {
                    fs::copy(entry.path(), temp.path().join(name)).unwrap();
                }
            }
        }
    }
    temp
}

pub fn findings(path: &Path) -> Vec<Diagnostic> {
    match read_instance(path) {
        Ok((_, list)) => {
            assert!(list.iter().all(|d| d.severity != Severity::Error));
            list
        }
        Err(list) => {
            assert!(list.iter().any(|d| d.severity == Severity::Error));
            list
        }
    }
}

/// Keys of the errors, in order.
pub fn errors(path: &Path) -> Vec<String> {
    let list = findings(path).into_iter().filter(|d| d.severity == Severity::Error);
    list.map(|d| d.note.key.into_owned()).collect()
}

/// `ONEDOOR_WRITE_EXPECTED=1 cargo test --release --test hostile` writes `expected.tsv` anew; it
/// One change of the bytes of one file.
#[derive(Clone, Debug)]
pub enum Change {
    Set(usize, u8),
    Cut(usize),
    Remove(usize, usize),
    Insert(usize, Vec<u8>),
    Repeat(usize, usize),
}

pub fn change() -> impl Strategy<Value = Change> {
    let bits: Vec<&[u8]> = vec![
        b"\"",
        b",",
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"NaN",
        b"1e308",
        b"-1",
        b";",
        b"..",
        b":",
        b"[[",
        b"=",
        b"99999999999999999999",
        "是".as_bytes(),
        b"\xb1\xe0",
        b"24:00",
        b"*",
        b"/",
    ];
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        any::<usize>().prop_map(Change::Cut),
        (any::<usize>(), 1..40usize).prop_map(|(at, count)| Change::Remove(at, count)),
        (any::<usize>(), proptest::sample::select(bits))
            .prop_map(|(at, bits)| Change::Insert(at, bits.to_vec())),
        (any::<usize>(), 1..80usize).prop_map(|(at, count)| Change::Repeat(at, count)),
    ]
}

pub fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let end = bytes.len();
        match change {
            Change::Set(at, byte) if end > 0 => bytes[at % end] = *byte,
            Change::Cut(at) if end > 0 => bytes.truncate(at % end),
            Change::Remove(at, count) if end > 0 => {
                let at = at % end;
                bytes.drain(at..(at + count).min(end));
            }
            Change::Insert(at, bits) => {
                let at = at % (end + 1);
                bytes.splice(at..at, bits.iter().copied());
            }
            Change::Repeat(at, count) if end > 0 => {
                let at = at % end;
                let part = bytes[at..(at + count).min(end)].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {}
        }
    }
    bytes
}
