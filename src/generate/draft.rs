//! An instance in the making: what later stages need to know beside its tables.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::ground::Ground;
use super::lots::Lots;
use super::recipe::{Options, Recipe, Size};
use crate::model::{
    Authority, CalendarDay, CategoryIx, EnterpriseIx, Fen, Grams, Level, Millilitres, Minutes,
    Region, RegionIx, Tables, TaskIx,
};

/// What a category is, beside its row.
#[derive(Clone, Debug)]
pub(super) struct KindNote {
    /// Code in the catalogue, without the suffix of a variant.
    pub base: String,
    pub made: bool,
    pub sold: bool,
    /// Only agencies far away may draw it.
    pub special: bool,
    /// Some county is known for it, so that other counties have little of it.
    pub gathers: bool,
    /// Standard of its products; empty if the catalogue names none.
    pub standard: String,
}

/// Who organises a task, for the shares of the make-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    Province,
    City,
    County,
    /// Tracking and emergency, whoever organises them.
    Exempt,
}

impl Tier {
    pub const ALL: [Tier; 4] = [Tier::Province, Tier::City, Tier::County, Tier::Exempt];
}

pub(super) struct Draft {
    pub recipe: Recipe,
    pub options: Options,
    seed: u64,
    pub ground: Ground,
    /// Seats at the top of the planning area: a county, a city, or provinces.
    pub tops: Vec<usize>,
    /// Region of each seat, if it is part of the instance.
    pub region_of: Vec<Option<RegionIx>>,
    /// Seat of each region.
    pub seat_of: Vec<usize>,
    /// Counties of the planning area.
    pub counties: Vec<RegionIx>,
    /// Working days of the horizon.
    pub days: Vec<NaiveDate>,
    pub tables: Tables,
    pub kinds: Vec<KindNote>,
    /// What counties are known for, with weights.
    pub clusters: BTreeMap<(RegionIx, CategoryIx), u64>,
    /// What each enterprise makes or sells.
    pub site_kinds: Vec<Vec<CategoryIx>>,
    /// Whether an agency is near (and meant for the area) or far away (nights).
    pub is_far: Vec<bool>,
    pub tiers: Vec<Tier>,
    /// Tasks meant to be blocked by history.
    pub to_block: Vec<TaskIx>,
}

impl Draft {
    /// The bare ground of a size: planning area and working days, tables still empty.
    pub fn new(size: Size, seed: u64, options: Options) -> Result<Self, String> {
        let recipe = Recipe::of(size);
        let ground = Ground::read(recipe.copies)?;
        let mut lots = Lots::new(seed, "area");
        let tops = match size {
            Size::County => {
                vec![ground.seat(if lots.chance(500) { "140581" } else { "140525" })?]
            }
            Size::City => vec![ground.seat("140500")?],
            Size::Province | Size::Nation => {
                let seats = ground.seats.iter().enumerate();
                seats.filter(|(_, s)| s.level == Level::Province).map(|(at, _)| at).collect()
            }
        };
        let mut draft = Self {
            recipe,
            options,
            seed,
            region_of: vec![None; ground.seats.len()],
            seat_of: Vec::new(),
            counties: Vec::new(),
            days: Vec::new(),
            ground,
            tops,
            tables: Tables::default(),
            kinds: Vec::new(),
            clusters: BTreeMap::new(),
            site_kinds: Vec::new(),
            is_far: Vec::new(),
            tiers: Vec::new(),
            to_block: Vec::new(),
        };
        draft.fill_calendar();
        Ok(draft)
    }

    /// The random numbers of one stage.
    pub fn lots(&self, topic: &str) -> Lots {
        Lots::new(self.seed, topic)
    }

