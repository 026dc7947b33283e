//! Lower bounds on the whole objective: no plan that keeps the rules costs less.
//!
//! A bound holds for every admissible way to merge, assign and route the tasks that were drawn (all
//! candidates with `draw = "cost"`), with nights, labs, quotas and even months. It is made of
//! relaxations only: whatever is not looked at (which rules may be ignored here is said in each
//! file) could only make plans dearer.
//!
//! * [`simple`] counts minutes: a visit takes its work and the shortest drive to its door, and a
//!   minute of a team's day is worth at least the day's price over its minutes.
//!
//! All money is counted in thousandths of a fen, in whole numbers: a metre at a whole number of fen
//! a kilometre is a whole number of those, so nothing is rounded but the last figure, downwards.

mod evenness;
mod simple;
mod wanted;

use crate::draw::DrawRecord;
use crate::model::{Bound, Fen, Instance, Plan};
use crate::rules::Screen;

use wanted::Wanted;

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
        Bound { total, gap, scope: "whole plan".to_owned(), method: self.method.to_owned() }
    }
}

/// Proves a bound.
pub fn prove(ground: Ground<'_>) -> Proof {
    let wanted = Wanted::new(ground);
    let milli = simple::bound(ground, &wanted);
    Proof { total: Fen(milli.div_euclid(MILLI).max(0)), method: "minutes" }
}

#[cfg(test)]
mod tests;
