//! Tasks of which at most one can be planned: draws of one product that would always lie too close.

use std::collections::BTreeSet;

use super::Ground;
use super::wanted::Wanted;
use crate::calendar::Day;

/// Longer lists of rivals are left alone.
const MOST: usize = 200;

/// Sets of wanted tasks, positions, each set of at least two of which at most one can be planned.
/// Every pair of rivals is in one of them.
pub fn cliques(ground: Ground<'_>, wanted: &Wanted) -> Vec<Vec<u32>> {
    let spans: Vec<Option<(Day, Day)>> = wanted
        .tasks
        .iter()
        .map(|want| {
            let days = ground.screen.task_days(want.task);
            Some((days.first()?, days.last()?))
        })
        .collect();
    let never = |a: usize, b: usize, months: u32| match (spans[a], spans[b]) {
        (Some(a), Some(b)) => {
            ground.screen.too_close(a.0, b.1, months) && ground.screen.too_close(a.1, b.0, months)
        }
        _ => false,
    };
    let mut rivals: Vec<BTreeSet<u32>> = Vec::with_capacity(wanted.tasks.len());
    for (at, want) in wanted.tasks.iter().enumerate() {
        let apart = ground.screen.apart(want.task);
        let others = apart.iter().take(MOST).filter_map(|&(other, months)| {
            let other = wanted.position[other.ix()]?;
            (other != at && never(at, other, months)).then_some(other as u32)
        });
        rivals.push(others.collect());
    }
    cover(&rivals)
}

/// Cliques that hold every edge, grown greedily.
fn cover(rivals: &[BTreeSet<u32>]) -> Vec<Vec<u32>> {
    let mut covered: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut cliques = Vec::new();
    for (a, others) in rivals.iter().enumerate() {
        let a = a as u32;
        for &b in others.range(a + 1..) {
            if covered.contains(&(a, b)) {
                continue;
            }
            let mut clique = vec![a, b];
            for &c in others {
                let meets = |member: &u32| rivals[c as usize].contains(member);
                if c != b && clique.iter().all(meets) {
                    clique.push(c);
                }
            }
            clique.sort_unstable();
            for (at, &one) in clique.iter().enumerate() {
                covered.extend(clique[at + 1..].iter().map(|&other| (one, other)));
            }
            cliques.push(clique);
        }
    }
    cliques
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_rivals_is_in_a_clique() {
        // 0-1-2 all rivals, 2-3 too: two cliques.
        let edges = [(0, 1), (0, 2), (1, 2), (2, 3)];
        let mut rivals = vec![BTreeSet::new(); 4];
        for (a, b) in edges {
            rivals[a as usize].insert(b);
            rivals[b as usize].insert(a);
        }
        assert_eq!(cover(&rivals), [vec![0, 1, 2], vec![2, 3]]);
    }
}
