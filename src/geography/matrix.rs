//! Ways given pair by pair in `matrix.csv`.

use super::Leg;
use crate::model::{MatrixRow, Place};

/// The given legs, by start and then by end.
pub(super) struct MatrixLegs {
    starts: Vec<u32>,
    legs: Vec<(u32, Leg)>,
}

impl MatrixLegs {
    /// Sorts the rows; of rows for one pair the last holds.
    pub fn new(rows: &[MatrixRow], places: usize, number: impl Fn(Place) -> usize) -> Self {
        let leg = |row: &MatrixRow| Leg {
            metres: clamp(row.metres.0, Leg::UNREACHABLE.metres),
            minutes: clamp(row.minutes.0, Leg::UNREACHABLE.minutes),
        };
        let mut all: Vec<(usize, usize, Leg)> =
            rows.iter().map(|row| (number(row.from), number(row.to), leg(row))).collect();
        // Stable, so that the last row of a pair stays last.
        all.sort_by_key(|(from, to, _)| (*from, *to));
        all.reverse();
        all.dedup_by_key(|(from, to, _)| (*from, *to));
        all.reverse();
        let mut starts = vec![0u32; places + 1];
        for (from, ..) in &all {
            starts[from + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { starts, legs: all.into_iter().map(|(_, to, leg)| (to as u32, leg)).collect() }
    }

    /// The leg of a pair, if the file has it.
    pub fn leg(&self, from: usize, to: usize) -> Option<Leg> {
        let row = &self.legs[self.starts[from] as usize..self.starts[from + 1] as usize];
        let at = row.binary_search_by_key(&(to as u32), |(end, _)| *end).ok()?;
        Some(row[at].1)
    }
}

fn clamp(amount: i64, most: u32) -> u32 {
    amount.clamp(0, i64::from(most)) as u32
}
