//! A bound from minutes alone, cheap on any instance.
//!
//! Driving and working of a team's day fit into its minutes, a lunch beside them if the day covers
//! the lunch window. A visit takes its work and the drive to its door, which is no shorter than the
//! shortest from anywhere. So each visit costs at least its minutes at the price of a day over its
//! most minutes, and the metres to its door. Of tasks that lie too close to each other on any days all but one are
//! left out: a price on that (Lagrange's) lowers what leaving one of them out costs, as far as no visit becomes
//! cheaper by it, and is earned for all but one. Ignored: opening hours, windows, scopes, labs, nights' price, the way
//! home, and how visits fit together.

use rayon::prelude::*;

use super::wanted::{Wanted, WantedSite};
use super::{Ground, MILLI, evenness, rivals};
use crate::model::{AgencyIx, Place, Team};

/// The bound, thousandths of a fen.
pub fn bound(ground: Ground<'_>, wanted: &Wanted) -> i64 {
    let minutes = ground.instance.teams.iter().map(|team| useful_minutes(ground, team)).max();
    let minutes = i64::from(minutes.unwrap_or(0).max(1));
    let places = places(ground, wanted);
    let day = ground.instance.settings().costs.team_day.0.max(0) * MILLI;
    // Rounded down: a bound may be too low, never too high.
    let price = |used: i64| (i128::from(day) * i128::from(used) / i128::from(minutes)) as i64;
    let entries = wanted.sites.par_iter().map(|site| entry(ground, &places, site, &price));
    let entries: Vec<i64> = entries.collect();
    let works: Vec<i64> = wanted.tasks.iter().map(|want| price(want.work.into())).collect();
    let mut least = Least { sites: &wanted.sites, entries, works, values: Vec::new() };
    least.values.extend(wanted.tasks.iter().map(|want| want.value));
    let earned = least.earn(&rivals::cliques(ground, wanted));
    let visits = (0..wanted.sites.len()).map(|site| least.cost(site)).fold(0, i64::saturating_add);
    visits.saturating_add(earned).saturating_add(evenness::least(ground, wanted))
}

/// What sites cost at least, thousandths of a fen.
struct Least<'a> {
    sites: &'a [WantedSite],
    /// Of each site: a visit without its tasks.
    entries: Vec<i64>,
    /// Of each wanted task: its minutes.
    works: Vec<i64>,
    /// Of each wanted task: leaving it out, less the prices on its rivalries.
    values: Vec<i64>,
}

impl Least<'_> {
    /// The site's tasks all left out, and at least one visit with each task left out or its minutes paid: more
    /// visits than one cost more than one.
    fn out_and_inside(&self, site: usize) -> (i64, i64) {
        let (mut out, mut inside) = (0_i64, self.entries[site]);
        for &task in &self.sites[site].tasks {
            out = out.saturating_add(self.values[task]);
            inside = inside.saturating_add(self.values[task].min(self.works[task]));
        }
        (out, inside)
    }

    fn cost(&self, site: usize) -> i64 {
        let (out, inside) = self.out_and_inside(site);
        out.min(inside)
    }

    /// Puts a price on each set of rivals, of whom one at most is planned: as much as leaves every site's cost
    /// what it is. Answers what they earn together.
    fn earn(&mut self, cliques: &[Vec<u32>]) -> i64 {
        let mut site_of = vec![0; self.values.len()];
        for (at, site) in self.sites.iter().enumerate() {
            site.tasks.iter().for_each(|&task| site_of[task] = at);
        }
        let mut earned = 0_i64;
        for clique in cliques {
            let slack = |&task: &u32| {
                let (task, site) = (task as usize, site_of[task as usize]);
                let (out, inside) = self.out_and_inside(site);
                let here = clique.iter().filter(|&&other| site_of[other as usize] == site).count();
                ((out - inside) / here as i64).min(self.values[task] - self.works[task])
            };
            let price = clique.iter().map(slack).min().unwrap_or(0).max(0);
            clique.iter().for_each(|&task| self.values[task as usize] -= price);
            earned = earned.saturating_add(price.saturating_mul(clique.len() as i64 - 1));
        }
        earned
    }
}

/// Most minutes of driving and working in a day of the team.
fn useful_minutes(ground: Ground<'_>, team: &Team) -> i32 {
    let policy = &ground.instance.settings().policy;
    let (start, end) = (team.day_start.0, team.day_end.0);
    let with_lunch = end - start - policy.lunch_minutes.0.clamp(0, 1440) as i32;
    let without = (policy.lunch.to.0.min(end) - start).max(end - policy.lunch.from.0.max(start));
    with_lunch.max(without)
}

/// Everywhere a team may come from: bases, seats, other enterprises.
fn places(ground: Ground<'_>, wanted: &Wanted) -> Vec<Place> {
    let mut bases: Vec<AgencyIx> = ground.instance.teams.iter().map(|team| team.agency).collect();
    bases.sort_unstable();
    bases.dedup();
    let seats = ground.screen.travel().seats().iter().map(|&seat| Place::Region(seat));
    let sites = wanted.sites.iter().map(|site| Place::Enterprise(site.site));
    bases.into_iter().map(Place::Agency).chain(seats).chain(sites).collect()
}

/// Fewest metres and fewest minutes of a drive to a place from any other.
fn nearest(ground: Ground<'_>, places: &[Place], to: Place) -> (i64, i64) {
    let legs = places
        .iter()
        .filter(|&&from| from != to)
        .filter_map(|&from| ground.screen.travel().leg(from, to));
    let (metres, minutes) = legs.fold((u32::MAX, u32::MAX), |(metres, minutes), leg| {
        (metres.min(leg.metres), minutes.min(leg.minutes))
    });
    if metres == u32::MAX { (0, 0) } else { (metres.into(), minutes.into()) }
}

/// The least that a visit to a site costs before any of its tasks.
fn entry(
    ground: Ground<'_>,
    places: &[Place],
    site: &WantedSite,
    price: &impl Fn(i64) -> i64,
) -> i64 {
    let settings = ground.instance.settings();
    let (metres, drive) = nearest(ground, places, Place::Enterprise(site.site));
    price(settings.policy.setup_minutes.0 + drive) + metres * settings.costs.km.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EnterpriseIx;

    /// Three shops with a task each, two of one product: one of the two is left out, whichever it is.
    #[test]
    fn of_rivals_all_but_one_are_paid_for() {
        let site = |at: usize| WantedSite { site: EnterpriseIx::new(at), tasks: vec![at] };
        let sites: Vec<WantedSite> = (0..3).map(site).collect();
        let entries = vec![10, 10, 10];
        let mut least =
            Least { sites: &sites, entries, works: vec![5, 5, 5], values: vec![100, 60, 90] };
        let earned = least.earn(&[vec![0, 1]]);
        let all: i64 = (0..3).map(|site| least.cost(site)).sum();
        // The cheapest choice: the second left out (60), the others visited (15 each).
        assert_eq!((earned, earned + all), (45, 90));
    }
}
