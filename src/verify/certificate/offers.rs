//! What a visit on a team's day may draw, and what that is worth at the prices of a certificate.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::tariff::{MILLI, Tariff};
use super::walk::Offer;
use crate::model::{AgencyIx, EnterpriseIx, Month, TaskIx, TeamIx};
use crate::verify::alone::Alone;
use crate::verify::ground::Ground;
use crate::verify::opening::open_minutes;

/// Tasks of one enterprise, and labs that get a parcel, beyond which a visit is too large.
const TASKS: usize = 12;
const LABS: usize = 10;

/// The visits that a team can make on a day.
pub(super) struct Offers<'g, 'a> {
    pub ground: &'g Ground<'a>,
    pub tariff: &'g Tariff<'g, 'a>,
    pub alone: &'g Alone<'g, 'a>,
    pub team: TeamIx,
    pub date: NaiveDate,
    /// What tasks are worth less because of the nights before and after the day.
    pub less: &'g BTreeMap<TaskIx, i64>,
}

/// Fee of each lab that may test a task.
type Fees = BTreeMap<AgencyIx, i64>;

impl Offers<'_, '_> {
    /// The visits that some tasks of an enterprise allow: for each work the best; none if there are
    /// too many to look at.
    pub(super) fn at(&self, site: EnterpriseIx, tasks: &[TaskIx]) -> Option<Vec<Offer>> {
        let ground = self.ground;
        let may = |task: &&TaskIx| {
            let (first, last) = ground.window(**task);
            let is_inside = first <= self.date && self.date <= last;
            is_inside && self.alone.open_on(**task, self.date).is_some()
        };
        let tasks: Vec<(TaskIx, Fees)> = tasks
            .iter()
            .filter(may)
            .map(|task| (*task, self.fees(*task)))
            .filter(|(_, fees)| !fees.is_empty())
            .collect();
        if tasks.len() > TASKS {
            return None;
        }
        let (open, entry) = (ground.open(site, self.date), self.tariff.entry(site, self.date));
        let mut best: BTreeMap<i64, i64> = BTreeMap::new();
        for set in 1_u32..1 << tasks.len() {
            let drawn: Vec<&(TaskIx, Fees)> =
                (0..tasks.len()).filter(|at| set >> at & 1 == 1).map(|at| &tasks[at]).collect();
            let work = ground.work(drawn.iter().map(|(task, _)| *task));
            if work > open_minutes(&open) || !self.may_be_one(&drawn) || !self.fit(&drawn) {
                continue;
            }
            let of = |prices: &BTreeMap<TaskIx, i64>, task| prices.get(&task).copied().unwrap_or(0);
            let reward = |task: TaskIx| of(&self.tariff.task, task) - of(self.less, task);
            let rewards: i64 = drawn.iter().map(|(task, _)| reward(*task)).sum();
            let worth = rewards - entry - self.tests(&drawn)?;
            best.entry(work).and_modify(|known| *known = worth.max(*known)).or_insert(worth);
        }
        Some(best.into_iter().map(|(work, worth)| Offer { work, worth }).collect())
    }

    fn fees(&self, task: TaskIx) -> Fees {
        let (batches, month) = (i64::from(self.ground.task(task).batches), Month::of(self.date));
        let group = &self.ground.category(task).lab_group;
        let labs = self.alone.labs_on(self.team, task, self.date);
        labs.into_iter().map(|lab| (lab, self.tariff.batch(lab, group, month) * batches)).collect()
    }

    /// Whether no two of the tasks forbid each other on one day.
    fn may_be_one(&self, drawn: &[&(TaskIx, Fees)]) -> bool {
        let may = |a: TaskIx, b: TaskIx| self.ground.may_repeat((a, self.date), (b, self.date));
        (0..drawn.len()).all(|b| (0..b).all(|a| may(drawn[a].0, drawn[b].0)))
    }

    /// Whether what no other lab tests fits into the vehicle.
    fn fit(&self, drawn: &[&(TaskIx, Fees)]) -> bool {
        let own = self.ground.team(self.team).agency;
        let carried = drawn.iter().filter(|(_, fees)| fees.keys().all(|lab| *lab == own));
        let loads = carried.map(|(task, _)| self.ground.load(*task));
        let load = loads.fold((0_i64, 0_i64), |(grams, millilitres), load| {
            (grams.saturating_add(load.0), millilitres.saturating_add(load.1))
        });
        self.ground.fits(self.team, load)
    }

    /// The least that testing costs: all sets of labs that get a parcel are tried.
    fn tests(&self, drawn: &[&(TaskIx, Fees)]) -> Option<i64> {
        let own = self.ground.team(self.team).agency;
        let mut others: Vec<AgencyIx> = drawn
            .iter()
            .flat_map(|(_, fees)| fees.keys().copied())
            .filter(|lab| *lab != own)
            .collect();
        others.sort_unstable();
        others.dedup();
        if others.len() > LABS {
            return None;
        }
        let parcel = self.ground.instance.settings().costs.courier_parcel.0 * MILLI;
        let sent_to = |set: u32| {
            let is_open = |lab: &AgencyIx| {
                *lab == own
                    || others
                        .iter()
                        .position(|known| known == lab)
                        .is_some_and(|at| set >> at & 1 == 1)
            };
            let least = |(_, fees): &&(TaskIx, Fees)| {
                fees.iter().filter(|(lab, _)| is_open(lab)).map(|(_, fee)| *fee).min()
            };
            let fees: Option<i64> = drawn.iter().map(least).sum();
            Some(fees? + i64::from(set.count_ones()) * parcel)
        };
        (0..1_u32 << others.len()).filter_map(sent_to).min()
    }
}
