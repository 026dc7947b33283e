//! Who may go: two samplers, no conflict, no interest, not suspended, not on leave, not elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::case::Case;
use super::ground::Ground;
use super::verdict::{Fault, Findings, Subject};
use crate::model::{
    AgencyIx, Avoidance, Conflict, ConflictKind, EnterpriseIx, History, Instance, Rotation, Rule,
    Suspension, Table, TeamIx, Who, Whom,
};

impl<'a> Ground<'a> {
    /// How many different people a team has.
    pub(super) fn people(&self, team: TeamIx) -> usize {
        self.team(team).samplers.iter().collect::<BTreeSet<_>>().len()
    }

    /// A conflict between two members (agencies or samplers) of a team.
    pub(super) fn quarrel(&self, team: TeamIx) -> Option<&'a Conflict> {
        let members = self.members(team);
        self.instance.tables().conflicts.iter().find(|row| match row.kind {
            ConflictKind::People(a, b) => a != b && members.contains(&a) && members.contains(&b),
            ConflictKind::SameDay(..)
            | ConflictKind::NotSameDay(..)
            | ConflictKind::NotSameTeam(..) => false,
        })
    }

    /// The agencies and samplers of a team.
    pub(super) fn members(&self, team: TeamIx) -> Vec<Who> {
        let agencies = self.instance.agencies_of(team).into_iter().map(Who::Agency);
        let samplers = self.team(team).samplers.iter().copied().map(Who::Sampler);
        agencies.chain(samplers).collect()
    }

    /// Whether an avoidance keeps people away from an enterprise.
    pub(super) fn concerns(&self, row: &Avoidance, site: EnterpriseIx) -> bool {
        let enterprise = &self.instance.enterprises[site.ix()];
        match &row.whom {
            Whom::Enterprise(whom) => *whom == site,
            Whom::Owner(owner) => enterprise.owner.as_ref() == Some(owner),
            Whom::Region(region) => self.instance.is_within(enterprise.region, *region),
        }
    }

    /// The first row that keeps one of these away from an enterprise on a day.
    pub(super) fn avoiding(
        &self,
        members: &[Who],
        site: EnterpriseIx,
        date: NaiveDate,
    ) -> Option<&'a Avoidance> {
        self.avoidances_of(site).iter().copied().find(|row| {
            members.contains(&row.who)
                && row.from.is_none_or(|from| from <= date)
                && row.to.is_none_or(|to| date <= to)
        })
    }

    /// The row of history that keeps one of a team's agencies from an enterprise.
    pub(super) fn kept_away(&self, team: TeamIx, site: EnterpriseIx) -> Option<&'a History> {
        let forbids = self.instance.settings().policy.rotation == Rotation::Forbid;
        if forbids { self.came_before(team, site) } else { None }
    }

    /// The row of history by which one of a team's agencies came to an enterprise last, where agencies
    /// take turns.
    pub(super) fn came_before(&self, team: TeamIx, site: EnterpriseIx) -> Option<&'a History> {
        let agencies = self.instance.agencies_of(team);
        let mut rows = self.last.get(&site)?.iter().copied();
        rows.find(|row| row.agency.is_some_and(|agency| agencies.contains(&agency)))
    }

    /// The first row that suspends an agency on a day.
    pub(super) fn suspension(&self, agency: AgencyIx, date: NaiveDate) -> Option<&'a Suspension> {
        let rows = &self.instance.tables().suspensions;
        rows.iter().find(|row| row.agency == agency && row.days.contains(date))
    }

    /// The first row that suspends one of a team's agencies on a day.
    pub(super) fn team_suspension(&self, team: TeamIx, date: NaiveDate) -> Option<&'a Suspension> {
        let agencies = self.instance.agencies_of(team);
        agencies.into_iter().find_map(|agency| self.suspension(agency, date))
    }

    /// Whether the team exists on a day (`from`, `to`).
    pub(super) fn exists(&self, team: TeamIx, date: NaiveDate) -> bool {
        let team = self.team(team);
        team.from.is_none_or(|from| from <= date) && team.to.is_none_or(|to| date <= to)
    }

    /// A sampler of the team who is on leave on a day.
    pub(super) fn on_leave(&self, team: TeamIx, date: NaiveDate) -> Option<&'a str> {
        let samplers = self.team(team).samplers.iter();
        let mut samplers = samplers.map(|sampler| &self.instance.tables().samplers[sampler.ix()]);
        let away = samplers.find(|s| s.leave.iter().any(|range| range.contains(date)))?;
        Some(&away.id)
    }

    /// Whether a team can be on the road on a day: it exists, nobody is on leave or suspended.
    pub(super) fn is_on_duty(&self, team: TeamIx, date: NaiveDate) -> bool {
        self.exists(team, date)
            && self.on_leave(team, date).is_none()
            && self.team_suspension(team, date).is_none()
    }
}

