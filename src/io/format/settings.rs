//! Declarations of the keys of `instance.toml` and of the sheet `instance`.

use super::{Choice, Kind, Setting, Words};

/// Names of the sheet that holds the settings: English, Chinese.
pub const SETTINGS_SHEET: Choice = ("instance", "参数");

const SOURCES: &[Choice] =
    &[("geodesic", "直线"), ("roads", "路网"), ("matrix", "矩阵"), ("osrm", "OSRM")];
const SEPARATIONS: &[Choice] = &[("staff", "人员分离"), ("agency", "机构分离")];
const ROTATIONS: &[Choice] = &[("off", "不要求"), ("forbid", "须换机构"), ("penalise", "计罚")];
const DRAWS: &[Choice] = &[("lottery", "摇号"), ("balanced", "均衡摇号"), ("cost", "按费用")];
const MINUTES: Kind = Kind::Integer { min: 0, max: 1440 };
const MONTHS: Kind = Kind::Integer { min: 0, max: 120 };
const FACTOR: Kind = Kind::Number { min: 1e-3, max: 100.0 };

const fn must(path: &'static str, zh: &'static str, kind: Kind, about: Words) -> Setting {
    Setting { path, zh, kind, required: true, default: "", about }
}

const fn may(
    path: &'static str,
    zh: &'static str,
    kind: Kind,
    default: &'static str,
    about: Words,
) -> Setting {
    Setting { path, zh, kind, required: false, default, about }
}

