//! The loop from an instance to a verified plan: screen, draw, form teams if asked, merge, assign, route, improve,
//! write down, judge. And the same from a plan that is there already: restore it, change what a
//! dispatcher wishes on the days that are open (`desk`, `dispatch`), keep every name (`keep`).

mod adopt;
mod assemble;
mod block;
mod changes;
mod curve;
mod cut;
mod desk;
mod dispatch;
mod first;
mod form;
mod frame;
mod keep;
mod openly;
mod reasons;
mod rescue;
mod restore;
mod rounds;
mod sequence;
mod shed;
mod visits;
mod warm;

use std::time::{Duration, Instant};

use crate::assign::Assignment;
use crate::calendar::Calendar;
use crate::draw::DrawRecord;
use crate::milp;
use crate::model::{Bound, Instance, Note, Plan, SolverRecord, Stopped};
use crate::route::{Itinerary, Sketch};
use crate::rules::Screen;
use crate::verify::{self, Verdict};

pub use assemble::plan as write_down;
pub use changes::{Change, Kind, Slot, changes};
pub use curve::{Weighed, balance_curve};
pub use desk::{Desk, Refusal, Wish};
pub use dispatch::{Dispatched, dispatch};
pub use frame::Frame;
pub use openly::price_of_draw;
pub use visits::VisitData;

/// Work units of a run when nothing else is asked for.
pub const DEFAULT_EFFORT: u64 = 1000;

/// Less time than this is not worth another search after a proof.
const LEAST_TIME: Duration = Duration::from_millis(300);
/// By how much the seed of a search after a proof differs, more than the seeds of a search's rounds do.
const SEED_AFTER_PROOF: u64 = 1 << 40;
/// Part of the effort that each of two starts gets before the cheaper one goes on.
const TRIAL: u32 = 8;

/// How long to search.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Work units: the same input, seed and effort give the same bytes.
    pub effort: u64,
    /// The clock instead of work units; gives up repeatability.
    pub deadline: Option<Deadline>,
    /// Seed of the search.
    pub seed: u64,
    /// Searches side by side of a plan that is searched whole, each with other chance; the cheapest plan is kept.
    pub searches: usize,
}

/// When a run ends, and what of the time before that is for a proof.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    /// The end of all of it.
    pub end: Instant,
    /// The part of the time, 0 to 1, that is kept for a proof. What the proof leaves goes back to the search.
    pub proof: f64,
}

impl Deadline {
    /// All of the time is for the search.
    pub fn at(end: Instant) -> Self {
        Self { end, proof: 0.0 }
    }

    /// How long it is until then; nothing once it is over.
    pub fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    /// Whether it has come.
    pub fn is_over(&self) -> bool {
        self.left().is_zero()
    }
}

impl Limits {
    /// So many work units, and one search.
    pub const fn new(effort: u64, seed: u64) -> Self {
        Self { effort, deadline: None, seed, searches: 1 }
    }

    /// Whether a given time is over.
    fn are_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline.is_over())
    }

    /// Those of a search that leaves the time for a proof.
    fn before_proof(&self) -> Self {
        let early = |all: Deadline| Deadline::at(all.end - all.left().mul_f64(all.proof));
        Self { deadline: self.deadline.map(early), ..*self }
    }

    /// Those of a search that has all of the time.
    fn without_proof(&self) -> Self {
        let whole = |all: Deadline| Deadline::at(all.end);
        Self { deadline: self.deadline.map(whole), ..*self }
    }

    /// Those of a search that is one of several starts.
    fn trial(&self) -> Self {
        let early = |all: Deadline| Deadline::at(all.end - all.left() / TRIAL * (TRIAL - 1));
        Self { deadline: self.deadline.map(early), effort: self.effort / u64::from(TRIAL), ..*self }
    }

    /// Those of a search with the time that a proof has left, if that is any.
    fn after_proof(&self) -> Option<Self> {
        let kept = self.deadline.filter(|deadline| deadline.proof > 0.0)?;
        (kept.left() > LEAST_TIME).then(|| Self { deadline: Some(Deadline::at(kept.end)), ..*self })
    }
}

/// What the loop is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Rules, draw, merge.
    Screen,
    /// The MILP.
    Assign,
    /// The first tours.
    Route,
    /// Rounds of improvement.
    Improve,
    /// A lower bound.
    Prove,
    /// The judge.
    Verify,
    /// Other plans, to be compared with this one.
    Compare,
}

/// Who watches: progress goes there, and the wish to stop comes from there.
pub trait Watch: Sync {
    /// A stage begins.
    fn stage(&self, stage: Stage);
    /// A round of improvement is over; `cost` is the incumbent's in fen.
    fn round(&self, done: u64, of: u64, cost: f64);
    /// Whether somebody wants the best plan so far, now.
    fn stopped(&self) -> bool;
}

