//! Whether a tour exists that holds one visit and nothing else: days of driving to a seat near the
//! enterprise, the day of the visit, days of driving home.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::case::is_lodging;
use super::day::{needs_lunch, overlap};
use super::ground::Ground;
use super::opening::{Spans, end_of_work, is_open, working_spans};
use crate::model::{EnterpriseIx, Place, Policy, RegionIx, TeamIx};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// What a visit needs of its day.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stay {
    /// The enterprise.
    pub site: EnterpriseIx,
    /// Its open spans on the day.
    pub spans: Spans,
    /// Minutes of work.
    pub work: i64,
    /// Samples reach the base within these minutes of the visit's end.
    pub deliver_within: Option<i64>,
}

/// Where a team can be after so many days of driving, and how it comes home.
struct Circle {
    /// `out[k]`: the places where the team can be after `k` days; 0 is the base.
    out: Vec<Vec<Place>>,
    /// `home[l]`: the places from which `l` days of driving lead home, with the earliest arrival
    /// on the last of them; 0 is the base itself.
    home: Vec<Vec<(Place, i64)>>,
}

/// How an enterprise lies in a team's circle.
struct Ways {
    /// `near[k]`: minutes from the nearest place where the team can be after `k` days. Only the
    /// nearest matters: being there sooner is never worse.
    near: Vec<Option<i64>>,
    /// `home[l]`: minutes to a place from which `l` days lead home, and the arrival on the last of
    /// them. Nearest first; what is farther away only counts if it is home sooner.
    home: Vec<Vec<(i64, i64)>>,
}

/// Remembers the circles of teams, and how enterprises lie in them.
pub(super) struct Reach<'g, 'a> {
    ground: &'g Ground<'a>,
    lodgings: Vec<Place>,
    circles: RefCell<BTreeMap<TeamIx, Rc<Circle>>>,
    ways: RefCell<BTreeMap<(TeamIx, EnterpriseIx), Rc<Ways>>>,
}

impl<'g, 'a> Reach<'g, 'a> {
    /// Prepares for one instance.
    pub(super) fn new(ground: &'g Ground<'a>) -> Self {
        let seats = (0..ground.instance.regions.len()).map(|at| Place::Region(RegionIx::new(at)));
        let lodgings = seats.filter(|seat| is_lodging(ground.instance, *seat)).collect();
        Self { ground, lodgings, circles: RefCell::default(), ways: RefCell::default() }
    }

    /// Whether a tour of the team holds the visit, with at most `before` days of driving before
    /// its day and `after` days after it, and at most `max_nights` of both.
    pub(super) fn holds(&self, team: TeamIx, stay: &Stay, before: usize, after: usize) -> bool {
        // From the base and back on one day, as most tasks can be drawn, needs no circle.
        let (base, site) = (self.ground.base(team), Place::Enterprise(stay.site));
        let (there, back) = (self.minutes(base, site), self.minutes(site, base));
        let shape = self.shape(team);
        if let (Some(there), Some(back)) = (there, back)
            && shape.holds(stay, there, back, None)
        {
            return true;
        }
        let nights = self.ground.team(team).max_nights as usize;
        if before.min(nights) + after.min(nights) == 0 {
            return false;
        }
        let ways = self.ways(team, stay.site);
        ways.near.iter().enumerate().take(before.saturating_add(1)).any(|(out, there)| {
            let home = ways.home.iter().enumerate().take(after.saturating_add(1));
            let mut home = home.take_while(|(days, _)| out + days <= nights);
            there.is_some_and(|there| {
                home.any(|(days, ends)| {
                    ends.iter().any(|&(back, arrival)| {
                        let later = (days > 0).then(|| days as i64 * DAY + arrival);
                        shape.holds(stay, there, back, later)
                    })
                })
            })
        })
    }

    fn minutes(&self, from: Place, to: Place) -> Option<i64> {
        self.ground.travel.leg(from, to).map(|leg| leg.minutes)
    }

