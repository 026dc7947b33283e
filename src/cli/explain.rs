//! `onedoor explain`: why, and why not.

use std::path::PathBuf;

use serde_json::Value;

use super::price;
use super::{Answer, Common, Exit, Failure, input};
use crate::calendar::{Calendar, OpenHours};
use crate::explain::{self, Explanation, Reader};
use crate::geography::Travel;
use crate::io;
use crate::messages::{Lang, told, word};
use crate::model::{Instance, Note, Plan};
use crate::rules::{Screen, describe};

/// Arguments of `onedoor explain`.
#[derive(clap::Args)]
pub struct Args {
    instance: PathBuf,
    plan: PathBuf,
    #[command(flatten)]
    about: About,
    #[arg(long)]
    no_price: bool,
}

/// What is to be explained.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct About {
    #[arg(long, value_name = "T")]
    task: Option<String>,
    #[arg(long, value_name = "E")]
    site: Option<String>,
    #[arg(long, value_name = "K")]
    team: Option<String>,
    #[arg(long, value_name = "A")]
    agency: Option<String>,
    #[arg(long, value_name = "T;T")]
    together: Option<String>,
    #[arg(long)]
    required: bool,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    let instance = input::instance(&args.instance, common)?;
    let plan = input::plan(&args.plan, common)?;
    let instance = instance.joined(&plan);
    let lang = common.lang();
    let one = |note| Failure::Input(vec![note]);
    let about = resolve(&args.about, &instance, lang).map_err(one)?;
    if plan.instance.digest != instance.digest() {
        eprintln!("{}", super::said(lang, &Note::new("explain-other-instance")));
    }
    let price = match &about {
        Found::Task(task) if !args.no_price => price::of(&instance, &plan, *task),
        _ => None,
    };
    let explanation = explain(about, &instance, &plan)?;
    if common.json {
        let mut document = serde_json::to_value(&explanation)
            .map_err(|error| Failure::Fault(error.to_string()))?;
        if let (Some(price), Some(task)) = (&price, document.get_mut("task")) {
            task["price"] = price.document();
        }
        add_words(&mut document, &instance, lang);
        super::print(&format!("{document:#}\n"))?;
    } else {
        let price = price.map(|price| price.text(lang)).unwrap_or_default();
        let reader = Reader { lang, instance: &instance, width: super::width() };
        super::print(&format!("{}{price}", explain::text(reader, &explanation)))?;
    }
    Ok(Exit::Well)
}

/// What is to be explained, found in the instance.
enum Found {
    Task(crate::model::TaskIx),
    Site(crate::model::EnterpriseIx),
    Team(crate::model::TeamIx),
    Agency(crate::model::AgencyIx),
    Together(Vec<crate::model::TaskIx>),
}

fn resolve(about: &About, instance: &Instance, lang: Lang) -> Result<Found, Note> {
    let found = |what, id: &str, found: Option<Found>, ids: &mut dyn Iterator<Item = &str>| {
        found.ok_or_else(|| {
            let note = match io::nearest(id, ids) {
                Some(near) => Note::new("explain-did-you-mean").with("near", near),
                None => Note::new("explain-unknown-id"),
            };
            note.with("what", word(lang, what)).with("id", id)
        })
    };
    if about.required {
        let all = (0..instance.tasks.len()).map(crate::model::TaskIx::new);
        let required = all.filter(|task| instance.tasks[task.ix()].required);
        return Ok(Found::Together(required.collect()));
    }
    if let Some(list) = &about.together {
        let mut tasks = Vec::new();
        for id in list.split(';').map(str::trim).filter(|id| !id.is_empty()) {
            let ids = &mut instance.tasks.iter().map(|row| row.id.as_str());
            match found("explain-kind-task", id, instance.task(id).map(Found::Task), ids)? {
                Found::Task(task) if !tasks.contains(&task) => tasks.push(task),
                _ => {}
            }
        }
        tasks.sort_unstable();
        return Ok(Found::Together(tasks));
    }
    match (&about.task, &about.site, &about.team, &about.agency) {
        (Some(id), ..) => {
            let ids = &mut instance.tasks.iter().map(|row| row.id.as_str());
            found("explain-kind-task", id, instance.task(id).map(Found::Task), ids)
        }
        (_, Some(id), ..) => {
            let ids = &mut instance.enterprises.iter().map(|row| row.id.as_str());
            found("explain-kind-enterprise", id, instance.enterprise(id).map(Found::Site), ids)
        }
        (_, _, Some(id), _) => {
            let ids = &mut instance.teams.iter().map(|row| row.id.as_str());
            found("explain-kind-team", id, instance.team(id).map(Found::Team), ids)
        }
        (.., agency) => {
            let id = agency.as_deref().unwrap_or_default();
            let ids = &mut instance.agencies.iter().map(|row| row.id.as_str());
            found("explain-kind-agency", id, instance.agency(id).map(Found::Agency), ids)
        }
    }
}

fn explain(about: Found, instance: &Instance, plan: &Plan) -> Result<Explanation, Failure> {
    if let Found::Together(tasks) = &about {
        let core =
            explain::together(instance, tasks, &mut price::possible).map_err(Failure::Fault)?;
        return Ok(Explanation::Together(Box::new(core)));
    }
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    let travel = Travel::new(instance).map_err(|note| Failure::Input(vec![note]))?;
    let screen = &Screen::new(instance, &calendar, &hours, &travel);
    Ok(match about {
        Found::Task(task) => {
            Explanation::Task(Box::new(explain::task(instance, screen, plan, task)))
        }
        Found::Site(site) => {
            Explanation::Site(Box::new(explain::enterprise(instance, screen, plan, site)))
        }
        Found::Team(team) => {
            Explanation::Team(Box::new(explain::team(instance, screen, plan, team)))
        }
        Found::Agency(agency) => {
            Explanation::Agency(Box::new(explain::agency(instance, screen, plan, agency)))
        }
        Found::Together(_) => return Err(Failure::Fault("told above".to_owned())),
    })
}

/// Puts words beside every note of a document, and beside every rule to be remedied.
fn add_words(value: &mut Value, instance: &Instance, lang: Lang) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(|value| add_words(value, instance, lang));
            let note = map.get("note").cloned();
            if let Some(note) = note.and_then(|note| serde_json::from_value::<Note>(note).ok()) {
                map.insert("text".to_owned(), Value::String(told(lang, instance, &note)));
            }
            if let Some(Value::Array(rules)) = map.get_mut("remedies") {
                let worded = |rule: &Value| {
                    let name = rule.as_str().unwrap_or_default();
                    let remedy = name.parse().ok().map(|rule| word(lang, describe(rule).remedy));
                    serde_json::json!({ "rule": name, "text": remedy })
                };
                *rules = rules.iter().map(worded).collect();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| add_words(item, instance, lang)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
