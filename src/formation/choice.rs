//! Which kinds of teams, and how many of each: an integer programme, solved once for each wish.

use std::collections::BTreeMap;

use crate::milp::{Limits, Model, solve};
use crate::model::AgencyIx;

/// Nodes of branch and bound for each wish.
const NODES: i32 = 2_000;
/// What a wish may lose to a later one, for the solver's rounding: less than any difference that
/// counts, yuan.
const SLACK: f64 = 0.1;
/// By how much a team-day weighs more than a joint team.
const DAY: f64 = 1_000.0;

/// Something that one team of some kinds can do.
pub struct Need {
    /// Kinds that can.
    pub kinds: Vec<usize>,
    /// What that is worth.
    pub worth: f64,
}

/// The choice.
pub struct Choice {
    /// Members of each class of samplers.
    pub classes: Vec<usize>,
    /// Vehicles of each agency; none = no limit.
    pub vehicles: Vec<Option<u32>>,
    /// The two classes of each kind.
    pub people: Vec<[usize; 2]>,
    /// The base of each kind.
    pub bases: Vec<AgencyIx>,
    /// What should be possible: tasks, then doors.
    pub wishes: [Vec<Need>; 2],
    /// Days of a team of each kind.
    pub days: Vec<usize>,
    /// Whether a kind is of two agencies.
    pub joint: Vec<bool>,
}

impl Choice {
    /// How many teams of each kind; none if the solver fails.
    pub fn solve(&self) -> Option<Vec<usize>> {
        if self.people.is_empty() {
            return Some(Vec::new());
        }
        let mut model = self.frame();
        for wish in &self.wishes {
            let done = fulfilled(&mut model, wish);
            for &(column, worth) in &done {
                model.columns[column].cost = -worth;
            }
            let best = -solve(&model, limits()).value?;
            for &(column, _) in &done {
                model.columns[column].cost = 0.0;
            }
            model.row("an earlier wish".to_owned(), done, best - SLACK, f64::INFINITY);
        }
        for (at, days) in self.days.iter().enumerate() {
            model.columns[at].cost = f64::from(u8::from(self.joint[at])) - DAY * *days as f64;
        }
        let x = solve(&model, limits()).x;
        let whole = |x: &f64| x.round().max(0.0) as usize;
        (x.len() == model.columns.len())
            .then(|| x.iter().take(self.people.len()).map(whole).collect())
    }

    /// A column for each kind; nobody in two teams, no more teams than vehicles.
    fn frame(&self) -> Model {
        let mut model = Model::default();
        let mut used: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
        let mut sent: BTreeMap<AgencyIx, Vec<(usize, f64)>> = BTreeMap::new();
        for ((&[one, other], &base), &days) in self.people.iter().zip(&self.bases).zip(&self.days) {
            let most = self.classes[one].min(self.classes[other]);
            let most = if one == other { self.classes[one] / 2 } else { most };
            let most = if days == 0 { 0 } else { most };
            let column = model.column(0.0, most as f64, true, 0.0);
            if one == other {
                used.entry(one).or_default().push((column, 2.0));
            } else {
                used.entry(one).or_default().push((column, 1.0));
                used.entry(other).or_default().push((column, 1.0));
            }
            sent.entry(base).or_default().push((column, 1.0));
        }
        for (class, terms) in used {
            let members = self.classes[class] as f64;
            model.row(format!("people {class}"), terms, f64::NEG_INFINITY, members);
        }
        for (base, terms) in sent {
            if let Some(vehicles) = self.vehicles[base.ix()] {
                let name = format!("vehicles {}", base.ix());
                model.row(name, terms, f64::NEG_INFINITY, f64::from(vehicles));
            }
        }
        model
    }
}

fn limits() -> Limits {
    Limits { gap: 0.0, nodes: NODES, seconds: None, cutoff: None }
}

/// A column for each different set of kinds that can do something: it is done if there is a team of
/// one of them. Answers the columns with what they are worth.
fn fulfilled(model: &mut Model, needs: &[Need]) -> Vec<(usize, f64)> {
    let mut alike: BTreeMap<&[usize], f64> = BTreeMap::new();
    for need in needs.iter().filter(|need| !need.kinds.is_empty()) {
        *alike.entry(&need.kinds).or_default() += need.worth;
    }
    let mut done = Vec::with_capacity(alike.len());
    for (kinds, worth) in alike {
        let column = model.column(0.0, 1.0, false, 0.0);
        let mut terms = vec![(column, -1.0)];
        terms.extend(kinds.iter().map(|&kind| (kind, 1.0)));
        model.row(format!("done {column}"), terms, 0.0, f64::INFINITY);
        done.push((column, worth));
    }
    done
}
