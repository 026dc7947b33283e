//! What a team does, and what binds it.

use chrono::NaiveDate;
use serde::Serialize;

use super::Cause;
use super::cards::{agencies, samplers};
use super::survey::Survey;
use crate::model::{
    Activity, AgencyIx, CategorySet, Clock, ConflictKind, Instance, Metres, Minutes, Month, Note,
    Plan, Rule, Scope, Table, TeamIx, Who, Whom,
};
use crate::rules::Screen;

/// A row of the instance that binds somebody, in words.
pub type Bound = Cause;

/// Days of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MonthLine {
    /// The month.
    pub month: Month,
    /// Days on which the team may work.
    pub available: usize,
    /// Days on which it is out.
    pub used: usize,
}

/// What a team does, and what binds it.
#[derive(Clone, Debug, Serialize)]
pub struct TeamExplanation {
    /// Team id.
    pub id: String,
    /// Id of the agency whose base it starts from.
    pub agency: String,
    /// Names of its agencies.
    pub agencies: Vec<String>,
    /// Names of its samplers.
    pub samplers: Vec<String>,
    /// Not before.
    pub day_start: Clock,
    /// Not after.
    pub day_end: Clock,
    /// Most nights of a tour.
    pub max_nights: u32,
    /// Kilograms that its vehicle takes; none = no limit.
    pub vehicle_kg: Option<f64>,
    /// Litres that its vehicle takes; none = no limit.
    pub vehicle_l: Option<f64>,
    /// Whether it can keep samples cold.
    pub cold: bool,
    /// Days of the horizon on which it may work.
    pub available: usize,
    /// Days on which it is out.
    pub used: usize,
    /// The same month by month.
    pub months: Vec<MonthLine>,
    /// Its tours.
    pub tours: usize,
    /// Nights away.
    pub nights: usize,
    /// Visits.
    pub visits: usize,
    /// Batches drawn.
    pub batches: u32,
    /// Metres driven.
    pub metres: Metres,
    /// Minutes driven.
    pub drive_minutes: Minutes,
    /// Tasks that it may draw by the rules alone, on some day.
    pub possible_tasks: usize,
    /// What keeps it at home: dates, leave, suspensions, its own make-up.
    pub absences: Vec<Cause>,
    /// What its agencies are entrusted to draw.
    pub scopes: Vec<Bound>,
    /// Whom it has to avoid, and conflicts.
    pub avoids: Vec<Bound>,
    /// Rules that limit it; their remedies say what to do.
    pub remedies: Vec<Rule>,
}

/// Explains a team.
pub fn team(instance: &Instance, screen: &Screen, plan: &Plan, team: TeamIx) -> TeamExplanation {
    let survey = Survey::new(instance, plan);
    let row = &instance.teams[team.ix()];
    let agency_list = instance.agencies_of(team);
    let outings: Vec<(NaiveDate, &crate::model::TourDay)> = survey
        .outings
        .iter()
        .filter(|((who, _), _)| *who == team)
        .map(|((_, date), outing)| (*date, &plan.tours[outing.tour].days[outing.day]))
        .collect();
    let own = || survey.entries.iter().filter(|entry| entry.team == team);
    let drawn = own().flat_map(|entry| &entry.tasks);
    let tasks = (0..instance.tasks.len()).map(crate::model::TaskIx::new);
    let possible_tasks = tasks.filter(|task| !screen.pair_days(*task, team).is_empty()).count();
    let absences = absences(instance, team, &agency_list);
    let avoids = avoids(instance, &agency_list, &row.samplers);
    let mut remedies: Vec<Rule> = absences.iter().chain(&avoids).map(|cause| cause.rule).collect();
    if possible_tasks < instance.tasks.len() {
        remedies.push(Rule::ScopeSample);
    }
    remedies.sort_unstable();
    remedies.dedup();
    TeamExplanation {
        id: row.id.clone(),
        agency: instance.agencies[row.agency.ix()].id.clone(),
        agencies: agencies(instance, team),
        samplers: samplers(instance, team),
        day_start: row.day_start,
        day_end: row.day_end,
        max_nights: row.max_nights,
        vehicle_kg: row.vehicle_mass.map(|mass| mass.0 as f64 / 1000.0),
        vehicle_l: row.vehicle_volume.map(|volume| volume.0 as f64 / 1000.0),
        cold: row.cold,
        available: screen.team_days(team).count(),
        used: outings.len(),
        months: months(screen, team, outings.iter().map(|(date, _)| *date)),
        tours: plan.tours.iter().filter(|tour| tour.team == row.id).count(),
        nights: outings.iter().filter(|(_, day)| day.to != crate::model::BASE).count(),
        visits: own().count(),
        batches: drawn.map(|(task, _)| instance.tasks[task.ix()].batches).sum(),
        metres: outings.iter().map(|(_, day)| day.metres).sum(),
        drive_minutes: outings.iter().map(|(_, day)| day.drive_minutes).sum(),
        possible_tasks,
        absences,
        scopes: scopes(instance, &agency_list, &[Activity::Sample]),
        avoids,
        remedies,
    }
}

