//! Parts: routes near one another, cut from the whole anew each round, so that a search works on data
//! that fit its cache, and several at once (after Santini, Schneider, Vidal, Vigo 2023,
//! doi:10.1287/ijoc.2023.0048: barycentres of routes).

use fastrand::Rng;

use super::data::{Data, Route, Solution};

/// Some routes and absent clients, and the vehicles to serve them.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Clients, by the names of the whole problem.
    pub clients: Vec<u32>,
    /// Routes, by positions in `clients`.
    pub routes: Vec<Route>,
    /// Vehicles of each type.
    pub counts: Vec<usize>,
}

/// A route, or somebody absent.
struct Item {
    middle: [f64; 2],
    clients: Vec<u32>,
    kind: Option<usize>,
}

/// Cuts a solution into `parts` parts of about as many clients each; vehicles that stand idle are
/// shared out.
pub fn cut(
    data: &Data,
    plane: &[[f64; 2]],
    solution: &Solution,
    parts: usize,
    rng: &mut Rng,
) -> Vec<Part> {
    let routes = solution.routes.iter().map(|route| (Some(route.kind), route.clients.clone()));
    let absent = solution.absent.iter().map(|&client| (None, vec![client]));
    let mut items: Vec<Item> = routes
        .chain(absent)
        .map(|(kind, clients)| Item { middle: middle(plane, &clients), clients, kind })
        .collect();
    let mut groups = Vec::new();
    halve(&mut items, parts, rng, &mut groups);
    let turn = rng.usize(..groups.len().max(1));
    let counts = fleets(data, &groups, turn);
    groups.into_iter().zip(counts).map(|(items, counts)| part(&items, counts)).collect()
}

fn middle(plane: &[[f64; 2]], clients: &[u32]) -> [f64; 2] {
    let sum = clients.iter().map(|&client| plane[client as usize]);
    let sum = sum.fold([0.0, 0.0], |a, b| [a[0] + b[0], a[1] + b[1]]);
    let count = clients.len().max(1) as f64;
    [sum[0] / count, sum[1] / count]
}

/// Cuts along a random direction into shares of clients, again and again.
fn halve(items: &mut Vec<Item>, parts: usize, rng: &mut Rng, groups: &mut Vec<Vec<Item>>) {
    if parts <= 1 || items.len() < 2 {
        if !items.is_empty() {
            groups.push(std::mem::take(items));
        }
        return;
    }
    let angle = rng.f64() * std::f64::consts::TAU;
    let along = |item: &Item| item.middle[0] * angle.cos() + item.middle[1] * angle.sin();
    items.sort_by(|a, b| along(a).total_cmp(&along(b)).then_with(|| a.clients.cmp(&b.clients)));
    let all: usize = items.iter().map(|item| item.clients.len()).sum();
    let first = parts / 2;
    let (mut held, mut at) = (0, 0);
    while at + 1 < items.len() && held * parts < all * first {
        held += items[at].clients.len();
        at += 1;
    }
    let mut rest = items.split_off(at.max(1));
    halve(items, first, rng, groups);
    halve(&mut rest, parts - first, rng, groups);
}

/// Vehicles for each group: those it uses, and its share of the idle ones.
fn fleets(data: &Data, groups: &[Vec<Item>], turn: usize) -> Vec<Vec<usize>> {
    let used = |items: &[Item], kind: usize| items.iter().filter(|i| i.kind == Some(kind)).count();
    let mut counts = vec![vec![0; data.types.len()]; groups.len()];
    for (kind, row) in data.types.iter().enumerate() {
        let busy: Vec<usize> = groups.iter().map(|items| used(items, kind)).collect();
        let idle = row.count.saturating_sub(busy.iter().sum());
        for (at, busy) in busy.into_iter().enumerate() {
            let place = (at + turn) % groups.len();
            counts[at][kind] = busy + (idle + place) / groups.len();
        }
    }
    counts
}

fn part(items: &[Item], counts: Vec<usize>) -> Part {
    let mut part = Part { counts, ..Part::default() };
    for item in items {
        let first = part.clients.len() as u32;
        part.clients.extend(&item.clients);
        if let Some(kind) = item.kind {
            let clients = (first..part.clients.len() as u32).collect();
            part.routes.push(Route { kind, clients });
        }
    }
    part
}