    /// The year's days off, and the horizon's working days.
    fn fill_calendar(&mut self) {
        let year = self.recipe.start().year();
        let of_year = self.ground.days_off.iter().filter(|day| day.date.year() == year);
        self.tables.calendar = of_year
            .map(|day| CalendarDay { row: 0, date: day.date, works: day.kind == "workday" })
            .collect();
        let mut date = self.recipe.start();
        while self.days.len() < self.recipe.working_days {
            let named = self.tables.calendar.iter().find(|day| day.date == date);
            if named.map_or(!matches!(date.weekday(), Weekday::Sat | Weekday::Sun), |day| day.works)
            {
                self.days.push(date);
            }
            date = date + Days::new(1);
        }
    }

    /// First day of the horizon.
    pub fn start(&self) -> NaiveDate {
        self.recipe.start()
    }

    /// Last day of the horizon, a working day.
    pub fn end(&self) -> NaiveDate {
        self.days.last().copied().unwrap_or(self.start())
    }

    /// Working days of the horizon that lie in a range, as positions.
    pub fn days_within(&self, from: NaiveDate, to: NaiveDate) -> std::ops::Range<usize> {
        let first = self.days.partition_point(|&day| day < from);
        let last = self.days.partition_point(|&day| day <= to);
        first..last.max(first)
    }

    /// Puts the planning area, what it lies in, and the homes of agencies into `regions`.
    pub fn fill_regions(&mut self, homes: &[usize]) {
        let mut keep = vec![false; self.ground.seats.len()];
        let mut planned = vec![false; self.ground.seats.len()];
        for &top in &self.tops {
            for seat in self.ground.below(top) {
                planned[seat] = true;
                keep[seat] = true;
            }
        }
        for seat in self.tops.iter().chain(homes).flat_map(|&seat| self.ground.chain(seat)) {
            keep[seat] = true;
        }
        for (at, seat) in self.ground.seats.iter().enumerate().filter(|(at, _)| keep[*at]) {
            let region = RegionIx::new(self.tables.regions.len());
            self.region_of[at] = Some(region);
            self.seat_of.push(at);
            self.tables.regions.push(Region {
                row: 0,
                code: seat.code.clone(),
                name: seat.name.clone(),
                name_en: seat.name_en.clone(),
                level: seat.level,
                // Parents stand before their children in the divisions.
                parent: seat.parent.and_then(|parent| self.region_of[parent]),
                position: seat.position,
            });
            if planned[at] && seat.level == Level::County {
                self.counties.push(region);
            }
        }
    }

    /// Chooses categories: what the area's counties are known for first, then group after group.
    pub fn fill_categories(&mut self) {
        let mut lots = self.lots("categories");
        let food = self.options.with_food;
        let mut order: Vec<usize> = (0..self.ground.kinds.len())
            .filter(|&at| food || !self.ground.kinds[at].is_food())
            .collect();
        lots.shuffle(&mut order);
        let ranked = self.rank(&order);
        let mut chosen: Vec<(usize, usize)> = Vec::new();
        for variant in 0.. {
            let room = self.recipe.categories - chosen.len();
            chosen.extend(ranked.iter().take(room).map(|&kind| (kind, variant)));
            if chosen.len() == self.recipe.categories || ranked.is_empty() {
                break;
            }
        }
        chosen.sort_unstable();
        let mut specials = self.recipe.special * self.recipe.copies;
        for (kind, variant) in chosen {
            let special = SPECIAL.contains(&self.ground.kinds[kind].code.as_str()) && specials > 0;
            specials -= usize::from(special);
            self.add_category(kind, variant, special);
        }
        for cluster in &self.ground.clusters {
            let county = self.tables.regions.iter().position(|r| r.code == cluster.county);
            for (at, _) in self.kinds.iter().enumerate().filter(|(_, k)| k.base == cluster.category)
            {
                if let Some(county) = county {
                    let key = (RegionIx::new(county), CategoryIx::new(at));
                    self.clusters.insert(key, cluster.weight);
                }
            }
        }
    }

