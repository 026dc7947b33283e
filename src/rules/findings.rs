//! The rules of a "no" in words, with the rows behind them.

use chrono::NaiveDate;

use crate::calendar::DaySet;
use crate::model::{Note, Rule, Table, TaskIx, TeamIx, Who, Whom};

use super::screen::Screen;
use super::set::RuleSet;
use super::why::{Finding, Question};
use super::{ceiling, describe, escort, quota_max};

/// More rows of one rule than these help nobody.
const MOST_ROWS: usize = 5;

impl Screen {
    /// Every rule that the "no" rests on, each with its rows; empty if the answer is yes.
    pub(super) fn findings(&self, question: &Question) -> Vec<Finding> {
        let rules = self.decisive(question);
        rules.iter().flat_map(|rule| self.explain(question, rule, rules)).collect()
    }

    /// One rule of a "no": `rules` are all that it rests on.
    fn explain(&self, question: &Question, rule: Rule, rules: RuleSet) -> Vec<Finding> {
        let Some(&task) = question.tasks.first() else { return Vec::new() };
        let found = match rule {
            Rule::SixMonth | Rule::UpperFirst => self.draws(question, task, rule),
            Rule::Avoidance => self.avoidances(question, task, rules),
            Rule::Suspended => self.suspensions(question, rules),
            Rule::TeamAvailable => self.absences(question, rules),
            Rule::TwoSamplers => self.too_few(question, rules),
            Rule::Conflict => self.inner_conflicts(question, rules),
            Rule::QuotaMax => self.quota(task).into_iter().collect(),
            Rule::Escort => self.escort(task).into_iter().collect(),
            Rule::Window => vec![self.window(task)],
            Rule::Approved => vec![self.approval(task)],
            Rule::Hours => vec![self.opening(question, task)],
            Rule::Ceiling => vec![self.ceiling(task)],
            Rule::ScopeSample | Rule::ScopeTest => vec![self.scope(question, task, rule)],
            Rule::LabCapacity => vec![self.lab_room(task)],
            Rule::OneDoor
            | Rule::Separation
            | Rule::Day
            | Rule::Lunch
            | Rule::Drive
            | Rule::Nights
            | Rule::Vehicle
            | Rule::ColdChain
            | Rule::Delivery
            | Rule::Draw
            | Rule::Workday
            | Rule::Arithmetic
            | Rule::Reference => vec![self.plain(question, task, rule)],
        };
        if found.is_empty() { vec![self.plain(question, task, rule)] } else { found }
    }

    /// The rule with the figures that every task has.
    fn plain(&self, question: &Question, task: TaskIx, rule: Rule) -> Finding {
        let facts = &self.facts;
        let category = facts.instance.category_of(task);
        let site = &facts.instance.enterprises[facts.task(task).site.ix()];
        let (from, to) = self.dates(task);
        let note = Note::new(plain_key(rule))
            .with("site", &site.id)
            .with("category", &category.code)
            .with("minutes", facts.visit_work(question.tasks))
            .with("kilograms", facts.task(task).load.0 as f64 / 1000.0)
            .with("litres", facts.task(task).load.1 as f64 / 1000.0)
            .with("limit", facts.instance.settings().policy.drive_minutes.0)
            .with("from", from)
            .with("to", to);
        Finding { rule, note, since: None }
    }

    /// First and last day that program, task and horizon leave.
    fn dates(&self, task: TaskIx) -> (NaiveDate, NaiveDate) {
        let instance = &self.facts.instance;
        let (row, settings) = (&instance.tasks[task.ix()], instance.settings());
        let program = &instance.programs[row.program.ix()];
        let from = settings.start.max(program.start);
        let to = settings.end.min(program.end);
        (
            row.earliest.map_or(from, |date| date.max(from)),
            row.latest.map_or(to, |date| date.min(to)),
        )
    }

    fn task_row(&self, task: TaskIx) -> String {
        Table::Tasks.line(self.facts.instance.tasks[task.ix()].row)
    }

