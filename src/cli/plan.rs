//! `onedoor plan`: the annual plan, verified before it is written.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;

use comfy_table::{Table, presets};

use super::watch::Progress;
use super::{Answer, Common, Exit, Failure, beside, input};
use crate::bound::{self, Effort, Ground, Prepared, Proof};
use crate::messages::{self, Lang, form, text, word};
use crate::model::{Fen, Instance, Note, Plan};
use crate::plan::{
    self, Case, DEFAULT_EFFORT, Deadline, Evidence, Limits, Planned, Proved, Trouble, Watch,
};
use crate::{io, report};

/// Arguments of `onedoor plan`.
#[derive(clap::Args)]
pub struct Args {
    instance: PathBuf,
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, value_name = "SECONDS", conflicts_with = "effort")]
    time: Option<f64>,
    #[arg(long, value_name = "N")]
    effort: Option<u64>,
    #[arg(long, value_name = "N")]
    bound: Option<u64>,
    #[arg(long, conflicts_with = "bound")]
    no_bound: bool,
    #[arg(long, value_name = "PLAN", conflicts_with = "bound")]
    from: Option<PathBuf>,
    #[arg(long, conflicts_with = "from")]
    price_of_draw: bool,
    #[arg(long, conflicts_with = "from")]
    balance_curve: bool,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    let lang = common.lang();
    let instance = input::instance(&args.instance, common)?;
    let limits = limits(args, &instance)?;
    if let Some(from) = &args.from {
        return super::from::run(&instance, from, &args.output, &limits, common);
    }
    let progress = Progress::new(lang, common.quiet || common.json);
    let end = limits.deadline.map(end_of_proof);
    let watch = Until { progress: &progress, end, begun: OnceLock::new() };
    let mut prover = Prover { args, watch: &watch, prepared: None, proof: None };
    let mut planned =
        plan::plan_and_prove(&instance, &limits, &progress, &mut prover).map_err(|error| {
            progress.finish();
            match error {
                Trouble::Input(note) => Failure::Input(vec![note]),
                Trouble::Fault(message) => Failure::Fault(message),
            }
        })?;
    if planned.verdict.violations.is_empty() {
        let Args { price_of_draw, balance_curve, .. } = *args;
        let wished = beside::Wished { price_of_draw, balance_curve };
        let done = beside::add(&instance, &mut planned.plan, wished, &limits, &progress);
        done.inspect_err(|_| progress.finish())?;
    }
    progress.finish();
    planned.plan.information.command = Some(command(args, &limits));
    if !planned.verdict.violations.is_empty() {
        return Err(Failure::Fault(fault(&instance, &planned, lang)));
    }
    let instance = instance.joined(&planned.plan);
    let mut files = vec![("plan.json".to_owned(), io::plan_json(&planned.plan).into_bytes())];
    let checks = super::report::checks(&planned.verdict);
    let derived = report::files(&instance, &planned.plan, &planned.draw, &checks, lang);
    files.extend(derived.map_err(|note| Failure::Input(vec![note]))?);
    let proof = prover.proof;
    if let Some(proof) = &proof {
        let certificate = proof.certificate.as_ref().map(io::certificate_json);
        files.extend(certificate.map(|text| ("certificate.json".to_owned(), text.into_bytes())));
    }
    if let Some(proof) = proof.filter(|proof| !proof.worths.is_empty()) {
        let capacity = report::capacity(&instance, &proof.worths, lang);
        files.push(capacity.map_err(|note| Failure::Input(vec![note]))?);
    }
    io::write_folder(&args.output, &files)
        .map_err(|error| Failure::System(format!("{}: {error}", args.output.display())))?;
    if common.json {
        super::print(&format!("{:#}\n", document(&planned, args)))?;
    } else if !common.quiet {
        super::print(&summary(&instance, &planned, args, lang))?;
    }
    Ok(if planned.missing == 0 { Exit::Well } else { Exit::No })
}

