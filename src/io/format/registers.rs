//! Declarations of the registers: regions, categories, enterprises, products, agencies, people.

use super::{Kind, LEVELS, RISKS, ROLES, TableSpec, Words, optional, required};
use crate::model::Table;

const MASS: Kind = Kind::Number { min: 0.0, max: 1e6 };
const VOLUME: Kind = Kind::Number { min: 0.0, max: 1e6 };

pub(super) const REGIONS: TableSpec = TableSpec {
    table: Table::Regions,
    zh: "行政区划",
    required: true,
    about: Words {
        zh: "行政区划及其驻地；县、市驻地可以过夜",
        en: "regions and their seats; a team may spend a night at county and city seats",
    },
    columns: &[
        required("code", "代码", Kind::Id, "区划代码（GB/T 2260）", "code (GB/T 2260)"),
        required("name", "名称", Kind::Text, "名称", "name"),
        optional("name_en", "英文名称", Kind::Text, "", "英文名称", "English name"),
        required("level", "级别", Kind::Choice(LEVELS), "级别", "level"),
        optional(
            "parent",
            "上级",
            Kind::Reference(Table::Regions),
            "",
            "上级区划代码，级别须更高",
            "code of the region above it, of a higher level",
        ),
        required("lon", "经度", Kind::Longitude, "驻地经度（WGS-84）", "longitude of the seat"),
        required("lat", "纬度", Kind::Latitude, "驻地纬度（WGS-84）", "latitude of the seat"),
    ],
};

pub(super) const CATEGORIES: TableSpec = TableSpec {
    table: Table::Categories,
    zh: "产品类别",
    required: true,
    about: Words {
        zh: "产品类别及其抽样、检验要求",
        en: "kinds of products and what drawing them takes",
    },
    columns: &[
        required("code", "代码", Kind::Id, "类别代码，不得为 *", "code; not *"),
        required("name", "名称", Kind::Text, "名称", "name"),
        required(
            "group",
            "大类",
            Kind::Text,
            "所属大类，委托范围可按大类给出",
            "group that scopes may name",
        ),
        required(
            "sample_minutes",
            "抽样分钟",
            Kind::Integer { min: 0, max: 1440 },
            "每批次现场抽样用时（分钟）",
            "minutes on site, per batch",
        ),
        optional(
            "sample_kg",
            "样品公斤",
            MASS,
            "0",
            "每批次样品质量（公斤）",
            "mass of a batch's samples, kilograms",
        ),
        optional(
            "sample_l",
            "样品升",
            VOLUME,
            "0",
            "每批次样品体积（升）",
            "volume of a batch's samples, litres",
        ),
        optional(
            "cold_chain",
            "冷链",
            Kind::Flag,
            "false",
            "须由有冷藏车的抽样组带回本机构",
            "carried home by a team with a cold vehicle",
        ),
        optional(
            "carry",
            "不得邮寄",
            Kind::Flag,
            "false",
            "不得邮寄，如油品",
            "never by courier, e.g. fuels",
        ),
        optional(
            "deliver_hours",
            "送达小时",
            Kind::Number { min: 0.0, max: 10_000.0 },
            "",
            "自行携带的样品须在抽样结束后多少小时内送达驻地；空为不限",
            "carried samples reach the base within so many hours of the visit's end; empty = no limit",
        ),
        optional(
            "test_days",
            "检验工作日",
            Kind::Integer { min: 0, max: 1000 },
            "0",
            "检验所需工作日",
            "working days of the test",
        ),
        optional(
            "price",
            "检验费",
            Kind::Yuan,
            "0",
            "每批次检验费（元）",
            "test fee of a batch, yuan",
        ),
        optional(
            "lab_group",
            "检验组别",
            Kind::Text,
            "",
            "检验能力按此组别计；空则同大类",
            "name under which lab capacity counts; empty = the group",
        ),
    ],
};

pub(super) const ENTERPRISES: TableSpec = TableSpec {
    table: Table::Enterprises,
    zh: "企业",
    required: true,
    about: Words {
        zh: "抽样的地点：生产和销售企业",
        en: "where samples are drawn: producers and sellers",
    },
    columns: &[
        required("id", "编号", Kind::Id, "企业编号", "id"),
        required("name", "名称", Kind::Text, "名称", "name"),
        required(
            "region",
            "所在县",
            Kind::Reference(Table::Regions),
            "所在县的代码",
            "county code",
        ),
        required("lon", "经度", Kind::Longitude, "经度（WGS-84）", "longitude (WGS-84)"),
        required("lat", "纬度", Kind::Latitude, "纬度（WGS-84）", "latitude (WGS-84)"),
        required("role", "环节", Kind::Choice(ROLES), "生产或销售", "makes or sells"),
        optional("owner", "所属集团", Kind::Text, "", "所属集团", "corporate group"),
        optional("risk", "风险等级", Kind::Choice(RISKS), "", "风险等级", "risk class"),
        optional(
            "hours",
            "营业时间",
            Kind::Hours,
            "Mo-Fr 08:30-12:00,14:00-18:00",
            "营业时间（OpenStreetMap opening_hours 写法）",
            "opening hours (OpenStreetMap opening_hours syntax)",
        ),
        optional(
            "closed",
            "停业日期",
            Kind::DateRanges,
            "",
            "停业的日期",
            "days on which nobody is there",
        ),
    ],
};

