//! Ways by road: straight to the nearest node, shortest path, straight from the nearest node.
//!
//! Decision: a heap over a compressed graph of our own. Rejected: petgraph's `dijkstra`, because it
//! answers in a hash map a source, several times slower than a flat array on this graph.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{PointDistance, RTree};

use super::sphere::{Unit, haversine, metres_of};
use crate::model::{AgencyIx, EnterpriseIx, Instance, Place, RegionIx};

/// What `source = "roads"` needs to know of each place and each pair of road nodes.
pub(super) struct Roads {
    /// Metres driven for each straight metre to the road, or where there is none.
    pub detour: f64,
    /// Metres driven for each metre of the table of roads.
    pub factor: f64,
    /// Squared chord of `local_km`: closer is driven straight.
    pub local_chord2: f64,
    /// Metres driven for each straight metre at least, whatever the way.
    pub pace: f64,
    /// For each place its node (a row of `between`) and the straight metres to it.
    access: Vec<Access>,
    /// Shortest metres between the nodes that some place uses; row `i` holds columns `0..i`.
    between: Vec<f64>,
}

/// How a place comes to the road.
#[derive(Clone, Copy)]
pub(super) struct Access {
    /// A row of the table of roads, or [`Roads::NO_NODE`].
    pub node: u32,
    /// Straight metres to it.
    pub metres: f64,
}

impl Roads {
    pub const NO_NODE: u32 = u32::MAX;

    pub fn new(instance: &Instance, units: &[Unit]) -> Self {
        let settings = &instance.settings().travel;
        let nearest = nearest_nodes(instance, units);
        let mut nodes: Vec<u32> = nearest.iter().flatten().map(|(node, _)| *node).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let access = |found: &Option<(u32, f64)>| {
            let used = found.and_then(|(node, _)| nodes.binary_search(&node).ok());
            Access {
                node: used.map_or(Self::NO_NODE, |at| at as u32),
                metres: found.map_or(0.0, |(_, metres)| metres),
            }
        };
        let graph = Graph::new(instance);
        let rows: Vec<Vec<f64>> = (0..nodes.len())
            .into_par_iter()
            .map_init(
                || Walk::new(graph.starts.len()),
                |walk, row| graph.shortest(walk, nodes[row], &nodes[..row]),
            )
            .collect();
        Self {
            detour: settings.detour,
            factor: settings.road_factor,
            local_chord2: local_chord2(instance),
            pace: pace(instance),
            access: nearest.iter().map(access).collect(),
            between: rows.concat(),
        }
    }

    /// Metres from one place to another, not yet rounded.
    pub fn metres(&self, units: &[Unit], from: usize, to: usize) -> f64 {
        let chord2 = units[from].chord2(&units[to]);
        if chord2 >= self.local_chord2 {
            let (a, b) = (self.access[from], self.access[to]);
            if a.node != Self::NO_NODE && b.node != Self::NO_NODE {
                let road = self.node_metres(a.node, b.node);
                if road.is_finite() {
                    return (a.metres + b.metres) * self.detour + road * self.factor;
                }
            }
        }
        metres_of(chord2) * self.detour
    }

    /// How a place comes to the road.
    pub fn access(&self, place: usize) -> Access {
        self.access[place]
    }

    /// Shortest metres between two rows of the table of roads.
    pub fn node_metres(&self, a: u32, b: u32) -> f64 {
        let (low, high) = (a.min(b) as usize, a.max(b) as usize);
        if low == high { 0.0 } else { self.between[high * (high - 1) / 2 + low] }
    }
}

/// The least that any way takes for each straight metre: straight ways and roads, the straightest edge of all.
fn pace(instance: &Instance) -> f64 {
    let settings = &instance.settings().travel;
    let unit = |node: u32| Unit::new(instance.road_nodes[node as usize].position);
    let edges = instance.road_edges.iter().filter_map(|edge| {
        let straight = unit(edge.from).metres_to(&unit(edge.to));
        (straight > 0.0).then(|| edge.metres * settings.road_factor / straight)
    });
    edges.fold(settings.detour, f64::min)
}

/// The squared chord of `local_km`.
pub(super) fn local_chord2(instance: &Instance) -> f64 {
    let angle = instance.settings().travel.local().0 as f64 / super::EARTH_RADIUS;
    let chord = 2.0 * (angle / 2.0).min(std::f64::consts::FRAC_PI_2).sin();
    chord * chord
}

