//! The format, declared once: tables, columns and settings with their names in both languages,
//! kinds, defaults and meanings. The reader, the writer and the reference all work from it.

mod ground;
mod reference;
mod registers;
mod settings;
mod work;

pub use reference::reference;
pub use settings::{SETTINGS, SETTINGS_SHEET, pattern_of, setting_named};

use crate::model::Table;

/// Words in both languages.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Words {
    pub zh: &'static str,
    pub en: &'static str,
}

/// A value of a closed list: the name in the format and its Chinese name, both accepted.
pub type Choice = (&'static str, &'static str);

/// What a cell may hold.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Names the row; unique in its file.
    Id,
    /// Any text.
    Text,
    /// An id of another table.
    Reference(Table),
    /// Ids of another table, separated by `;`.
    References(Table),
    /// A region code, or `000000` for the national authority.
    Authority,
    /// An enterprise id, or a name outside the register.
    Producer,
    /// A category code, a group, or `*`.
    Categories,
    /// `agency:ID` and the like, with the prefixes that are allowed.
    Party(&'static [&'static str]),
    /// A whole number.
    Integer {
        /// Least value.
        min: i64,
        /// Greatest value.
        max: i64,
    },
    /// A decimal number.
    Number {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
    },
    /// An amount in yuan, from 0 to a thousand million.
    Yuan,
    /// true/false, 1/0, yes/no, 是/否.
    Flag,
    /// `2026-03-09`
    Date,
    /// `2026-03-01..2026-03-15`, several separated by `;`; a single day is allowed.
    DateRanges,
    /// `2026-03`
    Month,
    /// `08:30`
    Clock,
    /// `11:30-14:00`
    ClockRange,
    /// One of a closed list.
    Choice(&'static [Choice]),
    /// Decimal degrees, -180 to 180.
    Longitude,
    /// Decimal degrees, -90 to 90.
    Latitude,
    /// OpenStreetMap `opening_hours`.
    Hours,
}

/// Whether a column and its cells must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The column must be there, and no cell may be empty.
    Required,
    /// The column must be there, a cell may be empty.
    Blank,
    /// Column and cells may be missing; then the default holds.
    Optional,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Column {
    pub name: &'static str,
    pub zh: &'static str,
    pub kind: Kind,
    pub presence: Presence,
    /// What an empty cell means; empty = nothing.
    pub default: &'static str,
    pub about: Words,
}

/// A file of the folder, a sheet of the workbook.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct TableSpec {
    pub table: Table,
    pub zh: &'static str,
    pub required: bool,
    pub about: Words,
    pub columns: &'static [Column],
}

impl TableSpec {
    /// The column with this English name.
    pub fn column(&self, name: &str) -> Option<(usize, &'static Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }

    /// The column that names the rows, if rows have a name.
    pub fn id_column(&self) -> Option<usize> {
        self.columns.iter().position(|column| matches!(column.kind, Kind::Id))
    }
}

/// A key of `instance.toml`; `#` stands for the number of a speed band.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Setting {
    pub path: &'static str,
    pub zh: &'static str,
    pub kind: Kind,
    pub required: bool,
    pub default: &'static str,
    pub about: Words,
}

/// The declaration of a table.
pub const fn spec(table: Table) -> &'static TableSpec {
    match table {
        Table::Regions => &registers::REGIONS,
        Table::Categories => &registers::CATEGORIES,
        Table::Enterprises => &registers::ENTERPRISES,
        Table::Products => &registers::PRODUCTS,
        Table::Programs => &work::PROGRAMS,
        Table::Quotas => &work::QUOTAS,
        Table::Tasks => &work::TASKS,
        Table::Agencies => &registers::AGENCIES,
        Table::Scopes => &work::SCOPES,
        Table::LabCapacity => &work::LAB_CAPACITY,
        Table::Avoidances => &work::AVOIDANCES,
        Table::Conflicts => &work::CONFLICTS,
        Table::Suspensions => &work::SUSPENSIONS,
        Table::Samplers => &registers::SAMPLERS,
        Table::Teams => &registers::TEAMS,
        Table::History => &work::HISTORY,
        Table::Calendar => &ground::CALENDAR,
        Table::Escorts => &ground::ESCORTS,
        Table::Matrix => &ground::MATRIX,
        Table::RoadNodes => &ground::ROAD_NODES,
        Table::RoadEdges => &ground::ROAD_EDGES,
    }
}

/// The table whose English or Chinese name this is.
pub fn table_named(name: &str) -> Option<Table> {
    Table::ALL.iter().copied().find(|table| table.name() == name || spec(*table).zh == name)
}

const fn required(
    name: &'static str,
    zh: &'static str,
    kind: Kind,
    about_zh: &'static str,
    about_en: &'static str,
) -> Column {
    let about = Words { zh: about_zh, en: about_en };
    Column { name, zh, kind, presence: Presence::Required, default: "", about }
}

const fn blank(
    name: &'static str,
    zh: &'static str,
    kind: Kind,
    about_zh: &'static str,
    about_en: &'static str,
) -> Column {
    let about = Words { zh: about_zh, en: about_en };
    Column { name, zh, kind, presence: Presence::Blank, default: "", about }
}

const fn optional(
    name: &'static str,
    zh: &'static str,
    kind: Kind,
    default: &'static str,
    about_zh: &'static str,
    about_en: &'static str,
) -> Column {
    let about = Words { zh: about_zh, en: about_en };
    Column { name, zh, kind, presence: Presence::Optional, default, about }
}

/// Levels of regions.
pub const LEVELS: &[Choice] = &[("province", "省"), ("city", "市"), ("county", "县")];
/// Roles of enterprises.
pub const ROLES: &[Choice] = &[("producer", "生产"), ("seller", "销售")];
/// Risk classes.
pub const RISKS: &[Choice] = &[("A", "甲"), ("B", "乙"), ("C", "丙"), ("D", "丁")];
/// Kinds of programs.
pub const PROGRAM_KINDS: &[Choice] = &[
    ("annual", "年度"),
    ("special", "专项"),
    ("tracking", "跟踪"),
    ("linked", "联动"),
    ("emergency", "应急"),
];
/// Activities of scopes.
pub const ACTIVITIES: &[Choice] = &[("sample", "抽样"), ("test", "检验")];
/// Kinds of conflicts.
pub const CONFLICT_KINDS: &[Choice] =
    &[("not_same_team", "不得同组"), ("same_day", "必须同日"), ("not_same_day", "不得同日")];
/// Outcomes of earlier spot checks.
pub const OUTCOMES: &[Choice] = &[
    ("pass", "合格"),
    ("fail", "不合格"),
    ("refused", "拒检"),
    ("absent", "无样品"),
    ("illegal", "违法"),
];
/// Kinds of calendar days.
pub const DAY_KINDS: &[Choice] = &[("holiday", "放假"), ("workday", "上班")];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_is_said_once_in_each_language() {
        let mut tables = BTreeSet::new();
        for &table in Table::ALL {
            let spec = spec(table);
            assert_eq!(spec.table, table);
            assert!(tables.insert(table.name()) && tables.insert(spec.zh), "{}", spec.zh);
            let mut columns = BTreeSet::new();
            for column in spec.columns {
                assert!(columns.insert(column.name), "{} {}", table.name(), column.name);
                assert!(columns.insert(column.zh), "{} {}", table.name(), column.zh);
                assert!(!column.about.zh.is_empty() && !column.about.en.is_empty());
            }
        }
        let mut paths = BTreeSet::new();
        for setting in SETTINGS {
            assert!(paths.insert(setting.path) && paths.insert(setting.zh), "{}", setting.path);
        }
    }
}
