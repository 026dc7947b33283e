//! Folders are replaced whole or not at all, whenever the process dies.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use onedoor::io::{write_file, write_folder};

fn files(content: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    content.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn content(dir: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_is_replaced_and_what_is_not_ours_is_kept() {
    let temp = tempfile::tempdir().unwrap();
    let plan = temp.path().join("a/b/plan");
    write_folder(&plan, &files(&[("plan.json", "1"), ("visits.csv", "1"), ("draw.csv", "1")]))
        .unwrap();
    fs::write(plan.join("notes.txt"), "mine").unwrap();
    write_folder(&plan, &files(&[("plan.json", "2"), ("visits.csv", "2")])).unwrap();
    // draw.csv belongs to the old plan and goes with it; the notes stay.
    let expected = [("notes.txt", "mine"), ("plan.json", "2"), ("visits.csv", "2")];
    assert_eq!(content(&plan), expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
    assert_eq!(names(plan.parent().unwrap()), ["plan"]);
}

#[test]
fn what_is_not_ours_is_not_replaced() {
    let temp = tempfile::tempdir().unwrap();
    let documents = temp.path().join("documents");
    fs::create_dir(&documents).unwrap();
    // An empty folder may be filled.
    write_folder(&documents, &files(&[("plan.json", "1")])).unwrap();
    fs::create_dir(documents.join("photos")).unwrap();
    let error = write_folder(&documents, &files(&[("plan.json", "2")])).unwrap_err();
    assert_eq!(error.note().key, "io-folder-in-the-way");
    fs::remove_dir(documents.join("photos")).unwrap();
    fs::rename(documents.join("plan.json"), documents.join("letter.txt")).unwrap();
    let error = write_folder(&documents, &files(&[("plan.json", "2")])).unwrap_err();
    assert_eq!(error.note().key, "io-not-our-folder");
    assert_eq!(names(&documents), ["letter.txt"]);
    let file = temp.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(write_folder(&file, &files(&[("plan.json", "2")])).is_err());
    assert!(write_folder(Path::new("/"), &files(&[("plan.json", "2")])).is_err());
    assert_eq!(names(temp.path()), ["documents", "file"]);
}

#[test]
fn a_file_is_replaced() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("county.xlsx");
    write_file(&path, b"one").unwrap();
    write_file(&path, b"two").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(names(temp.path()), ["county.xlsx"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_plan_stays_a_link() {
    let temp = tempfile::tempdir().unwrap();
    let (plan, link) = (temp.path().join("plan-1"), temp.path().join("plan"));
    write_folder(&plan, &files(&[("plan.json", "1")])).unwrap();
    std::os::unix::fs::symlink(&plan, &link).unwrap();
    write_folder(&link, &files(&[("plan.json", "2")])).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(plan.join("plan.json")).unwrap(), "2");
}

#[test]
fn several_writers_at_once_leave_one_whole_folder() {
    let temp = tempfile::tempdir().unwrap();
    let plan = temp.path().join("plan");
    write_folder(&plan, &generation(0)).unwrap();
    std::thread::scope(|scope| {
        for writer in 1..5 {
            let plan = &plan;
            scope.spawn(move || {
                for _ in 0..10 {
                    // Writers may come in each other's way, and say so; none may leave a mixture.
                    let _ = write_folder(plan, &generation(writer));
                }
            });
        }
    });
    whole(&plan);
    write_folder(&plan, &generation(9)).unwrap();
    assert_eq!((whole(&plan), names(temp.path())), (9, vec!["plan".to_owned()]));
}

const FILES: usize = 8;

/// A folder whose every file says which generation it is of.
fn generation(number: usize) -> Vec<(String, Vec<u8>)> {
    let text = format!("{number} ").repeat(20_000).into_bytes();
    let mut files = vec![("plan.json".to_owned(), text.clone())];
    files.extend((1..FILES).map(|at| (format!("part{at}.txt"), text.clone())));
    files
}

/// The one generation that all files of the folder are of, to their last byte.
fn whole(plan: &Path) -> usize {
    let content = content(plan);
    assert_eq!(content.len(), FILES);
    let first = content["plan.json"].split(' ').next().unwrap().parse().unwrap();
    for (name, bytes) in generation(first) {
        assert!(content[&name].as_bytes() == bytes, "{name} is not of generation {first}");
    }
    first
}

/// Not a test of its own: the process that the next test kills.
#[test]
#[ignore = "started and killed by another test"]
fn writer_that_is_killed() {
    let Some(plan) = std::env::var_os("ONEDOOR_TEST_PLAN") else { return };
    for number in 1.. {
        write_folder(Path::new(&plan), &generation(number)).unwrap();
    }
}

/// A writer is killed at many moments; the folder is always one whole generation, and the next
/// run clears away what was left beside it.
#[test]
fn a_killed_writer_leaves_the_old_or_the_new() {
    let temp = tempfile::tempdir().unwrap();
    let plan = temp.path().join("plan");
    write_folder(&plan, &generation(0)).unwrap();
    let (mut left, mut seen) = (0, std::collections::BTreeSet::new());
    for round in 0..40u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "writer_that_is_killed"])
            .env("ONEDOOR_TEST_PLAN", &plan)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(8_000 + round * 1_931));
        child.kill().unwrap();
        child.wait().unwrap();
        seen.insert(whole(&plan));
        left += usize::from(names(temp.path()).len() > 1);
    }
    assert!(left > 0 && seen.len() > 1, "the writer was never caught at work: {left} {seen:?}");
    write_folder(&plan, &generation(7)).unwrap();
    assert_eq!((whole(&plan), names(temp.path())), (7, vec!["plan".to_owned()]));
}
