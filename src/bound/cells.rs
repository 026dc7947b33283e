//! Cells: team-days that are priced as one. A cell is a team (or, on large instances, the teams of
//! one base with one working day) and the days of one span and month.
//!
//! What may be drawn in a cell is what may be drawn by one of its teams on one of its days, an
//! enterprise is open whenever it is on one of its days, and a lab may test what it might on some
//! day: relaxations all, exact where a cell's days are alike. Nights are flows: as many days end at a
//! seat as start there, evening by evening on small instances, else in each span.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::blocks::{self, Blocks};
use super::drafts::{Drafts, drafts};
use super::fill::{Maker, pairs};
use super::wanted::{self, Wanted};
use super::{Ground, MILLI};
use crate::calendar::{DaySet, Interval};
use crate::geography::LegMatrix;
use crate::model::{AgencyIx, RegionIx, TeamIx};
use crate::route::DayRules;
use crate::rules::LabAccounts;

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
    /// The same by where they lie.
    pub blocks: Blocks,
}

impl Cell {
    /// Whether it holds so many stops that its searches look less closely.
    pub fn is_large(&self) -> bool {
        self.stops.len() > LARGE
    }
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
    /// Ways between sites, bases and seats; none before they are measured.
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
    /// For each wanted site the most visits, if not each of its tasks may have one.
    pub doors: Vec<Option<u32>>,
    /// Sets of wanted tasks of which at most one can be planned.
    pub rivals: Vec<Vec<u32>>,
}

/// Stops of all cells up to which it is asked which of their tasks may be drawn together.
const JOINT: usize = 40_000;
/// Stops of a cell beyond which it is large.
const LARGE: usize = 1000;
/// Tasks of a stop up to which all sets are looked at.
pub const FEW: usize = 6;

impl Model {
    /// The relaxation of an instance.
    pub fn new(ground: Ground<'_>, wanted: &Wanted) -> Self {
        let screen = ground.screen;
        let calendar = screen.calendar();
        let seats = screen.travel().seats().to_vec();
        let bases = wanted::bases(ground);
        let accounts = LabAccounts::new(ground.instance);
        let caps = accounts.caps(ground.instance, calendar);
        let months = calendar.months().len();
        let escorts = escorts(ground);
        let Drafts { mut cells, spans, flows, piece_days } =
            drafts(ground, &bases, wanted.sites.len());
        let fine = cells.len() * wanted.sites.len() <= JOINT;
        let mut site_of = vec![0; wanted.tasks.len()];
        for (at, site) in wanted.sites.iter().enumerate() {
            site.tasks.iter().for_each(|&want| site_of[want] = at);
        }
        let pairs = pairs(ground, wanted);
        let maker = Maker { ground, wanted, accounts: &accounts, fine, pairs, site_of };
        cells.par_iter_mut().for_each(|cell| maker.fill(cell));
        // Searched side by side, the small ones come last, and nobody is waited for.
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.stops.len()));
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
            legs: LegMatrix::default(),
            rules: DayRules::new(&ground.instance.settings().policy),
            lab_caps: caps.into_iter().map(|cap| cap.map(i64::from)).collect(),
            accounts,
            months,
            working_days: (0..months).map(|at| i64::from(calendar.working_days(at))).collect(),
            escort_of: wanted.sites.iter().map(county).collect(),
            escorts,
            piece_days,
            doors: super::doors::most_visits(ground, wanted),
            rivals: super::rivals::cliques(ground, wanted),
        }
    }

    /// Looks up all ways, and puts stops near each other side by side: before days are looked at.
    pub fn measure(&mut self, ground: Ground<'_>, wanted: &Wanted) {
        self.legs = LegMatrix::new(ground.screen.travel(), &wanted.places(ground));
        let legs = &self.legs;
        self.cells.par_iter_mut().for_each(|cell| {
            let blocks = blocks::sorted(ground, wanted, &mut cell.stops);
            cell.blocks = Blocks::new(blocks, legs, &cell.stops);
        });
    }

    /// A leg's metres and minutes.
    pub fn leg(&self, from: u32, to: u32) -> (i64, i32) {
        let leg = self.legs.leg(from as usize, to as usize);
        (i64::from(leg.metres), leg.minutes as i32)
    }

    /// The night of a flow at a seat: its position in the prices of seats.
    pub fn night(&self, flow: Option<u32>, seat: Option<u32>) -> Option<u32> {
        Some(flow? * self.seats.len() as u32 + seat?)
    }

    /// Fen a batch off an even month weighs.
    pub fn month_weight(ground: Ground<'_>) -> i64 {
        ground.instance.settings().weights.balance_month.0.saturating_mul(MILLI)
    }
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
