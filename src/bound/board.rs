//! A cell at given prices: what each visit is worth, when its work ends, where days start and end.

use super::cells::{Cell, Model};
use super::menu::{self, Choice, Tariff};
use super::prices::Prices;
use super::wanted::Wanted;
use super::{Ground, MILLI};
use crate::calendar::{earliest_start, work_end};
use crate::route::{Label, NEVER};

/// Minutes of a day, with its end.
const MINUTES: usize = 1441;
/// No end of work.
const NO_END: u16 = 0x7fff;
/// Marks an end of work after a pause that holds the lunch.
const FED: u16 = 0x8000;

/// A stop of the cell.
pub struct Node {
    /// Its place.
    pub place: u32,
    /// Its ways to be visited: positions in [`Board::choices`].
    pub choices: std::ops::Range<usize>,
    /// One escort of its county, as a byte of [`Board::escorts`]; 0 where they are not counted.
    pub escort: u32,
}

/// A place where a day may start or end, and what that costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The place.
    pub place: u32,
    /// Fees, thousandths of a fen.
    pub cost: i64,
    /// 0 = the base, else one more than the position of a seat.
    pub code: u16,
}

/// Days that start at the base, or days that start at a seat.
pub struct Job {
    /// Where they start.
    pub sources: Vec<Gate>,
    /// Where they end.
    pub sinks: Vec<Gate>,
}

/// The days of a cell whose visits are worth the same: those that start and end at nights without prices for the
/// tasks beside them, and for every night with such prices those that start or end there.
#[derive(Clone, Copy)]
struct Share {
    /// The seat at which the days start; none = the base, and seats without such prices.
    from: Option<u32>,
    /// The seat at which they end.
    to: Option<u32>,
}

/// A share of a cell's days at given prices.
pub struct Board<'a> {
    /// The cell.
    pub cell: &'a Cell,
    /// The relaxation.
    pub model: &'a Model,
    /// The stops.
    pub nodes: Vec<Node>,
    /// All choices, stop by stop.
    pub choices: Vec<Choice>,
    /// Thousandths of a fen a metre.
    pub metre: i64,
    /// Escorts of up to four counties, a byte each: the most visits of a day.
    pub escorts: u32,
    /// Jobs: from the base, and from seats if nights may be spent.
    pub jobs: Vec<Job>,
    ends: Vec<u16>,
}

impl<'a> Board<'a> {
    /// Sets up the days of a cell, share by share, with ways to make a visit from a menu; `batch` is what
    /// [`Prices::batches`] says.
    pub fn all(
        ground: Ground<'_>,
        model: &'a Model,
        wanted: &Wanted,
        cell: &'a Cell,
        (prices, batch): (&Prices, &[i64]),
        menu: menu::Menu,
    ) -> Vec<Self> {
        let made = |share| Self::made(ground, model, wanted, cell, (prices, batch, share), menu);
        shares(model, cell, prices).into_iter().map(made).collect()
    }

    fn made(
        ground: Ground<'_>,
        model: &'a Model,
        wanted: &Wanted,
        cell: &'a Cell,
        (prices, batch, share): (&Prices, &[i64], Share),
        menu: menu::Menu,
    ) -> Self {
        let (escorts, one) = escorts(model, cell);
        let mut task = prices.task.clone();
        let nights = [model.night(cell.wake, share.from), model.night(cell.sleep, share.to)];
        for (want, price) in nights.into_iter().flatten().flat_map(|night| prices.beside(night)) {
            task[want as usize] -= price;
        }
        let tariff = Tariff { task: &task, batch, escort: &prices.escort, door: &prices.door };
        let mut board = Board {
            cell,
            model,
            nodes: Vec::with_capacity(cell.stops.len()),
            choices: Vec::new(),
            metre: ground.instance.settings().costs.km.0,
            escorts,
            jobs: jobs(ground, model, cell, prices, share),
            ends: Vec::new(),
        };
        for stop in &cell.stops {
            let first = board.choices.len();
            for choice in menu(ground, model, wanted, cell, stop, &tariff) {
                for minute in 0..MINUTES {
                    board.ends.push(end(model, &stop.open, minute as i32, choice.work));
                }
                board.choices.push(choice);
            }
            let escort =
                model.escort_of[stop.site as usize].map_or(0, |account| one[account as usize]);
            let choices = first..board.choices.len();
            board.nodes.push(Node { place: stop.site, choices, escort });
        }
        board
    }

    /// Least minutes of work of any choice.
    pub fn least_work(&self) -> i32 {
        self.choices.iter().map(|choice| choice.work).min().unwrap_or(60)
    }

    /// End of work on arrival at a minute, and whether a pause on the way holds the lunch.
    pub fn served(&self, choice: usize, minute: i32) -> (i32, bool) {
        if minute >= MINUTES as i32 {
            return (NEVER, false);
        }
        let end = self.ends[choice * MINUTES + minute as usize];
        if end & NO_END == NO_END {
            (NEVER, false)
        } else {
            (i32::from(end & NO_END), end & FED != 0)
        }
    }

    /// When a team is free after driving to a stop and working there.
    pub fn visit(&self, at: Label, minutes: i32, choice: usize) -> Label {
        let there = self.model.rules.drive(at, minutes);
        let (hungry, paused) = self.served(choice, there.hungry);
        let (mut fed, _) = self.served(choice, there.fed);
        if paused {
            fed = fed.min(hungry);
        }
        Label { hungry, fed }
    }

    /// The label of a day that begins.
    pub fn start(&self) -> Label {
        self.model.rules.start(self.cell.limits.0)
    }

