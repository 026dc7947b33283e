//! Every figure on the page is the same figure in `plan.json`: the file that a plan is handed on with is
//! read back as plain JSON, and everything is counted from it anew, the slow and obvious way.

use std::collections::{BTreeMap, BTreeSet};

use onedoor::calendar::Calendar;
use onedoor::messages::{Lang, form};
use onedoor::model::*;
use serde_json::Value;

use crate::made::*;
use crate::report_fixture as fx;

/// `plan.json`, and what its ids stand for.
pub struct Told<'a> {
    pub instance: &'a Instance,
    pub plan: Value,
}

impl Told<'_> {
    pub fn list(&self, name: &str) -> Vec<&Value> {
        self.plan[name].as_array().unwrap().iter().collect()
    }

    pub fn days(&self) -> Vec<(&Value, &Value)> {
        let tours = self.list("tours").into_iter();
        tours.flat_map(|t| t["days"].as_array().unwrap().iter().map(move |day| (t, day))).collect()
    }

    /// Every task drawn, with its visit and its lab.
    pub fn drawn(&self) -> Vec<(TaskIx, &Value, &str)> {
        let mut all = Vec::new();
        for visit in self.list("visits") {
            for drawn in visit["tasks"].as_array().unwrap() {
                let task = self.instance.task(drawn["task"].as_str().unwrap()).unwrap();
                all.push((task, visit, drawn["lab"].as_str().unwrap()));
            }
        }
        all
    }

    fn batches(&self, task: TaskIx) -> u32 {
        self.instance.tasks[task.ix()].batches
    }

    fn month(visit: &Value) -> String {
        visit["date"].as_str().unwrap()[..7].to_owned()
    }

    /// Planned batches of a quota.
    fn of_quota(&self, quota: &Quota) -> u32 {
        let fits = |(task, _, _): &&(TaskIx, &Value, &str)| {
            let row = &self.instance.tasks[task.ix()];
            let region = self.instance.enterprises[row.site.ix()].region;
            row.program == quota.program
                && self.instance.products[row.product.ix()].category == quota.category
                && self.instance.is_within(region, quota.region)
        };
        self.drawn().iter().filter(fits).map(|(task, ..)| self.batches(*task)).sum()
    }
}

pub fn told(shape: fx::Shape, lang: Lang) -> (Instance, Value, Files) {
    let (instance, plan, files) = files(shape, lang);
    (instance, serde_json::from_str(&onedoor::io::plan_json(&plan)).unwrap(), files)
}

/// Rows of the page that carry an attribute: its value, and the row's text up to its end.
pub fn rows_with<'p>(page: &'p str, attribute: &str) -> Vec<(&'p str, &'p str)> {
    let start = format!(" {attribute}=\"");
    let row = |rest: &'p str| {
        let (value, rest) = rest.split_once('"').unwrap();
        (value, rest.split("</tr>").next().unwrap())
    };
    page.split(start.as_str()).skip(1).map(row).collect()
}

/// The values of a figure in a part of the page.
pub fn values(part: &str, figure: &str) -> Vec<f64> {
    let mark = format!("\" data-figure=\"{figure}\"");
    let ends = part.split(mark.as_str()).collect::<Vec<_>>();
    let before = ends[..ends.len() - 1].iter();
    before.map(|text| text.rsplit("value=\"").next().unwrap().parse().unwrap()).collect()
}

pub fn one(part: &str, figure: &str) -> f64 {
    let found = values(part, figure);
    assert_eq!(found.len(), 1, "{figure}: {part}");
    found[0]
}

