//! Who is entrusted with what: `scope_sample`, `scope_test`, `separation`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::case::Case;
use super::ground::Ground;
use super::verdict::{Fault, Findings};
use crate::model::{Activity, AgencyIx, CategorySet, Rule, Scope, Separation, TaskIx, TeamIx};

impl Ground<'_> {
    /// The agencies that are entrusted with sampling or testing a task: the same for all tasks of one category,
    /// county and program.
    pub(super) fn entrusted(&self, activity: Activity, task: TaskIx) -> Rc<BTreeSet<AgencyIx>> {
        let (row, region) = (self.task(task), self.site(task).region);
        let category = self.instance.products[row.product.ix()].category;
        let key = (category, region, row.program, activity == Activity::Test);
        let mut known = self.entrusted.borrow_mut();
        let found = known.entry(key).or_insert_with(|| {
            let rows = self.instance.tables().scopes.iter();
            let own = rows.filter(|row| row.activity == activity && self.covers(row, task));
            Rc::new(own.map(|row| row.agency).collect())
        });
        Rc::clone(found)
    }

    /// Whether an agency is entrusted with sampling or testing a task.
    pub(super) fn is_entrusted(&self, agency: AgencyIx, activity: Activity, task: TaskIx) -> bool {
        self.entrusted(activity, task).contains(&agency)
    }

    /// Whether a row of `scopes.csv` covers a task's category, region and program.
    fn covers(&self, scope: &Scope, task: TaskIx) -> bool {
        let row = self.task(task);
        let category = match &scope.categories {
            CategorySet::Every => true,
            CategorySet::Group(group) => *group == self.category(task).group,
            CategorySet::One(category) => {
                *category == self.instance.products[row.product.ix()].category
            }
        };
        let region = self.site(task).region;
        category
            && scope.region.is_none_or(|whole| self.instance.is_within(region, whole))
            && scope.program.is_none_or(|program| program == row.program)
    }

    /// Whether one of a team's agencies may draw a task.
    pub(super) fn may_sample(&self, team: TeamIx, task: TaskIx) -> bool {
        let agencies = self.instance.agencies_of(team);
        agencies.into_iter().any(|agency| self.is_entrusted(agency, Activity::Sample, task))
    }

    /// Whether testing is kept apart from sampling when a lab tests what a team drew.
    pub(super) fn is_separate(&self, team: TeamIx, lab: AgencyIx) -> bool {
        match self.instance.settings().policy.separation {
            Separation::Staff => true,
            Separation::Agency => !self.instance.agencies_of(team).contains(&lab),
        }
    }
}

/// `scope_sample`: one of the team's agencies is entrusted with drawing the task.
pub(super) fn scope_sample(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let Some(team) = entry.team else { continue };
        out.check(Rule::ScopeSample, case.ground.may_sample(team, draw.task), || {
            Fault::new(entry.subject(), "verify-scope-sample")
                .with("task", &case.ground.task(draw.task).id)
                .with("team", &entry.visit.team)
        });
    }
}

/// `scope_test`: the lab is entrusted with testing the batch.
pub(super) fn scope_test(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let Some(lab) = draw.lab else { continue };
        let entrusted = case.ground.is_entrusted(lab, Activity::Test, draw.task);
        out.check(Rule::ScopeTest, entrusted, || {
            Fault::new(entry.subject(), "verify-scope-test")
                .with("task", &case.ground.task(draw.task).id)
                .with("lab", case.ground.agency_id(lab))
        });
    }
}

/// `separation`: with `policy.separation = "agency"` no agency tests what it drew.
pub(super) fn separation(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let (Some(team), Some(lab)) = (entry.team, draw.lab) else { continue };
        out.check(Rule::Separation, case.ground.is_separate(team, lab), || {
            Fault::new(entry.subject(), "verify-separation")
                .with("task", &case.ground.task(draw.task).id)
                .with("lab", case.ground.agency_id(lab))
        });
    }
}
