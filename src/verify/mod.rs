//! The judge: recomputes every rule and every figure from instance and plan, the slow and obvious
//! way. It shares no code with the rooms that make plans; it imports the model alone.
//!
//! Read [`judge`] and then the file of the rule you want to audit:
//!
//! | file | rules |
//! |---|---|
//! | `reference` | `reference` |
//! | `dates` | `approved`, `window`, `workday` |
//! | `intervals` | `six_month`, `upper_first`, `ceiling` |
//! | `scopes` | `scope_sample`, `scope_test`, `separation` |
//! | `people` | `two_samplers`, `conflict`, `avoidance`, `suspended`, `team_available` |
//! | `day` | `hours`, `day`, `lunch`, `drive`, and of `arithmetic` what concerns a day |
//! | `tour` | `nights` |
//! | `load` | `vehicle`, `cold_chain`, `delivery` |
//! | `limits` | `lab_capacity`, `quota_max`, `escort` |
//! | `lottery`, `balance` | `draw` |
//! | `door` | `one_door` |
//! | `formed` | of `reference` and `vehicle` what concerns teams that were formed |
//! | `figures` | `arithmetic`: objective, bound, claims of impossibility |
//!
//! Beneath them `calendar`, `opening`, `roads`, `travel`, `alone` and `reach` compute what they
//! ask for. What is remembered between questions (opening hours, shortest ways) is remembered as
//! it was computed; there are no short cuts.

mod alone;
mod balance;
mod calendar;
mod case;
mod certificate;
mod dates;
mod day;
mod door;
mod figures;
#[cfg(test)]
mod fixture;
mod formed;
mod ground;
mod intervals;
mod limits;
mod load;
mod lottery;
mod opening;
mod people;
mod reach;
mod reference;
mod roads;
#[cfg(test)]
mod rule_tests;
mod scopes;
#[cfg(test)]
mod tests;
mod tour;
mod travel;
mod verdict;

pub use certificate::certify;
pub use verdict::{Subject, Verdict, Violation};

use crate::model::{Instance, Plan, Rule};
use case::Case;
use figures::Figures;
use verdict::Findings;

/// Judges a plan by every rule of the contract. No plan makes it panic.
pub fn judge(instance: &Instance, plan: &Plan) -> Verdict {
    let joined = instance.joined(plan);
    let case = Case::new(&joined, plan);
    let figures = Figures::new(&case);
    let mut findings = Findings::default();
    for &rule in Rule::ALL {
        apply(rule, &case, &figures, &mut findings);
    }
    let (violations, counts) = findings.done();
    let gap = plan.bound.as_ref().map(|bound| figures.gap(bound.total));
    let Figures { objective, information, .. } = figures;
    Verdict { violations, objective, information, gap, counts }
}

/// Judges one rule.
fn apply(rule: Rule, case: &Case, figures: &Figures, out: &mut Findings) {
    match rule {
        Rule::OneDoor => door::one_door(case, out),
        Rule::SixMonth => intervals::six_month(case, out),
        Rule::UpperFirst => intervals::upper_first(case, out),
        Rule::Approved => dates::approved(case, out),
        Rule::Window => dates::window(case, out),
        Rule::ScopeSample => scopes::scope_sample(case, out),
        Rule::ScopeTest => scopes::scope_test(case, out),
        Rule::Avoidance => people::avoidance(case, out),
        Rule::Conflict => people::conflict(case, out),
        Rule::Suspended => people::suspended(case, out),
        Rule::TwoSamplers => people::two_samplers(case, out),
        Rule::Separation => scopes::separation(case, out),
        Rule::Hours => day::hours(case, out),
        Rule::Day => day::day(case, out),
        Rule::Lunch => day::lunch(case, out),
        Rule::Drive => day::drive(case, out),
        Rule::Nights => tour::nights(case, out),
        Rule::Vehicle => load::vehicle(case, out),
        Rule::ColdChain => load::cold_chain(case, out),
        Rule::Delivery => load::delivery(case, out),
        Rule::LabCapacity => limits::lab_capacity(case, out),
        Rule::QuotaMax => limits::quota_max(case, out),
        Rule::Draw => lottery::draw(case, out),
        Rule::Workday => dates::workday(case, out),
        Rule::TeamAvailable => people::team_available(case, out),
        Rule::Escort => limits::escort(case, out),
        Rule::Ceiling => intervals::ceiling(case, out),
        Rule::Arithmetic => {
            day::add_up(case, out);
            figures::claims(case, figures, out);
        }
        Rule::Reference => reference::reference(case, out),
    }
}
