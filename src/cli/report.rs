//! `onedoor report`: the files that are derived from a plan, again.

use std::path::PathBuf;

use super::{Answer, Common, Exit, Failure, input};
use crate::calendar::{Calendar, OpenHours};
use crate::draw;
use crate::geography::Travel;
use crate::io;
use crate::messages::text;
use crate::model::{Instance, Note, Plan};
use crate::report::{self, Check};
use crate::rules::Screen;
use crate::verify::{self, Verdict};

/// Arguments of `onedoor report`.
#[derive(clap::Args)]
pub struct Args {
    instance: PathBuf,
    plan: PathBuf,
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

/// Runs the command. A plan that does not hold is reported all the same, and the page says so.
pub fn run(args: &Args, common: &Common) -> Answer {
    let lang = common.lang();
    let instance = input::instance(&args.instance, common)?;
    let plan = input::plan(&args.plan, common)?;
    let instance = instance.joined(&plan);
    let verdict = verify::judge(&instance, &plan);
    let mut files = derived(&instance, &plan, &verdict, common)?;
    // With the plan beside it the folder is a whole plan, and can be written again.
    files.insert(0, ("plan.json".to_owned(), io::plan_json(&plan).into_bytes()));
    io::write_folder(&args.output, &files)
        .map_err(|error| Failure::System(format!("{}: {error}", args.output.display())))?;
    let clean = verdict.is_clean();
    if common.json {
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let document = serde_json::json!({
            "report": args.output,
            "files": names,
            "verified": clean,
            "violations": verdict.violations.len(),
        });
        super::print(&format!("{document:#}\n"))?;
    } else if !common.quiet {
        let note = Note::new("report-written").with("path", args.output.display());
        super::print(&format!("{}\n", text(lang, &note)))?;
    }
    if clean {
        return Ok(Exit::Well);
    }
    let note = Note::new("report-does-not-hold").with("found", verdict.violations.len());
    eprintln!("{}", super::said(lang, &note));
    Ok(Exit::No)
}

/// What the judge did, rule by rule.
pub fn checks(verdict: &Verdict) -> Vec<Check> {
    let check = |&(rule, made): &(crate::model::Rule, u64)| Check {
        rule,
        made,
        violations: verdict.violations_of(rule) as u64,
    };
    verdict.counts.iter().map(check).collect()
}

/// The files that are derived from a plan.
pub fn derived(
    instance: &Instance,
    plan: &Plan,
    verdict: &Verdict,
    common: &Common,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let input = |note| Failure::Input(vec![note]);
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    let travel = Travel::new(instance).map_err(input)?;
    let drawn = draw::run(instance, &Screen::new(instance, &calendar, &hours, &travel));
    report::files(instance, plan, &drawn, &checks(verdict), common.lang()).map_err(input)
}
