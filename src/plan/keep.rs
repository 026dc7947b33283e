//! A changed plan under the names of the one it comes from: visits and tours keep their ids, and a
//! day that nobody changed keeps its very words, times included.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::{Plan, Tour, TourDay, Visit};

/// Gives a plan the ids, and where nothing changed the days, of the plan it was made from, and the next
/// number among its revisions if anything is different.
pub fn keep(old: &Plan, new: &mut Plan) {
    let names = visit_names(old, new);
    for visit in &mut new.visits {
        if let Some(name) = names.get(&visit.id) {
            visit.id.clone_from(name);
        }
    }
    for stop in new.tours.iter_mut().flat_map(|tour| &mut tour.days).flat_map(|d| &mut d.stops) {
        if let Some(name) = names.get(stop) {
            stop.clone_from(name);
        }
    }
    tour_names(old, new);
    same_words(old, new);
    let changed = (&old.visits, &old.tours) != (&new.visits, &new.tours);
    new.revision = old.revision.saturating_add(changed.into());
}

/// New ids of visits: that of the old visit which draws one of the tasks, else the next number.
fn visit_names(old: &Plan, new: &Plan) -> BTreeMap<String, String> {
    let mut old_of: BTreeMap<&str, &str> = BTreeMap::new();
    for visit in &old.visits {
        old_of.extend(visit.tasks.iter().map(|drawn| (drawn.task.as_str(), visit.id.as_str())));
    }
    let mut next = next_number(old.visits.iter().map(|visit| visit.id.as_str()), 'V');
    let mut taken = BTreeSet::new();
    let mut names = BTreeMap::new();
    for visit in &new.visits {
        let known = visit.tasks.iter().filter_map(|drawn| old_of.get(drawn.task.as_str()));
        let known = known.copied().find(|id| taken.insert(*id));
        let name = known.map_or_else(|| numbered('V', &mut next), str::to_owned);
        names.insert(visit.id.clone(), name);
    }
    names
}

/// A tour keeps the id of the team's old tour that was out on one of its days.
fn tour_names(old: &Plan, new: &mut Plan) {
    let mut old_of: BTreeMap<(&str, NaiveDate), &str> = BTreeMap::new();
    for tour in &old.tours {
        let days = tour.days.iter().map(|day| ((tour.team.as_str(), day.date), tour.id.as_str()));
        old_of.extend(days);
    }
    let mut next = next_number(old.tours.iter().map(|tour| tour.id.as_str()), 'R');
    let mut taken = BTreeSet::new();
    for tour in &mut new.tours {
        let known = tour.days.iter().filter_map(|day| old_of.get(&(tour.team.as_str(), day.date)));
        let known = known.copied().find(|id| taken.insert(*id));
        tour.id = known.map_or_else(|| numbered('R', &mut next), str::to_owned);
    }
}

/// The number after the highest that ids of this kind have.
fn next_number<'a>(ids: impl Iterator<Item = &'a str>, kind: char) -> u64 {
    let number = |id: &str| id.strip_prefix(kind)?.parse::<u64>().ok();
    ids.filter_map(number).max().unwrap_or(0).saturating_add(1)
}

fn numbered(kind: char, next: &mut u64) -> String {
    let name = format!("{kind}{next}");
    *next = next.saturating_add(1);
    name
}

/// Copies the days that have the same stops, the same batches and the same labs as before.
fn same_words(old: &Plan, new: &mut Plan) {
    let before = Days::of(old);
    let now = Days::of(new);
    let same: BTreeSet<(String, NaiveDate)> = now
        .days
        .iter()
        .filter(|(key, day)| before.days.get(*key).is_some_and(|was| is_same(was, day)))
        .filter(|(_, day)| day.stops.iter().all(|stop| before.draws_same(&now, stop)))
        .map(|(&(team, date), _)| (team.to_owned(), date))
        .collect();
    let visits: BTreeMap<&str, &Visit> = before.visits.clone();
    let days: BTreeMap<(&str, NaiveDate), &TourDay> = before.days.clone();
    for visit in &mut new.visits {
        if same.contains(&(visit.team.clone(), visit.date))
            && let Some(was) = visits.get(visit.id.as_str())
        {
            visit.clone_from(was);
        }
    }
    for Tour { team, days: tour_days, .. } in &mut new.tours {
        for day in tour_days {
            if same.contains(&(team.clone(), day.date))
                && let Some(was) = days.get(&(team.as_str(), day.date))
            {
                day.clone_from(was);
            }
        }
    }
}

/// Days and visits of a plan by what people call them.
struct Days<'a> {
    days: BTreeMap<(&'a str, NaiveDate), &'a TourDay>,
    visits: BTreeMap<&'a str, &'a Visit>,
}

impl<'a> Days<'a> {
    fn of(plan: &'a Plan) -> Self {
        let days = plan.tours.iter().flat_map(|tour| {
            tour.days.iter().map(move |day| ((tour.team.as_str(), day.date), day))
        });
        let visits = plan.visits.iter().map(|visit| (visit.id.as_str(), visit));
        Self { days: days.collect(), visits: visits.collect() }
    }

    /// Whether a visit draws the same tasks for the same labs in both plans.
    fn draws_same(&self, other: &Self, id: &str) -> bool {
        let drawn = |plan: &Self| {
            let visit = plan.visits.get(id)?;
            let mut drawn: Vec<_> =
                visit.tasks.iter().map(|task| (task.task.clone(), task.lab.clone())).collect();
            drawn.sort();
            Some((visit.site.clone(), drawn))
        };
        drawn(self).is_some() && drawn(self) == drawn(other)
    }
}

fn is_same(was: &TourDay, day: &TourDay) -> bool {
    was.from == day.from && was.to == day.to && was.stops == day.stops
}
