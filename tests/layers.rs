//! The floor plan in `src/lib.rs` is kept: a floor imports only floors below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and their floors, as the table in `lib.rs` says.
fn floors() -> BTreeMap<String, u32> {
    let source = fs::read_to_string("src/lib.rs").unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.strip_prefix("//! |")?.split('|').map(str::trim).collect();
        let room = cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?;
        Some((room.to_owned(), cells[0].parse().ok()?))
    };
    source.lines().filter_map(row).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Rooms named after `crate::` in a source file, with the line they stand on.
fn imports(source: &str) -> Vec<(usize, String)> {
    let code: Vec<&str> =
        source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let name = |item: &str| -> String {
        item.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].lines().count();
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => found.extend(top_level(list).into_iter().map(|item| (line, name(item)))),
            None => found.push((line, name(rest))),
        }
    }
    found
}

/// The items of a brace list, nested lists left whole.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&list[start..at]);
                return items;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items
}

#[test]
fn brace_lists_are_read_whole() {
    let source = "use crate::{\n    io, // files\n    model::{Plan, Rule},\n    plan,\n};";
    let rooms: Vec<String> = imports(source).into_iter().map(|(_, room)| room).collect();
    assert_eq!(rooms, ["io", "model", "plan", ""]);
}

#[test]
fn a_floor_imports_only_floors_below_it() {
    let floors = floors();
    assert!(floors.len() > 10, "the table in lib.rs was not found: {floors:?}");
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let inside: Vec<String> =
            file.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        let Some((room, &floor)) = floors.get_key_value(&inside[1]) else { continue };
        for (line, used) in imports(&fs::read_to_string(&file).unwrap()) {
            let allowed = match floors.get(&used) {
                None => true,
                Some(_) if used == *room => true,
                Some(_) if room == "verify" => used == "model",
                Some(&below) => below < floor,
            };
            if !allowed {
                wrong.push(format!("{}:{line}: {room} imports {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_stands_in_the_table() {
    let floors = floors();
    let source = fs::read_to_string("src/lib.rs").unwrap();
    let rooms = source.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    for room in rooms {
        assert!(floors.contains_key(room), "{room}");
    }
}
