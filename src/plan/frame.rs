//! The frame of a plan: what is fixed before anything is searched. Screen, draw, merge, and for
//! every visit the teams, days and labs that may serve it.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::calendar::{Day, DaySet, OpenHours};
use crate::draw::{self, DrawRecord, DrawStatus};
use crate::geography::Travel;
use crate::merge::{self, Merged};
use crate::model::{
    AgencyIx, ConflictKind, EnterpriseIx, Fen, Instance, Note, Place, Reason, RegionIx, Rule,
    TaskIx, TeamIx,
};
use crate::route::{
    Accounts, Itinerary, LabChoice, LabEntry, Ledger, Meeting, QuotaBounds, StopTask, TeamOption,
};
use crate::rules::Screen;

use super::{calendar_of, reasons};

/// A visit to be made: a merged group with everything the search needs, by the instance's indices.
#[derive(Clone, Debug)]
pub struct VisitData {
    /// The enterprise.
    pub site: EnterpriseIx,
    /// Minutes of work, setup included.
    pub work: i32,
    /// What leaving it out costs, fen.
    pub value: f64,
    /// Its tasks.
    pub tasks: Vec<StopTask>,
    /// Teams that may make it, in order of the table.
    pub options: Vec<(TeamIx, TeamOption)>,
    /// Account of its county's escorts.
    pub escort: Option<u32>,
    /// Account of its site's entries.
    pub ceiling: Option<u32>,
    /// Quotas it counts in, with batches.
    pub quotas: Vec<(u32, i32)>,
    /// Other visits that restrict its day or team.
    pub meetings: Vec<(u32, Meeting)>,
    /// Seats near it, nearest first.
    pub seats: Vec<RegionIx>,
}

/// What is fixed before the search.
pub struct Frame<'a> {
    /// The instance.
    pub instance: &'a Instance,
    /// Distances.
    pub travel: Travel,
    /// Rules as days, teams and labs.
    pub screen: Screen,
    /// Who was drawn.
    pub draw: DrawRecord,
    /// The visits.
    pub merged: Merged,
    /// The visits with what the search needs, in the order of `merged.groups`.
    pub visits: Vec<VisitData>,
    /// Shared accounts with nothing booked.
    pub ledger: Ledger,
    /// Lab and group of each lab account.
    pub accounts: Vec<(AgencyIx, String)>,
    /// The calendar year of each day, counted from the first.
    pub years: Vec<u8>,
    /// Tasks given up so that the rest of their visit finds a place, and why.
    pub shed: BTreeMap<TaskIx, Vec<Reason>>,
}

/// Seats looked at for a night near a visit.
const SEATS: usize = 3;

impl<'a> Frame<'a> {
    /// Screens, draws and merges.
    ///
    /// # Errors
    /// If distances can't be had.
    pub fn new(instance: &'a Instance) -> Result<Self, Note> {
        let travel = Travel::new(instance)?;
        let calendar = calendar_of(instance);
        let hours = OpenHours::new(instance, &calendar);
        let screen = Screen::new(instance, &calendar, &hours, &travel);
        let draw = draw::run(instance, &screen);
        let wanted: Vec<TaskIx> = (0..instance.tasks.len())
            .map(TaskIx::new)
            .filter(|task| matches!(draw.status[task.ix()], DrawStatus::In | DrawStatus::Drawn))
            .collect();
        let merged = merge::merge(instance, &screen, &wanted);
        Ok(Self::assemble(instance, travel, screen, draw, merged))
    }

    fn assemble(
        instance: &'a Instance,
        travel: Travel,
        screen: Screen,
        draw: DrawRecord,
        merged: Merged,
    ) -> Self {
        let mut accounts = LabAccounts::default();
        for lab in 0..instance.agencies.len() {
            for group in lab_groups(instance) {
                accounts.number(AgencyIx::new(lab), &group);
            }
        }
        let escorts = escort_accounts(instance);
        let quotas = quota_index(instance);
        let maker = Maker { instance, travel: &travel, screen: &screen, accounts: &accounts };
        let mut visits: Vec<VisitData> =
            merged.groups.par_iter().map(|group| maker.visit(group, &escorts, &quotas)).collect();
        meet(instance, &screen, &merged, &mut visits);
        let years = years(&screen);
        let ledger = ledger(instance, &screen, &accounts, &escorts, &years);
        let accounts = accounts.names;
        let shed = BTreeMap::new();
        Self { instance, travel, screen, draw, merged, visits, ledger, accounts, years, shed }
    }

