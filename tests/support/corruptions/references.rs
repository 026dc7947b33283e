//! What refers to what.

use onedoor::model::*;

use super::{Corruption, Victim};

/// Corruptions of what refers to what.
pub const REFERENCES: &[(&str, Corruption)] = &[
    ("a visit vanishes, its stop stays", |v| {
        let at = v.dice.below(v.plan.visits.len())?;
        v.plan.visits.remove(at);
        Some(())
    }),
    ("a stop vanishes, its visit stays", |v| {
        let (tour, nth, at) = v.stop()?;
        v.plan.tours[tour].days[nth].stops.remove(at);
        Some(())
    }),
    ("a visit vanishes with its stop", |v| {
        let (tour, nth, at) = v.stop()?;
        let id = v.plan.tours[tour].days[nth].stops.remove(at);
        v.plan.visits.retain(|visit| visit.id != id);
        Some(())
    }),
    ("a visit stands twice", |v| {
        let visit = v.visit()?.clone();
        v.plan.visits.push(visit);
        Some(())
    }),
    ("a stop stands twice", |v| {
        let (tour, nth, at) = v.stop()?;
        let stops = &mut v.plan.tours[tour].days[nth].stops;
        stops.push(stops[at].clone());
        Some(())
    }),
    ("a visit is made twice under two ids", |v| {
        let (tour, nth, at) = v.stop()?;
        let id = v.plan.tours[tour].days[nth].stops[at].clone();
        let mut copy = v.visit_with_id(&id).clone();
        copy.id = "copy".to_owned();
        v.plan.tours[tour].days[nth].stops.insert(at, copy.id.clone());
        v.plan.visits.push(copy);
        Some(())
    }),
    ("a stop moves to another day", |v| {
        let (tour, nth, at) = v.stop()?;
        let (to_tour, to_day) = v.day_where(|_, _| true)?;
        if (tour, nth) == (to_tour, to_day) {
            return None;
        }
        let id = v.plan.tours[tour].days[nth].stops.remove(at);
        v.plan.tours[to_tour].days[to_day].stops.push(id);
        Some(())
    }),
    ("a visit changes its id", |v| v.visit().map(|visit| visit.id.push('x'))),
    ("an empty id", |v| v.visit().map(|visit| visit.id.clear())),
    ("an unknown site", |v| v.visit().map(|visit| visit.site.push('x'))),
    ("an unknown team of a visit", |v| v.visit().map(|visit| visit.team.push('x'))),
    ("an unknown task", |v| v.visit().map(|visit| visit.tasks[0].task.push('x'))),
    ("an unknown laboratory", |v| v.visit().map(|visit| visit.tasks[0].lab.push('x'))),
    ("an unknown team of a tour", |v| {
        let (tour, _) = v.day_where(|_, _| true)?;
        v.plan.tours[tour].team.push('x');
        Some(())
    }),
    ("an unknown place", |v| v.day(|_, _| true).map(|day| day.to = "region:x".to_owned())),
    ("a visit without tasks", |v| v.visit().map(|visit| visit.tasks.clear())),
    ("a task at another site", |v| {
        let task = v.visit()?.tasks[0].clone();
        let site = v.instance.tasks[v.instance.task(&task.task)?.ix()].site;
        let own = v.instance.enterprises[site.ix()].id.clone();
        let others = v.plan.visits.iter_mut().filter(|visit| visit.site != own);
        let other = v.dice.one(others.collect())?;
        other.tasks.push(task);
        Some(())
    }),
    ("two visits exchange their tasks", |v| {
        let (a, b) = (v.dice.below(v.plan.visits.len())?, v.dice.below(v.plan.visits.len())?);
        if v.plan.visits[a].site == v.plan.visits[b].site {
            return None;
        }
        let tasks = v.plan.visits[a].tasks.clone();
        v.plan.visits[a].tasks = std::mem::replace(&mut v.plan.visits[b].tasks, tasks);
        Some(())
    }),
    ("a task that is planned is left out too", |v| {
        let task = v.visit()?.tasks[0].task.clone();
        let reasons = vec![Victim::reason(Rule::Hours)];
        v.plan.unplanned.push(Unplanned { task, impossible: false, queue: None, reasons });
        Some(())
    }),
    ("a task is neither planned nor left out", |v| {
        let at = v.dice.below(v.plan.unplanned.len())?;
        v.plan.unplanned.remove(at);
        Some(())
    }),
    ("a task is left out twice", |v| {
        let entry = v.left_out(|_| true)?.clone();
        v.plan.unplanned.push(entry);
        Some(())
    }),
    ("left out without a reason", |v| v.left_out(|_| true).map(|entry| entry.reasons.clear())),
    ("another instance's digest", |v| {
        let digest = &mut v.plan.instance.digest;
        let last = if digest.ends_with('0') { '1' } else { '0' };
        digest.pop();
        digest.push(last);
        Some(())
    }),
    ("another instance's name", |v| {
        v.plan.instance.name.push('x');
        Some(())
    }),
    ("another format", |v| {
        v.plan.format = 2;
        Some(())
    }),
];
