//! Rules of a "no" that lie in people: who keeps away, is suspended, absent, alone or at odds.

use chrono::NaiveDate;

use crate::model::{Note, Rule, Table, TaskIx, TeamIx, Who, Whom};

use super::findings::MOST_ROWS;
use super::screen::Screen;
use super::set::RuleSet;
use super::why::{Finding, GROUND, Question};

impl Screen {
    /// The teams that could do it but for one rule.
    fn hindered(&self, question: &Question, rules: RuleSet, rule: Rule) -> Vec<TeamIx> {
        let others = GROUND.iter().fold(rules, RuleSet::with).without(rule);
        let mut common = question.days.clone();
        for task in question.tasks {
            common.intersect_with(&self.facts.task_days(*task, others));
        }
        let teams = question.teams.iter().copied();
        teams.filter(|team| self.team_allows(question, *team, &common, others)).collect()
    }

    pub(super) fn avoidances(
        &self,
        question: &Question,
        task: TaskIx,
        rules: RuleSet,
    ) -> Vec<Finding> {
        let (facts, instance) = (&self.facts, &self.facts.instance);
        let teams = self.hindered(question, rules, Rule::Avoidance);
        let labs = facts.scopes.testing(task);
        let binds = |who: Who| {
            let is_lab = matches!(who, Who::Agency(agency) if labs.contains(&agency));
            is_lab || teams.iter().any(|team| facts.team(*team).holds(who))
        };
        let rows = facts.avoidances.binding(instance, facts.task(task).site, binds);
        let days = self.ground(question);
        let rows = rows.filter(|row| facts.avoidances.days[*row].intersects(&days));
        let finding = |row: usize| {
            let row = &instance.avoidances[row];
            let whom = match &row.whom {
                Whom::Enterprise(site) => {
                    format!("enterprise:{}", instance.enterprises[site.ix()].id)
                }
                Whom::Owner(owner) => format!("owner:{owner}"),
                Whom::Region(region) => format!("region:{}", instance.regions[region.ix()].code),
            };
            let note = Note::new("rules-avoidance-finding")
                .with("who", self.who(row.who))
                .with("whom", whom)
                .with("reason", &row.reason);
            let since = Some(Table::Avoidances.line(row.row));
            Finding { rule: Rule::Avoidance, note, since }
        };
        let came = teams.iter().filter_map(|team| {
            let agencies = &facts.team(*team).agencies;
            facts.last_visits.binding(instance, facts.task(task).site, agencies)
        });
        let mut came: Vec<usize> = came.collect();
        came.sort_unstable();
        came.dedup();
        let again = came.into_iter().map(|row| self.came_last(row));
        rows.map(finding).chain(again).take(MOST_ROWS).collect()
    }

    /// The agency of a row of history came last, and is not to come again.
    fn came_last(&self, row: usize) -> Finding {
        let instance = &self.facts.instance;
        let row = &instance.history[row];
        let agency = row.agency.map_or("", |agency| instance.agencies[agency.ix()].id.as_str());
        let note =
            Note::new("rules-rotation-finding").with("agency", agency).with("date", row.date);
        Finding { rule: Rule::Avoidance, note, since: Some(Table::History.line(row.row)) }
    }

    fn who(&self, who: Who) -> String {
        match who {
            Who::Agency(agency) => {
                format!("agency:{}", self.facts.instance.agencies[agency.ix()].id)
            }
            Who::Sampler(sampler) => {
                format!("sampler:{}", self.facts.instance.samplers[sampler.ix()].id)
            }
        }
    }

    pub(super) fn suspensions(&self, question: &Question, rules: RuleSet) -> Vec<Finding> {
        let (facts, instance) = (&self.facts, &self.facts.instance);
        let teams = self.hindered(question, rules, Rule::Suspended);
        let concerns = |agency| {
            let tests = |task: &TaskIx| facts.scopes.testing(*task).contains(&agency);
            question.tasks.iter().any(tests)
                || teams.iter().any(|team| facts.team(*team).agencies.contains(&agency))
        };
        let ground = self.ground(question);
        let rows = instance.suspensions.iter().filter(|row| {
            let days = facts.calendar.between(Some(row.days.from), Some(row.days.to));
            days.intersects(&ground) && concerns(row.agency)
        });
        let finding = |row: &crate::model::Suspension| {
            let note = Note::new("rules-suspended-finding")
                .with("agency", &instance.agencies[row.agency.ix()].id)
                .with("days", row.days)
                .with("reason", &row.reason);
            let since = Some(Table::Suspensions.line(row.row));
            Finding { rule: Rule::Suspended, note, since }
        };
        rows.take(MOST_ROWS).map(finding).collect()
    }

    pub(super) fn absences(&self, question: &Question, rules: RuleSet) -> Vec<Finding> {
        let instance = &self.facts.instance;
        let teams = self.hindered(question, rules, Rule::TeamAvailable);
        let (ground, mut found) = (self.ground(question), Vec::new());
        for team in teams {
            let row = &instance.teams[team.ix()];
            let days = self.facts.calendar.between(row.from, row.to);
            if !ground.is_subset(&days) {
                let date = |date: Option<NaiveDate>| {
                    date.map_or_else(|| "…".to_owned(), |date| date.to_string())
                };
                let note = Note::new("rules-team-available-dates")
                    .with("team", &row.id)
                    .with("from", date(row.from))
                    .with("to", date(row.to));
                found.push((note, Table::Teams.line(row.row)));
            }
            for sampler in row.samplers.iter().map(|sampler| &instance.samplers[sampler.ix()]) {
                for leave in &sampler.leave {
                    let days = self.facts.calendar.between(Some(leave.from), Some(leave.to));
                    if days.intersects(&ground) {
                        let note = Note::new("rules-team-available-leave")
                            .with("team", &row.id)
                            .with("sampler", &sampler.id)
                            .with("days", leave);
                        found.push((note, Table::Samplers.line(sampler.row)));
                    }
                }
            }
        }
        found.truncate(MOST_ROWS);
        let finding =
            |(note, since)| Finding { rule: Rule::TeamAvailable, note, since: Some(since) };
        found.into_iter().map(finding).collect()
    }

    pub(super) fn too_few(&self, question: &Question, rules: RuleSet) -> Vec<Finding> {
        let teams = self.hindered(question, rules, Rule::TwoSamplers);
        let few = teams.iter().filter(|team| !self.facts.team(**team).two_samplers);
        let finding = |team: &TeamIx| {
            let row = &self.facts.instance.teams[team.ix()];
            let note = Note::new("rules-two-samplers-finding").with("team", &row.id);
            Finding { rule: Rule::TwoSamplers, note, since: Some(Table::Teams.line(row.row)) }
        };
        few.take(MOST_ROWS).map(finding).collect()
    }

    pub(super) fn inner_conflicts(&self, question: &Question, rules: RuleSet) -> Vec<Finding> {
        let teams = self.hindered(question, rules, Rule::Conflict);
        let at_odds =
            teams.iter().filter_map(|team| Some((*team, self.facts.team(*team).conflict?)));
        let finding = |(team, row): (TeamIx, usize)| {
            let note = Note::new("rules-conflict-finding")
                .with("team", &self.facts.instance.teams[team.ix()].id);
            let since = Table::Conflicts.line(self.facts.instance.conflicts[row].row);
            Finding { rule: Rule::Conflict, note, since: Some(since) }
        };
        at_odds.take(MOST_ROWS).map(finding).collect()
    }
}