/// The part of a given time that is kept for the proof …
const PROOF: f64 = 0.6;
/// … the part that what is proved before the search may take …
const PREPARATION: f64 = 0.1;
/// … and the part that is left when it is told to end: what it is at has to be finished first.
const FINISHING: f64 = 0.03;

/// Searches of a city, which is searched whole, side by side: as many as even an old computer has cores.
const SEARCHES: usize = 2;

fn end_of_proof(deadline: Deadline) -> Deadline {
    Deadline::at(deadline.end - deadline.left().mul_f64(FINISHING))
}

/// Work of a proof: what is asked for, else as much as the time holds, else the usual.
fn effort_of_proof(args: &Args, watch: &Until<'_>) -> Effort {
    let usual = Effort::Units(bound::DEFAULT_EFFORT);
    let timed = || watch.end.map_or(usual, |end| Effort::Within(end.left()));
    args.bound.map_or_else(timed, Effort::Units)
}

/// The progress, which ends the proof when the time is over.
struct Until<'a> {
    progress: &'a Progress,
    end: Option<Deadline>,
    /// When the proof first told of itself.
    begun: OnceLock<Instant>,
}

impl bound::Watch for Until<'_> {
    fn bound(&self, bound: Fen, _: Fen) {
        self.progress.bound(bound);
    }

    fn spent(&self, share: f64) {
        // A time that is given says more than work that may never be done.
        let timed = self.end.map(|end| {
            let gone = self.begun.get_or_init(Instant::now).elapsed().as_secs_f64();
            gone / (gone + end.left().as_secs_f64()).max(1e-3)
        });
        self.progress.share(timed.unwrap_or(share));
    }

    fn stopped(&self) -> bool {
        self.progress.stopped() || self.end.is_some_and(|end| end.is_over())
    }
}

/// What a gap is measured against: the plan's total without required tasks left out.
fn cost(evidence: Evidence<'_>) -> Fen {
    let required = evidence.case.instance.settings().weights.required;
    let missing = i64::try_from(evidence.missing).unwrap_or(0);
    evidence.plan.objective.total - required.times(missing)
}

/// What a proof says of a plan.
fn told(proof: &Proof, evidence: Evidence<'_>) -> Proved {
    let bound = proof.of(evidence.case.instance, evidence.plan, evidence.missing);
    Proved { bound, better: proof.better.clone() }
}

fn ground(Case { instance, screen, draw }: Case<'_>) -> Ground<'_> {
    Ground { instance, screen, draw }
}

/// Proves a bound once, for whatever plan is shown first.
struct Prover<'a> {
    args: &'a Args,
    watch: &'a Until<'a>,
    prepared: Option<Prepared>,
    proof: Option<Proof>,
}

impl plan::Prover for Prover<'_> {
    fn prepare(&mut self, case: Case<'_>) -> bool {
        if self.args.no_bound {
            return false;
        }
        let effort = match effort_of_proof(self.args, self.watch) {
            Effort::Within(time) => Effort::Within(time.mul_f64(PROOF)),
            units => units,
        };
        let early = self.watch.end.map(|end| end.left().mul_f64(1.0 - PREPARATION));
        let stop = || {
            let late = self.watch.end.zip(early).is_some_and(|(end, early)| end.left() < early);
            late || self.watch.progress.stopped()
        };
        let prepared = Prepared::new(ground(case), effort, &stop);
        self.prepared.insert(prepared).goes_on()
    }

    fn prove(&mut self, evidence: Evidence<'_>) -> Option<Proved> {
        if self.args.no_bound {
            return None;
        }
        self.watch.progress.plan_costs(cost(evidence));
        if self.proof.is_none() {
            let Evidence { case, plan, met, .. } = evidence;
            let (ground, watch) = (ground(case), self.watch);
            let effort = effort_of_proof(self.args, watch);
            let prepared = self.prepared.take();
            let new = || Prepared::new(ground, effort, &|| bound::Watch::stopped(watch));
            let prepared = prepared.unwrap_or_else(new);
            self.proof = Some(prepared.prove(ground, (plan, met), effort, watch));
        }
        self.proof.as_ref().map(|proof| told(proof, evidence))
    }
}