/// The figures of the page's head, each with what `plan.json` says.
fn headline(told: &Told) -> Vec<(&'static str, String)> {
    let (plan, instance) = (&told.plan, told.instance);
    let unplanned = told.list("unplanned");
    let rule = |u: &Value, name: &str| {
        u["reasons"].as_array().unwrap().iter().any(|reason| reason["rule"] == name)
    };
    let impossible = unplanned.iter().filter(|u| u["impossible"] == true).count();
    let reserves = unplanned.iter().filter(|u| u["impossible"] == false && rule(u, "draw")).count();
    let money = |value: &Value| format!("{:.2}", value.as_f64().unwrap());
    let o = &plan["objective"];
    let paid: f64 =
        ["travel", "team_days", "nights", "courier"].iter().map(|p| o[*p].as_f64().unwrap()).sum();
    let mut all = vec![
        ("tasks", instance.tasks.len().to_string()),
        ("planned", told.drawn().len().to_string()),
        ("impossible", impossible.to_string()),
        ("reserves", reserves.to_string()),
        ("left_out", (unplanned.len() - impossible - reserves).to_string()),
        ("visits", told.list("visits").len().to_string()),
        ("team_days", told.days().len().to_string()),
        ("spending", format!("{paid:.2}")),
        ("gap", plan["bound"]["gap"].to_string()),
        ("bound", money(&plan["bound"]["total"])),
    ];
    for (figure, part) in [
        ("total", "total"),
        ("cost_total", "total"),
        ("travel", "travel"),
        ("team_days_cost", "team_days"),
        ("nights_cost", "nights"),
        ("courier", "courier"),
        ("value_lost", "value_lost"),
        ("shortfall", "shortfall"),
        ("balance", "balance"),
    ] {
        all.push((figure, money(&o[part])));
    }
    all
}

#[test]
fn the_head_says_what_the_plan_says_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let (instance, plan, files) = told(fx::CITY, lang);
        let (told, shown) = (Told { instance: &instance, plan }, figures(&files));
        for (name, expected) in headline(&told) {
            assert_eq!(shown[name], expected, "{name}");
        }
        // The sentences under the figures.
        let page = text(&files, "report.html");
        let drawn = told.drawn();
        let metres: i64 = told.days().iter().map(|(_, day)| day["metres"].as_i64().unwrap()).sum();
        let nights = told.days().iter().filter(|(_, day)| day["to"] != "base").count();
        let sites: BTreeSet<&str> =
            told.list("visits").iter().map(|visit| visit["site"].as_str().unwrap()).collect();
        let visits = told.list("visits").len();
        let merged =
            told.list("visits").iter().filter(|v| v["tasks"].as_array().unwrap().len() > 1).count();
        let fees = Fen::from_yuan(told.plan["information"]["tests"].as_f64().unwrap());
        for number in [
            form::count(((metres + 500) / 1000) as u64),
            form::count(nights as u64),
            form::count(sites.len() as u64),
            form::count(told.list("tours").len() as u64),
            form::count((drawn.len() - visits) as u64),
            form::count(merged as u64),
            form::percent((drawn.len() - visits) as f64 / drawn.len() as f64),
            form::amount(fees),
        ] {
            let head = page.split("id=\"where\"").next().unwrap();
            assert!(head.contains(&number), "{number}");
        }
    }
}