fn months(
    screen: &Screen,
    team: TeamIx,
    used: impl Iterator<Item = NaiveDate> + Clone,
) -> Vec<MonthLine> {
    let calendar = screen.calendar();
    let of = |(at, month): (usize, &Month)| MonthLine {
        month: *month,
        available: screen.team_days(team).iter().filter(|day| calendar.month(*day) == at).count(),
        used: used.clone().filter(|date| Month::of(*date) == *month).count(),
    };
    calendar.months().iter().enumerate().map(of).collect()
}

fn absences(instance: &Instance, team: TeamIx, agencies: &[AgencyIx]) -> Vec<Cause> {
    let row = &instance.teams[team.ix()];
    let mut causes = Vec::new();
    let mut add = |rule, note, since| causes.push(Cause { rule, note, since: Some(since) });
    if row.from.is_some() || row.to.is_some() {
        let date = |date: Option<NaiveDate>| date.map_or("…".to_owned(), |date| date.to_string());
        let note = Note::new("rules-team-available-dates")
            .with("team", &row.id)
            .with("from", date(row.from))
            .with("to", date(row.to));
        add(Rule::TeamAvailable, note, Table::Teams.line(row.row));
    }
    for sampler in row.samplers.iter().map(|sampler| &instance.samplers[sampler.ix()]) {
        for leave in &sampler.leave {
            let note = Note::new("rules-team-available-leave")
                .with("team", &row.id)
                .with("sampler", &sampler.id)
                .with("days", leave);
            add(Rule::TeamAvailable, note, Table::Samplers.line(sampler.row));
        }
    }
    causes.extend(suspensions(instance, agencies));
    causes
}

/// Suspensions of some agencies.
pub fn suspensions(instance: &Instance, agencies: &[AgencyIx]) -> Vec<Cause> {
    let rows = instance.suspensions.iter().filter(|row| agencies.contains(&row.agency));
    let cause = |row: &crate::model::Suspension| {
        let note = Note::new("rules-suspended-finding")
            .with("agency", &instance.agencies[row.agency.ix()].id)
            .with("days", row.days)
            .with("reason", &row.reason);
        Cause { rule: Rule::Suspended, note, since: Some(Table::Suspensions.line(row.row)) }
    };
    rows.map(cause).collect()
}

