//! A part of the plan as a routing problem of its own: some teams, some days, some visits; the rest
//! of the plan stands still around it.

use std::collections::BTreeMap;

use crate::calendar::{Day, DaySet, Interval};
use crate::geography::LegMatrix;
use crate::model::{Place, RegionIx, TeamIx};
use crate::route::{
    ApartTable, Crew, DayRules, Index, Itinerary, Ledger, Meeting, Prices, Problem, Stop,
    TeamOption,
};

use super::frame::Frame;

/// Neighbours looked at for each visit.
const NEAR: usize = 32;

/// Which part of the plan is searched.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Teams, with the days on which they may be planned anew.
    pub teams: Vec<(TeamIx, DaySet)>,
    /// Visits of those days, and absent ones that may join them.
    pub visits: Vec<u32>,
}

impl Part {
    /// A ledger of the whole plan with this part's visits taken out.
    pub fn without(
        &self,
        frame: &Frame<'_>,
        plan: &Itinerary,
        places: &BTreeMap<u32, (TeamIx, Day)>,
        mut ledger: Ledger,
    ) -> Ledger {
        for visit in &self.visits {
            if let (Some(&place), Some(labs)) = (places.get(visit), plan.labs.get(visit)) {
                frame.book(&mut ledger, *visit, place, labs, -1);
            }
        }
        ledger
    }

    /// The plan with this part exchanged.
    pub fn exchanged(&self, plan: &Itinerary, result: Itinerary) -> Itinerary {
        let mut changed = plan.clone();
        self.exchange(&mut changed, result);
        changed
    }

    /// Exchanges this part of a plan.
    pub fn exchange(&self, plan: &mut Itinerary, result: Itinerary) {
        for (team, days) in &self.teams {
            for day in days.iter() {
                plan.outings.remove(&(*team, day));
            }
        }
        for visit in &self.visits {
            plan.labs.remove(visit);
        }
        plan.outings.extend(result.outings);
        plan.labs.extend(result.labs);
    }
}

/// The part as a problem. `ledger` holds what the rest of the plan has booked, and how much of
/// what is free this part may take.
pub fn problem(
    frame: &Frame<'_>,
    plan: &Itinerary,
    places: &BTreeMap<u32, (TeamIx, Day)>,
    part: &Part,
    ledger: Ledger,
) -> Problem {
    let inside: BTreeMap<u32, u32> =
        part.visits.iter().enumerate().map(|(at, &visit)| (visit, at as u32)).collect();
    let mut hours = Hours::default();
    let mut seats: Vec<RegionIx> = Vec::new();
    for &visit in &part.visits {
        seats.extend(&frame.visits[visit as usize].seats);
    }
    for (team, days) in &part.teams {
        seats.extend(days.iter().filter_map(|day| plan.outings.get(&(*team, day))?.to));
    }
    seats.sort_unstable();
    seats.dedup();
    let first_seat = (part.visits.len() + part.teams.len()) as u32;
    let node_of: BTreeMap<RegionIx, u32> =
        seats.iter().zip(first_seat..).map(|(&seat, node)| (seat, node)).collect();
    let stops: Vec<Stop> = part
        .visits
        .iter()
        .map(|&visit| stop(frame, part, visit, &inside, places, &mut hours, &node_of))
        .collect();
    let crews = part.teams.iter().zip(part.visits.len() as u32..);
    let crews: Vec<Crew> =
        crews.map(|((team, days), base)| crew(frame, *team, days.clone(), base)).collect();
    let legs = LegMatrix::new(&frame.travel, &nodes(frame, part, &seats));
    let near = near(&legs, &stops);
    let limited = stops.iter().flat_map(|stop| &stop.tasks).any(|t| t.deliver_within.is_some());
    let policy = &frame.instance.settings().policy;
    let costs = &frame.instance.settings().costs;
    let calendar = frame.screen.calendar();
    let horizon = calendar.len();
    let day = |at: usize| Day(at as u16);
    let works = |at: usize| calendar.works(day(at));
    let goes_on = |at: usize| policy.weekend_nights || (works(at) && works(at + 1));
    let months = [policy.interval_months, policy.upper_first_months];
    Problem {
        horizon,
        month: (0..horizon).map(|at| calendar.month(day(at)) as u8).collect(),
        year: frame.years.clone(),
        joins: (0..horizon).map(|at| at + 1 < horizon && goes_on(at)).collect(),
        rules: DayRules::new(policy),
        prices: Prices {
            metre: costs.km.0 as f64 / 1000.0,
            team_day: costs.team_day.0 as f64,
            night: costs.night.0 as f64,
            parcel: costs.courier_parcel.0 as f64,
        },
        profiles: hours.profiles,
        stops,
        crews,
        seats,
        legs,
        near,
        limited,
        ledger,
        apart: ApartTable::new(horizon, &months, |a, b, count| {
            !frame.screen.too_close(day(a), day(b), count)
        }),
        kept: None,
        index: Index::default(),
    }
    .indexed()
}

