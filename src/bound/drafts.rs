//! Cuts the days of all teams into cells: one for each on small instances, then a team's weeks, then
//! the months of a base.

use std::collections::BTreeMap;

use super::Ground;
use super::blocks::Blocks;
use super::cells::Cell;
use crate::calendar::{Calendar, Day, DaySet};
use crate::model::{AgencyIx, TeamIx};

/// Team-days up to which each is a cell.
const DAILY: usize = 40;
/// Team-days up to which a cell is a team's week.
const WEEKLY: usize = 60;
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
pub struct Drafts {
    /// The cells, in order of their spans and pieces.
    pub cells: Vec<Cell>,
    /// Spans of days within which nights are counted.
    pub spans: usize,
    /// Nights that balance seat by seat.
    pub flows: usize,
    /// Working days of each piece of the calendar.
    pub piece_days: Vec<i64>,
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

/// Cuts the days of all teams into cells; `first_base` is the position of the first base's place.
pub fn drafts(ground: Ground<'_>, bases: &[AgencyIx], first_base: usize) -> Drafts {
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
                blocks: Blocks::default(),
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
