//! Why an enterprise is visited as it is: once, more often, or not at all.

use serde::Serialize;

use super::Cause;
use super::cards::{TaskCard, VisitCard, region_name};
use super::survey::Survey;
use crate::model::{DateRange, EnterpriseIx, Instance, Plan, Rule, TaskIx};
use crate::rules::Screen;

/// A task of the enterprise and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct SiteTask {
    /// The task.
    pub task: TaskCard,
    /// The visit that draws it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<String>,
    /// No plan could hold it, even alone.
    pub impossible: bool,
    /// Place among the reserves of its quota.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<u32>,
    /// Why it is not planned.
    pub causes: Vec<Cause>,
}

/// Two visits and what keeps them from being one.
#[derive(Clone, Debug, Serialize)]
pub struct Parted {
    /// Visit id.
    pub one: String,
    /// Visit id.
    pub other: String,
    /// The reason; `one_door` if they could have been one.
    pub cause: Cause,
}

/// Why an enterprise is visited as it is.
#[derive(Clone, Debug, Serialize)]
pub struct SiteExplanation {
    /// Enterprise id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Code of its county.
    pub region: String,
    /// Name of its county.
    pub region_name: String,
    /// When it is open, in OpenStreetMap's words.
    pub hours: String,
    /// Days on which nobody is there.
    pub closed: Vec<DateRange>,
    /// Its tasks, in file order.
    pub tasks: Vec<SiteTask>,
    /// Its visits, in the plan's order.
    pub visits: Vec<VisitCard>,
    /// Every pair of its visits, with the reason for two.
    pub parted: Vec<Parted>,
    /// Rules that part its visits or keep tasks out; their remedies say what to do.
    pub remedies: Vec<Rule>,
}

/// Explains an enterprise.
pub fn enterprise(
    instance: &Instance,
    screen: &Screen,
    plan: &Plan,
    site: EnterpriseIx,
) -> SiteExplanation {
    let survey = Survey::new(instance, plan);
    let row = &instance.enterprises[site.ix()];
    let entries: Vec<_> = survey.entries_at(site).iter().map(|&at| &survey.entries[at]).collect();
    let mut parted = Vec::new();
    for (at, one) in entries.iter().enumerate() {
        for other in &entries[at + 1..] {
            let tasks = |entry: &super::survey::Entry| -> Vec<TaskIx> {
                entry.tasks.iter().map(|(task, _)| *task).collect()
            };
            let finding = screen.why_not_together(&tasks(one), &tasks(other));
            parted.push(Parted {
                one: one.visit.id.clone(),
                other: other.visit.id.clone(),
                cause: Cause::from(&finding),
            });
        }
    }
    let tasks = (0..instance.tasks.len()).map(TaskIx::new);
    let tasks = tasks.filter(|task| instance.tasks[task.ix()].site == site);
    let tasks: Vec<SiteTask> = tasks.map(|task| site_task(&survey, screen, task)).collect();
    let parting = parted.iter().map(|parted| parted.cause.rule);
    let keeping = tasks.iter().flat_map(|task| &task.causes).map(|cause| cause.rule);
    let mut remedies: Vec<Rule> = parting.chain(keeping).collect();
    remedies.sort_unstable();
    remedies.dedup();
    SiteExplanation {
        id: row.id.clone(),
        name: row.name.clone(),
        region: instance.regions[row.region.ix()].code.clone(),
        region_name: region_name(instance, row.region).to_owned(),
        hours: row.hours.clone(),
        closed: row.closed.clone(),
        tasks,
        visits: entries.iter().map(|entry| VisitCard::new(&survey, screen, entry)).collect(),
        parted,
        remedies,
    }
}

fn site_task(survey: &Survey, screen: &Screen, task: TaskIx) -> SiteTask {
    let id = &survey.instance.tasks[task.ix()].id;
    let entry = survey.plan.unplanned.iter().find(|entry| entry.task == *id);
    let impossible = entry.is_some_and(|entry| entry.impossible);
    let causes = match (screen.impossible(task).filter(|_| impossible), entry) {
        (Some(findings), _) => findings.iter().map(Cause::from).collect(),
        (None, Some(entry)) => entry.reasons.iter().map(Cause::from).collect(),
        (None, None) => Vec::new(),
    };
    SiteTask {
        task: TaskCard::new(survey.instance, screen, task),
        visit: survey.entry_of(task).map(|entry| entry.visit.id.clone()),
        impossible,
        queue: entry.and_then(|entry| entry.queue),
        causes,
    }
}