/// `two_samplers`: two or more different people in every team that goes out.
pub(super) fn two_samplers(case: &Case, out: &mut Findings) {
    for team in case.teams() {
        let people = case.ground.people(team);
        out.check(Rule::TwoSamplers, people >= 2, || {
            Fault::new(case.team_subject(team), "verify-two-samplers").but(2, people)
        });
    }
}

/// `conflict`: agencies, samplers and enterprises that must, or must not, meet.
pub(super) fn conflict(case: &Case, out: &mut Findings) {
    for team in case.teams() {
        let quarrel = case.ground.quarrel(team);
        out.check(Rule::Conflict, quarrel.is_none(), || {
            let line = Table::Conflicts.line(quarrel.map_or(0, |row| row.row));
            Fault::new(case.team_subject(team), "verify-conflict-team").with("row", line)
        });
    }
    let mut dates: BTreeMap<EnterpriseIx, BTreeSet<NaiveDate>> = BTreeMap::new();
    let mut teams: BTreeMap<EnterpriseIx, BTreeSet<&str>> = BTreeMap::new();
    for entry in &case.visits {
        let Some(site) = entry.site else { continue };
        dates.entry(site).or_default().insert(entry.visit.date);
        teams.entry(site).or_default().insert(&entry.visit.team);
    }
    for row in &case.ground.instance.tables().conflicts {
        let (a, b, key) = match row.kind {
            ConflictKind::People(..) => continue,
            ConflictKind::SameDay(a, b) => (a, b, "verify-conflict-same-day"),
            ConflictKind::NotSameDay(a, b) => (a, b, "verify-conflict-not-same-day"),
            ConflictKind::NotSameTeam(a, b) => (a, b, "verify-conflict-not-same-team"),
        };
        let (Some(days_a), Some(days_b)) = (dates.get(&a), dates.get(&b)) else { continue };
        let holds = match row.kind {
            ConflictKind::People(..) => true,
            ConflictKind::SameDay(..) => days_a == days_b,
            ConflictKind::NotSameDay(..) => days_a.is_disjoint(days_b),
            ConflictKind::NotSameTeam(..) => teams[&a].is_disjoint(&teams[&b]),
        };
        out.check(Rule::Conflict, holds, || {
            let enterprises = &case.ground.instance.enterprises;
            Fault::new(Subject::Site(enterprises[a.ix()].id.clone()), key)
                .with("other", &enterprises[b.ix()].id)
                .with("row", Table::Conflicts.line(row.row))
        });
    }
}

/// `avoidance`: nobody of the team, and no lab, has an interest in the enterprise.
pub(super) fn avoidance(case: &Case, out: &mut Findings) {
    for entry in &case.visits {
        let Some(site) = entry.site else { continue };
        let mut members = entry.team.map_or(Vec::new(), |team| case.ground.members(team));
        members.extend(entry.labs().map(Who::Agency));
        let row = case.ground.avoiding(&members, site, entry.visit.date);
        out.check(Rule::Avoidance, row.is_none(), || {
            Fault::new(entry.subject(), "verify-avoidance")
                .with("site", &entry.visit.site)
                .with("row", Table::Avoidances.line(row.map_or(0, |row| row.row)))
        });
        let forbids = case.ground.instance.settings().policy.rotation == Rotation::Forbid;
        let asked = forbids && !case.ground.last.is_empty();
        let Some(team) = entry.team.filter(|_| asked) else { continue };
        let row = case.ground.kept_away(team, site);
        out.check(Rule::Avoidance, row.is_none(), || {
            Fault::new(entry.subject(), "verify-rotation")
                .with("team", &entry.visit.team)
                .with("site", &entry.visit.site)
                .with("row", Table::History.line(row.map_or(0, |row| row.row)))
        });
    }
}

