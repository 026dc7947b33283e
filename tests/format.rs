//! The format: what is written is read again, in every form; the reference is current.

use std::fs;
use std::path::{Path, PathBuf};

use onedoor::io::{
    self, Diagnostic, Severity, plan_json, read_instance, read_plan, write_instance,
    write_instance_xlsx,
};
use onedoor::messages::Lang;
use onedoor::model::Instance;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn told(list: &[Diagnostic]) -> String {
    list.iter().map(|d| d.text(Lang::En)).collect::<Vec<_>>().join("\n")
}

fn read(path: &Path) -> Instance {
    match read_instance(path) {
        Ok((instance, list)) => {
            assert!(list.iter().all(|d| d.severity != Severity::Error));
            instance
        }
        Err(list) => panic!("{}\n{}", path.display(), told(&list)),
    }
}

/// Folders of the committed instances.
fn committed() -> Vec<PathBuf> {
    let fixed = ["instances/hostile/base", "instances/county", "instances/jincheng"].map(here);
    let tiny = fs::read_dir(here("instances/tiny")).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = fixed.into_iter().chain(tiny.map(|e| e.path())).collect();
    folders.retain(|folder| folder.join("instance.toml").exists());
    folders.sort();
    folders
}

/// The committed workbook is the committed folder.
#[test]
fn the_county_is_the_same_as_folder_and_workbook() {
    let (folder, book) = (here("instances/county"), here("instances/county.xlsx"));
    assert_eq!(read(&folder).digest(), read(&book).digest());
}

/// Every committed instance is read, written as a folder and as a workbook, and read again.
#[test]
fn committed_instances_survive_both_forms() {
    let temp = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for folder in committed() {
        let folder = folder.as_path();
        let instance = read(folder);
        let (dir, book) =
            (temp.path().join(format!("{seen}")), temp.path().join(format!("{seen}.xlsx")));
        write_instance(&instance, &dir).unwrap();
        write_instance_xlsx(&instance, &book).unwrap();
        assert_eq!(read(&dir).digest(), instance.digest(), "{}", folder.display());
        assert_eq!(read(&book).digest(), instance.digest(), "{}", folder.display());
        seen += 1;
    }
    assert!(seen > 0);
}

/// Writing twice gives the same bytes, the workbook included.
#[test]
fn writing_is_repeatable() {
    let temp = tempfile::tempdir().unwrap();
    let instance = read(&here("instances/hostile/base"));
    assert_eq!(io::instance_files(&instance).unwrap(), io::instance_files(&instance).unwrap());
    let [a, b] = ["a.xlsx", "b.xlsx"].map(|name| temp.path().join(name));
    write_instance_xlsx(&instance, &a).unwrap();
    write_instance_xlsx(&instance, &b).unwrap();
    assert_eq!(fs::read(a).unwrap(), fs::read(b).unwrap());
}

/// The same content under Chinese names, in GB18030, with CRLF.
#[test]
fn chinese_names_and_gb18030_are_the_same_instance() {
    let temp = tempfile::tempdir().unwrap();
    let base = here("instances/hostile/base");
    for &table in onedoor::model::Table::ALL {
        let Ok(text) = fs::read_to_string(base.join(format!("{}.csv", table.name()))) else {
            continue;
        };
        let spec = io::format::spec(table);
        let (header, rows) = text.split_once('\n').unwrap();
        let names: Vec<&str> =
            header.split(',').map(|name| spec.column(name).unwrap().1.zh).collect();
        let text = format!("{}\r\n{}", names.join(","), rows.replace('\n', "\r\n"));
        let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
        fs::write(temp.path().join(format!("{}.csv", spec.zh)), bytes).unwrap();
    }
    fs::copy(base.join("instance.toml"), temp.path().join("instance.toml")).unwrap();
    let (instance, list) =
        read_instance(temp.path()).unwrap_or_else(|list| panic!("{}", told(&list)));
    assert_eq!(instance.digest(), read(&base).digest());
    assert!(list.iter().any(|d| d.severity == Severity::Info && d.note.key == "io-read-as"));
}

/// `ONEDOOR_WRITE_DOCS=1 cargo test --release --test format` writes the page anew.
#[test]
fn the_reference_is_current() {
    current("docs/format.md", &io::format::reference());
}

fn current(path: &str, page: &str) {
    let path = here(path);
    if std::env::var_os("ONEDOOR_WRITE_DOCS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, page).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        page,
        "see the head of docs/format.md"
    );
}

