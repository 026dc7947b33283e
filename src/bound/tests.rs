use super::*;
use crate::model::{Information, InstanceRef, Objective, SolverRecord, Stopped};
use crate::rules::fixture;

fn plan(instance: &Instance, total: i64) -> Plan {
    Plan {
        format: 1,
        revision: 0,
        instance: InstanceRef { name: String::new(), digest: instance.digest().to_owned() },
        solver: SolverRecord {
            version: String::new(),
            seed: 1,
            effort: 1,
            stopped: Stopped::Effort,
            repeatable: true,
        },
        objective: Objective { total: Fen(total), ..Objective::default() },
        information: Information::default(),
        bound: None,
        teams: Vec::new(),
        visits: Vec::new(),
        tours: Vec::new(),
        unplanned: Vec::new(),
    }
}

#[test]
fn the_gap_leaves_out_what_required_tasks_weigh() {
    let (instance, _) = fixture::screen(fixture::settings(), fixture::tables());
    let required = instance.settings().weights.required.0;
    let proof = Proof {
        total: Fen(required + 600),
        method: "minutes",
        certificate: None,
        worths: Vec::new(),
        better: None,
    };
    // 1000 fen besides one required task: 400 of 1000 may still be saved.
    let bound = proof.of(&instance, &plan(&instance, required + 1000), 1);
    assert!((bound.gap - 0.4).abs() < 1e-12, "{}", bound.gap);
    // One fen of rounding is no contradiction, two are, and the judge will say so.
    assert_eq!(proof.of(&instance, &plan(&instance, required + 599), 0).total.0, required + 599);
    assert_eq!(proof.of(&instance, &plan(&instance, required + 598), 0).total.0, required + 600);
}
