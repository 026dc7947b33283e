//! The plan: tours of one to four days, what is left out, what it costs.

use chrono::{Datelike, NaiveDate, Weekday};
use onedoor::model::*;

use super::{Dice, Shape};

/// A plan for it, its figures consistent with its tours.
pub fn plan(instance: &Instance, shape: Shape) -> Plan {
    let mut dice = Dice(11);
    let mut tasks_at: Vec<Vec<usize>> = vec![Vec::new(); instance.enterprises.len()];
    let mut unplanned = Vec::new();
    for (at, task) in instance.tasks.iter().enumerate() {
        match dice.below(12) {
            0 => unplanned.push(reserve(task, unplanned.len() as u32 + 1)),
            1 if !task.required => unplanned.push(impossible(task)),
            _ => tasks_at[task.site.ix()].push(at),
        }
    }
    // Sites of one county after another, so that a day's stops are near each other.
    let mut queue: Vec<usize> = (0..tasks_at.len()).filter(|&e| !tasks_at[e].is_empty()).collect();
    queue.sort_by_key(|&e| (instance.enterprises[e].region, e));
    queue.reverse();
    let mut plan = Plan {
        format: 1,
        revision: 0,
        instance: InstanceRef {
            name: instance.settings().name.clone(),
            digest: instance.digest().into(),
        },
        solver: SolverRecord {
            version: "0.1.0".into(),
            seed: 42,
            effort: 1000,
            stopped: Stopped::Effort,
            repeatable: true,
        },
        objective: Objective::default(),
        information: Information::default(),
        bound: None,
        teams: Vec::new(),
        visits: Vec::new(),
        tours: Vec::new(),
        unplanned,
    };
    let mut date = instance.settings().start;
    let mut busy_until = vec![date; shape.teams];
    while date <= instance.settings().end {
        for (team, busy) in busy_until.iter_mut().enumerate() {
            let weekday = date.weekday();
            if *busy > date || matches!(weekday, Weekday::Sat | Weekday::Sun) {
                continue;
            }
            let length = 1 + dice.below(4) as i64;
            let length = length.min(5 - i64::from(weekday.num_days_from_monday()));
            *busy = date + chrono::Duration::days(length);
            if dice.below(4) != 0 {
                add_tour(instance, &mut plan, &mut queue, &tasks_at, team, date, length, &mut dice);
            }
        }
        date += chrono::Duration::days(1);
    }
    for site in queue {
        for &at in &tasks_at[site] {
            plan.unplanned.push(left_out(&instance.tasks[at]));
        }
    }
    price(instance, &mut plan);
    plan
}

#[allow(clippy::too_many_arguments)]
fn add_tour(
    instance: &Instance,
    plan: &mut Plan,
    queue: &mut Vec<usize>,
    tasks_at: &[Vec<usize>],
    team: usize,
    start: NaiveDate,
    length: i64,
    dice: &mut Dice,
) {
    let mut days: Vec<TourDay> = Vec::new();
    let row = &instance.teams[team];
    for k in 0..length {
        let date = start + chrono::Duration::days(k);
        if date > instance.settings().end {
            break;
        }
        let mut clock = 8 * 60 + 10 + dice.below(30) as i32;
        let depart = Clock(clock);
        let mut stops = Vec::new();
        let mut seat = instance.agencies[row.agency.ix()].region;
        for stop in 0..2 + dice.below(2) {
            let Some(site) = queue.pop() else { break };
            clock += 25 + dice.below(40) as i32;
            if (11 * 60 + 30..14 * 60).contains(&clock) || stop == 2 {
                clock = clock.max(14 * 60);
            }
            let work = 60 + 20 * tasks_at[site].len() as i32;
            let id = format!("V{}", plan.visits.len() + 1);
            seat = instance.enterprises[site].region;
            plan.visits.push(Visit {
                id: id.clone(),
                site: instance.enterprises[site].id.clone(),
                tasks: tasks_at[site]
                    .iter()
                    .map(|&at| VisitTask {
                        task: instance.tasks[at].id.clone(),
                        lab: if instance.category_of(TaskIx::new(at)).carry {
                            instance.agencies[row.agency.ix()].id.clone()
                        } else {
                            instance.agencies[(at / 3) % instance.agencies.len()].id.clone()
                        },
                    })
                    .collect(),
                team: row.id.clone(),
                date,
                arrive: Clock(clock),
                start: Clock(clock),
                end: Clock(clock + work),
            });
            clock += work;
            stops.push(id);
        }
        if stops.is_empty() {
            break;
        }
        let metres = 30_000 + dice.below(120_000) as i64;
        days.push(TourDay {
            date,
            from: days.last().map_or_else(|| BASE.to_owned(), |day: &TourDay| day.to.clone()),
            depart,
            stops,
            to: format!("region:{}", instance.regions[seat.ix()].code),
            arrive: Clock(clock + 35),
            lunch: (clock > 14 * 60).then_some(Clock::hm(12, 5)),
            metres: Metres(metres),
            drive_minutes: Minutes(metres / 1000),
        });
    }
    if let Some(last) = days.last_mut() {
        last.to = BASE.into();
        plan.tours.push(Tour {
            id: format!("R{}", plan.tours.len() + 1),
            team: row.id.clone(),
            days,
        });
    }
}

