//! An emergency: every product of a category that is known at an enterprise of a region has to be
//! drawn there within some days.

use std::collections::BTreeSet;

use super::{Done, below, column, find, unknown};
use crate::io::Sheets;
use crate::model::{Note, Table};
use crate::study::spec::Emergency;

/// Adds the program, unless it is there, and a required task for each product and enterprise that
/// any task names.
pub fn add(sheets: &mut Sheets, about: &Emergency) -> Done {
    let meant = meant(sheets, about)?;
    let (from, to) = (about.from.to_string(), about.to.to_string());
    let authority = sheets.settings.get("authority").and_then(toml::Value::as_str);
    let authority = authority.unwrap_or_default().to_owned();
    let program = about.program.as_str();
    if find(sheets.table(Table::Programs), "id", program).is_err() {
        let cells = [
            ("id", program),
            ("name", program),
            ("authority", &authority),
            ("kind", "emergency"),
            ("approval", program),
            ("approved_on", &from),
            ("start", &from),
            ("end", &to),
        ];
        let cells = cells.into_iter().map(|(name, text)| (name, text.to_owned()));
        super::add(sheets.table_mut(Table::Programs), cells)?;
    }
    meant.into_iter().try_for_each(|(site, product)| {
        let cells = [
            ("id", format!("{program}-{site}-{product}")),
            ("program", program.to_owned()),
            ("site", site),
            ("product", product),
            ("required", "true".to_owned()),
            ("earliest", from.clone()),
            ("latest", to.clone()),
        ];
        super::add(sheets.table_mut(Table::Tasks), cells.into_iter())
    })
}

/// Enterprises and products that are meant; none is an error.
fn meant(sheets: &Sheets, about: &Emergency) -> Result<BTreeSet<(String, String)>, Note> {
    find(sheets.table(Table::Categories), "code", &about.category)?;
    let regions = match &about.region {
        Some(region) => Some(below(sheets, region)?),
        None => None,
    };
    let within = |region: &String| regions.as_ref().is_none_or(|all| all.contains(region));
    let ids = |table, by, keep: &dyn Fn(&String) -> bool| -> Result<BTreeSet<&String>, Note> {
        let rows = sheets.table(table);
        let (id, by) = (column(rows, "id")?, column(rows, by)?);
        Ok(rows.rows.iter().filter(|row| keep(&row[by])).map(|row| &row[id]).collect())
    };
    let products = ids(Table::Products, "category", &|category| *category == about.category)?;
    let sites = ids(Table::Enterprises, "region", &within)?;
    let tasks = sheets.table(Table::Tasks);
    let (site, product) = (column(tasks, "site")?, column(tasks, "product")?);
    let known = tasks
        .rows
        .iter()
        .filter(|row| sites.contains(&row[site]) && products.contains(&row[product]));
    let found: BTreeSet<_> = known.map(|row| (row[site].clone(), row[product].clone())).collect();
    if found.is_empty() {
        let shown = format!("category = {}", about.category);
        let shown = about.region.iter().fold(shown, |all, code| format!("{all}, region = {code}"));
        return Err(unknown("study-no-row", &shown, None).with("table", Table::Tasks.name()));
    }
    Ok(found)
}