/// The nearest road node of each place and the geodesic metres to it.
pub(super) fn nearest_nodes(instance: &Instance, units: &[Unit]) -> Vec<Option<(u32, f64)>> {
    let nodes = &instance.road_nodes;
    let points = nodes.iter().zip(0u32..);
    let points = points.map(|(node, at)| GeomWithData::new(Unit::new(node.position).0, at));
    let tree = RTree::bulk_load(points.collect());
    let enterprises = (0..instance.enterprises.len()).map(EnterpriseIx::new).map(Place::Enterprise);
    let agencies = (0..instance.agencies.len()).map(AgencyIx::new).map(Place::Agency);
    let regions = (0..instance.regions.len()).map(RegionIx::new).map(Place::Region);
    let places: Vec<Place> = enterprises.chain(agencies).chain(regions).collect();
    let nearest = |place: Place, unit: &Unit| {
        let position = instance.position(place);
        let mut best: Option<(f64, u32)> = None;
        // Nodes that are equally near up to rounding are compared as the contract says: by the
        // haversine as written, the smallest position among equals.
        for node in within_rounding(&tree, unit) {
            let metres = haversine(position, nodes[node as usize].position);
            if best.is_none_or(|(least, at)| (metres, node) < (least, at)) {
                best = Some((metres, node));
            }
        }
        best.map(|(metres, node)| (node, metres))
    };
    places.par_iter().zip(units).map(|(place, unit)| nearest(*place, unit)).collect()
}

type Point = GeomWithData<[f64; 3], u32>;

fn within_rounding(tree: &RTree<Point>, unit: &Unit) -> impl Iterator<Item = u32> {
    let target = unit.0;
    let least = tree.nearest_neighbor(target).map_or(0.0, |node| node.distance_2(&target));
    let limit = least * (1.0 + 1e-7) + 1e-18;
    tree.nearest_neighbor_iter_with_distance_2(target)
        .take_while(move |(_, distance)| *distance <= limit)
        .map(|(node, _)| node.data)
}

/// The road graph: the edges of node `n` are `starts[n]..starts[n + 1]`.
pub(super) struct Graph {
    starts: Vec<u32>,
    ends: Vec<u32>,
    metres: Vec<f64>,
}

impl Graph {
    pub fn new(instance: &Instance) -> Self {
        let edges = &instance.road_edges;
        let mut starts = vec![0u32; instance.road_nodes.len() + 1];
        for edge in edges {
            starts[edge.from as usize + 1] += 1;
            starts[edge.to as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut ends = vec![0; edges.len() * 2];
        let mut metres = vec![0.0; edges.len() * 2];
        for edge in edges {
            for (from, to) in [(edge.from, edge.to), (edge.to, edge.from)] {
                let slot = &mut next[from as usize];
                ends[*slot as usize] = to;
                metres[*slot as usize] = edge.metres;
                *slot += 1;
            }
        }
        Self { starts, ends, metres }
    }

    /// Shortest metres from `source` to each of `targets`; infinite where there is no path.
    fn shortest(&self, walk: &mut Walk, source: u32, targets: &[u32]) -> Vec<f64> {
        self.spread(walk, source, |_, _| ());
        targets.iter().map(|target| walk.least[*target as usize]).collect()
    }

    /// Shortest paths from `source`: for each node the one before it, [`Roads::NO_NODE`] where there is no path and for the source.
    pub fn before(&self, walk: &mut Walk, source: u32) -> Vec<u32> {
        let mut before = vec![Roads::NO_NODE; self.starts.len()];
        self.spread(walk, source, |node, from| before[node as usize] = from);
        before
    }

    fn spread(&self, walk: &mut Walk, source: u32, nearer: impl FnMut(u32, u32)) {
        let edges = |node: u32| {
            let edges =
                self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
            let (ends, metres) = (&self.ends[edges.clone()], &self.metres[edges]);
            ends.iter().copied().zip(metres.iter().copied())
        };
        walk.spread(source, edges, nearer);
    }
}

/// What a walk over a graph needs again and again.
pub(super) struct Walk {
    /// For each node the shortest metres (or minutes) from the source; infinite where there is no path.
    pub least: Vec<f64>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Walk {
    pub fn new(nodes: usize) -> Self {
        Self { least: vec![f64::INFINITY; nodes], heap: BinaryHeap::new() }
    }

    /// Spreads from `source` over the edges of a graph, each with its end and length (Dijkstra 1959,
    /// doi:10.1007/BF01386390); `nearer(node, from)` hears of each shorter way found.
    pub fn spread<I: Iterator<Item = (u32, f64)>>(
        &mut self,
        source: u32,
        edges: impl Fn(u32) -> I,
        mut nearer: impl FnMut(u32, u32),
    ) {
        let Self { least, heap } = self;
        least.fill(f64::INFINITY);
        least[source as usize] = 0.0;
        heap.push(Reverse((0, source)));
        while let Some(Reverse((bits, node))) = heap.pop() {
            let here = f64::from_bits(bits);
            if here > least[node as usize] {
                continue;
            }
            for (end, length) in edges(node) {
                let there = here + length;
                if there < least[end as usize] {
                    least[end as usize] = there;
                    nearer(end, node);
                    // Bits of non-negative floats sort as the numbers do.
                    heap.push(Reverse((there.to_bits(), end)));
                }
            }
        }
    }
}
