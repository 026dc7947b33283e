//! The roads under the tours: those of the instance, else the main roads of the province.

use crate::model::{Instance, Position};

use super::ground::Ground;

/// Main roads of Shanxi, an excerpt of OpenStreetMap; an edge names its nodes by position.
const NODES: &str = include_str!("../../../data/shanxi_road_nodes.csv");
const EDGES: &str = include_str!("../../../data/shanxi_road_edges.csv");

/// All roads in and around the frame, as one path.
pub fn roads(instance: &Instance, ground: &Ground) -> String {
    let tables = instance.tables();
    let (nodes, edges) = if tables.road_nodes.is_empty() {
        built_in()
    } else {
        let nodes = tables.road_nodes.iter().map(|node| node.position).collect();
        let edges = tables.road_edges.iter().map(|edge| (edge.from as usize, edge.to as usize));
        (nodes, edges.collect())
    };
    let lines = chains(nodes.len(), &edges);
    let place = |at: &usize| nodes.get(*at).copied();
    lines
        .iter()
        .filter_map(|line| ground.line(&line.iter().filter_map(place).collect::<Vec<_>>(), 0.5))
        .collect()
}

fn built_in() -> (Vec<Position>, Vec<(usize, usize)>) {
    let node = |line: &str| {
        let (lon, lat) = line.split_once(',')?;
        Some(Position { lon: lon.trim().parse().ok()?, lat: lat.trim().parse().ok()? })
    };
    let edge = |line: &str| {
        let mut cells = line.split(',');
        Some((cells.next()?.trim().parse().ok()?, cells.next()?.trim().parse().ok()?))
    };
    (
        NODES.lines().skip(1).filter_map(node).collect(),
        EDGES.lines().skip(1).filter_map(edge).collect(),
    )
}

/// Edges joined to lines that run from one crossing to the next, then the rings that are left.
fn chains(nodes: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut at_node: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (at, &(a, b)) in edges.iter().enumerate().filter(|(_, (a, b))| *a < nodes && *b < nodes) {
        at_node[a].push(at);
        at_node[b].push(at);
    }
    let mut used = vec![false; edges.len()];
    let mut lines = Vec::new();
    let crossings = (0..nodes).filter(|node| at_node[*node].len() != 2);
    for start in crossings.chain(0..nodes) {
        for &first in &at_node[start] {
            if used[first] {
                continue;
            }
            let (mut line, mut edge) = (vec![start], first);
            loop {
                used[edge] = true;
                let (a, b) = edges[edge];
                let here = if line.last() == Some(&a) { b } else { a };
                line.push(here);
                let next = at_node[here].iter().copied().find(|next| !used[*next]);
                match next {
                    Some(next) if at_node[here].len() == 2 => edge = next,
                    _ => break,
                }
            }
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edge_is_drawn_once() {
        // A ring 0-1-2-0 and a branch 2-3-4, a loop at 4, and a ring apart 5-6-5.
        let edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 4), (5, 6), (6, 5)];
        let lines = chains(7, &edges);
        let drawn: usize = lines.iter().map(|line| line.len() - 1).sum();
        assert_eq!(drawn, edges.len());
        assert!(
            lines.contains(&vec![2, 3, 4]),
            "a line runs through nodes of two edges: {lines:?}"
        );
    }

    #[test]
    fn the_provinces_roads_are_read_whole() {
        let (nodes, edges) = built_in();
        assert_eq!(
            (nodes.len(), edges.len()),
            (NODES.lines().count() - 1, EDGES.lines().count() - 1)
        );
        assert!(edges.iter().all(|(a, b)| *a < nodes.len() && *b < nodes.len()));
        let ground = Ground::around(nodes.iter().copied());
        let tables = crate::model::Tables::default();
        assert!(tables.road_nodes.is_empty());
        assert_eq!(ground.line(&[Position { lon: 0.0, lat: 0.0 }; 2], 0.5), None, "far away");
    }
}