    fn window(&self, task: TaskIx) -> Finding {
        let (from, to) = self.dates(task);
        let program = self.facts.instance.tasks[task.ix()].program;
        let note = Note::new("rules-window-finding")
            .with("task", self.name(task))
            .with("program", &self.facts.instance.programs[program.ix()].id)
            .with("from", from)
            .with("to", to);
        Finding { rule: Rule::Window, note, since: Some(self.task_row(task)) }
    }

    fn approval(&self, task: TaskIx) -> Finding {
        let program =
            &self.facts.instance.programs[self.facts.instance.tasks[task.ix()].program.ix()];
        let note = match (&program.approval, program.approved_on) {
            (Some(_), Some(date)) => Note::new("rules-approved-late").with("date", date),
            _ => Note::new("rules-approved-missing"),
        };
        let note = note.with("program", &program.id);
        Finding { rule: Rule::Approved, note, since: Some(Table::Programs.line(program.row)) }
    }

    /// The draws in history that cover the task's days: the fewest by greed, in file order.
    fn draws(&self, question: &Question, task: TaskIx, rule: Rule) -> Vec<Finding> {
        let facts = &self.facts;
        let ground = RuleSet::NONE.with(Rule::Window).with(Rule::Workday);
        let mut open = facts.task_days(task, ground).and(&question.days);
        let draws: Vec<(usize, DaySet)> = facts.binding_draws(task, rule).collect();
        let mut rows = Vec::new();
        while let Some((row, days)) = draws
            .iter()
            .filter(|(_, days)| days.intersects(&open))
            .max_by_key(|(row, days)| (days.and(&open).count(), std::cmp::Reverse(*row)))
        {
            open.subtract(days);
            rows.push(*row);
        }
        rows.sort_unstable();
        let months =
            if rule == Rule::SixMonth { facts.interval.months() } else { facts.upper.months() };
        let (from, to) = self.dates(task);
        let finding = |row: &usize| {
            let row = &facts.instance.history[*row];
            let key = if rule == Rule::SixMonth {
                "rules-six-month-finding"
            } else {
                "rules-upper-first-finding"
            };
            let note = Note::new(key)
                .with("product", &facts.instance.products[row.product.ix()].id)
                .with("authority", facts.instance.authority_code(row.authority))
                .with("date", row.date)
                .with("months", months)
                .with("from", from)
                .with("to", to);
            Finding { rule, note, since: Some(Table::History.line(row.row)) }
        };
        rows.iter().take(MOST_ROWS).map(finding).collect()
    }

    /// The teams that could do it but for one rule.
    fn hindered(&self, question: &Question, rules: RuleSet, rule: Rule) -> Vec<TeamIx> {
        let ground = rules.without(rule).with(Rule::Window).with(Rule::Workday);
        let mut common = question.days.clone();
        for task in question.tasks {
            common.intersect_with(&self.facts.task_days(*task, ground));
        }
        let teams = question.teams.iter().copied();
        teams.filter(|team| self.team_allows(question, *team, &common, ground)).collect()
    }

