//! A dispatcher's changes carried out: the open days are searched again around the orders, with a
//! price for leaving the present plan, and the whole new plan goes before the judge.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::calendar::{Day, DaySet};
use crate::model::{Instance, Plan, TaskIx, TeamIx};
use crate::route::{
    Itinerary, Kept, NONE, Problem, Schedule, Solution, complete, itinerary, resume, search, tidy,
};
use crate::verify::{self, Verdict};

use super::block::{Part, problem};
use super::changes::{Change, changes};
use super::desk::{self, Desk, Order, Refusal, Wish};
use super::restore::{Restored, restore};
use super::{Limits, Stage, Trouble, Watch, assemble, keep, missing, reasons, record, sequence};

/// Price of a move, fen, when as few visits as possible are to be moved: more than any saving.
const FEWEST: f64 = 1_000_000.0;
/// Price of a move when days are to become cheaper: what a phone call and a new sheet are worth.
const IMPROVING: f64 = 20_000.0;
/// Part of that price for a day with other stops, or the same in another order.
const REDONE: f64 = 0.1;
/// Part of that price for batches that go to another lab.
const RELABELLED: f64 = 0.1;
/// Iterations for each unit of effort: so many, and one more for each visit.
const BASE_ITERATIONS: u64 = 20;
/// Part of the effort for which wishes are tried first: mostly it is enough, and no wish is refused
/// before all of it was spent.
const FIRST_TRY: u64 = 4;
/// Searches side by side from the same start, each with its part of the iterations; the best counts.
const CHAINS: u64 = 2;
/// Temperatures, fen: cool, for the plan is good and the changes are few.
const WARM: f64 = 1000.0;
const COLD: f64 = 300.0;
/// What it is worth that days are unevenly full, in costs of a team-day: less than for a whole plan, for a desk's
/// visits mostly stay where they are.
const UNEVEN: (f64, f64) = (1.0 / 6.0, 0.05);

/// What came of the wishes.
#[derive(Debug)]
pub struct Dispatched {
    /// The new plan; none if a wish was refused, for then nothing is changed.
    pub plan: Option<Plan>,
    /// What the judge says of it.
    pub verdict: Option<Verdict>,
    /// For each wish the reasons against it; none = it holds.
    pub refused: Vec<Option<Refusal>>,
    /// What differs from the plan before.
    pub changes: Vec<Change>,
    /// Required tasks that are neither planned nor impossible.
    pub missing: usize,
}