    /// Gives up an optional task of each of these visits that find no place as they are, for the rest
    /// of its tasks may find one: less lab capacity, less work, more teams. A task without which the
    /// visit could be one with another of its enterprise stays. Nothing is shed twice.
    /// [`meet_again`](Self::meet_again) has to follow.
    pub fn shed(&mut self, visits: Vec<(u32, Vec<Reason>)>) {
        for (visit, why) in visits {
            if let Some(least) = self.least(visit) {
                self.give_up(visit, least, why);
            }
        }
    }

    /// Planned visits give up the optional tasks that alone keep a required task of an absent visit
    /// from its days: the same product too soon before or after.
    /// [`meet_again`](Self::meet_again) has to follow.
    pub fn give_way(&mut self, plan: &mut Itinerary, absent: &[u32]) {
        for &visit in absent {
            for task in self.merged.groups[visit as usize].tasks.clone() {
                for other in self.rivals(task) {
                    self.step_aside(plan, other, task);
                }
            }
        }
    }

    /// Says anew which visits restrict each other, after tasks left or joined visits: what only a
    /// task that left had to keep away from is free again.
    pub fn meet_again(&mut self) {
        self.visits.iter_mut().for_each(|visit| visit.meetings.clear());
        meet(self.instance, &self.screen, &self.merged, &mut self.visits);
    }

    /// Gives a visit other tasks of its site; [`meet_again`](Self::meet_again) has to follow.
    pub fn regroup(&mut self, visit: u32, tasks: Vec<TaskIx>) {
        self.merged.groups[visit as usize].tasks = tasks;
        let (escorts, quotas) = (escort_accounts(self.instance), quota_index(self.instance));
        let accounts = LabAccounts::of(&self.accounts);
        let maker = Maker {
            instance: self.instance,
            travel: &self.travel,
            screen: &self.screen,
            accounts: &accounts,
        };
        let made = maker.visit(&self.merged.groups[visit as usize], &escorts, &quotas);
        self.visits[visit as usize] = made;
    }

    /// Optional tasks that may lie too close to a task.
    fn rivals(&self, task: TaskIx) -> Vec<TaskIx> {
        let optional = |other: &TaskIx| !self.instance.tasks[other.ix()].required;
        self.screen.apart(task).iter().map(|&(other, _)| other).filter(optional).collect()
    }

    fn step_aside(&mut self, plan: &mut Itinerary, task: TaskIx, wanted: TaskIx) {
        let holds = |group: &crate::merge::Group| group.tasks.iter().position(|&t| t == task);
        let mut found = self.merged.groups.iter().zip(0u32..);
        let Some((visit, at)) = found.find_map(|(group, visit)| Some((visit, holds(group)?)))
        else {
            return;
        };
        let alone = self.merged.groups[visit as usize].tasks.len() < 2;
        if alone || !plan.labs.contains_key(&visit) || !self.stays_apart(visit, at) {
            return;
        }
        let wanted = &self.instance.tasks[wanted.ix()].id;
        let note = Note::new("plan-gave-way").with("task", wanted);
        self.give_up(visit, at, vec![reasons::reason(Rule::SixMonth, note, None)]);
        if let Some(labs) = plan.labs.get_mut(&visit) {
            labs.remove(at);
        }
    }

    /// The optional task of a visit of several that is worth least and may go.
    fn least(&self, visit: u32) -> Option<usize> {
        let tasks = &self.merged.groups[visit as usize].tasks;
        let row = |at: usize| &self.instance.tasks[tasks[at].ix()];
        let mut order: Vec<usize> = (0..tasks.len()).filter(|&at| !row(at).required).collect();
        order.sort_by_key(|&at| row(at).value);
        order.into_iter().find(|&at| tasks.len() > 1 && self.stays_apart(visit, at))
    }