/// Nobody watches.
#[derive(Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn stage(&self, _: Stage) {}
    fn round(&self, _: u64, _: u64, _: f64) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// Hears the wish to stop, and shows nothing: searches beside the plan's own are no news of it.
struct Quiet<'w>(&'w dyn Watch);

impl Watch for Quiet<'_> {
    fn stage(&self, _: Stage) {}
    fn round(&self, _: u64, _: u64, _: f64) {}
    fn stopped(&self) -> bool {
        self.0.stopped()
    }
}

/// A plan with what was learnt on the way.
#[derive(Debug)]
pub struct Planned {
    /// The plan, as it is written.
    pub plan: Plan,
    /// What the judge says of it.
    pub verdict: Verdict,
    /// Who was drawn.
    pub draw: DrawRecord,
    /// How the assignment's MILP ended, block by block.
    pub assignment: Vec<milp::Outcome>,
    /// The assignment was solved as a relaxation and rounded.
    pub relaxed: bool,
    /// Required tasks that are neither planned nor impossible.
    pub missing: usize,
}

/// A case before it has a plan.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The instance.
    pub instance: &'a Instance,
    /// Its rules as days, teams and labs.
    pub screen: &'a Screen,
    /// Who was drawn.
    pub draw: &'a DrawRecord,
}

/// A finished plan before it is judged, for whoever proves a bound on its cost.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// What was planned.
    pub case: Case<'a>,
    /// The plan.
    pub plan: &'a Plan,
    /// Days that its search met.
    pub met: &'a [Sketch],
    /// Required tasks that are neither planned nor impossible.
    pub missing: usize,
}

/// Who proves bounds on what plans cost.
pub trait Prover {
    /// Looks at a case before it is planned. Whether time should be kept for a proof; the search has all of it
    /// otherwise.
    fn prepare(&mut self, _: Case<'_>) -> bool {
        true
    }

    /// A bound on the cost of a plan, if there is one.
    fn prove(&mut self, evidence: Evidence<'_>) -> Option<Proved>;
}

impl<P: FnMut(Evidence<'_>) -> Option<Proved>> Prover for P {
    fn prove(&mut self, evidence: Evidence<'_>) -> Option<Proved> {
        self(evidence)
    }
}

/// Nobody proves anything.
#[derive(Debug, Default)]
pub struct Unproved;

impl Prover for Unproved {
    fn prove(&mut self, _: Evidence<'_>) -> Option<Proved> {
        None
    }
}

/// What a prover answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Proved {
    /// The bound beside the plan that was shown.
    pub bound: Bound,
    /// The days of what may be a cheaper plan.
    pub better: Option<Vec<Sketch>>,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum Trouble {
    /// The instance asks for what can't be had.
    Input(Note),
    /// A fault of the program.
    Fault(String),
}

pub(crate) fn calendar_of(instance: &Instance) -> Calendar {
    Calendar::new(instance)
}

/// Plans an instance, without a bound.
///
/// # Errors
/// See [`Trouble`].
pub fn plan(instance: &Instance, limits: &Limits, watch: &dyn Watch) -> Result<Planned, Trouble> {
    plan_and_prove(instance, limits, watch, &mut Unproved)
}

/// Plans an instance; the prover is asked for a bound on the cost of every plan before the judge sees
/// both, and once more if it met a cheaper plan. A plan that costs its bound is optimal.
///
/// # Errors
/// See [`Trouble`].
pub fn plan_and_prove(
    instance: &Instance,
    limits: &Limits,
    watch: &dyn Watch,
    prover: &mut dyn Prover,
) -> Result<Planned, Trouble> {
    begun(instance, limits, watch, prover, |frame| from_nothing(frame, limits.seed, watch))
}

/// A first plan where an assignment wants the visits.
fn from_nothing(frame: &Frame<'_>, seed: u64, watch: &dyn Watch) -> Start {
    watch.stage(Stage::Assign);
    let assignment = first::assignment(frame);
    watch.stage(Stage::Route);
    let itinerary = first::itinerary_of(frame, &assignment, seed);
    Start { itinerary, assignment: Some(assignment), warm: rounds::WARM }
}

/// Plans an instance from the plan of another that is nearly the same: what still holds is kept as
/// a start, the rest is placed anew, and all of it is improved, beginning cooler than from nothing.
///
/// # Errors
/// See [`Trouble`].
pub fn plan_from(
    instance: &Instance,
    old: &Plan,
    limits: &Limits,
    watch: &dyn Watch,
    prover: &mut dyn Prover,
) -> Result<Planned, Trouble> {
    begun(instance, limits, watch, prover, |frame| {
        watch.stage(Stage::Route);
        let (itinerary, torn) = warm::itinerary_of(frame, old, limits.seed);
        let kept = Start { itinerary, assignment: None, warm: warm::WARM };
        if torn { better_start(frame, kept, limits, watch) } else { kept }
    })
}

/// A start or a plan from nothing, each searched for a part of the effort: the cheaper one.
fn better_start(frame: &mut Frame<'_>, start: Start, limits: &Limits, watch: &dyn Watch) -> Start {
    let short = limits.trial();
    let tried = |frame: &mut Frame<'_>, start: Start| {
        let plan = rounds::improve(frame, start.itinerary, &short, limits.seed, watch, start.warm);
        let cost = frame.cost(&plan);
        (cost, Start { itinerary: plan, ..start })
    };
    let Ok(mut other) = Frame::new(frame.instance) else { return start };
    let new = from_nothing(&other, limits.seed, watch);
    let (old, new) = (tried(frame, start), tried(&mut other, new));
    if new.0 >= old.0 {
        return old.1;
    }
    *frame = other;
    new.1
}

