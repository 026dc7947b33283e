//! The pack of one agency: what its teams take along, and nothing of anybody else.
//!
//! A plan is secret until the visit (need to know), so a pack holds the agency's own team-days only, as
//! sheets a driver can use: one workbook, one page to print, a calendar, a track and a map file. Every
//! file carries the digest of the plan, by which an auditor can match it later.

mod calendar;
mod map;
mod page;
mod papers;
mod rows;
mod sheet;
mod tracks;
mod workbook;

use chrono::NaiveDate;
use serde_json::json;

use super::view::View;
use crate::calendar::{Calendar, OpenHours};
use crate::geography::Travel;
use crate::messages::Lang;
use crate::model::{AgencyIx, Instance, Note, Plan};

use sheet::Sheet;

/// Whose days, and which.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The agency: every team that one of its people belongs to, or that starts from its base.
    pub agency: AgencyIx,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Digest of the plan.
    pub digest: &'a str,
}

/// Sheets of a plan, and the languages and digest that every file of a pack needs.
struct Pack<'a> {
    instance: &'a Instance,
    lang: Lang,
    scope: Scope<'a>,
    /// How often the plan was changed.
    revision: u32,
    sheets: Vec<Sheet>,
}

/// Name and content of each file of a pack.
pub type Files = Vec<(String, Vec<u8>)>;

/// The files of a pack for each scope: `pack.json`, `sheets.xlsx`, `sheets.html`, `visits.ics`,
/// `tours.gpx`, `tours.geojson`. The same plan gives the same bytes.
///
/// # Errors
/// If the plan names what neither it nor the instance has, or distances can't be had.
pub fn packs(
    instance: &Instance,
    plan: &Plan,
    scopes: &[Scope<'_>],
    lang: Lang,
) -> Result<Vec<Files>, Note> {
    let view = View::new(instance, plan, lang)?;
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    let travel = Travel::new(instance)?;
    let ground = sheet::Ground { view: &view, calendar: &calendar, hours: &hours, travel: &travel };
    let pack = |scope: &Scope<'_>| {
        let sheets = ground.sheets(scope);
        Pack { instance, lang, scope: *scope, revision: plan.revision, sheets }.files()
    };
    scopes.iter().map(pack).collect()
}

/// The days of a span on which a team of the agency is out.
pub fn days(instance: &Instance, plan: &Plan, scope: &Scope<'_>) -> Vec<NaiveDate> {
    let own =
        |team: &str| instance.team(team).is_some_and(|team| sheet::is_own(instance, team, scope));
    let tours = plan.tours.iter().filter(|tour| own(&tour.team));
    let mut days: Vec<NaiveDate> = tours.flat_map(|tour| &tour.days).map(|day| day.date).collect();
    days.retain(|&day| scope.from <= day && day <= scope.to);
    days.sort_unstable();
    days.dedup();
    days
}

impl Pack<'_> {
    fn agency(&self) -> &crate::model::Agency {
        &self.instance.agencies[self.scope.agency.ix()]
    }

    fn files(&self) -> Result<Files, Note> {
        let file = |name: &str, bytes: Vec<u8>| (name.to_owned(), bytes);
        Ok(vec![
            file("pack.json", self.manifest()),
            file("sheets.xlsx", workbook::bytes(self)?),
            file("sheets.html", page::bytes(self)),
            file("visits.ics", calendar::bytes(self)),
            file("tours.gpx", tracks::bytes(self)?),
            file("tours.geojson", map::bytes(self)?),
        ])
    }

    /// What the pack is, for programs.
    fn manifest(&self) -> Vec<u8> {
        let sheets = self.sheets.iter().map(|sheet| {
            json!({
                "team": sheet.team,
                "date": sheet.date,
                "tour": sheet.tour,
                "visits": sheet.stops.iter().map(|stop| &stop.visit).collect::<Vec<_>>(),
            })
        });
        let document = json!({
            "format": 1,
            "plan": self.scope.digest,
            "revision": self.revision,
            "instance": self.instance.settings().name,
            "agency": self.agency().id,
            "agency_name": self.agency().name,
            "from": self.scope.from,
            "to": self.scope.to,
            "sheets": sheets.collect::<Vec<_>>(),
        });
        format!("{document:#}\n").into_bytes()
    }
}
