//! Legs between some places as flat tables, for searches that ask millions of times.

use rayon::prelude::*;

use super::{Leg, Travel};
use crate::model::Place;

/// All legs between the places it was built for, addressed by their positions in that list.
#[derive(Clone, Debug, Default)]
pub struct LegMatrix {
    size: usize,
    legs: Vec<Leg>,
    /// The same by where they lead, so that all ways to a place lie side by side; empty where there and back are
    /// the same.
    back: Vec<Leg>,
}

impl LegMatrix {
    /// Builds the table. A pair without a way becomes [`Leg::UNREACHABLE`].
    pub fn new(travel: &Travel, places: &[Place]) -> Self {
        let numbers: Vec<usize> = places.iter().map(|place| travel.number(*place)).collect();
        travel.keep_all();
        Self::filled(numbers.len(), travel.is_symmetric(), |from, to| {
            travel.leg_between(numbers[from], numbers[to])
        })
    }

    /// A table of legs that are asked for row by row, rows side by side; where there and back are the same,
    /// only one of both is.
    pub(super) fn filled(
        size: usize,
        symmetric: bool,
        leg: impl Fn(usize, usize) -> Option<Leg> + Sync,
    ) -> Self {
        let mut legs = vec![Leg::default(); size * size];
        legs.par_chunks_mut(size.max(1)).enumerate().for_each(|(from, row)| {
            let to_fill = if symmetric { from } else { size };
            for (to, place) in row.iter_mut().enumerate().take(to_fill) {
                *place = leg(from, to).unwrap_or(Leg::UNREACHABLE);
            }
        });
        let mut back = Vec::new();
        if symmetric {
            mirror(&mut legs, size);
        } else {
            back = transposed(&legs, size);
        }
        Self { size, legs, back }
    }

    /// A table of given legs; `leg(from, to)` answers for each pair of positions.
    pub fn from_fn(size: usize, leg: impl Fn(usize, usize) -> Leg) -> Self {
        let legs: Vec<Leg> = (0..size * size).map(|at| leg(at / size, at % size)).collect();
        let back = transposed(&legs, size);
        Self { size, legs, back }
    }

    /// How many places.
    pub fn len(&self) -> usize {
        self.size
    }

    /// Whether it has no place.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// The leg from the place at position `from` to the one at position `to`.
    #[inline]
    pub fn leg(&self, from: usize, to: usize) -> Leg {
        self.legs[from * self.size + to]
    }

    /// The legs from the place at position `from`, by position.
    #[inline]
    pub fn row(&self, from: usize) -> &[Leg] {
        &self.legs[from * self.size..(from + 1) * self.size]
    }

    /// The legs to the place at position `to`, by the position where they begin.
    #[inline]
    pub fn column(&self, to: usize) -> &[Leg] {
        let columns = if self.back.is_empty() { &self.legs } else { &self.back };
        &columns[to * self.size..(to + 1) * self.size]
    }
}

fn transposed(legs: &[Leg], size: usize) -> Vec<Leg> {
    (0..size * size).map(|at| legs[at % size * size + at / size]).collect()
}

/// Copies the lower triangle to the upper one, block by block to stay in the cache.
fn mirror(legs: &mut [Leg], size: usize) {
    const BLOCK: usize = 32;
    for top in (0..size).step_by(BLOCK) {
        for left in (0..=top).step_by(BLOCK) {
            for row in top..(top + BLOCK).min(size) {
                for column in left..(left + BLOCK).min(row) {
                    legs[column * size + row] = legs[row * size + column];
                }
            }
        }
    }
}
