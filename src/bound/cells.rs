//! Cells: team-days that are priced as one. A cell is a team (or, on large instances, the teams of
//! one base with one working day) and the days of one span and month.
//!
//! What may be drawn in a cell is what may be drawn by one of its teams on one of its days, an
//! enterprise is open whenever it is on one of its days, and a lab may test what it might on some
//! day: relaxations all, exact where a cell's days are alike. Nights are flows: as many days end at a
//! seat as start there, evening by evening on small instances, else in each span.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::wanted::Wanted;
use super::{Ground, MILLI};
use crate::calendar::{Calendar, Day, DaySet, Interval};
use crate::geography::LegMatrix;
use crate::model::{AgencyIx, Place, RegionIx, TaskIx, TeamIx};
use crate::route::DayRules;
use crate::rules::{LabAccounts, Reach};

/// A lab for a task: account of its lab and group, and whether the team carries it home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabUse {
    /// Position of lab and group among the accounts.
    pub account: u32,
    /// Which lab; every other lab than the own one costs a parcel a visit.
    pub lab: AgencyIx,
    /// It is the own agency's.
    pub own: bool,
}

/// A task that may be drawn at a stop of a cell.
#[derive(Clone, Debug)]
pub struct Dish {
    /// Position among the wanted tasks.
    pub want: u32,
    /// Labs that may test it.
    pub labs: Vec<LabUse>,
}

/// An enterprise that may be visited in a cell.
#[derive(Clone, Debug)]
pub struct CellStop {
    /// Position among the wanted sites, and of its place in [`Model::legs`].
    pub site: u32,
    /// When it is open on some day of the cell.
    pub open: Vec<Interval>,
    /// What may be drawn.
    pub dishes: Vec<Dish>,
    /// The sets of dishes (bits) that may be drawn in one visit; empty: any.
    pub sets: Vec<u32>,
}

/// Team-days that are priced as one.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Where its days start and end.
    pub base: AgencyIx,
    /// Position of the base's place.
    pub base_place: u32,
    /// Position of the month.
    pub month: u32,
    /// Which teams on which days.
    pub members: Vec<(TeamIx, DaySet)>,
    /// How many team-days.
    pub capacity: i64,
    /// First and last minute of a day.
    pub limits: (i32, i32),
    /// Most nights of a tour.
    pub nights: i64,
    /// The span whose nights it shares.
    pub span: u32,
    /// The nights before its days and after them, as flows; none where there can be none.
    pub wake: Option<u32>,
    /// See `wake`.
    pub sleep: Option<u32>,
    /// The part of the calendar in which its escorts count.
    pub piece: u32,
    /// Enterprises that may be visited.
    pub stops: Vec<CellStop>,
}

/// The whole relaxation, without prices.
pub struct Model {
    /// The cells.
    pub cells: Vec<Cell>,
    /// Spans of days within which nights are counted.
    pub spans: usize,
    /// Flows: nights that balance seat by seat.
    pub flows: usize,
    /// Where nights may be spent.
    pub seats: Vec<RegionIx>,
    /// Position of the first seat's place.
    pub first_seat: u32,
    /// Ways between sites, bases and seats.
    pub legs: LegMatrix,
    /// Rules of a day.
    pub rules: DayRules,
    /// Accounts of labs.
    pub accounts: LabAccounts,
    /// Most batches by account and month; none = no limit.
    pub lab_caps: Vec<Option<i64>>,
    /// Months of the horizon.
    pub months: usize,
    /// Working days of each month.
    pub working_days: Vec<i64>,
    /// Counties with escorts, and visits a day.
    pub escorts: Vec<(RegionIx, i64)>,
    /// Working days of each piece of the calendar.
    pub piece_days: Vec<i64>,
    /// For each wanted site its escort account.
    pub escort_of: Vec<Option<u32>>,
    /// Sets of wanted tasks of which at most one can be planned.
    pub rivals: Vec<Vec<u32>>,
}

/// Team-days up to which each is a cell.
const DAILY: usize = 40;
/// Team-days up to which a cell is a team's week.
const WEEKLY: usize = 60;
/// Stops of all cells up to which it is asked which of their tasks may be drawn together.
const JOINT: usize = 40_000;
/// Tasks of a stop up to which all sets are looked at.
pub const FEW: usize = 6;

