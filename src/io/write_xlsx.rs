//! An instance to one workbook: a sheet of settings and a sheet for each table.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use super::folder::{WriteError, write_file};
use super::format::{Column, Kind, SETTINGS_SHEET, spec};
use super::write::{columns, each_row, rows as count};
use crate::model::{Instance, Table};

/// Writes an instance as one `.xlsx`, replacing an older file whole.
///
/// # Errors
/// When the machine refuses, or a table has more rows than a sheet can hold.
pub fn write_instance_xlsx(instance: &Instance, path: &Path) -> Result<(), WriteError> {
    let bytes = workbook(instance).map_err(WriteError::content)?;
    write_file(path, &bytes)
}

fn workbook(instance: &Instance) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Without a fixed moment the same instance would give other bytes every second.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&made));
    let bold = Format::new().set_bold();
    settings(instance, workbook.add_worksheet().set_name(SETTINGS_SHEET.0)?, &bold)?;
    for &table in Table::ALL {
        if spec(table).required || count(instance, table) > 0 {
            let sheet = workbook.add_worksheet().set_name(table.name())?;
            rows(instance, table, sheet, &bold)?;
        }
    }
    workbook.save_to_buffer()
}

fn settings(instance: &Instance, sheet: &mut Worksheet, bold: &Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, "key", bold)?;
    sheet.write_string_with_format(0, 1, "value", bold)?;
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, 32)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut list = Vec::new();
    flatten("", &serde_json::to_value(instance.settings()).unwrap_or(Value::Null), &mut list);
    for (row, (key, value)) in (1u32..).zip(list) {
        sheet.write_string(row, 0, key)?;
        match value {
            Value::Bool(flag) => sheet.write_boolean(row, 1, flag)?,
            // Beyond 2^53 a number of a workbook would lose its last digits.
            Value::Number(number) => match number.as_f64() {
                Some(value) if value.abs() < 9e15 => sheet.write_number(row, 1, value)?,
                _ => sheet.write_string(row, 1, number.to_string())?,
            },
            Value::String(text) => sheet.write_string(row, 1, text)?,
            Value::Null | Value::Array(_) | Value::Object(_) => sheet,
        };
    }
    Ok(())
}

/// Dotted keys and their values; members of a list are numbered from 1.
fn flatten(prefix: &str, value: &Value, list: &mut Vec<(String, Value)>) {
    let key = |name: &str| {
        if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| flatten(&key(name), value, list)),
        Value::Array(items) => (1..)
            .zip(items)
            .for_each(|(number, item): (usize, _)| flatten(&key(&number.to_string()), item, list)),
        Value::Null => {}
        leaf => list.push((prefix.to_owned(), leaf.clone())),
    }
}

fn rows(
    instance: &Instance,
    table: Table,
    sheet: &mut Worksheet,
    bold: &Format,
) -> Result<(), XlsxError> {
    let columns = columns(instance, table);
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (at, column) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, at, column.name, bold)?;
        sheet.set_column_width(at, if matches!(column.kind, Kind::Text) { 24 } else { 14 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 0u32;
    let mut result = Ok(());
    each_row(instance, table, &mut |cells| {
        row += 1;
        for ((at, column), text) in (0u16..).zip(columns).zip(cells) {
            if result.is_ok() && !text.is_empty() {
                result = cell(sheet, row, at, column, text, &day);
            }
        }
    });
    result
}

fn cell(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    column: &Column,
    text: &str,
    day: &Format,
) -> Result<(), XlsxError> {
    let number = match column.kind {
        Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::Yuan
        | Kind::Longitude
        | Kind::Latitude => text.parse::<f64>().ok(),
        _ => None,
    };
    let date = match column.kind {
        Kind::Date => text.parse::<NaiveDate>().ok().and_then(excel_date),
        _ => None,
    };
    match (number, date, column.kind) {
        (Some(number), _, _) => sheet.write_number(row, at, number)?,
        (_, Some(date), _) => sheet.write_datetime_with_format(row, at, &date, day)?,
        (_, _, Kind::Flag) => sheet.write_boolean(row, at, text == "true")?,
        _ => sheet.write_string(row, at, text)?,
    };
    Ok(())
}

fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8).ok()
}
