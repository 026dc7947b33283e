//! When teams exist: as many team-days as the drawn batches need, where and when they are needed.

mod ensure;

use std::collections::BTreeMap;
use std::ops::Range;

use super::draft::Draft;
use super::estimate::{Entrusted, category, window};
use super::lots::Lots;
use super::recipe::Size;
use crate::model::{
    Activity, AgencyIx, CategoryIx, DateRange, Month, RegionIx, SamplerIx, Suspension, Tables,
    Task, TeamIx,
};

use ensure::ensure;

/// Batches a team draws on a day.
pub(super) const BATCHES_A_DAY: f64 = 6.5;
/// Share of the team-days that the expected batches fill: in the two months with most of them, and in the others.
const TIGHT: f64 = 0.92;
const USUAL: f64 = 0.70;
/// Where in its part of its agency's demand a team comes: not all agencies' teams at once.
const WITHIN: [f64; 5] = [0.5, 0.25, 0.75, 0.4, 0.6];
/// Work of a team far from its base: part of its days goes into driving.
const FAR: f64 = 1.5;

/// Gives teams their dates and samplers their leave, from the probability that each task is drawn.
pub(super) fn fill(draft: &mut Draft, share: &[f64]) {
    let mut lots = draft.lots("availability");
    let staff = Staff::of(draft);
    let demand = demand(draft, &staff, share);
    let wanted = wanted_days(draft, &demand);
    let mut spans = place(draft, &demand, wanted.iter().map(|(_, days)| days).sum());
    follow(draft, &wanted, &mut spans);
    leave(draft, &mut lots, &mut spans);
    suspend(draft, &mut lots, &mut spans);
    ensure(draft, &staff, share, &mut spans);
    for (team, span) in draft.tables.teams.iter_mut().zip(&spans) {
        team.from = draft.days.get(span.start).copied();
        team.to = draft.days.get(span.end.saturating_sub(1)).copied();
    }
}

/// Which teams may draw what where.
struct Staff {
    agencies: Vec<Vec<AgencyIx>>,
    /// City of each team's base.
    city: Vec<RegionIx>,
    draws: Entrusted,
    teams_of: Vec<Vec<TeamIx>>,
}

impl Staff {
    fn of(draft: &Draft) -> Self {
        let tables = &draft.tables;
        let mut teams_of = vec![Vec::new(); tables.agencies.len()];
        let mut agencies = Vec::new();
        for (at, team) in tables.teams.iter().enumerate() {
            let mut own: Vec<AgencyIx> =
                team.samplers.iter().map(|s| tables.samplers[s.ix()].agency).collect();
            own.sort_unstable();
            own.dedup();
            for agency in &own {
                teams_of[agency.ix()].push(TeamIx::new(at));
            }
            agencies.push(own);
        }
        let city = tables
            .teams
            .iter()
            .map(|team| draft.parent(tables.agencies[team.agency.ix()].region))
            .collect();
        let draws = Entrusted::with(tables, Activity::Sample, &draft.counties);
        Self { agencies, city, draws, teams_of }
    }

    /// Teams whose agencies may draw a category in a county.
    fn teams(&self, county: RegionIx, kind: CategoryIx) -> Vec<TeamIx> {
        self.teams_in(self.draws.at(county, kind))
    }

    /// Teams that may draw a task.
    fn able(&self, tables: &Tables, task: &Task) -> Vec<TeamIx> {
        self.teams_in(&self.draws.of(tables, task))
    }

    fn teams_in(&self, agencies: &[AgencyIx]) -> Vec<TeamIx> {
        let mut teams: Vec<TeamIx> =
            agencies.iter().flat_map(|agency| self.teams_of[agency.ix()].iter().copied()).collect();
        teams.sort_unstable();
        teams.dedup();
        teams
    }
}

