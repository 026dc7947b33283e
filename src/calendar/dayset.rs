//! A set of days of the horizon, as bits.

use super::Day;

/// Some of the horizon's days. Sets that meet in one operation belong to one horizon.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DaySet {
    words: Vec<u64>,
}

impl DaySet {
    /// No day of a horizon of `len` days.
    pub fn empty(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)] }
    }

    /// Every day of a horizon of `len` days.
    pub fn full(len: usize) -> Self {
        Self::range(len, 0, len)
    }

    /// The days `from..to` (positions) of a horizon of `len` days.
    pub fn range(len: usize, from: usize, to: usize) -> Self {
        let mut words = vec![0; len.div_ceil(64)];
        let (from, to) = (from.min(len), to.min(len));
        for (at, word) in words.iter_mut().enumerate() {
            let (low, high) = (from.max(at * 64), to.min(at * 64 + 64));
            if low < high {
                let bits = high - low;
                *word = (u64::MAX >> (64 - bits)) << (low % 64);
            }
        }
        Self { words }
    }

    /// Whether the day is in the set.
    #[inline]
    pub fn contains(&self, day: Day) -> bool {
        self.words.get(day.ix() / 64).is_some_and(|word| word >> (day.ix() % 64) & 1 == 1)
    }

    /// Puts a day of the horizon in.
    #[inline]
    pub fn insert(&mut self, day: Day) {
        if let Some(word) = self.words.get_mut(day.ix() / 64) {
            *word |= 1 << (day.ix() % 64);
        }
    }

    /// Takes a day out.
    #[inline]
    pub fn remove(&mut self, day: Day) {
        if let Some(word) = self.words.get_mut(day.ix() / 64) {
            *word &= !(1 << (day.ix() % 64));
        }
    }

    /// The days in order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = Day> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| days_of(at, word))
    }

    /// The days that are in this set and in `other` but not in `without`, in order.
    #[inline]
    pub fn iter_common<'a>(
        &'a self,
        other: &'a DaySet,
        without: Option<&'a DaySet>,
    ) -> impl Iterator<Item = Day> + 'a {
        self.words.iter().zip(&other.words).enumerate().flat_map(move |(at, (a, b))| {
            let out = without.and_then(|set| set.words.get(at)).copied().unwrap_or(0);
            days_of(at, a & b & !out)
        })
    }

    /// The earliest day.
    pub fn first(&self) -> Option<Day> {
        self.iter().next()
    }

    /// The latest day.
    pub fn last(&self) -> Option<Day> {
        let (at, word) = self.words.iter().enumerate().rev().find(|(_, word)| **word != 0)?;
        Some(Day((at * 64 + 63 - word.leading_zeros() as usize) as u16))
    }

    /// How many days.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no day is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The days in both.
    #[must_use]
    pub fn and(&self, other: &DaySet) -> DaySet {
        let mut both = self.clone();
        both.intersect_with(other);
        both
    }

    /// Keeps the days that `other` holds too.
    pub fn intersect_with(&mut self, other: &DaySet) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds the days of `other`.
    pub fn unite_with(&mut self, other: &DaySet) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Takes out the days of `other`.
    pub fn subtract(&mut self, other: &DaySet) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Whether some day is in both.
    #[inline]
    pub fn intersects(&self, other: &DaySet) -> bool {
        self.words.iter().zip(&other.words).any(|(a, b)| a & b != 0)
    }

    /// Whether every day of this set is in `other`.
    pub fn is_subset(&self, other: &DaySet) -> bool {
        self.words.iter().zip(&other.words).all(|(a, b)| a & !b == 0)
    }
}

/// The days of one word.
#[inline]
fn days_of(at: usize, word: u64) -> impl Iterator<Item = Day> {
    std::iter::successors((word != 0).then_some(word), |word| {
        let rest = word & (word - 1);
        (rest != 0).then_some(rest)
    })
    .map(move |word| Day((at * 64 + word.trailing_zeros() as usize) as u16))
}