pub(super) const PRODUCTS: TableSpec = TableSpec {
    table: Table::Products,
    zh: "产品",
    required: true,
    about: Words {
        zh: "产品；生产者、标准、商标、规格型号都相同的是同一产品",
        en: "products; equal producer, standard, brand and model make the same product",
    },
    columns: &[
        required("id", "编号", Kind::Id, "产品编号", "id"),
        required(
            "category",
            "类别",
            Kind::Reference(Table::Categories),
            "类别代码",
            "category code",
        ),
        required(
            "producer",
            "生产者",
            Kind::Producer,
            "企业编号，或名录以外的名称",
            "enterprise id, or a name outside the register",
        ),
        required("standard", "执行标准", Kind::Text, "执行标准", "standard"),
        required("brand", "商标", Kind::Text, "商标", "brand"),
        required("model", "规格型号", Kind::Text, "规格型号", "model"),
    ],
};

pub(super) const AGENCIES: TableSpec = TableSpec {
    table: Table::Agencies,
    zh: "承检机构",
    required: true,
    about: Words {
        zh: "承检机构；其位置是抽样组的出发地，也是实验室所在地",
        en: "agencies; their place is where teams start and where the lab stands",
    },
    columns: &[
        required("id", "编号", Kind::Id, "机构编号", "id"),
        required("name", "名称", Kind::Text, "名称", "name"),
        required(
            "region",
            "所在区划",
            Kind::Reference(Table::Regions),
            "所在区划代码",
            "region code",
        ),
        required("lon", "经度", Kind::Longitude, "经度（WGS-84）", "longitude (WGS-84)"),
        required("lat", "纬度", Kind::Latitude, "纬度（WGS-84）", "latitude (WGS-84)"),
        optional(
            "vehicles",
            "车辆数",
            Kind::Integer { min: 0, max: 100_000 },
            "",
            "自动组队（policy.form_teams）时可同时出车的辆数；空为不限",
            "vehicles for teams that are formed (policy.form_teams); empty = no limit",
        ),
        optional(
            "vehicle_kg",
            "车辆载重公斤",
            MASS,
            "",
            "自动组队时每辆车的载重（公斤）；空为不限",
            "what each of them can carry, kilograms; empty = no limit",
        ),
        optional(
            "vehicle_l",
            "车辆容积升",
            VOLUME,
            "",
            "自动组队时每辆车的容积（升）；空为不限",
            "what each of them can hold, litres; empty = no limit",
        ),
        optional(
            "cold",
            "车辆冷藏",
            Kind::Flag,
            "false",
            "自动组队时车辆是否冷藏",
            "whether they keep samples cold",
        ),
    ],
};

pub(super) const SAMPLERS: TableSpec = TableSpec {
    table: Table::Samplers,
    zh: "抽样人员",
    required: true,
    about: Words { zh: "抽样人员", en: "people who draw samples" },
    columns: &[
        required("id", "编号", Kind::Id, "人员编号", "id"),
        required("agency", "机构", Kind::Reference(Table::Agencies), "所属机构编号", "agency id"),
        optional("name", "姓名", Kind::Text, "", "姓名", "name"),
        optional("leave", "请假日期", Kind::DateRanges, "", "请假的日期", "days of leave"),
    ],
};

pub(super) const TEAMS: TableSpec = TableSpec {
    table: Table::Teams,
    zh: "抽样组",
    required: true,
    about: Words {
        zh: "抽样组；人员来自几个机构的是联合抽检队伍。自动组队（policy.form_teams）时不用，可以没有",
        en: "teams; samplers of several agencies make a joint team; not used, and may be missing, with policy.form_teams",
    },
    columns: &[
        required("id", "编号", Kind::Id, "抽样组编号", "id"),
        required(
            "agency",
            "机构",
            Kind::Reference(Table::Agencies),
            "从哪个机构的驻地出发",
            "agency whose base it starts from",
        ),
        required(
            "samplers",
            "人员",
            Kind::References(Table::Samplers),
            "抽样人员编号，两名以上",
            "sampler ids, two or more",
        ),
        optional(
            "vehicle_kg",
            "载重公斤",
            MASS,
            "",
            "车辆载重（公斤）；空为不限",
            "vehicle's load, kilograms; empty = no limit",
        ),
        optional(
            "vehicle_l",
            "容积升",
            VOLUME,
            "",
            "车辆容积（升）；空为不限",
            "vehicle's volume, litres; empty = no limit",
        ),
        optional("cold", "冷藏车", Kind::Flag, "false", "有冷藏车", "has a cold vehicle"),
        optional(
            "day_start",
            "出发时间",
            Kind::Clock,
            "08:00",
            "每日最早出发时间",
            "a day starts not before",
        ),
        optional(
            "day_end",
            "返回时间",
            Kind::Clock,
            "18:30",
            "每日最晚返回时间",
            "a day ends not after",
        ),
        optional(
            "max_nights",
            "最多过夜",
            Kind::Integer { min: 0, max: 60 },
            "4",
            "一次出行最多在外过夜数",
            "most nights away of a tour",
        ),
        optional(
            "from",
            "启用日期",
            Kind::Date,
            "",
            "第一天；空为不限",
            "first day; empty = no limit",
        ),
        optional(
            "to",
            "停用日期",
            Kind::Date,
            "",
            "最后一天；空为不限",
            "last day; empty = no limit",
        ),
    ],
};
