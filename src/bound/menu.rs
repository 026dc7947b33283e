//! What a visit to a site is worth at given prices: which tasks it draws, where they are tested.

use super::cells::{Cell, CellStop, Dish, FEW, LabUse, Model};
use super::wanted::Wanted;
use super::{Ground, MILLI};

/// One way to make a visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Minutes of work, setup included.
    pub work: i32,
    /// Rewards less fees and parcels, thousandths of a fen.
    pub worth: i64,
    /// Parcels, thousandths of a fen.
    pub parcels: i64,
    /// Wanted tasks with the lab account of each.
    pub picks: Vec<(u32, u32)>,
}

/// Prices as visits see them.
pub struct Tariff<'a> {
    /// Reward for each wanted task.
    pub task: &'a [i64],
    /// Fee for a batch by account and month.
    pub batch: &'a [i64],
    /// Fee for a visit by escort account and piece.
    pub escort: &'a [i64],
    /// Fee for a visit by site.
    pub door: &'a [i64],
}

/// Labs other than the own one up to which all sets of them are looked at.
const LABS: usize = 5;

/// All ways worth considering, work and worth both rising: no other way has less work and as much
/// worth. There is always at least one.
pub fn choices(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    cell: &Cell,
    stop: &CellStop,
    tariff: &Tariff<'_>,
) -> Vec<Choice> {
    efficient(cooked(ground, model, wanted, cell, stop, tariff, |kitchen| {
        if stop.dishes.len() > FEW { kitchen.by_minutes() } else { kitchen.by_sets() }
    }))
}

/// Every set of tasks with every choice of labs, for stops with few tasks.
pub fn all(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    cell: &Cell,
    stop: &CellStop,
    tariff: &Tariff<'_>,
) -> Vec<Choice> {
    cooked(ground, model, wanted, cell, stop, tariff, |kitchen| kitchen.by_labs())
}

/// How the ways to make a visit are found.
pub type Menu = fn(Ground<'_>, &Model, &Wanted, &Cell, &CellStop, &Tariff<'_>) -> Vec<Choice>;

/// Ways to make a visit, with setup and what is paid at the door.
fn cooked(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    cell: &Cell,
    stop: &CellStop,
    tariff: &Tariff<'_>,
    ways: impl Fn(&Kitchen<'_>) -> Vec<Choice>,
) -> Vec<Choice> {
    let settings = ground.instance.settings();
    let parcel = settings.costs.courier_parcel.0 * MILLI;
    let entry = model.escort_of[stop.site as usize].map_or(0, |account| {
        tariff.escort[account as usize * model.piece_days.len() + cell.piece as usize]
    });
    let setup = settings.policy.setup_minutes.0.clamp(0, 100_000) as i32;
    let kitchen = Kitchen { model, wanted, cell, stop, tariff, parcel };
    let mut all = ways(&kitchen);
    for choice in &mut all {
        choice.work = choice.work.saturating_add(setup);
        choice.worth -= entry + tariff.door[stop.site as usize];
    }
    all
}

/// Leaves out every choice that another one beats.
fn efficient(mut all: Vec<Choice>) -> Vec<Choice> {
    all.sort_by_key(|choice| (choice.work, -choice.worth));
    let mut best = i64::MIN;
    all.retain(|choice| {
        let better = choice.worth > best;
        best = best.max(choice.worth);
        better
    });
    all
}

struct Kitchen<'a> {
    model: &'a Model,
    wanted: &'a Wanted,
    cell: &'a Cell,
    stop: &'a CellStop,
    tariff: &'a Tariff<'a>,
    parcel: i64,
}

