//! Days to begin with: those of a plan, so that the master starts from something good, and one for
//! every visit by itself, so that no price is far above what a visit can cost.

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
use crate::model::{AgencyIx, Plan, TeamIx, Visit};

/// The days of a plan, and for each site the cheapest of its days alone.
pub fn pool(ground: Ground<'_>, model: &Model, wanted: &Wanted, plan: &Plan) -> Pool {
    let mut pool = Pool::default();
    for column in columns(ground, model, wanted, plan) {
        pool.add(column);
    }
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
    pool
}

/// The days of a plan that lie in cells; a day with anything unknown in it is left out.
fn columns(ground: Ground<'_>, model: &Model, wanted: &Wanted, plan: &Plan) -> Vec<DayColumn> {
    let visits: BTreeMap<&str, &Visit> = plan.visits.iter().map(|v| (v.id.as_str(), v)).collect();
    let sites: BTreeMap<u32, u32> =
        wanted.sites.iter().zip(0..).map(|(site, at)| (site.site.0, at)).collect();
    let seed = Seed { ground, model, wanted, visits, sites };
    let days = plan.tours.iter().flat_map(|tour| tour.days.iter().map(move |day| (tour, day)));
    days.filter_map(|(tour, day)| seed.day(ground.instance.team(&tour.team)?, day)).collect()
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
    visits: BTreeMap<&'a str, &'a Visit>,
    sites: BTreeMap<u32, u32>,
}

impl Seed<'_> {
    fn day(&self, team: TeamIx, day: &crate::model::TourDay) -> Option<DayColumn> {
        let calendar = self.ground.screen.calendar();
        let at = Day(u16::try_from((day.date - calendar.date(Day(0))).num_days()).ok()?);
        let cell = self.model.cells.iter().position(|cell| {
            cell.members.iter().any(|(member, days)| *member == team && days.contains(at))
        })?;
        let costs = &self.ground.instance.settings().costs;
        let own = self.model.cells[cell].base;
        let mut stops = Vec::new();
        let mut parcels = 0;
        for id in &day.stops {
            let (stop, sent) = self.stop(self.visits.get(id.as_str())?, own)?;
            stops.push(stop);
            parcels += sent;
        }
        let gates = (self.gate(&day.from)?, self.gate(&day.to)?);
        let night = if gates.1 == 0 { 0 } else { costs.night.0 };
        Some(DayColumn {
            cell: cell as u32,
            gates,
            cost: (costs.team_day.0 + night + parcels * costs.courier_parcel.0) * MILLI
                + day.metres.0 * costs.km.0,
            stops,
        })
    }

    #[allow(clippy::type_complexity)] // A stop of a column, and its parcels.
    fn stop(&self, visit: &Visit, own: AgencyIx) -> Option<((u32, Vec<(u32, u32)>), i64)> {
        let instance = self.ground.instance;
        let site = *self.sites.get(&instance.enterprise(&visit.site)?.0)?;
        let (mut picks, mut sent) = (Vec::new(), Vec::new());
        for drawn in &visit.tasks {
            let task = instance.task(&drawn.task)?;
            let lab = instance.agency(&drawn.lab)?;
            let want = self.wanted.position[task.ix()]?;
            let group = &instance.category_of(task).lab_group;
            picks.push((want as u32, self.model.accounts.get(lab, group)?));
            if lab != own && !sent.contains(&lab) {
                sent.push(lab);
            }
        }
        Some(((site, picks), sent.len() as i64))
    }

    fn gate(&self, text: &str) -> Option<u16> {
        if text == crate::model::BASE {
            return Some(0);
        }
        let region = self.ground.instance.region(text.strip_prefix("region:")?)?;
        self.model.seats.iter().position(|seat| *seat == region).map(|at| at as u16 + 1)
    }
}