/// The schemas are current, take what the program reads and writes, and refuse what it refuses.
#[test]
fn the_schemas_are_current_and_hold() {
    let (instance, plan) = (io::instance_schema(), io::plan_schema());
    current("docs/schema/instance.schema.json", &format!("{instance:#}\n"));
    current("docs/schema/plan.schema.json", &format!("{plan:#}\n"));
    let certificate = io::certificate_schema();
    current("docs/schema/certificate.schema.json", &format!("{certificate:#}\n"));
    let study = onedoor::study::study_schema();
    current("docs/schema/study.schema.json", &format!("{study:#}\n"));
    let settings = jsonschema::validator_for(&instance).unwrap();
    let toml = |text: &str| -> serde_json::Value { toml::from_str(text).unwrap() };
    let mut seen = 0;
    for folder in committed() {
        let text = fs::read_to_string(folder.join("instance.toml")).unwrap();
        let wrong: Vec<String> =
            settings.iter_errors(&toml(&text)).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", folder.display());
        seen += 1;
    }
    assert!(seen > 0);
    let base = fs::read_to_string(here("instances/hostile/base/instance.toml")).unwrap();
    for (from, to) in [
        ("format = 1", "format = 2"),
        ("seed = 20260302", "sead = 20260302"),
        ("detour = 1.4", "detour = -1"),
        ("kmh = 70", "kmh = 0"),
        ("setup_minutes = 15", "setup_minutes = \"15\""),
        ("\"2026-03-31\"", "\"2026/3/31\""),
        ("\"11:45-13:45\"", "\"noon\""),
        ("km = 1.25", "km = -1"),
        ("\"roads\"", "\"rails\""),
    ] {
        assert!(base.contains(from));
        assert!(!settings.is_valid(&toml(&base.replace(from, to))), "{to}");
    }
    let plans = jsonschema::validator_for(&plan).unwrap();
    let json = |text: &str| -> serde_json::Value { serde_json::from_str(text).unwrap() };
    assert!(plans.is_valid(&json(PLAN)));
    for (from, to) in [
        ("\"depart\": \"08:10\"", "\"depart\": \"8 o'clock\""),
        ("2026-03-09", "9.3.2026"),
        ("\"format\": 1", "\"format\": 2"),
        ("\"stopped\": \"effort\"", "\"stopped\": \"bored\""),
        ("\"visits\": [],", ""),
    ] {
        assert!(PLAN.contains(from));
        assert!(!plans.is_valid(&json(&PLAN.replace(from, to))), "{to}");
    }
}

const PLAN: &str = r#"{"format": 1, "instance": {"name": "n", "digest": "blake3:0"},
 "solver": {"version": "0", "seed": 1, "effort": 0, "stopped": "effort", "repeatable": true},
 "objective": {"total": 12.5, "travel": 12.5, "team_days": 0, "nights": 0, "courier": 0, "value_lost": 0, "shortfall": 0, "balance": 0},
 "information": {"tests": 0},
 "visits": [], "tours": [{"id": "R1", "team": "K", "days": [{"date": "2026-03-09", "from": "base", "depart": "08:10",
   "stops": [], "to": "base", "return": "17:40", "metres": 1, "drive_minutes": 1}]}], "unplanned": []}"#;

#[test]
fn plans_are_read_from_folder_and_file_and_errors_have_a_line() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("plan.json");
    let text = PLAN;
    fs::write(&file, text).unwrap();
    let plan = read_plan(temp.path()).unwrap();
    assert_eq!(read_plan(&file).unwrap(), plan);
    fs::write(&file, plan_json(&plan)).unwrap();
    assert_eq!(read_plan(temp.path()).unwrap(), plan);
    for (from, to, line) in [
        ("\"depart\": \"08:10\"", "\"depart\": \"25:10\"", 5),
        ("\"tests\": 0", "\"tests\": 0, \"test\": 0", 4),
        ("\"unplanned\": []}", "", 6),
    ] {
        fs::write(&file, text.replace(from, to)).unwrap();
        let wrong = read_plan(&file).unwrap_err();
        assert_eq!((wrong[0].note.key.as_ref(), wrong[0].row), ("io-json", Some(line)), "{to}");
    }
    fs::write(&file, text.replace("\"format\": 1", "\"format\": 2")).unwrap();
    assert_eq!(read_plan(&file).unwrap_err()[0].column.as_deref(), Some("format"));
    assert_eq!(read_plan(&temp.path().join("no")).unwrap_err()[0].note.key, "io-not-found");
}

/// The defaults that the reference states are those of the program.
#[test]
fn declared_defaults_are_the_real_ones() {
    use onedoor::model::{Costs, Policy, Rotation, TravelSettings, Weights};
    let mut real = serde_json::json!({
        "travel": TravelSettings::default(),
        "policy": Policy::default(),
        "costs": Costs::default(),
        "weights": Weights::default(),
    });
    // It is not written while it asks for nothing.
    assert_eq!(Policy::default().rotation, Rotation::Off);
    real["policy"]["rotation"] = serde_json::to_value(Rotation::Off).unwrap();
    real["policy"]["form_teams"] = Policy::default().form_teams.into();
    // Nor are weights that weigh nothing then.
    let weights = Weights::default();
    real["weights"]["rotation"] = serde_json::to_value(weights.rotation).unwrap();
    real["weights"]["owner_day"] = serde_json::to_value(weights.owner_day).unwrap();
    for setting in io::format::SETTINGS.iter().filter(|setting| !setting.required) {
        let pointer = format!("/{}", setting.path.replace('.', "/"));
        let found = match real.pointer(&pointer) {
            None => String::new(),
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(serde_json::Value::Number(number)) => number.as_f64().unwrap().to_string(),
            Some(other) => other.to_string(),
        };
        assert_eq!(found, setting.default, "{}", setting.path);
    }
}
