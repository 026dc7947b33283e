//! Programs: who organises which spot checks, and when. Their windows make two months tight.

use chrono::{Datelike, Days};

use super::draft::{Draft, Tier};
use super::lots::split;
use super::names;
use super::recipe::Size;
use crate::model::{Authority, Level, Program, ProgramIx, ProgramKind, RegionIx};

/// A program that each region of a level runs.
struct Blueprint {
    tier: Tier,
    /// Level of the authorities that run it.
    level: Level,
    kind: ProgramKind,
    title: &'static str,
    /// Window, in percent of the working days of the horizon.
    window: (usize, usize),
    /// Share of the tier's tasks.
    weight: u64,
    approved: bool,
}

const fn blueprint(
    tier: Tier,
    level: Level,
    kind: ProgramKind,
    title: &'static str,
    window: (usize, usize),
    weight: u64,
) -> Blueprint {
    Blueprint { tier, level, kind, title, window, weight, approved: true }
}

use Level::{City, County, National, Province};
use ProgramKind::{Annual, Emergency, Linked, Special, Tracking};

/// Not approved by anybody yet: its tasks may not be drawn.
const PENDING: Blueprint = Blueprint {
    approved: false,
    ..blueprint(Tier::City, City, Special, "产品质量专项监督抽查（待批）", (30, 100), 1)
};

const YEAR: &[Blueprint] = &[
    blueprint(Tier::Province, Province, Annual, "产品质量监督抽查（第一批）", (15, 42), 30),
    blueprint(Tier::Province, Province, Annual, "产品质量监督抽查（第二批）", (58, 86), 30),
    blueprint(Tier::Province, Province, Special, "重点工业产品专项监督抽查", (2, 30), 10),
    blueprint(Tier::Province, Province, Special, "消费品质量专项监督抽查", (40, 72), 15),
    blueprint(Tier::Province, Province, Linked, "省市县联动监督抽查", (20, 84), 15),
    blueprint(Tier::City, City, Annual, "产品质量监督抽查（第一批）", (16, 40), 42),
    blueprint(Tier::City, City, Annual, "产品质量监督抽查（第二批）", (62, 86), 38),
    blueprint(Tier::City, City, Special, "产业集聚区产品专项监督抽查", (34, 68), 19),
    PENDING,
    blueprint(Tier::County, County, Annual, "产品质量监督抽查（上半年）", (10, 44), 52),
    blueprint(Tier::County, County, Annual, "产品质量监督抽查（下半年）", (56, 92), 48),
    blueprint(Tier::Exempt, Province, Tracking, "不合格产品跟踪监督抽查", (0, 100), 20),
    blueprint(Tier::Exempt, Province, Emergency, "应急专项监督抽查", (24, 38), 12),
    blueprint(Tier::Exempt, City, Tracking, "不合格产品跟踪监督抽查", (5, 95), 58),
];

/// In a nation the capital orders the emergency checks.
const NATIONAL_EMERGENCY: Blueprint =
    blueprint(Tier::Exempt, National, Emergency, "全国应急专项监督抽查", (24, 38), 10);

const WEEKS: &[Blueprint] = &[
    blueprint(Tier::Province, Province, Annual, "产品质量监督抽查（第一批）", (0, 75), 50),
    blueprint(Tier::Province, Province, Special, "重点工业产品专项监督抽查", (40, 100), 30),
    blueprint(Tier::Province, Province, Linked, "省市县联动监督抽查", (15, 90), 20),
    blueprint(Tier::City, City, Annual, "产品质量监督抽查（第一批）", (0, 65), 45),
    blueprint(Tier::City, City, Annual, "产品质量监督抽查（第二批）", (38, 100), 38),
    blueprint(Tier::City, City, Special, "产业集聚区产品专项监督抽查", (20, 80), 16),
    PENDING,
    blueprint(Tier::County, County, Annual, "产品质量监督抽查（上半年）", (5, 95), 70),
    blueprint(Tier::County, County, Special, "农村市场专项监督抽查", (30, 100), 30),
    blueprint(Tier::Exempt, Province, Tracking, "不合格产品跟踪监督抽查", (0, 100), 15),
    blueprint(Tier::Exempt, City, Tracking, "不合格产品跟踪监督抽查", (0, 100), 50),
    blueprint(Tier::Exempt, City, Emergency, "应急专项监督抽查", (40, 85), 15),
    blueprint(Tier::Exempt, County, Tracking, "不合格产品跟踪监督抽查", (10, 100), 20),
];

const FORTNIGHT: &[Blueprint] = &[
    blueprint(Tier::Province, Province, Annual, "产品质量监督抽查（第一批）", (0, 100), 100),
    blueprint(Tier::City, City, Annual, "产品质量监督抽查（第一批）", (0, 100), 100),
    blueprint(Tier::County, County, Annual, "产品质量监督抽查（上半年）", (0, 100), 70),
    blueprint(Tier::County, County, Special, "农村市场专项监督抽查", (20, 100), 30),
    blueprint(Tier::Exempt, City, Emergency, "应急专项监督抽查", (20, 100), 34),
    blueprint(Tier::Exempt, County, Tracking, "不合格产品跟踪监督抽查", (0, 100), 66),
];

