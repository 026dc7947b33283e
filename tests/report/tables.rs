//! The CSV files.

use std::collections::BTreeMap;

use onedoor::messages::Lang;
use onedoor::model::*;
use sha2::{Digest, Sha256};

use crate::made::*;
use crate::report_fixture as fx;

#[test]
fn visits_csv_says_what_the_plan_says() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let rows = rows(&files, "visits.csv");
    assert_eq!(rows.len(), plan.visits.len());
    let days: BTreeMap<&str, (&Tour, &TourDay, usize)> = plan
        .tours
        .iter()
        .flat_map(|tour| tour.days.iter().map(move |day| (tour, day)))
        .flat_map(|(tour, day)| {
            day.stops.iter().enumerate().map(move |(at, id)| (id.as_str(), (tour, day, at + 1)))
        })
        .collect();
    for (row, visit) in rows.iter().zip(&plan.visits) {
        let site = &instance.enterprises[instance.enterprise(&visit.site).unwrap().ix()];
        let tasks: Vec<&str> = visit.tasks.iter().map(|t| t.task.as_str()).collect();
        let batches = |id: &&str| instance.tasks[instance.task(id).unwrap().ix()].batches;
        let (tour, day, stop) = days[visit.id.as_str()];
        for (column, expected) in [
            ("visit", visit.id.clone()),
            ("date", visit.date.to_string()),
            ("arrive", visit.arrive.to_string()),
            ("start", visit.start.to_string()),
            ("end", visit.end.to_string()),
            ("site", visit.site.clone()),
            ("site_name", site.name.clone()),
            ("county", instance.regions[site.region.ix()].name.clone()),
            ("city", "晋城市".to_owned()),
            ("team", visit.team.clone()),
            ("tasks", tasks.join(";")),
            ("batches", tasks.iter().map(batches).sum::<u32>().to_string()),
            ("tour", tour.id.clone()),
            ("stop", stop.to_string()),
            ("day_km", format!("{:.3}", day.metres.kilometres())),
        ] {
            assert_eq!(row[column], expected, "{column} of {}", visit.id);
        }
        for drawn in &visit.tasks {
            let lab = instance.agency(&drawn.lab).unwrap();
            assert!(row["labs"].split(';').any(|name| name == instance.agencies[lab.ix()].name));
        }
    }
}

#[test]
fn tours_and_unplanned_csv_say_what_the_plan_says() {
    let (_, plan, files) = files(fx::CITY, Lang::Zh);
    let mut rows_left = rows(&files, "tours.csv").into_iter();
    for tour in &plan.tours {
        for (at, day) in tour.days.iter().enumerate() {
            let row = rows_left.next().unwrap();
            assert_eq!(row["tour"], tour.id);
            assert_eq!(row["day"], (at + 1).to_string());
            assert_eq!(row["date"], day.date.to_string());
            assert_eq!(row["depart"], day.depart.to_string());
            assert_eq!(row["return"], day.arrive.to_string());
            assert_eq!(row["visits"], day.stops.join(";"));
            assert_eq!(row["km"], format!("{:.3}", day.metres.kilometres()));
            assert_eq!(row["drive_minutes"], day.drive_minutes.0.to_string());
            assert_eq!(row["lunch"], day.lunch.map_or(String::new(), |lunch| lunch.to_string()));
            assert_eq!(row["night"], (day.to != BASE).to_string());
            assert_eq!(row["route"].matches(" → ").count(), day.stops.len() + 1);
        }
    }
    assert!(rows_left.next().is_none());
    let mut rows_left = rows(&files, "unplanned.csv").into_iter();
    for entry in &plan.unplanned {
        for reason in &entry.reasons {
            let row = rows_left.next().unwrap();
            assert_eq!(row["task"], entry.task);
            assert_eq!(row["rule"], reason.rule.name());
            assert_eq!(row["detail"], reason.detail);
            assert_eq!(row["since"], reason.since.clone().unwrap_or_default());
            let queue = entry.queue.map_or(String::new(), |place| place.to_string());
            assert_eq!(row["queue"], queue);
            assert!(!row["rule_statement"].is_empty() && !row["remedy"].is_empty());
        }
    }
    assert!(rows_left.next().is_none());
}

#[test]
fn draw_csv_can_be_checked_by_anybody() {
    let (instance, _, files) = files(fx::SMALL, Lang::Zh);
    let rows = rows(&files, "draw.csv");
    let record = fx::draw(&instance);
    assert_eq!(rows.len(), record.steps.len());
    assert!(!rows.is_empty());
    for (row, step) in rows.iter().zip(&record.steps) {
        let digest = Sha256::digest(format!("{}:{}", instance.settings().seed, row["task"]));
        let number: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(row["number"], number);
        assert_eq!(row["quota"].is_empty(), step.quota.is_none());
    }
    for decision in ["drawn", "target_reached"] {
        assert!(rows.iter().any(|row| row["decision"] == decision), "{decision}");
    }
}

/// The judge adds up the objective by itself; the rows of `balance.csv` add up to the same.
#[test]
fn balance_csv_adds_up_to_the_judges_objective() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let rows = rows(&files, "balance.csv");
    let sum =
        |column: &str| -> f64 { rows.iter().map(|row| row[column].parse().unwrap_or(0.0)).sum() };
    let objective = onedoor::verify::judge(&instance, &plan).objective;
    // A row is rounded to fen by itself, the objective as a whole.
    let slack = 0.005 * rows.len() as f64;
    assert!(objective.balance > Fen(10_000));
    assert!((sum("balance_cost") - objective.balance.yuan()).abs() < slack);
    assert_eq!(Fen::from_yuan(sum("shortfall_cost")), objective.shortfall);
    let load = |row: &&BTreeMap<String, String>| row["kind"] == "lab_capacity";
    assert_eq!(rows.iter().filter(load).count(), instance.lab_capacity.len());
    let batches: u64 = rows
        .iter()
        .filter(|row| row["kind"] == "lab_month")
        .map(|row| row["planned"].parse::<u64>().unwrap())
        .sum();
    assert_eq!(payload(&files)["plan"]["figures"]["batches"], batches);
}

/// What misses most to a minimum, then what is furthest off its target, comes first; the index of
/// months is half the deviations of all rows over all batches.
#[test]
fn balance_csv_begins_with_the_worst() {
    let (_, _, files) = files(fx::CITY, Lang::En);
    let rows = rows(&files, "balance.csv");
    let of = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).collect::<Vec<_>>();
    let number = |row: &BTreeMap<String, String>, column: &str| -> f64 {
        row[column].parse().unwrap_or(0.0)
    };
    let off =
        |row: &&BTreeMap<String, String>| (number(row, "missing"), number(row, "deviation").abs());
    let quotas: Vec<(f64, f64)> = of("quota").iter().map(off).collect();
    assert!(quotas.windows(2).all(|pair| pair[0] >= pair[1]), "{quotas:?}");
    assert!(quotas[0] > quotas[quotas.len() - 1]);
    let months = of("lab_month");
    let moved: f64 = months.iter().map(|row| number(row, "deviation").abs() / 2.0).sum();
    let batches: f64 = months.iter().map(|row| number(row, "planned")).sum();
    let index = number(of("even_months")[0], "misplaced");
    assert!(index > 0.0 && (index - moved / batches).abs() < 1e-3, "{index} {moved} {batches}");
    let days = of("agency_days");
    let sum = |column: &str| days.iter().map(|row| number(row, column)).sum::<f64>();
    assert!((sum("planned") - sum("target")).abs() < 0.1 && sum("planned") > 0.0);
}