/// What some agencies are entrusted with: rows that differ in the region are told as one, and then
/// rows that differ in the category.
pub fn scopes(instance: &Instance, agencies: &[AgencyIx], activities: &[Activity]) -> Vec<Bound> {
    let rows = instance.scopes.iter();
    let rows =
        rows.filter(|row| agencies.contains(&row.agency) && activities.contains(&row.activity));
    let region =
        |row: &Scope| row.region.map_or("*", |region| instance.regions[region.ix()].name.as_str());
    let mut by_category: Vec<(&Scope, Vec<&str>)> = Vec::new();
    for row in rows {
        let alike = |(other, _): &&mut (&Scope, Vec<&str>)| {
            (other.agency, other.activity, other.program) == (row.agency, row.activity, row.program)
                && other.categories == row.categories
        };
        match by_category.iter_mut().find(alike) {
            Some((_, regions)) => regions.push(region(row)),
            None => by_category.push((row, vec![region(row)])),
        }
    }
    let mut lines: Vec<(&Scope, Vec<&str>, Vec<&str>)> = Vec::new();
    for (row, regions) in by_category {
        let category = category(instance, row);
        let alike = |(other, _, where_): &&mut (&Scope, Vec<&str>, Vec<&str>)| {
            (other.agency, other.activity, other.program) == (row.agency, row.activity, row.program)
                && *where_ == regions
        };
        match lines.iter_mut().find(alike) {
            Some((_, categories, _)) => categories.push(category),
            None => lines.push((row, vec![category], regions)),
        }
    }
    lines.into_iter().map(|line| scope(instance, line)).collect()
}

fn category<'i>(instance: &'i Instance, row: &'i Scope) -> &'i str {
    match &row.categories {
        CategorySet::Every => "*",
        CategorySet::Group(group) => group,
        CategorySet::One(category) => &instance.categories[category.ix()].name,
    }
}

fn scope(instance: &Instance, (row, categories, regions): (&Scope, Vec<&str>, Vec<&str>)) -> Bound {
    let program = row.program.map_or("*", |program| &instance.programs[program.ix()].id);
    let (rule, key) = match row.activity {
        Activity::Sample => (Rule::ScopeSample, "explain-scope-sample"),
        Activity::Test => (Rule::ScopeTest, "explain-scope-test"),
    };
    let note = Note::new(key)
        .with("agency", &instance.agencies[row.agency.ix()].id)
        .with("categories", categories.join(", "))
        .with("region", regions.join(", "))
        .with("program", program);
    Cause { rule, note, since: Some(Table::Scopes.line(row.row)) }
}

/// Avoidances and conflicts of some agencies and people.
pub fn avoids(
    instance: &Instance,
    agencies: &[AgencyIx],
    people: &[crate::model::SamplerIx],
) -> Vec<Bound> {
    let holds = |who: Who| match who {
        Who::Agency(agency) => agencies.contains(&agency),
        Who::Sampler(sampler) => people.contains(&sampler),
    };
    let mut bounds = Vec::new();
    for row in instance.avoidances.iter().filter(|row| holds(row.who)) {
        let whom = match &row.whom {
            Whom::Enterprise(site) => format!("enterprise:{}", instance.enterprises[site.ix()].id),
            Whom::Owner(owner) => format!("owner:{owner}"),
            Whom::Region(region) => format!("region:{}", instance.regions[region.ix()].code),
        };
        let note = Note::new("rules-avoidance-finding")
            .with("who", name(instance, row.who))
            .with("whom", whom)
            .with("reason", &row.reason);
        let since = Some(Table::Avoidances.line(row.row));
        bounds.push(Cause { rule: Rule::Avoidance, note, since });
    }
    for row in &instance.conflicts {
        if let ConflictKind::People(a, b) = row.kind
            && (holds(a) || holds(b))
        {
            let note = Note::new("explain-not-together")
                .with("a", name(instance, a))
                .with("b", name(instance, b));
            let since = Some(Table::Conflicts.line(row.row));
            bounds.push(Cause { rule: Rule::Conflict, note, since });
        }
    }
    bounds
}

fn name(instance: &Instance, who: Who) -> String {
    match who {
        Who::Agency(agency) => format!("agency:{}", instance.agencies[agency.ix()].id),
        Who::Sampler(sampler) => format!("sampler:{}", instance.samplers[sampler.ix()].id),
    }
}
