//! Declarations of days and roads: when one may work, and on what ground.

use super::{DAY_KINDS, Kind, TableSpec, Words, required};
use crate::model::Table;

const METRES: Kind = Kind::Integer { min: 0, max: 50_000_000 };

pub(super) const CALENDAR: TableSpec = TableSpec {
    table: Table::Calendar,
    zh: "日历",
    required: false,
    about: Words {
        zh: "放假和调休上班的日子；其余周一至周五上班",
        en: "days off and make-up days; otherwise Monday to Friday are working days",
    },
    columns: &[
        required("date", "日期", Kind::Date, "日期", "day"),
        required("kind", "性质", Kind::Choice(DAY_KINDS), "放假或上班", "day off or working day"),
    ],
};

pub(super) const ESCORTS: TableSpec = TableSpec {
    table: Table::Escorts,
    zh: "属地配合",
    required: false,
    about: Words {
        zh: "各县属地监管人员每日可配合的抽样次数",
        en: "visits that local officers can accompany",
    },
    columns: &[
        required("region", "县", Kind::Reference(Table::Regions), "县的代码", "county code"),
        required(
            "visits_per_day",
            "每日次数",
            Kind::Integer { min: 0, max: 100_000 },
            "每日最多次数",
            "most visits a day",
        ),
    ],
};

pub(super) const MATRIX: TableSpec = TableSpec {
    table: Table::Matrix,
    zh: "路程矩阵",
    required: false,
    about: Words {
        zh: "地点之间的路程；仅当 travel.source = \"matrix\"",
        en: "ways between places; only with travel source matrix",
    },
    columns: &[
        required("from", "起点", Kind::Party(&["enterprise", "agency", "region"]), "起点", "start"),
        required("to", "终点", Kind::Party(&["enterprise", "agency", "region"]), "终点", "end"),
        required("metres", "米", METRES, "路程（米）", "distance in metres"),
        required(
            "minutes",
            "分钟",
            Kind::Integer { min: 0, max: 1_000_000 },
            "行车用时（分钟）",
            "driving time in minutes",
        ),
    ],
};

pub(super) const ROAD_NODES: TableSpec = TableSpec {
    table: Table::RoadNodes,
    zh: "道路节点",
    required: false,
    about: Words {
        zh: "路网节点；仅当 travel.source = \"roads\"",
        en: "nodes of the road graph; only with travel source roads",
    },
    columns: &[
        required("id", "编号", Kind::Id, "节点编号", "id"),
        required("lon", "经度", Kind::Longitude, "经度（WGS-84）", "longitude (WGS-84)"),
        required("lat", "纬度", Kind::Latitude, "纬度（WGS-84）", "latitude (WGS-84)"),
    ],
};

pub(super) const ROAD_EDGES: TableSpec = TableSpec {
    table: Table::RoadEdges,
    zh: "道路路段",
    required: false,
    about: Words {
        zh: "路网路段，双向；仅当 travel.source = \"roads\"",
        en: "edges of the road graph, both directions; only with travel source roads",
    },
    columns: &[
        required(
            "from",
            "起点",
            Kind::Reference(Table::RoadNodes),
            "起点节点编号",
            "node where it starts",
        ),
        required(
            "to",
            "终点",
            Kind::Reference(Table::RoadNodes),
            "终点节点编号",
            "node where it ends",
        ),
        required(
            "metres",
            "米",
            Kind::Number { min: 0.0, max: 5e7 },
            "路段长度（米）",
            "length in metres",
        ),
    ],
};
