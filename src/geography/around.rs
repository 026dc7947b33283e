//! The least a way to a place and back takes, whatever it goes over. A leg is no such least way by itself: close
//! places are driven straight, and a row of them may so be shorter than the road.

use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::matrix::MatrixLegs;
use super::roads::{Access, Roads, Walk};
use super::sphere::{Unit, metres_of};
use super::{Bands, Leg, Travel, Ways, round_up};
use crate::model::Place;

/// Metres taken off a least way: more than rounding may forgive its legs, each by itself.
const FORGIVEN: f64 = 1.0;

impl Travel {
    /// For each base and each place: no way from the base to the place and back to the base over any of
    /// the places takes fewer metres or fewer minutes. [`Leg::UNREACHABLE`] or more where there is none.
    pub fn round_trips(&self, bases: &[Place], places: &[Place]) -> Vec<Vec<Leg>> {
        let ground = &*self.0;
        let mut numbers: Vec<usize> = places.iter().map(|place| self.number(*place)).collect();
        numbers.extend(bases.iter().map(|base| self.number(*base)));
        let sources: Vec<usize> = (places.len()..numbers.len()).collect();
        let both_ways = |metres: f64| {
            let metres = round_up(metres - FORGIVEN).min(Leg::UNREACHABLE.metres);
            let minutes = ground.bands.least(metres).min(Leg::UNREACHABLE.minutes);
            Leg { metres: 2 * metres, minutes: 2 * minutes }
        };
        let trips = |least: Vec<f64>| least.into_iter().take(places.len()).map(both_ways).collect();
        let rows = sources.into_par_iter();
        match &ground.ways {
            // Straight ways obey the triangle inequality.
            Ways::Straight { detour } => {
                let straight = |from: usize, to: &usize| {
                    ground.units[numbers[from]].metres_to(&ground.units[*to]) * detour
                };
                rows.map(|from| trips(numbers.iter().map(|to| straight(from, to)).collect()))
                    .collect()
            }
            Ways::Roads(roads) => {
                let web = Web::new(roads, &ground.units, &numbers);
                rows.map(|from| trips(web.from(from))).collect()
            }
            Ways::Matrix(legs) => {
                let table = Table::new(legs, &numbers);
                rows.map(|from| table.round_trips(from, places.len())).collect()
            }
        }
    }
}

impl Bands {
    /// Minutes that no way of so many metres, in however many legs, falls below.
    fn least(&self, metres: u32) -> u32 {
        let slower = self.0.windows(2).any(|pair| pair[1].1 > pair[0].1);
        if slower {
            // Many short legs are then faster than a long one: only the best pace of all is a floor.
            let pace = self.0.iter().map(|band| band.1).fold(f64::INFINITY, f64::min);
            return round_up(f64::from(metres) * pace);
        }
        self.minutes(metres)
    }
}

/// The least from a source to each of so many nodes, infinite where there is no way.
fn shortest<I: Iterator<Item = (u32, f64)>>(
    nodes: usize,
    source: usize,
    edges: impl Fn(usize) -> I,
) -> Vec<f64> {
    let mut walk = Walk::new(nodes);
    walk.spread(source as u32, |node| edges(node as usize), |_, _| ());
    walk.least
}

/// Places and their road nodes: places first.
struct Web<'a> {
    roads: &'a Roads,
    units: Vec<Unit>,
    /// Rows of the road nodes that places use.
    nodes: Vec<u32>,
    /// For each place the road node and the places near by, for each node its places.
    near: Vec<Vec<(u32, f64)>>,
    /// For each place a number that those share who can reach each other by road.
    piece: Vec<u32>,
    is_one_piece: bool,
}

