//! The calendar of the teams: a line each, days from left to right.
//!
//! Above the line stand the day's visits, below it the hours driven; a dark bar on the line joins
//! two days by the night between them.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{Datelike, NaiveDate, Weekday};
use maud::{Markup, html};

use super::map::colour;
use super::words::{Words, count, datum, kilometres};
use crate::calendar::Calendar;
use crate::model::{AgencyIx, Metres, Month, TeamIx};
use crate::report::view::View;

/// Width of a day, heights above and below the line, in units of the drawing.
const DAY: i64 = 10;
const UP: i64 = 20;
const DOWN: i64 = 12;
const LINE: i64 = 2;

/// First and last day drawn.
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Span {
    /// The horizon, and whatever the plan holds outside it.
    pub fn of(view: &View) -> Self {
        let settings = view.instance.settings();
        let days = || view.tours.iter().flat_map(|tour| &tour.days).map(|day| day.day.date);
        let from = days().min().map_or(settings.start, |first| first.min(settings.start));
        let to = days().max().map_or(settings.end, |last| last.max(settings.end));
        // Ten years fill any screen; a plan with a day in another century is drawn in part.
        Self { from, to: to.min(from + chrono::Duration::days(3660)) }
    }

    /// The number of a day, 0 = the first.
    pub fn day(&self, date: NaiveDate) -> i64 {
        (date - self.from).num_days()
    }

    fn days(&self) -> i64 {
        self.day(self.to) + 1
    }
}

/// What a team does in all.
#[derive(Default)]
struct Sum {
    days: u64,
    visits: u64,
    nights: u64,
    metres: Metres,
    ups: String,
    downs: String,
    nights_path: String,
}

/// The chart.
pub fn gantt(view: &View, span: &Span, words: Words) -> Markup {
    let sums = sums(view, span);
    let mut by_agency: BTreeMap<AgencyIx, Vec<TeamIx>> = BTreeMap::new();
    for team in 0..view.instance.teams.len() {
        let team = TeamIx::new(team);
        by_agency.entry(view.instance.teams[team.ix()].agency).or_default().push(team);
    }
    html! {
        div .scroll { table #gantt .gantt data-days=(span.days()) data-most=(most_stops(view)) data-up=(UP) data-day=(DAY) {
            thead { tr {
                th scope="col" { (words.get("report-col-team")) }
                th .strip scope="col" { (head(span, words)) }
                @for key in ["report-col-team-days", "report-col-visits-count", "report-col-nights", "report-short-km"] {
                    th .number scope="col" { (words.get(key)) }
                }
            } }
            @for (agency, teams) in &by_agency {
                tbody data-a=(agency.ix()) {
                    tr .group { th colspan="6" scope="rowgroup" {
                        span .swatch.(colour(*agency)) {} (view.agency(*agency))
                    } }
                    @for team in teams { (line(view, span, *team, &sums[team.ix()])) }
                }
            }
        } }
        svg .defs aria-hidden="true" width="0" height="0" { defs { path #off d=(days_off(view, span)) {} } }
    }
}

fn line(view: &View, span: &Span, team: TeamIx, sum: &Sum) -> Markup {
    let width = span.days() * DAY;
    let row = &view.instance.teams[team.ix()];
    html! {
        tr data-t=(team.ix()) {
            th scope="row" { (row.id) }
            td .strip tabindex="0" aria-label=(row.id) { svg viewBox=(format!("0 0 {width} {}", UP + LINE + DOWN)) preserveAspectRatio="none" aria-hidden="true" {
                use href="#off" {}
                rect .line y=(UP) width=(width) height=(LINE) {}
                path .ups.(colour(row.agency)) d=(sum.ups) {}
                path .downs d=(sum.downs) {}
                path .nights d=(sum.nights_path) {}
            } }
            td .number { (count("line_days", sum.days)) }
            td .number { (count("line_visits", sum.visits)) }
            td .number { (count("line_nights", sum.nights)) }
            td .number { (datum("line_metres", sum.metres.0, &kilometres(sum.metres))) }
        }
    }
}

/// Visits of the fullest day, at least one: what the highest bar stands for.
fn most_stops(view: &View) -> i64 {
    let days = view.tours.iter().flat_map(|tour| &tour.days);
    days.map(|day| day.stops.len()).max().unwrap_or(1).max(1) as i64
}

fn sums(view: &View, span: &Span) -> Vec<Sum> {
    let all = || view.tours.iter().flat_map(|tour| tour.days.iter().map(move |day| (tour, day)));
    let most = most_stops(view);
    let drive = view.instance.settings().policy.drive_minutes.0.max(1);
    let mut sums: Vec<Sum> = Vec::new();
    sums.resize_with(view.instance.teams.len(), Sum::default);
    for (tour, day) in all() {
        let sum = &mut sums[tour.team.ix()];
        let x = span.day(day.day.date) * DAY;
        let up = (day.stops.len() as i64 * UP + most - 1) / most;
        let down = (day.day.drive_minutes.0.clamp(0, drive) * DOWN + drive - 1) / drive;
        sum.days += 1;
        sum.visits += day.stops.len() as u64;
        sum.metres += day.day.metres;
        // Writing into a String can't fail.
        let _ = write!(sum.ups, "M{} {UP}v{}h{}v{}z", x + 1, -up, DAY - 2, up);
        let below = UP + LINE;
        let _ = write!(sum.downs, "M{} {below}v{}h{}v{}z", x + 1, down, DAY - 2, -down);
        if day.to.is_some() {
            sum.nights += 1;
            let _ = write!(sum.nights_path, "M{} {UP}h{DAY}v{LINE}h{}z", x + DAY / 2, -DAY);
        }
    }
    sums
}

/// Days on which nobody works, as one path for every line of the chart.
fn days_off(view: &View, span: &Span) -> String {
    let calendar = Calendar::new(view.instance);
    let mut path = String::new();
    for date in span.from.iter_days().take_while(|date| *date <= span.to) {
        if !calendar.works_on(date) {
            let x = span.day(date) * DAY;
            let _ = write!(path, "M{x} 0h{DAY}v{}h{}z", UP + LINE + DOWN, -DAY);
        }
    }
    path
}

/// Days up to which the head names weeks; beyond, months.
const WEEKS: i64 = 70;

/// The head of the chart: where each week begins, or each month.
fn head(span: &Span, words: Words) -> Markup {
    let (width, by_week) = (span.days() as f64, span.days() <= WEEKS);
    let begins = |date: &NaiveDate| match by_week {
        true => date.weekday() == Weekday::Mon,
        false => date.day() == 1,
    };
    let dates = span.from.iter_days().take_while(|date| *date <= span.to);
    let starts: Vec<NaiveDate> = dates.filter(|date| begins(date) || *date == span.from).collect();
    let name = |date: NaiveDate| match by_week {
        true => words.day(date),
        false => words.month(Month::of(date)),
    };
    let room = if by_week { 0.08 } else { 0.04 };
    html! {
        div .months {
            @for (at, start) in starts.iter().enumerate() {
                // A few days at the edge have no room for a name.
                @let end = starts.get(at + 1).map_or(span.days(), |next| span.day(*next));
                @if (end - span.day(*start)) as f64 / width > room {
                    span style=(format!("left:{:.3}%", span.day(*start) as f64 / width * 100.0)) { (name(*start)) }
                }
            }
        }
    }
}
