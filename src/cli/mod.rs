//! The command line: low arguments (text) become a command, a command becomes an exit code.
//!
//! What each command and argument means stands in the catalogue, `messages/*/help.ftl`; a test holds that none
//! is missing there.

mod bar;
mod beside;
mod check;
mod dispatch;
mod explain;
mod from;
mod generate;
mod help;
mod input;
mod plan;
mod price;
mod report;
mod schema;
mod shell;
mod study;
mod verify;
mod vrp;
mod watch;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::messages::{Lang, word};
use crate::model::Note;

/// Exit codes of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All well.
    Well = 0,
    /// The answer is "no".
    No = 1,
    /// Bad input or usage.
    BadInput = 2,
    /// Stopped without a plan.
    Stopped = 3,
    /// A fault of the program.
    Fault = 4,
}

/// Why a command could not answer.
#[derive(Debug)]
pub enum Failure {
    /// Bad input or usage, already worded as notes; each is printed on its own line.
    Input(Vec<Note>),
    /// A file could not be written or read for reasons of the machine.
    System(String),
    /// Bad input whose diagnostics have been printed already.
    Said,
    /// Stopped before there was anything to write.
    Stopped,
    /// A fault of the program, with what is known of it.
    Fault(String),
}

/// What every command answers.
pub type Answer = Result<Exit, Failure>;

#[derive(Parser)]
#[command(name = "onedoor", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// One JSON document on stdout, nothing else there.
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true, value_name = "zh|en")]
    lang: Option<Lang>,
    /// Threads to use; all cores by default.
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// No progress and no summary.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

impl Common {
    /// The language asked for, else the locale's, else Chinese.
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(lang_of_locale)
    }
}

fn lang_of_locale() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match locale {
        Some(locale) if locale.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Plan(plan::Args),
    Dispatch(Box<dispatch::Args>),
    Verify(verify::Args),
    Explain(explain::Args),
    Report(report::Args),
    Study(study::Args),
    Generate(generate::Args),
    Vrp(vrp::Args),
    Schema(schema::Args),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// Runs the program on its arguments and answers its exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(unread(args, error) as u8),
    };
    let common = &cli.common;
    if let Some(threads) = common.threads {
        // Fails only when a pool exists already, and then that one serves.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let answer = match &cli.command {
        Command::Check(args) => check::run(args, common),
        Command::Plan(args) => plan::run(args, common),
        Command::Dispatch(args) => dispatch::run(args, common),
        Command::Verify(args) => verify::run(args, common),
        Command::Explain(args) => explain::run(args, common),
        Command::Report(args) => report::run(args, common),
        Command::Study(args) => study::run(args, common),
        Command::Generate(args) => generate::run(args, common),
        Command::Vrp(args) => vrp::run(args, common),
        Command::Schema(args) => schema::run(args, common),
        Command::Completions(args) => shell::completions(args, common),
        Command::Man(args) => shell::man(args, common),
    };
    ExitCode::from(exit(answer, common.lang()) as u8)
}

/// Answers a command line that is no order: help was asked for, or something is wrong with it. Only
/// here are the texts of the catalogue looked up.
fn unread(args: Vec<OsString>, error: clap::Error) -> Exit {
    let lang = help::lang(&args);
    let error = help::program(lang).try_get_matches_from(args).err().unwrap_or(error);
    let Some(note) = help::refusal(&error) else {
        let _ = error.print();
        return if error.use_stderr() { Exit::BadInput } else { Exit::Well };
    };
    eprintln!("{}", said(lang, &note));
    if let Some(usage) = help::usage(&error) {
        eprintln!("\n{} {usage}", word(lang, "help-usage"));
    }
    eprintln!("\n{}", word(lang, "help-more"));
    Exit::BadInput
}

fn exit(answer: Answer, lang: Lang) -> Exit {
    match answer {
        Ok(exit) => exit,
        Err(Failure::Input(notes)) => {
            for note in &notes {
                eprintln!("{}", said(lang, note));
            }
            Exit::BadInput
        }
        Err(Failure::Said) => Exit::BadInput,
        Err(Failure::System(message)) => {
            eprintln!("{message}");
            Exit::BadInput
        }
        Err(Failure::Stopped) => Exit::Stopped,
        Err(Failure::Fault(message)) => {
            eprintln!("{message}");
            Exit::Fault
        }
    }
}

/// A message that something is wrong, and the code by which `docs/errors.md` tells cause and remedy.
fn said(lang: Lang, note: &Note) -> String {
    format!("{}  [{}]", crate::messages::text(lang, note), note.key)
}

/// Prints to stdout; a closed pipe is no error.
pub fn print(text: &str) -> Result<(), Failure> {
    use std::io::{ErrorKind, Write};
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::System(error.to_string()))
        }
        _ => Ok(()),
    }
}

/// Columns of the terminal that reads stdout; none for a file or a pipe.
pub fn width() -> Option<u16> {
    let terminal = std::io::stdout().is_terminal().then(console::Term::stdout)?;
    terminal.size_checked().map(|(_, columns)| columns)
}

/// For each rule how often it was checked, and how often it was broken.
pub fn checks(verdict: &crate::verify::Verdict) -> Vec<(crate::model::Rule, u64, u64)> {
    let broken = |rule| verdict.violations.iter().filter(|v| v.rule == rule).count() as u64;
    verdict.counts.iter().map(|&(rule, count)| (rule, count, broken(rule))).collect()
}

/// Digest of a plan as it is written, by which every pack names it: `blake3:` and 64 digits.
pub fn digest(plan: &crate::model::Plan) -> String {
    format!("blake3:{}", blake3::hash(crate::io::plan_json(plan).as_bytes()).to_hex())
}
