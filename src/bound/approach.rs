//! The shortest drives to a site and on from it, as far as a tour of one base could make them.
//!
//! Between two visits of a day somebody drives from the one to the other, and each of the two answers for half of
//! that. So a visit costs at least half of the shortest drive to it and half of the shortest on from it. Both lead
//! to places of the same tour: its base, a night's seat, or a site where the same teams may draw something on a day
//! on which they may draw something here. Two different sites, for a day comes to a site once.

use rayon::prelude::*;

use super::Ground;
use super::wanted::{Wanted, WantedSite};
use crate::calendar::DaySet;
use crate::geography::{Leg, Nearby};
use crate::model::{AgencyIx, Place, TeamIx};

/// Nearest places that are looked at for a site; the next one's drive is a floor for all others.
const NEAREST: usize = 256;
/// … among so many that are nearest in a straight line.
const AROUND: usize = 2048;

/// A crew as far as it matters here: teams of one base.
pub struct Group {
    /// Where its tours begin and end.
    pub base: AgencyIx,
    /// Its teams.
    pub teams: Vec<TeamIx>,
    /// Whether some of them may spend nights away.
    pub sleeps: bool,
}

/// For each site the groups that may draw something there, in order, each with half of the shortest drive there and
/// half of the shortest drive on, together: metres and minutes each by itself, rounded down. `able` are the teams that
/// could draw each wanted task.
pub fn approaches(
    ground: Ground<'_>,
    wanted: &Wanted,
    groups: &[Group],
    able: &[Vec<TeamIx>],
) -> Vec<Vec<(usize, Leg)>> {
    let days = |group: &Group| Days::new(ground, wanted, group, able);
    let days: Vec<Days> = groups.par_iter().map(days).collect();
    let places = Places::new(ground, wanted, groups);
    let nearby = ground.screen.travel().nearby(&places.all);
    (0..wanted.sites.len())
        .into_par_iter()
        .map(|site| {
            let roads = Roads::new(ground, &places, &nearby, site);
            let of_group = |(group, days): (usize, &Days)| {
                let own = days.at(site)?;
                Some((group, roads.halves(&places, group, (days, own))))
            };
            days.iter().enumerate().filter_map(of_group).collect()
        })
        .collect()
}

/// The sites where a group may draw something, in order, and the days on which it may.
struct Days {
    sites: Vec<u32>,
    days: Vec<DaySet>,
}

impl Days {
    fn new(ground: Ground<'_>, wanted: &Wanted, group: &Group, able: &[Vec<TeamIx>]) -> Self {
        let mut all = Self { sites: Vec::new(), days: Vec::new() };
        for (site, at) in wanted.sites.iter().zip(0..) {
            let mut days = DaySet::empty(ground.screen.calendar().len());
            for &want in &site.tasks {
                let teams = able[want].iter().filter(|team| group.teams.contains(team));
                let task = wanted.tasks[want].task;
                teams.for_each(|&team| days.unite_with(&ground.screen.pair_days(task, team)));
            }
            if !days.is_empty() {
                all.sites.push(at);
                all.days.push(days);
            }
        }
        all
    }

    fn at(&self, site: usize) -> Option<&DaySet> {
        self.sites.binary_search(&(site as u32)).ok().map(|at| &self.days[at])
    }
}

/// Everywhere a team may come from, and who may.
struct Places {
    /// See [`Wanted::places`].
    all: Vec<Place>,
    sites: usize,
    /// For each group the place of its base.
    base_of: Vec<usize>,
    seats_from: usize,
    /// Whether a day may come to a site more than once.
    again: Vec<bool>,
    sleeps: Vec<bool>,
}

impl Places {
    fn new(ground: Ground<'_>, wanted: &Wanted, groups: &[Group]) -> Self {
        let all = wanted.places(ground);
        let base = |group: &Group| {
            all.iter().position(|place| *place == Place::Agency(group.base)).unwrap_or(all.len())
        };
        let again = |site: &WantedSite| {
            let tasks: Vec<_> = site.tasks.iter().map(|&task| wanted.tasks[task].task).collect();
            tasks.len() > 1 && !ground.screen.group_admissible(&tasks)
        };
        Self {
            sites: wanted.sites.len(),
            base_of: groups.iter().map(base).collect(),
            seats_from: all.len() - ground.screen.travel().seats().len(),
            all,
            again: wanted.sites.iter().map(again).collect(),
            sleeps: groups.iter().map(|group| group.sleeps).collect(),
        }
    }

    /// Whether a tour of a group that makes a site may also be at a place, given the days of the group at all sites
    /// and at this one.
    fn meets(&self, group: usize, (days, own): (&Days, &DaySet), place: usize) -> bool {
        if place < self.sites {
            days.at(place).is_some_and(|days| days.intersects(own))
        } else {
            place == self.base_of[group] || (place >= self.seats_from && self.sleeps[group])
        }
    }

