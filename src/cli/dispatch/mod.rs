//! `onedoor dispatch`: one agency's days, changed as a dispatcher wishes, verified before anything
//! is written.

pub(super) mod say;
mod wishes;

use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;

use super::watch::Progress;
use super::{Answer, Common, Exit, Failure, input};
use crate::io;
use crate::messages::{Lang, told, word};
use crate::model::{Fen, Instance, Note, Plan};
use crate::plan::{self, Deadline, Desk, Dispatched, Limits, Trouble};
use crate::report::pack::{self, Scope};
use crate::verify::{self, Verdict};

/// Work units of a run when nothing else is asked for.
const DEFAULT_EFFORT: u64 = 100;

/// Arguments of `onedoor dispatch`.
#[derive(clap::Args)]
pub struct Args {
    instance: PathBuf,
    plan: PathBuf,
    #[arg(long, value_name = "A")]
    agency: String,
    #[arg(long, value_name = "DATE")]
    from: String,
    #[arg(long, value_name = "DATE")]
    to: String,
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[arg(long, value_name = "FILE")]
    freeze: Option<PathBuf>,
    #[arg(long, value_name = "DATE")]
    freeze_before: Option<String>,
    #[arg(long, value_name = "WISH")]
    set: Vec<String>,
    #[arg(long, value_name = "VISIT")]
    drop: Vec<String>,
    #[arg(long, value_name = "TASK")]
    add: Vec<String>,
    #[arg(long)]
    improve: bool,
    #[arg(long, value_name = "YUAN")]
    change_price: Option<f64>,
    #[arg(long, value_name = "FILE")]
    seal: Option<PathBuf>,
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, value_name = "SECONDS")]
    time: Option<f64>,
    #[arg(long, value_name = "N", default_value_t = DEFAULT_EFFORT)]
    effort: u64,
}

/// Runs the command: well if every wish holds and no required task is left out.
pub fn run(args: &Args, common: &Common) -> Answer {
    let lang = common.lang();
    let instance = input::instance(&args.instance, common)?;
    let old = input::plan(&args.plan, common)?;
    let instance = instance.joined(&old);
    let one = |note| Failure::Input(vec![note]);
    let desk = wishes::desk(args, &instance, &old, lang).map_err(one)?;
    let seal = args.seal.as_deref().map(io::read_recipients).transpose().map_err(one)?;
    if let Some(seal) = &seal {
        // Better said now than after the search.
        seal.seal(&args.agency, &[]).map_err(one)?;
    }
    let limits = limits(args, &instance)?;
    if old.instance.digest == instance.digest() {
        sound(&verify::judge(&instance, &old)).map_err(one)?;
    }
    let progress = Progress::new(lang, common.quiet || common.json);
    let answer = plan::dispatch(&instance, &old, &desk, &limits, &progress);
    progress.finish();
    let done = answer.map_err(|trouble| match trouble {
        Trouble::Input(note) => Failure::Input(vec![note]),
        Trouble::Fault(message) => Failure::Fault(message),
    })?;
    let told = say::Told { instance: &instance, old: &old, desk: &desk, done: &done, args };
    let written = write(args, &instance, &desk, &done, seal.as_ref(), common)?;
    if common.json {
        super::print(&format!("{:#}\n", told.document(&written, lang)?))?;
    } else if done.plan.is_none() {
        eprintln!("{}", told.refusals(lang)?);
    } else if !common.quiet {
        super::print(&format!("{}\n", told.summary(&written, lang)))?;
    }
    let all_well = done.plan.is_some() && done.missing == 0;
    Ok(if all_well { Exit::Well } else { Exit::No })
}

/// A plan that does not hold is nothing to plan on from.
pub(super) fn sound(verdict: &Verdict) -> Result<(), Note> {
    match verdict.violations.first() {
        None => Ok(()),
        Some(first) => Err(Note::new("dispatch-not-sound")
            .with("violations", verdict.violations.len())
            .with("rule", first.rule)),
    }
}

