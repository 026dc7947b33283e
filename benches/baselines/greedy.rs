//! A planner's greedy: every visit goes to the nearest agency in scope; month by month each agency
//! takes its even share, what is due first and then county by county; each team's day goes from the
//! base to the nearest enterprise, from there to the nearest, until the day is full. What found no
//! place is offered to other teams, the nearest first, and last to tours of two days. Required visits are
//! placed before all others.

use std::collections::BTreeMap;

use onedoor::calendar::Day;
use onedoor::model::{AgencyIx, TeamIx};
use onedoor::plan::Frame;

use crate::desk::Desk;

/// Days looked at for a visit that found no place.
const DAYS: usize = 12;

pub fn greedy<'f>(frame: &'f Frame<'f>) -> Desk<'f> {
    let mut desk = Desk::new(frame);
    let all = 0..frame.visits.len() as u32;
    let (required, other): (Vec<u32>, Vec<u32>) = all.partition(|&visit| frame.is_required(visit));
    for &visit in &required {
        if !fits_a_day(&desk, visit) {
            sleep_away(&mut desk, visit);
        }
    }
    for visits in [required, other] {
        place(&mut desk, &visits);
    }
    desk
}

/// Whether some day that holds nothing else could hold the visit.
fn fits_a_day(desk: &Desk<'_>, visit: u32) -> bool {
    let none = Desk::new(desk.frame);
    desk.nearest_teams(visit).into_iter().any(|team| {
        let days = none.option(visit, team).into_iter().flat_map(|option| option.days.iter());
        days.into_iter().any(|day| none.inserted(visit, team, day, 0).is_some())
    })
}

/// Places some visits, month by month, then wherever there is room.
fn place(desk: &mut Desk<'_>, visits: &[u32]) {
    let frame = desk.frame;
    let calendar = frame.screen.calendar();
    let months = calendar.months().len();
    let mut waiting = by_agency(desk, visits);
    for month in 0..months {
        let left: u32 = (month..months).map(|m| calendar.working_days(m)).sum();
        for (&agency, visits) in &mut waiting {
            let part = f64::from(calendar.working_days(month)) / f64::from(left.max(1));
            work_month(desk, agency, month, visits, part);
        }
    }
    let mut late: Vec<u32> = waiting.into_values().flatten().collect();
    late.sort_by_key(|&visit| {
        (std::cmp::Reverse(frame.visits[visit as usize].value as i64), visit)
    });
    late.retain(|&visit| !desk.squeeze_in(visit, DAYS));
    for &visit in &late {
        sleep_away(desk, visit);
    }
}

/// Each visit with the nearest agency that has a team for it.
fn by_agency(desk: &Desk<'_>, visits: &[u32]) -> BTreeMap<AgencyIx, Vec<u32>> {
    let mut found: BTreeMap<AgencyIx, Vec<u32>> = BTreeMap::new();
    for &visit in visits.iter().filter(|visit| !desk.places.contains_key(visit)) {
        if let Some(team) = desk.nearest_teams(visit).first() {
            let agency = desk.frame.instance.teams[team.ix()].agency;
            found.entry(agency).or_default().push(visit);
        }
    }
    found
}

/// One agency's month: its share of the visits that wait, day by day and team by team.
fn work_month(
    desk: &mut Desk<'_>,
    agency: AgencyIx,
    month: usize,
    waiting: &mut Vec<u32>,
    part: f64,
) {
    let frame = desk.frame;
    let calendar = frame.screen.calendar();
    let own = |team: &TeamIx| frame.instance.teams[team.ix()].agency == agency;
    let teams: Vec<TeamIx> = (0..frame.instance.teams.len()).map(TeamIx::new).filter(own).collect();
    let days: Vec<Day> = calendar.days().filter(|&day| calendar.month(day) == month).collect();
    let last = |visit: u32| {
        let options = teams.iter().filter_map(|&team| desk.option(visit, team));
        options.filter_map(|option| option.days.last()).max()
    };
    let end = days.last().copied();
    let share = (waiting.len() as f64 * part).ceil() as usize;
    let county =
        |visit: u32| frame.instance.enterprises[frame.visits[visit as usize].site.ix()].region;
    waiting.sort_by_key(|&visit| (last(visit) > end, county(visit), visit));
    let mut today: Vec<u32> = waiting.iter().copied().take(share).collect();
    for &day in &days {
        for &team in &teams {
            if frame.screen.team_days(team).contains(day) {
                nearest_neighbours(desk, team, day, &mut today);
            }
        }
    }
    waiting.retain(|visit| !desk.places.contains_key(visit));
}

/// Fills a day: always the nearest visit that still fits.
fn nearest_neighbours(desk: &mut Desk<'_>, team: TeamIx, day: Day, waiting: &mut Vec<u32>) {
    let known = desk.plan.outings.get(&(team, day)).and_then(|outing| outing.stops.last().copied());
    let mut here = known.map_or(desk.base(team), |last| desk.site(last));
    loop {
        let mut near: Vec<(u64, u32)> = waiting
            .iter()
            .filter(|&&visit| desk.free(visit, team, day))
            .map(|&visit| (desk.frame.travel.straight(here, desk.site(visit)) as u64, visit))
            .collect();
        near.sort_unstable();
        let at = desk.plan.outings.get(&(team, day)).map_or(0, |outing| outing.stops.len());
        let next = near.iter().find(|(_, visit)| desk.insert(*visit, team, day, at).is_some());
        let Some(&(_, visit)) = next else { return };
        waiting.retain(|&other| other != visit);
        here = desk.site(visit);
    }
}

/// A tour of two days for a visit that no single day can hold.
fn sleep_away(desk: &mut Desk<'_>, visit: u32) -> bool {
    let frame = desk.frame;
    for team in desk.nearest_teams(visit) {
        if frame.instance.teams[team.ix()].max_nights == 0 {
            continue;
        }
        let free = frame.screen.team_days(team);
        for first in free.iter().filter(|day| free.contains(Day(day.0 + 1))) {
            for &seat in &frame.visits[visit as usize].seats {
                let tried = desk.overnight(team, first, [vec![visit], vec![]], seat)
                    || desk.overnight(team, first, [vec![], vec![visit]], seat);
                if tried {
                    return true;
                }
            }
        }
    }
    false
}