    fn give_up(&mut self, visit: u32, at: usize, why: Vec<Reason>) {
        let mut tasks = self.merged.groups[visit as usize].tasks.clone();
        self.shed.insert(tasks.remove(at), why);
        self.regroup(visit, tasks);
    }

    /// Whether a visit without one of its tasks still can't be one with another visit of its site.
    fn stays_apart(&self, visit: u32, without: usize) -> bool {
        let group = &self.merged.groups[visit as usize];
        let mut rest = group.tasks.clone();
        rest.remove(without);
        let others = self.merged.groups.iter().zip(0..);
        others.filter(|(other, at)| other.site == group.site && *at != visit).all(|(other, _)| {
            let both: Vec<TaskIx> = rest.iter().chain(&other.tasks).copied().collect();
            !self.screen.group_admissible(&both)
        })
    }

    /// Whether a visit holds a required task.
    pub fn is_required(&self, visit: u32) -> bool {
        let tasks = &self.merged.groups[visit as usize].tasks;
        tasks.iter().any(|task| self.instance.tasks[task.ix()].required)
    }

    /// How a team may make a visit.
    fn option(&self, visit: u32, team: TeamIx) -> Option<&TeamOption> {
        let options = &self.visits[visit as usize].options;
        options.binary_search_by_key(&team, |(team, _)| *team).ok().map(|at| &options[at].1)
    }

    /// Books (`sign` 1) or unbooks (−1) a planned visit.
    pub fn book(
        &self,
        ledger: &mut Ledger,
        visit: u32,
        (team, day): (TeamIx, Day),
        labs: &[AgencyIx],
        sign: i32,
    ) {
        let data = &self.visits[visit as usize];
        let month = self.screen.calendar().month(day);
        let year = self.years[usize::from(day.0)] as usize;
        ledger.book_visit(data.escort, day.0.into(), data.ceiling, year, &data.quotas, sign);
        let Some(option) = self.option(visit, team) else { return };
        for ((task, choices), lab) in data.tasks.iter().zip(&option.labs).zip(labs) {
            if let Some(choice) = choices.iter().find(|choice| choice.lab == *lab) {
                let entry = LabEntry { account: choice.account, batches: task.batches };
                ledger.book_lab(entry, month, sign);
            }
        }
    }

    /// The ledger with everything booked that an itinerary plans.
    pub fn booked(&self, plan: &Itinerary) -> Ledger {
        let mut ledger = self.ledger.clone();
        for (visit, place) in plan.places() {
            let labs = plan.labs.get(&visit).map_or(&[][..], Vec::as_slice);
            self.book(&mut ledger, visit, place, labs, 1);
        }
        ledger
    }

    /// Whether shared accounts hold and visits that restrict each other agree.
    pub fn is_sound(&self, plan: &Itinerary) -> bool {
        let places = plan.places();
        let agree = |(&visit, &(team, day)): (&u32, &(TeamIx, Day))| {
            self.visits[visit as usize].meetings.iter().all(|(other, meeting)| {
                places.get(other).is_none_or(|&(their_team, their_day)| {
                    self.agree(*meeting, (team, day), (their_team, their_day))
                })
            })
        };
        self.booked(plan).is_sound() && places.iter().all(agree)
    }

    /// Whether two planned visits satisfy what is between them.
    pub fn agree(&self, meeting: Meeting, one: (TeamIx, Day), other: (TeamIx, Day)) -> bool {
        match meeting {
            Meeting::SameDay => one.1 == other.1,
            Meeting::NotSameDay => one.1 != other.1,
            Meeting::NotSameTeam => one.0 != other.0,
            Meeting::Apart(months) => !self.screen.too_close(one.1, other.1, months),
        }
    }