/// For each enterprise the rows of history with the latest date before the horizon on which an
/// agency is named; none unless `policy.rotation` asks, or would like, that another one comes.
pub(super) fn came_last(instance: &Instance) -> BTreeMap<EnterpriseIx, Vec<&History>> {
    let mut last: BTreeMap<EnterpriseIx, Vec<&History>> = BTreeMap::new();
    if instance.settings().policy.rotation == Rotation::Off {
        return last;
    }
    let before = |row: &&History| row.agency.is_some() && row.date < instance.settings().start;
    for row in instance.tables().history.iter().filter(before) {
        if let Some(site) = row.site {
            last.entry(site).or_default().push(row);
        }
    }
    for rows in last.values_mut() {
        let latest = rows.iter().map(|row| row.date).max();
        rows.retain(|row| Some(row.date) == latest);
    }
    last
}

/// `suspended`: a suspended agency neither travels, nor draws, nor tests.
pub(super) fn suspended(case: &Case, out: &mut Findings) {
    for (team, date) in case.team_days() {
        let row = case.ground.team_suspension(team, date);
        out.check(Rule::Suspended, row.is_none(), || {
            Fault::new(case.team_subject(team), "verify-suspended-team")
                .with("date", date)
                .with("row", Table::Suspensions.line(row.map_or(0, |row| row.row)))
        });
    }
    for entry in &case.visits {
        for lab in entry.labs() {
            let row = case.ground.suspension(lab, entry.visit.date);
            out.check(Rule::Suspended, row.is_none(), || {
                Fault::new(entry.subject(), "verify-suspended-lab")
                    .with("lab", case.ground.agency_id(lab))
                    .with("date", entry.visit.date)
                    .with("row", Table::Suspensions.line(row.map_or(0, |row| row.row)))
            });
        }
    }
}

/// `team_available`: the team exists, nobody is on leave, and nobody is in two tours on a day.
pub(super) fn team_available(case: &Case, out: &mut Findings) {
    for (team, date) in case.team_days() {
        out.check(Rule::TeamAvailable, case.ground.exists(team, date), || {
            Fault::new(case.team_subject(team), "verify-team-dates").with("date", date)
        });
        let away = case.ground.on_leave(team, date);
        out.check(Rule::TeamAvailable, away.is_none(), || {
            Fault::new(case.team_subject(team), "verify-team-leave")
                .with("date", date)
                .with("sampler", away.unwrap_or_default())
        });
    }
    let mut tours: BTreeMap<(TeamIx, NaiveDate), usize> = BTreeMap::new();
    for day in &case.days {
        if let Some(team) = day.team {
            *tours.entry((team, day.day.date)).or_default() += 1;
        }
    }
    for (&(team, date), &count) in &tours {
        out.check(Rule::TeamAvailable, count == 1, || {
            Fault::new(case.team_subject(team), "verify-team-twice")
                .with("date", date)
                .but(1, count)
        });
    }
    shared_samplers(case, &tours, out);
}

/// Nobody is in two places: two teams that share a sampler are not out on the same day.
fn shared_samplers(case: &Case, tours: &BTreeMap<(TeamIx, NaiveDate), usize>, out: &mut Findings) {
    let mut whereabouts = BTreeMap::new();
    for &(team, date) in tours.keys() {
        let people: BTreeSet<_> = case.ground.team(team).samplers.iter().collect();
        for &sampler in people {
            let first = *whereabouts.entry((sampler, date)).or_insert(team);
            out.check(Rule::TeamAvailable, first == team, || {
                Fault::new(case.team_subject(team), "verify-team-shared")
                    .with("date", date)
                    .with("sampler", &case.ground.instance.samplers[sampler.ix()].id)
                    .with("other", &case.ground.team(first).id)
            });
        }
    }
}
