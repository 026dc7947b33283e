//! Patches carried out on sheets. Only what the reader could not know is judged here: tables and
//! columns that don't exist, rows that nobody has.

mod emergency;
mod staff;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::io::{Rows, Sheets, nearest};
use crate::model::{Note, Table};

use super::chance;
use super::spec::{Patch, Scenario};

type Done = Result<(), Note>;

/// Carries out the patches of a scenario in order; `luck` is the seed of the replicate.
///
/// # Errors
/// The first patch that can't be carried out, with scenario and number.
pub fn apply(sheets: &mut Sheets, scenario: &Scenario, luck: u64) -> Done {
    for (patch, number) in scenario.patches.iter().zip(1..) {
        one(sheets, patch, luck)
            .map_err(|note| note.with("scenario", &scenario.name).with("number", number))?;
    }
    Ok(())
}

fn one(sheets: &mut Sheets, patch: &Patch, luck: u64) -> Done {
    match patch {
        Patch::Suspend { agency, from, to } => {
            let day = |day: Option<chrono::NaiveDate>, key: &str| {
                let text = sheets.settings.get(key).and_then(toml::Value::as_str);
                day.map_or_else(|| text.unwrap_or_default().to_owned(), |day| day.to_string())
            };
            let cells = [
                ("agency", agency.clone()),
                ("from", day(*from, "start")),
                ("to", day(*to, "end")),
            ];
            add(sheets.table_mut(Table::Suspensions), cells.into_iter())
        }
        Patch::RemoveTeams { teams } => teams.iter().try_for_each(|team| {
            let at = find(sheets.table(Table::Teams), "id", team)?;
            sheets.table_mut(Table::Teams).rows.remove(at);
            Ok(())
        }),
        Patch::AddTeams { like, count, agency } => {
            (0..*count).try_for_each(|_| staff::copy_team(sheets, like, agency.as_deref()))
        }
        Patch::CallAway { teams, from, to } => {
            teams.iter().try_for_each(|team| staff::call_away(sheets, team, &days(*from, *to)))
        }
        Patch::RemoveAgencies { agencies } => {
            agencies.iter().try_for_each(|agency| staff::remove_agency(sheets, agency))
        }
        Patch::Close { region, from, to } => close(sheets, region, &days(*from, *to)),
        Patch::Emergency(about) => emergency::add(sheets, about),
        Patch::Scale { table, columns, factor, filter } => {
            scale(sheets.table_mut(named(table)?), columns, *factor, filter)
        }
        Patch::Set { table, cells, filter } => set(sheets.table_mut(named(table)?), cells, filter),
        Patch::Add { table, cells } => add(
            sheets.table_mut(named(table)?),
            cells.iter().map(|(column, text)| (column.as_str(), text.clone())),
        ),
        Patch::Remove { table, filter } => {
            let rows = sheets.table_mut(named(table)?);
            let keep = matching(rows, filter)?;
            let mut at = keep.into_iter();
            rows.rows.retain(|_| !at.next().unwrap_or(false));
            Ok(())
        }
        Patch::Policy { key, value, factor } => {
            policy(&mut sheets.settings, key, value.as_ref(), *factor)
        }
        Patch::Disturb { causes } => chance::disturb(sheets.table_mut(Table::Tasks), causes, luck),
    }
}

fn named(name: &str) -> Result<Table, Note> {
    crate::io::format::table_named(name).ok_or_else(|| {
        let known = Table::ALL.iter().map(|table| table.name());
        unknown("study-no-table", name, nearest(name, known))
    })
}

fn unknown(key: &'static str, found: &str, near: Option<&str>) -> Note {
    Note::new(key).with("found", found).with("near", near.unwrap_or("–"))
}

/// Where a column stands.
pub fn column(rows: &Rows, name: &str) -> Result<usize, Note> {
    rows.column(name).ok_or_else(|| {
        let near = nearest(name, rows.columns());
        unknown("study-no-column", name, near).with("table", rows.table.name())
    })
}

