//! A first plan: the MILP says which agency and month, the routing engine places the visits.

use std::collections::BTreeMap;

use crate::assign::{self, Assignment, Candidate, Resources, Visit};
use crate::calendar::{Day, DaySet};
use crate::model::{AgencyIx, Place, TeamIx};
use crate::route::{Itinerary, complete, construct, itinerary, resume};

use super::block::{Part, problem};
use super::frame::Frame;
use super::visits::VisitData;

/// Fen by which the first plan prefers the MILP's agency and month.
const PREFERENCE: f64 = 50_000.0;
/// Visits that are placed together in the first plan.
const TOGETHER: usize = 1_200;
/// Visits of a day, for the estimate of travel.
const VISITS_A_DAY: f64 = 4.0;
/// Minutes of a working day, for the estimate.
const DAY_MINUTES: f64 = 560.0;

/// Assigns every visit to an agency and a month.
pub fn assignment(frame: &Frame<'_>) -> Assignment {
    let visits: Vec<Visit> =
        frame.visits.iter().enumerate().map(|(at, data)| visit(frame, at, data)).collect();
    assign::assign(&visits, &resources(frame))
}

fn visit(frame: &Frame<'_>, at: usize, data: &VisitData) -> Visit {
    let calendar = frame.screen.calendar();
    let instance = frame.instance;
    let mut found: BTreeMap<(AgencyIx, usize), Vec<Vec<usize>>> = BTreeMap::new();
    for (team, option) in &data.options {
        let agency = instance.teams[team.ix()].agency;
        for day in option.days.iter() {
            let labs = found
                .entry((agency, calendar.month(day)))
                .or_insert_with(|| vec![Vec::new(); data.tasks.len()]);
            for (known, choices) in labs.iter_mut().zip(&option.labs) {
                for choice in choices.iter().filter(|choice| choice.days.contains(day)) {
                    if !known.contains(&(choice.account as usize)) {
                        known.push(choice.account as usize);
                    }
                }
            }
        }
    }
    let candidate = |((agency, month), labs): ((AgencyIx, usize), Vec<Vec<usize>>)| {
        let (team_days, cost) = estimate(frame, data, agency, &labs);
        Candidate { agency: agency.ix(), month, team_days, cost, labs }
    };
    let region = instance.enterprises[data.site.ix()].region;
    let city = instance.regions[region.ix()].parent.map_or(region.0, |city| city.0);
    Visit {
        name: format!("V{at}"),
        block: city,
        value: data.value,
        quotas: data.quotas.iter().map(|&(q, batches)| (q as usize, f64::from(batches))).collect(),
        batches: data.tasks.iter().map(|task| f64::from(task.batches)).collect(),
        candidates: found.into_iter().map(candidate).collect(),
    }
}

/// Estimated team-days and fen of a visit by an agency: its share of the way out and home, a hop
/// to the next visit, its work; parcels where its own lab can't test.
fn estimate(
    frame: &Frame<'_>,
    data: &VisitData,
    agency: AgencyIx,
    labs: &[Vec<usize>],
) -> (f64, f64) {
    let leg = frame.travel.leg(Place::Agency(agency), Place::Enterprise(data.site));
    let (metres, minutes) =
        leg.map_or((1e7, 1e4), |leg| (f64::from(leg.metres), f64::from(leg.minutes)));
    let hop = 8_000.0;
    let costs = &frame.instance.settings().costs;
    let road = 2.0 * metres / VISITS_A_DAY + hop;
    let busy = 2.0 * minutes / VISITS_A_DAY + 15.0 + f64::from(data.work);
    let team_days = busy / DAY_MINUTES;
    let sent = labs.iter().any(|accounts| {
        !accounts.iter().any(|&account| frame.index.accounts.lab(account) == agency)
    });
    let parcel = if sent { costs.courier_parcel.0 as f64 } else { 0.0 };
    let cost = road / 1000.0 * costs.km.0 as f64 + team_days * costs.team_day.0 as f64 + parcel;
    (team_days, cost)
}

fn resources(frame: &Frame<'_>) -> Resources {
    let (instance, calendar) = (frame.instance, frame.screen.calendar());
    let months = calendar.months().len();
    let mut team_days = vec![vec![0.0; months]; instance.agencies.len()];
    for (at, team) in instance.teams.iter().enumerate() {
        for day in frame.screen.team_days(TeamIx::new(at)).iter() {
            team_days[team.agency.ix()][calendar.month(day)] += 1.0;
        }
    }
    let accounts = &frame.index.accounts;
    let cap = |account: usize, month: usize| {
        let left = frame.ledger.lab_left(account as u32, month);
        if left == i32::MAX { f64::INFINITY } else { f64::from(left) }
    };
    let weights = &instance.settings().weights;
    let quota = |quota: &crate::model::Quota| {
        let name = format!(
            "{} {} {}",
            instance.programs[quota.program.ix()].id,
            instance.categories[quota.category.ix()].code,
            instance.regions[quota.region.ix()].code
        );
        let max = quota.max.map_or(f64::INFINITY, f64::from);
        (name, f64::from(quota.min.unwrap_or(0)), quota.target.map(f64::from), max)
    };
    Resources {
        agencies: instance.agencies.iter().map(|agency| agency.id.clone()).collect(),
        months: calendar.months().iter().map(ToString::to_string).collect(),
        accounts: accounts
            .names()
            .map(|(lab, group)| format!("{} {group}", instance.agencies[lab.ix()].id))
            .collect(),
        team_days,
        lab_caps: (0..accounts.len())
            .map(|account| (0..months).map(|month| cap(account, month)).collect())
            .collect(),
        lab_of: accounts.names().map(|(lab, _)| lab.ix()).collect(),
        working_days: (0..months).map(|month| f64::from(calendar.working_days(month))).collect(),
        quotas: instance.quotas.iter().map(quota).collect(),
        month_weight: weights.balance_month.0 as f64,
        shortfall_weight: weights.shortfall.0 as f64,
        region_weight: weights.balance_region.0 as f64,
    }
}