impl Model {
    /// The relaxation of an instance.
    pub fn new(ground: Ground<'_>, wanted: &Wanted) -> Self {
        let screen = ground.screen;
        let calendar = screen.calendar();
        let seats = screen.travel().seats().to_vec();
        let (bases, places) = places(ground, wanted, &seats);
        let accounts = LabAccounts::new(ground.instance);
        let caps = accounts.caps(ground.instance, calendar);
        let months = calendar.months().len();
        let escorts = escorts(ground);
        let Drafts { mut cells, spans, flows, piece_days } =
            drafts(ground, &bases, wanted.sites.len());
        let fine = cells.len() * wanted.sites.len() <= JOINT;
        let maker =
            Maker { ground, wanted, accounts: &accounts, fine, pairs: pairs(ground, wanted) };
        cells.par_iter_mut().for_each(|cell| maker.fill(cell));
        let county = |site: &super::wanted::WantedSite| {
            let county = ground.instance.enterprises[site.site.ix()].region;
            escorts.iter().position(|(region, _)| *region == county).map(|at| at as u32)
        };
        Model {
            cells,
            spans,
            flows,
            first_seat: (wanted.sites.len() + bases.len()) as u32,
            seats,
            legs: LegMatrix::new(screen.travel(), &places),
            rules: DayRules::new(&ground.instance.settings().policy),
            lab_caps: caps.into_iter().map(|cap| cap.map(i64::from)).collect(),
            accounts,
            months,
            working_days: (0..months).map(|at| i64::from(calendar.working_days(at))).collect(),
            escort_of: wanted.sites.iter().map(county).collect(),
            escorts,
            piece_days,
            rivals: super::rivals::cliques(ground, wanted),
        }
    }

    /// A leg's metres and minutes.
    pub fn leg(&self, from: u32, to: u32) -> (i64, i32) {
        let leg = self.legs.leg(from as usize, to as usize);
        (i64::from(leg.metres), leg.minutes as i32)
    }

    /// Fen a batch off an even month weighs.
    pub fn month_weight(ground: Ground<'_>) -> i64 {
        ground.instance.settings().weights.balance_month.0.saturating_mul(MILLI)
    }
}

/// Bases of teams, and all places: wanted sites, bases, seats.
fn places(ground: Ground<'_>, wanted: &Wanted, seats: &[RegionIx]) -> (Vec<AgencyIx>, Vec<Place>) {
    let mut bases: Vec<AgencyIx> = ground.instance.teams.iter().map(|team| team.agency).collect();
    bases.sort_unstable();
    bases.dedup();
    let sites = wanted.sites.iter().map(|site| Place::Enterprise(site.site));
    let places = sites
        .chain(bases.iter().map(|&base| Place::Agency(base)))
        .chain(seats.iter().map(|&seat| Place::Region(seat)))
        .collect();
    (bases, places)
}

/// Days on which a team may be on the road: its own, or every one if tours may span days off.
fn road_days(ground: Ground<'_>, team: TeamIx) -> DaySet {
    let days = ground.screen.team_days(team);
    if ground.instance.settings().policy.weekend_nights && !days.is_empty() {
        DaySet::full(ground.screen.calendar().len())
    } else {
        days.clone()
    }
}

/// Cells without stops, and how many spans, flows and pieces of the calendar they lie in.
struct Drafts {
    cells: Vec<Cell>,
    spans: usize,
    flows: usize,
    piece_days: Vec<i64>,
}

/// How finely team-days are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    /// Every team-day is a cell.
    Day,
    /// A team's days of a week and month.
    Week,
    /// The days of all teams of a base in a month.
    Month,
}

impl Grain {
    fn of(team_days: usize) -> Self {
        if team_days <= DAILY {
            Self::Day
        } else if team_days <= WEEKLY {
            Self::Week
        } else {
            Self::Month
        }
    }

    /// The piece of the calendar that a day lies in.
    fn piece(self, calendar: &Calendar, day: Day) -> (u32, u32) {
        let month = calendar.month(day) as u32;
        match self {
            Self::Day => (u32::from(day.0), month),
            Self::Week => (week(calendar, day), month),
            Self::Month => (0, month),
        }
    }
}