/// The row whose `by` is `id`.
fn find(rows: &Rows, by: &str, id: &str) -> Result<usize, Note> {
    let at = column(rows, by)?;
    rows.rows.iter().position(|row| row[at] == id).ok_or_else(|| {
        let near = nearest(id, rows.rows.iter().map(|row| row[at].as_str()));
        unknown("study-no-row", id, near).with("table", rows.table.name())
    })
}

/// For each row whether it is meant; a filter that means none is an error.
fn matching(rows: &Rows, filter: &BTreeMap<String, String>) -> Result<Vec<bool>, Note> {
    let wanted: Vec<(usize, &String)> = filter
        .iter()
        .map(|(name, text)| Ok((column(rows, name)?, text)))
        .collect::<Result<_, Note>>()?;
    let meant = |row: &Vec<String>| wanted.iter().all(|&(at, text)| row[at] == *text);
    let found: Vec<bool> = rows.rows.iter().map(meant).collect();
    if found.contains(&true) {
        return Ok(found);
    }
    let shown: Vec<String> = filter.iter().map(|(name, text)| format!("{name} = {text}")).collect();
    Err(unknown("study-no-row", &shown.join(", "), None).with("table", rows.table.name()))
}

fn add<'a>(rows: &mut Rows, cells: impl Iterator<Item = (&'a str, String)>) -> Done {
    let mut row = vec![String::new(); rows.columns().count()];
    for (name, text) in cells {
        row[column(rows, name)?] = text;
    }
    rows.rows.push(row);
    Ok(())
}

fn set(
    rows: &mut Rows,
    cells: &BTreeMap<String, String>,
    filter: &BTreeMap<String, String>,
) -> Done {
    let meant = matching(rows, filter)?;
    for (name, text) in cells {
        let at = column(rows, name)?;
        for (row, _) in rows.rows.iter_mut().zip(&meant).filter(|(_, meant)| **meant) {
            row[at].clone_from(text);
        }
    }
    Ok(())
}

fn scale(
    rows: &mut Rows,
    columns: &[String],
    factor: f64,
    filter: &BTreeMap<String, String>,
) -> Done {
    let meant = matching(rows, filter)?;
    for name in columns {
        let at = column(rows, name)?;
        for (row, _) in rows.rows.iter_mut().zip(&meant).filter(|(_, meant)| **meant) {
            if row[at].is_empty() {
                continue;
            }
            let value: f64 = row[at]
                .parse()
                .map_err(|_| unknown("study-no-number", &row[at], None).with("column", name))?;
            let whole = !row[at].contains('.');
            let scaled = value * factor;
            row[at] = if whole { format!("{:.0}", scaled.round()) } else { format!("{scaled:.2}") };
        }
    }
    Ok(())
}

/// A span of days as a cell has it.
fn days(from: chrono::NaiveDate, to: chrono::NaiveDate) -> String {
    format!("{from}..{to}")
}

/// Puts days behind those that a cell has already.
fn also(cell: &mut String, days: &str) {
    if !cell.is_empty() {
        cell.push(';');
    }
    cell.push_str(days);
}

/// A region and all below it.
fn below(sheets: &Sheets, region: &str) -> Result<BTreeSet<String>, Note> {
    let regions = sheets.table(Table::Regions);
    find(regions, "code", region)?;
    let (code, parent) = (column(regions, "code")?, column(regions, "parent")?);
    let above: BTreeMap<&str, &str> =
        regions.rows.iter().map(|row| (row[code].as_str(), row[parent].as_str())).collect();
    let inside = |from: &str| {
        let chain = std::iter::successors(Some(from), |at| above.get(at).copied());
        chain.take(above.len()).any(|at| at == region)
    };
    Ok(above.keys().filter(|code| inside(code)).map(|&code| code.to_owned()).collect())
}

