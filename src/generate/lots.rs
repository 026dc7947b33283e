//! Random numbers that are the same everywhere: PCG-XSH-RR 64/32 (M. E. O'Neill 2014, HMC-CS-2014-0905).
//!
//! Decision: own generator of twenty lines and integer weights. Rejected: a crate whose stream may
//! change with its version, and floating-point distributions, whose logarithms differ by platform.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(super) struct Lots {
    state: u64,
    step: u64,
}

const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

impl Lots {
    /// The stream of a seed for one topic; streams of different topics don't disturb each other,
    /// so that a change in one part of an instance leaves the others as they are.
    pub fn new(seed: u64, topic: &str) -> Self {
        // FNV-1a, 64 bits.
        let topic = topic.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
        });
        Self::seeded(seed, topic | 1)
    }

    fn seeded(seed: u64, step: u64) -> Self {
        let mut lots = Self { state: 0, step };
        lots.next();
        lots.state = lots.state.wrapping_add(seed);
        lots.next();
        lots
    }

    fn next(&mut self) -> u32 {
        let old = self.state;
        self.state = old.wrapping_mul(MULTIPLIER).wrapping_add(self.step);
        let shifted = (((old >> 18) ^ old) >> 27) as u32;
        shifted.rotate_right((old >> 59) as u32)
    }

    /// A number in `0..end`; 0 if `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        ((u64::from(self.next()) * end as u64) >> 32) as usize
    }

    /// A number in `from..=to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1).max(1) as usize) as i64
    }

    /// True in `parts` of 1000 cases.
    pub fn chance(&mut self, parts: usize) -> bool {
        self.below(1000) < parts
    }

    /// A number in `-1.0..=1.0`, in steps of a millionth.
    pub fn unit(&mut self) -> f64 {
        self.between(-1_000_000, 1_000_000) as f64 / 1_000_000.0
    }

    /// One of the items; none of an empty slice.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = self.below(items.len());
        items.get(at)
    }

    /// A position, with probability in proportion to its weight; none if all weights are 0.
    pub fn weighted(&mut self, weights: &[u64]) -> Option<usize> {
        let total: u64 = weights.iter().sum();
        if total == 0 {
            return None;
        }
        let mut left = ((u128::from(self.next()) * u128::from(total)) >> 32) as u64;
        for (at, &weight) in weights.iter().enumerate() {
            if left < weight {
                return Some(at);
            }
            left -= weight;
        }
        None
    }

    /// Puts the items in random order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = self.below(at + 1);
            items.swap(at, other);
        }
    }
}

/// Splits `total` into whole parts in proportion to the weights (largest remainders first, then
/// the earlier part). All parts are 0 if all weights are.
pub(super) fn split(total: usize, weights: &[u64]) -> Vec<usize> {
    let sum: u128 = weights.iter().map(|&w| u128::from(w)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let share = |w: u64| total as u128 * u128::from(w);
    let mut parts: Vec<usize> = weights.iter().map(|&w| (share(w) / sum) as usize).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(share(weights[at]) % sum), at));
    let missing = total - parts.iter().sum::<usize>();
    for &at in order.iter().take(missing) {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_published_generator() {
        // Output of the reference implementation's demo: pcg32_srandom(42, 54), step 54·2 + 1.
        let mut lots = Lots::seeded(42, 109);
        let drawn: Vec<u32> = (0..4).map(|_| lots.next()).collect();
        assert_eq!(drawn, [0xa15c_02b7, 0x7b47_f409, 0xba1d_3330, 0x83d2_f293]);
    }

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut lots = Lots::new(1, "test");
        let drawn: Vec<usize> = (0..6).map(|_| lots.below(1000)).collect();
        assert_eq!(drawn, STREAM);
        let mut other = Lots::new(2, "test");
        assert_ne!(drawn, (0..6).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    /// Recorded once; a change would change every committed instance.
    const STREAM: [usize; 6] = [353, 650, 119, 609, 237, 741];

    #[test]
    fn parts_add_up_and_follow_the_weights() {
        // 10 : 30 : 60 of 7 = 0.7, 2.1, 4.2; the missing one goes to the remainder 0.7
        assert_eq!(split(7, &[10, 30, 60]), [1, 2, 4]);
        assert_eq!(split(5, &[0, 0]), [0, 0]);
        assert_eq!(split(2, &[1, 1, 1]), [1, 1, 0]);
    }
}
