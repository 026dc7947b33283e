//! Which places are near a place, and the least a way to a place and back takes, whatever it goes over. A leg is no
//! such least way by itself: close places are driven straight, and a row of them may so be shorter than the road.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{PointDistance, RTree};

use super::matrix::MatrixLegs;
use super::roads::{Access, Roads, Walk};
use super::sphere::{Unit, metres_of};
use super::{Bands, Leg, Travel, Ways, round_up};
use crate::model::Place;

/// Metres taken off a least way: more than rounding may forgive its legs, each by itself.
const FORGIVEN: f64 = 1.0;
/// Places that reach each other by road but nobody else are few up to so many; ways to and from them are looked at one
/// by one …
const FEW: usize = 20;
/// … unless they are more than this.
const ACROSS: usize = 100_000_000;
/// Large pieces up to which it is asked how far apart they are.
const PIECES: usize = 64;

impl Travel {
    /// Sorts places by where they lie.
    pub fn nearby(&self, places: &[Place]) -> Nearby {
        let ground = &*self.0;
        let units: Vec<Unit> =
            places.iter().map(|place| ground.units[self.number(*place)]).collect();
        let pace = match &ground.ways {
            Ways::Straight { detour } => Some(*detour),
            Ways::Roads(roads) => Some(roads.pace),
            Ways::Matrix(_) => None,
        };
        let points = units.iter().enumerate().map(|(at, unit)| GeomWithData::new(unit.0, at));
        let tree = pace.map(|_| RTree::bulk_load(points.collect()));
        Nearby { tree, units, bands: ground.bands.clone(), pace: pace.unwrap_or(0.0) }
    }

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

/// Places by where they lie.
pub struct Nearby {
    /// None where legs are given, which say nothing of where places lie.
    tree: Option<RTree<GeomWithData<[f64; 3], usize>>>,
    units: Vec<Unit>,
    bands: Bands,
    pace: f64,
}

impl Nearby {
    /// Other places around one, by their positions: so many that are nearest in a straight line, and what no leg
    /// between it and any of the rest falls below. All of them where legs are given.
    pub fn around(&self, at: usize, count: usize) -> (Vec<usize>, Leg) {
        let none = Leg { metres: u32::MAX, minutes: u32::MAX };
        let Some(tree) = &self.tree else {
            return ((0..self.units.len()).filter(|other| *other != at).collect(), none);
        };
        let mut found = Vec::with_capacity(count);
        for (point, chord2) in tree.nearest_neighbor_iter_with_distance_2(self.units[at].0) {
            if found.len() == count {
                let metres = round_up(metres_of(chord2) * self.pace - FORGIVEN);
                return (found, Leg { metres, minutes: self.bands.least(metres) });
            }
            found.extend(Some(point.data).filter(|other| *other != at));
        }
        (found, none)
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
    /// Positions of nodes that can reach each other, and for each node which of these it is in.
    pieces: Vec<Vec<usize>>,
    piece_of_node: Vec<u32>,
    /// For each place the road node and the places near by, for each node its places.
    near: Vec<Vec<(u32, f64)>>,
    /// For each place a number that those share who can reach each other by road.
    piece: Vec<u32>,
    /// Places in small pieces: all ways between them and others are looked at.
    few: Vec<u32>,
    /// Whether a place is one of them.
    is_few: Vec<bool>,
    /// For each place in a large piece no more than the straight metres to any in another large piece, if there are
    /// several.
    abroad: Option<Vec<f64>>,
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
        let (pieces, piece_of_node) = pieces(roads, &nodes);
        let mut piece = vec![0; units.len()];
        for (at, &Access { node, metres }) in access.iter().enumerate() {
            // Places that no road reaches are each alone.
            piece[at] = u32::MAX - at as u32;
            if let Ok(place) = nodes.binary_search(&node) {
                piece[at] = piece_of_node[place];
                near[at].push(((units.len() + place) as u32, metres * roads.detour));
                near[units.len() + place].push((at as u32, metres * roads.detour));
            }
        }
        let mut count: BTreeMap<u32, usize> = BTreeMap::new();
        piece.iter().for_each(|piece| *count.entry(*piece).or_default() += 1);
        let largest = count.values().copied().max().unwrap_or(0);
        let mut is_few: Vec<bool> =
            piece.iter().map(|piece| count[piece] < largest && count[piece] <= FEW).collect();
        let of = |is_few: &[bool]| -> Vec<u32> {
            (0..is_few.len()).filter(|&at| is_few[at]).map(|at| at as u32).collect()
        };
        if of(&is_few).len() * units.len() > ACROSS {
            is_few.fill(false);
        }
        let few = of(&is_few);
        let abroad = abroad(&units, &piece, &is_few);
        Self { roads, units, nodes, pieces, piece_of_node, near, piece, few, is_few, abroad }
    }