impl<'a> Web<'a> {
    fn new(roads: &'a Roads, units: &[Unit], numbers: &[usize]) -> Self {
        let units: Vec<Unit> = numbers.iter().map(|&number| units[number]).collect();
        let access: Vec<Access> = numbers.iter().map(|&number| roads.access(number)).collect();
        let mut nodes: Vec<u32> = access.iter().map(|access| access.node).collect();
        nodes.retain(|node| *node != Roads::NO_NODE);
        nodes.sort_unstable();
        nodes.dedup();
        let points = units.iter().enumerate().map(|(at, unit)| GeomWithData::new(unit.0, at));
        let tree = RTree::bulk_load(points.collect());
        let close = |at: usize| -> Vec<(u32, f64)> {
            let found = tree.locate_within_distance(units[at].0, roads.local_chord2);
            let others = found.map(|point| point.data).filter(|other| *other != at);
            let way = |other: usize| metres_of(units[at].chord2(&units[other])) * roads.detour;
            others.map(|other| (other as u32, way(other))).collect()
        };
        let mut near: Vec<Vec<(u32, f64)>> = (0..units.len()).into_par_iter().map(close).collect();
        near.resize(units.len() + nodes.len(), Vec::new());
        let mut piece = vec![0; units.len()];
        for (at, &Access { node, metres }) in access.iter().enumerate() {
            // Places that no road reaches are each alone.
            piece[at] = u32::MAX - at as u32;
            if let Ok(place) = nodes.binary_search(&node) {
                let reached = |other: &&u32| roads.node_metres(node, **other).is_finite();
                piece[at] = nodes.iter().find(reached).map_or(piece[at], |first| *first);
                near[at].push(((units.len() + place) as u32, metres * roads.detour));
                near[units.len() + place].push((at as u32, metres * roads.detour));
            }
        }
        let is_one_piece = piece.windows(2).all(|pair| pair[0] == pair[1]);
        Self { roads, units, nodes, near, piece, is_one_piece }
    }

    /// Least metres to each place, then to each node.
    fn from(&self, source: usize) -> Vec<f64> {
        let places = self.units.len();
        let by_road = |at: usize| {
            let all = if at < places { 0 } else { self.nodes.len() };
            (0..all).map(move |to| {
                let metres = self.roads.node_metres(self.nodes[at - places], self.nodes[to]);
                ((places + to) as u32, metres * self.roads.factor)
            })
        };
        // Where no road leads, the way is straight.
        let across = |at: usize| {
            let all = if at >= places || self.is_one_piece { 0 } else { places };
            let strangers = (0..all).filter(move |&to| self.piece[to] != self.piece[at]);
            strangers.map(move |to| {
                let straight = metres_of(self.units[at].chord2(&self.units[to]));
                (to as u32, straight * self.roads.detour)
            })
        };
        shortest(self.near.len(), source, |at| {
            self.near[at].iter().copied().chain(by_road(at)).chain(across(at))
        })
    }
}

/// Given legs between some places, there and back.
struct Table {
    there: Vec<Vec<(u32, Leg)>>,
    back: Vec<Vec<(u32, Leg)>>,
}

impl Table {
    fn new(legs: &MatrixLegs, numbers: &[usize]) -> Self {
        let leg = |from: usize, to: usize| {
            if numbers[from] == numbers[to] {
                return Some(Leg::default());
            }
            legs.leg(numbers[from], numbers[to])
        };
        let all = 0..numbers.len();
        let row = |at: usize, leg: &dyn Fn(usize) -> Option<Leg>| -> Vec<(u32, Leg)> {
            let others = all.clone().filter(|&other| other != at);
            others.filter_map(|other| Some((other as u32, leg(other)?))).collect()
        };
        Self {
            there: all.clone().map(|at| row(at, &|to| leg(at, to))).collect(),
            back: all.clone().map(|at| row(at, &|from| leg(from, at))).collect(),
        }
    }

    fn round_trips(&self, base: usize, places: usize) -> Vec<Leg> {
        let least = |legs: &[Vec<(u32, Leg)>], amount: fn(&Leg) -> u32| {
            shortest(legs.len(), base, |at| {
                legs[at].iter().map(move |(to, leg)| (*to, f64::from(amount(leg))))
            })
        };
        let both = |amount: fn(&Leg) -> u32, most: u32| {
            let there_and_back =
                least(&self.there, amount).into_iter().zip(least(&self.back, amount));
            let sum = move |(there, back): (f64, f64)| (there + back).min(f64::from(most)) as u32;
            there_and_back.take(places).map(sum).collect::<Vec<u32>>()
        };
        let metres = both(|leg| leg.metres, Leg::UNREACHABLE.metres);
        let minutes = both(|leg| leg.minutes, Leg::UNREACHABLE.minutes);
        metres.into_iter().zip(minutes).map(|(metres, minutes)| Leg { metres, minutes }).collect()
    }
}