impl Kitchen<'_> {
    fn fee(&self, dish: &Dish, lab: &LabUse) -> i64 {
        let at = lab.account as usize * self.model.months + self.cell.month as usize;
        self.tariff.batch[at] * self.wanted.tasks[dish.want as usize].batches
    }

    fn by_sets(&self) -> Vec<Choice> {
        let all = 1_u32 << self.stop.dishes.len();
        let labs = self.foreign();
        if self.stop.sets.is_empty() {
            (1..all).map(|set| self.choice(set, &labs)).collect()
        } else {
            self.stop.sets.iter().map(|&set| self.choice(set, &labs)).collect()
        }
    }

    /// Every set with every choice of labs.
    fn by_labs(&self) -> Vec<Choice> {
        let none = Choice { work: 0, worth: 0, parcels: 0, picks: Vec::new() };
        let mut ways: Vec<(u32, Choice)> = vec![(0, none)];
        for (at, dish) in self.stop.dishes.iter().enumerate() {
            let want = dish.want as usize;
            let more: Vec<_> = ways
                .iter()
                .flat_map(|(set, way)| dish.labs.iter().map(move |lab| (set, way, lab)))
                .map(|(set, way, lab)| {
                    let worth = way.worth + self.tariff.task[want] - self.fee(dish, lab);
                    let mut picks = way.picks.clone();
                    picks.push((dish.want, lab.account));
                    let work = way.work + self.wanted.tasks[want].work;
                    (set | 1 << at, Choice { work, worth, parcels: 0, picks })
                })
                .collect();
            ways.extend(more);
        }
        let open = |set: u32| self.stop.sets.is_empty() || self.stop.sets.contains(&set);
        ways.retain(|(set, _)| *set != 0 && open(*set));
        ways.into_iter().map(|(_, way)| self.sent(way)).collect()
    }

    /// Adds the parcels to the labs of a visit.
    fn sent(&self, mut way: Choice) -> Choice {
        let uses = |account: u32| {
            let labs = self.stop.dishes.iter().flat_map(|dish| &dish.labs);
            labs.filter(|lab| !lab.own).find(|lab| lab.account == account).map(|lab| lab.lab)
        };
        let mut labs: Vec<_> = way.picks.iter().filter_map(|&(_, account)| uses(account)).collect();
        labs.sort_unstable();
        labs.dedup();
        way.parcels = labs.len() as i64 * self.parcel;
        way.worth -= way.parcels;
        way
    }

    /// Labs that would get a parcel.
    fn foreign(&self) -> Vec<crate::model::AgencyIx> {
        let labs = self.stop.dishes.iter().flat_map(|dish| &dish.labs).filter(|lab| !lab.own);
        let mut labs: Vec<_> = labs.map(|lab| lab.lab).collect();
        labs.sort_unstable();
        labs.dedup();
        labs
    }

    /// The best way to draw a set of dishes: every set of labs that get a parcel is tried.
    fn choice(&self, set: u32, labs: &[crate::model::AgencyIx]) -> Choice {
        let dishes =
            || (0..).zip(&self.stop.dishes).filter(|(at, _)| set >> at & 1 == 1).map(|(_, d)| d);
        let work = dishes().map(|dish| self.wanted.tasks[dish.want as usize].work).sum();
        let reward: i64 = dishes().map(|dish| self.tariff.task[dish.want as usize]).sum();
        if labs.len() > LABS {
            return self.roughly(&dishes().collect::<Vec<_>>(), work, reward);
        }
        let mut best: Option<Choice> = None;
        for sent in 0..1_u32 << labs.len() {
            let parcels = i64::from(sent.count_ones()) * self.parcel;
            let open = |lab: &&LabUse| {
                let at = labs.iter().position(|known| *known == lab.lab).unwrap_or(0);
                lab.own || sent >> at & 1 == 1
            };
            let (mut fees, mut picks) = (0, Vec::new());
            let whole = dishes().all(|dish| {
                let least = dish
                    .labs
                    .iter()
                    .filter(open)
                    .map(|lab| (self.fee(dish, lab), lab.account))
                    .min();
                least.is_some_and(|(fee, account)| {
                    fees += fee;
                    picks.push((dish.want, account));
                    true
                })
            });
            let worth = reward - fees - parcels;
            if whole && best.as_ref().is_none_or(|known| worth > known.worth) {
                best = Some(Choice { work, worth, parcels, picks });
            }
        }
        // Every dish has a lab, so sending to all of them is always a way.
        best.unwrap_or(Choice { work, worth: i64::MIN / 8, parcels: 0, picks: Vec::new() })
    }

    /// Each dish to its cheapest lab, one parcel at least if some dish has no own lab.
    fn roughly(&self, dishes: &[&Dish], work: i32, reward: i64) -> Choice {
        let (mut fees, mut picks, mut sent) = (0, Vec::new(), false);
        for dish in dishes {
            let least = dish.labs.iter().map(|lab| (self.fee(dish, lab), lab.account)).min();
            let (fee, account) = least.unwrap_or((i64::MAX / 64, 0));
            fees += fee;
            picks.push((dish.want, account));
            sent |= !dish.labs.iter().any(|lab| lab.own);
        }
        let parcels = if sent { self.parcel } else { 0 };
        Choice { work, worth: reward - fees - parcels, parcels, picks }
    }

    /// Many dishes: for each number of minutes the best set, parcels left aside.
    fn by_minutes(&self) -> Vec<Choice> {
        let mut best: std::collections::BTreeMap<i32, Choice> = std::collections::BTreeMap::new();
        for dish in &self.stop.dishes {
            let work = self.wanted.tasks[dish.want as usize].work;
            let single = self.roughly(&[dish], work, self.tariff.task[dish.want as usize]);
            let single = Choice { worth: single.worth + single.parcels, parcels: 0, ..single };
            let known: Vec<Choice> = best.values().cloned().collect();
            for before in
                known.iter().chain([&Choice { work: 0, worth: 0, parcels: 0, picks: Vec::new() }])
            {
                let work = before.work.saturating_add(single.work);
                let worth = before.worth + single.worth;
                if work > 1440 || best.get(&work).is_some_and(|known| known.worth >= worth) {
                    continue;
                }
                let picks = before.picks.iter().chain(&single.picks).copied().collect();
                best.insert(work, Choice { work, worth, parcels: 0, picks });
            }
        }
        best.into_values().collect()
    }
}