/// Where a search begins.
struct Start {
    itinerary: Itinerary,
    assignment: Option<Assignment>,
    warm: f64,
}

/// Searches from a start, asks for a bound, asks the judge.
fn begun(
    instance: &Instance,
    limits: &Limits,
    watch: &dyn Watch,
    prover: &mut dyn Prover,
    start: impl FnOnce(&mut Frame<'_>) -> Start,
) -> Result<Planned, Trouble> {
    watch.stage(Stage::Screen);
    let instance = form::formed(instance)?;
    let instance = instance.as_ref();
    let mut frame = Frame::new(instance).map_err(Trouble::Input)?;
    let limits = &if prover.prepare(frame.case()) { *limits } else { limits.without_proof() };
    let start = start(&mut frame);
    watch.stage(Stage::Improve);
    let first = limits.before_proof();
    let improve = rounds::improve_side_by_side;
    let best = improve(&mut frame, &start.itinerary, &first, limits.seed, watch, start.warm);
    let mut plan = assemble::plan(&frame, &best, record(limits, watch)).map_err(Trouble::Fault)?;
    watch.stage(Stage::Prove);
    let mut lost = missing(instance, &plan);
    let proved = prover.prove(frame.evidence(&plan, lost));
    let better = proved.as_ref().and_then(|proved| proved.better.as_deref());
    plan.bound = proved.as_ref().map(|proved| proved.bound.clone());
    let better = better.and_then(|days| adopt::adopt(instance, days)).and_then(|(frame, days)| {
        let better = assemble::plan(&frame, &days, record(limits, watch)).ok()?;
        let cheaper = better.objective.total < plan.objective.total;
        (cheaper && verify::judge(instance, &better).violations.is_empty())
            .then_some((frame, better))
    });
    let is_optimal =
        |plan: &Plan| plan.bound.as_ref().is_some_and(|bound| bound.total == plan.objective.total);
    let is_new = if let Some((other, better)) = better {
        (frame, plan) = (other, better);
        true
    } else if let Some(rest) = limits.after_proof()
        && !is_optimal(&plan)
        && !watch.stopped()
    {
        watch.stage(Stage::Improve);
        let seed = limits.seed.wrapping_add(SEED_AFTER_PROOF);
        let best = improve(&mut frame, &best, &rest, seed, watch, warm::WARM);
        plan = assemble::plan(&frame, &best, record(limits, watch)).map_err(Trouble::Fault)?;
        true
    } else {
        false
    };
    if is_new {
        lost = missing(instance, &plan);
        plan.bound = prover.prove(frame.evidence(&plan, lost)).map(|proved| proved.bound);
    }
    if is_optimal(&plan) {
        plan.solver.stopped = Stopped::Optimal;
    }
    watch.stage(Stage::Verify);
    let verdict = verify::judge(instance, &plan);
    Ok(Planned {
        plan,
        verdict,
        draw: frame.draw,
        relaxed: start.assignment.as_ref().is_some_and(|assignment| assignment.relaxed),
        assignment: start.assignment.map(|assignment| assignment.outcomes).unwrap_or_default(),
        missing: lost,
    })
}

fn record(limits: &Limits, watch: &dyn Watch) -> SolverRecord {
    let stopped = match limits.deadline {
        _ if watch.stopped() => Stopped::Interrupted,
        Some(_) => Stopped::Time,
        None => Stopped::Effort,
    };
    SolverRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: limits.seed,
        effort: limits.effort,
        stopped,
        repeatable: stopped == Stopped::Effort,
    }
}

/// Required tasks that a plan leaves out although they are possible.
fn missing(instance: &Instance, plan: &Plan) -> usize {
    plan.unplanned
        .iter()
        .filter(|left| !left.impossible)
        .filter_map(|left| instance.task(&left.task))
        .filter(|task| instance.tasks[task.ix()].required)
        .count()
}
