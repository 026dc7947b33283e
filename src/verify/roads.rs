//! Shortest ways in the road graph, by Dijkstra from every node that is asked for.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

use super::travel::geodesic;
use crate::model::{Instance, Position};

/// The road graph of an instance. Its metres are as given, without `road_factor`.
pub(super) struct Roads {
    /// Nodes by latitude, then by position in `road_nodes`.
    by_latitude: Vec<(f64, usize)>,
    positions: Vec<Position>,
    neighbours: Vec<Vec<(usize, f64)>>,
    trees: RefCell<BTreeMap<usize, Rc<Vec<f64>>>>,
}

/// A node on the frontier of a search: nearest first, then the smaller position.
#[derive(PartialEq)]
struct Frontier(f64, usize);

impl Eq for Frontier {}

impl Ord for Frontier {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

impl PartialOrd for Frontier {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Roads {
    /// Reads `road_nodes.csv` and `road_edges.csv`; edges go both ways.
    pub(super) fn new(instance: &Instance) -> Self {
        let positions: Vec<Position> = instance.road_nodes.iter().map(|n| n.position).collect();
        let mut neighbours = vec![Vec::new(); positions.len()];
        for edge in &instance.road_edges {
            neighbours[edge.from as usize].push((edge.to as usize, edge.metres));
            neighbours[edge.to as usize].push((edge.from as usize, edge.metres));
        }
        let mut by_latitude: Vec<(f64, usize)> =
            positions.iter().enumerate().map(|(at, position)| (position.lat, at)).collect();
        by_latitude.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Self { by_latitude, positions, neighbours, trees: RefCell::default() }
    }

    /// The nearest node by geodesic metres, the smallest position among equals.
    ///
    /// Two points are never nearer than their difference in latitude, so the search goes outwards
    /// from the point's own latitude, south and north, and stops where that alone is too far.
    pub(super) fn nearest(&self, position: Position) -> Option<usize> {
        let middle = self.by_latitude.partition_point(|(lat, _)| *lat < position.lat);
        let (south, north) = self.by_latitude.split_at(middle);
        let mut best: Option<(f64, usize)> = None;
        let mut look = |nodes: &mut dyn Iterator<Item = &(f64, usize)>| {
            for &(lat, node) in nodes {
                let least = geodesic(position, Position { lon: position.lon, lat });
                // A metre of slack keeps rounding out of the argument.
                if best.is_some_and(|(metres, _)| least > metres + 1.0) {
                    break;
                }
                let here = (geodesic(position, self.positions[node]), node);
                let nearer = |(metres, at)| here.0 < metres || here.0 == metres && here.1 < at;
                if best.is_none_or(nearer) {
                    best = Some(here);
                }
            }
        };
        look(&mut south.iter().rev());
        look(&mut north.iter());
        best.map(|(_, node)| node)
    }

    /// Road metres from a node to every node, infinite where no path leads; remembered, so ask
    /// from the end that is asked for often.
    pub(super) fn all_from(&self, node: usize) -> Rc<Vec<f64>> {
        if let Some(tree) = self.trees.borrow().get(&node) {
            return tree.clone();
        }
        let tree = Rc::new(self.search(node, None));
        self.trees.borrow_mut().insert(node, tree.clone());
        tree
    }

    /// Road metres between two nodes, infinite where no path leads.
    pub(super) fn between(&self, from: usize, to: usize) -> f64 {
        self.search(from, Some(to))[to]
    }

    /// Dijkstra's algorithm (doi:10.1007/BF01386390), up to `goal` if there is one.
    fn search(&self, from: usize, goal: Option<usize>) -> Vec<f64> {
        let mut metres = vec![f64::INFINITY; self.positions.len()];
        let mut frontier = BinaryHeap::from([Reverse(Frontier(0.0, from))]);
        metres[from] = 0.0;
        while let Some(Reverse(Frontier(here, node))) = frontier.pop() {
            if Some(node) == goal {
                break;
            }
            if here > metres[node] {
                continue;
            }
            for &(next, length) in &self.neighbours[node] {
                let there = here + length;
                if there < metres[next] {
                    metres[next] = there;
                    frontier.push(Reverse(Frontier(there, next)));
                }
            }
        }
        metres
    }
}
