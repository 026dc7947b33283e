//! The days on which a team may draw some tasks in one visit, under any set of rules.
//!
//! Searches ask with all rules, from prepared sets; explanations ask with some rules left out.

use crate::calendar::{Day, DaySet};
use crate::model::{AgencyIx, Rule, TaskIx, TeamIx, Who};

use super::facts::{Facts, TaskFacts, TeamFacts};
use super::set::RuleSet;
use super::{
    approved, cold_chain, delivery, escort, hours, quota_max, scope_sample, scope_test, separation,
    vehicle, window,
};

impl Facts {
    /// The days that the task itself allows, whoever comes.
    pub fn task_days(&self, task: TaskIx, active: RuleSet) -> DaySet {
        let mut days = DaySet::full(self.calendar.len());
        if active.has(Rule::Workday) {
            days.intersect_with(&self.workdays);
        }
        if active.has(Rule::Window) {
            days.intersect_with(&window::days(&self.instance, &self.calendar, task));
        }
        if active.has(Rule::Approved) {
            days.intersect_with(&approved::days(&self.instance, &self.calendar, task));
        }
        for rule in [Rule::SixMonth, Rule::UpperFirst] {
            if active.has(rule) {
                self.binding_draws(task, rule).for_each(|(_, forbidden)| days.subtract(&forbidden));
            }
        }
        if active.has(Rule::Ceiling)
            && let Some(used_up) = self.used_up.get(&self.task(task).site)
        {
            days.subtract(used_up);
        }
        if self.is_barred(task, active) {
            return DaySet::empty(self.calendar.len());
        }
        if active.has(Rule::Hours) {
            hours::keep(self, &mut days, self.task(task).site, self.visit_work(&[task]));
        }
        if active.has(Rule::Window) {
            window::keep(self, &mut days, &[task], self.visit_work(&[task]), active);
        }
        days
    }

    /// Whether a figure of the instance leaves no room for the task on any day.
    fn is_barred(&self, task: TaskIx, active: RuleSet) -> bool {
        let county = self.instance.enterprises[self.task(task).site.ix()].region;
        let quotas = &self.quotas[task.ix()];
        (active.has(Rule::QuotaMax) && quota_max::too_small(&self.instance, quotas, task).is_some())
            || (active.has(Rule::Escort) && escort::nobody(&self.instance, county).is_some())
    }

    /// The days on which a team may be at work, wherever that is.
    pub fn team_days(&self, team: TeamIx, active: RuleSet) -> DaySet {
        let facts = self.team(team);
        let broken = (active.has(Rule::TwoSamplers) && !facts.two_samplers)
            || (active.has(Rule::Conflict) && facts.conflict.is_some());
        if broken {
            return DaySet::empty(self.calendar.len());
        }
        let mut days = DaySet::full(self.calendar.len());
        for (rule, allowed) in [
            (Rule::Workday, &self.workdays),
            (Rule::TeamAvailable, &facts.available),
            (Rule::Suspended, &facts.unsuspended),
        ] {
            if active.has(rule) {
                days.intersect_with(allowed);
            }
        }
        days
    }

    /// Takes out of `days` those on which this team may not draw these tasks of one site in one
    /// visit, for what depends on both team and tasks, or on several tasks.
    pub fn keep_joint_days(
        &self,
        days: &mut DaySet,
        tasks: &[TaskIx],
        team: TeamIx,
        active: RuleSet,
    ) {
        let facts = self.team(team);
        let entrusted =
            |task: &TaskIx| scope_sample::holds(self.scopes.drawing(*task), &facts.agencies);
        if active.has(Rule::ScopeSample) && !tasks.iter().all(entrusted) {
            *days = DaySet::empty(self.calendar.len());
        }
        let Some(first) = tasks.first() else { return };
        if active.has(Rule::Avoidance) && !days.is_empty() {
            let site = self.task(*first).site;
            for row in self.avoidances.binding(&self.instance, site, |who| facts.holds(who)) {
                days.subtract(&self.avoidances.days[row]);
            }
            if self.last_visits.binding(&self.instance, site, &facts.agencies).is_some() {
                *days = DaySet::empty(self.calendar.len());
            }
        }
        for task in tasks {
            if !days.is_empty() {
                self.keep_lab_days(days, *task, team, active);
            }
        }
        if tasks.len() > 1 && !days.is_empty() {
            self.keep_group_days(days, tasks, team, active);
        }
    }

    fn keep_group_days(&self, days: &mut DaySet, tasks: &[TaskIx], team: TeamIx, active: RuleSet) {
        let clash = |(at, a): (usize, &TaskIx)| {
            let rest = &tasks[at + 1..];
            rest.iter()
                .any(|b| self.months_between(*a, *b).is_some_and(|(rule, _)| active.has(rule)))
        };
        if tasks.iter().enumerate().any(clash) {
            *days = DaySet::empty(self.calendar.len());
            return;
        }
        if active.has(Rule::Hours) {
            hours::keep(self, days, self.task(tasks[0]).site, self.visit_work(tasks));
        }
        if active.has(Rule::Window) {
            window::keep(self, days, tasks, self.visit_work(tasks), active);
        }
        let load = tasks.iter().fold((0, 0), |sum, task| add(sum, self.task(*task).load));
        if active.has(Rule::Vehicle) && !vehicle::holds(self.team(team), load) {
            for day in days.clone().iter() {
                let carried = self.carried(tasks, team, day, active);
                if !vehicle::holds(self.team(team), carried) {
                    days.remove(day);
                }
            }
        }
    }