    /// Cost of an itinerary in fen, for comparing; the plan's own figures are made by `assemble`.
    pub fn cost(&self, plan: &Itinerary) -> f64 {
        let costs = &self.instance.settings().costs;
        let mut fen = self.booked(plan).cost();
        for (&(team, _), outing) in &plan.outings {
            let places = super::assemble::places(self, team, outing);
            let metres: u64 = places
                .windows(2)
                .map(|p| self.travel.leg(p[0], p[1]).map_or(0, |leg| u64::from(leg.metres)))
                .sum();
            fen += metres as f64 * costs.km.0 as f64 / 1000.0 + costs.team_day.0 as f64;
            if outing.to.is_some() {
                fen += costs.night.0 as f64;
            }
        }
        let places = plan.places();
        for (visit, data) in self.visits.iter().enumerate() {
            let visit = visit as u32;
            let Some(&(team, _)) = places.get(&visit) else {
                fen += data.value;
                continue;
            };
            let own = self.instance.teams[team.ix()].agency;
            let labs = plan.labs.get(&visit).map_or(&[][..], Vec::as_slice);
            fen += (parcels(labs, own) * costs.courier_parcel.0) as f64;
        }
        fen
    }
}

/// Parcels of a visit: one for each lab that is not the own one.
pub fn parcels(labs: &[AgencyIx], own: AgencyIx) -> i64 {
    let mut sent: Vec<AgencyIx> = labs.iter().copied().filter(|&lab| lab != own).collect();
    sent.sort_unstable();
    sent.dedup();
    sent.len() as i64
}

/// Numbers for pairs of lab and group.
#[derive(Debug, Default)]
struct LabAccounts {
    names: Vec<(AgencyIx, String)>,
    at: HashMap<(AgencyIx, String), u32>,
}

impl LabAccounts {
    fn of(names: &[(AgencyIx, String)]) -> Self {
        let at = names.iter().cloned().zip(0..).collect();
        Self { names: names.to_vec(), at }
    }

    fn number(&mut self, lab: AgencyIx, group: &str) {
        let key = (lab, group.to_owned());
        if !self.at.contains_key(&key) {
            self.at.insert(key.clone(), self.names.len() as u32);
            self.names.push(key);
        }
    }

    fn get(&self, lab: AgencyIx, group: &str) -> u32 {
        self.at.get(&(lab, group.to_owned())).copied().unwrap_or(0)
    }
}

fn lab_groups(instance: &Instance) -> Vec<String> {
    let mut groups: Vec<String> =
        instance.categories.iter().map(|category| category.lab_group.clone()).collect();
    groups.sort();
    groups.dedup();
    groups
}

/// Number of each county that counts escorts, and visits a day; of two rows the stricter holds.
fn escort_accounts(instance: &Instance) -> BTreeMap<RegionIx, (u32, u16)> {
    let mut found: BTreeMap<RegionIx, (u32, u16)> = BTreeMap::new();
    for escort in &instance.escorts {
        let next = found.len() as u32;
        let cap = u16::try_from(escort.visits_per_day).unwrap_or(u16::MAX);
        let entry = found.entry(escort.region).or_insert((next, cap));
        entry.1 = entry.1.min(cap);
    }
    found
}

/// Quotas by program and category.
fn quota_index(instance: &Instance) -> HashMap<(u32, u32), Vec<u32>> {
    let mut index: HashMap<(u32, u32), Vec<u32>> = HashMap::new();
    for (at, quota) in instance.quotas.iter().enumerate() {
        index.entry((quota.program.0, quota.category.0)).or_default().push(at as u32);
    }
    index
}

fn years(screen: &Screen) -> Vec<u8> {
    use chrono::Datelike;
    let calendar = screen.calendar();
    let year = |day: usize| calendar.date(Day(day as u16)).year();
    (0..calendar.len()).map(|day| (year(day) - year(0)) as u8).collect()
}

/// What makes a group a visit.
struct Maker<'a> {
    instance: &'a Instance,
    travel: &'a Travel,
    screen: &'a Screen,
    accounts: &'a LabAccounts,
}