fn nodes(frame: &Frame<'_>, part: &Part, seats: &[RegionIx]) -> Vec<Place> {
    let sites = part.visits.iter().map(|&v| Place::Enterprise(frame.visits[v as usize].site));
    let bases = part.teams.iter().map(|(t, _)| Place::Agency(frame.instance.teams[t.ix()].agency));
    sites.chain(bases).chain(seats.iter().map(|&seat| Place::Region(seat))).collect()
}

fn crew(frame: &Frame<'_>, team: TeamIx, days: DaySet, base: u32) -> Crew {
    let row = &frame.instance.teams[team.ix()];
    Crew {
        team,
        base,
        day_start: row.day_start.0,
        day_end: row.day_end.0,
        max_nights: row.max_nights as usize,
        mass: row.vehicle_mass.map_or(i64::MAX / 4, |mass| mass.0),
        volume: row.vehicle_volume.map_or(i64::MAX / 4, |volume| volume.0),
        days,
    }
}

/// Profiles of open hours that this part needs, numbered anew.
#[derive(Default)]
struct Hours {
    profiles: Vec<Vec<Interval>>,
    number: BTreeMap<u32, u32>,
}

impl Hours {
    fn of(&mut self, frame: &Frame<'_>, visit: u32) -> Vec<u32> {
        let (hours, site) = (frame.screen.hours(), frame.visits[visit as usize].site);
        let mut days: Vec<u32> = (0..frame.screen.calendar().len())
            .map(|day| {
                let profile = hours.profile(site, Day(day as u16));
                let next = self.profiles.len() as u32;
                *self.number.entry(profile.0).or_insert_with(|| {
                    self.profiles.push(hours.intervals(profile).to_vec());
                    next
                })
            })
            .collect();
        let tasks = &frame.merged.groups[visit as usize].tasks;
        for day in frame.screen.timed_days(tasks) {
            days[day.ix()] = self.profiles.len() as u32;
            self.profiles.push(frame.screen.open(tasks, day).into_owned());
        }
        days
    }
}

fn stop(
    frame: &Frame<'_>,
    part: &Part,
    visit: u32,
    inside: &BTreeMap<u32, u32>,
    places: &BTreeMap<u32, (TeamIx, Day)>,
    hours: &mut Hours,
    node_of: &BTreeMap<RegionIx, u32>,
) -> Stop {
    let data = &frame.visits[visit as usize];
    let mut meetings = Vec::new();
    let mut outside = Vec::new();
    for &(other, meeting) in &data.meetings {
        match (inside.get(&other), places.get(&other)) {
            (Some(&other), _) => meetings.push((other, meeting)),
            (None, Some(&place)) => outside.push((place, meeting)),
            (None, None) => {}
        }
    }
    let options = part
        .teams
        .iter()
        .map(|(team, days)| {
            let at = data.options.binary_search_by_key(team, |(team, _)| *team).ok()?;
            narrow(frame, &data.options[at].1, *team, days, &outside)
        })
        .collect();
    Stop {
        group: visit,
        work: data.work,
        value: data.value,
        tasks: data.tasks.clone(),
        hours: hours.of(frame, visit),
        options,
        escort: data.escort,
        ceiling: data.ceiling,
        owner: data.owner,
        quotas: data.quotas.clone(),
        meetings,
        seats: data.seats.iter().filter_map(|seat| node_of.get(seat).copied()).collect(),
    }
}

/// What is left of a team's option inside the part and beside the visits outside it.
fn narrow(
    frame: &Frame<'_>,
    option: &TeamOption,
    team: TeamIx,
    days: &DaySet,
    outside: &[((TeamIx, Day), Meeting)],
) -> Option<TeamOption> {
    let mut left = option.days.and(days);
    for &(place, meeting) in outside {
        for day in left.clone().iter() {
            if !frame.agree(meeting, (team, day), place) {
                left.remove(day);
            }
        }
    }
    (!left.is_empty()).then(|| TeamOption {
        days: left,
        labs: option.labs.clone(),
        fee: option.fee,
    })
}

/// The nearest stops of each stop, and those of its owner, wherever they are.
fn near(legs: &LegMatrix, stops: &[Stop]) -> Vec<Vec<u32>> {
    let mut owned: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (stop, at) in stops.iter().zip(0..) {
        if let Some(owner) = stop.owner {
            owned.entry(owner).or_default().push(at);
        }
    }
    let of = |at: usize| {
        let mut others: Vec<(u32, u32)> = (0..stops.len())
            .filter(|&other| other != at)
            .map(|other| (legs.leg(at, other).metres, other as u32))
            .collect();
        if others.len() > NEAR {
            others.select_nth_unstable(NEAR);
            others.truncate(NEAR);
        }
        others.sort_unstable();
        let mut near: Vec<u32> = others.into_iter().map(|(_, other)| other).collect();
        let sisters = stops[at].owner.and_then(|owner| owned.get(&owner)).into_iter().flatten();
        let far = |sister: &&u32| **sister != at as u32 && !near.contains(sister);
        let sisters: Vec<u32> = sisters.filter(far).take(NEAR).copied().collect();
        near.extend(sisters);
        near
    };
    (0..stops.len()).map(of).collect()
}