/// Expected batches of each team on each working day, spread evenly over the tasks' windows and over
/// the teams, those near by six times as much.
fn demand(draft: &Draft, staff: &Staff, share: &[f64]) -> Vec<Vec<f64>> {
    let tables = &draft.tables;
    let mut steps = vec![vec![0.0; draft.days.len() + 1]; tables.teams.len()];
    let mut known: BTreeMap<(RegionIx, CategoryIx), Vec<(TeamIx, f64)>> = BTreeMap::new();
    for (task, &share) in tables.tasks.iter().zip(share).filter(|(_, share)| **share > 0.0) {
        let key = (draft.county_of(task.site), category(tables, task));
        let teams = known.entry(key).or_insert_with(|| {
            let teams = staff.teams(key.0, key.1);
            let weights = teams.iter().map(|team| {
                let far = draft.is_far[tables.teams[team.ix()].agency.ix()];
                let home = staff.city[team.ix()] == draft.parent(key.0);
                // A joint team is for those whom no one else can cover.
                let joint = if staff.agencies[team.ix()].len() > 1 { 0.5 } else { 1.0 };
                joint * if home && !far { 6.0 } else { 1.0 }
            });
            let weights: Vec<f64> = weights.collect();
            let sum: f64 = weights.iter().sum();
            teams.into_iter().zip(weights.into_iter().map(|w| w / sum)).collect()
        });
        let days = task_days(draft, task);
        let daily = share * f64::from(task.batches) / days.len().max(1) as f64;
        for (team, part) in teams {
            steps[team.ix()][days.start] += daily * *part;
            steps[team.ix()][days.end] -= daily * *part;
        }
    }
    for line in &mut steps {
        let mut sum = 0.0;
        for step in line.iter_mut() {
            sum += *step;
            *step = sum;
        }
        line.pop();
    }
    steps
}

fn task_days(draft: &Draft, task: &Task) -> Range<usize> {
    let (first, last) = window(&draft.tables, task, draft.start(), draft.end());
    draft.days_within(first, last)
}

/// Working days of each month of the horizon, and the team-days wanted in it.
fn wanted_days(draft: &Draft, demand: &[Vec<f64>]) -> Vec<(Range<usize>, f64)> {
    let mut months: Vec<(Range<usize>, f64)> = Vec::new();
    for (at, &day) in draft.days.iter().enumerate() {
        let new = at == 0 || Month::of(draft.days[at - 1]) != Month::of(day);
        if new {
            months.push((at..at, 0.0));
        }
        if let Some((days, batches)) = months.last_mut() {
            days.end = at + 1;
            *batches += demand.iter().map(|line| line[at]).sum::<f64>();
        }
    }
    let mut most: Vec<f64> = months.iter().map(|(_, batches)| *batches).collect();
    most.sort_by(|a, b| b.total_cmp(a));
    let second = most.get(1).copied().unwrap_or(0.0);
    let usual = if draft.recipe.is_long() { USUAL } else { TIGHT - 0.12 };
    for (_, batches) in &mut months {
        let is_tight = draft.recipe.is_long() && *batches >= second;
        *batches /= BATCHES_A_DAY * if is_tight { TIGHT } else { usual };
    }
    months
}

/// Moves spans by up to a sixth of the horizon, one after the other, so that the months have the days
/// that are wanted.
fn follow(draft: &Draft, wanted: &[(Range<usize>, f64)], spans: &mut [Range<usize>]) {
    let common =
        |a: &Range<usize>, b: &Range<usize>| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let mut left: Vec<f64> = wanted
        .iter()
        .map(|(month, days)| days - spans.iter().map(|s| common(s, month) as f64).sum::<f64>())
        .collect();
    let reach = (draft.days.len() / 6) as i64;
    for _ in 0..3 {
        for span in spans.iter_mut() {
            let off = |moved: &Range<usize>| -> f64 {
                let months = wanted.iter().zip(&left);
                let squares = months.map(|((month, days), left)| {
                    let left = left + common(span, month) as f64 - common(moved, month) as f64;
                    left * left / days.max(1.0)
                });
                squares.sum()
            };
            let moved = |by: i64| {
                let start =
                    (span.start as i64 + by).clamp(0, (draft.days.len() - span.len()) as i64);
                start as usize..start as usize + span.len()
            };
            let best = (-reach..=reach)
                .map(|by| (off(&moved(by)), by.abs(), by))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
            if let Some((_, _, by)) = best {
                let new = moved(by);
                for ((month, _), left) in wanted.iter().zip(&mut left) {
                    *left += common(span, month) as f64 - common(&new, month) as f64;
                }
                *span = new;
            }
        }
    }
}