#[test]
fn regions_months_and_quotas_are_counted_from_the_plan() {
    let (instance, plan, files) = told(fx::CITY, Lang::Zh);
    let told = Told { instance: &instance, plan };
    let page = text(&files, "report.html");
    let mut regions: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for quota in instance.quotas.iter().filter(|quota| quota.target.is_some()) {
        let sum = regions.entry(instance.regions[quota.region.ix()].code.clone()).or_default();
        sum.0 += f64::from(told.of_quota(quota));
        sum.1 += f64::from(quota.target.unwrap());
    }
    let rows = rows_with(&page, "data-region");
    assert_eq!(rows.len(), regions.len());
    for (code, row) in rows {
        let (planned, target) = regions[code];
        assert_eq!((one(row, "sum_planned"), one(row, "sum_target")), (planned, target), "{code}");
        assert_eq!(one(row, "sum_off"), planned - target);
    }
    let calendar = Calendar::new(&instance);
    let all: u32 = told.drawn().iter().map(|(task, ..)| told.batches(*task)).sum();
    let bars = page.split("id=\"labs\"").next().unwrap();
    let rows = rows_with(bars, "data-month");
    assert_eq!(rows.len(), calendar.months().len());
    for (at, (month, row)) in rows.into_iter().enumerate() {
        let drawn = told.drawn();
        let of = drawn.iter().filter(|(_, visit, _)| Told::month(visit) == month);
        let planned: u32 = of.map(|(task, ..)| told.batches(*task)).sum();
        assert_eq!(one(row, "sum_planned"), f64::from(planned), "{month}");
        let even = f64::from(all) * f64::from(calendar.working_days(at))
            / f64::from(calendar.all_working_days());
        assert!((one(row, "sum_target") - even).abs() < 1e-6, "{month}");
    }
    for (line, row) in rows_with(&page, "data-quota") {
        let of = |quota: &&Quota| Table::Quotas.line(quota.row) == line;
        let quota = instance.quotas.iter().find(of).unwrap();
        assert_eq!(one(row, "quota_planned"), f64::from(told.of_quota(quota)), "{line}");
    }
}

#[test]
fn labs_and_teams_are_counted_from_the_plan() {
    let (instance, plan, files) = told(fx::CITY, Lang::Zh);
    let told = Told { instance: &instance, plan };
    let page = text(&files, "report.html");
    let mut seen = 0;
    for (lab, row) in rows_with(&page, "data-lab") {
        let (_, rest) = row.split_once("data-group=\"").unwrap();
        let group = rest.split('"').next().unwrap();
        for cell in row.split("data-month=\"").skip(1) {
            let month = cell.split('"').next().unwrap();
            let cell = cell.split("</td>").next().unwrap();
            let drawn = told.drawn();
            let of = drawn.iter().filter(|(task, visit, at)| {
                *at == lab
                    && Told::month(visit) == month
                    && instance.category_of(*task).lab_group == group
            });
            let batches: u32 = of.map(|(task, ..)| told.batches(*task)).sum();
            assert_eq!(one(cell, "lab_batches"), f64::from(batches), "{lab} {group} {month}");
            let capacity = instance.lab_capacity.iter().find(|row| {
                instance.agencies[row.agency.ix()].id == lab
                    && row.lab_group == group
                    && row.month.to_string() == month
            });
            assert_eq!(one(cell, "lab_capacity"), f64::from(capacity.unwrap().batches));
            seen += 1;
        }
    }
    assert_eq!(seen, instance.lab_capacity.len(), "every row is somewhere on the page");

    let counted = |team: &str| {
        let days: Vec<&Value> =
            told.days().iter().filter(|(t, _)| t["team"] == team).map(|(_, day)| *day).collect();
        let stops: usize = days.iter().map(|day| day["stops"].as_array().unwrap().len()).sum();
        let nights = days.iter().filter(|day| day["to"] != "base").count();
        let metres: i64 = days.iter().map(|day| day["metres"].as_i64().unwrap()).sum();
        (days.len() as f64, stops as f64, nights as f64, metres as f64)
    };
    let lines = rows_with(&page, "data-t");
    assert_eq!(lines.len(), instance.teams.len());
    for (at, row) in lines {
        let team = &instance.teams[at.parse::<usize>().unwrap()].id;
        let (days, stops, nights, metres) = counted(team);
        assert_eq!(one(row, "line_days"), days, "{team}");
        assert_eq!(one(row, "line_visits"), stops, "{team}");
        assert_eq!(one(row, "line_nights"), nights, "{team}");
        assert_eq!(one(row, "line_metres"), metres, "{team}");
    }
    for (team, row) in rows_with(&page, "data-team") {
        let (days, _, nights, _) = counted(team);
        assert_eq!((one(row, "days_used"), one(row, "nights_used")), (days, nights), "{team}");
    }
}