    fn avoidances(&self, question: &Question, task: TaskIx, rules: RuleSet) -> Vec<Finding> {
        let (facts, instance) = (&self.facts, &self.facts.instance);
        let teams = self.hindered(question, rules, Rule::Avoidance);
        let labs = facts.scopes.testing(task);
        let binds = |who: Who| {
            let is_lab = matches!(who, Who::Agency(agency) if labs.contains(&agency));
            is_lab || teams.iter().any(|team| facts.team(*team).holds(who))
        };
        let rows = facts.avoidances.binding(instance, facts.task(task).site, binds);
        let rows = rows.filter(|row| facts.avoidances.days[*row].intersects(&question.days));
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
        rows.take(MOST_ROWS).map(finding).collect()
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

    fn suspensions(&self, question: &Question, rules: RuleSet) -> Vec<Finding> {
        let (facts, instance) = (&self.facts, &self.facts.instance);
        let teams = self.hindered(question, rules, Rule::Suspended);
        let concerns = |agency| {
            let tests = |task: &TaskIx| facts.scopes.testing(*task).contains(&agency);
            question.tasks.iter().any(tests)
                || teams.iter().any(|team| facts.team(*team).agencies.contains(&agency))
        };
        let rows = instance.suspensions.iter().filter(|row| {
            let days = facts.calendar.between(Some(row.days.from), Some(row.days.to));
            days.intersects(&question.days) && concerns(row.agency)
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

    fn absences(&self, question: &Question, rules: RuleSet) -> Vec<Finding> {
        let instance = &self.facts.instance;
        let teams = self.hindered(question, rules, Rule::TeamAvailable);
        let mut found = Vec::new();
        for team in teams {
            let row = &instance.teams[team.ix()];
            let days = self.facts.calendar.between(row.from, row.to);
            if !question.days.is_subset(&days) {
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
                    if days.intersects(&question.days) {
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

    fn too_few(&self, question: &Question, rules: RuleSet) -> Vec<Finding> {
        let teams = self.hindered(question, rules, Rule::TwoSamplers);
        let few = teams.iter().filter(|team| !self.facts.team(**team).two_samplers);
        let finding = |team: &TeamIx| {
            let row = &self.facts.instance.teams[team.ix()];
            let note = Note::new("rules-two-samplers-finding").with("team", &row.id);
            Finding { rule: Rule::TwoSamplers, note, since: Some(Table::Teams.line(row.row)) }
        };
        few.take(MOST_ROWS).map(finding).collect()
    }

    fn inner_conflicts(&self, question: &Question, rules: RuleSet) -> Vec<Finding> {
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

    fn quota(&self, task: TaskIx) -> Option<Finding> {
        let instance = &self.facts.instance;
        let quota = quota_max::too_small(instance, self.quotas(task), task)?;
        let row = &instance.quotas[quota.ix()];
        let note = Note::new("rules-quota-max-finding")
            .with("max", row.max.unwrap_or(0))
            .with("batches", instance.tasks[task.ix()].batches);
        Some(Finding { rule: Rule::QuotaMax, note, since: Some(Table::Quotas.line(row.row)) })
    }

    fn escort(&self, task: TaskIx) -> Option<Finding> {
        let instance = &self.facts.instance;
        let county = instance.enterprises[self.facts.task(task).site.ix()].region;
        let row = escort::nobody(instance, county)?;
        let note =
            Note::new("rules-escort-finding").with("region", &instance.regions[county.ix()].code);
        Some(Finding { rule: Rule::Escort, note, since: Some(Table::Escorts.line(row)) })
    }

    fn opening(&self, question: &Question, task: TaskIx) -> Finding {
        let site = &self.facts.instance.enterprises[self.facts.task(task).site.ix()];
        let note = Note::new("rules-hours-finding")
            .with("site", &site.id)
            .with("hours", &site.hours)
            .with("minutes", self.facts.visit_work(question.tasks));
        Finding { rule: Rule::Hours, note, since: Some(Table::Enterprises.line(site.row)) }
    }

    fn ceiling(&self, task: TaskIx) -> Finding {
        let (instance, site) = (&self.facts.instance, self.facts.task(task).site);
        let limit = instance.settings().policy.visits_per_year;
        let used = ceiling::entries(instance).into_iter();
        let mut used = used.filter(|((place, _), count)| *place == site && *count >= limit);
        let (year, count) = used.next().map_or((0, 0), |((_, year), count)| (year, count));
        let note = Note::new("rules-ceiling-finding")
            .with("site", &instance.enterprises[site.ix()].id)
            .with("year", year)
            .with("count", count)
            .with("limit", limit);
        let last = instance.history.iter().rev().find(|row| row.site == Some(site));
        let since = last.map(|row| Table::History.line(row.row));
        Finding { rule: Rule::Ceiling, note, since }
    }

    fn scope(&self, question: &Question, task: TaskIx, rule: Rule) -> Finding {
        let (facts, instance) = (&self.facts, &self.facts.instance);
        let row = &instance.tasks[task.ix()];
        let site = &instance.enterprises[row.site.ix()];
        let sample = rule == Rule::ScopeSample;
        let list = if sample { facts.scopes.drawing(task) } else { facts.scopes.testing(task) };
        let (key, who) = match (sample, question.teams.as_slice(), list) {
            (true, [team], _) => ("rules-scope-sample-team", instance.teams[team.ix()].id.clone()),
            (true, _, []) => ("rules-scope-sample-nobody", String::new()),
            (true, ..) => ("rules-scope-sample-teamless", self.agencies(list)),
            (false, _, []) => ("rules-scope-test-nobody", String::new()),
            (false, ..) => ("rules-scope-test-unfit", self.agencies(list)),
        };
        let note = Note::new(key)
            .with("who", who)
            .with("category", &instance.category_of(task).code)
            .with("region", &instance.regions[site.region.ix()].code)
            .with("program", &instance.programs[row.program.ix()].id);
        Finding { rule, note, since: None }
    }

    fn agencies(&self, list: &[crate::model::AgencyIx]) -> String {
        let ids = list.iter().map(|agency| self.facts.instance.agencies[agency.ix()].id.as_str());
        ids.take(MOST_ROWS).collect::<Vec<_>>().join(", ")
    }

    fn lab_room(&self, task: TaskIx) -> Finding {
        let instance = &self.facts.instance;
        let category = instance.category_of(task);
        let note = Note::new("rules-lab-capacity-finding")
            .with("group", &category.lab_group)
            .with("batches", instance.tasks[task.ix()].batches);
        let labs = self.facts.scopes.testing(task);
        let row = instance.lab_capacity.iter().find(|row| {
            row.lab_group == category.lab_group
                && labs.contains(&row.agency)
                && row.batches < instance.tasks[task.ix()].batches
        });
        let since = row.map(|row| Table::LabCapacity.line(row.row));
        Finding { rule: Rule::LabCapacity, note, since }
    }
}

/// The message of a rule when no row is to be named.
fn plain_key(rule: Rule) -> &'static str {
    match rule {
        Rule::Separation => "rules-separation-finding",
        Rule::Day => "rules-day-finding",
        Rule::Lunch => "rules-lunch-finding",
        Rule::Drive => "rules-drive-finding",
        Rule::Nights => "rules-nights-finding",
        Rule::Vehicle => "rules-vehicle-finding",
        Rule::ColdChain => "rules-cold-chain-finding",
        Rule::Delivery => "rules-delivery-finding",
        Rule::Workday => "rules-workday-finding",
        Rule::OneDoor
        | Rule::SixMonth
        | Rule::UpperFirst
        | Rule::Approved
        | Rule::Window
        | Rule::ScopeSample
        | Rule::ScopeTest
        | Rule::Avoidance
        | Rule::Conflict
        | Rule::Suspended
        | Rule::TwoSamplers
        | Rule::Hours
        | Rule::LabCapacity
        | Rule::QuotaMax
        | Rule::Draw
        | Rule::TeamAvailable
        | Rule::Escort
        | Rule::Ceiling
        | Rule::Arithmetic
        | Rule::Reference => describe(rule).statement,
    }
}

/// The message that says why two groups of tasks can't be one visit.
pub(super) fn apart_key(rule: Rule) -> &'static str {
    match rule {
        Rule::Window | Rule::Workday | Rule::Approved => "rules-apart-dates",
        Rule::Hours => "rules-apart-hours",
        Rule::Vehicle => "rules-apart-vehicle",
        Rule::ScopeSample => "rules-apart-scope",
        Rule::ScopeTest | Rule::Separation | Rule::ColdChain | Rule::Delivery => "rules-apart-lab",
        Rule::SixMonth | Rule::UpperFirst => "rules-apart-history",
        Rule::Avoidance | Rule::Suspended | Rule::Conflict => "rules-apart-barred",
        Rule::TeamAvailable | Rule::TwoSamplers => "rules-apart-team",
        Rule::OneDoor
        | Rule::Day
        | Rule::Lunch
        | Rule::Drive
        | Rule::Nights
        | Rule::LabCapacity
        | Rule::QuotaMax
        | Rule::Draw
        | Rule::Escort
        | Rule::Ceiling
        | Rule::Arithmetic
        | Rule::Reference => "rules-apart-other",
    }
}
