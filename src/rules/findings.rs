//! The rules of a "no" in words, with the rows behind them.

use chrono::NaiveDate;

use crate::calendar::DaySet;
use crate::model::{Clock, Note, Rule, Table, TaskIx};

use super::screen::Screen;
use super::set::RuleSet;
use super::why::{Finding, GROUND, Question};
use super::{ceiling, describe, escort, quota_max, window};

/// More rows of one rule than these help nobody.
pub(super) const MOST_ROWS: usize = 5;

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
    pub fn dates(&self, task: TaskIx) -> (NaiveDate, NaiveDate) {
        window::dates(&self.facts.instance, &self.facts.calendar, task)
    }

    fn task_row(&self, task: TaskIx) -> String {
        Table::Tasks.line(self.facts.instance.tasks[task.ix()].row)
    }

    fn window(&self, task: TaskIx) -> Finding {
        let facts = &self.facts;
        let (from, to) = self.dates(task);
        let row = &facts.instance.tasks[task.ix()];
        let program = &facts.instance.programs[row.program.ix()];
        let report = program
            .report_by
            .filter(|_| window::before_report(&facts.instance, &facts.calendar, task) == Some(to));
        let key = match (report, row.from_time, row.by_time) {
            (Some(_), _, _) => "rules-window-report",
            (None, None, None) => "rules-window-finding",
            (None, _, _) => "rules-window-times",
        };
        let note = Note::new(key)
            .with("task", self.name(task))
            .with("program", &program.id)
            .with("from", from)
            .with("to", to)
            .with("first", row.from_time.unwrap_or(Clock(0)))
            .with("last", row.by_time.unwrap_or(Clock(24 * 60)))
            .with("minutes", facts.visit_work(&[task]))
            .with("days", facts.instance.category_of(task).test_days);
        let since = match report {
            Some(_) => Table::Programs.line(program.row),
            None => self.task_row(task),
        };
        let note = report.into_iter().fold(note, |note, date| note.with("report", date));
        Finding { rule: Rule::Window, note, since: Some(since) }
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
        let mut open = self.ground(question);
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

    /// The days of the question that the tasks' dates and the calendar leave.
    pub(super) fn ground(&self, question: &Question) -> DaySet {
        let mut days = question.days.clone();
        for task in question.tasks {
            days.intersect_with(&self.facts.task_days(*task, GROUND));
        }
        days
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