fn drafts(ground: Ground<'_>, bases: &[AgencyIx], first_base: usize) -> Drafts {
    let (instance, calendar) = (ground.instance, ground.screen.calendar());
    let teams: Vec<(TeamIx, DaySet)> = (0..instance.teams.len())
        .map(TeamIx::new)
        .map(|team| (team, road_days(ground, team)))
        .filter(|(_, days)| !days.is_empty())
        .collect();
    let grain = Grain::of(teams.iter().map(|(_, days)| days.count()).sum());
    let mut numbers = Numbers::default();
    let mut cells: BTreeMap<(u32, u32), Cell> = BTreeMap::new();
    for (team, days) in &teams {
        let row = &instance.teams[team.ix()];
        let mut run = 0;
        for day in days.iter() {
            let before = day.0.checked_sub(1).is_some_and(|before| days.contains(Day(before)));
            run += u32::from(!before);
            // Teams of one base and one working day share spans where cells are coarse.
            let span = numbers.span(match grain {
                Grain::Month => (row.agency.0, 0, row.day_start.0, row.day_end.0),
                _ => (team.0, run, 0, 0),
            });
            let flow = |numbers: &mut Numbers, exists: bool, evening: u16| match grain {
                Grain::Day => exists.then(|| numbers.flow((span, u32::from(evening) + 1))),
                _ => Some(numbers.flow((span, 0))),
            };
            let wake = flow(&mut numbers, before, day.0.wrapping_sub(1));
            let sleep = flow(&mut numbers, days.contains(Day(day.0 + 1)), day.0);
            let piece = numbers.piece(grain.piece(calendar, day));
            let base = bases.iter().position(|base| *base == row.agency).unwrap_or(0);
            let cell = cells.entry((span, piece)).or_insert_with(|| Cell {
                base: row.agency,
                base_place: (first_base + base) as u32,
                month: calendar.month(day) as u32,
                members: Vec::new(),
                capacity: 0,
                limits: (row.day_start.0, row.day_end.0),
                nights: 0,
                span,
                wake,
                sleep,
                piece,
                stops: Vec::new(),
            });
            cell.count(*team, day, i64::from(row.max_nights), calendar.len());
        }
    }
    let mut piece_days = vec![0; numbers.pieces.len()];
    for day in (0..calendar.len()).map(|day| Day(day as u16)).filter(|day| calendar.works(*day)) {
        if let Some(&piece) = numbers.pieces.get(&grain.piece(calendar, day)) {
            piece_days[piece as usize] += 1;
        }
    }
    let (spans, flows) = (numbers.spans.len(), numbers.flows.len());
    Drafts { cells: cells.into_values().collect(), spans, flows, piece_days }
}

impl Cell {
    fn count(&mut self, team: TeamIx, day: Day, nights: i64, horizon: usize) {
        self.capacity += 1;
        self.nights = self.nights.max(nights);
        let known = self.members.iter().position(|(member, _)| *member == team);
        let at = known.unwrap_or_else(|| {
            self.members.push((team, DaySet::empty(horizon)));
            self.members.len() - 1
        });
        self.members[at].1.insert(day);
    }
}

/// Numbers for spans, flows and pieces, in order of their first use.
#[derive(Default)]
struct Numbers {
    spans: BTreeMap<(u32, u32, i32, i32), u32>,
    flows: BTreeMap<(u32, u32), u32>,
    pieces: BTreeMap<(u32, u32), u32>,
}

impl Numbers {
    fn span(&mut self, key: (u32, u32, i32, i32)) -> u32 {
        let next = self.spans.len() as u32;
        *self.spans.entry(key).or_insert(next)
    }

    fn flow(&mut self, key: (u32, u32)) -> u32 {
        let next = self.flows.len() as u32;
        *self.flows.entry(key).or_insert(next)
    }

    fn piece(&mut self, key: (u32, u32)) -> u32 {
        let next = self.pieces.len() as u32;
        *self.pieces.entry(key).or_insert(next)
    }
}

/// The number of a day's week.
fn week(calendar: &Calendar, day: Day) -> u32 {
    use chrono::Datelike;
    let week = calendar.date(day).iso_week();
    (week.year() * 60) as u32 + week.week()
}

/// For each team and wanted task the days on which the one may draw the other.
fn pairs(ground: Ground<'_>, wanted: &Wanted) -> Vec<Vec<DaySet>> {
    let teams: Vec<TeamIx> = (0..ground.instance.teams.len()).map(TeamIx::new).collect();
    let days = |team: &TeamIx| {
        let of = |want: &super::wanted::Want| {
            let site = ground.instance.tasks[want.task.ix()].site;
            if ground.screen.reach(*team, site) == Reach::Never {
                return DaySet::empty(ground.screen.calendar().len());
            }
            ground.screen.pair_days(want.task, *team)
        };
        wanted.tasks.iter().map(of).collect()
    };
    teams.par_iter().map(days).collect()
}