    fn shape(&self, team: TeamIx) -> Shape<'a> {
        let row = self.ground.team(team);
        Shape {
            policy: &self.ground.instance.settings().policy,
            start: i64::from(row.day_start.0),
            end: i64::from(row.day_end.0),
        }
    }

    fn ways(&self, team: TeamIx, site: EnterpriseIx) -> Rc<Ways> {
        if let Some(ways) = self.ways.borrow().get(&(team, site)) {
            return ways.clone();
        }
        let (circle, place) = (self.circle(team), Place::Enterprise(site));
        let nearest = |starts: &Vec<Place>| {
            starts.iter().filter_map(|start| self.minutes(*start, place)).min()
        };
        let sooner = |ends: &Vec<(Place, i64)>| {
            let all = ends.iter();
            let all = all.filter_map(|(end, arrival)| Some((self.minutes(place, *end)?, *arrival)));
            let mut all: Vec<(i64, i64)> = all.collect();
            all.sort();
            let mut soonest = i64::MAX;
            all.retain(|(_, arrival)| {
                let is_sooner = *arrival < soonest;
                soonest = soonest.min(*arrival);
                is_sooner
            });
            all
        };
        let ways = Rc::new(Ways {
            near: circle.out.iter().map(nearest).collect(),
            home: circle.home.iter().map(sooner).collect(),
        });
        self.ways.borrow_mut().insert((team, site), ways.clone());
        ways
    }

    fn circle(&self, team: TeamIx) -> Rc<Circle> {
        if let Some(circle) = self.circles.borrow().get(&team) {
            return circle.clone();
        }
        let circle = Rc::new(self.explore(team));
        self.circles.borrow_mut().insert(team, circle.clone());
        circle
    }

    /// Day by day outwards and homewards, until another day brings nothing new.
    fn explore(&self, team: TeamIx) -> Circle {
        let (row, base) = (self.ground.team(team), self.ground.base(team));
        let shape = self.shape(team);
        let drive = |from, to| shape.drive(self.minutes(from, to)?);
        let mut circle = Circle { out: vec![vec![base]], home: vec![vec![(base, shape.start)]] };
        for _ in 0..row.max_nights {
            let Some(last) = circle.out.last() else { break };
            let leads = |seat: &&Place| last.iter().any(|from| drive(*from, **seat).is_some());
            let next: Vec<Place> = self.lodgings.iter().filter(leads).copied().collect();
            if next == *last {
                break;
            }
            circle.out.push(next);
        }
        for _ in 0..row.max_nights {
            let Some(last) = circle.home.last() else { break };
            let is_first = circle.home.len() == 1;
            let arrival = |seat: Place| {
                let onward = last.iter().filter_map(|(to, arrival)| {
                    let today = drive(seat, *to)?;
                    Some(if is_first { today } else { *arrival })
                });
                Some((seat, onward.min()?))
            };
            let next: Vec<(Place, i64)> =
                self.lodgings.iter().copied().filter_map(arrival).collect();
            if next == *last {
                break;
            }
            circle.home.push(next);
        }
        circle
    }
}

/// The hours of a team's day and the policy on lunch and driving.
struct Shape<'p> {
    policy: &'p Policy,
    start: i64,
    end: i64,
}

impl Shape<'_> {
    /// The lunches that the policy allows: all starts that keep inside the window.
    fn lunches(&self) -> impl Iterator<Item = (i64, i64)> + use<> {
        let length = self.policy.lunch_minutes.0;
        let (from, to) = (i64::from(self.policy.lunch.from.0), i64::from(self.policy.lunch.to.0));
        (from..=to.saturating_sub(length)).map(move |lunch| (lunch, lunch + length))
    }

    /// The earliest end of a day that is nothing but a drive; none if it is too long.
    fn drive(&self, minutes: i64) -> Option<i64> {
        if minutes > self.policy.drive_minutes.0 {
            return None;
        }
        let after_noon = self.start.max(i64::from(self.policy.lunch.from.0) + 1);
        let arrivals = [self.start, after_noon].into_iter().filter_map(|depart| {
            let straight = depart + minutes;
            if !needs_lunch(self.policy, depart, straight) {
                return Some(straight);
            }
            self.lunches().next().map(|(from, to)| straight + (to - from))
        });
        arrivals.min().filter(|arrival| *arrival <= self.end)
    }

    /// Whether the day holds a visit `there` minutes away from its start and `back` minutes from
    /// its end: tries every minute at which the work could start.
    fn holds(&self, stay: &Stay, there: i64, back: i64, later: Option<i64>) -> bool {
        if there.saturating_add(back) > self.policy.drive_minutes.0 {
            return false;
        }
        for start in self.start + there..=self.end - back {
            if !is_open(&stay.spans, start) {
                continue;
            }
            // Later starts end later: once it is too late, it stays so.
            let Some(end) = end_of_work(&stay.spans, start, stay.work) else { return false };
            if end + back > self.end {
                return false;
            }
            let Some(home) = self.back(stay, (start, end), there, back) else { continue };
            let delivered = later.unwrap_or(home) - end;
            if stay.deliver_within.is_none_or(|within| delivered <= within) {
                return true;
            }
        }
        false
    }

    /// When a day that works from `start` to `end` is back at the earliest; none if a lunch is
    /// needed and has no place.
    fn back(&self, stay: &Stay, (start, end): (i64, i64), there: i64, back: i64) -> Option<i64> {
        if !needs_lunch(self.policy, start - there, end + back) {
            return Some(end + back);
        }
        let work = working_spans(&stay.spans, start, end);
        let at = |lunch: (i64, i64)| {
            let idle = work.iter().all(|worked| overlap(*worked, lunch) == 0);
            let morning = start - self.start - overlap(lunch, (self.start, start));
            if !idle || morning < there {
                return None;
            }
            (end + back..=self.end).find(|home| *home - end - overlap(lunch, (end, *home)) >= back)
        };
        self.lunches().filter_map(at).min()
    }
}