impl Maker<'_> {
    fn visit(
        &self,
        group: &merge::Group,
        escorts: &BTreeMap<RegionIx, (u32, u16)>,
        quotas: &HashMap<(u32, u32), Vec<u32>>,
    ) -> VisitData {
        let (instance, settings) = (self.instance, self.instance.settings());
        let site = &instance.enterprises[group.site.ix()];
        let work: i64 = group.tasks.iter().map(|&task| self.screen.work(task).0).sum();
        let lost = |task: &TaskIx| {
            let task = &instance.tasks[task.ix()];
            if task.required { settings.weights.required } else { task.value }
        };
        let value: Fen = group.tasks.iter().map(lost).sum();
        let mut counted: BTreeMap<u32, i32> = BTreeMap::new();
        for task in &group.tasks {
            let row = &instance.tasks[task.ix()];
            let category = instance.products[row.product.ix()].category;
            for &quota in quotas.get(&(row.program.0, category.0)).into_iter().flatten() {
                let region = instance.quotas[quota as usize].region;
                if instance.is_within(site.region, region) {
                    *counted.entry(quota).or_default() += row.batches as i32;
                }
            }
        }
        VisitData {
            site: group.site,
            work: (settings.policy.setup_minutes.0 + work) as i32,
            value: value.0 as f64,
            tasks: group.tasks.iter().map(|&task| self.task(task)).collect(),
            options: self.options(group),
            escort: escorts.get(&site.region).map(|&(account, _)| account),
            ceiling: (settings.policy.visits_per_year > 0).then_some(group.site.0),
            quotas: counted.into_iter().collect(),
            meetings: Vec::new(),
            seats: self.seats(group.site),
        }
    }

    fn task(&self, task: TaskIx) -> StopTask {
        let (mass, volume) = self.screen.load(task);
        let row = &self.instance.tasks[task.ix()];
        let category = self.instance.category_of(task);
        StopTask {
            batches: row.batches as i32,
            category: self.instance.products[row.product.ix()].category,
            mass: mass.0,
            volume: volume.0,
            deliver_within: category.deliver_within.map(|minutes| minutes.0 as i32),
        }
    }

    fn options(&self, group: &merge::Group) -> Vec<(TeamIx, TeamOption)> {
        let option = |team: TeamIx| {
            let days = self.screen.group_days(&group.tasks, team);
            if days.is_empty() {
                return None;
            }
            let labs: Vec<Vec<LabChoice>> =
                group.tasks.iter().map(|&task| self.labs(task, team, &days)).collect();
            labs.iter().all(|labs| !labs.is_empty()).then_some((team, TeamOption { days, labs }))
        };
        (0..self.instance.teams.len()).map(TeamIx::new).filter_map(option).collect()
    }

    fn labs(&self, task: TaskIx, team: TeamIx, days: &DaySet) -> Vec<LabChoice> {
        let group = &self.instance.category_of(task).lab_group;
        let mut choices: Vec<LabChoice> = Vec::new();
        for day in days.iter() {
            for option in self.screen.labs(task, team, day) {
                let known = choices.iter().position(|choice| choice.lab == option.lab);
                let at = known.unwrap_or_else(|| {
                    choices.push(LabChoice {
                        lab: option.lab,
                        carried: option.carried,
                        account: self.accounts.get(option.lab, group),
                        days: DaySet::empty(self.screen.calendar().len()),
                    });
                    choices.len() - 1
                });
                choices[at].days.insert(day);
            }
        }
        choices.sort_by_key(|choice| (!choice.carried, choice.lab));
        choices.truncate(usize::from(u8::MAX));
        choices
    }

    fn seats(&self, site: EnterpriseIx) -> Vec<RegionIx> {
        let place = Place::Enterprise(site);
        let mut seats: Vec<(u32, RegionIx)> = self
            .travel
            .seats()
            .iter()
            .filter_map(|&seat| {
                self.travel.leg(place, Place::Region(seat)).map(|leg| (leg.metres, seat))
            })
            .collect();
        seats.sort_unstable();
        seats.truncate(SEATS);
        seats.into_iter().map(|(_, seat)| seat).collect()
    }
}

