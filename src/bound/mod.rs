//! Lower bounds on the whole objective: no plan that keeps the rules costs less.
//!
//! A bound holds for every admissible way to merge, assign and route the tasks that were drawn (all
//! candidates with `draw = "cost"`), with nights, labs, quotas and even months. It is made of
//! relaxations only: whatever is not looked at (which rules may be ignored here is said in each
//! file) could only make plans dearer.
//!
//! * `simple` counts minutes: a visit takes its work and half of the shortest drives to its door and on (`approach`),
//!   and a minute of a tour's days is worth at least their price over what driving out and back leaves of them.
//!   `shares` adds what visits share: team-days, labs, even months, quotas.
//! * `generate` is column generation over single days, from prices that minutes prove: `cells` says which team-days
//!   are priced as one (`drafts`) and what may be drawn in them (`fill`; `blocks` of near stops), `master` mixes known
//!   days under quotas, labs, even months, escorts, team-days and nights, `prices` are its prices and what they prove,
//!   `menu`, `board`, `completion`, `memory` and `labels` find the cheapest day of a cell at given
//!   prices, `quick` or `exact`. Any prices prove a bound, for every cell is searched to the end.
//!   `doors` says how often an enterprise can be entered at most. Mixtures of days like half a tour: half a day on
//!   each side of half a night, both with the same visits, which so are made once. The master forbids that where
//!   it meets it (`master::Pool::forbid`), and the prices of these rows depend on where a day starts and ends
//!   (`board`). Where every team-day is a cell, `close` goes on from there: `branch` chooses whole days.
//!
//! Ignored by both: vehicles' loads, delivery times, driving limits of a day, ceilings, pairs of
//! enterprises on the same or different days or teams, teams that share people, agencies that come
//! again and owners' further days (both only cost something). Nights are not ignored: a bound for
//! single days would not hold for tours.
//!
//! Tried and left: one search for starts at the base and at seats together (what a tour may hand
//! back for its nights spoils the completion bound), one search a team and week on a city (four
//! times the rounds for the same prices), a memory of all stops from the start (a hundred times the
//! labels of one that learns), many more days from each quick search (prices swing all the same), the
//! 2-cycle-free completion as a bound by itself (half the cost of a city is lost), rounds of the quick search alone
//! before the first sweep to the end (none saves one), prices within a tenth or two of the best known ones from both
//! sides (every sweep then meets thousands of days that go in circles), tours of several days as columns, searched day
//! after day (what may follow a night goes in circles, too, so that hardly a label of a city can be dropped; on a county the
//! same bound in five times the time), months cut where many tasks begin or cease to be possible (the same prices), whole days
//! taken from the mixture one after another (what is left at the end costs so much that a search of the same time finds
//! cheaper plans).
//!
//! All money is counted in thousandths of a fen, in whole numbers: a metre at a whole number of fen
//! a kilometre is a whole number of those, so nothing is rounded but the last figure, downwards.

mod approach;
mod blocks;
mod board;
mod branch;
mod cells;
mod certificate;
mod close;
mod completion;
mod doors;
mod drafts;
mod evenness;
mod exact;
mod fill;
mod generate;
mod labels;
mod master;
mod memory;
mod menu;
mod prices;
mod quick;
mod rivals;
mod seed;
mod shares;
mod simple;
mod sketch;
mod wanted;
mod worth;

use std::time::Duration;

use crate::draw::DrawRecord;
use crate::model::{Bound, Certificate, Fen, Instance, Plan};
use crate::route::Sketch;
use crate::rules::Screen;

use wanted::Wanted;
pub use worth::{Capacity, Worth};

/// Thousandths of a fen in a fen.
const MILLI: i64 = 1000;

/// What a bound is about: the instance, what its rules leave possible, who was drawn.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The instance.
    pub instance: &'a Instance,
    /// Its rules as days, teams and labs.
    pub screen: &'a Screen,
    /// Who was drawn.
    pub draw: &'a DrawRecord,
}

/// A proved bound and how it was proved.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// No plan costs less.
    pub total: Fen,
    /// The method, as `plan.json` names it.
    pub method: &'static str,
    /// The prices of a bound by column generation.
    pub certificate: Option<Certificate>,
    /// What one more of each capacity is worth; empty for the simple bound.
    pub worths: Vec<Worth>,
    /// The days of a cheaper plan than the one that was given, if one was met; rules that are ignored
    /// here were not asked.
    pub better: Option<Vec<Sketch>>,
}

impl Proof {
    /// The bound as it stands in a plan that leaves out so many required tasks: the gap is
    /// (total − bound) / (total − `weights.required` × required tasks left out).
    pub fn of(&self, instance: &Instance, plan: &Plan, missing: usize) -> Bound {
        let lost = instance.settings().weights.required.times(missing as i64);
        // The plan's own figures are rounded to whole fen, and may so come to lie below the bound
        // by one; more than that the judge refuses.
        let rounded = self.total.0 - plan.objective.total.0 == 1;
        let total = if rounded { plan.objective.total } else { self.total };
        let (above, of) = (plan.objective.total - total, plan.objective.total - lost);
        let gap = match (above.0, of.0) {
            (0, _) => 0.0,
            (_, 0) => 1.0,
            (above, of) => above as f64 / of as f64,
        };
        // Other teams could be formed than those that the proof looked at.
        let forms = instance.settings().policy.form_teams;
        let scope = if forms { "teams as formed" } else { "whole plan" };
        Bound { total, gap, scope: scope.to_owned(), method: self.method.to_owned() }
    }
}