/// Places visits where the assignment wants them, agency by agency, then what found no place with
/// any other agency that may; the rest is left to the search.
pub fn itinerary_of(frame: &Frame<'_>, assignment: &Assignment, seed: u64) -> Itinerary {
    let mut plan = assigned(frame, assignment, seed);
    fill(frame, &mut plan, seed);
    plan
}

/// Offers visits without a place to all teams at once, or, where they are too many for that, to one agency after the
/// other.
pub(super) fn fill(frame: &Frame<'_>, plan: &mut Itinerary, seed: u64) {
    if frame.visits.len() <= TOGETHER {
        return offer(frame, plan, &|_| true, seed);
    }
    for agency in (0..frame.instance.agencies.len()).map(AgencyIx::new) {
        offer(frame, plan, &|team| frame.instance.teams[team.ix()].agency == agency, seed);
    }
}

/// Offers visits without a place to some teams, who may give up none of theirs.
fn offer(frame: &Frame<'_>, plan: &mut Itinerary, own: &dyn Fn(TeamIx) -> bool, seed: u64) {
    let places = plan.places();
    let able = |visit: &u32| match places.get(visit) {
        Some((team, _)) => own(*team),
        None => frame.visits[*visit as usize].options.iter().any(|(team, _)| own(*team)),
    };
    let visits: Vec<u32> = (0..frame.visits.len() as u32).filter(able).collect();
    if visits.iter().all(|visit| places.contains_key(visit)) {
        return;
    }
    let part = Part { teams: teams(frame, own), visits };
    let ledger = part.without(frame, plan, &places, frame.booked(plan));
    let problem = problem(frame, plan, &places, &part, ledger);
    let mut solution = resume(&problem, plan);
    complete(&problem, &mut solution, &mut fastrand::Rng::with_seed(seed), None);
    *plan = part.exchanged(plan, itinerary(&problem, &solution));
}

/// Teams that satisfy a condition, with all their days.
fn teams(frame: &Frame<'_>, keep: &dyn Fn(TeamIx) -> bool) -> Vec<(TeamIx, DaySet)> {
    let all = (0..frame.instance.teams.len()).map(TeamIx::new).filter(|&team| keep(team));
    all.map(|team| (team, frame.screen.road_days(team).clone())).collect()
}

fn assigned(frame: &Frame<'_>, assignment: &Assignment, seed: u64) -> Itinerary {
    let mut plan = Itinerary::default();
    for (at, part) in parts(frame, assignment).into_iter().enumerate() {
        let ledger = frame.booked(&plan);
        let problem = problem(frame, &plan, &plan.places(), &part, ledger);
        let mut rng = fastrand::Rng::with_seed(seed.wrapping_add(at as u64));
        let calendar = frame.screen.calendar();
        let hint = |stop: u32, team: usize, day: usize| {
            let visit = problem.stops[stop as usize].group as usize;
            let agency = frame.instance.teams[problem.crews[team].team.ix()].agency.ix();
            let here = Some((agency, calendar.month(Day(day as u16))));
            if assignment.choice[visit] == here { 0.0 } else { PREFERENCE }
        };
        let placed = itinerary(&problem, &construct(&problem, &mut rng, Some(&hint)));
        plan.outings.extend(placed.outings);
        plan.labs.extend(placed.labs);
    }
    plan
}

/// Visits and teams that are placed together: everything, or one agency after the other.
fn parts(frame: &Frame<'_>, assignment: &Assignment) -> Vec<Part> {
    let all = 0..frame.visits.len() as u32;
    let agency_of = |team: TeamIx| frame.instance.teams[team.ix()].agency.ix();
    if frame.visits.len() <= TOGETHER {
        return vec![Part { teams: teams(frame, &|_| true), visits: all.collect() }];
    }
    (0..frame.instance.agencies.len())
        .map(|agency| {
            let chosen = |visit: &u32| {
                assignment.choice[*visit as usize].is_some_and(|(chosen, _)| chosen == agency)
            };
            let visits = all.clone().filter(chosen).collect();
            Part { teams: teams(frame, &|team| agency_of(team) == agency), visits }
        })
        .filter(|part| !part.visits.is_empty() && !part.teams.is_empty())
        .collect()
}
