//! `nights`: tours are consecutive days from base to base, with few enough nights, in county or
//! city seats.

use super::case::{Case, Day, is_lodging};
use super::verdict::{Fault, Findings, Subject};
use crate::model::{BASE, Rule};

/// Judges the rule.
pub(super) fn nights(case: &Case, out: &mut Findings) {
    for tour in &case.plan.tours {
        let subject = || Subject::Tour(tour.id.clone());
        out.check(Rule::Nights, !tour.days.is_empty(), || {
            Fault::new(subject(), "verify-tour-empty")
        });
        let nights = tour.days.len().saturating_sub(1);
        if let Some(team) = case.ground.instance.team(&tour.team) {
            let most = case.ground.team(team).max_nights;
            out.check(Rule::Nights, nights <= most as usize, || {
                Fault::new(subject(), "verify-nights").but(most, nights)
            });
        }
        for pair in tour.days.windows(2) {
            let [before, after] = pair else { continue };
            out.check(Rule::Nights, before.date.succ_opt() == Some(after.date), || {
                Fault::new(subject(), "verify-tour-gap")
                    .but(before.date.succ_opt().unwrap_or(before.date), after.date)
            });
            out.check(Rule::Nights, before.to == after.from, || {
                Fault::new(subject(), "verify-tour-jump")
                    .with("date", after.date)
                    .but(&before.to, &after.from)
            });
        }
    }
    for day in &case.days {
        ends(case, day, out);
    }
}

/// The first day starts at the base, the last one ends there, and no other night is spent there:
/// a tour that has come back is over.
fn ends(case: &Case, day: &Day, out: &mut Findings) {
    let fault = |key, expected: &str, found: &str| {
        Fault::new(day.subject(), key).with("date", day.day.date).but(expected, found)
    };
    if day.nth == 0 {
        out.check(Rule::Nights, day.day.from == BASE, || {
            fault("verify-tour-start", BASE, &day.day.from)
        });
    }
    if day.is_last() {
        out.check(Rule::Nights, day.day.to == BASE, || fault("verify-tour-end", BASE, &day.day.to));
    } else if let Some(place) = day.to {
        out.check(Rule::Nights, is_lodging(case.ground.instance, place), || {
            fault("verify-lodging", "region:", &day.day.to)
        });
    }
}