/// Carries out wishes, and improves what is open if asked to.
///
/// # Errors
/// See [`Trouble`]: a plan of another instance, a wish outside the desk.
pub fn dispatch(
    instance: &Instance,
    plan: &Plan,
    desk: &Desk,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<Dispatched, Trouble> {
    watch.stage(Stage::Screen);
    let instance = &instance.joined(plan);
    let mut restored = restore(instance, plan).map_err(Trouble::Input)?;
    let open = desk::open_days(&restored, plan, desk);
    let found = desk::orders(&mut restored, plan, desk, &open).map_err(Trouble::Input)?;
    let mut orders = found.orders;
    if !found.refused.is_empty() {
        return Ok(refused(desk, found.refused));
    }
    let places = desk.wishes.iter().any(|wish| matches!(wish, Wish::Stop(..)));
    if orders.is_empty() && !desk.improve && !places {
        return Ok(finished(instance, plan, plan.clone(), desk, &orders, watch));
    }
    watch.stage(Stage::Improve);
    let mut room = Room { restored, open, desk, limits };
    let mut result = match orders.is_empty() && !desk.improve {
        true => room.restored.itinerary.clone(),
        false => {
            let part = if desk.improve { 1 } else { FIRST_TRY };
            room.search(&orders, limits.effort.div_ceil(part), watch)
        }
    };
    if !room.unmet(&orders, &result).is_empty() {
        room.slim(&orders);
        result = room.search(&orders, limits.effort, watch);
    }
    let unmet = room.unmet(&orders, &result);
    if !unmet.is_empty() {
        return Ok(refused(desk, unmet));
    }
    let unmet = room.arrange(plan, &mut result);
    if !unmet.is_empty() {
        return Ok(refused(desk, unmet));
    }
    for order in orders.iter_mut().filter(|order| order.drop) {
        room.give_up(plan, order);
    }
    let record = record(limits, watch);
    let mut new = assemble::plan(&room.restored.frame, &result, record).map_err(Trouble::Fault)?;
    keep::keep(plan, &mut new);
    new.bound.clone_from(&plan.bound);
    Ok(finished(instance, plan, new, desk, &orders, watch))
}

fn refused(desk: &Desk, mut reasons: BTreeMap<usize, Refusal>) -> Dispatched {
    let refused = (0..desk.wishes.len()).map(|at| reasons.remove(&at)).collect();
    Dispatched { plan: None, verdict: None, refused, changes: Vec::new(), missing: 0 }
}

/// The judge's word on a new plan, and what is different in it.
fn finished(
    instance: &Instance,
    old: &Plan,
    mut new: Plan,
    desk: &Desk,
    orders: &[Order],
    watch: &dyn Watch,
) -> Dispatched {
    watch.stage(Stage::Verify);
    let mut verdict = verify::judge(instance, &new);
    if let (Some(bound), Some(gap)) = (&mut new.bound, verdict.gap)
        && (bound.gap - gap).abs() > 1e-12
    {
        // What no plan can beat is the same; how far this one is from it is not.
        bound.gap = gap;
        verdict = verify::judge(instance, &new);
    }
    let wished: Vec<&str> = desk.wishes.iter().map(Wish::visit).collect();
    let mut changes = changes(old, &new);
    for change in &mut changes {
        change.wished = wished.contains(&change.visit.as_str())
            || orders.iter().any(|order| order.now.is_none() && change.adds(desk, instance));
    }
    Dispatched {
        missing: missing(instance, &new),
        refused: vec![None; desk.wishes.len()],
        plan: Some(new),
        verdict: Some(verdict),
        changes,
    }
}

/// The open days with everything that is needed to search them.
struct Room<'a> {
    restored: Restored<'a>,
    open: Vec<(TeamIx, DaySet)>,
    desk: &'a Desk,
    limits: &'a Limits,
}

