//! Sums on the page, counted anew from `plan.json` and the tables; and no figure that nobody counts.

use std::collections::{BTreeMap, BTreeSet};

use onedoor::calendar::Calendar;
use onedoor::messages::{Lang, form};
use onedoor::model::*;
use serde_json::Value;

use crate::figures::{Told, one, rows_with, told, values};
use crate::made::*;
use crate::report_fixture as fx;

/// A row of `draw.csv` for each task: the last word on it.
#[test]
fn the_draw_is_counted_from_its_table() {
    let (instance, _, files) = told(fx::CITY, Lang::Zh);
    let (page, shown) = (text(&files, "report.html"), figures(&files));
    let mut decisions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(&files, "draw.csv") {
        decisions.entry(row["task"].clone()).or_default().insert(row["decision"].clone());
    }
    let count = |keep: &dyn Fn(&BTreeSet<String>) -> bool| {
        decisions.values().filter(|said| keep(said)).count().to_string()
    };
    let at_once = |said: &BTreeSet<String>| said.contains("required") || said.contains("outside");
    assert_eq!(shown["draw_in"], count(&at_once));
    assert_eq!(shown["draw_drawn"], count(&|said| said.contains("drawn")));
    let only = BTreeSet::from(["impossible".to_owned()]);
    assert_eq!(shown["draw_impossible"], count(&|said| *said == only));
    let waits = |said: &BTreeSet<String>| {
        said.iter().any(|s| s == "target_reached" || s == "over_max") && !said.contains("drawn")
    };
    assert_eq!(shown["draw_reserve"], count(&|said| waits(said)));
    let part = page.split("id=\"draw\"").nth(1).unwrap().split("</table>").next().unwrap();
    let steps = rows(&files, "draw.csv");
    let lines = rows_with(part, "data-draw");
    assert!(!lines.is_empty());
    for (line, row) in lines {
        let of = |decision: &str| {
            steps.iter().filter(|s| s["quota"] == line && s["decision"] == decision).count() as f64
        };
        let all = steps.iter().filter(|step| step["quota"] == line);
        assert_eq!(one(row, "draw_candidates"), all.clone().count() as f64, "{line}");
        assert_eq!(one(row, "draw_of_quota"), of("drawn"), "{line}");
        assert_eq!(one(row, "draw_not_asked"), of("target_reached"), "{line}");
        assert_eq!(one(row, "draw_passed"), of("impossible"), "{line}");
        assert_eq!(one(row, "draw_over_max"), of("over_max"), "{line}");
        let number = |step: &BTreeMap<String, String>, name: &str| step[name].parse().unwrap();
        let first = all.clone().next().unwrap();
        let taken = if first["decision"] == "drawn" { number(first, "batches") } else { 0.0 };
        assert_eq!(one(row, "draw_before"), number(first, "after") - taken, "{line}");
        assert_eq!(
            one(row, "draw_after"),
            number(all.clone().next_back().unwrap(), "after"),
            "{line}"
        );
        let target = instance.quotas.iter().find(|q| Table::Quotas.line(q.row) == line).unwrap();
        assert_eq!(one(row, "draw_target"), f64::from(target.target.unwrap()), "{line}");
    }
}

