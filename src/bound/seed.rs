//! The days of a plan as columns, so that the master starts from something good.

use std::collections::BTreeMap;

use super::cells::Model;
use super::master::DayColumn;
use super::wanted::Wanted;
use super::{Ground, MILLI};
use crate::calendar::Day;
use crate::model::{AgencyIx, Plan, TeamIx, Visit};

/// The days of a plan that lie in cells; a day with anything unknown in it is left out.
pub fn columns(ground: Ground<'_>, model: &Model, wanted: &Wanted, plan: &Plan) -> Vec<DayColumn> {
    let visits: BTreeMap<&str, &Visit> = plan.visits.iter().map(|v| (v.id.as_str(), v)).collect();
    let sites: BTreeMap<u32, u32> =
        wanted.sites.iter().zip(0..).map(|(site, at)| (site.site.0, at)).collect();
    let seed = Seed { ground, model, wanted, visits, sites };
    let days = plan.tours.iter().flat_map(|tour| tour.days.iter().map(move |day| (tour, day)));
    days.filter_map(|(tour, day)| seed.day(ground.instance.team(&tour.team)?, day)).collect()
}

struct Seed<'a> {
    ground: Ground<'a>,
    model: &'a Model,
    wanted: &'a Wanted,
    visits: BTreeMap<&'a str, &'a Visit>,
    sites: BTreeMap<u32, u32>,
}

impl Seed<'_> {
    fn day(&self, team: TeamIx, day: &crate::model::TourDay) -> Option<DayColumn> {
        let calendar = self.ground.screen.calendar();
        let at = Day(u16::try_from((day.date - calendar.date(Day(0))).num_days()).ok()?);
        let cell = self.model.cells.iter().position(|cell| {
            cell.members.iter().any(|(member, days)| *member == team && days.contains(at))
        })?;
        let costs = &self.ground.instance.settings().costs;
        let own = self.model.cells[cell].base;
        let mut stops = Vec::new();
        let mut parcels = 0;
        for id in &day.stops {
            let (stop, sent) = self.stop(self.visits.get(id.as_str())?, own)?;
            stops.push(stop);
            parcels += sent;
        }
        let gates = (self.gate(&day.from)?, self.gate(&day.to)?);
        let night = if gates.1 == 0 { 0 } else { costs.night.0 };
        Some(DayColumn {
            cell: cell as u32,
            gates,
            cost: (costs.team_day.0 + night + parcels * costs.courier_parcel.0) * MILLI
                + day.metres.0 * costs.km.0,
            stops,
        })
    }

    #[allow(clippy::type_complexity)] // A stop of a column, and its parcels.
    fn stop(&self, visit: &Visit, own: AgencyIx) -> Option<((u32, Vec<(u32, u32)>), i64)> {
        let instance = self.ground.instance;
        let site = *self.sites.get(&instance.enterprise(&visit.site)?.0)?;
        let (mut picks, mut sent) = (Vec::new(), Vec::new());
        for drawn in &visit.tasks {
            let task = instance.task(&drawn.task)?;
            let lab = instance.agency(&drawn.lab)?;
            let want = self.wanted.position[task.ix()]?;
            let group = &instance.category_of(task).lab_group;
            picks.push((want as u32, self.model.accounts.get(lab, group)?));
            if lab != own && !sent.contains(&lab) {
                sent.push(lab);
            }
        }
        Some(((site, picks), sent.len() as i64))
    }

    fn gate(&self, text: &str) -> Option<u16> {
        if text == crate::model::BASE {
            return Some(0);
        }
        let region = self.ground.instance.region(text.strip_prefix("region:")?)?;
        self.model.seats.iter().position(|seat| *seat == region).map(|at| at as u16 + 1)
    }
}