fn reason(rule: Rule, detail: &str, since: Option<&str>) -> Reason {
    Reason { rule, detail: detail.into(), note: None, since: since.map(Into::into) }
}

fn reserve(task: &Task, queue: u32) -> Unplanned {
    Unplanned {
        task: task.id.clone(),
        impossible: false,
        queue: Some(queue),
        reasons: vec![reason(Rule::Draw, "未抽中，列为备选", Some("quotas.csv:2"))],
    }
}

fn impossible(task: &Task) -> Unplanned {
    Unplanned {
        task: task.id.clone(),
        impossible: true,
        queue: None,
        reasons: vec![
            reason(
                Rule::SixMonth,
                "同一产品2025-12-18已由本部门抽查，6个月内不得再抽",
                Some("history.csv:17"),
            ),
            reason(Rule::Window, "任务的最晚日期早于间隔期满之日", Some("tasks.csv:9")),
        ],
    }
}

fn left_out(task: &Task) -> Unplanned {
    Unplanned {
        task: task.id.clone(),
        impossible: false,
        queue: None,
        reasons: vec![reason(Rule::TeamAvailable, "可用的队伍在这些日期均已排满", None)],
    }
}

fn price(instance: &Instance, plan: &mut Plan) {
    let settings = instance.settings();
    let days: i64 = plan.tours.iter().map(|tour| tour.days.len() as i64).sum();
    let nights = days - plan.tours.len() as i64;
    let metres: Metres = plan.tours.iter().flat_map(|t| &t.days).map(|day| day.metres).sum();
    let lost = plan.unplanned.iter().filter(|u| !u.impossible && u.queue.is_none());
    let lost: Fen = lost
        .map(|u| {
            let task = &instance.tasks[instance.task(&u.task).unwrap().ix()];
            if task.required { settings.weights.required } else { task.value }
        })
        .sum();
    plan.objective = Objective {
        total: Fen::ZERO,
        travel: settings.costs.km.scaled(metres.kilometres()),
        team_days: settings.costs.team_day.times(days),
        nights: settings.costs.night.times(nights),
        courier: Fen(1_234_500),
        value_lost: lost,
        shortfall: Fen::ZERO,
        balance: Fen(987_600),
        ..Objective::default()
    }
    .summed();
    let fees = plan.visits.iter().flat_map(|v| &v.tasks).map(|drawn| {
        let task = instance.task(&drawn.task).unwrap();
        instance.category_of(task).price.times(instance.tasks[task.ix()].batches.into())
    });
    plan.information = Information { tests: fees.sum(), ..Information::default() };
    let total = plan.objective.total;
    plan.bound = Some(Bound {
        total: Fen(total.0 / 100 * 96),
        gap: 0.04,
        scope: "whole plan".into(),
        method: "column generation".into(),
    });
}