/// A span of working days for each team, about `total` together: in proportion to its batches; an agency's
/// teams follow one another through the agency's demand.
fn place(draft: &Draft, demand: &[Vec<f64>], total: f64) -> Vec<Range<usize>> {
    let days = draft.days.len();
    let far = |at: usize| if draft.is_far[draft.tables.teams[at].agency.ix()] { FAR } else { 1.0 };
    let work: Vec<f64> =
        demand.iter().enumerate().map(|(at, line)| far(at) * line.iter().sum::<f64>()).collect();
    let per_batch = total / work.iter().sum::<f64>().max(1e-9);
    let least = match draft.recipe.size {
        Size::County => 2,
        Size::City => 6,
        Size::Province | Size::Nation => 10,
    };
    let mut spans = Vec::with_capacity(demand.len());
    let teams = &draft.tables.teams;
    let mut at = 0;
    while at < teams.len() {
        let of_agency =
            teams[at..].iter().take_while(|team| team.agency == teams[at].agency).count();
        let sum: Vec<f64> = (0..days)
            .map(|day| demand[at..at + of_agency].iter().map(|line| line[day]).sum())
            .collect();
        for number in 0..of_agency {
            let length = (work[at + number] * per_batch).round() as usize;
            let length = length.clamp(least, days);
            let centre =
                quantile(&sum, (number as f64 + WITHIN[at % WITHIN.len()]) / of_agency as f64);
            let start = centre.saturating_sub(length / 2).min(days - length);
            spans.push(start..start + length);
        }
        at += of_agency;
    }
    spans
}

/// The day by which this part of the demand has come up.
fn quantile(line: &[f64], part: f64) -> usize {
    let total: f64 = line.iter().sum();
    let mut sum = 0.0;
    let found = line.iter().position(|batches| {
        sum += batches;
        sum >= part * total
    });
    found.unwrap_or(line.len() / 2)
}

/// One sampler in eight is on leave for some days; the team's span grows by as many.
fn leave(draft: &mut Draft, lots: &mut Lots, spans: &mut [Range<usize>]) {
    for (team, span) in draft.tables.teams.clone().iter().zip(spans) {
        let length = lots.between(1, 4) as usize;
        for &sampler in &team.samplers {
            if span.len() > 2 * length + 2 && lots.chance(125) {
                if span.end + length <= draft.days.len() {
                    span.end += length;
                }
                let first = span.start + 1 + lots.below(span.len() - length - 1);
                give_leave(draft, sampler, first, length);
                break;
            }
        }
    }
}

fn give_leave(draft: &mut Draft, sampler: SamplerIx, first: usize, length: usize) {
    let days = DateRange { from: draft.days[first], to: draft.days[first + length - 1] };
    draft.tables.samplers[sampler.ix()].leave.push(days);
}

/// One agency in fifteen loses its right for a week or several, in the midst of its first team's span, which
/// grows by as much where it can; never one that alone can do something.
fn suspend(draft: &mut Draft, lots: &mut Lots, spans: &mut [Range<usize>]) {
    if draft.recipe.size == Size::County {
        return;
    }
    let mut candidates: Vec<usize> = (0..draft.tables.teams.len())
        .filter(|&at| !is_joined(draft, draft.tables.teams[at].agency))
        .filter(|&at| !draft.is_far[draft.tables.teams[at].agency.ix()])
        .filter(|&at| at == 0 || draft.tables.teams[at - 1].agency != draft.tables.teams[at].agency)
        .collect();
    lots.shuffle(&mut candidates);
    let most = if draft.recipe.is_long() { 20 } else { 5 };
    for at in candidates.into_iter().take(draft.tables.agencies.len() / 15 + 1) {
        let span = &mut spans[at];
        let first = span.start + span.len() / 3;
        let length = most.min(draft.days.len() - first);
        span.end = (span.end + length).min(draft.days.len());
        let days = DateRange { from: draft.days[first], to: draft.days[first + length - 1] };
        let reason = "检验资质整改期间暂停承担任务".to_owned();
        let agency = draft.tables.teams[at].agency;
        draft.tables.suspensions.push(Suspension { row: 0, agency, days, reason });
    }
}

/// Whether people of an agency ride in another one's team, or the other way round.
fn is_joined(draft: &Draft, agency: AgencyIx) -> bool {
    draft.tables.teams.iter().any(|team| {
        let mut agencies = team.samplers.iter().map(|s| draft.tables.samplers[s.ix()].agency);
        let mixed = agencies.clone().any(|other| other != team.agency);
        mixed && agencies.any(|other| other == agency)
    })
}