/// Closes every enterprise whose region is this one or below it.
fn close(sheets: &mut Sheets, region: &str, days: &str) -> Done {
    let covered = below(sheets, region)?;
    let sites = sheets.table_mut(Table::Enterprises);
    let (at, closed) = (column(sites, "region")?, column(sites, "closed")?);
    for row in sites.rows.iter_mut().filter(|row| covered.contains(&row[at])) {
        also(&mut row[closed], days);
    }
    Ok(())
}

/// Sets a key of the settings, or multiplies the number that it holds; whole numbers stay whole.
fn policy(
    settings: &mut toml::Table,
    key: &str,
    value: Option<&Value>,
    factor: Option<f64>,
) -> Done {
    let wrong = || unknown("study-no-value", key, None);
    let (path, last) = key.rsplit_once('.').unwrap_or(("", key));
    let mut at = settings;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let inner = at.entry(part).or_insert_with(|| toml::Value::Table(toml::Table::new()));
        at = inner.as_table_mut().ok_or_else(wrong)?;
    }
    let value = match (value, factor, at.get(last)) {
        (Some(value), None, _) => toml::Value::try_from(value).map_err(|_| wrong())?,
        (None, Some(factor), Some(toml::Value::Integer(old))) => {
            toml::Value::Integer((*old as f64 * factor).round() as i64)
        }
        (None, Some(factor), Some(toml::Value::Float(old))) => toml::Value::Float(old * factor),
        (None, Some(_), Some(old)) => {
            return Err(unknown("study-no-number", &old.to_string(), None).with("column", key));
        }
        (None, Some(_), None) => {
            let near = nearest(last, at.keys().map(String::as_str));
            return Err(unknown("study-no-key", key, near));
        }
        _ => return Err(unknown("study-value-or-factor", key, None)),
    };
    at.insert(last.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::study::spec::{Study, TEMPLATE};

    #[test]
    fn every_scenario_of_the_template_can_be_read_and_is_another_instance() {
        let (instance, _) = crate::io::read_instance(Path::new("instances/county")).unwrap();
        let study: Study = toml::from_str(TEMPLATE).unwrap();
        let all = study.all();
        // 1 base + 9 scenarios + 2 × 2 of the grid + 3 × 2 of the frontier
        assert_eq!(all.len(), 20);
        let sheets = Sheets::of(&instance).unwrap();
        let mut digests = std::collections::BTreeSet::new();
        for scenario in &all {
            let mut sheets = sheets.clone();
            apply(&mut sheets, scenario, 1).unwrap();
            digests.insert(sheets.read("").unwrap().digest().to_owned());
        }
        // The grid's first scenario changes nothing, nor does the frontier's usual point.
        assert_eq!(digests.len(), 18);
    }

    #[test]
    fn what_does_not_exist_is_named() {
        let (instance, _) = crate::io::read_instance(Path::new("instances/county")).unwrap();
        let sheets = Sheets::of(&instance).unwrap();
        let wrong = |text: &str| {
            let scenario = toml::from_str(&format!("name = 's'\npatch = [{text}]")).unwrap();
            apply(&mut sheets.clone(), &scenario, 1).unwrap_err()
        };
        let note = wrong("{ do = 'remove_teams', teams = ['A01-9'] }");
        assert_eq!((note.key.as_ref(), note.args["near"].as_str()), ("study-no-row", "A01-1"));
        let note = wrong("{ do = 'set', table = 'team', cells = { cold = 'true' } }");
        assert_eq!((note.key.as_ref(), note.args["near"].as_str()), ("study-no-table", "teams"));
        let note = wrong("{ do = 'set', table = 'teams', cells = { colt = 'true' } }");
        assert_eq!((note.key.as_ref(), note.args["near"].as_str()), ("study-no-column", "cold"));
        let note = wrong("{ do = 'policy', key = 'costs.kmm', factor = 2 }");
        assert_eq!((note.key.as_ref(), note.args["near"].as_str()), ("study-no-key", "km"));
        let note = wrong("{ do = 'policy', key = 'costs.km', factor = 2, value = 2 }");
        assert_eq!(note.key, "study-value-or-factor");
        let note = wrong(
            "{ do = 'emergency', category = 'EN01', region = '140900', from = '2026-03-04', to = '2026-03-06' }",
        );
        assert_eq!(note.key, "study-no-row");
        assert_eq!((note.args["scenario"].as_str(), note.args["number"].as_str()), ("s", "1"));
    }

    /// The county with patches carried out.
    fn county(patches: &str) -> (crate::model::Instance, Sheets) {
        let (instance, _) = crate::io::read_instance(Path::new("instances/county")).unwrap();
        let mut sheets = Sheets::of(&instance).unwrap();
        let scenario = toml::from_str(&format!("name = 's'\npatch = [{patches}]")).unwrap();
        apply(&mut sheets, &scenario, 1).unwrap();
        (instance, sheets)
    }

    #[test]
    fn an_agency_goes_with_all_that_hangs_on_it() {
        let (before, sheets) = county("{ do = 'remove_agencies', agencies = ['A02'] }");
        let after = sheets.read("").unwrap();
        assert_eq!(after.agencies.len(), before.agencies.len() - 1);
        let own = |instance: &crate::model::Instance| {
            let at = instance.agency("A02");
            let scopes = instance.scopes.iter().filter(|scope| Some(scope.agency) == at).count();
            let teams = instance.teams.iter().filter(|team| Some(team.agency) == at).count();
            (scopes, teams)
        };
        assert!(own(&before).0 > 0 && own(&before).1 > 0);
        let (scopes, teams) = own(&before);
        assert_eq!(after.scopes.len(), before.scopes.len() - scopes);
        assert_eq!(after.teams.len(), before.teams.len() - teams);
    }

    #[test]
    fn who_is_called_away_is_on_leave() {
        let away =
            "{ do = 'call_away', teams = ['A02-1'], from = '2026-03-04', to = '2026-03-05' }";
        let (_, sheets) = county(away);
        let samplers = sheets.table(Table::Samplers);
        let leave = column(samplers, "leave").unwrap();
        let away = samplers.rows.iter().filter(|row| row[leave] == "2026-03-04..2026-03-05");
        let names: Vec<&str> = away.map(|row| row[0].as_str()).collect();
        assert_eq!(names, ["S004", "S005", "S006"]);
    }

    #[test]
    fn an_emergency_asks_for_every_product_of_its_category() {
        let (before, sheets) = county(
            "{ do = 'emergency', category = 'EN01', region = '140581', from = '2026-03-04', to = '2026-03-06' }",
        );
        let after = sheets.read("").unwrap();
        let fuel = |task: &crate::model::Task| {
            let category = before.products[task.product.ix()].category;
            (before.categories[category.ix()].code == "EN01").then_some((task.site, task.product))
        };
        let known: BTreeSet<_> = before.tasks.iter().filter_map(fuel).collect();
        let asked: Vec<_> =
            after.tasks.iter().filter(|task| task.id.starts_with("EMERGENCY-")).collect();
        assert!(!known.is_empty() && asked.iter().all(|task| task.required));
        assert_eq!(asked.iter().map(|t| (t.site, t.product)).collect::<BTreeSet<_>>(), known);
        assert_eq!(after.programs.len(), before.programs.len() + 1);
    }

    #[test]
    fn a_factor_keeps_whole_numbers_whole() {
        let (_, sheets) = county(
            "{ do = 'policy', key = 'costs.km', factor = 1.5 }, { do = 'policy', key = 'policy.drive_minutes', factor = 0.51 }",
        );
        assert_eq!(
            sheets.settings["costs"]["km"].as_float().map(|km| (km * 10.0).round()),
            Some(18.0)
        );
        assert_eq!(sheets.settings["policy"]["drive_minutes"].as_integer(), Some(245));
    }
}