    /// Grams and millilitres that have to be carried for want of a courier's lab.
    fn carried(&self, tasks: &[TaskIx], team: TeamIx, day: Day, active: RuleSet) -> (i64, i64) {
        let carried = tasks.iter().filter(|task| self.must_carry(**task, team, day, active));
        carried.fold((0, 0), |sum, task| add(sum, self.task(*task).load))
    }

    /// Whether no lab but the team's own is admissible.
    pub fn must_carry(&self, task: TaskIx, team: TeamIx, day: Day, active: RuleSet) -> bool {
        let own = self.team(team).own;
        let mut sent = false;
        self.each_lab(task, team, active, |lab| {
            sent = lab != own && self.lab_is_free(task, lab, day, active);
            !sent
        });
        !sent
    }

    /// Whether a lab may take the task's batches that were drawn on a day.
    pub fn lab_is_free(&self, task: TaskIx, lab: AgencyIx, day: Day, active: RuleSet) -> bool {
        let mut days = DaySet::empty(self.calendar.len());
        days.insert(day);
        self.subtract_lab_days(&mut days, task, lab, active);
        days.is_empty()
    }

    fn keep_lab_days(&self, days: &mut DaySet, task: TaskIx, team: TeamIx, active: RuleSet) {
        let mut without = days.clone();
        self.each_lab(task, team, active, |lab| {
            self.subtract_lab_days(&mut without, task, lab, active);
            !without.is_empty()
        });
        days.subtract(&without);
    }

    /// Takes out of `days` those on which the lab may take the task's batches.
    pub fn subtract_lab_days(
        &self,
        days: &mut DaySet,
        task: TaskIx,
        lab: AgencyIx,
        active: RuleSet,
    ) {
        let mut free = days.clone();
        if active.has(Rule::Suspended) {
            free.intersect_with(&self.unsuspended[lab.ix()]);
        }
        if active.has(Rule::LabCapacity)
            && let Some(lacking) = self.lacking(task, lab)
        {
            free.subtract(lacking);
        }
        if active.has(Rule::Avoidance) {
            let site = self.task(task).site;
            let is_lab = |who| who == Who::Agency(lab);
            for row in self.avoidances.binding(&self.instance, site, is_lab) {
                free.subtract(&self.avoidances.days[row]);
            }
        }
        days.subtract(&free);
    }

    /// Shows `visit` every lab that may test the task's batches if this team draws them, on some
    /// day or other, in table order, until it answers false.
    pub fn each_lab(
        &self,
        task: TaskIx,
        team: TeamIx,
        active: RuleSet,
        mut visit: impl FnMut(AgencyIx) -> bool,
    ) {
        let (facts, crew) = (self.task(task), self.team(team));
        let testing = self.scopes.testing(task);
        let mut may = |lab: AgencyIx| !self.lab_suits(facts, crew, lab, active) || visit(lab);
        if is_own_lab_only(facts, active) {
            if !active.has(Rule::ScopeTest) || scope_test::holds(testing, crew.own) {
                may(crew.own);
            }
        } else if active.has(Rule::ScopeTest) {
            let _ = testing.iter().all(|lab| may(*lab));
        } else {
            let _ = (0..self.instance.agencies.len()).map(AgencyIx::new).all(may);
        }
    }

    /// What of a lab depends on the team alone.
    fn lab_suits(
        &self,
        task: &TaskFacts,
        team: &TeamFacts,
        lab: AgencyIx,
        active: RuleSet,
    ) -> bool {
        let policy = self.instance.settings().policy.separation;
        (!active.has(Rule::Separation) || separation::allows(policy, &team.agencies, lab))
            && (!active.has(Rule::ColdChain) || cold_chain::team_can(task, team))
            && (!active.has(Rule::Vehicle) || lab != team.own || vehicle::holds(team, task.load))
    }
}

fn is_own_lab_only(task: &TaskFacts, active: RuleSet) -> bool {
    (active.has(Rule::ColdChain) && cold_chain::own_lab_only(task))
        || (active.has(Rule::Delivery) && delivery::own_lab_only(task))
}

fn add(a: (i64, i64), b: (i64, i64)) -> (i64, i64) {
    (a.0.saturating_add(b.0), a.1.saturating_add(b.1))
}

impl TeamFacts {
    /// Whether the team holds an agency or a person.
    pub fn holds(&self, who: Who) -> bool {
        match who {
            Who::Agency(agency) => self.agencies.contains(&agency),
            Who::Sampler(sampler) => self.samplers.contains(&sampler),
        }
    }
}