impl Room<'_> {
    /// The plan without the visits that orders are about.
    fn cleared(&self, orders: &[Order]) -> Itinerary {
        let mut plan = self.restored.itinerary.clone();
        for order in orders {
            plan.labs.remove(&order.visit);
            if let Some(outing) = order.now.and_then(|place| plan.outings.get_mut(&place)) {
                outing.stops.retain(|stop| *stop != order.visit);
            }
        }
        plan
    }

    /// Open days with their visits, the visits of orders, and what else may find room.
    fn part(&self, orders: &[Order]) -> Part {
        let outings = &self.restored.itinerary.outings;
        let mut visits: Vec<u32> = orders.iter().map(|order| order.visit).collect();
        for (team, days) in &self.open {
            let out = days.iter().filter_map(|day| outings.get(&(*team, day)));
            visits.extend(out.flat_map(|outing| outing.stops.iter().copied()));
        }
        if self.desk.improve {
            visits.extend(self.left_out());
        }
        visits.sort_unstable();
        visits.dedup();
        Part { teams: self.open.clone(), visits }
    }

    /// Visits without a place that some open day might take.
    fn left_out(&self) -> Vec<u32> {
        let frame = &self.restored.frame;
        let places = self.restored.itinerary.places();
        let able = |visit: &u32| {
            let options = &frame.visits[*visit as usize].options;
            self.open.iter().any(|(team, days)| {
                let option = options.iter().find(|(other, _)| other == team);
                option.is_some_and(|(_, option)| option.days.intersects(days))
            })
        };
        (0..frame.visits.len() as u32)
            .filter(|visit| !places.contains_key(visit) && !self.restored.dropped.contains(visit))
            .filter(able)
            .collect()
    }

    /// The plan after the orders, as far as they can be carried out.
    fn search(&self, orders: &[Order], effort: u64, watch: &dyn Watch) -> Itinerary {
        let frame = &self.restored.frame;
        let (part, cleared) = (self.part(orders), self.cleared(orders));
        let places = cleared.places();
        let ledger = part.without(frame, &cleared, &places, frame.booked(&cleared));
        let mut problem = problem(frame, &cleared, &places, &part, ledger);
        let lost = self.price(&mut problem, &part, orders);
        let mut solution = resume(&problem, &cleared);
        solution.mark();
        for at in lost {
            if solution.slots[at].used && solution.slots[at].stops.is_empty() {
                tidy(&problem, &mut solution, at);
            }
        }
        for order in orders {
            restrict(&mut problem, order);
        }
        let found = self.improved(&problem, solution, effort, watch);
        part.exchanged(&cleared, itinerary(&problem, &found))
    }

    fn improved(
        &self,
        problem: &Problem,
        mut solution: Solution,
        effort: u64,
        watch: &dyn Watch,
    ) -> Solution {
        let mut rng = fastrand::Rng::with_seed(self.limits.seed);
        complete(problem, &mut solution, &mut rng, None);
        let visits = problem.stops.len() as u64;
        let iterations = effort.saturating_mul(BASE_ITERATIONS + visits).div_ceil(CHAINS);
        let schedule = Schedule { iterations, warm: WARM, cold: COLD, uneven: UNEVEN };
        let chain = |turn: u64| {
            let mut rng = fastrand::Rng::with_seed(self.limits.seed.wrapping_add(turn));
            let stop = || watch.stopped() || self.limits.are_over();
            search(problem, solution.clone(), schedule, &mut rng, &stop).best
        };
        let found: Vec<Solution> = (0..CHAINS).into_par_iter().map(chain).collect();
        let best = found.into_iter().min_by(|a, b| a.cost.total_cmp(&b.cost));
        best.unwrap_or(solution)
    }

    /// Puts a price on leaving the present plan, and a worth on what has to be made. Answers the
    /// slots that lost a visit to an order.
    fn price(&self, problem: &mut Problem, part: &Part, orders: &[Order]) -> Vec<usize> {
        let moved = match (self.desk.change_price, self.desk.improve) {
            (Some(fen), _) => fen.0 as f64,
            (None, true) => IMPROVING,
            (None, false) => FEWEST,
        };
        let stop_of: BTreeMap<u32, u32> =
            part.visits.iter().zip(0..).map(|(&visit, stop)| (visit, stop)).collect();
        let mut home = vec![NONE; part.visits.len()];
        let mut days = vec![Vec::new(); problem.slots()];
        let mut lost = Vec::new();
        for (team, (crew, open)) in self.open.iter().enumerate() {
            for day in open.iter() {
                let at = team * problem.horizon + day.ix();
                let outing = self.restored.itinerary.outings.get(&(*crew, day));
                let stops = outing.into_iter().flat_map(|outing| &outing.stops);
                days[at] = stops.filter_map(|visit| stop_of.get(visit).copied()).collect();
                days[at].iter().for_each(|&stop: &u32| home[stop as usize] = at as u32);
            }
        }
        let required = self.restored.frame.instance.settings().weights.required.0 as f64;
        for (stop, &slot) in problem.stops.iter_mut().zip(&home) {
            // A visit that is lost is a greater change than one that is moved.
            stop.value += if slot == NONE { 0.0 } else { 2.0 * moved };
        }
        for order in orders {
            let Some(&stop) = stop_of.get(&order.visit) else { continue };
            let slot = |(team, day): (TeamIx, Day)| {
                let crew = part.teams.iter().position(|(other, _)| *other == team)?;
                Some((crew * problem.horizon + day.ix()) as u32)
            };
            lost.extend(order.now.and_then(slot).map(|slot| slot as usize));
            home[stop as usize] = order.home().and_then(slot).unwrap_or(NONE);
            // Wishes come before what is optional, and after what is required.
            problem.stops[stop as usize].value += if order.drop { 0.0 } else { required / 2.0 };
        }
        let labs = |visit: &u32| self.restored.itinerary.labs.get(visit).cloned();
        problem.kept = Some(Kept {
            home,
            days,
            moved,
            redone: moved * REDONE,
            labs: part.visits.iter().map(|visit| labs(visit).unwrap_or_default()).collect(),
            relabelled: moved * RELABELLED,
        });
        lost
    }

    /// Orders without a place, by their wishes.
    fn unmet(&self, orders: &[Order], plan: &Itinerary) -> BTreeMap<usize, Refusal> {
        let places = plan.places();
        let mut unmet = BTreeMap::new();
        for order in orders.iter().filter(|order| !order.drop) {
            let place = places.get(&order.visit);
            if place.is_some_and(|&(team, day)| order.allows(team, day)) {
                continue;
            }
            let refusal = desk::no_room(&self.restored, &self.open, order, plan);
            unmet.extend(order.wishes.iter().map(|&wish| (wish, refusal.clone())));
        }
        unmet
    }

    /// Visits to be added that found no room give up all tasks but those asked for, where the rest
    /// can't be one with another visit.
    fn slim(&mut self, orders: &[Order]) {
        for order in orders.iter().filter(|order| order.now.is_none()) {
            let asked = |task: &TaskIx| {
                order.wishes.iter().any(|&at| self.desk.wishes.get(at) == Some(&Wish::Add(*task)))
            };
            let frame = &self.restored.frame;
            let group = &frame.merged.groups[order.visit as usize];
            let (kept, left): (Vec<TaskIx>, Vec<TaskIx>) =
                group.tasks.iter().partition(|task| asked(task));
            let alone = frame.merged.groups.iter().zip(0..).all(|(other, at)| {
                let both: Vec<TaskIx> = kept.iter().chain(&other.tasks).copied().collect();
                other.site != group.site
                    || at == order.visit
                    || !frame.screen.group_admissible(&both)
            });
            if kept.is_empty() || left.is_empty() || !alone {
                continue;
            }
            let (places, plan) = (self.restored.itinerary.places(), &self.restored.itinerary);
            let ledger = frame.booked(plan);
            let why = reasons::crowded_out(frame, &places, &ledger, order.visit, plan);
            let frame = &mut self.restored.frame;
            frame.shed.extend(left.into_iter().map(|task| (task, why.clone())));
            frame.regroup(order.visit, kept);
            frame.meet_again();
        }
    }

    /// Puts stops into the order wished for; refused wishes by their position.
    fn arrange(&self, plan: &Plan, result: &mut Itinerary) -> BTreeMap<usize, Refusal> {
        let ids = plan.visits.iter().map(|visit| visit.id.as_str());
        let visits = ids.zip(self.restored.groups.iter().copied()).collect();
        sequence::arrange(&self.restored, &visits, &self.desk.wishes, result)
    }

    /// Notes why the tasks of a visit that was taken out are not planned.
    fn give_up(&mut self, plan: &Plan, order: &Order) {
        let row = self.restored.groups.iter().position(|&group| group == order.visit);
        let id = row.and_then(|row| plan.visits.get(row)).map_or("", |visit| visit.id.as_str());
        let frame = &mut self.restored.frame;
        for task in frame.merged.groups[order.visit as usize].tasks.clone() {
            frame.shed.insert(task, vec![desk::dropped(id)]);
        }
    }
}

/// Leaves a visit only the teams and days that its order allows.
fn restrict(problem: &mut Problem, order: &Order) {
    let teams: Vec<TeamIx> = problem.crews.iter().map(|crew| crew.team).collect();
    let stops = problem.stops.iter_mut().filter(|stop| stop.group == order.visit);
    for (option, &team) in stops.flat_map(|stop| stop.options.iter_mut()).zip(&teams) {
        let Some(option) = option else { continue };
        for day in option.days.clone().iter().filter(|&day| !order.allows(team, day)) {
            option.days.remove(day);
        }
    }
}
