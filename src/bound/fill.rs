//! What may be visited and drawn in a cell: by one of its teams on one of its days.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Ground;
use super::cells::{Cell, CellStop, Dish, FEW, LabUse};
use super::wanted::{Want, Wanted};
use crate::calendar::{DaySet, Interval};
use crate::model::{TaskIx, TeamIx};
use crate::rules::{LabAccounts, Reach};

/// For each team the wanted tasks that it may draw, in order, and the days on which it may.
pub fn pairs(ground: Ground<'_>, wanted: &Wanted) -> Vec<BTreeMap<u32, DaySet>> {
    let teams: Vec<TeamIx> = (0..ground.instance.teams.len()).map(TeamIx::new).collect();
    let days = |team: &TeamIx| {
        let of = |(want, at): (&Want, u32)| {
            let site = ground.instance.tasks[want.task.ix()].site;
            let days = ground.screen.pair_days(want.task, *team);
            let is_able = !days.is_empty() && ground.screen.reach(*team, site) != Reach::Never;
            is_able.then_some((at, days))
        };
        wanted.tasks.iter().zip(0..).filter_map(of).collect()
    };
    teams.par_iter().map(days).collect()
}

/// What fills cells with stops.
pub struct Maker<'a> {
    /// The ground.
    pub ground: Ground<'a>,
    /// Sites and tasks.
    pub wanted: &'a Wanted,
    /// Accounts of labs.
    pub accounts: &'a LabAccounts,
    /// Whether it is asked which tasks may be drawn together.
    pub fine: bool,
    /// See [`pairs`].
    pub pairs: Vec<BTreeMap<u32, DaySet>>,
    /// The site of each wanted task.
    pub site_of: Vec<usize>,
}

impl Maker<'_> {
    /// Puts the stops into a cell.
    pub fn fill(&self, cell: &mut Cell) {
        let mut sites = BTreeSet::new();
        for (team, days) in &cell.members {
            let here = self.pairs[team.ix()].iter().filter(|(_, able)| able.intersects(days));
            sites.extend(here.map(|(want, _)| self.site_of[*want as usize]));
        }
        let mut stops = Vec::new();
        for site in sites {
            let data = &self.wanted.sites[site];
            let wants = data.tasks.iter().map(|&want| want as u32);
            let dishes: Vec<Dish> = wants.filter_map(|want| self.dish(cell, want)).collect();
            if dishes.is_empty() {
                continue;
            }
            let open = self.open(cell, site, &dishes);
            let sets = self.sets(cell, &dishes);
            stops.push(CellStop { site: site as u32, open, dishes, sets });
        }
        cell.stops = stops;
    }

    fn allows(&self, (team, days): &(TeamIx, DaySet), want: u32) -> bool {
        self.pairs[team.ix()].get(&want).is_some_and(|able| able.intersects(days))
    }

    fn dish(&self, cell: &Cell, want: u32) -> Option<Dish> {
        let task = self.wanted.tasks[want as usize].task;
        let group = &self.ground.instance.category_of(task).lab_group;
        let mut labs: Vec<LabUse> = Vec::new();
        for (team, _) in cell.members.iter().filter(|member| self.allows(member, want)) {
            for option in self.ground.screen.labs_ever(task, *team) {
                let Some(account) = self.accounts.get(option.lab, group) else {
                    continue;
                };
                if !labs.iter().any(|known| known.account == account) {
                    labs.push(LabUse { account, lab: option.lab, own: option.lab == cell.base });
                }
            }
        }
        (!labs.is_empty()).then_some(Dish { want, labs })
    }

    /// Open minutes of any day on which something may be drawn.
    fn open(&self, cell: &Cell, site: usize, dishes: &[Dish]) -> Vec<Interval> {
        let hours = self.ground.screen.hours();
        let mut profiles = Vec::new();
        for (team, days) in &cell.members {
            let mut able = DaySet::empty(self.ground.screen.calendar().len());
            let pairs = &self.pairs[team.ix()];
            for days in dishes.iter().filter_map(|dish| pairs.get(&dish.want)) {
                able.unite_with(days);
            }
            for day in able.and(days).iter() {
                let profile = hours.profile(self.wanted.sites[site].site, day);
                if !profiles.contains(&profile) {
                    profiles.push(profile);
                }
            }
        }
        let mut spans: Vec<Interval> =
            profiles.iter().flat_map(|profile| hours.intervals(*profile)).copied().collect();
        spans.sort_unstable_by_key(|span| (span.from, span.to));
        let mut open: Vec<Interval> = Vec::new();
        for span in spans {
            match open.last_mut().filter(|last| span.from <= last.to) {
                Some(last) => last.to = last.to.max(span.to),
                None => open.push(span),
            }
        }
        open
    }

    /// Sets of dishes for one visit, where not every set may be.
    fn sets(&self, cell: &Cell, dishes: &[Dish]) -> Vec<u32> {
        if !self.fine || dishes.len() < 2 || dishes.len() > FEW {
            return Vec::new();
        }
        let all = 1_u32 << dishes.len();
        let allowed = |set: &u32| {
            if set.count_ones() == 1 {
                return true;
            }
            let tasks: Vec<TaskIx> = (0..dishes.len())
                .filter(|at| set >> at & 1 == 1)
                .map(|at| self.wanted.tasks[dishes[at].want as usize].task)
                .collect();
            let holds = |(team, days): &(TeamIx, DaySet)| {
                self.ground.screen.visit_days(&tasks, *team).intersects(days)
            };
            cell.members.iter().any(holds)
        };
        let sets: Vec<u32> = (1..all).filter(allowed).collect();
        if sets.len() + 1 == all as usize { Vec::new() } else { sets }
    }
}