#[test]
fn what_is_tight_and_who_is_idle_is_counted_from_the_plan() {
    let (instance, plan, files) = told(fx::CITY, Lang::Zh);
    let told = Told { instance: &instance, plan };
    let (page, shown) = (text(&files, "report.html"), figures(&files));
    let part = page.split("id=\"labs\"").nth(1).unwrap();
    let cells = values(part, "lab_batches").into_iter().zip(values(part, "lab_capacity"));
    let shares: Vec<f64> = cells.map(|(batches, capacity)| batches / capacity).collect();
    let of = |keep: &dyn Fn(f64) -> bool| shares.iter().filter(|s| keep(**s)).count().to_string();
    assert_eq!(shown["labs_tight"], of(&|share| share >= 0.9));
    assert_eq!(shown["labs_over"], of(&|share| share > 1.0));

    let calendar = Calendar::new(&instance);
    let mut tight = 0;
    let mut shares = Vec::new();
    for (id, row) in rows_with(&page, "data-team") {
        let team = &instance.teams[instance.team(id).unwrap().ix()];
        let away = |date| {
            team.samplers
                .iter()
                .any(|s| instance.samplers[s.ix()].leave.iter().any(|leave| leave.contains(date)))
        };
        let out = |date| {
            instance.suspensions.iter().any(|row| {
                row.days.contains(date)
                    && team.samplers.iter().any(|s| instance.samplers[s.ix()].agency == row.agency)
            })
        };
        let dates = calendar.days().map(|day| calendar.date(day));
        let able = dates.filter(|date| {
            calendar.works_on(*date)
                && team.from.is_none_or(|from| from <= *date)
                && team.to.is_none_or(|to| to >= *date)
                && !away(*date)
                && !out(*date)
        });
        let able = able.count() as f64;
        assert_eq!(one(row, "days_able"), able, "{id}");
        let days: Vec<&Value> = told
            .days()
            .iter()
            .filter(|(tour, _)| tour["team"] == id)
            .map(|(_, day)| *day)
            .collect();
        let stops: usize = days.iter().map(|day| day["stops"].as_array().unwrap().len()).sum();
        let drive: i64 = days.iter().map(|day| day["drive_minutes"].as_i64().unwrap()).sum();
        if !days.is_empty() {
            let daily = |sum: f64| sum / days.len() as f64;
            assert!((one(row, "visits_day") - daily(stops as f64)).abs() < 1e-9, "{id}");
            assert!((one(row, "drive_day") - daily(drive as f64 / 60.0)).abs() < 1e-9, "{id}");
        }
        tight += usize::from(days.len() as f64 >= 0.9 * able);
        shares.push(days.len() as f64 / able);
    }
    assert_eq!(shares.len(), instance.teams.len());
    assert!(shares.is_sorted_by(|a, b| a >= b), "the tightest first: {shares:?}");
    assert_eq!(shown["teams_tight"], tight.to_string());

    let base = |tour: &Value| {
        let team = instance.team(tour["team"].as_str().unwrap()).unwrap();
        instance.teams[team.ix()].agency
    };
    let mut idle = 0;
    for at in 0..instance.agencies.len() {
        let own = told.days().into_iter().filter(|(tour, _)| base(tour).ix() == at);
        let days: Vec<&Value> = own.map(|(_, day)| day).collect();
        if days.is_empty() {
            idle += 1;
            continue;
        }
        let stops: usize = days.iter().map(|day| day["stops"].as_array().unwrap().len()).sum();
        let metres: i64 = days.iter().map(|day| day["metres"].as_i64().unwrap()).sum();
        let legend = page.split("id=\"legend\"").nth(1).unwrap();
        let line = legend.split(&format!("data-a=\"{at}\"")).nth(1).unwrap();
        let line = line.split("</li>").next().unwrap();
        for number in [stops as u64, days.len() as u64, ((metres + 500) / 1000) as u64] {
            assert!(line.contains(&form::count(number)), "{at}: {number} in {line}");
        }
    }
    let said = shown.get("idle_agencies").map_or(0, |idle| idle.parse().unwrap());
    assert_eq!(said, idle);
}

#[test]
fn what_keeps_tasks_out_is_counted_from_the_plan() {
    let (instance, plan, files) = told(fx::CITY, Lang::En);
    let told = Told { instance: &instance, plan };
    let mut sums: BTreeMap<String, [f64; 4]> = BTreeMap::new();
    for left in told.list("unplanned") {
        let reasons = left["reasons"].as_array().unwrap().iter();
        let rules: BTreeSet<&str> = reasons.map(|r| r["rule"].as_str().unwrap()).collect();
        let fate = match (left["impossible"] == true, rules.contains("draw")) {
            (true, _) => 1,
            (false, true) => 2,
            (false, false) => 0,
        };
        let task = instance.task(left["task"].as_str().unwrap()).unwrap();
        for rule in rules {
            let sum = sums.entry(rule.to_owned()).or_default();
            sum[fate] += 1.0;
            sum[3] += f64::from(u8::from(instance.tasks[task.ix()].required));
        }
    }
    let page = text(&files, "report.html");
    let rows = rows_with(&page, "data-kept");
    assert_eq!(rows.len(), sums.len());
    for (rule, row) in rows {
        let shown = ["left_out", "impossible", "reserve", "required"];
        let shown = shown.map(|part| one(row, &format!("kept_{part}")));
        assert_eq!(shown, sums[rule], "{rule}");
    }
    let head = rows_with(&page, "data-kept-out");
    assert!(!head.is_empty());
    for (rule, row) in head {
        assert_eq!(one(row, "kept_out"), sums[rule][0] + sums[rule][1], "{rule}");
    }
}

/// Figures that are compared: above, in `page.rs`, and by `tests/beside.rs`.
const COMPARED: [&str; 57] = [
    "tasks",
    "planned",
    "left_out",
    "impossible",
    "reserves",
    "visits",
    "team_days",
    "total",
    "travel",
    "team_days_cost",
    "nights_cost",
    "courier",
    "spending",
    "value_lost",
    "shortfall",
    "balance",
    "cost_total",
    "gap",
    "bound",
    "kept_out",
    "kept_left_out",
    "kept_impossible",
    "kept_reserve",
    "kept_required",
    "line_days",
    "line_visits",
    "line_nights",
    "line_metres",
    "sum_planned",
    "sum_target",
    "sum_off",
    "quota_planned",
    "labs_tight",
    "labs_over",
    "lab_batches",
    "lab_capacity",
    "teams_tight",
    "days_used",
    "days_able",
    "nights_used",
    "visits_day",
    "drive_day",
    "draw_in",
    "draw_drawn",
    "draw_reserve",
    "draw_impossible",
    "draw_before",
    "draw_target",
    "draw_candidates",
    "draw_of_quota",
    "draw_passed",
    "draw_over_max",
    "draw_not_asked",
    "draw_after",
    "checks",
    "violations",
    "idle_agencies",
];

#[test]
fn no_figure_stands_on_the_page_without_being_compared() {
    let (_, _, files) = told(fx::CITY, Lang::En);
    for name in figures(&files).keys() {
        assert!(COMPARED.contains(&name.as_str()), "{name} is not compared with plan.json");
    }
}
