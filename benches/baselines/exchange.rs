//! Our merged visits as a problem for other solvers, and their answers as a plan.

use std::collections::BTreeSet;

use onedoor::calendar::Day;
use onedoor::model::{AgencyIx, Place, TeamIx};
use onedoor::plan::Frame;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::desk::Desk;

/// Instances up to so many visits are written with every clash between two visits.
const FEW: usize = 60;

/// The visits with their teams, days, hours and worth, the teams with their days, all ways.
pub fn problem(frame: &Frame<'_>) -> Value {
    let (instance, calendar) = (frame.instance, frame.screen.calendar());
    let months = calendar.months().len();
    let cap = |account: u32, month: usize| {
        let left = frame.ledger.lab_left(account, month);
        (left < i32::MAX).then_some(left)
    };
    let settings = instance.settings();
    let sites = frame.visits.iter().map(|data| Place::Enterprise(data.site));
    let bases = (0..instance.agencies.len()).map(|at| Place::Agency(AgencyIx::new(at)));
    let places: Vec<Place> = sites.chain(bases).collect();
    let ways = |of: fn(onedoor::geography::Leg) -> u32| -> Vec<Vec<u32>> {
        let way = |from: Place, to: Place| frame.travel.leg(from, to).map_or(10_000_000, of);
        places.iter().map(|&from| places.iter().map(|&to| way(from, to)).collect()).collect()
    };
    let days = |set: &onedoor::calendar::DaySet| set.iter().map(|day| day.0).collect::<Vec<_>>();
    let visit = |data: &onedoor::plan::VisitData| {
        let hours: Vec<Vec<(i32, i32)>> = calendar
            .days()
            .map(|day| frame.screen.hours().open(data.site, day))
            .map(|open| open.iter().map(|interval| (interval.from, interval.to)).collect())
            .collect();
        let parcels = |team: TeamIx, labs: &Vec<Vec<onedoor::route::LabChoice>>| {
            let own = instance.teams[team.ix()].agency;
            let sent = labs.iter().any(|choices| choices.iter().all(|choice| choice.lab != own));
            i64::from(sent)
        };
        json!({
            "work": data.work,
            "value": data.value,
            "quota_batches": data.quotas.iter()
                .filter(|(quota, _)| instance.quotas[*quota as usize].target.is_some())
                .map(|(_, batches)| batches).sum::<i32>(),
            "hours": hours,
            "batches": data.tasks.iter().map(|task| task.batches).collect::<Vec<_>>(),
            "quotas": data.quotas,
            "escort": data.escort,
            "options": data.options.iter().map(|(team, option)| json!({
                "team": team.ix(),
                "days": days(&option.days),
                "parcels": parcels(*team, &option.labs),
                "fee": option.fee,
                "labs": option.labs.iter()
                    .map(|choices| choices.iter().map(|choice| choice.account).collect::<Vec<_>>())
                    .collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    };
    json!({
        "days": calendar.len(),
        "month": calendar.days().map(|day| calendar.month(day)).collect::<Vec<_>>(),
        "week": calendar.days().map(|day| {
            use chrono::Datelike;
            calendar.date(day).iso_week().week()
        }).collect::<Vec<_>>(),
        "teams": instance.teams.iter().enumerate().map(|(at, team)| json!({
            "id": team.id,
            "depot": frame.visits.len() + team.agency.ix(),
            "days": days(frame.screen.team_days(TeamIx::new(at))),
            "day_start": team.day_start.0,
            "day_end": team.day_end.0,
        })).collect::<Vec<_>>(),
        "visits": frame.visits.iter().map(visit).collect::<Vec<_>>(),
        "costs": {
            "km": settings.costs.km.0,
            "team_day": settings.costs.team_day.0,
            "parcel": settings.costs.courier_parcel.0,
            "balance_region": settings.weights.balance_region.0,
            "balance_month": settings.weights.balance_month.0,
            "shortfall": settings.weights.shortfall.0,
        },
        "working_days": (0..months).map(|month| calendar.working_days(month)).collect::<Vec<_>>(),
        "lab_of": (0..frame.index.accounts.len())
            .map(|account| frame.index.accounts.lab(account).ix())
            .collect::<Vec<_>>(),
        "lab_caps": (0..frame.index.accounts.len())
            .map(|account| (0..months).map(|m| cap(account as u32, m)).collect::<Vec<_>>())
            .collect::<Vec<_>>(),
        "escort_caps": frame.index.escorts.values().map(|&(_, cap)| cap).collect::<Vec<_>>(),
        "quotas": instance.quotas.iter().map(|quota| json!({
            "min": quota.min, "target": quota.target, "max": quota.max,
        })).collect::<Vec<_>>(),
        "clashes": if frame.visits.len() <= FEW { clashes(frame) } else { Vec::new() },
        "metres": ways(|leg| leg.metres),
        "minutes": ways(|leg| leg.minutes),
    })
}

/// Pairs of visits that restrict each other: for each team and day of the one, those of the other that
/// do not go with it.
fn clashes(frame: &Frame<'_>) -> Vec<Value> {
    let slots = |visit: usize| -> Vec<(TeamIx, Day)> {
        let options = frame.visits[visit].options.iter();
        options.flat_map(|(team, option)| option.days.iter().map(|day| (*team, day))).collect()
    };
    let named = |(team, day): (TeamIx, Day)| (team.ix(), day.0);
    let mut found = Vec::new();
    for (visit, data) in frame.visits.iter().enumerate() {
        for &(other, meeting) in data.meetings.iter().filter(|(other, _)| *other as usize > visit) {
            let theirs = slots(other as usize);
            let against = |mine: (TeamIx, Day)| {
                let clash = theirs.iter().filter(|&&their| !frame.agree(meeting, mine, their));
                (named(mine), clash.map(|&their| named(their)).collect::<Vec<_>>())
            };
            let rows: Vec<_> = slots(visit).into_iter().map(against).collect();
            found.push(json!([visit, other, rows]));
        }
    }
    found
}

/// A route of another solver: a team, days on which it may be driven, visits in order.
#[derive(Deserialize)]
pub struct Route {
    team: usize,
    days: Vec<u16>,
    stops: Vec<u32>,
}

/// Looks for a day for every route, the hardest first, where most of its worth can be kept and the
/// months stay even. On these days required visits are put down before all others; what a day does not
/// hold, and what was in no route, is offered to every day.
pub fn plan<'f>(frame: &'f Frame<'f>, mut routes: Vec<Route>) -> Desk<'f> {
    let mut desk = Desk::new(frame);
    let mut taken: BTreeSet<(usize, u16)> = BTreeSet::new();
    let none = Desk::new(frame);
    let whole = |route: &Route, day: u16| {
        let free = |&visit: &u32| none.free(visit, TeamIx::new(route.team), Day(day));
        route.stops.iter().all(free)
    };
    routes.sort_by_cached_key(|route| {
        let days = route.days.iter().filter(|day| whole(route, **day));
        (days.count(), route.team, route.stops.clone())
    });
    let mut chosen = Vec::new();
    for route in &routes {
        let free = route.days.iter().filter(|day| !taken.contains(&(route.team, **day)));
        let tried = free.map(|&day| (trial(&desk, route, day), day));
        let best = tried.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let Some((_, day)) = best else { continue };
        taken.insert((route.team, day));
        chosen.push((route, day));
        put(&mut desk, route, day, &|_| true);
    }
    let mut desk = Desk::new(frame);
    for required in [true, false] {
        for (route, day) in &chosen {
            put(&mut desk, route, *day, &|visit| frame.is_required(visit) == required);
        }
    }
    let mut late: Vec<u32> =
        (0..frame.visits.len() as u32).filter(|visit| !desk.places.contains_key(visit)).collect();
    late.sort_by_key(|&visit| {
        (std::cmp::Reverse(frame.visits[visit as usize].value as i64), visit)
    });
    late.retain(|&visit| !desk.squeeze_in(visit, usize::MAX));
    desk
}

/// Worth of what a day would hold of a route, less what it does to the labs' months, fen.
fn trial(desk: &Desk<'_>, route: &Route, day: u16) -> f64 {
    let mut tried = Desk::new(desk.frame);
    tried.ledger = desk.ledger.clone();
    tried.places = desk.places.clone();
    let before = tried.ledger.cost();
    put(&mut tried, route, day, &|_| true);
    let kept = tried.places.keys().filter(|visit| !desk.places.contains_key(visit));
    let worth: f64 = kept.map(|&visit| desk.frame.visits[visit as usize].value.min(1e8)).sum();
    worth - (tried.ledger.cost() - before)
}

/// Puts down those of a route's visits that are wanted and may be, in its order.
fn put(desk: &mut Desk<'_>, route: &Route, day: u16, wanted: &dyn Fn(u32) -> bool) {
    let (team, day) = (TeamIx::new(route.team), Day(day));
    let mut at = 0;
    for &visit in &route.stops {
        let there = desk.places.get(&visit) == Some(&(team, day));
        let put = !there && wanted(visit) && desk.insert(visit, team, day, at).is_some();
        at += usize::from(there || put);
    }
}
