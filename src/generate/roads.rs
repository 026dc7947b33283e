//! The cut of the road graph that an instance needs.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::draft::Draft;
use super::ground::{Ground, km};
use super::recipe::Size;
use crate::model::{Position, RoadEdge, RoadNode};

/// Roads this far around the planning area stay in, kilometres.
const MARGIN: f64 = 30.0;
/// The farthest that an enterprise lies from its seat, kilometres.
pub(super) const REACH: f64 = 25.0;

/// Puts the roads of the planning area, of 30 km around it, and the ways from far agencies into the tables.
pub(super) fn fill(draft: &mut Draft) {
    let keep = match draft.recipe.size {
        Size::County | Size::City => cut(draft),
        Size::Province | Size::Nation => vec![true; draft.ground.nodes.len()],
    };
    let mut new = vec![None; keep.len()];
    let digits = draft.ground.nodes.len().to_string().len();
    for (at, &position) in draft.ground.nodes.iter().enumerate().filter(|(at, _)| keep[*at]) {
        new[at] = Some(draft.tables.road_nodes.len() as u32);
        let id = format!("N{at:0digits$}");
        draft.tables.road_nodes.push(RoadNode { row: 0, id, position });
    }
    for &(a, b, metres) in &draft.ground.edges {
        if let (Some(from), Some(to)) = (new[a as usize], new[b as usize]) {
            draft.tables.road_edges.push(RoadEdge { row: 0, from, to, metres });
        }
    }
}

fn cut(draft: &Draft) -> Vec<bool> {
    let ground = &draft.ground;
    let seats: Vec<Position> =
        draft.counties.iter().map(|c| draft.tables.regions[c.ix()].position).collect();
    let outline = draft.tops.first().and_then(|&top| {
        ground.outlines.iter().find(|outline| outline.code == ground.seats[top].code)
    });
    let near = |p: Position| match outline {
        Some(outline) => {
            let mut edge = outline.rings.iter().flatten();
            outline.contains(p) || edge.any(|v| km(p, Position { lon: v[0], lat: v[1] }) <= MARGIN)
        }
        None => seats.iter().any(|&seat| km(p, seat) <= REACH + MARGIN),
    };
    let mut keep: Vec<bool> = ground.nodes.iter().map(|&node| near(node)).collect();
    let graph = neighbours(ground);
    let Some(centre) = seats.first().and_then(|&seat| nearest(ground, seat)) else {
        return keep;
    };
    let inside = connected(&graph, centre, &keep);
    keep.iter_mut().zip(inside).for_each(|(keep, inside)| *keep &= inside);
    let back = shortest_paths(&graph, centre);
    for region in &draft.tables.regions {
        let mut at = nearest(ground, region.position);
        while let Some(node) = at.filter(|&node| !keep[node]) {
            keep[node] = true;
            at = back[node];
        }
    }
    keep
}

type Graph = Vec<Vec<(usize, u64)>>;

fn neighbours(ground: &Ground) -> Graph {
    let mut graph = vec![Vec::new(); ground.nodes.len()];
    for &(a, b, metres) in &ground.edges {
        let (a, b, metres) = (a as usize, b as usize, metres as u64);
        graph[a].push((b, metres));
        graph[b].push((a, metres));
    }
    graph
}

fn nearest(ground: &Ground, to: Position) -> Option<usize> {
    let nodes = ground.nodes.iter().map(|&node| km(node, to)).enumerate();
    nodes.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// The kept nodes that can be reached from `start` over kept nodes.
fn connected(graph: &Graph, start: usize, keep: &[bool]) -> Vec<bool> {
    let mut seen = vec![false; graph.len()];
    let mut open = vec![start];
    seen[start] = true;
    while let Some(at) = open.pop() {
        for &(next, _) in &graph[at] {
            if keep[next] && !seen[next] {
                seen[next] = true;
                open.push(next);
            }
        }
    }
    seen
}

/// For each node, the next one on a shortest path to `centre` (Dijkstra 1959).
fn shortest_paths(graph: &Graph, centre: usize) -> Vec<Option<usize>> {
    let mut best = vec![u64::MAX; graph.len()];
    let mut back = vec![None; graph.len()];
    let mut heap = BinaryHeap::from([(Reverse(0), centre)]);
    best[centre] = 0;
    while let Some((Reverse(metres), at)) = heap.pop() {
        if metres > best[at] {
            continue;
        }
        for &(next, edge) in &graph[at] {
            if metres + edge < best[next] {
                best[next] = metres + edge;
                back[next] = Some(at);
                heap.push((Reverse(metres + edge), next));
            }
        }
    }
    back
}