    /// Least metres to each place, then to each node.
    fn from(&self, source: usize) -> Vec<f64> {
        let places = self.units.len();
        let by_road = |at: usize| {
            let node = at.checked_sub(places);
            let reached = node.map(|node| &self.pieces[self.piece_of_node[node] as usize]);
            reached.into_iter().flatten().map(move |&to| {
                let metres = self.roads.node_metres(self.nodes[at - places], self.nodes[to]);
                ((places + to) as u32, metres * self.roads.factor)
            })
        };
        // Where no road leads, the way is straight.
        let across = |at: usize| {
            let (all, some) = match self.is_few.get(at) {
                Some(true) => (places, &[][..]),
                Some(false) => (0, &self.few[..]),
                None => (0, &[][..]),
            };
            let others = (0..all as u32).chain(some.iter().copied());
            let strangers = others.filter(move |&to| self.piece[to as usize] != self.piece[at]);
            strangers.map(move |to| {
                let straight = metres_of(self.units[at].chord2(&self.units[to as usize]));
                (to, straight * self.roads.detour)
            })
        };
        let mut least = shortest(self.near.len(), source, |at| {
            self.near[at].iter().copied().chain(by_road(at)).chain(across(at))
        });
        if let Some(abroad) = &self.abroad {
            for (place, least) in least.iter_mut().enumerate().take(places) {
                *least = least.min(self.over_abroad(abroad, source, place));
            }
        }
        least
    }

    /// No way from one place to another that leads straight from a large piece to another one takes fewer metres: it
    /// is no shorter than straight lines, over a place in another piece than the first.
    fn over_abroad(&self, abroad: &[f64], from: usize, to: usize) -> f64 {
        let straight = metres_of(self.units[from].chord2(&self.units[to]));
        let stays = self.piece[from] == self.piece[to] && !self.is_few[from];
        let over = if stays { abroad[from] + abroad[to] } else { 0.0 };
        straight.max(over) * self.roads.pace
    }
}

/// Positions of road nodes that can reach each other, and for each node which of these it is in.
fn pieces(roads: &Roads, nodes: &[u32]) -> (Vec<Vec<usize>>, Vec<u32>) {
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    let mut piece_of = Vec::with_capacity(nodes.len());
    for (at, &node) in nodes.iter().enumerate() {
        let reached = |piece: &Vec<usize>| roads.node_metres(nodes[piece[0]], node).is_finite();
        let piece = pieces.iter().position(reached).unwrap_or_else(|| {
            pieces.push(Vec::new());
            pieces.len() - 1
        });
        pieces[piece].push(at);
        piece_of.push(piece as u32);
    }
    (pieces, piece_of)
}

/// See [`Web::abroad`]; nothing is said of places in small pieces.
fn abroad(units: &[Unit], piece: &[u32], is_few: &[bool]) -> Option<Vec<f64>> {
    let mut large: Vec<u32> = piece.iter().zip(is_few).filter(|of| !of.1).map(|of| *of.0).collect();
    large.sort_unstable();
    large.dedup();
    if large.len() < 2 {
        return None;
    }
    if large.len() > PIECES {
        return Some(vec![0.0; units.len()]);
    }
    let mut abroad = vec![f64::INFINITY; units.len()];
    for own in large {
        let is_other = |at: &usize| !is_few[*at] && piece[*at] != own;
        let others = (0..units.len()).filter(is_other).map(|at| units[at].0).collect();
        let tree: RTree<[f64; 3]> = RTree::bulk_load(others);
        let here = abroad.par_iter_mut().enumerate().filter(|(at, _)| piece[*at] == own);
        here.for_each(|(at, metres)| {
            let nearest = tree.nearest_neighbor(units[at].0);
            let chord2 = nearest.map(|other| other.distance_2(&units[at].0));
            *metres = chord2.map_or(f64::INFINITY, metres_of);
        });
    }
    Some(abroad)
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
