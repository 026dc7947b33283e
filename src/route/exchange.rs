//! Two days exchange a piece of each, of any length, also nothing for something (CROSS-exchange, Taillard, Badeau,
//! Gendreau, Guertin, Potvin 1997, doi:10.1287/trsc.31.2.170): tails and single visits, too. A string that is taken out
//! is put back visit by visit, and so seldom comes to another day as a whole, or in the place of another.

use fastrand::Rng;

use super::problem::{NONE, Problem};
use super::ruin::tidy;
use super::solution::{Drive, Solution};

/// A piece of a day.
#[derive(Clone, Copy)]
struct Piece {
    slot: usize,
    first: usize,
    /// How many stops.
    count: usize,
}

impl Piece {
    /// The stops before it, its own, and those behind it.
    fn split(self, solution: &Solution) -> [&[u32]; 3] {
        let (before, rest) = solution.slots[self.slot].stops.split_at(self.first);
        let (own, behind) = rest.split_at(self.count);
        [before, own, behind]
    }
}

/// Pieces of two days, each of which goes in the place of the other.
#[derive(Clone, Copy)]
struct Exchange {
    cost: f64,
    pieces: [Piece; 2],
}

impl Exchange {
    /// For both days the stops that they have after it.
    fn stops(self, solution: &Solution) -> [[&[u32]; 3]; 2] {
        let [one, other] = self.pieces.map(|piece| piece.split(solution));
        [[one[0], other[1], one[2]], [other[0], one[1], other[2]]]
    }
}

/// Makes the exchange that brings a random stop beside one of its neighbours and changes roads and days the least, if
/// that is less than `most`, fen; whether it was made. It can be taken back: the solution is marked before it.
pub fn exchange(problem: &Problem, solution: &mut Solution, most: f64, rng: &mut Rng) -> bool {
    let stop = rng.u32(..problem.stops.len() as u32);
    let slot = solution.place[stop as usize];
    if slot == NONE {
        return false;
    }
    let slot = slot as usize;
    let at = |slot: usize, stop: u32| {
        let stops = solution.slots[slot].stops.iter();
        stops.take_while(|&&known| known != stop).count()
    };
    let (here, length) = (at(slot, stop), solution.slots[slot].stops.len());
    // The neighbour comes behind the stop, or before it.
    let behind = rng.bool();
    let mut best: Option<Exchange> = None;
    for &near in &problem.near[stop as usize] {
        let other = solution.place[near as usize];
        if other == NONE || other as usize == slot {
            continue;
        }
        let other = other as usize;
        let (there, others) = (at(other, near), solution.slots[other].stops.len());
        let (given, taken) =
            if behind { (length - here - 1, others - there) } else { (here, there + 1) };
        for count in 0..=given {
            let first = if behind { here + 1 } else { here - count };
            let one = Piece { slot, first, count };
            for count in 1..=taken {
                let first = if behind { there } else { there + 1 - count };
                let pieces = [one, Piece { slot: other, first, count }];
                let found = Exchange { cost: cost(problem, solution, pieces), pieces };
                if found.cost < best.map_or(most, |best| best.cost)
                    && holds(problem, solution, found)
                {
                    best = Some(found);
                }
            }
        }
    }
    let Some(found) = best else { return false };
    solution.mark();
    let made = make(problem, solution, found);
    if !made {
        solution.rollback(problem);
    }
    made
}

/// What roads and days cost more, fen.
fn cost(problem: &Problem, solution: &Solution, [one, other]: [Piece; 2]) -> f64 {
    let (a, b) = (&solution.slots[one.slot], &solution.slots[other.slot]);
    let far = |from: u32, to: u32| i64::from(problem.legs.leg(from as usize, to as usize).metres);
    let ends =
        |drives: &[Drive], piece: Piece| [drives[piece.first], drives[piece.first + piece.count]];
    let ([a_in, a_out], [b_in, b_out]) = (ends(&a.drives, one), ends(&b.drives, other));
    let mut road = far(a_in.from, b_in.to) + far(b_out.from, a_out.to);
    road -= i64::from(a_in.metres) + i64::from(b_in.metres) + i64::from(b_out.metres);
    let mut days = 0.0;
    if one.count > 0 {
        road += far(b_in.from, a_in.to) + far(a_out.from, b_out.to) - i64::from(a_out.metres);
    } else if other.count < b.stops.len() || b.from != b.to || !problem.is_base(b.from) {
        road += far(b_in.from, b_out.to);
    } else {
        days = problem.prices.team_day;
    }
    road as f64 * problem.prices.metre - days
}

/// Whether both days can be kept as far as roads and teams go.
fn holds(problem: &Problem, solution: &Solution, found: Exchange) -> bool {
    let [one, other] = found.pieces;
    let may = |piece: Piece, slot: usize| {
        piece.split(solution)[1].iter().all(|&stop| problem.index.may(stop, slot))
    };
    if !may(other, one.slot) || !may(one, other.slot) {
        return false;
    }
    let keeps = |slot: usize, stops: [&[u32]; 3]| {
        let day = &solution.slots[slot];
        Solution::keeps(problem, slot, (day.from, day.to), stops.into_iter().flatten().copied())
    };
    let [first, second] = found.stops(solution);
    keeps(one.slot, first) && keeps(other.slot, second)
}

/// Makes an exchange; false, with some of it done, if a visit may not be where it goes or finds no lab there.
fn make(problem: &Problem, solution: &mut Solution, found: Exchange) -> bool {
    let [one, other] = found.pieces;
    let stops = found.stops(solution).map(|pieces| pieces.concat());
    let moved = [other, one].map(|piece| piece.split(solution)[1].to_vec());
    moved.iter().flatten().for_each(|&stop| solution.leave(problem, stop));
    for (slot, stops) in [one.slot, other.slot].into_iter().zip(stops) {
        let (from, to) = (solution.slots[slot].from, solution.slots[slot].to);
        let Some(walked) = Solution::walk(problem, slot, from, to, stops) else { return false };
        solution.set(problem, slot, walked);
    }
    let mut labs = Vec::new();
    for (slot, stops) in [one.slot, other.slot].into_iter().zip(moved) {
        for stop in stops {
            let spare = solution.spare(problem, solution.tour(problem, slot));
            if !solution.admits(problem, stop, slot)
                || solution.choose_labs(problem, stop, slot, spare, None, &mut labs).is_none()
            {
                return false;
            }
            solution.join(problem, stop, slot, &labs);
        }
    }
    tidy(problem, solution, other.slot);
    true
}
