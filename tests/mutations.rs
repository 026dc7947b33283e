//! Good plans, spoilt in many ways and many places: the judge has to see every one of them.

#[path = "support/corruptions/mod.rs"]
mod corruptions;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use corruptions::{Corruption, Dice, FIGURES, REFERENCES, TIMES, Victim};
use onedoor::model::{Instance, Plan};
use onedoor::verify::judge;
use onedoor::{io, plan};

/// Spoilings of each kind and plan.
const SEEDS: u64 = 12;

fn instances() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instances")
}

fn read(folder: &Path) -> Instance {
    let read = io::read_instance(folder);
    read.unwrap_or_else(|wrong| panic!("{}: {wrong:#?}", folder.display())).0
}

/// The good plans that were made by hand.
fn by_hand() -> Vec<(Instance, Plan)> {
    let folders = ["week", "far", "apart"].map(|name| instances().join("bad-plans").join(name));
    let pair =
        |folder: PathBuf| (read(&folder), io::read_plan(&folder.join("plans/good.json")).unwrap());
    folders.map(pair).to_vec()
}

/// Plans that the program makes of small instances.
fn by_program() -> Vec<(Instance, Plan)> {
    let mut plans = Vec::new();
    for name in
        ["tiny/door", "tiny/interval", "tiny/lottery", "tiny/neighbours", "tiny/nights", "county"]
    {
        let instance = read(&instances().join(name));
        for seed in 1..=2 {
            let limits = plan::Limits::new(20, seed);
            let planned = plan::plan(&instance, &limits, &plan::Unwatched).unwrap();
            plans.push((instance.clone(), planned.plan));
        }
    }
    plans
}

fn kinds() -> impl Iterator<Item = &'static (&'static str, Corruption)> {
    REFERENCES.iter().chain(TIMES).chain(FIGURES)
}

/// Spoils every plan in every way with many seeds; answers how often each way found a place.
fn spoil(plans: &[(Instance, Plan)]) -> BTreeMap<&'static str, u64> {
    let mut spoilt = BTreeMap::new();
    for (number, (instance, good)) in plans.iter().enumerate() {
        let name = &instance.settings().name;
        let verdict = judge(instance, good);
        assert!(verdict.is_clean(), "{name}: {:#?}", verdict.violations);
        for (kind, corrupt) in kinds() {
            for seed in 0..SEEDS {
                let dice = Dice(seed * 1000 + number as u64);
                let mut victim = Victim { instance, plan: good.clone(), dice };
                if corrupt(&mut victim).is_none() {
                    continue;
                }
                assert_ne!(victim.plan, *good, "{name}, seed {seed}: {kind}: nothing done");
                let seen = !judge(instance, &victim.plan).is_clean();
                assert!(seen, "{name}, seed {seed}: {kind}: not seen");
                // What is wrong with ids, times and ways shows even if all sums are right.
                if !FIGURES.iter().any(|(figure, _)| figure == kind) {
                    support::settle(instance, &mut victim.plan);
                    let seen = !judge(instance, &victim.plan).is_clean();
                    assert!(seen, "{name}, seed {seed}: {kind}: seen by its sums alone");
                }
                *spoilt.entry(*kind).or_default() += 1;
            }
        }
    }
    spoilt
}

#[test]
fn spoilt_plans_by_hand_are_seen() {
    let spoilt = spoil(&by_hand());
    // These three hold everything that the corruptions need.
    for (kind, _) in kinds() {
        assert!(spoilt.contains_key(kind), "{kind}: found no place");
    }
    assert!(spoilt.len() >= 30);
}

#[test]
fn spoilt_plans_by_the_program_are_seen() {
    assert!(spoil(&by_program()).len() >= 30);
}
