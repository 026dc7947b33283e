//! What several tests share: plans by hand, and what the judge says of them.
#![allow(dead_code)] // Every test file is a crate of its own and uses a part of this.

use std::collections::BTreeSet;

use onedoor::model::*;
use onedoor::verify::{Verdict, judge};

/// A plan of this instance that holds nothing.
pub fn empty_plan(instance: &Instance) -> Plan {
    Plan {
        format: 1,
        revision: 0,
        instance: InstanceRef {
            name: instance.settings().name.clone(),
            digest: instance.digest().to_owned(),
        },
        solver: SolverRecord {
            version: "by hand".to_owned(),
            seed: instance.settings().seed,
            effort: 0,
            stopped: Stopped::Effort,
            repeatable: true,
        },
        objective: Objective::default(),
        information: Information::default(),
        bound: None,
        teams: Vec::new(),
        visits: Vec::new(),
        tours: Vec::new(),
        unplanned: Vec::new(),
    }
}

/// A task left out for one reason.
pub fn left_out(instance: &Instance, task: TaskIx, rule: Rule) -> Unplanned {
    Unplanned {
        task: instance.tasks[task.ix()].id.clone(),
        impossible: false,
        queue: None,
        reasons: vec![Reason { rule, detail: rule.name().to_owned(), note: None, since: None }],
    }
}

/// A row of history: the day before the horizon this agency was there to draw this task.
pub fn came(
    instance: &Instance,
    row: u32,
    task: TaskIx,
    outcome: Outcome,
    agency: AgencyIx,
) -> History {
    let drawn = &instance.tasks[task.ix()];
    History {
        row,
        product: drawn.product,
        site: Some(drawn.site),
        authority: instance.programs[drawn.program.ix()].authority,
        kind: None,
        date: instance.settings().start.pred_opt().unwrap(),
        outcome,
        agency: Some(agency),
    }
}

/// A visit of a team on a day that draws some tasks; its times are those of nobody.
pub fn visit(instance: &Instance, id: usize, tasks: &[TaskIx], date: &str) -> Visit {
    let row = &instance.tasks[tasks[0].ix()];
    let drawn = tasks.iter().map(|task| VisitTask {
        task: instance.tasks[task.ix()].id.clone(),
        lab: instance.agencies[0].id.clone(),
    });
    Visit {
        id: format!("V{id}"),
        site: instance.enterprises[row.site.ix()].id.clone(),
        tasks: drawn.collect(),
        team: instance.teams[0].id.clone(),
        date: date.parse().unwrap(),
        arrive: Clock::hm(9, 0),
        start: Clock::hm(9, 0),
        end: Clock::hm(10, 0),
    }
}

/// The rules that a plan breaks.
pub fn broken(instance: &Instance, plan: &Plan) -> BTreeSet<Rule> {
    judge(instance, plan).violations.iter().map(|violation| violation.rule).collect()
}

/// The violations that say one of these things, as `subject: key`.
pub fn said(verdict: &Verdict, keys: &[&str]) -> Vec<String> {
    let says = verdict.violations.iter().filter(|v| keys.contains(&v.note.key.as_ref()));
    says.map(|v| format!("{}: {} {:?}", v.subject, v.note.key, v.note.args)).collect()
}

/// Makes the figures of a plan those that the judge computes, so that nothing but what was meant
/// is wrong with it.
pub fn settle(instance: &Instance, plan: &mut Plan) {
    let verdict = judge(instance, plan);
    plan.objective = verdict.objective;
    plan.information = verdict.information;
    if let (Some(bound), Some(gap)) = (&mut plan.bound, verdict.gap) {
        bound.gap = gap;
    }
}
