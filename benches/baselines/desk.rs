//! A plan in the making, visit by visit: every rule is asked before anything is put down, by the
//! parts of the library that know the rules; nothing of its search is used.

use std::collections::BTreeMap;

use onedoor::calendar::Day;
use onedoor::model::{AgencyIx, Place, RegionIx, TeamIx};
use onedoor::plan::Frame;
use onedoor::route::{Call, DayRules, Itinerary, Ledger, Outing, TeamOption, timetable};

/// A day as it could be: when its stops' work ends and when it is over, minutes; metres and minutes
/// driven.
pub struct Sketch {
    pub ends: Vec<i32>,
    pub home: i32,
    pub metres: u32,
}

/// The plan so far.
pub struct Desk<'f> {
    pub frame: &'f Frame<'f>,
    pub ledger: Ledger,
    pub plan: Itinerary,
    pub places: BTreeMap<u32, (TeamIx, Day)>,
    rules: DayRules,
}

impl<'f> Desk<'f> {
    pub fn new(frame: &'f Frame<'f>) -> Self {
        Self {
            frame,
            ledger: frame.ledger.clone(),
            plan: Itinerary::default(),
            places: BTreeMap::new(),
            rules: DayRules::new(&frame.instance.settings().policy),
        }
    }

    pub fn base(&self, team: TeamIx) -> Place {
        Place::Agency(self.frame.instance.teams[team.ix()].agency)
    }

    pub fn site(&self, visit: u32) -> Place {
        Place::Enterprise(self.frame.visits[visit as usize].site)
    }

