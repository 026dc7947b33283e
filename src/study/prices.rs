//! Prices first: what the base's bound says of a scenario before it is run.
//!
//! A bound by column generation has a price for each team-day, lab batch and escorted visit. A
//! scenario that changes only how much there is of these should cost about the change times the
//! price. In the relaxation it costs at least that where capacity is taken away, and gains at most
//! that where it is added; the plans that are compared are no relaxations, so it is a prediction and
//! no bound. Where there are no prices, or a scenario changes something else, nothing is predicted.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::bound::{self, Capacity, Effort, Ground, Worth};
use crate::calendar::{Calendar, OpenHours};
use crate::geography::Travel;
use crate::model::{Activity, Fen, Instance, Month, TeamIx};
use crate::plan::Frame;
use crate::rules::Screen;

use super::lot::Lot;
use super::run::Failure;
use super::spec::Patch;
use super::store::Store;

/// Which capacity, by ids: what it is, agency or county, group of a lab, month.
type Key = (String, String, String, String);
const TEAM_DAY: &str = "team_day";
const LAB: &str = "lab";
const ESCORT: &str = "escort";

/// What one more of each capacity is worth, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// Rows: what, whose, group, month, worth.
    pub rows: Vec<(String, String, String, String, Fen)>,
}

/// What prices say of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predicted {
    /// Difference to the base.
    pub difference: Fen,
    /// Whether the prices know all that the scenario changes.
    pub whole: bool,
}

/// What is predicted for each scenario, the base first; all none where there are no prices.
///
/// # Errors
/// See [`Failure`].
pub fn predict(lot: &Lot<'_>, store: &Store) -> Result<Vec<Option<Predicted>>, Failure> {
    predict_from(lot, store, 0)
}

/// What is predicted for the scenarios from a position on.
///
/// # Errors
/// See [`Failure`].
pub fn predict_from(
    lot: &Lot<'_>,
    store: &Store,
    from: usize,
) -> Result<Vec<Option<Predicted>>, Failure> {
    let none = vec![None; lot.scenarios.len().saturating_sub(from)];
    let base = lot.instance(0)?;
    if none.is_empty() || lot.study.prices == 0 || base.settings().policy.form_teams {
        return Ok(none);
    }
    let prices = prices(lot, store, &base)?;
    if prices.rows.is_empty() {
        return Ok(none);
    }
    let before = amounts(&base, true)?;
    let positions: Vec<usize> = (from..lot.scenarios.len()).collect();
    positions.par_iter().map(|&at| of(lot, at, &before, &prices)).collect()
}

/// The prices of the base's plan in the first replicate, proved once and kept.
fn prices(lot: &Lot<'_>, store: &Store, base: &Instance) -> Result<Prices, Failure> {
    let first = lot.jobs.iter().find(|job| job.scenario == 0);
    let Some((job, plan)) = first.and_then(|job| Some((job, store.plan(&job.key)?))) else {
        return Ok(Prices::default());
    };
    let effort = lot.study.prices;
    if let Some(kept) = store.prices(&job.key, effort) {
        return Ok(kept);
    }
    let frame = Frame::new(base).map_err(Failure::Note)?;
    let ground = Ground { instance: base, screen: &frame.screen, draw: &frame.draw };
    let proof = bound::prove(ground, (&plan, &[]), Effort::Units(effort), &bound::Unwatched);
    let rows = proof.worths.iter().map(|worth| row(base, worth)).collect();
    let prices = Prices { rows };
    store.keep_prices(&job.key, effort, &prices)?;
    Ok(prices)
}

fn row(base: &Instance, worth: &Worth) -> (String, String, String, String, Fen) {
    let agency = |at: crate::model::AgencyIx| base.agencies[at.ix()].id.clone();
    let (what, whose, group) = match &worth.capacity {
        Capacity::TeamDay(at) => (TEAM_DAY, agency(*at), String::new()),
        Capacity::Lab(at, group) => (LAB, agency(*at), group.clone()),
        Capacity::Escort(at) => (ESCORT, base.regions[at.ix()].code.clone(), String::new()),
    };
    (what.to_owned(), whose, group, worth.month.to_string(), worth.worth)
}

