//! The page.

use chrono::{Duration, NaiveDate};
use onedoor::messages::Lang;
use onedoor::model::*;
use onedoor::report;
use serde_json::Value;

use crate::made::*;
use crate::report_fixture as fx;

#[test]
fn the_pages_data_is_the_plan() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let data = payload(&files);
    let from: NaiveDate = data["from"].as_str().unwrap().parse().unwrap();
    let day = |value: &Value| from + Duration::days(value.as_i64().unwrap());
    let clock = |value: &Value| Clock(value.as_i64().unwrap() as i32);
    let at = |list: &str, value: &Value, field: usize| {
        data[list][value.as_u64().unwrap() as usize][field].as_str().unwrap().to_owned()
    };
    let visits: Vec<Visit> = data["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| Visit {
            id: v[0].as_str().unwrap().into(),
            site: at("sites", &v[1], 0),
            team: at("teams", &v[2], 0),
            date: day(&v[3]),
            arrive: clock(&v[4]),
            start: clock(&v[5]),
            end: clock(&v[6]),
            tasks: v[7]
                .as_array()
                .unwrap()
                .iter()
                .map(|t| VisitTask {
                    task: t[0].as_str().unwrap().into(),
                    lab: at("agencies", &t[3], 0),
                })
                .collect(),
        })
        .collect();
    assert_eq!(visits, plan.visits);
    let place = |value: &Value| match value.as_i64().unwrap() {
        -1 => BASE.to_owned(),
        _ => format!("region:{}", at("regions", value, 0)),
    };
    let tours: Vec<Tour> = data["tours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| Tour {
            id: t[0].as_str().unwrap().into(),
            team: at("teams", &t[1], 0),
            days: t[2]
                .as_array()
                .unwrap()
                .iter()
                .map(|d| TourDay {
                    date: day(&d[0]),
                    from: place(&d[1]),
                    depart: clock(&d[2]),
                    stops: d[3]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|v| plan.visits[v.as_u64().unwrap() as usize].id.clone())
                        .collect(),
                    to: place(&d[4]),
                    arrive: clock(&d[5]),
                    lunch: (d[6] != -1).then(|| clock(&d[6])),
                    metres: Metres(d[7].as_i64().unwrap()),
                    drive_minutes: Minutes(d[8].as_i64().unwrap()),
                })
                .collect(),
        })
        .collect();
    assert_eq!(tours, plan.tours);
    let unplanned = data["unplanned"].as_array().unwrap();
    assert_eq!(unplanned.len(), plan.unplanned.len());
    for (shown, entry) in unplanned.iter().zip(&plan.unplanned) {
        assert_eq!(shown[0], entry.task.as_str());
        assert_eq!(shown[1] == 1, entry.impossible);
        assert_eq!(shown[2], entry.queue.unwrap_or(0));
        assert_eq!(at("sites", &shown[3], 0), {
            let task = &instance.tasks[instance.task(&entry.task).unwrap().ix()];
            instance.enterprises[task.site.ix()].id.clone()
        });
        for (reason, expected) in shown[8].as_array().unwrap().iter().zip(&entry.reasons) {
            assert_eq!(at("rules", &reason[0], 0), expected.rule.name());
            let words = &data["texts"][reason[1].as_u64().unwrap() as usize];
            assert_eq!(words, expected.detail.as_str());
        }
    }
    assert_eq!(data["plan"]["objective"], serde_json::to_value(plan.objective).unwrap());
    assert_eq!(data["plan"]["bound"], serde_json::to_value(&plan.bound).unwrap());
    assert_eq!(data["plan"]["instance"]["digest"], instance.digest());
}

#[test]
fn the_pages_figures_are_the_plans() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let shown = figures(&files);
    let planned: usize = plan.visits.iter().map(|visit| visit.tasks.len()).sum();
    let left = plan.unplanned.iter().filter(|u| !u.impossible && u.queue.is_none()).count();
    let days: usize = plan.tours.iter().map(|tour| tour.days.len()).sum();
    let o = &plan.objective;
    for (name, expected) in [
        ("tasks", instance.tasks.len().to_string()),
        ("planned", planned.to_string()),
        ("left_out", left.to_string()),
        ("impossible", plan.unplanned.iter().filter(|u| u.impossible).count().to_string()),
        ("reserves", plan.unplanned.iter().filter(|u| u.queue.is_some()).count().to_string()),
        ("visits", plan.visits.len().to_string()),
        ("team_days", days.to_string()),
        ("total", o.total.to_string()),
        ("travel", o.travel.to_string()),
        ("team_days_cost", o.team_days.to_string()),
        ("nights_cost", o.nights.to_string()),
        ("courier", o.courier.to_string()),
        ("value_lost", o.value_lost.to_string()),
        ("shortfall", o.shortfall.to_string()),
        ("balance", o.balance.to_string()),
        ("spending", (o.travel + o.team_days + o.nights + o.courier).to_string()),
        ("gap", plan.bound.as_ref().unwrap().gap.to_string()),
        ("bound", plan.bound.as_ref().unwrap().total.to_string()),
    ] {
        assert_eq!(shown[name], expected, "{name}");
    }
    assert_eq!(planned + plan.unplanned.len(), instance.tasks.len());
    let page = text(&files, "report.html");
    for team in &instance.teams {
        let row = page.split(&format!("data-team=\"{}\"", team.id)).nth(1).expect("a row a team");
        let out = plan.tours.iter().filter(|tour| tour.team == team.id);
        let days: usize = out.map(|tour| tour.days.len()).sum();
        let said = format!("<data value=\"{days}\" data-figure=\"days_used\">");
        assert!(row.split("</tr>").next().unwrap().contains(&said), "{}", team.id);
    }
    for check in checks() {
        let row = format!("data-rule-name=\"{}\"", check.rule.name());
        let from = page.find(&row).unwrap_or_else(|| panic!("{row}"));
        let made = format!("<data value=\"{}\" data-figure=\"checks\">", check.made);
        assert!(page[from..].split("</tr>").next().unwrap().contains(&made), "{}", check.rule);
    }
}

#[test]
fn without_a_bound_nothing_is_claimed() {
    let instance = fx::instance(fx::SMALL);
    let mut plan = fx::plan(&instance, fx::SMALL);
    plan.bound = None;
    let made = report::files(&instance, &plan, &fx::draw(&instance), &[], Lang::En).unwrap();
    let files: Files = made.into_iter().collect();
    let page = text(&files, "report.html");
    assert!(page.contains("not proved") && !page.contains("data-figure=\"gap\""));
    assert!(page.contains("Not verified"));
}

#[test]
fn a_province_fits_into_a_page() {
    let (_, plan, files) = files(fx::PROVINCE, Lang::Zh);
    assert!(plan.visits.len() > 10_000);
    assert!(files["report.html"].len() < 15_000_000, "{}", files["report.html"].len());
}