/// Counties that count escorts; of two rows the stricter holds.
fn escorts(ground: Ground<'_>) -> Vec<(RegionIx, i64)> {
    let mut found: BTreeMap<RegionIx, i64> = BTreeMap::new();
    for row in &ground.instance.escorts {
        let most = found.entry(row.region).or_insert(i64::MAX);
        *most = (*most).min(i64::from(row.visits_per_day));
    }
    found.into_iter().collect()
}

/// What fills cells with stops.
struct Maker<'a> {
    ground: Ground<'a>,
    wanted: &'a Wanted,
    accounts: &'a LabAccounts,
    fine: bool,
    pairs: Vec<Vec<DaySet>>,
}

impl Maker<'_> {
    fn fill(&self, cell: &mut Cell) {
        let mut stops = Vec::new();
        for (site, data) in self.wanted.sites.iter().enumerate() {
            let wants = data.tasks.iter().map(|&want| want as u32);
            let dishes: Vec<Dish> = wants.filter_map(|want| self.dish(cell, want)).collect();
            if dishes.is_empty() {
                continue;
            }
            let open = self.open(cell, site, &dishes);
            let sets = self.sets(cell, &dishes);
            stops.push(CellStop { site: site as u32, open, dishes, sets });
        }
        cell.stops = stops;
    }

    fn allows(&self, (team, days): &(TeamIx, DaySet), want: u32) -> bool {
        self.pairs[team.ix()][want as usize].intersects(days)
    }

    fn dish(&self, cell: &Cell, want: u32) -> Option<Dish> {
        let task = self.wanted.tasks[want as usize].task;
        let group = &self.ground.instance.category_of(task).lab_group;
        let mut labs: Vec<LabUse> = Vec::new();
        for (team, _) in cell.members.iter().filter(|member| self.allows(member, want)) {
            for option in self.ground.screen.labs_ever(task, *team) {
                let Some(account) = self.accounts.get(option.lab, group) else {
                    continue;
                };
                if !labs.iter().any(|known| known.account == account) {
                    labs.push(LabUse { account, lab: option.lab, own: option.lab == cell.base });
                }
            }
        }
        (!labs.is_empty()).then_some(Dish { want, labs })
    }

    /// Open minutes of any day on which something may be drawn.
    fn open(&self, cell: &Cell, site: usize, dishes: &[Dish]) -> Vec<Interval> {
        let hours = self.ground.screen.hours();
        let mut profiles = Vec::new();
        for (team, days) in &cell.members {
            let mut able = DaySet::empty(self.ground.screen.calendar().len());
            for dish in dishes {
                able.unite_with(&self.pairs[team.ix()][dish.want as usize]);
            }
            for day in able.and(days).iter() {
                let profile = hours.profile(self.wanted.sites[site].site, day);
                if !profiles.contains(&profile) {
                    profiles.push(profile);
                }
            }
        }
        let mut spans: Vec<Interval> =
            profiles.iter().flat_map(|profile| hours.intervals(*profile)).copied().collect();
        spans.sort_unstable_by_key(|span| (span.from, span.to));
        let mut open: Vec<Interval> = Vec::new();
        for span in spans {
            match open.last_mut().filter(|last| span.from <= last.to) {
                Some(last) => last.to = last.to.max(span.to),
                None => open.push(span),
            }
        }
        open
    }

    /// Sets of dishes for one visit, where not every set may be.
    fn sets(&self, cell: &Cell, dishes: &[Dish]) -> Vec<u32> {
        if !self.fine || dishes.len() < 2 || dishes.len() > FEW {
            return Vec::new();
        }
        let all = 1_u32 << dishes.len();
        let allowed = |set: &u32| {
            if set.count_ones() == 1 {
                return true;
            }
            let tasks: Vec<TaskIx> = (0..dishes.len())
                .filter(|at| set >> at & 1 == 1)
                .map(|at| self.wanted.tasks[dishes[at].want as usize].task)
                .collect();
            let holds = |(team, days): &(TeamIx, DaySet)| {
                self.ground.screen.visit_days(&tasks, *team).intersects(days)
            };
            cell.members.iter().any(holds)
        };
        let sets: Vec<u32> = (1..all).filter(allowed).collect();
        if sets.len() + 1 == all as usize { Vec::new() } else { sets }
    }
}
