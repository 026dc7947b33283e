//! Labs of visits: which are cheapest, what they take, what is booked.

use crate::calendar::Day;
use crate::model::AgencyIx;

use super::super::ledger::LabEntry;
use super::super::problem::{LabChoice, StopTask};
use super::{Problem, Solution};

impl Solution {
    /// Books a placed stop with everything it shares (`sign` 1), or takes it back (−1).
    pub(super) fn book(&mut self, problem: &Problem, stop: u32, sign: i32) {
        let data = &problem.stops[stop as usize];
        let (team, day) = problem.team_day(self.place[stop as usize] as usize);
        let (month, year) = (problem.month[day] as usize, problem.year[day] as usize);
        let mut change = self.ledger.quota_change(&data.quotas, sign);
        self.ledger.book_visit(data.escort, day, data.ceiling, year, &data.quotas, sign);
        if let Some(owner) = data.owner {
            change += self.ledger.book_owner(owner, day, sign);
        }
        if let Some(option) = &data.options[team] {
            let chosen = &self.labs[stop as usize];
            for (at, task) in data.tasks.iter().enumerate() {
                let LabChoice { lab, account, .. } = option.labs[at][chosen[at] as usize];
                change += f64::from(sign) * Self::relabelled(problem, stop, at, lab);
                change += self.ledger.month_change(account, month, sign * task.batches);
                let entry = LabEntry { account, batches: task.batches };
                self.ledger.book_lab(entry, month, sign);
            }
        }
        let (mass, volume) = self.load(problem, stop, team);
        let load = &mut self.loads[self.place[stop as usize] as usize];
        *load = (load.0 + i64::from(sign) * mass, load.1 + i64::from(sign) * volume);
        let parcels = self.parcels(problem, stop, team) as f64 * problem.prices.parcel;
        let moved = Self::moved(problem, stop, self.place[stop as usize] as usize);
        self.cost += change + f64::from(sign) * (parcels + moved - data.value);
    }

    /// Parcels sent from a placed stop: one for each lab that is not the own one.
    pub(super) fn parcels(&self, problem: &Problem, stop: u32, team: usize) -> usize {
        let Some(option) = &problem.stops[stop as usize].options[team] else { return 0 };
        let chosen = &self.labs[stop as usize];
        let lab = |task: usize| &option.labs[task][chosen[task] as usize];
        (0..chosen.len())
            .filter(|&task| !lab(task).carried)
            .filter(|&task| !(0..task).any(|t| lab(t).lab == lab(task).lab))
            .count()
    }

    /// Tasks of a placed stop whose samples the team carries home.
    pub(super) fn carried<'a>(
        &'a self,
        problem: &'a Problem,
        stop: u32,
        team: usize,
    ) -> impl Iterator<Item = &'a StopTask> {
        let data = &problem.stops[stop as usize];
        data.options[team].iter().flat_map(move |option| {
            let chosen = &self.labs[stop as usize];
            let lab = |task: usize| &option.labs[task][chosen[task] as usize];
            let at_home = (0..chosen.len()).filter(move |&task| lab(task).carried);
            at_home.map(|task| &data.tasks[task])
        })
    }

    /// Mass and volume that a placed stop adds to the vehicle.
    #[inline]
    pub(in crate::route) fn load(&self, problem: &Problem, stop: u32, team: usize) -> (i64, i64) {
        let add = |(mass, volume), task: &StopTask| (mass + task.mass, volume + task.volume);
        self.carried(problem, stop, team).fold((0, 0), add)
    }

    #[inline]
    pub(super) fn relabelled(problem: &Problem, stop: u32, task: usize, lab: AgencyIx) -> f64 {
        problem.kept.as_ref().map_or(0.0, |kept| kept.of_lab(stop, task, lab))
    }

    /// What the vehicle of a tour still takes: grams and millilitres.
    #[inline]
    pub fn spare(&self, problem: &Problem, (first, last): (usize, usize)) -> (i64, i64) {
        let crew = &problem.crews[problem.team_day(first).0];
        self.loads[first..=last]
            .iter()
            .fold((crew.mass, crew.volume), |(mass, volume), (m, v)| (mass - m, volume - v))
    }

    /// The cheapest labs for a stop in a slot, written to `chosen`, and what they change in cost;
    /// `None` if some batch finds no lab. `spare` is what the vehicle still takes; the lab
    /// `overlooked` is not considered.
    pub fn choose_labs(
        &self,
        problem: &Problem,
        stop: u32,
        at: usize,
        spare: (i64, i64),
        overlooked: Option<AgencyIx>,
        chosen: &mut Vec<u8>,
    ) -> Option<f64> {
        let data = &problem.stops[stop as usize];
        let (team, day) = problem.team_day(at);
        let option = data.option(team, day)?;
        let month = problem.month[day] as usize;
        let (mut mass, mut volume) = spare;
        let mut cost = 0.0;
        chosen.clear();
        for (number, task) in data.tasks.iter().enumerate() {
            let labs = &option.labs[number];
            let mut best: Option<(f64, usize)> = None;
            for (at, choice) in labs.iter().enumerate() {
                if Some(choice.lab) == overlooked
                    || !choice.days.contains(Day(day as u16))
                    || (choice.carried && (task.mass > mass || task.volume > volume))
                {
                    continue;
                }
                let earlier = || {
                    let lab = |task: usize| &option.labs[task][chosen[task] as usize];
                    (0..chosen.len()).map(move |task| (&data.tasks[task], lab(task)))
                };
                let pending: i32 = earlier()
                    .filter(|(_, lab)| lab.account == choice.account)
                    .map(|(task, _)| task.batches)
                    .sum();
                if self.ledger.lab_left(choice.account, month) < pending + task.batches {
                    continue;
                }
                let known = choice.carried || earlier().any(|(_, lab)| lab.lab == choice.lab);
                let parcel = if known { 0.0 } else { problem.prices.parcel };
                let change = self.ledger.month_change(choice.account, month, task.batches)
                    + Self::relabelled(problem, stop, number, choice.lab);
                if best.is_none_or(|(least, _)| parcel + change < least) {
                    best = Some((parcel + change, at));
                }
            }
            let (change, lab) = best?;
            if labs[lab].carried {
                (mass, volume) = (mass - task.mass, volume - task.volume);
            }
            cost += change;
            chosen.push(lab as u8);
        }
        Some(cost)
    }

    /// Cost of the labs of a placed stop that are others than in the plan that is changed.
    pub(super) fn sent_elsewhere(&self, problem: &Problem, stop: u32) -> f64 {
        let team = problem.team_day(self.place[stop as usize] as usize).0;
        let Some(option) = &problem.stops[stop as usize].options[team] else { return 0.0 };
        let chosen = option.labs.iter().zip(&self.labs[stop as usize]).enumerate();
        chosen
            .map(|(at, (labs, &lab))| Self::relabelled(problem, stop, at, labs[lab as usize].lab))
            .sum()
    }
}