const fn say(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

/// Every key, in the order of the reference.
pub const SETTINGS: &[Setting] = &[
    must(
        "format",
        "格式版本",
        Kind::Integer { min: 1, max: 1 },
        say("格式版本，须为 1", "version of the format: 1"),
    ),
    must("name", "实例名称", Kind::Text, say("名称", "title")),
    must(
        "authority",
        "组织编制部门",
        Kind::Authority,
        say("编制计划的部门的区划代码", "region code of the authority that plans"),
    ),
    must("start", "计划期首日", Kind::Date, say("计划期第一天", "first day of the horizon")),
    must(
        "end",
        "计划期末日",
        Kind::Date,
        say("计划期最后一天，至多 800 天", "last day of the horizon, at most 800 days"),
    ),
    must(
        "seed",
        "摇号种子",
        Kind::Integer { min: 0, max: i64::MAX },
        say("公开摇号的种子", "public seed of the random draw"),
    ),
    may(
        "travel.source",
        "路程来源",
        Kind::Choice(SOURCES),
        "roads",
        say("路程的来源", "where distances come from"),
    ),
    may(
        "travel.url",
        "路程服务地址",
        Kind::Text,
        "",
        say(
            "OSRM 服务地址（本版本不可用）",
            "address of the OSRM server (not available in this build)",
        ),
    ),
    may(
        "travel.detour",
        "绕行系数",
        FACTOR,
        "1.35",
        say(
            "不走路网时，行驶米数与直线米数之比",
            "road metres per geodesic metre where no road is used",
        ),
    ),
    may(
        "travel.road_factor",
        "路网系数",
        FACTOR,
        "1.08",
        say("行驶米数与路网米数之比", "metres driven per metre of road graph"),
    ),
    may(
        "travel.local_km",
        "近距公里",
        Kind::Number { min: 0.0, max: 20_000.0 },
        "5",
        say("直线距离小于此数时不走路网", "closer than this (geodesic) no road is used"),
    ),
    may(
        "travel.speed.#.up_to_km",
        "车速段.#.至公里",
        Kind::Number { min: 1e-3, max: 1e5 },
        "",
        say(
            "车速段的终点，逐段递增，只有最后一段为空；默认三段：10 公里内 35、50 公里内 60、以远 85 公里/小时",
            "end of a speed band, increasing, none for the last one; default: 35 km/h up to 10 km, 60 up to 50 km, 85 beyond",
        ),
    ),
    may(
        "travel.speed.#.kmh",
        "车速段.#.时速",
        Kind::Number { min: 0.1, max: 1000.0 },
        "",
        say("该段车速（公里/小时）", "speed inside the band, km/h"),
    ),
    may(
        "policy.setup_minutes",
        "入户准备分钟",
        MINUTES,
        "20",
        say("每次入户的准备时间", "minutes of a visit before the first batch"),
    ),
    may(
        "policy.lunch",
        "午餐时段",
        Kind::ClockRange,
        "11:30-14:00",
        say("午餐须在此时段内", "where a lunch must lie"),
    ),
    may("policy.lunch_minutes", "午餐分钟", MINUTES, "45", say("午餐用时", "length of a lunch")),
    may(
        "policy.drive_minutes",
        "每日行车分钟",
        MINUTES,
        "480",
        say("每组每日最多行车时间", "most driving a day and team"),
    ),
    may(
        "policy.interval_months",
        "重复抽查间隔月",
        MONTHS,
        "6",
        say(
            "同一部门对同一产品两次抽查的间隔（月）",
            "calendar months between draws of one product by one authority",
        ),
    ),
    may(
        "policy.upper_first_months",
        "上抽下不抽月",
        MONTHS,
        "6",
        say(
            "上级抽查前后多少个月内下级不抽",
            "calendar months around a higher level's draw in which a lower level does not draw",
        ),
    ),
    may(
        "policy.visits_per_year",
        "每年入户上限",
        Kind::Integer { min: 0, max: 10_000 },
        "0",
        say(
            "每家企业每年入户次数上限，含历史；0 为不限",
            "most entries of an enterprise in a calendar year, history included; 0 = no limit",
        ),
    ),
    may(
        "policy.separation",
        "抽检分离",
        Kind::Choice(SEPARATIONS),
        "staff",
        say("抽样与检验分离的方式", "what is kept apart when sampling is separated from testing"),
    ),
    may(
        "policy.weekend_nights",
        "可跨休息日",
        Kind::Flag,
        "false",
        say("一次出行可否跨休息日", "whether a tour may span days off"),
    ),
    may(
        "policy.draw",
        "抽取方式",
        Kind::Choice(DRAWS),
        "lottery",
        say("候选企业的抽取方式", "how candidates of a quota are chosen"),
    ),
    may(
        "policy.rotation",
        "机构轮换",
        Kind::Choice(ROTATIONS),
        "off",
        say(
            "上次（按历史）到过某企业的机构可否再去；计罚的数额见 weights.rotation",
            "whether the agency that came to an enterprise last, by history, may come again; weights.rotation says for how much",
        ),
    ),
    may(
        "policy.form_teams",
        "自动组队",
        Kind::Flag,
        "false",
        say(
            "是否由 samplers 中的人员自动组队（不用 teams）；车辆见 agencies",
            "whether teams are formed from samplers instead of being those of teams; vehicles: see agencies",
        ),
    ),
    may(
        "costs.km",
        "每公里费用",
        Kind::Yuan,
        "1.2",
        say("每公里费用（元）", "a kilometre driven, yuan"),
    ),
    may(
        "costs.team_day",
        "每组日费用",
        Kind::Yuan,
        "900",
        say("每组每日费用（元）", "a day of a team, yuan"),
    ),
    may(
        "costs.night",
        "每夜费用",
        Kind::Yuan,
        "360",
        say("每组每夜费用（元）", "a night away of a team, yuan"),
    ),
    may(
        "costs.courier_parcel",
        "每件邮寄费",
        Kind::Yuan,
        "45",
        say("每件样品邮寄费（元）", "a parcel to a lab, yuan"),
    ),
    may(
        "weights.required",
        "必抽漏抽权重",
        Kind::Yuan,
        "1000000",
        say(
            "每个可抽而未抽的必抽任务（元）",
            "a required task that could be drawn and is not planned, yuan",
        ),
    ),
    may(
        "weights.shortfall",
        "不足批次权重",
        Kind::Yuan,
        "3000",
        say("每个低于最少批次的批次（元）", "a batch missing to a quota's min, yuan"),
    ),
    may(
        "weights.balance_region",
        "区域均衡权重",
        Kind::Yuan,
        "60",
        say("每个偏离目标批次的批次（元）", "a batch off a quota's target, yuan"),
    ),
    may(
        "weights.balance_month",
        "月度均衡权重",
        Kind::Yuan,
        "20",
        say("实验室每月每个偏离均衡的批次（元）", "a batch off a lab's even month, yuan"),
    ),
    may(
        "weights.rotation",
        "机构轮换权重",
        Kind::Yuan,
        "200",
        say(
            "轮换计罚时，上次到过的机构每再入户一次（元）",
            "a visit by the agency that came last, with policy.rotation = \"penalise\", yuan",
        ),
    ),
    may(
        "weights.owner_day",
        "同主分日权重",
        Kind::Yuan,
        "0",
        say(
            "同一所属集团的企业每多分散一天（元）；0 为不计",
            "each further day over which the enterprises of one owner are spread, yuan; 0 = not weighed",
        ),
    ),
];

/// The key with this English path or Chinese name, numbers of bands replaced by `#`.
pub fn setting_named(path: &str) -> Option<&'static Setting> {
    let pattern = pattern_of(path);
    SETTINGS.iter().find(|setting| setting.path == pattern || setting.zh == pattern)
}

/// `travel.speed.3.kmh` becomes `travel.speed.#.kmh`.
pub fn pattern_of(path: &str) -> String {
    let part = |part: &str| {
        let number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if number { "#".to_owned() } else { part.to_owned() }
    };
    path.split('.').map(part).collect::<Vec<_>>().join(".")
}
