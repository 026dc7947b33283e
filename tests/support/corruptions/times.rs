//! Times and ways.

use chrono::Days;
use onedoor::model::*;

use super::{Corruption, Victim, minutes};

/// Corruptions of times and ways.
pub const TIMES: &[(&str, Corruption)] = &[
    ("arrives before it set off", |v| {
        let (tour, nth, at) = v.stop()?;
        let day = &v.plan.tours[tour].days[nth];
        let (depart, stop) = (day.depart, day.stops[at].clone());
        let before = at.checked_sub(1).map(|before| day.stops[before].clone());
        let left = before.map_or(depart, |id| v.visit_with_id(&id).end);
        v.visit_with_id(&stop).arrive = minutes(left, -1);
        Some(())
    }),
    ("arrives after work has started", |v| {
        v.visit().map(|visit| visit.arrive = minutes(visit.start, 1))
    }),
    ("work starts later", |v| v.visit().map(|visit| visit.start = minutes(visit.start, 1))),
    ("work ends later", |v| v.visit().map(|visit| visit.end = minutes(visit.end, 1))),
    ("work ends earlier", |v| v.visit().map(|visit| visit.end = minutes(visit.end, -1))),
    ("work in the night", |v| {
        v.visit().map(|visit| (visit.arrive, visit.start) = (Clock::hm(2, 0), Clock::hm(2, 0)))
    }),
    ("sets off too early", |v| {
        let (tour, nth) = v.day_where(|_, _| true)?;
        let start = v.team(&v.plan.tours[tour].team).day_start;
        v.plan.tours[tour].days[nth].depart = minutes(start, -1);
        Some(())
    }),
    ("is back too late", |v| {
        let (tour, nth) = v.day_where(|_, _| true)?;
        let end = v.team(&v.plan.tours[tour].team).day_end;
        v.plan.tours[tour].days[nth].arrive = minutes(end, 1);
        Some(())
    }),
    ("is back before it left", |v| {
        let (tour, nth, _) = v.stop()?;
        let last = v.plan.tours[tour].days[nth].stops.last()?.clone();
        let left = v.visit_with_id(&last).end;
        v.plan.tours[tour].days[nth].arrive = minutes(left, -1);
        Some(())
    }),
    ("times out of this world", |v| {
        let day = v.day(|_, _| true)?;
        (day.depart, day.arrive) = (Clock(i32::MAX), Clock(i32::MIN));
        Some(())
    }),
    ("no lunch", |v| {
        let policy = v.instance.settings().policy.clone();
        v.day(|tour, nth| {
            let day = &tour.days[nth];
            let over_noon = day.depart <= policy.lunch.from && day.arrive >= policy.lunch.to;
            over_noon && day.lunch.is_some()
        })
        .map(|day| day.lunch = None)
    }),
    ("a lunch too late", |v| {
        let policy = &v.instance.settings().policy;
        let latest = i64::from(policy.lunch.to.0) - policy.lunch_minutes.0;
        v.day(|_, _| true).map(|day| day.lunch = Some(Clock(latest as i32 + 1)))
    }),
    ("a lunch during work", |v| {
        let (tour, nth, at) = v.stop()?;
        let id = v.plan.tours[tour].days[nth].stops[at].clone();
        let start = v.visit_with_id(&id).start;
        v.plan.tours[tour].days[nth].lunch = Some(start);
        Some(())
    }),
    ("two stops change places", |v| {
        let day = v.day(|tour, nth| tour.days[nth].stops.len() > 1)?;
        day.stops.swap(0, 1);
        Some(())
    }),
    ("a visit on another day than its tour", |v| {
        v.visit().map(|visit| visit.date = visit.date.succ_opt().unwrap())
    }),
    ("a visit by another team than its tour's", |v| {
        let teams: Vec<String> = v.instance.teams.iter().map(|team| team.id.clone()).collect();
        let own = v.visit()?.team.clone();
        let other = v.dice.one(teams.into_iter().filter(|id| *id != own).collect())?;
        v.visit_where_team(&own)?.team = other;
        Some(())
    }),
    ("a tour by another team than its visits'", |v| {
        let (tour, _, _) = v.stop()?;
        let own = v.plan.tours[tour].team.clone();
        let others = v.instance.teams.iter().map(|team| team.id.clone());
        let other = v.dice.one(others.filter(|id| *id != own).collect())?;
        v.plan.tours[tour].team = other;
        Some(())
    }),
    ("a tour on a day off", |v| {
        let (tour, _) =
            v.day_where(|tour, nth| tour.days.len() == 1 && !tour.days[nth].stops.is_empty())?;
        let date = v.plan.tours[tour].days[0].date;
        let off = (1..7).find(|more| !v.is_working_day(date + Days::new(*more)))?;
        v.postpone(tour, off);
        Some(())
    }),
    ("a tour after the horizon", |v| {
        let (tour, _) = v.day_where(|_, _| true)?;
        let days = v.plan.tours[tour].days[0].date;
        let end = v.instance.settings().end;
        let beyond = end.signed_duration_since(days).num_days() + 1;
        v.postpone(tour, beyond as u64);
        Some(())
    }),
    ("a team on two tours", |v| {
        let (tour, _) = v.day_where(|_, _| true)?;
        let mut copy = v.plan.tours[tour].clone();
        copy.id = "copy".to_owned();
        copy.days.iter_mut().for_each(|day| day.stops.clear());
        v.plan.tours.push(copy);
        Some(())
    }),
    ("a tour without days", |v| {
        let (tour, _) = v.day_where(|_, _| true)?;
        let empty = Tour { id: "empty".to_owned(), days: Vec::new(), ..v.plan.tours[tour].clone() };
        v.plan.tours.push(empty);
        Some(())
    }),
    ("a tour that does not come home", |v| {
        let seat = format!("region:{}", v.instance.regions[0].code);
        v.day(|tour, nth| nth + 1 == tour.days.len()).map(|day| day.to = seat)
    }),
    ("a tour that starts elsewhere", |v| {
        let seat = format!("region:{}", v.instance.regions[0].code);
        v.day(|_, nth| nth == 0).map(|day| day.from = seat)
    }),
    ("a night in two places", |v| {
        let seats: Vec<String> =
            v.instance.regions.iter().map(|region| format!("region:{}", region.code)).collect();
        let (tour, nth) = v.day_where(|tour, nth| nth + 1 < tour.days.len())?;
        let day = &mut v.plan.tours[tour].days[nth];
        day.to = v.dice.one(seats.into_iter().filter(|seat| *seat != day.to).collect())?;
        Some(())
    }),
    ("a night missing", |v| {
        let (tour, nth) = v.day_where(|tour, nth| nth > 0 && nth + 1 == tour.days.len())?;
        let date = &mut v.plan.tours[tour].days[nth].date;
        *date = date.succ_opt()?;
        Some(())
    }),
    ("days of a tour change places", |v| {
        let (tour, _) = v.day_where(|tour, _| tour.days.len() > 1)?;
        v.plan.tours[tour].days.swap(0, 1);
        Some(())
    }),
    ("a visit is split in two", |v| {
        let fit = v.plan.visits.iter().filter(|visit| visit.tasks.len() > 1);
        let id = v.dice.one(fit.map(|visit| visit.id.clone()).collect())?;
        let visit = v.visit_with_id(&id);
        let mut half = visit.clone();
        half.id = "half".to_owned();
        half.tasks = visit.tasks.split_off(1);
        let days = v.plan.tours.iter_mut().flat_map(|tour| &mut tour.days);
        let stops = days.map(|day| &mut day.stops).find(|stops| stops.contains(&id))?;
        stops.push(half.id.clone());
        v.plan.visits.push(half);
        Some(())
    }),
];

impl Victim<'_> {
    fn visit_where_team(&mut self, team: &str) -> Option<&mut Visit> {
        self.plan.visits.iter_mut().find(|visit| visit.team == team)
    }
}
