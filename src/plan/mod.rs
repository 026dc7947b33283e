//! The loop from an instance to a verified plan: screen, draw, merge, assign, route, improve,
//! write down, judge.

mod assemble;
mod block;
mod first;
mod frame;
mod reasons;
mod rescue;
mod rounds;

use std::time::Instant;

use crate::calendar::Calendar;
use crate::draw::DrawRecord;
use crate::milp;
use crate::model::{Instance, Note, Plan, SolverRecord, Stopped};
use crate::verify::{self, Verdict};

pub use frame::{Frame, VisitData};

/// Work units of a run when nothing else is asked for.
pub const DEFAULT_EFFORT: u64 = 1000;

/// How long to search.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Work units: the same input, seed and effort give the same bytes.
    pub effort: u64,
    /// The clock instead of work units; gives up repeatability.
    pub deadline: Option<Instant>,
    /// Seed of the search.
    pub seed: u64,
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
    /// The judge.
    Verify,
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

/// Plans an instance.
///
/// # Errors
/// See [`Trouble`].
pub fn plan(instance: &Instance, limits: &Limits, watch: &dyn Watch) -> Result<Planned, Trouble> {
    watch.stage(Stage::Screen);
    let mut frame = Frame::new(instance).map_err(Trouble::Input)?;
    watch.stage(Stage::Assign);
    let assignment = first::assignment(&frame);
    watch.stage(Stage::Route);
    let first = first::itinerary_of(&frame, &assignment, limits.seed);
    watch.stage(Stage::Improve);
    let best = rounds::improve(&mut frame, first, limits, limits.seed, watch);
    let plan = assemble::plan(&frame, &best, record(limits, watch)).map_err(Trouble::Fault)?;
    watch.stage(Stage::Verify);
    let verdict = verify::judge(instance, &plan);
    let missing = missing(instance, &plan);
    Ok(Planned {
        plan,
        verdict,
        draw: frame.draw,
        assignment: assignment.outcomes,
        relaxed: assignment.relaxed,
        missing,
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
