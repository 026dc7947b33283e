//! The ways of the teams on the map: pieces of road between two joints, each held once, and legs as
//! the pieces they pass. Legs that are driven straight have none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use maud::{Markup, html};
use serde_json::{Value, json};

use super::ground::Ground;
use super::map::colour;
use crate::geography::road_paths;
use crate::model::{AgencyIx, Instance, Place, Position, RegionIx};
use crate::report::view::{DayView, TourView, View};

/// A point of the map.
type Spot = (i64, i64);

/// Points of the map in order.
type Line = Vec<Spot>;

/// From these many legs on a piece is drawn wider, and wider still.
const BUSY: [usize; 2] = [4, 15];

/// Pieces of road and the legs that pass them.
pub struct Ways {
    /// Each piece in the units of the map.
    pieces: Vec<Line>,
    /// `legs[tour][day][leg]`: numbers of pieces from 1, negative where one is passed backwards.
    legs: Vec<Vec<Vec<Vec<i32>>>>,
}

/// What is drawn of one agency: pieces by how busy they are, ways beside the roads, stops.
#[derive(Default)]
struct Layer {
    used: BTreeMap<usize, usize>,
    beside: BTreeSet<(Spot, Spot)>,
    stops: BTreeSet<Spot>,
}

impl Ways {
    /// The ways of all tours.
    pub fn of(view: &View, ground: &Ground) -> Self {
        let mut all: Vec<(Place, Place)> = Vec::new();
        for tour in &view.tours {
            for day in &tour.days {
                all.extend(stops(view, tour, day).windows(2).map(|pair| (pair[0], pair[1])));
            }
        }
        let (pieces, numbers) = cut(&road_paths(view.instance, &all));
        let mut numbers = numbers.into_iter();
        let mut day = |day: &DayView| numbers.by_ref().take(day.stops.len() + 1).collect();
        let legs = view.tours.iter().map(|tour| tour.days.iter().map(&mut day).collect());
        let legs = legs.collect();
        let line = |piece: &Vec<u32>| ground.simple(&positions(view.instance, piece), 1.5);
        Self { pieces: pieces.iter().map(line).collect(), legs }
    }

    /// For the script: each piece as `x, y` and steps from there.
    pub fn pieces_value(&self) -> Value {
        let flat = |line: &Line| {
            let mut last = (0, 0);
            let mut flat = Vec::with_capacity(line.len() * 2);
            for &(x, y) in line {
                flat.extend([x - last.0, y - last.1]);
                last = (x, y);
            }
            flat
        };
        json!(self.pieces.iter().map(flat).collect::<Vec<_>>())
    }

    /// For the script: the legs of a day; nothing if all are straight.
    pub fn day_value(&self, tour: usize, day: usize) -> Value {
        let legs = self.legs.get(tour).and_then(|days| days.get(day));
        legs.filter(|legs| legs.iter().any(|leg| !leg.is_empty()))
            .map_or(json!(0), |legs| json!(legs))
    }

    /// The ways of each agency: each piece of road once, wider where more legs pass.
    pub fn layers(&self, view: &View, ground: &Ground) -> Markup {
        let mut layers: BTreeMap<AgencyIx, Layer> = BTreeMap::new();
        for (tour, days) in view.tours.iter().zip(&self.legs) {
            let layer = layers.entry(view.instance.teams[tour.team.ix()].agency).or_default();
            for (day, legs) in tour.days.iter().zip(days) {
                let places = stops(view, tour, day);
                let points = places.iter().map(|place| ground.at(view.instance.position(*place)));
                self.add(layer, &points.collect::<Line>(), legs);
            }
        }
        html! { @for (agency, layer) in &layers {
            g .(colour(*agency)) data-a=(agency.ix()) {
                path .way d=(segments(&layer.beside)) {}
                @for (class, d) in self.roads(layer) { path .way.(class) d=(d) {} }
                path .stop d=(layer.stops.iter().map(|(x, y)| format!("M{x} {y}h0")).collect::<String>()) {}
            }
        } }
    }

    fn add(&self, layer: &mut Layer, places: &[Spot], legs: &[Vec<i32>]) {
        for (pair, leg) in places.windows(2).zip(legs) {
            let end = |number: Option<&i32>, last: bool| {
                let number = *number?;
                let piece = self.pieces.get(number.unsigned_abs() as usize - 1)?;
                if (number > 0) == last { piece.last() } else { piece.first() }.copied()
            };
            match (end(leg.first(), false), end(leg.last(), true)) {
                (Some(on), Some(off)) => layer.beside.extend([(pair[0], on), (off, pair[1])]),
                _ => layer.beside.extend([(pair[0], pair[1])]),
            }
            for number in leg {
                *layer.used.entry(number.unsigned_abs() as usize - 1).or_default() += 1;
            }
        }
        let inner = places.get(1..places.len().saturating_sub(1)).unwrap_or_default();
        layer.stops.extend(inner);
    }

