//! How often an enterprise can be entered: visits that could have been one must be one, so most
//! have one door only.

use super::Ground;
use super::cells::FEW;
use super::wanted::Wanted;
use crate::model::TaskIx;

/// For each wanted site the most visits that any plan can make there; none if each task may have its
/// own, so that nothing is said.
pub fn most_visits(ground: Ground<'_>, wanted: &Wanted) -> Vec<Option<u32>> {
    let most = |site: &super::wanted::WantedSite| {
        let tasks: Vec<TaskIx> = site.tasks.iter().map(|&want| wanted.tasks[want].task).collect();
        if ground.screen.group_admissible(&tasks) {
            return 1;
        }
        if tasks.len() > FEW {
            return tasks.len() as u32;
        }
        let sets = 1_usize << tasks.len();
        let together: Vec<bool> = (0..sets)
            .map(|set| {
                let members: Vec<TaskIx> =
                    (0..tasks.len()).filter(|at| set >> at & 1 == 1).map(|at| tasks[at]).collect();
                ground.screen.group_admissible(&members)
            })
            .collect();
        apart(&together, tasks.len(), 0, &mut Vec::new())
    };
    let few = |site| Some(most(site)).filter(|most| (*most as usize) < site.tasks.len());
    wanted.sites.iter().map(few).collect()
}

/// The most sets into which some of the tasks from `at` on can be put, added to those there are, so
/// that no two of the sets could be one.
fn apart(together: &[bool], tasks: usize, at: usize, sets: &mut Vec<usize>) -> u32 {
    if at == tasks {
        let could = |(a, &first): (usize, &usize)| {
            sets[a + 1..].iter().any(|second| together[first | second])
        };
        let merged = sets.iter().enumerate().any(could);
        return if merged { 0 } else { sets.len() as u32 };
    }
    let mut most = apart(together, tasks, at + 1, sets);
    for set in 0..sets.len() {
        sets[set] |= 1 << at;
        most = most.max(apart(together, tasks, at + 1, sets));
        sets[set] &= !(1 << at);
    }
    sets.push(1 << at);
    most = most.max(apart(together, tasks, at + 1, sets));
    sets.pop();
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_that_could_be_one_are_not_counted_twice() {
        // Of three tasks 0 and 1 go together, 2 with neither.
        let together: Vec<bool> = (0..8).map(|set: u32| set & 4 == 0 || set == 4).collect();
        assert_eq!(apart(&together, 3, 0, &mut Vec::new()), 2);
        // Each pair goes together, but not all three: {0, 1} and {2} may stand side by side.
        let together: Vec<bool> = (0..8).map(|set: u32| set != 7).collect();
        assert_eq!(apart(&together, 3, 0, &mut Vec::new()), 2);
        // None goes with another.
        let together: Vec<bool> = (0..8).map(|set: u32| set.count_ones() < 2).collect();
        assert_eq!(apart(&together, 3, 0, &mut Vec::new()), 3);
    }
}
