//! A tiny problem with everything that may be tried in it.

use std::collections::BTreeMap;

use onedoor::bound::{self, Effort, Ground};
use onedoor::calendar::{Calendar, Day, OpenHours, earliest_start, work_end};
use onedoor::draw;
use onedoor::geography::Travel;
use onedoor::model::{
    AgencyIx, BASE, Clock, Information, Instance, Metres, Minutes, Objective, Place, Plan, Reason,
    RegionIx, Rule, TaskIx, Tour, TourDay, Unplanned, Visit, VisitTask,
};
use onedoor::plan::{self, Limits, Unwatched};
use onedoor::rules::Screen;
use onedoor::verify;

pub const DAYS: usize = 3;

/// One visit of a candidate: tasks of a site on a team and day.
#[derive(Clone, Debug)]
pub struct Stop {
    tasks: Vec<TaskIx>,
    team: usize,
    day: usize,
}

pub struct World<'a> {
    instance: &'a Instance,
    travel: Travel,
    calendar: Calendar,
    hours: OpenHours,
    seats: Vec<RegionIx>,
    /// What the planner said of tasks that are impossible alone; the judge checks the claims.
    impossible: BTreeMap<TaskIx, Unplanned>,
}

impl World<'_> {
    fn days(&self) -> usize {
        self.calendar.len().min(DAYS)
    }

    /// Every way to put the possible tasks into visits, team-days and orders.
    fn layouts(&self) -> Vec<Vec<Stop>> {
        let tasks: Vec<TaskIx> = (0..self.instance.tasks.len())
            .map(TaskIx::new)
            .filter(|task| !self.impossible.contains_key(task))
            .collect();
        let mut found = Vec::new();
        self.place(&tasks, &mut Vec::new(), &mut found);
        found
    }

    fn place(&self, left: &[TaskIx], stops: &mut Vec<Stop>, found: &mut Vec<Vec<Stop>>) {
        let Some((&task, rest)) = left.split_first() else {
            found.push(stops.clone());
            return;
        };
        self.place(rest, stops, found);
        let site = |task: TaskIx| self.instance.tasks[task.ix()].site;
        for at in 0..stops.len() {
            if site(stops[at].tasks[0]) == site(task) {
                stops[at].tasks.push(task);
                self.place(rest, stops, found);
                stops[at].tasks.pop();
            }
        }
        for team in 0..self.instance.teams.len() {
            for day in 0..self.days() {
                // The order of a day is the order of the list: every position is tried.
                for at in 0..=stops.len() {
                    let later = |stop: &Stop| (stop.team, stop.day) == (team, day);
                    if at < stops.len() && !later(&stops[at]) {
                        continue;
                    }
                    stops.insert(at, Stop { tasks: vec![task], team, day });
                    self.place(rest, stops, found);
                    stops.remove(at);
                }
            }
        }
    }

    /// Every choice of nights for the days of one layout: for each team and evening a seat or the
    /// base, as long as nobody sleeps away for nothing.
    fn nights(&self, stops: &[Stop]) -> Vec<Vec<Option<RegionIx>>> {
        let evenings = self.instance.teams.len() * (self.days() - 1);
        let mut found = vec![vec![]];
        for evening in 0..evenings {
            let team = evening / (self.days() - 1);
            let used = stops.iter().any(|stop| stop.team == team);
            let mut next = Vec::new();
            for choice in &found {
                let seats = self.seats.iter().map(|&seat| Some(seat));
                for night in std::iter::once(None).chain(seats.filter(|_| used)) {
                    let mut longer: Vec<Option<RegionIx>> = choice.clone();
                    longer.push(night);
                    next.push(longer);
                }
            }
            found = next;
        }
        found
    }

    fn night(&self, nights: &[Option<RegionIx>], team: usize, evening: usize) -> Option<RegionIx> {
        nights.get(team * (self.days() - 1) + evening).copied().flatten()
    }

    /// The days on the road of a layout with nights: team, day, places in order, stops.
    fn road(&self, stops: &[Stop], nights: &[Option<RegionIx>]) -> Vec<Road> {
        let mut road = Vec::new();
        for team in 0..self.instance.teams.len() {
            let base = Place::Agency(self.instance.teams[team].agency);
            for day in 0..self.days() {
                let own: Vec<usize> = (0..stops.len())
                    .filter(|&at| (stops[at].team, stops[at].day) == (team, day))
                    .collect();
                let from = (day > 0).then(|| self.night(nights, team, day - 1)).flatten();
                let to = if day + 1 < self.days() { self.night(nights, team, day) } else { None };
                if own.is_empty() && from.is_none() && to.is_none() {
                    continue;
                }
                let site = |&at: &usize| {
                    Place::Enterprise(self.instance.tasks[stops[at].tasks[0].ix()].site)
                };
                let mut places = vec![from.map_or(base, Place::Region)];
                places.extend(own.iter().map(site));
                places.push(to.map_or(base, Place::Region));
                road.push(Road { team, day, from, to, places, stops: own });
            }
        }
        road
    }

    fn road_cost(&self, road: &[Road]) -> Option<i64> {
        let costs = &self.instance.settings().costs;
        let mut metres = 0;
        for day in road {
            for pair in day.places.windows(2) {
                metres += i64::from(self.travel.leg(pair[0], pair[1])?.metres);
            }
        }
        let nights = road.iter().filter(|day| day.to.is_some()).count() as i64;
        let travel = costs.km.scaled(Metres(metres).kilometres());
        Some((travel + costs.team_day.times(road.len() as i64) + costs.night.times(nights)).0)
    }

    fn lost(&self, stops: &[Stop]) -> i64 {
        let planned: Vec<TaskIx> = stops.iter().flat_map(|stop| stop.tasks.clone()).collect();
        (0..self.instance.tasks.len())
            .map(TaskIx::new)
            .filter(|task| !planned.contains(task) && !self.impossible.contains_key(task))
            .map(|task| {
                let row = &self.instance.tasks[task.ix()];
                if row.required { self.instance.settings().weights.required.0 } else { row.value.0 }
            })
            .sum()
    }

    /// A day walked from minute to minute, with every start of a lunch: the earliest return.
    fn walk(&self, road: &Road, stops: &[Stop]) -> Option<Walked> {
        let policy = &self.instance.settings().policy;
        let team = &self.instance.teams[road.team];
        let (from, to) = (policy.lunch.from.0, policy.lunch.to.0);
        let length = policy.lunch_minutes.0 as i32;
        let lunches = std::iter::once(None).chain((from..=to - length).map(Some));
        let starts = [team.day_start.0, team.day_start.0.max(from + 1)];
        let mut best: Option<Walked> = None;
        for lunch in lunches {
            for depart in starts {
                let Some(walked) = self.walk_with(road, stops, depart, lunch, length) else {
                    continue;
                };
                let needs = walked.depart <= from && walked.back >= to;
                if walked.back <= team.day_end.0
                    && (lunch.is_some() || !needs)
                    && best.as_ref().is_none_or(|known| walked.back < known.back)
                {
                    best = Some(walked);
                }
            }
        }
        best
    }

    fn walk_with(
        &self,
        road: &Road,
        stops: &[Stop],
        depart: i32,
        lunch: Option<i32>,
        length: i32,
    ) -> Option<Walked> {
        let eating = |minute: i32| lunch.is_some_and(|l| (l..l + length).contains(&minute));
        let drive = |mut now: i32, mut minutes: i32| {
            while minutes > 0 {
                minutes -= i32::from(!eating(now));
                now += 1;
            }
            now
        };
        let (mut now, mut times) = (depart, Vec::new());
        for (pair, &at) in road.places.windows(2).zip(&road.stops) {
            let stop = &stops[at];
            let site = self.instance.tasks[stop.tasks[0].ix()].site;
            let open = self.hours.open(site, Day(road.day as u16));
            let arrive = drive(now, self.travel.leg(pair[0], pair[1])?.minutes as i32);
            let work = |task: &TaskIx| {
                let minutes = self.instance.category_of(*task).sample_minutes.0;
                minutes * i64::from(self.instance.tasks[task.ix()].batches)
            };
            let setup = self.instance.settings().policy.setup_minutes.0;
            let work = (setup + stop.tasks.iter().map(work).sum::<i64>()) as i32;
            let mut start = earliest_start(open, arrive)?;
            let mut end = work_end(open, start, work)?;
            let at_work = |minute: i32| open.iter().any(|i| (i.from..i.to).contains(&minute));
            if let Some(l) = lunch.filter(|_| (start..end).any(|m| eating(m) && at_work(m))) {
                start = earliest_start(open, arrive.max(l + length))?;
                end = work_end(open, start, work)?;
            }
            times.push((arrive, start, end));
            now = end;
        }
        let last = &road.places[road.places.len() - 2..];
        let back = drive(now, self.travel.leg(last[0], last[1])?.minutes as i32);
        Some(Walked { depart, times, back, lunch })
    }

    /// The candidate as a plan, its claims about money left to the judge.
    fn plan(
        &self,
        stops: &[Stop],
        road: &[Road],
        walked: &[Walked],
        labs: &[Vec<AgencyIx>],
        model: &Plan,
    ) -> Plan {
        let date = |day: usize| self.calendar.date(Day(day as u16));
        let mut visits = Vec::new();
        let mut tours: Vec<Tour> = Vec::new();
        let mut open = false;
        for (day, walked) in road.iter().zip(walked) {
            let team = self.instance.teams[day.team].id.clone();
            for (&at, &(arrive, start, end)) in day.stops.iter().zip(&walked.times) {
                let stop = &stops[at];
                let task = |(task, lab): (&TaskIx, &AgencyIx)| VisitTask {
                    task: self.instance.tasks[task.ix()].id.clone(),
                    lab: self.instance.agencies[lab.ix()].id.clone(),
                };
                let site = self.instance.tasks[stop.tasks[0].ix()].site;
                visits.push(Visit {
                    id: format!("V{at}"),
                    site: self.instance.enterprises[site.ix()].id.clone(),
                    tasks: stop.tasks.iter().zip(&labs[at]).map(task).collect(),
                    team: team.clone(),
                    date: date(day.day),
                    arrive: Clock(arrive),
                    start: Clock(start),
                    end: Clock(end),
                });
            }
            let place = |seat: Option<RegionIx>| {
                seat.map_or(BASE.to_owned(), |seat| self.instance.place_name(Place::Region(seat)))
            };
            let (mut metres, mut minutes) = (0, 0);
            for pair in day.places.windows(2) {
                let leg = self.travel.leg(pair[0], pair[1]).unwrap();
                metres += i64::from(leg.metres);
                minutes += i64::from(leg.minutes);
            }
            let out = TourDay {
                date: date(day.day),
                from: place(day.from),
                depart: Clock(walked.depart),
                stops: day.stops.iter().map(|at| format!("V{at}")).collect(),
                to: place(day.to),
                arrive: Clock(walked.back),
                lunch: walked.lunch.map(Clock),
                metres: Metres(metres),
                drive_minutes: Minutes(minutes),
            };
            match tours.last_mut().filter(|_| open) {
                Some(tour) => tour.days.push(out),
                None => {
                    tours.push(Tour { id: format!("R{}", tours.len()), team, days: vec![out] });
                }
            }
            open = day.to.is_some();
        }
        let planned: Vec<TaskIx> = stops.iter().flat_map(|stop| stop.tasks.clone()).collect();
        let unplanned = (0..self.instance.tasks.len())
            .map(TaskIx::new)
            .filter(|task| !planned.contains(task))
            .map(|task| {
                self.impossible.get(&task).cloned().unwrap_or_else(|| Unplanned {
                    task: self.instance.tasks[task.ix()].id.clone(),
                    impossible: false,
                    queue: None,
                    reasons: vec![Reason {
                        rule: Rule::Day,
                        detail: "tried".into(),
                        note: None,
                        since: None,
                    }],
                })
            })
            .collect();
        Plan {
            objective: Objective::default(),
            information: Information::default(),
            bound: None,
            visits,
            tours,
            unplanned,
            ..model.clone()
        }
    }

    /// Every choice of labs for the tasks of every stop.
    fn labs(&self, stops: &[Stop]) -> Vec<Vec<Vec<AgencyIx>>> {
        let mut found = vec![vec![]];
        for stop in stops {
            let mut choices: Vec<Vec<AgencyIx>> = vec![vec![]];
            for _ in &stop.tasks {
                let agencies = (0..self.instance.agencies.len()).map(AgencyIx::new);
                choices = agencies
                    .flat_map(|lab| {
                        choices.iter().map(move |known| {
                            let mut longer = known.clone();
                            longer.push(lab);
                            longer
                        })
                    })
                    .collect();
            }
            found = found
                .into_iter()
                .flat_map(|known: Vec<Vec<AgencyIx>>| {
                    choices.iter().map(move |choice| {
                        let mut longer = known.clone();
                        longer.push(choice.clone());
                        longer
                    })
                })
                .collect();
        }
        found
    }

    /// The cheapest total that the judge accepts; candidates that can't beat `best` are not judged.
    pub fn cheapest(&self, model: &Plan) -> i64 {
        let mut candidates = Vec::new();
        for stops in self.layouts() {
            let lost = self.lost(&stops);
            for nights in self.nights(&stops) {
                let road = self.road(&stops, &nights);
                if let Some(cost) = self.road_cost(&road) {
                    candidates.push((cost + lost, stops.clone(), road));
                }
            }
        }
        candidates.sort_by_key(|(cost, _, _)| *cost);
        let mut best = i64::MAX;
        for (cost, stops, road) in &candidates {
            if *cost >= best {
                break;
            }
            let walked: Option<Vec<Walked>> =
                road.iter().map(|day| self.walk(day, stops)).collect();
            let Some(walked) = walked else { continue };
            for labs in self.labs(stops) {
                let mut plan = self.plan(stops, road, &walked, &labs, model);
                let first = verify::judge(self.instance, &plan);
                plan.objective = first.objective;
                plan.information = first.information;
                let verdict = verify::judge(self.instance, &plan);
                if verdict.violations.is_empty() {
                    best = best.min(verdict.objective.total.0);
                }
            }
        }
        best
    }
}

