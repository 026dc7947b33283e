//! Declarations of what is to be done and what limits it.

use super::{
    ACTIVITIES, CONFLICT_KINDS, Kind, OUTCOMES, PROGRAM_KINDS, TableSpec, Words, blank, optional,
    required,
};
use crate::model::Table;

const BATCHES: Kind = Kind::Integer { min: 0, max: 1_000_000 };
pub(super) const PROGRAMS: TableSpec = TableSpec {
    table: Table::Programs,
    zh: "抽查计划",
    required: true,
    about: Words {
        zh: "各级监管部门批准的抽查计划",
        en: "programs of spot checks of the authorities",
    },
    columns: &[
        required("id", "编号", Kind::Id, "计划编号", "id"),
        optional("name", "名称", Kind::Text, "", "名称", "name"),
        required(
            "authority",
            "组织部门",
            Kind::Authority,
            "组织部门的区划代码；000000 为国家级",
            "region code of the authority; 000000 = national",
        ),
        required(
            "kind",
            "性质",
            Kind::Choice(PROGRAM_KINDS),
            "计划的性质",
            "why the program exists",
        ),
        blank(
            "approval",
            "批准文号",
            Kind::Text,
            "批准文号；空为未批准",
            "document number; empty = not approved",
        ),
        blank(
            "approved_on",
            "批准日期",
            Kind::Date,
            "批准日期；空为未批准",
            "day of approval; empty = not approved",
        ),
        required("start", "开始日期", Kind::Date, "第一天", "first day"),
        required("end", "结束日期", Kind::Date, "最后一天", "last day"),
        optional(
            "report_by",
            "报告日期",
            Kind::Date,
            "",
            "出具报告的日期；抽样日之后至此日（含）须留足检验所需工作日（categories.test_days）；空为不限",
            "day of the report: after a draw there are the working days of its test (categories.test_days) up to that day, it included; empty = no limit",
        ),
        optional("weight", "权重", Kind::Number { min: 0.0, max: 1e6 }, "1", "权重", "weight"),
    ],
};

pub(super) const QUOTAS: TableSpec = TableSpec {
    table: Table::Quotas,
    zh: "批次配额",
    required: false,
    about: Words {
        zh: "计划在某区划（含下级）某类别的批次数",
        en: "batches of a category, for a program, in a region and all below it",
    },
    columns: &[
        required("program", "计划", Kind::Reference(Table::Programs), "计划编号", "program id"),
        required(
            "category",
            "类别",
            Kind::Reference(Table::Categories),
            "类别代码",
            "category code",
        ),
        required(
            "region",
            "区划",
            Kind::Reference(Table::Regions),
            "区划代码，含全部下级",
            "region code, with all below it",
        ),
        optional(
            "min",
            "最少批次",
            BATCHES,
            "",
            "最少批次（不足有代价）",
            "least batches (missing ones cost)",
        ),
        optional(
            "target",
            "目标批次",
            BATCHES,
            "",
            "目标批次，公开摇号抽到此数",
            "batches the lottery draws",
        ),
        optional(
            "max",
            "最多批次",
            BATCHES,
            "",
            "最多批次（不得超过）",
            "most batches (a hard limit)",
        ),
    ],
};

pub(super) const TASKS: TableSpec = TableSpec {
    table: Table::Tasks,
    zh: "抽样任务",
    required: true,
    about: Words {
        zh: "可以抽的样品，或必须抽的样品", en: "what may, or has to, be drawn"
    },
    columns: &[
        required("id", "编号", Kind::Id, "任务编号", "id"),
        required("program", "计划", Kind::Reference(Table::Programs), "计划编号", "program id"),
        required(
            "site",
            "抽样企业",
            Kind::Reference(Table::Enterprises),
            "在哪家企业抽",
            "enterprise where it is drawn",
        ),
        required("product", "产品", Kind::Reference(Table::Products), "产品编号", "product id"),
        optional(
            "batches",
            "批次",
            Kind::Integer { min: 1, max: 10_000 },
            "1",
            "批次数",
            "number of batches",
        ),
        optional("required", "必抽", Kind::Flag, "false", "必须抽", "has to be drawn"),
        optional(
            "value",
            "价值",
            Kind::Yuan,
            "0",
            "抽到它的价值（折合元）",
            "worth of drawing it, yuan-equivalent",
        ),
        optional("earliest", "最早日期", Kind::Date, "", "最早日期", "not before"),
        optional("latest", "最晚日期", Kind::Date, "", "最晚日期", "not after"),
        optional(
            "from_time",
            "起始时刻",
            Kind::Clock,
            "",
            "在最早日期（未填则为计划开始日期）当天不早于此时刻开始；用于以小时计的应急任务",
            "on the earliest day (else the program's first) not begun before this time; for emergencies, whose windows are hours",
        ),
        optional(
            "by_time",
            "截止时刻",
            Kind::Clock,
            "",
            "在最晚日期（未填则为计划结束日期）当天不晚于此时刻完成",
            "on the latest day (else the program's last) done by this time",
        ),
    ],
};