fn limits(args: &Args, instance: &Instance) -> Result<Limits, Failure> {
    let deadline = input::time(args.time)?.map(|time| Deadline::at(Instant::now() + time));
    let seed = args.seed.unwrap_or(instance.settings().seed);
    Ok(Limits { deadline, ..Limits::new(args.effort, seed) })
}

/// Writes the new plan, if there is one and the judge finds nothing; answers the names of files.
fn write(
    args: &Args,
    instance: &Instance,
    desk: &Desk,
    done: &Dispatched,
    seal: Option<&io::Recipients>,
    common: &Common,
) -> Result<Vec<String>, Failure> {
    let (Some(plan), Some(verdict)) = (&done.plan, &done.verdict) else { return Ok(Vec::new()) };
    if !verdict.is_clean() {
        return Err(Failure::Fault(fault(instance, verdict, common.lang())));
    }
    let mut files = vec![("plan.json".to_owned(), io::plan_json(plan).into_bytes())];
    files.extend(super::report::derived(instance, plan, verdict, common)?);
    let packed = pack(instance, plan, desk, seal, common.lang());
    files.extend(packed.map_err(|note| Failure::Input(vec![note]))?);
    io::write_folder(&args.output, &files)
        .map_err(|error| Failure::System(format!("{}: {error}", args.output.display())))?;
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// The agency's pack, in a folder of its own inside the plan's: its files, or one sealed file a day.
fn pack(
    instance: &Instance,
    plan: &Plan,
    desk: &Desk,
    seal: Option<&io::Recipients>,
    lang: Lang,
) -> Result<Vec<(String, Vec<u8>)>, Note> {
    let digest = super::digest(plan);
    let Some(agency) = desk.agency else { return Ok(Vec::new()) };
    let scope = Scope { agency, from: desk.from, to: desk.to, digest: &digest };
    let agency = instance.agencies[agency.ix()].id.as_str();
    let inside = |name: &str| format!("{}/{name}", folder(agency));
    let Some(seal) = seal else {
        let files = pack::packs(instance, plan, &[scope], lang)?.into_iter().flatten();
        return Ok(files.map(|(name, bytes)| (inside(&name), bytes)).collect());
    };
    let days = pack::days(instance, plan, &scope);
    let scopes: Vec<Scope<'_>> =
        days.iter().map(|&day| Scope { from: day, to: day, ..scope }).collect();
    let packs = pack::packs(instance, plan, &scopes, lang)?;
    let sealed = days
        .iter()
        .zip(packs)
        .map(|(day, files)| Ok((inside(&format!("{day}.zip.age")), seal.seal(agency, &files)?)));
    sealed.collect()
}

/// `pack-A3`; whatever an id holds, it is the name of one folder.
fn folder(agency: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    format!("pack-{}", agency.chars().map(safe).collect::<String>())
}

/// What is wrong with a plan that the judge refused: nothing of it is written.
pub(super) fn fault(instance: &Instance, verdict: &Verdict, lang: Lang) -> String {
    let mut lines = vec![word(lang, "cli-refused-by-judge")];
    let shown = verdict.violations.iter().take(20);
    lines.extend(shown.map(|v| format!("  {} {}", v.rule, told(lang, instance, &v.note))));
    lines.join("\n")
}

/// A date of the command line.
fn date(found: &str) -> Result<NaiveDate, Note> {
    found.parse().map_err(|_| Note::new("dispatch-bad-date").with("found", found))
}

/// A price of the command line.
fn price(yuan: f64) -> Result<Fen, Note> {
    if (0.0..=1e6).contains(&yuan) {
        Ok(Fen((yuan * 100.0).round() as i64))
    } else {
        Err(Note::new("dispatch-price").with("found", yuan))
    }
}

/// Visits of a plan that teams of the desk's agency make in its span.
fn own_visits(instance: &Instance, plan: &Plan, desk: &Desk) -> usize {
    let own = |visit: &&crate::model::Visit| {
        let team = instance.team(&visit.team);
        let agency = team.map(|team| instance.teams[team.ix()].agency);
        desk.agency.is_none_or(|own| agency == Some(own))
            && desk.from <= visit.date
            && visit.date <= desk.to
    };
    plan.visits.iter().filter(own).count()
}
