//! Short descriptions of what explanations are about.

use chrono::NaiveDate;
use serde::Serialize;

use super::survey::{Entry, Survey};
use crate::model::{Clock, Fen, Instance, RegionIx, TaskIx, TeamIx};

/// Days from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// A task for people who do not have the tables before them.
#[derive(Clone, Debug, Serialize)]
pub struct TaskCard {
    /// Its id.
    pub id: String,
    /// Enterprise id.
    pub site: String,
    /// Name of the enterprise.
    pub site_name: String,
    /// County, by its code.
    pub region: String,
    /// Name of the county.
    pub region_name: String,
    /// Program id.
    pub program: String,
    /// Name of the program.
    pub program_name: String,
    /// Code of the authority that organises it.
    pub authority: String,
    /// Category, brand and model.
    pub product: String,
    /// How many batches.
    pub batches: u32,
    /// Whether the plan has to hold it.
    pub required: bool,
    /// Worth of drawing it, yuan.
    pub value: Fen,
    /// Days that program, task and horizon leave; none if they have none in common.
    pub dates: Option<Span>,
}

impl TaskCard {
    /// Describes a task.
    pub fn new(instance: &Instance, task: TaskIx) -> Self {
        let row = &instance.tasks[task.ix()];
        let site = &instance.enterprises[row.site.ix()];
        let program = &instance.programs[row.program.ix()];
        let settings = instance.settings();
        let from = settings.start.max(program.start).max(row.earliest.unwrap_or(settings.start));
        let to = settings.end.min(program.end).min(row.latest.unwrap_or(settings.end));
        Self {
            id: row.id.clone(),
            site: site.id.clone(),
            site_name: site.name.clone(),
            region: instance.regions[site.region.ix()].code.clone(),
            region_name: region_name(instance, site.region).to_owned(),
            program: program.id.clone(),
            program_name: program.name.clone(),
            authority: instance.authority_code(program.authority).to_owned(),
            product: product(instance, task),
            batches: row.batches,
            required: row.required,
            value: row.value,
            dates: (from <= to).then_some(Span { from, to }),
        }
    }
}

/// A visit of the plan.
#[derive(Clone, Debug, Serialize)]
pub struct VisitCard {
    /// Its id.
    pub id: String,
    /// When.
    pub date: NaiveDate,
    /// At the door.
    pub arrive: Clock,
    /// Work starts.
    pub start: Clock,
    /// Work is done.
    pub end: Clock,
    /// Team id.
    pub team: String,
    /// Names of the team's agencies.
    pub agencies: Vec<String>,
    /// Names of its samplers.
    pub samplers: Vec<String>,
    /// Ids of the tasks drawn.
    pub tasks: Vec<String>,
    /// Tour id; none if no tour holds the visit.
    pub tour: Option<String>,
}

impl VisitCard {
    /// Describes a visit.
    pub fn new(survey: &Survey, entry: &Entry) -> Self {
        let (instance, visit) = (survey.instance, entry.visit);
        let outing = survey.outings.get(&(entry.team, visit.date));
        Self {
            id: visit.id.clone(),
            date: visit.date,
            arrive: visit.arrive,
            start: visit.start,
            end: visit.end,
            team: visit.team.clone(),
            agencies: agencies(instance, entry.team),
            samplers: samplers(instance, entry.team),
            tasks: visit.tasks.iter().map(|drawn| drawn.task.clone()).collect(),
            tour: outing.map(|outing| survey.plan.tours[outing.tour].id.clone()),
        }
    }
}

/// Names of a team's agencies.
pub fn agencies(instance: &Instance, team: TeamIx) -> Vec<String> {
    let of = instance.agencies_of(team).into_iter();
    of.map(|agency| instance.agencies[agency.ix()].name.clone()).collect()
}

/// Names of a team's samplers; the id where there is no name.
pub fn samplers(instance: &Instance, team: TeamIx) -> Vec<String> {
    let name = |sampler: &crate::model::SamplerIx| {
        let row = &instance.samplers[sampler.ix()];
        if row.name.is_empty() { row.id.clone() } else { row.name.clone() }
    };
    instance.teams[team.ix()].samplers.iter().map(name).collect()
}

/// A product in words: category, brand and model.
fn product(instance: &Instance, task: TaskIx) -> String {
    let row = &instance.products[instance.tasks[task.ix()].product.ix()];
    let parts = [&instance.category_of(task).name, &row.brand, &row.model];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The name of a region; explanations as data use the Chinese one.
pub fn region_name(instance: &Instance, region: RegionIx) -> &str {
    &instance.regions[region.ix()].name
}
