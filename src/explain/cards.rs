//! Short descriptions of what explanations are about.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::survey::{Entry, Survey};
use crate::model::{Clock, Fen, Instance, RegionIx, Table, TaskIx, TeamIx};
use crate::rules::Screen;

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
    pub fn new(instance: &Instance, screen: &Screen, task: TaskIx) -> Self {
        let row = &instance.tasks[task.ix()];
        let site = &instance.enterprises[row.site.ix()];
        let program = &instance.programs[row.program.ix()];
        let (from, to) = screen.dates(task);
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
    /// One of the team's agencies came last, and that costs something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
    /// Its owner's other enterprises, and on how many days they are visited, if that is weighed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnerCard>,
}

/// An agency that comes again.
#[derive(Clone, Debug, Serialize)]
pub struct Again {
    /// Its name.
    pub agency: String,
    /// When it came.
    pub date: NaiveDate,
    /// What that costs.
    pub cost: Fen,
    /// The row that says so: `history.csv:17`.
    pub since: String,
}

/// An owner of several enterprises.
#[derive(Clone, Debug, Serialize)]
pub struct OwnerCard {
    /// Its name.
    pub owner: String,
    /// Days on which its enterprises are visited.
    pub dates: Vec<NaiveDate>,
    /// What the days beyond the first cost.
    pub cost: Fen,
}

impl VisitCard {
    /// Describes a visit.
    pub fn new(survey: &Survey, screen: &Screen, entry: &Entry) -> Self {
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
            again: again(instance, screen, entry),
            owner: owner(survey, entry),
        }
    }
}

fn again(instance: &Instance, screen: &Screen, entry: &Entry) -> Option<Again> {
    let row = screen.comes_again(entry.team, entry.site)?;
    Some(Again {
        agency: instance.agencies[row.agency?.ix()].name.clone(),
        date: row.date,
        cost: instance.settings().weights.rotation,
        since: Table::History.line(row.row),
    })
}

fn owner(survey: &Survey, entry: &Entry) -> Option<OwnerCard> {
    let (rows, weight) =
        (&survey.instance.enterprises, survey.instance.settings().weights.owner_day);
    let owner = rows[entry.site.ix()].owner.as_ref()?;
    let several = rows.iter().filter(|row| row.owner.as_ref() == Some(owner)).count() > 1;
    if weight.is_zero() || !several {
        return None;
    }
    let owned = |entry: &&Entry| rows[entry.site.ix()].owner.as_ref() == Some(owner);
    let dates = survey.entries.iter().filter(owned).map(|entry| entry.visit.date);
    let dates: BTreeSet<NaiveDate> = dates.collect();
    let cost = weight.times(dates.len().saturating_sub(1) as i64);
    Some(OwnerCard { owner: owner.clone(), dates: dates.into_iter().collect(), cost })
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
    instance.product_name(instance.tasks[task.ix()].product)
}

/// The name of a region; explanations as data use the Chinese one.
pub fn region_name(instance: &Instance, region: RegionIx) -> &str {
    &instance.regions[region.ix()].name
}
