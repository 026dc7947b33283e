//! `onedoor study`: what-if scenarios side by side; `merge` and `diff` work on its folders.
//!
//! `onedoor study INSTANCE STUDY.toml -o DIR` is the command; `merge` and `diff` are taken for what
//! they are where an instance would stand, so that an instance of such a name is written `./diff`.

mod diff;
mod merge;
mod show;
mod sweep;

use std::path::PathBuf;

use clap::Subcommand;

use super::{Answer, Common, Exit, Failure, input};
use crate::messages::text;
use crate::model::Note;
use crate::study;

/// Arguments of `onedoor study`.
#[derive(clap::Args)]
#[command(subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    form: Option<Form>,
    #[arg(required_unless_present = "template")]
    instance: Option<PathBuf>,
    #[arg(required_unless_present = "template", value_name = "STUDY.toml")]
    study: Option<PathBuf>,
    #[arg(short, long, value_name = "DIR", required_unless_present = "template")]
    output: Option<PathBuf>,
    #[arg(long)]
    template: bool,
    #[arg(long, value_name = "i/n", value_parser = shard)]
    shard: Option<(usize, usize)>,
    #[arg(long, value_name = "DIR", num_args = 1..)]
    merge: Vec<PathBuf>,
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, value_name = "N")]
    effort: Option<u64>,
}

/// What else can be done with studies.
#[derive(Subcommand)]
enum Form {
    Merge(merge::Args),
    Diff(diff::Args),
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let (at, of) = text.split_once('/').ok_or("i/n")?;
    match (at.parse(), of.parse()) {
        (Ok(at), Ok(of)) if 1 <= at && at <= of => Ok((at, of)),
        _ => Err("i/n, 1 ≤ i ≤ n".to_owned()),
    }
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    match &args.form {
        // An option of the other form would be passed over in silence.
        Some(_) if args.is_given() => Err(bad(Note::new("study-two-forms"))),
        Some(Form::Merge(merge)) => merge::run(merge, common),
        Some(Form::Diff(diff)) => diff::run(diff, common),
        None => match (&args.instance, &args.study, &args.output) {
            (Some(instance), Some(file), Some(output)) if !args.template => {
                sweep::run(&sweep::Ask { instance, file, output, args }, common)
            }
            _ => {
                super::print(study::TEMPLATE)?;
                Ok(Exit::Well)
            }
        },
    }
}

impl Args {
    /// Whether anything of the form without a name was given.
    fn is_given(&self) -> bool {
        self.instance.is_some()
            || self.output.is_some()
            || self.template
            || self.shard.is_some()
            || !self.merge.is_empty()
            || self.seed.is_some()
            || self.effort.is_some()
    }
}

fn bad(note: Note) -> Failure {
    Failure::Input(vec![note])
}

/// What stopped a study, in the words of the command line; `file` is where its patches stand.
fn refused(error: study::Failure, file: Option<&std::path::Path>, common: &Common) -> Failure {
    let note = match error {
        study::Failure::Note(note) => note,
        study::Failure::Reader(wrong) => return input::refuse(&wrong, common),
        study::Failure::Fault(message) => return Failure::Fault(message),
    };
    let Some(scenario) = note.args.get("scenario") else { return bad(note) };
    let number = note.args.get("number").cloned().unwrap_or_default();
    let why = text(common.lang(), &note);
    let place = file.zip(number.parse().ok());
    match place.and_then(|(file, at)| Some((file, study::patch_place(file, scenario, at)?))) {
        Some((file, (row, key))) => {
            let note = Note::new("study-in-patch")
                .with("scenario", scenario)
                .with("number", &number)
                .with("why", why);
            let wrong = crate::io::Diagnostic::error(&file.display().to_string(), note);
            input::refuse(&[wrong.row(row).column(key)], common)
        }
        None => {
            let place = Note::new("study-in-patch").with("scenario", scenario);
            bad(place.with("number", number).with("why", why))
        }
    }
}