pub(super) const SCOPES: TableSpec = TableSpec {
    table: Table::Scopes,
    zh: "委托范围",
    required: true,
    about: Words {
        zh: "承检机构受委托的抽样和检验范围", en: "what agencies are entrusted with"
    },
    columns: &[
        required("agency", "机构", Kind::Reference(Table::Agencies), "机构编号", "agency id"),
        required("activity", "活动", Kind::Choice(ACTIVITIES), "抽样或检验", "drawing or testing"),
        required(
            "category",
            "类别",
            Kind::Categories,
            "类别代码、大类或 *（全部）",
            "category code, group, or * (every one)",
        ),
        optional(
            "region",
            "区划",
            Kind::Reference(Table::Regions),
            "",
            "区划代码，含全部下级；空为不限",
            "region code, with all below it; empty = everywhere",
        ),
        optional(
            "program",
            "计划",
            Kind::Reference(Table::Programs),
            "",
            "计划编号；空为不限",
            "program id; empty = every one",
        ),
    ],
};

pub(super) const LAB_CAPACITY: TableSpec = TableSpec {
    table: Table::LabCapacity,
    zh: "检验能力",
    required: false,
    about: Words {
        zh: "机构每月可检批次；没有一行即不限",
        en: "batches a lab tests in a month; no row = unlimited",
    },
    columns: &[
        required("agency", "机构", Kind::Reference(Table::Agencies), "机构编号", "agency id"),
        required("lab_group", "检验组别", Kind::Text, "检验组别", "lab group"),
        required("month", "月份", Kind::Month, "月份", "month"),
        required("batches", "批次", BATCHES, "最多批次", "most batches"),
    ],
};

pub(super) const AVOIDANCES: TableSpec = TableSpec {
    table: Table::Avoidances,
    zh: "回避",
    required: false,
    about: Words { zh: "机构或人员对企业的回避", en: "who has to keep away from whom" },
    columns: &[
        required(
            "who",
            "回避者",
            Kind::Party(&["agency", "sampler"]),
            "机构或人员",
            "an agency or a sampler",
        ),
        required(
            "whom",
            "对象",
            Kind::Party(&["enterprise", "owner", "region"]),
            "企业、集团或区划（含下级）",
            "an enterprise, a corporate group, or a region with all below it",
        ),
        required("reason", "事由", Kind::Text, "事由", "reason"),
        optional(
            "from",
            "开始日期",
            Kind::Date,
            "",
            "第一天；空为不限",
            "first day; empty = since ever",
        ),
        optional(
            "to",
            "结束日期",
            Kind::Date,
            "",
            "最后一天；空为不限",
            "last day; empty = for ever",
        ),
    ],
};

pub(super) const CONFLICTS: TableSpec = TableSpec {
    table: Table::Conflicts,
    zh: "冲突",
    required: false,
    about: Words {
        zh: "不得同组、不得同日或必须同日的双方",
        en: "pairs that must, or must not, meet",
    },
    columns: &[
        required(
            "a",
            "甲方",
            Kind::Party(&["agency", "sampler", "enterprise"]),
            "一方",
            "one side",
        ),
        required(
            "b",
            "乙方",
            Kind::Party(&["agency", "sampler", "enterprise"]),
            "另一方",
            "the other side",
        ),
        required(
            "kind",
            "关系",
            Kind::Choice(CONFLICT_KINDS),
            "关系；机构、人员只能是“不得同组”",
            "what holds between them; agencies and samplers: not_same_team only",
        ),
    ],
};

pub(super) const SUSPENSIONS: TableSpec = TableSpec {
    table: Table::Suspensions,
    zh: "暂停资格",
    required: false,
    about: Words { zh: "暂停承担任务的机构", en: "agencies that are suspended" },
    columns: &[
        required("agency", "机构", Kind::Reference(Table::Agencies), "机构编号", "agency id"),
        required("from", "开始日期", Kind::Date, "第一天", "first day"),
        required("to", "结束日期", Kind::Date, "最后一天", "last day"),
        optional("reason", "事由", Kind::Text, "", "事由", "reason"),
    ],
};

pub(super) const HISTORY: TableSpec = TableSpec {
    table: Table::History,
    zh: "历史抽查",
    required: false,
    about: Words { zh: "以前（和已安排）的抽查", en: "earlier spot checks" },
    columns: &[
        required("product", "产品", Kind::Reference(Table::Products), "产品编号", "product id"),
        optional(
            "site",
            "抽样企业",
            Kind::Reference(Table::Enterprises),
            "",
            "企业编号",
            "enterprise id",
        ),
        required(
            "authority",
            "组织部门",
            Kind::Authority,
            "组织部门的区划代码；000000 为国家级",
            "region code of the authority; 000000 = national",
        ),
        optional(
            "kind",
            "性质",
            Kind::Choice(PROGRAM_KINDS),
            "",
            "计划的性质",
            "kind of the program",
        ),
        required("date", "日期", Kind::Date, "日期", "day"),
        optional(
            "outcome",
            "结果",
            Kind::Choice(OUTCOMES),
            "pass",
            "结果；拒检和无样品视为没有抽到",
            "outcome; refused and absent drew nothing",
        ),
        optional("agency", "机构", Kind::Reference(Table::Agencies), "", "机构编号", "agency id"),
    ],
};
