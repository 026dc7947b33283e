//! One team, one day: everything its driver needs, looked up and worded.

use chrono::NaiveDate;

use super::{Scope, papers};
use crate::calendar::{Calendar, OpenHours};
use crate::geography::{Leg, Travel};
use crate::messages::{form, text, word};
use crate::model::{
    Clock, EnterpriseIx, Grams, Instance, Metres, Millilitres, Minutes, Note, Place, Position,
    RegionIx, Task, TeamIx,
};
use crate::report::table::weekday;
use crate::report::view::{DayView, TourView, View, VisitView};

/// A way to the next place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Way {
    pub metres: Metres,
    pub minutes: Minutes,
}

/// Somewhere with a name.
#[derive(Clone, Debug)]
pub struct Spot {
    pub name: String,
    pub position: Position,
}

/// One team on one day.
pub struct Sheet {
    pub team: String,
    pub date: NaiveDate,
    /// The same as people write it.
    pub when: String,
    pub weekday: String,
    pub tour: String,
    /// Which day of the tour, from 1, of how many.
    pub day: (usize, usize),
    pub agencies: String,
    /// Who draws, and so must not test.
    pub samplers: String,
    pub from: Spot,
    pub depart: Clock,
    pub stops: Vec<Stop>,
    pub lunch: Option<Clock>,
    pub last: Way,
    pub to: Spot,
    pub arrive: Clock,
    pub metres: Metres,
    pub drive: Minutes,
    /// The town where the night is spent, if it is spent away.
    pub night: Option<String>,
    /// What is carried home from this day's visits.
    pub carried: (Grams, Millilitres),
    pub papers: Vec<String>,
}

/// One visit.
pub struct Stop {
    pub number: usize,
    pub visit: String,
    pub way: Way,
    pub arrive: Clock,
    pub start: Clock,
    pub end: Clock,
    pub site: String,
    pub name: String,
    pub address: String,
    pub position: Position,
    pub hours: String,
    /// The nearest county or city seat, for a hotel.
    pub town: String,
    pub lines: Vec<Line>,
}

/// What is drawn for one task.
pub struct Line {
    pub task: String,
    pub program: String,
    pub category: String,
    pub standard: String,
    pub brand: String,
    pub model: String,
    pub producer: String,
    pub batches: u32,
    /// Of one batch.
    pub mass: Grams,
    /// Of one batch.
    pub volume: Millilitres,
    pub lab: String,
    /// How the samples get there: carried or sent, cold, within which time; when the report is due.
    pub transport: String,
}

