//! Sums by agency and by county.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::{AgencyIx, Fen, Metres, Minutes, RegionIx};
use crate::report::table::{Cell, Table};
use crate::report::view::{Fate, View};

/// What an agency's teams do, and what its lab gets.
#[derive(Default)]
pub struct AgencySum {
    teams: BTreeSet<crate::model::TeamIx>,
    /// Tours of its teams.
    pub tours: usize,
    /// Days of these tours.
    pub team_days: usize,
    /// Nights away of these tours.
    pub nights: usize,
    /// Visits of its teams.
    pub visits: usize,
    /// Tasks of these visits.
    pub tasks: usize,
    /// Batches that its teams draw.
    pub sampled: u32,
    /// Batches that its lab tests.
    pub tested: u32,
    /// Parcels that its teams send.
    pub parcels: usize,
    /// Metres that its teams drive.
    pub metres: Metres,
    /// Minutes that its teams drive.
    pub drive: Minutes,
}

impl AgencySum {
    /// Teams with a tour.
    pub fn teams(&self) -> usize {
        self.teams.len()
    }
}

/// Sums for every agency, in file order. A joint team counts for the agency whose base it uses.
pub fn agency_sums(view: &View) -> Vec<AgencySum> {
    let own = |team: crate::model::TeamIx| view.instance.teams[team.ix()].agency.ix();
    let mut sums: Vec<AgencySum> = Vec::new();
    sums.resize_with(view.instance.agencies.len(), AgencySum::default);
    for visit in &view.visits {
        let sum = &mut sums[own(visit.team)];
        sum.visits += 1;
        sum.tasks += visit.tasks.len();
        sum.sampled += view.batches(visit);
        sum.parcels += view.parcels(visit).len();
        for &(task, lab) in &visit.tasks {
            sums[lab.ix()].tested += view.instance.tasks[task.ix()].batches;
        }
    }
    for tour in &view.tours {
        let sum = &mut sums[own(tour.team)];
        sum.teams.insert(tour.team);
        sum.tours += 1;
        sum.team_days += tour.days.len();
        for day in &tour.days {
            sum.nights += usize::from(day.to.is_some());
            sum.metres += day.day.metres;
            sum.drive += day.day.drive_minutes;
        }
    }
    sums
}

/// The sheet by agency.
pub fn by_agency(view: &View) -> Table {
    let mut table = Table::new(
        "by_agency",
        &[
            "agency",
            "agency_name",
            "county",
            "teams",
            "tours",
            "team_days",
            "nights",
            "visits_count",
            "tasks_count",
            "batches_sampled",
            "batches_tested",
            "parcels",
            "km",
            "drive_minutes",
            "travel_cost",
            "team_day_cost",
            "night_cost",
            "courier_cost",
        ],
    );
    let costs = &view.instance.settings().costs;
    let times = |price: Fen, count: usize| {
        Cell::Money(price.times(i64::try_from(count).unwrap_or(i64::MAX)))
    };
    for (at, sum) in agency_sums(view).iter().enumerate() {
        let agency = AgencyIx::new(at);
        let row = &view.instance.agencies[at];
        table.rows.push(vec![
            Cell::text(&row.id),
            Cell::text(view.agency(agency)),
            Cell::text(view.region(row.region)),
            Cell::from(sum.teams()),
            Cell::from(sum.tours),
            Cell::from(sum.team_days),
            Cell::from(sum.nights),
            Cell::from(sum.visits),
            Cell::from(sum.tasks),
            Cell::from(sum.sampled),
            Cell::from(sum.tested),
            Cell::from(sum.parcels),
            Cell::Distance(sum.metres),
            Cell::Minutes(sum.drive),
            Cell::Money(costs.km.scaled(sum.metres.kilometres())),
            times(costs.team_day, sum.team_days),
            times(costs.night, sum.nights),
            times(costs.courier_parcel, sum.parcels),
        ]);
    }
    table
}

#[derive(Default)]
struct CountySum {
    sites: BTreeSet<crate::model::EnterpriseIx>,
    visits: usize,
    tasks: usize,
    batches: u32,
    required: usize,
    reserves: usize,
    impossible: usize,
    left_out: usize,
    nights: usize,
    days: BTreeSet<NaiveDate>,
}

/// The sheet by county: every region with a task or a night.
pub fn by_county(view: &View) -> Table {
    let instance = view.instance;
    let mut sums: BTreeMap<RegionIx, CountySum> = BTreeMap::new();
    for visit in &view.visits {
        let sum = sums.entry(instance.enterprises[visit.site.ix()].region).or_default();
        sum.sites.insert(visit.site);
        sum.visits += 1;
        sum.tasks += visit.tasks.len();
        sum.batches += view.batches(visit);
        let required =
            |(task, _): &&(crate::model::TaskIx, AgencyIx)| instance.tasks[task.ix()].required;
        sum.required += visit.tasks.iter().filter(required).count();
        sum.days.insert(visit.visit.date);
    }
    for item in &view.unplanned {
        let site = instance.tasks[item.task.ix()].site;
        let sum = sums.entry(instance.enterprises[site.ix()].region).or_default();
        match item.fate() {
            Fate::Reserve => sum.reserves += 1,
            Fate::Impossible => sum.impossible += 1,
            Fate::LeftOut => sum.left_out += 1,
        }
    }
    for seat in view.tours.iter().flat_map(|tour| &tour.days).filter_map(|day| day.to) {
        sums.entry(seat).or_default().nights += 1;
    }
    let mut table = Table::new(
        "by_county",
        &[
            "region",
            "county",
            "city",
            "sites",
            "visits_count",
            "tasks_count",
            "batches",
            "required_planned",
            "reserves",
            "impossible",
            "left_out",
            "visit_days",
            "first_date",
            "last_date",
            "nights_there",
        ],
    );
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by(|a, b| instance.regions[a.0.ix()].code.cmp(&instance.regions[b.0.ix()].code));
    table.rows = sums.iter().map(|(region, sum)| county_row(view, *region, sum)).collect();
    table
}

fn county_row(view: &View, region: RegionIx, sum: &CountySum) -> Vec<Cell> {
    let date = |date: Option<&NaiveDate>| date.map_or(Cell::Empty, |date| Cell::Date(*date));
    vec![
        Cell::text(&view.instance.regions[region.ix()].code),
        Cell::text(view.region(region)),
        Cell::text(view.city(region)),
        Cell::from(sum.sites.len()),
        Cell::from(sum.visits),
        Cell::from(sum.tasks),
        Cell::from(sum.batches),
        Cell::from(sum.required),
        Cell::from(sum.reserves),
        Cell::from(sum.impossible),
        Cell::from(sum.left_out),
        Cell::from(sum.days.len()),
        date(sum.days.first()),
        date(sum.days.last()),
        Cell::from(sum.nights),
    ]
}
