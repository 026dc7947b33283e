//! How full the teams' days are: days out against days on which each could work.

use std::cmp::Reverse;

use maud::{Markup, html};

use super::map::colour;
use super::words::{Words, count, datum, percent};
use crate::calendar::Calendar;
use crate::model::{Instance, Minutes, TeamIx};
use crate::report::figures::share;
use crate::report::view::View;

/// Lines shown at once; the rest can be unfolded.
const SHOWN: usize = 15;

/// What a team can do and does.
struct Load {
    team: TeamIx,
    able: u64,
    used: u64,
    visits: u64,
    nights: u64,
    drive: Minutes,
}

impl Load {
    /// Part of the days that is used; all of them where there is none.
    fn share(&self) -> f64 {
        share(self.used, self.able).unwrap_or(if self.used > 0 { 1.0 } else { 0.0 })
    }
}

/// Teams, the tightest first.
pub fn teams(view: &View, words: Words) -> Markup {
    let mut loads = loads(view);
    loads.sort_by(|a, b| {
        b.share().total_cmp(&a.share()).then(Reverse(a.used).cmp(&Reverse(b.used)))
    });
    let full = loads.iter().filter(|load| load.share() >= 0.9).count();
    let (first, rest) = loads.split_at(loads.len().min(SHOWN));
    html! { section .card #team-load {
        h3 { (words.get("report-teams-title")) }
        p { (words.get("report-teams-most")) " " b { (count("teams_tight", full as u64)) } }
        (table(view, first, words))
        @if !rest.is_empty() {
            details {
                summary { (words.say(&crate::model::Note::new("report-labs-more").with("more", rest.len()))) }
                (table(view, rest, words))
            }
        }
        p .small { (words.get("report-teams-note")) }
    } }
}

fn table(view: &View, loads: &[Load], words: Words) -> Markup {
    let agency = |load: &Load| view.instance.teams[load.team.ix()].agency;
    let daily = |name, sum: f64, load: &Load| match load.used {
        0 => html! { "–" },
        days => datum(name, sum / days as f64, &format!("{:.1}", sum / days as f64)),
    };
    html! { div .scroll { table .list.bars.loads {
        thead { tr {
            th scope="col" { (words.get("report-col-team")) }
            th scope="col" { (words.get("report-col-agency-name")) }
            th scope="col" .wide {}
            @for key in [
                "report-col-days-used", "report-col-days-able", "report-col-used-share",
                "report-col-visits-day", "report-col-drive-day", "report-col-nights",
            ] { th .number scope="col" { (words.get(key)) } }
        } }
        tbody { @for load in loads { tr data-team=(view.instance.teams[load.team.ix()].id) {
            th scope="row" .nowrap { span .swatch.(colour(agency(load))) {} " " (view.instance.teams[load.team.ix()].id) }
            td { (view.agency(agency(load))) }
            td .wide { span .bar aria-hidden="true" {
                span .fill.over[load.share() > 1.0] style=(format!("width:{:.1}%", load.share().min(1.0) * 100.0)) {}
            } }
            td .number { (count("days_used", load.used)) }
            td .number { (count("days_able", load.able)) }
            td .number { (percent(load.share())) }
            td .number { (daily("visits_day", load.visits as f64, load)) }
            td .number { (daily("drive_day", load.drive.0 as f64 / 60.0, load)) }
            td .number { (count("nights_used", load.nights)) }
        } } }
    } } }
}

fn loads(view: &View) -> Vec<Load> {
    let calendar = Calendar::new(view.instance);
    let mut loads: Vec<Load> = (0..view.instance.teams.len())
        .map(TeamIx::new)
        .map(|team| Load {
            team,
            able: able(view.instance, &calendar, team),
            used: 0,
            visits: 0,
            nights: 0,
            drive: Minutes(0),
        })
        .collect();
    for (tour, day) in view.tours.iter().flat_map(|t| t.days.iter().map(move |day| (t, day))) {
        let load = &mut loads[tour.team.ix()];
        load.used += 1;
        load.visits += day.stops.len() as u64;
        load.nights += u64::from(day.to.is_some());
        load.drive += day.day.drive_minutes;
    }
    loads
}

/// Working days between a team's first and last day, all its people there and no agency suspended.
fn able(instance: &Instance, calendar: &Calendar, team: TeamIx) -> u64 {
    let row = &instance.teams[team.ix()];
    let agencies = instance.agencies_of(team);
    let works = |date: chrono::NaiveDate| {
        let away = |sampler: &crate::model::SamplerIx| {
            instance.samplers[sampler.ix()].leave.iter().any(|leave| leave.contains(date))
        };
        let mut suspensions = instance.suspensions.iter();
        calendar.works_on(date)
            && row.from.is_none_or(|from| from <= date)
            && row.to.is_none_or(|to| date <= to)
            && !row.samplers.iter().any(away)
            && !suspensions.any(|s| agencies.contains(&s.agency) && s.days.contains(date))
    };
    calendar.days().filter(|day| works(calendar.date(*day))).count() as u64
}