/// What prices say of one scenario; none if they know nothing of what it changes.
fn of(
    lot: &Lot<'_>,
    at: usize,
    before: &BTreeMap<Key, i64>,
    prices: &Prices,
) -> Result<Option<Predicted>, Failure> {
    let (Some(base), Some(scenario)) = (lot.scenarios.first(), lot.scenarios.get(at)) else {
        return Ok(None);
    };
    // A scenario does all that the base does, or is compared with something else altogether.
    let patches = scenario.patches.strip_prefix(base.patches.as_slice());
    let patches = patches.unwrap_or(&scenario.patches);
    if at == 0 || !patches.iter().any(is_priced) {
        return Ok(None);
    }
    let instance = lot.instance(at)?;
    let teams = patches.iter().any(changes_teams);
    let after = amounts(&instance, teams)?;
    let tests = |agency: &str| {
        let mut scopes = instance.scopes.iter();
        scopes.any(|scope| {
            scope.activity == Activity::Test && instance.agencies[scope.agency.ix()].id == agency
        })
    };
    let whole = patches.iter().all(|patch| match patch {
        // A lab that is suspended or gone tests nothing: that has no price of its own.
        Patch::Suspend { agency, .. } => !tests(agency),
        Patch::RemoveAgencies { .. } => false,
        _ => is_priced(patch),
    });
    let mut cost = 0;
    let priced = |key: &&Key| {
        prices.rows.iter().any(|row| (&row.0, &row.1, &row.3) == (&key.0, &key.1, &key.3))
    };
    // Days of an agency that had none have no price.
    let mut unlimited = !after.keys().filter(|key| key.0 == TEAM_DAY).all(|key| priced(&key));
    for (what, whose, group, month, worth) in &prices.rows {
        if what == TEAM_DAY && !teams {
            continue;
        }
        let key = (what.clone(), whose.clone(), group.clone(), month.clone());
        match (before.get(&key), after.get(&key)) {
            (Some(was), Some(is)) => cost += worth.0 * (was - is),
            (Some(was), None) if what == TEAM_DAY => cost += worth.0 * was,
            // A limit that is gone, or was not there: a price says nothing of infinity.
            (Some(_), None) | (None, Some(_)) => unlimited = true,
            (None, None) => {}
        }
    }
    Ok(Some(Predicted { difference: Fen(cost), whole: whole && !unlimited }))
}

/// Whether a patch changes only how much there is of what has a price.
fn is_priced(patch: &Patch) -> bool {
    let priced = |table: &str, columns: &[&str]| match table {
        "teams" => columns.iter().all(|column| ["from", "to"].contains(column)),
        "samplers" => columns.iter().all(|column| *column == "leave"),
        "lab_capacity" | "escorts" | "suspensions" => true,
        _ => false,
    };
    match patch {
        Patch::Suspend { .. }
        | Patch::RemoveTeams { .. }
        | Patch::AddTeams { .. }
        | Patch::CallAway { .. }
        | Patch::RemoveAgencies { .. } => true,
        Patch::Scale { table, columns, .. } => {
            priced(table, &columns.iter().map(String::as_str).collect::<Vec<_>>())
        }
        Patch::Set { table, cells, .. } => {
            priced(table, &cells.keys().map(String::as_str).collect::<Vec<_>>())
        }
        Patch::Add { table, .. } | Patch::Remove { table, .. } => {
            ["teams", "lab_capacity", "escorts", "suspensions"].contains(&table.as_str())
        }
        Patch::Emergency(_)
        | Patch::Close { .. }
        | Patch::Policy { .. }
        | Patch::Disturb { .. } => false,
    }
}

/// Whether a patch can change on which days teams are there.
fn changes_teams(patch: &Patch) -> bool {
    match patch {
        Patch::Suspend { .. }
        | Patch::RemoveTeams { .. }
        | Patch::AddTeams { .. }
        | Patch::CallAway { .. }
        | Patch::RemoveAgencies { .. } => true,
        Patch::Scale { table, .. }
        | Patch::Set { table, .. }
        | Patch::Add { table, .. }
        | Patch::Remove { table, .. } => {
            ["teams", "samplers", "suspensions", "calendar"].contains(&table.as_str())
        }
        Patch::Emergency(_)
        | Patch::Close { .. }
        | Patch::Policy { .. }
        | Patch::Disturb { .. } => false,
    }
}

/// How much there is of each capacity; team-days only if they are asked for, for they take longer.
fn amounts(instance: &Instance, teams: bool) -> Result<BTreeMap<Key, i64>, Failure> {
    let mut all = BTreeMap::new();
    let mut put = |what: &str, whose: &str, group: &str, month: Month, amount: i64| {
        let key = (what.to_owned(), whose.to_owned(), group.to_owned(), month.to_string());
        *all.entry(key).or_default() += amount;
    };
    for row in instance.lab_capacity.iter() {
        let lab = &instance.agencies[row.agency.ix()].id;
        put(LAB, lab, &row.lab_group, row.month, row.batches.into());
    }
    let calendar = Calendar::new(instance);
    for row in instance.escorts.iter() {
        for &month in calendar.months() {
            put(
                ESCORT,
                &instance.regions[row.region.ix()].code,
                "",
                month,
                row.visits_per_day.into(),
            );
        }
    }
    if teams {
        let travel = Travel::new(instance)?;
        let hours = OpenHours::new(instance, &calendar);
        let screen = Screen::new(instance, &calendar, &hours, &travel);
        for (at, team) in instance.teams.iter().enumerate() {
            let agency = &instance.agencies[team.agency.ix()].id;
            for day in screen.team_days(TeamIx::new(at)).iter() {
                put(TEAM_DAY, agency, "", Month::of(calendar.date(day)), 1);
            }
        }
    }
    Ok(all)
}