impl Line {
    /// A label for each batch: `T77-1`.
    pub fn labels(&self) -> impl Iterator<Item = String> + '_ {
        (1..=self.batches).map(|batch| format!("{}-{batch}", self.task))
    }

    /// Brand and model, as far as there are any.
    pub fn make(&self) -> String {
        [self.brand.as_str(), self.model.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Whether a team is the scope's agency's business.
pub fn is_own(instance: &Instance, team: TeamIx, scope: &Scope<'_>) -> bool {
    instance.teams[team.ix()].agency == scope.agency
        || instance.agencies_of(team).contains(&scope.agency)
}

/// What sheets are made from.
pub struct Ground<'v, 'a> {
    pub view: &'v View<'a>,
    pub calendar: &'v Calendar,
    pub hours: &'v OpenHours,
    pub travel: &'v Travel,
}

impl Ground<'_, '_> {
    /// Sheets in order of date and team.
    pub fn sheets(&self, scope: &Scope<'_>) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        for tour in &self.view.tours {
            if !is_own(self.view.instance, tour.team, scope) {
                continue;
            }
            for (at, day) in tour.days.iter().enumerate() {
                if scope.from <= day.day.date && day.day.date <= scope.to {
                    sheets.push(self.sheet(tour, at, day));
                }
            }
        }
        sheets.sort_by(|a, b| (a.date, &a.team).cmp(&(b.date, &b.team)));
        sheets
    }

    fn sheet(&self, tour: &TourView<'_>, at: usize, day: &DayView<'_>) -> Sheet {
        let (view, row) = (self.view, day.day);
        let visits: Vec<&VisitView<'_>> =
            day.stops.iter().map(|&stop| &view.visits[stop]).collect();
        let base = Place::Agency(view.instance.teams[tour.team.ix()].agency);
        let place = |seat: Option<RegionIx>| seat.map_or(base, Place::Region);
        let mut here = place(day.from);
        let mut stops = Vec::new();
        for (number, visit) in visits.iter().enumerate() {
            let next = Place::Enterprise(visit.site);
            stops.push(self.stop(number + 1, visit, self.way(here, next)));
            here = next;
        }
        Sheet {
            team: tour.tour.team.clone(),
            date: row.date,
            when: form::date(view.lang, row.date),
            weekday: weekday(view.lang, row.date),
            tour: tour.tour.id.clone(),
            day: (at + 1, tour.days.len()),
            agencies: view.agencies(tour.team).join("、"),
            samplers: view.samplers(tour.team).join("、"),
            from: self.spot(place(day.from)),
            depart: row.depart,
            stops,
            lunch: row.lunch,
            last: self.way(here, place(day.to)),
            to: self.spot(place(day.to)),
            arrive: row.arrive,
            metres: row.metres,
            drive: row.drive_minutes,
            night: day.to.map(|seat| view.region(seat).to_owned()),
            carried: self.carried(&visits),
            papers: papers::papers(view, tour.team, &visits),
        }
    }

    fn spot(&self, place: Place) -> Spot {
        let name = match place {
            Place::Agency(agency) => self.view.agency(agency).to_owned(),
            Place::Region(seat) => self.view.region(seat).to_owned(),
            Place::Enterprise(site) => self.view.instance.enterprises[site.ix()].name.clone(),
        };
        Spot { name, position: self.view.instance.position(place) }
    }

    fn way(&self, from: Place, to: Place) -> Way {
        let Leg { metres, minutes } = self.travel.leg(from, to).unwrap_or_default();
        Way { metres: Metres(metres.into()), minutes: Minutes(minutes.into()) }
    }

    fn stop(&self, number: usize, visit: &VisitView<'_>, way: Way) -> Stop {
        let (instance, row) = (self.view.instance, visit.visit);
        let site = &instance.enterprises[visit.site.ix()];
        Stop {
            number,
            visit: row.id.clone(),
            way,
            arrive: row.arrive,
            start: row.start,
            end: row.end,
            site: site.id.clone(),
            name: site.name.clone(),
            address: self.address(site.region),
            position: site.position,
            hours: self.hours(visit),
            town: self.town(visit.site),
            lines: (0..visit.tasks.len()).map(|at| self.line(visit, at)).collect(),
        }
    }

    /// Names of the regions from the province down to the county.
    fn address(&self, region: RegionIx) -> String {
        let mut names = Vec::new();
        let mut at = Some(region);
        while let Some(here) = at {
            names.push(self.view.region(here));
            at = self.view.instance.regions[here.ix()].parent;
        }
        names.reverse();
        names.join(" ")
    }

    /// When the enterprise is open on the day of a visit, and when a task has to be done by.
    fn hours(&self, visit: &VisitView<'_>) -> String {
        let (instance, date) = (self.view.instance, visit.visit.date);
        let Some(day) = self.calendar.day(date) else { return String::new() };
        let open = self.hours.open(visit.site, day).iter();
        let mut lines: Vec<String> =
            open.map(|span| format!("{}–{}", Clock(span.from), Clock(span.to))).collect();
        let rows = visit.tasks.iter().map(|(task, _)| &instance.tasks[task.ix()]);
        let last =
            |row: &&Task| row.latest.unwrap_or(instance.programs[row.program.ix()].end) == date;
        if let Some(time) = rows.filter(last).filter_map(|row| row.by_time).min() {
            lines.push(text(self.view.lang, &Note::new("sheet-done-by").with("time", time)));
        }
        lines.join(", ")
    }

    /// The seat nearest by road.
    fn town(&self, site: EnterpriseIx) -> String {
        let from = Place::Enterprise(site);
        let legs = self.travel.seats().iter();
        let legs =
            legs.filter_map(|&seat| Some((self.travel.leg(from, Place::Region(seat))?, seat)));
        let nearest = legs.min_by_key(|(leg, seat)| (leg.metres, *seat));
        nearest.map_or_else(String::new, |(leg, seat)| {
            let km = f64::from(leg.metres) / 1000.0;
            format!("{} ({km:.0} km)", self.view.region(seat))
        })
    }

    fn line(&self, visit: &VisitView<'_>, at: usize) -> Line {
        let (view, (task, lab)) = (self.view, visit.tasks[at]);
        let row = &view.instance.tasks[task.ix()];
        let product = &view.instance.products[row.product.ix()];
        let category = view.instance.category_of(task);
        let mut transport = vec![word(
            view.lang,
            if view.carried(visit.team, lab) { "sheet-carried" } else { "sheet-sent" },
        )];
        if category.cold_chain {
            transport.push(word(view.lang, "sheet-cold"));
        }
        if let Some(limit) = category.deliver_within {
            let note = Note::new("sheet-within").with("hours", limit.0 / 60);
            transport.push(text(view.lang, &note));
        }
        if let Some(date) = view.instance.programs[row.program.ix()].report_by {
            transport.push(text(view.lang, &Note::new("sheet-report-by").with("date", date)));
        }
        Line {
            task: row.id.clone(),
            program: view.program(task).to_owned(),
            category: category.name.clone(),
            standard: product.standard.clone(),
            brand: product.brand.clone(),
            model: product.model.clone(),
            producer: view.producer(row.product).to_owned(),
            batches: row.batches,
            mass: category.sample_mass,
            volume: category.sample_volume,
            lab: view.agency(lab).to_owned(),
            transport: transport.join(", "),
        }
    }

    fn carried(&self, visits: &[&VisitView<'_>]) -> (Grams, Millilitres) {
        let mut sum = (Grams(0), Millilitres(0));
        for visit in visits {
            let home = visit.tasks.iter().filter(|(_, lab)| self.view.carried(visit.team, *lab));
            for (task, _) in home {
                let category = self.view.instance.category_of(*task);
                let batches = i64::from(self.view.instance.tasks[task.ix()].batches);
                sum.0.0 += category.sample_mass.0 * batches;
                sum.1.0 += category.sample_volume.0 * batches;
            }
        }
        sum
    }
}