    /// Categories by worth: clusters of the area, then what far agencies alone may draw, then one of each
    /// group in turn.
    fn rank(&self, order: &[usize]) -> Vec<usize> {
        let counties: Vec<&str> =
            self.counties.iter().map(|c| self.tables.regions[c.ix()].code.as_str()).collect();
        let mut in_group: BTreeMap<&str, usize> = BTreeMap::new();
        let mut special = 0;
        let mut keyed: Vec<(usize, usize)> = Vec::new();
        for &at in order {
            let kind = &self.ground.kinds[at];
            let rows = self.ground.clusters.iter();
            let known = rows
                .filter(|c| c.category == kind.code && counties.contains(&c.county.as_str()))
                .count();
            let turn = in_group.entry(kind.group.as_str()).or_insert(0);
            *turn += 1;
            let is_special = SPECIAL.contains(&kind.code.as_str()) && special < self.recipe.special;
            special += usize::from(is_special);
            keyed.push((if known > 0 || is_special { 0 } else { *turn }, at));
        }
        keyed.sort_by_key(|&(turn, _)| turn);
        keyed.into_iter().map(|(_, at)| at).collect()
    }

    fn add_category(&mut self, kind: usize, variant: usize, special: bool) {
        let kind = &self.ground.kinds[kind];
        let numbered = |text: &str, mark: &str| match variant {
            0 => text.to_owned(),
            _ => format!("{text}{mark}{}", variant + 1),
        };
        let deliver = match (kind.cold_chain, kind.code.as_str()) {
            (1, _) => Some(24 * 60),
            (_, "EN01" | "EN02" | "EN08") => Some(48 * 60),
            _ => None,
        };
        self.tables.categories.push(crate::model::Category {
            row: 0,
            code: numbered(&kind.code, "-"),
            name: numbered(&kind.name, "·类型"),
            group: kind.group.clone(),
            sample_minutes: Minutes(kind.onsite_min),
            sample_mass: Grams((kind.mass_kg * 1000.0).round() as i64),
            sample_volume: Millilitres((kind.volume_l * 1000.0).round() as i64),
            cold_chain: kind.cold_chain == 1,
            carry: kind.hazmat == 1,
            deliver_within: deliver.map(Minutes),
            test_days: kind.test_workdays,
            price: Fen::from_yuan(kind.price_yuan),
            lab_group: kind.lab_group.clone(),
        });
        self.kinds.push(KindNote {
            base: kind.code.clone(),
            made: kind.is_made(),
            sold: kind.is_sold(),
            special,
            gathers: self.ground.clusters.iter().any(|cluster| cluster.category == kind.code),
            standard: kind.standard.clone(),
        });
    }

    /// Counties of the planning area within a region.
    pub fn counties_in(&self, region: RegionIx) -> Vec<RegionIx> {
        let inside = |county: &RegionIx| is_within(&self.tables, *county, region);
        self.counties.iter().copied().filter(inside).collect()
    }

    /// The region one level up; the region itself if it has none.
    pub fn parent(&self, region: RegionIx) -> RegionIx {
        self.tables.regions[region.ix()].parent.unwrap_or(region)
    }

    /// County of an enterprise.
    pub fn county_of(&self, site: EnterpriseIx) -> RegionIx {
        self.tables.enterprises[site.ix()].region
    }
}

/// Categories that few laboratories can test.
const SPECIAL: [&str; 6] = ["MM12", "CS27", "MM13", "MM09", "MM20", "CS28"];

/// Whether a region is `ancestor` or lies below it.
pub(super) fn is_within(tables: &Tables, region: RegionIx, ancestor: RegionIx) -> bool {
    let up = |at: &RegionIx| tables.regions[at.ix()].parent;
    std::iter::successors(Some(region), up).any(|at| at == ancestor)
}

/// Whether an authority's region holds a region; the national authority holds all.
pub(super) fn holds(tables: &Tables, authority: Authority, region: RegionIx) -> bool {
    match authority {
        Authority::National => true,
        Authority::Region(top) => is_within(tables, region, top),
    }
}
