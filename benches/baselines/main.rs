//! Plans that others would make of the same instance, scored by the same judge.
//!
//! ```text
//! cargo bench --bench baselines -- greedy INSTANCE -o PLAN        a planner's greedy
//! cargo bench --bench baselines -- problem INSTANCE -o FILE       our merged visits for another solver
//! cargo bench --bench baselines -- plan INSTANCE ANSWER -o PLAN   its routes as a plan
//! ```
//!
//! `benches/baselines/rivals.py` hands the problem to PyVRP and OR-Tools and writes their answers.
//! `onedoor verify INSTANCE PLAN` has the last word on every plan.

mod desk;
mod exchange;
mod greedy;

use std::path::Path;
use std::time::Instant;

use onedoor::io;
use onedoor::model::{SolverRecord, Stopped};
use onedoor::plan::{Frame, write_down};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (what, source, answer, out) = match words[..] {
        [what @ ("greedy" | "problem"), source, "-o", out] => (what, source, "", out),
        [what @ "plan", source, answer, "-o", out] => (what, source, answer, out),
        _ => return println!("greedy|problem INSTANCE -o OUT, or plan INSTANCE ANSWER -o OUT"),
    };
    let (instance, _) = io::read_instance(Path::new(source)).expect("an instance without a fault");
    let frame = Frame::new(&instance).expect("ways between all places");
    let start = Instant::now();
    let desk = match what {
        "greedy" => greedy::greedy(&frame),
        "plan" => {
            let text = std::fs::read_to_string(answer).expect("an answer");
            exchange::plan(&frame, serde_json::from_str(&text).expect("routes"))
        }
        _ => {
            let problem = exchange::problem(&frame).to_string();
            return std::fs::write(out, problem).expect("the problem could not be written");
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    let record = SolverRecord {
        version: "baseline".to_owned(),
        seed: 0,
        effort: 0,
        stopped: Stopped::Effort,
        repeatable: true,
    };
    let plan = write_down(&frame, &desk.plan, record).expect("a plan that can be kept");
    let verdict = onedoor::verify::judge(&instance, &plan);
    let files = [("plan.json".to_owned(), io::plan_json(&plan).into_bytes())];
    io::write_folder(Path::new(out), &files).expect("the plan could not be written");
    println!(
        "{what}: {} yuan, {} of {} visits, {} violations, {seconds:.1} s",
        plan.objective.total,
        plan.visits.len(),
        frame.visits.len(),
        verdict.violations.len()
    );
    for violation in verdict.violations.iter().take(10) {
        println!("  {violation:?}");
    }
}