pub struct Road {
    team: usize,
    day: usize,
    from: Option<RegionIx>,
    to: Option<RegionIx>,
    places: Vec<Place>,
    stops: Vec<usize>,
}

pub struct Walked {
    depart: i32,
    times: Vec<(i32, i32, i32)>,
    back: i32,
    lunch: Option<i32>,
}

pub fn solved(instance: &Instance) -> Plan {
    let limits = Limits::new(200, 7);
    let planned = plan::plan(instance, &limits, &Unwatched).unwrap();
    assert!(planned.verdict.violations.is_empty(), "{:?}", planned.verdict.violations);
    planned.plan
}

pub fn world<'a>(instance: &'a Instance, plan: &Plan) -> World<'a> {
    let impossible = plan.unplanned.iter().filter(|left| left.impossible);
    let calendar = Calendar::new(instance);
    let mut seats = Travel::new(instance).unwrap().seats().to_vec();
    seats.truncate(4);
    World {
        instance,
        travel: Travel::new(instance).unwrap(),
        hours: OpenHours::new(instance, &calendar),
        seats,
        impossible: impossible
            .map(|left| (instance.task(&left.task).unwrap(), left.clone()))
            .collect(),
        calendar,
    }
}

/// What is proved for an instance.
pub struct Proofs {
    /// The bounds with no effort and with some, and what the judge finds proved by the prices of the second, which
    /// is no less; fen.
    pub bounds: Vec<i64>,
    /// Whether there are prices for the judge to look at.
    pub is_certified: bool,
    /// Whether tasks beside nights have prices.
    pub beside_nights: bool,
}

/// Proves bounds for an instance.
pub fn proved(instance: &Instance, plan: &Plan) -> Proofs {
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    let travel = Travel::new(instance).unwrap();
    let screen = Screen::new(instance, &calendar, &hours, &travel);
    let draw = draw::run(instance, &screen);
    let ground = Ground { instance, screen: &screen, draw: &draw };
    let proofs = [0, 20]
        .map(|effort| bound::prove(ground, (plan, &[]), Effort::Units(effort), &bound::Unwatched));
    let mut bounds: Vec<i64> = proofs.iter().map(|proof| proof.total.0).collect();
    let certificate = proofs[1].certificate.as_ref();
    bounds.extend(certificate.map(|certificate| {
        let again = verify::certify(instance, plan, certificate).unwrap();
        assert!(again >= certificate.bound, "{again:?} < {:?}", certificate.bound);
        again.0
    }));
    let nights = certificate.iter().flat_map(|certificate| &certificate.nights);
    let beside_nights = nights.flat_map(|night| &night.seats).any(|seat| !seat.tasks.is_empty());
    Proofs { bounds, is_certified: certificate.is_some(), beside_nights }
}