    /// Path data of a layer's pieces by how busy they are, where there are any.
    fn roads(&self, layer: &Layer) -> Vec<(&'static str, String)> {
        let mut paths =
            [("quiet", String::new()), ("busy", String::new()), ("main", String::new())];
        for (piece, legs) in &layer.used {
            let Some(line) = self.pieces.get(*piece) else { continue };
            let wide = BUSY.iter().filter(|from| legs >= from).count();
            paths[wide].1.push_str(&path(line));
        }
        paths.into_iter().filter(|(_, d)| !d.is_empty()).collect()
    }
}

/// A line as path data, by steps.
fn path(line: &[Spot]) -> String {
    let mut out = String::new();
    for (at, &(x, y)) in line.iter().enumerate() {
        // Writing into a String can't fail.
        let _ = match at.checked_sub(1).and_then(|before| line.get(before)) {
            None => write!(out, "M{x} {y}l"),
            Some(last) => write!(out, "{} {} ", x - last.0, y - last.1),
        };
    }
    out
}

fn segments(lines: &BTreeSet<(Spot, Spot)>) -> String {
    let seen = |(a, b): &&(Spot, Spot)| a < b || !lines.contains(&(*b, *a)) && a != b;
    lines.iter().filter(seen).map(|(a, b)| path(&[*a, *b])).collect()
}

/// The places of a team's day in order: where it starts, its stops, where it ends.
fn stops(view: &View, tour: &TourView, day: &DayView) -> Vec<Place> {
    let base = Place::Agency(view.instance.teams[tour.team.ix()].agency);
    let end = |seat: Option<RegionIx>| seat.map_or(base, Place::Region);
    let stops = day.stops.iter().map(|&stop| Place::Enterprise(view.visits[stop].site));
    std::iter::once(end(day.from)).chain(stops).chain(std::iter::once(end(day.to))).collect()
}

fn positions(instance: &Instance, piece: &[u32]) -> Vec<Position> {
    piece.iter().map(|node| instance.road_nodes[*node as usize].position).collect()
}

/// Cuts paths at joints, that is where one begins or ends or where two part: the pieces, and each
/// path as their numbers.
fn cut(paths: &[Vec<u32>]) -> (Vec<Vec<u32>>, Vec<Vec<i32>>) {
    let mut beside: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut joints: BTreeSet<u32> = BTreeSet::new();
    for path in paths {
        joints.extend(path.first().into_iter().chain(path.last()));
        for pair in path.windows(2) {
            beside.entry(pair[0]).or_default().insert(pair[1]);
            beside.entry(pair[1]).or_default().insert(pair[0]);
        }
    }
    joints.extend(beside.iter().filter(|(_, others)| others.len() != 2).map(|(node, _)| *node));
    let mut pieces: Vec<Vec<u32>> = Vec::new();
    // By its first two nodes a piece is known in either direction.
    let mut known: BTreeMap<(u32, u32), i32> = BTreeMap::new();
    let number = |path: &Vec<u32>| {
        let mut numbers = Vec::new();
        let mut rest = path.as_slice();
        while let [first, second, further @ ..] = rest {
            // The last node of a path is a joint.
            let passed = rest[1..].iter().position(|node| joints.contains(node));
            let to = passed.unwrap_or(further.len());
            let (piece, left) = (&rest[..to + 2], &rest[to + 1..]);
            let at = *known.entry((*first, *second)).or_insert_with(|| {
                pieces.push(piece.to_vec());
                pieces.len() as i32
            });
            if let [.., before, last] = piece {
                known.entry((*last, *before)).or_insert(-at);
            }
            numbers.push(at);
            rest = left;
        }
        numbers
    };
    let numbers = paths.iter().map(number).collect();
    (pieces, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_share_the_pieces_they_pass() {
        // 1-2-3-4-5 there, 5-4-3-7 back past the first, and 3 by itself.
        let paths = [vec![1, 2, 3, 4, 5], vec![5, 4, 3, 7], vec![3], Vec::new()];
        let (pieces, legs) = cut(&paths);
        assert_eq!(pieces, [vec![1, 2, 3], vec![3, 4, 5], vec![3, 7]]);
        assert_eq!(legs, [vec![1, 2], vec![-2, 3], vec![], vec![]]);
    }

    #[test]
    fn a_way_is_there_and_back_once() {
        let both = BTreeSet::from([((0, 0), (5, 5)), ((5, 5), (0, 0)), ((3, 3), (3, 3))]);
        assert_eq!(segments(&both), "M0 0l5 5 ");
    }
}