/// A program and how many tasks it is to have.
pub(super) struct Share {
    pub program: ProgramIx,
    pub tier: Tier,
    /// Where its tasks lie.
    pub region: Option<RegionIx>,
    pub tasks: usize,
}

/// Puts programs into the tables, and shares the tasks out among them.
pub(super) fn fill(draft: &mut Draft) -> Vec<Share> {
    let recipe = draft.recipe;
    let mut blueprints: Vec<&Blueprint> = match recipe.size {
        Size::County => FORTNIGHT.iter().collect(),
        Size::City => WEEKS.iter().collect(),
        Size::Province | Size::Nation => YEAR.iter().collect(),
    };
    if recipe.size == Size::Nation {
        blueprints.push(&NATIONAL_EMERGENCY);
    }
    let per_tier = split(recipe.tasks, &recipe.tiers);
    let sites = sites_below(draft);
    let mut shares = Vec::new();
    for (tier, tasks) in Tier::ALL.into_iter().zip(per_tier) {
        let mut parts: Vec<(&Blueprint, Option<RegionIx>)> = Vec::new();
        for &blueprint in blueprints.iter().filter(|b| b.tier == tier) {
            parts.extend(authorities(draft, blueprint.level).into_iter().map(|r| (blueprint, r)));
        }
        let of = |region: Option<RegionIx>| match region {
            Some(region) => sites[region.ix()],
            None => draft.tables.enterprises.len() as u64,
        };
        let all: u64 = draft.tables.enterprises.len() as u64;
        let weights: Vec<u64> =
            parts.iter().map(|(b, region)| b.weight * of(*region) * 1000 / all.max(1)).collect();
        for ((blueprint, region), tasks) in parts.into_iter().zip(split(tasks, &weights)) {
            let program = add(draft, blueprint, region);
            shares.push(Share { program, tier, region, tasks });
        }
    }
    let digits = draft.tables.programs.len().to_string().len().max(2);
    for (at, program) in draft.tables.programs.iter_mut().enumerate() {
        program.id = format!("P{:0digits$}", at + 1);
    }
    shares
}

/// Enterprises in each region and below it.
fn sites_below(draft: &Draft) -> Vec<u64> {
    let mut count = vec![0; draft.tables.regions.len()];
    for site in &draft.tables.enterprises {
        let mut at = Some(site.region);
        while let Some(region) = at {
            count[region.ix()] += 1;
            at = draft.tables.regions[region.ix()].parent;
        }
    }
    count
}

/// Regions of a level that organise spot checks in the planning area; none = the nation.
fn authorities(draft: &Draft, level: Level) -> Vec<Option<RegionIx>> {
    if level == Level::National {
        return vec![None];
    }
    let mut regions: Vec<RegionIx> = Vec::new();
    for &county in &draft.counties {
        let mut at = county;
        while draft.tables.regions[at.ix()].level < level && draft.parent(at) != at {
            at = draft.parent(at);
        }
        if draft.tables.regions[at.ix()].level == level && !regions.contains(&at) {
            regions.push(at);
        }
    }
    regions.into_iter().map(Some).collect()
}

/// Name of a region, with its city's where it says nothing alone.
fn place(draft: &Draft, region: RegionIx) -> String {
    let row = &draft.tables.regions[region.ix()];
    if names::says_nothing(&row.name) {
        format!("{}{}", draft.tables.regions[draft.parent(region).ix()].name, row.name)
    } else {
        row.name.clone()
    }
}

fn add(draft: &mut Draft, blueprint: &Blueprint, region: Option<RegionIx>) -> ProgramIx {
    let last = draft.days.len().saturating_sub(1);
    let at = |percent: usize| draft.days.get(last * percent / 100).copied().unwrap_or(draft.end());
    let (mut start, mut end) = (at(blueprint.window.0), at(blueprint.window.1));
    // What runs from the beginning began a little earlier, what runs to the end ends later.
    if blueprint.window.0 == 0 {
        start = start - Days::new(14);
    }
    if blueprint.window.1 == 100 {
        end = end + Days::new(16);
    }
    let year = draft.start().year();
    let number = draft.tables.programs.len() + 1;
    let place = region.map_or(String::new(), |region| place(draft, region));
    let approved = start - Days::new(12 + (number as u64 * 7) % 20);
    let row = Program {
        row: 0,
        id: String::new(),
        name: format!("{year}年{place}{}", blueprint.title),
        authority: region.map_or(Authority::National, Authority::Region),
        kind: blueprint.kind,
        approval: blueprint.approved.then(|| format!("质监抽〔{year}〕{number}号")),
        approved_on: blueprint.approved.then_some(approved),
        start,
        end,
        report_by: None,
        weight: 1.0,
    };
    draft.tables.programs.push(row);
    ProgramIx::new(draft.tables.programs.len() - 1)
}