    /// Whether a day may drive from a place to a site and back to the same place.
    fn may_be_both(&self, place: usize) -> bool {
        self.again.get(place).copied().unwrap_or(true)
    }
}

/// Places by their distance, nearest first: some of them, and a floor for the rest.
struct Nearest {
    some: Vec<(u32, u32)>,
    beyond: u32,
}

impl Nearest {
    /// The nearest of some places; no other one is nearer than `beyond`.
    fn new(mut all: Vec<(u32, u32)>, mut beyond: u32) -> Self {
        all.retain(|(length, _)| *length <= beyond);
        if all.len() > NEAREST {
            beyond = all.select_nth_unstable(NEAREST).1.0;
            all.truncate(NEAREST);
        }
        all.sort_unstable();
        Self { some: all, beyond }
    }

    /// The two nearest places that a tour may be at; [`u32::MAX`] stands for one that is not known.
    fn two(&self, meets: impl Fn(usize) -> bool) -> [(u32, u32); 2] {
        let mut known = self.some.iter().copied().filter(|&(_, place)| meets(place as usize));
        let floor = (self.beyond, u32::MAX);
        let first = known.next().unwrap_or(floor);
        [first, known.next().unwrap_or(floor)]
    }
}

/// The roads to a site and on from it, by metres and by minutes.
struct Roads {
    metres: [Nearest; 2],
    minutes: [Nearest; 2],
}

impl Roads {
    fn new(ground: Ground<'_>, places: &Places, nearby: &Nearby, site: usize) -> Self {
        let (travel, here) = (ground.screen.travel(), places.all[site]);
        let (others, beyond) = nearby.around(site, AROUND);
        let leg = |there: bool, at: usize| {
            let (from, to) = if there { (places.all[at], here) } else { (here, places.all[at]) };
            Some((travel.leg(from, to)?, at as u32))
        };
        let ways = [true, false].map(|there| -> Vec<(Leg, u32)> {
            others.iter().filter_map(|&at| leg(there, at)).collect()
        });
        let nearest = |length: fn(&Leg) -> u32| {
            let lengths = |ways: &Vec<(Leg, u32)>| {
                ways.iter().map(|(leg, at)| (length(leg), *at)).collect::<Vec<_>>()
            };
            ways.each_ref().map(|ways| Nearest::new(lengths(ways), length(&beyond)))
        };
        Self { metres: nearest(|leg| leg.metres), minutes: nearest(|leg| leg.minutes) }
    }

    fn halves(&self, places: &Places, group: usize, days: (&Days, &DaySet)) -> Leg {
        let half = |[to, on]: &[Nearest; 2]| {
            let meets = |place: usize| places.meets(group, days, place);
            least_pair(to.two(meets), on.two(meets), |place| places.may_be_both(place)) / 2
        };
        Leg { metres: half(&self.metres), minutes: half(&self.minutes) }
    }
}

/// The least sum of a way there and a way on between two different places, or one that may be both.
fn least_pair(to: [(u32, u32); 2], on: [(u32, u32); 2], both: impl Fn(usize) -> bool) -> u32 {
    let fits = |a: u32, b: u32| a != b || a == u32::MAX || both(a as usize);
    let pairs = to.iter().flat_map(|a| on.iter().map(move |b| (a, b)));
    let sums = pairs.filter(|(a, b)| fits(a.1, b.1)).map(|(a, b)| a.0.saturating_add(b.0));
    sums.min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sites_are_two_and_a_base_may_be_both() {
        let ways = [(10, 3), (14, 5)];
        assert_eq!(least_pair(ways, ways, |_| false), 24);
        assert_eq!(least_pair(ways, ways, |place| place == 3), 20);
        // The way on is shorter than the way there.
        assert_eq!(least_pair(ways, [(9, 5), (12, 3)], |_| false), 19);
        assert_eq!(least_pair(ways, [(9, 3), (30, 4)], |_| false), 23);
    }

    #[test]
    fn places_that_are_not_looked_at_have_a_floor() {
        let all: Vec<(u32, u32)> = (0..1000).map(|at| (at + 1, at)).collect();
        let near = Nearest::new(all, u32::MAX);
        assert_eq!(near.two(|place| place % 100 == 99), [(100, 99), (200, 199)]);
        let floor = (NEAREST as u32 + 1, u32::MAX);
        assert_eq!(near.two(|place| place % 200 == 199), [(200, 199), floor]);
        assert_eq!(near.two(|place| place == 999), [floor, floor]);
        // Places beyond the floor for all others are no nearer than those.
        let near = Nearest::new((0..100).map(|at| (at + 1, at)).collect(), 50);
        assert_eq!(near.two(|place| place >= 49), [(50, 49), (50, u32::MAX)]);
    }
}
