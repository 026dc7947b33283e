//! A bound from minutes alone, cheap on any instance.
//!
//! Driving and working of a team's day fit into its minutes, a lunch beside them if the day covers
//! the lunch window. A visit takes its work and the drive to its door, which is no shorter than the
//! shortest from anywhere. So each visit costs at least its minutes at the price of a day over its
//! most minutes, and the metres to its door. Ignored: opening hours, windows, scopes, labs, nights'
//! price, the way home, and how visits fit together.

use rayon::prelude::*;

use super::wanted::{Wanted, WantedSite};
use super::{Ground, MILLI, evenness};
use crate::model::{AgencyIx, Place, Team};

/// The bound, thousandths of a fen.
pub fn bound(ground: Ground<'_>, wanted: &Wanted) -> i64 {
    let minutes = ground.instance.teams.iter().map(|team| useful_minutes(ground, team)).max();
    let minutes = i64::from(minutes.unwrap_or(0).max(1));
    let places = places(ground, wanted);
    let least = |site: &WantedSite| {
        let (metres, drive) = nearest(ground, &places, Place::Enterprise(site.site));
        site_cost(ground, wanted, site, minutes, metres, drive)
    };
    let visits: i64 = wanted.sites.par_iter().map(least).sum();
    visits.saturating_add(evenness::least(ground, wanted))
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

/// The least that a site costs: all its tasks left out, or at least one visit, and each task
/// left out or its minutes paid. More visits than one cost more than one.
fn site_cost(
    ground: Ground<'_>,
    wanted: &Wanted,
    site: &WantedSite,
    minutes: i64,
    metres: i64,
    drive: i64,
) -> i64 {
    let settings = ground.instance.settings();
    let day = settings.costs.team_day.0.max(0) * MILLI;
    // Rounded down: a bound may be too low, never too high.
    let price = |used: i64| (i128::from(day) * i128::from(used) / i128::from(minutes)) as i64;
    let entry = price(settings.policy.setup_minutes.0 + drive) + metres * settings.costs.km.0;
    let tasks = site.tasks.iter().map(|&at| &wanted.tasks[at]);
    let (mut out, mut inside) = (0_i64, entry);
    for want in tasks {
        out = out.saturating_add(want.value);
        inside = inside.saturating_add(want.value.min(price(want.work.into())));
    }
    out.min(inside)
}
