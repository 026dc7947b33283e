//! Days to begin with: those of a plan and those that its search met on the way, so that the master starts from
//! something good and knows what a visit is worth beside others, and one for every visit by itself, so that no
//! price is far above what a visit can cost.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::board::Board;
use super::cells::{Cell, Model};
use super::labels::Trip;
use super::master::{DayColumn, Pool};
use super::menu;
use super::prices::Prices;
use super::wanted::Wanted;
use super::{Ground, MILLI};
use crate::calendar::Day;
use crate::model::{BASE, Plan, RegionIx, Tour, TourDay, Visit};
use crate::route::Sketch;

/// The days of a plan, others that were met, and for each site the cheapest of its days alone.
pub fn pool(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    (plan, met): (&Plan, &[Sketch]),
) -> Pool {
    let sites = wanted.sites.iter().zip(0..).map(|(site, at)| (site.site.0, at)).collect();
    let seed = Seed { ground, model, wanted, sites };
    let mut pool = Pool::default();
    let add = |pool: &mut Pool, days: &[Sketch]| {
        days.iter().filter_map(|day| seed.column(day)).for_each(|column| _ = pool.add(column));
    };
    add(&mut pool, &days(ground, plan));
    let mut cheapest: BTreeMap<u32, DayColumn> = BTreeMap::new();
    for column in singles(ground, model, wanted) {
        let Some(site) = column.stops.first().map(|stop| stop.0) else { continue };
        match cheapest.get(&site) {
            Some(known) if known.cost <= column.cost => {}
            _ => drop(cheapest.insert(site, column)),
        }
    }
    for column in cheapest.into_values() {
        pool.add(column);
    }
    pool.seeds = pool.columns.len();
    add(&mut pool, met);
    pool
}

/// The days of a plan; a day with anything unknown in it is left out.
fn days(ground: Ground<'_>, plan: &Plan) -> Vec<Sketch> {
    let visits: BTreeMap<&str, &Visit> = plan.visits.iter().map(|v| (v.id.as_str(), v)).collect();
    let days = plan.tours.iter().flat_map(|tour| tour.days.iter().map(move |day| (tour, day)));
    days.filter_map(|(tour, day)| sketch(ground, &visits, tour, day)).collect()
}

fn sketch(
    Ground { instance, screen, .. }: Ground<'_>,
    visits: &BTreeMap<&str, &Visit>,
    tour: &Tour,
    day: &TourDay,
) -> Option<Sketch> {
    let since = (day.date - screen.calendar().date(Day(0))).num_days();
    let seat = |text: &str| match instance.seat(text) {
        None if text != BASE => None,
        seat => Some(seat),
    };
    let drawn = |id: &String| -> Option<Vec<_>> {
        let tasks = visits.get(id.as_str())?.tasks.iter();
        tasks
            .map(|drawn| Some((instance.task(&drawn.task)?, instance.agency(&drawn.lab)?)))
            .collect()
    };
    Some(Sketch {
        team: instance.team(&tour.team)?,
        day: Day(u16::try_from(since).ok()?),
        from: seat(&day.from)?,
        to: seat(&day.to)?,
        stops: day.stops.iter().map(drawn).collect::<Option<_>>()?,
    })
}

/// For every cell and stop a day from the base that draws there what can be drawn, and nothing else.
fn singles(ground: Ground<'_>, model: &Model, wanted: &Wanted) -> Vec<DayColumn> {
    let mut prices = Prices::new(ground, model, wanted);
    prices.task.fill(i64::from(u32::MAX));
    let batch = prices.batches(model);
    let days = |(at, cell): (usize, &Cell)| {
        let boards = Board::all(ground, model, wanted, cell, (&prices, &batch), menu::choices);
        let days = |board: &Board<'_>| {
            let trips = (0..board.nodes.len() as u32).filter_map(|node| alone(board, node));
            trips.map(|trip| DayColumn::new(ground, at as u32, board, &trip)).collect::<Vec<_>>()
        };
        boards.iter().flat_map(days).collect::<Vec<_>>()
    };
    model.cells.par_iter().enumerate().flat_map_iter(days).collect()
}

/// A day from the base and back for one visit that draws as much as it can.
fn alone(board: &Board<'_>, node: u32) -> Option<Trip> {
    let stop = &board.nodes[node as usize];
    let (there, back) = (
        board.model.leg(board.cell.base_place, stop.place),
        board.model.leg(stop.place, board.cell.base_place),
    );
    let choice = stop.choices.clone().rev().find(|&choice| {
        let free = board.visit(board.start(), there.1, choice);
        board.finishes(free, back.1)
    })?;
    let stops = vec![(node, choice as u32)];
    Some(Trip { reduced: 0, gates: (0, 0), metres: there.0 + back.0, stops })
}

struct Seed<'a> {
    ground: Ground<'a>,
    model: &'a Model,
    wanted: &'a Wanted,
    sites: BTreeMap<u32, u32>,
}

impl Seed<'_> {
    /// A day as a column; none if no cell holds it or it has something in it that is not wanted.
    fn column(&self, day: &Sketch) -> Option<DayColumn> {
        let Self { ground: Ground { instance, .. }, model, wanted, .. } = *self;
        let at = model.cells.iter().position(|cell| {
            cell.members.iter().any(|(team, days)| *team == day.team && days.contains(day.day))
        })?;
        let cell = &model.cells[at];
        let (mut stops, mut parcels) = (Vec::new(), 0);
        for drawn in &day.stops {
            let (mut picks, mut sent) = (Vec::new(), Vec::new());
            for &(task, lab) in drawn {
                let group = &instance.category_of(task).lab_group;
                let want = wanted.position[task.ix()]?;
                picks.push((want as u32, model.accounts.get(lab, group)?));
                if lab != cell.base && !sent.contains(&lab) {
                    sent.push(lab);
                }
            }
            let site = instance.tasks[drawn.first()?.0.ix()].site;
            stops.push((*self.sites.get(&site.0)?, picks));
            parcels += sent.len() as i64;
        }
        let (from, to) =
            (self.gate(cell.base_place, day.from)?, self.gate(cell.base_place, day.to)?);
        let places = stops.iter().map(|stop| stop.0).chain([to.1]);
        let (mut here, mut metres) = (from.1, 0);
        for place in places {
            metres += model.leg(here, place).0;
            here = place;
        }
        let costs = &instance.settings().costs;
        let night = if to.0 == 0 { 0 } else { costs.night.0 };
        let fees = costs.team_day.0 + night + parcels * costs.courier_parcel.0;
        let cost = fees * MILLI + metres * costs.km.0;
        Some(DayColumn { cell: at as u32, gates: (from.0, to.0), cost, stops })
    }

    /// Where a day starts or ends: as a column has it, and its place.
    fn gate(&self, base: u32, seat: Option<RegionIx>) -> Option<(u16, u32)> {
        let Some(region) = seat else { return Some((0, base)) };
        let at = self.model.seats.iter().position(|seat| *seat == region)?;
        Some((at as u16 + 1, self.model.first_seat + at as u32))
    }
}
