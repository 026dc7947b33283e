//! The lot that spreads the sample in space: local pivotal method (Grafström, Lundström and Schelin
//! 2012, doi:10.1111/j.1541-0420.2011.01699.x) with numbers that anyone can compute.
//!
//! Every candidate starts with the same chance, places over candidates. The undecided one with the
//! smallest number duels with the undecided one nearest to it: one of them takes over as much of the
//! other's chance as it can hold, so that at least one of them is decided; who it is falls to a
//! digest, in proportion, so that nobody's chance changes on the whole. Neighbours are thus rarely
//! drawn together. Chances are counted in whole parts (candidates of them make certainty), so that no
//! rounding plays a part; distances are haversine in whole metres.

use sha2::{Digest, Sha256};

use crate::geography::haversine;
use crate::model::Position;

/// A candidate of the lot.
#[derive(Clone, Copy, Debug)]
pub struct Lot<'a> {
    /// Id of the task.
    pub id: &'a str,
    /// Its number.
    pub number: u64,
    /// Where it would be drawn.
    pub place: Position,
}

/// Which of the lots are drawn, `places` of them (all, if there are not so many).
pub fn drawn(seed: u64, lots: &[Lot<'_>], places: usize) -> Vec<bool> {
    let all = lots.len();
    let mut chance = vec![places.min(all) as u64; all];
    let mut open: Vec<usize> = (0..all).collect();
    open.sort_by_key(|&at| (lots[at].number, lots[at].id));
    while let [first, rest @ ..] = &open[..] {
        let distance = |at: &usize| {
            (metres(lots[*first].place, lots[*at].place), lots[*at].number, lots[*at].id)
        };
        let (a, Some(&b)) = (*first, rest.iter().min_by_key(|&at| distance(at))) else { break };
        (chance[a], chance[b]) =
            duel(throw(seed, lots[a].id, lots[b].id), chance[a], chance[b], all as u64);
        open.retain(|&at| chance[at] != 0 && chance[at] != all as u64);
    }
    chance.into_iter().map(|chance| chance == all as u64 && all > 0).collect()
}

/// The chances after a duel; `all` is certainty.
fn duel(throw: u64, a: u64, b: u64, all: u64) -> (u64, u64) {
    let both = a + b;
    // throw / 2^64 < part / whole, in whole numbers.
    let below =
        |part: u64, whole: u64| u128::from(throw) * u128::from(whole) < u128::from(part) << 64;
    if both < all {
        if below(b, both) { (0, both) } else { (both, 0) }
    } else if below(all - b, 2 * all - both) {
        (all, both - all)
    } else {
        (both - all, all)
    }
}

/// The digest of a duel: the first 16 hexadecimal digits of SHA-256 of `SEED:TASK:TASK`.
fn throw(seed: u64, a: &str, b: &str) -> u64 {
    let digest = Sha256::digest(format!("{seed}:{a}:{b}"));
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn metres(a: Position, b: Position) -> u64 {
    (haversine(a, b) + 0.5).floor() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::number;

    /// Lots on a crowded and an empty half of a square, and which were drawn.
    fn sample(seed: u64, places: usize) -> (Vec<Position>, Vec<bool>, Vec<bool>) {
        let ids: Vec<String> = (0..24).map(|at| format!("T{at}")).collect();
        let mut rng = fastrand::Rng::with_seed(9);
        let spots: Vec<Position> = (0..24)
            .map(|at| {
                let width = if at < 16 { 0.1 } else { 1.0 };
                Position { lon: 112.0 + width * rng.f64(), lat: 35.0 + width * rng.f64() }
            })
            .collect();
        let lots: Vec<Lot<'_>> = ids
            .iter()
            .zip(&spots)
            .map(|(id, &place)| Lot { id, number: number(seed, id), place })
            .collect();
        let mut order: Vec<usize> = (0..24).collect();
        order.sort_by_key(|&at| lots[at].number);
        let simple = (0..24).map(|at| order[..places].contains(&at)).collect();
        let balanced = drawn(seed, &lots, places);
        (spots, balanced, simple)
    }

    /// Variance of the share of all spots that lie nearest to each drawn one (Voronoi balance,
    /// Stevens and Olsen 2004): 0 = every drawn spot stands for as many.
    fn voronoi(spots: &[Position], drawn: &[bool]) -> f64 {
        let members: Vec<usize> = (0..spots.len()).filter(|&at| drawn[at]).collect();
        let mut held = vec![0.0; members.len()];
        for spot in spots {
            let far = |at: &usize| haversine(*spot, spots[members[*at]]);
            let nearest = (0..members.len()).min_by(|a, b| far(a).total_cmp(&far(b))).unwrap();
            held[nearest] += members.len() as f64 / spots.len() as f64;
        }
        held.iter().map(|share| (share - 1.0) * (share - 1.0)).sum::<f64>() / held.len() as f64
    }

    #[test]
    fn everyone_is_drawn_as_often_as_anyone() {
        let (places, draws) = (7, 4000);
        let mut counts = [0_u32; 24];
        for seed in 0..draws {
            let (_, balanced, _) = sample(seed, places);
            assert_eq!(balanced.iter().filter(|drawn| **drawn).count(), places);
            counts.iter_mut().zip(balanced).for_each(|(count, drawn)| *count += u32::from(drawn));
        }
        // 7 of 24 is 0.2917; the standard error of 4000 draws is 0.0072: four of them.
        for (at, count) in counts.into_iter().enumerate() {
            let share = f64::from(count) / draws as f64;
            assert!((share - 7.0 / 24.0).abs() < 0.029, "{at}: {share}");
        }
    }

    #[test]
    fn the_sample_is_spread_better_than_by_plain_lot() {
        let (mut balanced, mut simple) = (0.0, 0.0);
        for seed in 0..500 {
            let (spots, ours, plain) = sample(seed, 6);
            balanced += voronoi(&spots, &ours);
            simple += voronoi(&spots, &plain);
        }
        // 129 against 209 as measured.
        assert!(balanced < 0.7 * simple, "{balanced} against {simple}");
    }

    #[test]
    fn duels_keep_chances_on_the_whole() {
        // All throws in equal steps: a chance of 2 and 3 of 10 makes 5 in 2 or 3 of 5 cases.
        let throws = (0..1000_u64).map(|step| step * (u64::MAX / 1000));
        let low: Vec<(u64, u64)> = throws.clone().map(|throw| duel(throw, 2, 3, 10)).collect();
        let mean = |all: &[(u64, u64)]| all.iter().map(|(a, _)| a).sum::<u64>() as f64 / 1000.0;
        assert!((mean(&low) - 2.0).abs() < 0.02, "{}", mean(&low));
        assert!(low.iter().all(|pair| matches!(pair, (0, 5) | (5, 0))));
        let high: Vec<(u64, u64)> = throws.map(|throw| duel(throw, 7, 8, 10)).collect();
        assert!(high.iter().all(|pair| matches!(pair, (10, 5) | (5, 10))));
        assert!((mean(&high) - 7.0).abs() < 0.02, "{}", mean(&high));
        assert_eq!(duel(0, 4, 6, 10), (10, 0));
    }

    #[test]
    fn none_and_all_are_simple() {
        let (_, none, _) = sample(1, 0);
        assert!(none.iter().all(|drawn| !drawn));
        let (_, all, _) = sample(1, 24);
        assert!(all.iter().all(|drawn| *drawn));
        assert!(drawn(1, &[], 3).is_empty());
    }
}