fn limits(args: &Args, instance: &Instance) -> Result<Limits, Failure> {
    let seed = args.seed.unwrap_or(instance.settings().seed);
    let proof = if args.no_bound || args.from.is_some() { 0.0 } else { PROOF };
    let deadline = input::time(args.time)?;
    let deadline = deadline.map(|time| Deadline { end: Instant::now() + time, proof });
    // From a plan there is less to find, and every unit looks at all of it.
    let usual = if args.from.is_some() { DEFAULT_EFFORT / 10 } else { DEFAULT_EFFORT };
    Ok(Limits { effort: args.effort.unwrap_or(usual), deadline, seed, searches: SEARCHES })
}

/// The command that makes this plan again, with every option that it depends on.
fn command(args: &Args, limits: &Limits) -> String {
    let search = match args.time {
        Some(seconds) => format!("--time {seconds}"),
        None => format!("--effort {}", limits.effort),
    };
    let mut command = format!("onedoor plan INSTANCE --seed {} {search}", limits.seed);
    command += &match args.bound {
        _ if args.no_bound => " --no-bound".into(),
        Some(effort) => format!(" --bound {effort}"),
        None if args.time.is_some() => String::new(),
        None => format!(" --bound {}", bound::DEFAULT_EFFORT),
    };
    for (option, given) in
        [(" --price-of-draw", args.price_of_draw), (" --balance-curve", args.balance_curve)]
    {
        if given {
            command += option;
        }
    }
    command + " -o PLAN"
}

/// What is wrong with a plan that the judge refused: nothing of it is written.
fn fault(instance: &Instance, planned: &Planned, lang: Lang) -> String {
    let mut lines = vec![super::said(lang, &Note::new("cli-refused-by-judge"))];
    let shown = planned.verdict.violations.iter().take(20);
    lines.extend(shown.map(|violation| {
        format!("  {} {}", violation.rule, messages::told(lang, instance, &violation.note))
    }));
    lines.join("\n")
}

fn document(planned: &Planned, args: &Args) -> serde_json::Value {
    let plan = &planned.plan;
    serde_json::json!({
        "plan": args.output,
        "instance": plan.instance,
        "solver": plan.solver,
        "objective": plan.objective,
        "information": plan.information,
        "bound": plan.bound,
        "visits": plan.visits.len(),
        "tours": plan.tours.len(),
        "required_left_out": planned.missing,
        "unplanned": plan.unplanned,
        "verified": planned.verdict.violations.is_empty(),
        "assignment": planned.assignment.iter().map(|outcome| serde_json::json!({
            "value": outcome.value.map(|fen| Fen(fen.round() as i64)),
            "bound": outcome.bound.map(|fen| Fen(fen.round() as i64)),
            "gap": outcome.gap,
            "stopped": format!("{:?}", outcome.stop).to_lowercase(),
            "relaxed": planned.relaxed,
        })).collect::<Vec<_>>(),
    })
}

/// The plan in short: counts, then what it costs, the amounts one below the other.
fn summary(instance: &Instance, planned: &Planned, args: &Args, lang: Lang) -> String {
    let plan = &planned.plan;
    let counts = Counts::of(instance, plan);
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let mut line = |key: &'static str, value: String| {
        table.add_row(vec![word(lang, key), value]);
    };
    line("cli-instance", plan.instance.name.clone());
    line("cli-tasks", counts.tasks(lang));
    line("cli-visits", counts.visits(lang));
    line("cli-tours", counts.tours(lang));
    let amounts = amounts(plan);
    let longest = amounts.iter().map(|(_, fen)| form::amount(*fen).len()).max().unwrap_or(0);
    let aligned = |fen: Fen| format!("{:>longest$}", form::amount(fen));
    for (key, fen) in amounts {
        line(key, aligned(fen));
    }
    line("cli-bound", bound(plan, &aligned, lang));
    line("cli-stopped", word(lang, stopped(plan)));
    line("cli-verified", word(lang, "cli-verified-clean"));
    let written = Note::new("cli-written").with("path", args.output.display());
    format!("{}\n\n{}\n", table.trim_fmt(), text(lang, &written))
}

