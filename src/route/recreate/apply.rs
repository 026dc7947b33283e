//! A place that was found is taken.

use super::super::problem::Problem;
use super::super::ruin::tidy;
use super::super::solution::{Slot, Solution};
use super::{Move, Scratch};

/// Makes a move that was found; nothing happens if samples would come home too late.
pub(super) fn apply(
    problem: &Problem,
    solution: &mut Solution,
    stop: u32,
    found: Move,
    scratch: &mut Scratch,
) {
    let team_base = |slot: usize| problem.crews[problem.team_day(slot).0].base;
    let (slot, from, to) = match found {
        Move::Into { slot, .. } => (slot, solution.slots[slot].from, solution.slots[slot].to),
        Move::Alone { slot } => (slot, team_base(slot), team_base(slot)),
        Move::After { end, seat } => (end + 1, seat, team_base(end)),
        Move::Before { start, seat } => (start - 1, team_base(start), seat),
        Move::Out { slot, seat } => (slot, team_base(slot), seat),
        Move::Back { slot, seat } => (slot, seat, team_base(slot)),
        Move::Far { slot, seat } => (slot, seat, seat),
    };
    let mut stops = solution.slots[slot].stops.clone();
    let at = if let Move::Into { at, .. } = found { at } else { 0 };
    stops.insert(at, stop);
    let spare = match found {
        Move::Into { slot: tour, .. }
        | Move::After { end: tour, .. }
        | Move::Before { start: tour, .. } => solution.spare(problem, solution.tour(problem, tour)),
        Move::Alone { .. } | Move::Out { .. } | Move::Back { .. } | Move::Far { .. } => {
            let crew = &problem.crews[problem.team_day(slot).0];
            (crew.mass, crew.volume)
        }
    };
    let Some(day) = Solution::walk(problem, slot, from, to, stops) else { return };
    let (overlooked, chosen) = (scratch.overlooked_by(stop), &mut scratch.labs);
    if solution.choose_labs(problem, stop, slot, spare, overlooked, chosen).is_none() {
        return;
    }
    let mut others: Vec<(usize, Slot)> = Vec::new();
    let mut other = |at: usize, from: u32, to: u32, stops: Vec<u32>| {
        Solution::walk(problem, at, from, to, stops).map(|walked| others.push((at, walked)))
    };
    let made = match found {
        Move::Into { .. } | Move::Alone { .. } => Some(()),
        Move::After { end, seat } => {
            let kept = &solution.slots[end];
            other(end, kept.from, seat, kept.stops.clone())
        }
        Move::Before { start, seat } => {
            let kept = &solution.slots[start];
            other(start, seat, kept.to, kept.stops.clone())
        }
        Move::Out { slot, seat } => other(slot + 1, seat, team_base(slot), Vec::new()),
        Move::Back { slot, seat } => other(slot - 1, team_base(slot), seat, Vec::new()),
        Move::Far { slot, seat } => other(slot - 1, team_base(slot), seat, Vec::new())
            .and_then(|()| other(slot + 1, seat, team_base(slot), Vec::new())),
    };
    if made.is_none() {
        return;
    }
    solution.place(problem, stop, slot, day, &scratch.labs);
    for (at, walked) in others {
        solution.set(problem, at, walked);
    }
    let tour = solution.tour(problem, slot);
    if !solution.delivers(problem, tour) {
        solution.take_out(problem, slot, &[stop]);
        tidy(problem, solution, slot);
    }
}
