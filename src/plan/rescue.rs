//! Visits without a place, one after the other, with everything that is free at hand: required ones after
//! each round, the others now and then.
//!
//! Parts that are searched side by side share what is free beforehand; where little is left of a
//! lab, no part may get the batches that one visit needs. Here one visit at a time may use it all.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::model::TeamIx;
use crate::route::{Itinerary, Ledger, Schedule, itinerary, resume, search};

use super::block::{Part, problem};
use super::cut::whole_tours;
use super::frame::Frame;
use super::{reasons, rounds};

/// Teams looked at for one visit.
const TEAMS: usize = 4;
/// Visits that these teams may hold, so that the search stays in sight of the one.
const VISITS: usize = 400;
/// Iterations for one visit.
const ITERATIONS: u64 = 300;
/// Required visits that are looked at in one pass …
const REQUIRED: usize = 200;
/// … and others.
const OTHERS: usize = 12;

/// Looks for places for required visits, and with `others` for some of the others that something else than a
/// visit too soon before or after keeps out; `stop` is asked between them whether to end.
pub fn rescue(
    frame: &Frame<'_>,
    plan: Itinerary,
    others: bool,
    rng: &mut fastrand::Rng,
    stop: &dyn Fn() -> bool,
) -> Itinerary {
    let places = plan.places();
    let absent = (0..frame.visits.len() as u32).filter(|visit| !places.contains_key(visit));
    let (mut absent, mut more): (Vec<u32>, Vec<u32>) =
        absent.partition(|&visit| frame.is_required(visit));
    if absent.len() > REQUIRED {
        rng.shuffle(&mut absent);
        absent.truncate(REQUIRED);
    }
    if !others {
        more.clear();
    }
    if absent.is_empty() && more.is_empty() {
        return plan;
    }
    let ledger = frame.booked(&plan);
    if !more.is_empty() {
        let why = |visit: &u32| reasons::crowded_out(frame, &places, &ledger, *visit, &plan);
        rng.shuffle(&mut more);
        let hopeful =
            |visit: &u32| why(visit).first().is_some_and(|why| !reasons::is_too_near(why));
        absent.extend(more.into_iter().filter(hopeful).take(OTHERS));
    }
    let mut rescue = Rescue { frame, plan, places, ledger };
    for visit in absent {
        if stop() {
            break;
        }
        rescue.look_for(visit, rng, stop);
    }
    rescue.plan
}

/// A plan that changes visit by visit, with what it books: to reckon that anew each time would take longer than the
/// searches.
struct Rescue<'a, 'b> {
    frame: &'a Frame<'b>,
    plan: Itinerary,
    places: BTreeMap<u32, (TeamIx, Day)>,
    ledger: Ledger,
}

impl Rescue<'_, '_> {
    /// Searches around an absent visit, and keeps what is cheaper and holds.
    fn look_for(&mut self, visit: u32, rng: &mut fastrand::Rng, stop: &dyn Fn() -> bool) {
        let Self { frame, plan, places, ledger } = self;
        if places.contains_key(&visit) {
            return;
        }
        let part = around(frame, plan, places, visit, rng);
        let mut booked = part.without(frame, plan, places, ledger.clone());
        let problem = problem(frame, plan, places, &part, booked.clone());
        let before = resume(&problem, plan);
        let cost = before.cost;
        let (cold, uneven) = (rounds::COLD, rounds::UNEVEN.1);
        let schedule =
            Schedule { iterations: ITERATIONS, warm: cold, cold, uneven: (uneven, uneven) };
        let found = search(&problem, before, schedule, rng, stop).best;
        if found.cost >= cost {
            return;
        }
        let result = itinerary(&problem, &found);
        let there = result.places();
        for (&visit, &place) in &there {
            let labs = result.labs.get(&visit).map_or(&[][..], Vec::as_slice);
            frame.book(&mut booked, visit, place, labs, 1);
        }
        part.visits.iter().for_each(|visit| _ = places.remove(visit));
        places.extend(there.iter());
        let holds = booked.is_sound() && there.keys().all(|&visit| frame.meets(places, visit));
        if holds {
            part.exchange(plan, result);
            *ledger = booked;
        } else {
            *places = plan.places();
        }
    }
}

/// Some teams that may make a visit, with what they do, and the visit; first of all those who make
/// visits that keep it from its days.
fn around(
    frame: &Frame<'_>,
    plan: &Itinerary,
    places: &BTreeMap<u32, (TeamIx, Day)>,
    visit: u32,
    rng: &mut fastrand::Rng,
) -> Part {
    let data = &frame.visits[visit as usize];
    let mut able: Vec<TeamIx> = data.options.iter().map(|(team, _)| *team).collect();
    rng.shuffle(&mut able);
    let rivals = data.meetings.iter().filter_map(|(other, _)| Some(places.get(other)?.0));
    let mut rivals: Vec<TeamIx> = rivals.collect();
    rivals.sort_unstable();
    rivals.dedup();
    able.retain(|team| !rivals.contains(team));
    able.splice(0..0, rivals);
    let horizon = frame.screen.calendar().len();
    let mut part = Part { teams: Vec::new(), visits: vec![visit] };
    for team in able.into_iter().take(TEAMS) {
        let days = whole_tours(plan, team, frame.screen.road_days(team), 0, horizon);
        let span = plan.outings.range((team, Day(0))..=(team, Day(u16::MAX)));
        let held: Vec<u32> = span
            .filter(|((_, day), _)| days.contains(*day))
            .flat_map(|(_, outing)| outing.stops.iter().copied())
            .collect();
        if part.visits.len() + held.len() <= VISITS {
            part.visits.extend(held);
            part.teams.push((team, days));
        }
    }
    part.teams.sort_unstable_by_key(|(team, _)| *team);
    part.visits.sort_unstable();
    part
}
