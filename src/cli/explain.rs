//! `onedoor explain`: where a task went, or why it went nowhere.

use std::path::PathBuf;

use super::{Answer, Common, Exit, Failure, input, print};
use crate::messages::{Lang, text};
use crate::model::{Instance, Note, Plan};

/// Arguments of `onedoor explain`.
#[derive(clap::Args)]
pub struct Args {
    /// Folder or workbook of the instance
    instance: PathBuf,
    /// Folder of the plan
    plan: PathBuf,
    /// Id of a task
    #[arg(long, required_unless_present = "site", conflicts_with = "site")]
    task: Option<String>,
    /// Id of an enterprise
    #[arg(long)]
    site: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    let instance = input::instance(&args.instance, common)?;
    let plan = input::plan(&args.plan, common)?;
    let tasks = asked(args, &instance)?;
    if common.json {
        let visits = plan.visits.iter().filter(|v| v.tasks.iter().any(|t| tasks.contains(&t.task)));
        let left = plan.unplanned.iter().filter(|left| tasks.contains(&left.task));
        let document = serde_json::json!({
            "visits": visits.collect::<Vec<_>>(),
            "unplanned": left.collect::<Vec<_>>(),
        });
        print(&format!("{document:#}\n"))?;
    } else {
        let lines = tasks.iter().flat_map(|task| explain(&plan, task, common.lang()));
        print(&lines.map(|line| line + "\n").collect::<String>())?;
    }
    Ok(Exit::Well)
}

/// Ids of the tasks that were asked about.
fn asked(args: &Args, instance: &Instance) -> Result<Vec<String>, Failure> {
    let unknown = |id: &str| Failure::Input(vec![Note::new("explain-unknown").with("id", id)]);
    if let Some(id) = &args.task {
        instance.task(id).ok_or_else(|| unknown(id))?;
        return Ok(vec![id.clone()]);
    }
    let id = args.site.as_deref().unwrap_or_default();
    let site = instance.enterprise(id).ok_or_else(|| unknown(id))?;
    let tasks = instance.tasks.iter().filter(|task| task.site == site);
    Ok(tasks.map(|task| task.id.clone()).collect())
}

fn explain(plan: &Plan, task: &str, lang: Lang) -> Vec<String> {
    for visit in &plan.visits {
        if let Some(drawn) = visit.tasks.iter().find(|drawn| drawn.task == task) {
            let note = Note::new("explain-planned")
                .with("task", task)
                .with("visit", &visit.id)
                .with("date", visit.date)
                .with("start", visit.start)
                .with("team", &visit.team)
                .with("lab", &drawn.lab)
                .with("together", visit.tasks.len());
            return vec![text(lang, &note)];
        }
    }
    let left = plan.unplanned.iter().filter(|left| left.task == task);
    left.flat_map(|left| {
        let head = text(lang, &Note::new("explain-unplanned").with("task", task));
        let reasons = left.reasons.iter().map(move |reason| {
            let words = reason.note.as_ref().map_or(reason.detail.clone(), |note| text(lang, note));
            format!("  {}  {words}  {}", reason.rule, reason.since.as_deref().unwrap_or_default())
        });
        std::iter::once(head).chain(reasons).collect::<Vec<_>>()
    })
    .collect()
}
