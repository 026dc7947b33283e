//! The format reference, `docs/format.md`, from the declarations.

use std::fmt::Write;

use super::{Kind, Presence, SETTINGS, SETTINGS_SHEET, spec};
use crate::messages::{Lang, text};
use crate::model::Table;

/// The whole reference in Markdown.
pub fn reference() -> String {
    let mut page = String::from(HEAD);
    let _ = writeln!(
        page,
        "\n## `instance.toml` · 工作表 `{}`（{}）\n",
        SETTINGS_SHEET.0, SETTINGS_SHEET.1
    );
    page.push_str("| key · 键 | 中文键名 | required · 必需 | default · 默认 | value · 取值 | meaning · 含义 |\n");
    page.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for setting in SETTINGS {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {}<br>{} |",
            setting.path,
            setting.zh,
            if setting.required { "●" } else { "" },
            code(setting.default),
            value(&setting.kind),
            setting.about.zh,
            setting.about.en
        );
    }
    for &table in Table::ALL {
        self::table(&mut page, table);
    }
    page
}

fn table(page: &mut String, table: Table) {
    let spec = spec(table);
    let need = if spec.required { "required · 必需" } else { "optional · 可选" };
    let _ = writeln!(page, "\n## `{}.csv` · {}.csv\n", table.name(), spec.zh);
    let _ = writeln!(page, "{need}. {}。{}.\n", spec.about.zh, sentence(spec.about.en));
    page.push_str("| column · 列 | 中文列名 | required · 必需 | default · 默认 | value · 取值 | meaning · 含义 |\n");
    page.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for column in spec.columns {
        let presence = match column.presence {
            Presence::Required => "●",
            Presence::Blank => "○",
            Presence::Optional => "",
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {presence} | {} | {} | {}<br>{} |",
            column.name,
            column.zh,
            code(column.default),
            value(&column.kind),
            column.about.zh,
            column.about.en
        );
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// What a cell may hold, in both languages; the same words as in messages.
fn value(kind: &Kind) -> String {
    let note = crate::io::cells::expected(kind);
    let said = |lang| text(lang, &note).replace('|', "\\|");
    match kind {
        Kind::Choice(choices) => {
            let shown = choices.iter().map(|(en, zh)| format!("`{en}` {zh}"));
            shown.collect::<Vec<_>>().join("<br>")
        }
        Kind::Reference(table) => format!("→ `{}`", table.name()),
        Kind::References(table) => format!("→ `{}`, `;`", table.name()),
        Kind::Id => "id · 编号".to_owned(),
        Kind::Text => "text · 文字".to_owned(),
        _ => format!("{}<br>{}", said(Lang::Zh), said(Lang::En)),
    }
}

const HEAD: &str = r#"# Format reference · 格式说明

<!-- Generated from the declarations in src/io/format. Regenerate: ONEDOOR_WRITE_DOCS=1 cargo test --release --test format -->

An instance is a folder with `instance.toml` and the CSV files below, or one `.xlsx` workbook with a
sheet for each file and a sheet `instance` of key/value rows. Every file, sheet, column and key of a
workbook may carry its English or its Chinese name.

实例是一个文件夹（`instance.toml` 和下列 CSV 文件），或一个 `.xlsx` 工作簿（每个文件一张工作表，
另有一张键值表 `instance`）。文件、工作表、列以及工作簿中的键，都可用英文名或中文名。

* CSV: RFC 4180, comma, a header row. Read: a byte order mark, strict UTF-8, else GB18030 (and it is
  said which). Written: UTF-8 with a byte order mark, CRLF.
* ● the column must be there and no cell may be empty. ○ the column must be there, a cell may be
  empty. Otherwise column and cell may be missing: then the default holds, or nothing.
* An unknown column, key, or nearly right file name is an error. Empty rows are passed over. Blanks
  around a cell don't count, except around an id, where they are an error.
* Lists are separated by `;`. Dates `2026-03-09`, ranges of dates `2026-03-01..2026-03-15` (both
  included), months `2026-03`, times of day `08:30`. Yes and no: true/false, 1/0, yes/no, 是/否.
* In a workbook real date, time, number and yes/no cells are understood; a month may be the date of
  its first day. Cells with a formula error are errors.
* Ids: unique in their file, 1 to 100 characters, no blanks at the ends, no control characters, none
  of `/ \ ; * ? < > | "`, not starting with a dot.
* Limits: 1 GiB a CSV file; 256 MiB a workbook that unpacks into at most 1 GiB; 200 columns a sheet;
  horizon 800 days; years 1950 to 2199; money up to 1,000,000,000 yuan, rounded to fen.
"#;