    pub fn option(&self, visit: u32, team: TeamIx) -> Option<&'f TeamOption> {
        let options = &self.frame.visits[visit as usize].options;
        options.binary_search_by_key(&team, |(team, _)| *team).ok().map(|at| &options[at].1)
    }

    /// The day, if its stops can be made in this order.
    pub fn sketch(&self, team: TeamIx, day: Day, outing: &Outing) -> Option<Sketch> {
        let night = |seat: Option<RegionIx>| seat.map_or(self.base(team), Place::Region);
        let sites = outing.stops.iter().map(|&visit| self.site(visit));
        let places: Vec<Place> =
            std::iter::once(night(outing.from)).chain(sites).chain([night(outing.to)]).collect();
        let legs: Option<Vec<_>> =
            places.windows(2).map(|pair| self.frame.travel.leg(pair[0], pair[1])).collect();
        let legs = legs?;
        let drive: i32 = legs.iter().map(|leg| leg.minutes as i32).sum();
        let policy = &self.frame.instance.settings().policy;
        if i64::from(drive) > policy.drive_minutes.0 {
            return None;
        }
        let call = |(&visit, leg): (&u32, &onedoor::geography::Leg)| {
            let data = &self.frame.visits[visit as usize];
            let open = self.frame.screen.hours().open(data.site, day);
            Call { drive: leg.minutes as i32, open, work: data.work }
        };
        let calls: Vec<Call<'_>> = outing.stops.iter().zip(&legs).map(call).collect();
        let row = &self.frame.instance.teams[team.ix()];
        let hours = (row.day_start.0, row.day_end.0);
        let times = timetable(&self.rules, hours, &calls, legs.last()?.minutes as i32)?;
        Some(Sketch {
            ends: times.stops.iter().map(|stop| stop.end).collect(),
            home: times.arrive,
            metres: legs.iter().map(|leg| leg.metres).sum(),
        })
    }

    /// Whether everything but the clock allows a visit to a team on a day.
    pub fn free(&self, visit: u32, team: TeamIx, day: Day) -> bool {
        let data = &self.frame.visits[visit as usize];
        let year = usize::from(self.frame.years[usize::from(day.0)]);
        let agree = |&(other, meeting): &(u32, _)| {
            let there = self.places.get(&other);
            there.is_none_or(|&place| self.frame.agree(meeting, (team, day), place))
        };
        !self.places.contains_key(&visit)
            && self.option(visit, team).is_some_and(|option| option.days.contains(day))
            && self.ledger.admits(data.escort, day.0.into(), data.ceiling, year)
            && self.ledger.quotas_admit(&data.quotas)
            && data.meetings.iter().all(agree)
    }

    /// Labs with room for a visit: the own one first, and of the others the one whose months stay evenest.
    pub fn labs(&self, visit: u32, team: TeamIx, day: Day) -> Option<Vec<AgencyIx>> {
        let (option, data) = (self.option(visit, team)?, &self.frame.visits[visit as usize]);
        let month = self.frame.screen.calendar().month(day);
        let mut taken: BTreeMap<u32, i32> = BTreeMap::new();
        let mut labs = Vec::new();
        for (task, choices) in data.tasks.iter().zip(&option.labs) {
            let room = |account: u32| {
                let taken = taken.get(&account).copied().unwrap_or(0);
                self.ledger.lab_left(account, month).saturating_sub(taken) >= task.batches
            };
            let open = choices.iter().filter(|c| c.days.contains(day) && room(c.account));
            let uneven = |account| self.ledger.month_change(account, month, task.batches);
            let choice = open.min_by(|a, b| {
                let known = |lab: &AgencyIx| !labs.contains(lab);
                let order = (!a.carried, known(&a.lab)).cmp(&(!b.carried, known(&b.lab)));
                order.then(uneven(a.account).total_cmp(&uneven(b.account)))
            })?;
            *taken.entry(choice.account).or_default() += task.batches;
            labs.push(choice.lab);
        }
        Some(labs)
    }

    /// What a visit carries home with these labs: grams, millilitres, and the minutes within which.
    fn carried(&self, visit: u32, team: TeamIx, labs: &[AgencyIx]) -> (i64, i64, Option<i32>) {
        let own = self.frame.instance.teams[team.ix()].agency;
        let tasks = self.frame.visits[visit as usize].tasks.iter().zip(labs);
        let carried: Vec<_> = tasks.filter(|(_, lab)| **lab == own).map(|(task, _)| task).collect();
        let within = carried.iter().filter_map(|task| task.deliver_within).min();
        (carried.iter().map(|t| t.mass).sum(), carried.iter().map(|t| t.volume).sum(), within)
    }

    /// Whether what the days carry fits the vehicle and reaches the base in time.
    fn brings_home(&self, team: TeamIx, days: &[(&Outing, &Sketch)], labs: &Labs<'_>) -> bool {
        let row = &self.frame.instance.teams[team.ix()];
        let most = (
            row.vehicle_mass.map_or(i64::MAX, |most| most.0),
            row.vehicle_volume.map_or(i64::MAX, |most| most.0),
        );
        let (mut mass, mut volume) = (0, 0);
        let home = days.last().map_or(0, |(_, sketch)| sketch.home);
        for (at, (outing, sketch)) in days.iter().enumerate() {
            let later = 1440 * (days.len() - 1 - at) as i32;
            for (visit, end) in outing.stops.iter().zip(&sketch.ends) {
                let chosen = labs.get(visit).copied().or_else(|| self.plan.labs.get(visit));
                let carried = self.carried(*visit, team, chosen.map_or(&[][..], Vec::as_slice));
                (mass, volume) = (mass + carried.0, volume + carried.1);
                if carried.2.is_some_and(|within| later + home - end > within) {
                    return false;
                }
            }
        }
        mass <= most.0 && volume <= most.1
    }

    /// Puts one more visit into a day that begins and ends at the base, at a place among its stops,
    /// if it may; answers the metres more.
    pub fn insert(&mut self, visit: u32, team: TeamIx, day: Day, at: usize) -> Option<i64> {
        let (outing, sketch, labs) = self.inserted(visit, team, day, at)?;
        let before = self.plan.outings.get(&(team, day)).and_then(|o| self.sketch(team, day, o));
        self.plan.outings.insert((team, day), outing);
        self.put(visit, (team, day), labs);
        Some(i64::from(sketch.metres) - before.map_or(0, |before| i64::from(before.metres)))
    }

    /// The day with the visit in it, if that may be.
    pub fn inserted(
        &self,
        visit: u32,
        team: TeamIx,
        day: Day,
        at: usize,
    ) -> Option<(Outing, Sketch, Vec<AgencyIx>)> {
        if !self.free(visit, team, day) {
            return None;
        }
        let none = Outing { from: None, to: None, stops: Vec::new() };
        let mut outing = self.plan.outings.get(&(team, day)).cloned().unwrap_or(none);
        if outing.from.is_some() || outing.to.is_some() || at > outing.stops.len() {
            return None;
        }
        outing.stops.insert(at, visit);
        let sketch = self.sketch(team, day, &outing)?;
        let labs = self.labs(visit, team, day)?;
        let new = Labs::from([(visit, &labs)]);
        self.brings_home(team, &[(&outing, &sketch)], &new).then_some((outing, sketch, labs))
    }

    /// Puts down a tour of two days with one visit on each or on the second, if it may be.
    pub fn overnight(
        &mut self,
        team: TeamIx,
        first: Day,
        days: [Vec<u32>; 2],
        seat: RegionIx,
    ) -> bool {
        let second = Day(first.0 + 1);
        let [one, two] = days;
        let outings = [
            Outing { from: None, to: Some(seat), stops: one },
            Outing { from: Some(seat), to: None, stops: two },
        ];
        let taken = |day| self.plan.outings.contains_key(&(team, day));
        let on_time: Option<Vec<Sketch>> = outings
            .iter()
            .zip([first, second])
            .map(|(outing, day)| self.sketch(team, day, outing))
            .collect();
        let Some(sketches) = on_time.filter(|_| !taken(first) && !taken(second)) else {
            return false;
        };
        let visits = outings.iter().zip([first, second]);
        let visits: Vec<(u32, Day)> =
            visits.flat_map(|(o, day)| o.stops.iter().map(move |&v| (v, day))).collect();
        let labs: Option<Vec<(u32, Day, Vec<AgencyIx>)>> = visits
            .iter()
            .map(|&(visit, day)| {
                let free = self.free(visit, team, day);
                Some((visit, day, self.labs(visit, team, day).filter(|_| free)?))
            })
            .collect();
        let Some(labs) = labs else { return false };
        let new: Labs<'_> = labs.iter().map(|(visit, _, labs)| (*visit, labs)).collect();
        let days: Vec<(&Outing, &Sketch)> = outings.iter().zip(&sketches).collect();
        if !self.brings_home(team, &days, &new) {
            return false;
        }
        // One after the other: two visits of a tour may share a lab, a quota or escorts.
        for (visit, day, labs) in labs {
            if !self.free(visit, team, day) || self.labs(visit, team, day).as_ref() != Some(&labs) {
                self.take_back(team, &[first, second]);
                return false;
            }
            self.put(visit, (team, day), labs);
        }
        let keys = [(team, first), (team, second)];
        self.plan.outings.extend(keys.into_iter().zip(outings));
        true
    }

    fn put(&mut self, visit: u32, place: (TeamIx, Day), labs: Vec<AgencyIx>) {
        self.frame.book(&mut self.ledger, visit, place, &labs, 1);
        self.plan.labs.insert(visit, labs);
        self.places.insert(visit, place);
    }

    fn take_back(&mut self, team: TeamIx, days: &[Day]) {
        let there = |place: &(TeamIx, Day)| place.0 == team && days.contains(&place.1);
        let visits: Vec<(u32, (TeamIx, Day))> =
            self.places.iter().filter(|(_, place)| there(place)).map(|(&v, &p)| (v, p)).collect();
        for (visit, place) in visits {
            if let Some(labs) = self.plan.labs.remove(&visit) {
                self.frame.book(&mut self.ledger, visit, place, &labs, -1);
            }
            self.places.remove(&visit);
        }
    }

    /// Teams by the way from their base to a visit, the nearest first, that may ever make it.
    pub fn nearest_teams(&self, visit: u32) -> Vec<TeamIx> {
        let options = &self.frame.visits[visit as usize].options;
        let mut teams: Vec<(u32, TeamIx)> = options
            .iter()
            .map(|(team, _)| {
                let leg = self.frame.travel.leg(self.base(*team), self.site(visit));
                (leg.map_or(u32::MAX, |leg| leg.metres), *team)
            })
            .collect();
        teams.sort_unstable();
        teams.into_iter().map(|(_, team)| team).collect()
    }

    /// Offers a visit to the nearest team with a day that takes it, at the cheapest place of the
    /// first `days` of them; says whether it was placed.
    pub fn squeeze_in(&mut self, visit: u32, days: usize) -> bool {
        for team in self.nearest_teams(visit) {
            let Some(option) = self.option(visit, team) else { continue };
            let mut best: Option<(i64, Day, usize)> = None;
            let mut found = 0;
            for day in option.days.iter() {
                if found >= days || !self.free(visit, team, day) {
                    continue;
                }
                let outing = self.plan.outings.get(&(team, day));
                let before = outing.and_then(|outing| self.sketch(team, day, outing));
                let paid = before.map_or(-750_000, |before| i64::from(before.metres));
                let places = 0..=outing.map_or(0, |outing| outing.stops.len());
                let tried = places.filter_map(|at| {
                    let (_, sketch, _) = self.inserted(visit, team, day, at)?;
                    Some((i64::from(sketch.metres) - paid, day, at))
                });
                let here = tried.min();
                found += usize::from(here.is_some());
                best = best.into_iter().chain(here).min();
            }
            if let Some((_, day, at)) = best {
                return self.insert(visit, team, day, at).is_some();
            }
        }
        false
    }
}

type Labs<'a> = BTreeMap<u32, &'a Vec<AgencyIx>>;
