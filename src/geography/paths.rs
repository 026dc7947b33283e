//! Which way a leg goes: the road nodes between two places, for maps.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::roads::{Graph, Roads, Walk, local_chord2, nearest_nodes};
use super::{number, units};
use crate::model::{Instance, Place, TravelSource};

/// For each leg the road nodes it passes in order, as positions in the instance's table; empty where
/// the way is straight: closer than `local_km`, no way by road, or no roads at all.
pub fn road_paths(instance: &Instance, legs: &[(Place, Place)]) -> Vec<Vec<u32>> {
    if instance.settings().travel.source != TravelSource::Roads {
        return vec![Vec::new(); legs.len()];
    }
    let ends = road_ends(instance, legs);
    let mut wanted: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &(a, b) in ends.iter().flatten() {
        wanted.entry(a.min(b)).or_default().push(a.max(b));
    }
    let graph = Graph::new(instance);
    let wanted: Vec<(u32, Vec<u32>)> = wanted.into_iter().collect();
    let found: BTreeMap<(u32, u32), Vec<u32>> = wanted
        .par_iter()
        .map_init(
            || Walk::new(instance.road_nodes.len() + 1),
            |walk, (source, targets)| {
                let before = graph.before(walk, *source);
                let path = |target: &u32| ((*source, *target), back(&before, *source, *target));
                targets.iter().map(path).collect::<Vec<_>>()
            },
        )
        .flatten()
        .collect();
    let path = |ends: &Option<(u32, u32)>| {
        let Some((a, b)) = *ends else { return Vec::new() };
        let mut path = found.get(&(a.min(b), a.max(b))).cloned().unwrap_or_default();
        if a > b {
            path.reverse();
        }
        path
    };
    ends.iter().map(path).collect()
}

/// The nodes at which each leg comes to the road and leaves it; none where it is driven straight.
fn road_ends(instance: &Instance, legs: &[(Place, Place)]) -> Vec<Option<(u32, u32)>> {
    let units = units(instance);
    let nearest = nearest_nodes(instance, &units);
    let local = local_chord2(instance);
    let agencies_from = instance.enterprises.len();
    let regions_from = agencies_from + instance.agencies.len();
    let number = |place| number(agencies_from, regions_from, place);
    let ends = |&(from, to): &(Place, Place)| {
        let (from, to) = (number(from), number(to));
        let far = from != to && units[from].chord2(&units[to]) >= local;
        let (a, b) = (nearest[from].filter(|_| far)?, nearest[to]?);
        Some((a.0, b.0))
    };
    legs.iter().map(ends).collect()
}

/// The nodes from source to target; none where there is no path.
fn back(before: &[u32], source: u32, target: u32) -> Vec<u32> {
    let mut path = vec![target];
    let mut here = target;
    while here != source {
        here = before[here as usize];
        if here == Roads::NO_NODE {
            return Vec::new();
        }
        path.push(here);
    }
    path.reverse();
    path
}