/// Work units for the bound when nothing else is asked for.
pub const DEFAULT_EFFORT: u64 = 2500;
/// Work units a second on two cores: hardly fewer on a city (`benches/RESULTS.md`, Bounds).
const PER_SECOND: f64 = 20.0;

/// How much work a proof may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// So many work units; with 0 the simple bound is all.
    Units(u64),
    /// What a time holds. Whoever watches says when it is over.
    Within(Duration),
}

impl Effort {
    /// Work units there will be at least.
    fn least(self) -> u64 {
        match self {
            Self::Units(units) => units,
            Self::Within(time) => (time.as_secs_f64() * PER_SECOND) as u64,
        }
    }

    /// Work units there will be at most.
    fn most(self) -> u64 {
        match self {
            Self::Units(units) => units,
            Self::Within(_) => u64::MAX,
        }
    }
}

/// Who watches a proof, and may end it.
pub trait Watch: Sync {
    /// The best bound so far, and what it would be if the search for days were over.
    fn bound(&self, bound: Fen, hope: Fen);
    /// The part of the effort that is spent, 0 to 1; a proof may end before all of it is.
    fn spent(&self, _share: f64) {}
    /// Whether to end with what there is.
    fn stopped(&self) -> bool;
}

/// Says nothing of the parts of a proof, but ends them when the whole is to end.
struct Silent<'a>(&'a dyn Watch);

impl Watch for Silent<'_> {
    fn bound(&self, _: Fen, _: Fen) {}
    fn stopped(&self) -> bool {
        self.0.stopped()
    }
}

/// Nobody watches.
#[derive(Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn bound(&self, _: Fen, _: Fen) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// Proves a bound, with a plan to start from, and days of others that were met on the way to it.
pub fn prove(
    ground: Ground<'_>,
    known: (&Plan, &[Sketch]),
    effort: Effort,
    watch: &dyn Watch,
) -> Proof {
    let prepared = Prepared::new(ground, effort, &|| watch.stopped());
    prepared.prove(ground, known, effort, watch)
}

/// What is known of a bound before there is a plan.
pub struct Prepared {
    wanted: Wanted,
    /// What minutes alone prove, thousandths of a fen.
    by_minutes: i128,
    /// The relaxation by single days and prices to begin with, where column generation is of use.
    start: Option<(cells::Model, prices::Prices)>,
}

impl Prepared {
    /// Proves what minutes do, less of it once it is told to stop; the effort is that of the proof to come.
    pub fn new(ground: Ground<'_>, effort: Effort, stop: &dyn Fn() -> bool) -> Self {
        let wanted = Wanted::new(ground);
        let reach = simple::Reach::new(ground, &wanted);
        let simple = simple::simple(ground, &wanted, &reach);
        let by_minutes = i128::from(simple.bound);
        if effort.most() == 0 || wanted.tasks.is_empty() {
            return Self { wanted, by_minutes, start: None };
        }
        let model = cells::Model::new(ground, &wanted);
        let shares = |paid| shares::shares(ground, &model, &wanted, (&reach, &simple), paid, stop);
        let by_minutes = by_minutes.max(shares(shares::Paid::Tours).bound);
        let prices = generate::is_of_use(&model, effort).then(|| shares(shares::Paid::Days).prices);
        Self { by_minutes, start: prices.map(|prices| (model, prices)), wanted }
    }

    /// Whether column generation is of use, so that time should be kept for it.
    pub fn goes_on(&self) -> bool {
        self.start.is_some()
    }

    /// Goes on from there with a plan, and days of others that were met on the way to it.
    pub fn prove(
        self,
        ground: Ground<'_>,
        (plan, met): (&Plan, &[Sketch]),
        effort: Effort,
        watch: &dyn Watch,
    ) -> Proof {
        let Self { wanted, by_minutes, start } = self;
        let mut proof = Proof {
            total: fen(by_minutes),
            method: "minutes",
            certificate: None,
            worths: Vec::new(),
            better: None,
        };
        let Some((mut model, prices)) = start else { return proof };
        model.measure(ground, &wanted);
        let pool = seed::pool(ground, &model, &wanted, (plan, met));
        let known = i128::from(plan.objective.total.0) * i128::from(MILLI);
        let start = generate::Start { pool, prices, known };
        let found = generate::generate(ground, &model, &wanted, start, effort, watch);
        let Some((found, pool)) = found.filter(|(found, _)| found.bound > by_minutes) else {
            return proof;
        };
        proof = Proof {
            total: fen(found.bound),
            method: "column generation",
            certificate: Some(certificate::certificate(ground, &model, &wanted, &found)),
            worths: worth::list(ground, &model, &found),
            better: None,
        };
        if !watch.stopped() && close::is_small(&model) {
            let begun = (&found, pool);
            let closed = close::close(ground, &model, &wanted, begun, known, (effort, watch));
            proof.better = sketch::sketches(&model, &wanted, &closed.days);
            if closed.bound > found.bound {
                (proof.total, proof.method) = (fen(closed.bound), "enumeration");
            }
        }
        proof
    }
}

/// Whole fen, rounded down.
fn fen(milli: i128) -> Fen {
    let fen = milli.div_euclid(i128::from(MILLI)).max(0);
    Fen(i64::try_from(fen).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