/// The parts of the objective and their sum; what only some instances have, where it counts.
fn amounts(plan: &Plan) -> Vec<(&'static str, Fen)> {
    let o = &plan.objective;
    let all = [
        ("cli-travel", o.travel),
        ("cli-team-days", o.team_days),
        ("cli-nights", o.nights),
        ("cli-courier", o.courier),
        ("cli-value-lost", o.value_lost),
        ("cli-shortfall", o.shortfall),
        ("cli-balance", o.balance),
        ("cli-rotation", o.rotation),
        ("cli-owner-days", o.owner_days),
        ("cli-total", o.total),
    ];
    let rare = |key: &str| matches!(key, "cli-rotation" | "cli-owner-days");
    all.into_iter().filter(|(key, fen)| !rare(key) || *fen != Fen::ZERO).collect()
}

fn bound(plan: &Plan, aligned: &dyn Fn(Fen) -> String, lang: Lang) -> String {
    match &plan.bound {
        None => word(lang, "cli-no-bound"),
        Some(bound) => {
            let gap = Note::new("cli-gap").with("gap", form::percent(bound.gap));
            format!("{} ({})", aligned(bound.total), text(lang, &gap))
        }
    }
}

fn stopped(plan: &Plan) -> &'static str {
    use crate::model::Stopped;
    match plan.solver.stopped {
        Stopped::Effort => "cli-stopped-effort",
        Stopped::Time => "cli-stopped-time",
        Stopped::Optimal => "cli-stopped-optimal",
        Stopped::Interrupted => "cli-stopped-interrupted",
    }
}

/// What a plan counts.
struct Counts {
    planned: usize,
    impossible: usize,
    reserves: usize,
    left_out: usize,
    visits: usize,
    sites: usize,
    tours: usize,
    days: usize,
    nights: usize,
}

impl Counts {
    fn of(instance: &Instance, plan: &Plan) -> Self {
        let planned = plan.visits.iter().map(|visit| visit.tasks.len()).sum();
        let impossible = plan.unplanned.iter().filter(|left| left.impossible).count();
        let reserves = plan.unplanned.iter().filter(|left| left.queue.is_some()).count();
        let mut sites: Vec<&str> = plan.visits.iter().map(|visit| visit.site.as_str()).collect();
        sites.sort_unstable();
        sites.dedup();
        let days: usize = plan.tours.iter().map(|tour| tour.days.len()).sum();
        Self {
            planned,
            impossible,
            reserves,
            left_out: instance.tasks.len() - planned - impossible - reserves,
            visits: plan.visits.len(),
            sites: sites.len(),
            tours: plan.tours.len(),
            days,
            nights: days - plan.tours.len(),
        }
    }

    fn tasks(&self, lang: Lang) -> String {
        let note = Note::new("cli-tasks-counted")
            .with("planned", self.planned)
            .with("reserves", self.reserves)
            .with("impossible", self.impossible)
            .with("left", self.left_out);
        text(lang, &note)
    }

    fn visits(&self, lang: Lang) -> String {
        let note = Note::new("cli-visits-counted")
            .with("visits", self.visits)
            .with("sites", self.sites)
            .with("saved", self.planned.saturating_sub(self.visits));
        text(lang, &note)
    }

    fn tours(&self, lang: Lang) -> String {
        let note = Note::new("cli-tours-counted")
            .with("tours", self.tours)
            .with("days", self.days)
            .with("nights", self.nights);
        text(lang, &note)
    }
}