    /// Whether a day may end after a drive.
    pub fn finishes(&self, at: Label, minutes: i32) -> bool {
        self.model.rules.finish(at, minutes, self.cell.limits.1).is_some()
    }

    /// Ways to end the day from a place: minutes falling, cost rising; the first that can be kept is
    /// the cheapest.
    pub fn exits(&self, job: &Job, place: u32) -> Vec<(i32, i64, u16)> {
        let mut exits: Vec<(i32, i64, u16)> = job
            .sinks
            .iter()
            .map(|gate| {
                let (metres, minutes) = self.model.leg(place, gate.place);
                (minutes, metres * self.metre + gate.cost, gate.code)
            })
            .collect();
        exits.sort_unstable();
        let mut best = i64::MAX;
        exits.retain(|exit| {
            let better = exit.1 < best;
            best = best.min(exit.1);
            better
        });
        exits.reverse();
        exits
    }

    /// The cheapest way to end the day.
    pub fn exit(&self, exits: &[(i32, i64, u16)], at: Label) -> Option<(i64, u16)> {
        let exit = exits.iter().find(|exit| self.finishes(at, exit.0))?;
        Some((exit.1, exit.2))
    }
}

/// Visits a day may make in counties that count escorts: the four with the fewest, a byte each; and
/// for every escort account what one visit adds.
fn escorts(model: &Model, cell: &Cell) -> (u32, Vec<u32>) {
    let here = |account: usize| {
        cell.stops.iter().any(|stop| model.escort_of[stop.site as usize] == Some(account as u32))
    };
    let counted = (0..model.escorts.len()).filter(|&account| model.escorts[account].1 < 100);
    let mut counted: Vec<usize> = counted.filter(|&account| here(account)).collect();
    counted.sort_by_key(|&account| model.escorts[account].1);
    let (mut most, mut one) = (0, vec![0; model.escorts.len()]);
    for (byte, &account) in counted.iter().take(4).enumerate() {
        most |= (model.escorts[account].1.max(0) as u32) << (8 * byte);
        one[account] = 1 << (8 * byte);
    }
    (most, one)
}

/// Whether every byte of `a` is at most that of `b`; bytes are below 128.
pub fn within(a: u32, b: u32) -> bool {
    ((b | 0x8080_8080) - a) & 0x8080_8080 == 0x8080_8080
}

fn end(model: &Model, open: &[crate::calendar::Interval], minute: i32, work: i32) -> u16 {
    let Some(start) = earliest_start(open, minute) else { return NO_END };
    let Some(end) = work_end(open, start, work) else { return NO_END };
    let fed = model.rules.pause_for_lunch(open, start, end).is_some();
    end as u16 | if fed { FED } else { 0 }
}

/// The seats at which days may start or end that have such a flow of nights.
fn seats(model: &Model, cell: &Cell, flow: Option<u32>) -> std::ops::Range<u32> {
    if cell.nights == 0 || flow.is_none() { 0..0 } else { 0..model.seats.len() as u32 }
}

/// Whether what is drawn beside the night of a flow at a seat has a price.
fn is_priced(model: &Model, prices: &Prices, flow: Option<u32>, seat: u32) -> bool {
    model.night(flow, Some(seat)).is_some_and(|night| prices.beside(night).next().is_some())
}

fn shares(model: &Model, cell: &Cell, prices: &Prices) -> Vec<Share> {
    let ends = |flow: Option<u32>| {
        let priced =
            seats(model, cell, flow).filter(move |&seat| is_priced(model, prices, flow, seat));
        std::iter::once(None).chain(priced.map(Some))
    };
    ends(cell.wake).flat_map(|from| ends(cell.sleep).map(move |to| Share { from, to })).collect()
}

fn jobs(ground: Ground<'_>, model: &Model, cell: &Cell, prices: &Prices, share: Share) -> Vec<Job> {
    let costs = &ground.instance.settings().costs;
    let (day, bed) = (costs.team_day.0 * MILLI - prices.day, costs.night.0 * MILLI);
    let base = |cost: i64| Gate { place: cell.base_place, cost, code: 0 };
    let fee = prices.night[cell.span as usize];
    let gates = |flow: Option<u32>, only: Option<u32>, by: &dyn Fn(u32) -> i64| -> Vec<Gate> {
        let of_share = |seat: &u32| match only {
            Some(only) => *seat == only,
            None => !is_priced(model, prices, flow, *seat),
        };
        let gate = |seat: u32| Gate {
            place: model.first_seat + seat,
            cost: model.night(flow, Some(seat)).map_or(0, by),
            code: seat as u16 + 1,
        };
        seats(model, cell, flow).filter(of_share).map(gate).collect()
    };
    let sinks = |back: i64| {
        let price = |night: u32| bed + prices.seat[night as usize] + fee - back;
        let mut sinks = gates(cell.sleep, share.to, &price);
        if share.to.is_none() {
            sinks.insert(0, base(0));
        }
        sinks
    };
    let price = |night: u32| {
        let others: i64 = prices.beside(night).map(|(_, price)| price).sum();
        day - prices.seat[night as usize] - others
    };
    let home = if share.from.is_none() { vec![base(day)] } else { Vec::new() };
    let away = gates(cell.wake, share.from, &price);
    let jobs = [
        Job { sources: home, sinks: sinks(cell.nights * fee) },
        Job { sources: away, sinks: sinks(0) },
    ];
    jobs.into_iter().filter(|job| !job.sources.is_empty() && !job.sinks.is_empty()).collect()
}