/// Adds to every visit the others that restrict its day or team.
fn meet(instance: &Instance, screen: &Screen, merged: &Merged, visits: &mut [VisitData]) {
    let mut visit_of: HashMap<TaskIx, u32> = HashMap::new();
    let mut visits_at: HashMap<EnterpriseIx, Vec<u32>> = HashMap::new();
    for (at, group) in merged.groups.iter().enumerate() {
        visits_at.entry(group.site).or_default().push(at as u32);
        visit_of.extend(group.tasks.iter().map(|&task| (task, at as u32)));
    }
    for (at, group) in merged.groups.iter().enumerate() {
        let mut apart: BTreeMap<u32, u32> = BTreeMap::new();
        for &(other, months) in group.tasks.iter().flat_map(|&task| screen.apart(task)) {
            if let Some(&other) = visit_of.get(&other).filter(|&&other| other != at as u32) {
                let least = apart.entry(other).or_default();
                *least = months.max(*least);
            }
        }
        let apart = apart.into_iter().map(|(other, months)| (other, Meeting::Apart(months)));
        visits[at].meetings.extend(apart);
    }
    for conflict in &instance.conflicts {
        let (a, b, meeting) = match conflict.kind {
            ConflictKind::People(..) => continue,
            ConflictKind::SameDay(a, b) => (a, b, Meeting::SameDay),
            ConflictKind::NotSameDay(a, b) => (a, b, Meeting::NotSameDay),
            ConflictKind::NotSameTeam(a, b) => (a, b, Meeting::NotSameTeam),
        };
        let at = |site| visits_at.get(&site).cloned().unwrap_or_default();
        for &one in &at(a) {
            for &other in at(b).iter().filter(|&&other| other != one) {
                visits[one as usize].meetings.push((other, meeting));
                visits[other as usize].meetings.push((one, meeting));
            }
        }
    }
}

/// The ledger with every capacity and nothing booked.
fn ledger(
    instance: &Instance,
    screen: &Screen,
    accounts: &LabAccounts,
    escorts: &BTreeMap<RegionIx, (u32, u16)>,
    years: &[u8],
) -> Ledger {
    let (calendar, settings) = (screen.calendar(), instance.settings());
    let months = calendar.months().len();
    let year_count = years.last().map_or(1, |&last| usize::from(last) + 1);
    let mut lab_cap = vec![i32::MAX; accounts.names.len() * months];
    for row in &instance.lab_capacity {
        let Some(month) = calendar.months().iter().position(|month| *month == row.month) else {
            continue;
        };
        if accounts.at.contains_key(&(row.agency, row.lab_group.clone())) {
            let at = accounts.get(row.agency, &row.lab_group) as usize * months + month;
            lab_cap[at] = lab_cap[at].min(i32::try_from(row.batches).unwrap_or(i32::MAX));
        }
    }
    let mut escort_caps = vec![u16::MAX; escorts.len()];
    for &(account, cap) in escorts.values() {
        escort_caps[account as usize] = cap;
    }
    let quota = |row: &crate::model::Quota| QuotaBounds {
        min: row.min.unwrap_or(0) as i32,
        target: row.target.map(|target| target as i32),
        max: row.max.map_or(i32::MAX, |max| max as i32),
    };
    let ceiling = settings.policy.visits_per_year;
    let entry_cap =
        if ceiling == 0 { Vec::new() } else { entries_left(instance, screen, ceiling, year_count) };
    let accounts = Accounts {
        months,
        days: calendar.len(),
        years: year_count,
        lab_of: accounts.names.iter().map(|(lab, _)| lab.0).collect(),
        labs: instance.agencies.len(),
        working_days: (0..months).map(|month| i64::from(calendar.working_days(month))).collect(),
        month_weight: settings.weights.balance_month.0 as f64,
        shortfall_weight: settings.weights.shortfall.0 as f64,
        region_weight: settings.weights.balance_region.0 as f64,
        quotas: instance.quotas.iter().map(quota).collect(),
    };
    Ledger::new(accounts, lab_cap, &escort_caps, entry_cap)
}

/// Entries that the ceiling leaves to each site and calendar year after history.
fn entries_left(instance: &Instance, screen: &Screen, ceiling: u32, years: usize) -> Vec<u16> {
    use chrono::Datelike;
    let first = screen.calendar().date(Day(0)).year();
    let mut left =
        vec![u16::try_from(ceiling).unwrap_or(u16::MAX); instance.enterprises.len() * years];
    let mut seen = std::collections::HashSet::new();
    for row in &instance.history {
        let Some(site) = row.site else { continue };
        let year = usize::try_from(row.date.year() - first).unwrap_or(usize::MAX);
        if year < years && seen.insert((site, row.date)) {
            let left = &mut left[site.ix() * years + year];
            *left = left.saturating_sub(1);
        }
    }
    left
}
