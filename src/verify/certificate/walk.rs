//! The cheapest day of a team at given prices: ways by stop, minute and lunch, one after the other.
//!
//! A way beats another that stands at the same stop, if it is there no later, costs no more and was
//! nowhere where the other was not. A way is given up if the best that could still come, were the
//! team allowed to go everywhere twice, leaves it dearer than a day that is known.

use crate::model::{Place, Policy};
use crate::verify::opening::{Spans, end_of_work, is_open, working_spans};
use crate::verify::travel::Travel;

/// No cost reaches this.
const FAR: i64 = i64::MAX / 4;
/// Stops that a day is looked at for at most.
pub(super) const MOST: usize = 512;
/// Ways beyond which a day is too large.
const WAYS: usize = 3_000_000;

/// Numbers below [`MOST`].
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Set([u64; MOST / 64]);

impl Set {
    fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn holds(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let bits = |(at, &word): (usize, &u64)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        };
        self.0.iter().enumerate().flat_map(bits)
    }
}

/// A way to make a visit: minutes of work, and what it is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Offer {
    pub work: i64,
    pub worth: i64,
}

/// An enterprise that the team may visit.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub place: Place,
    pub open: Spans,
    pub offers: Vec<Offer>,
    /// Its county among those that count escorts.
    pub county: Option<usize>,
}

/// Where a day may start or end, and what that costs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Gate {
    pub place: Place,
    pub cost: i64,
}

/// Starts of a day, and its ends if it starts there.
pub(super) type Gates = (Vec<Gate>, Vec<Gate>);

/// A day of a team at given prices.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Day {
    /// First and last minute.
    pub limits: (i64, i64),
    pub stops: Vec<Stop>,
    /// Where it may start, each time with where it may end then.
    pub gates: Vec<Gates>,
    /// Most visits by county.
    pub escorts: Vec<u32>,
}

/// When a team is free, and whether it had its lunch or needs none.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Free {
    minute: i64,
    fed: bool,
}

#[derive(Clone)]
struct Way {
    cost: i64,
    stop: usize,
    free: Free,
    been: Set,
    dead: bool,
}

/// Costs of a leg and its minutes.
type Leg = Option<(i64, i64)>;

/// By offer and minute of arrival: when the work ends, and whether a pause held the lunch.
type Ends = Vec<Vec<Option<(i64, bool)>>>;

pub(super) struct Walk<'a> {
    day: &'a Day,
    policy: &'a Policy,
    /// Legs between stops, and from stops to the ends at hand.
    between: Vec<Vec<Leg>>,
    /// By stop.
    ends: Vec<Ends>,
}

impl<'a> Walk<'a> {
    /// Prepares a day; `metre` is the price of a metre. None if a visit could take no time.
    pub(super) fn new(
        day: &'a Day,
        policy: &'a Policy,
        travel: &Travel<'_>,
        metre: i64,
    ) -> Option<Self> {
        if day.stops.iter().any(|stop| stop.offers.iter().any(|offer| offer.work < 1)) {
            return None;
        }
        let leg = |from: &Stop, to: &Stop| leg(travel, metre, from.place, to.place);
        let between =
            day.stops.iter().map(|from| day.stops.iter().map(|to| leg(from, to)).collect());
        let mut walk = Self { day, policy, between: between.collect(), ends: Vec::new() };
        walk.ends = day.stops.iter().map(|stop| walk.work(stop)).collect();
        Some(walk)
    }

    fn work(&self, stop: &Stop) -> Ends {
        let mut starts: Vec<Option<i64>> = Vec::new();
        for minute in (0..=self.day.limits.1).rev() {
            let later = starts.last().copied().flatten();
            starts.push(if is_open(&stop.open, minute) { Some(minute) } else { later });
        }
        starts.reverse();
        let done = |work: i64, start: Option<i64>| {
            let end = end_of_work(&stop.open, start?, work)?;
            Some((end, self.pause_holds_lunch(&working_spans(&stop.open, start?, end))))
        };
        let offers = stop.offers.iter();
        offers.map(|offer| starts.iter().map(|start| done(offer.work, *start)).collect()).collect()
    }

    /// Whether a lunch fits between two spans of work.
    fn pause_holds_lunch(&self, work: &[(i64, i64)]) -> bool {
        let (from, to) = self.window();
        work.windows(2)
            .any(|pair| pair[0].1.max(from) + self.policy.lunch_minutes.0 <= pair[1].0.min(to))
    }

    fn window(&self) -> (i64, i64) {
        (i64::from(self.policy.lunch.from.0), i64::from(self.policy.lunch.to.0))
    }

    /// The states after a drive: without a lunch on the way, and with one.
    fn drive(&self, free: Free, minutes: i64) -> impl Iterator<Item = Free> + use<> {
        let (from, to) = self.window();
        let lunch = self.policy.lunch_minutes.0;
        let there = free.minute + minutes;
        let eats = !free.fed && free.minute.max(from) + lunch <= to;
        let fed = eats.then_some(Free { minute: there.max(from) + lunch, fed: true });
        std::iter::once(Free { minute: there, ..free }).chain(fed)
    }

    /// Whether a day may end after a drive: a lunch is needed if it covers the whole window.
    fn is_back(&self, free: Free, minutes: i64) -> bool {
        self.drive(free, minutes).any(|back| {
            back.minute <= self.day.limits.1 && (back.fed || back.minute < self.window().1)
        })
    }

    /// The states of a day that begins: one that sets off after the window opened needs no lunch, and
    /// none does where the policy knows none.
    fn starts(&self) -> [Free; 2] {
        let start = self.day.limits.0;
        let later = start.max(self.window().0 + 1);
        [
            Free { minute: start, fed: self.policy.lunch_minutes.0 <= 0 },
            Free { minute: later, fed: true },
        ]
    }

    /// The least that the day costs; none if there are too many ways.
    pub(super) fn cheapest(&self, travel: &Travel<'_>, metre: i64) -> Option<i64> {
        let mut best = FAR;
        for (sources, sinks) in self.day.gates.iter().filter(|(sources, _)| !sources.is_empty()) {
            let way = |from: Place, to: &Gate| {
                let (cost, minutes) = leg(travel, metre, from, to.place)?;
                Some((cost + to.cost, minutes))
            };
            for source in sources {
                let stays = |sink: &&Gate| sink.place == source.place && is_base(sink.place);
                for sink in sinks.iter().filter(|sink| !stays(sink)) {
                    if let Some((cost, minutes)) = way(source.place, sink)
                        && self.starts().iter().any(|free| self.is_back(*free, minutes))
                    {
                        best = best.min(source.cost + cost);
                    }
                }
            }
            let exits =
                |stop: &Stop| sinks.iter().filter_map(|sink| way(stop.place, sink)).collect();
            let exits: Vec<Vec<(i64, i64)>> = self.day.stops.iter().map(exits).collect();
            let search = Search { walk: self, rest: self.rest(&exits), exits };
            let entries = |source: &Gate| -> (i64, Vec<Leg>) {
                let to = |stop: &Stop| leg(travel, metre, source.place, stop.place);
                (source.cost, self.day.stops.iter().map(to).collect())
            };
            best = search.run(&sources.iter().map(entries).collect::<Vec<_>>(), best)?;
        }
        Some(best)
    }

    /// By stop, lunch and minute the least that the rest of a day costs, everywhere twice allowed.
    fn rest(&self, exits: &[Vec<(i64, i64)>]) -> Vec<[Vec<i64>; 2]> {
        let (minutes, stops) = (self.day.limits.1 as usize + 1, self.day.stops.len());
        let none = || [vec![FAR; minutes], vec![FAR; minutes]];
        let (mut rest, mut there) = (vec![none(); stops], vec![none(); stops]);
        for minute in (0..minutes).rev() {
            for fed in [false, true] {
                for (stop, there) in there.iter_mut().enumerate() {
                    let offers = self.day.stops[stop].offers.iter().zip(&self.ends[stop]);
                    let cost = offers.filter_map(|(offer, ends)| {
                        let (end, paused) = ends[minute]?;
                        let on = rest[stop][usize::from(fed || paused)].get(end as usize)?;
                        Some(on - offer.worth)
                    });
                    there[usize::from(fed)][minute] = cost.min().unwrap_or(FAR);
                }
            }
            for fed in [false, true] {
                for stop in 0..stops {
                    let free = Free { minute: minute as i64, fed };
                    let ends = exits[stop].iter().filter(|exit| self.is_back(free, exit.1));
                    let mut least = ends.map(|exit| exit.0).min().unwrap_or(FAR);
                    for (next, leg) in
                        self.between[stop].iter().enumerate().filter(|to| to.0 != stop)
                    {
                        let Some((cost, drive)) = *leg else { continue };
                        for at in self.drive(free, drive) {
                            let on = there[next][usize::from(at.fed)].get(at.minute as usize);
                            least = least.min(on.map_or(FAR, |on| cost + on));
                        }
                    }
                    rest[stop][usize::from(fed)][minute] = least;
                }
            }
        }
        rest
    }
}

fn leg(travel: &Travel<'_>, metre: i64, from: Place, to: Place) -> Leg {
    travel.leg(from, to).map(|leg| (leg.metres.saturating_mul(metre), leg.minutes))
}

fn is_base(place: Place) -> bool {
    matches!(place, Place::Agency(_))
}

/// Days that start at one place.
struct Search<'a> {
    walk: &'a Walk<'a>,
    rest: Vec<[Vec<i64>; 2]>,
    exits: Vec<Vec<(i64, i64)>>,
}

/// Ways under way.
struct Ways {
    all: Vec<Way>,
    by_minute: Vec<Vec<usize>>,
    /// Those that no other beats, cheapest first.
    by_stop: Vec<Vec<(Way, usize)>>,
}

impl Search<'_> {
    fn run(&self, sources: &[(i64, Vec<Leg>)], known: i64) -> Option<i64> {
        let (walk, stops) = (self.walk, self.walk.day.stops.len());
        let mut best = known.min(0);
        let mut ways = Ways {
            all: Vec::new(),
            by_minute: vec![Vec::new(); walk.day.limits.1 as usize + 1],
            by_stop: vec![Vec::new(); stops],
        };
        for (cost, entries) in sources {
            for free in walk.starts() {
                let been = Set::default();
                let start = Way { cost: *cost, stop: stops, free, been, dead: false };
                for (to, leg) in entries.iter().enumerate() {
                    leg.iter().for_each(|leg| self.go(&mut ways, &start, to, *leg, best));
                }
            }
        }
        for minute in 0..ways.by_minute.len() {
            // Work takes time, so that nobody is added to a minute that has begun.
            for at in std::mem::take(&mut ways.by_minute[minute]) {
                let way = ways.all[at].clone();
                if way.dead || way.cost + self.least(&way) >= best {
                    continue;
                }
                let exits = self.exits[way.stop].iter();
                let ends = exits.filter(|exit| walk.is_back(way.free, exit.1)).map(|exit| exit.0);
                best = best.min(ends.min().map_or(FAR, |end| way.cost + end));
                for (to, leg) in walk.between[way.stop].iter().enumerate() {
                    if let Some(leg) = leg.filter(|_| !way.been.holds(to)) {
                        self.go(&mut ways, &way, to, leg, best);
                    }
                }
                if ways.all.len() > WAYS {
                    return None;
                }
            }
        }
        Some(known.min(best))
    }

    fn least(&self, way: &Way) -> i64 {
        self.rest[way.stop][usize::from(way.free.fed)][way.free.minute as usize]
    }

    /// Goes on to a stop, in all ways that may lead below the best known.
    fn go(&self, ways: &mut Ways, from: &Way, to: usize, (drive, minutes): (i64, i64), best: i64) {
        let (walk, stop) = (self.walk, &self.walk.day.stops[to]);
        if let Some(county) = stop.county {
            let same = |at: &usize| walk.day.stops[*at].county == Some(county);
            if from.been.iter().filter(same).count() >= walk.day.escorts[county] as usize {
                return;
            }
        }
        let mut been = from.been;
        been.insert(to);
        for at in walk.drive(from.free, minutes) {
            for (offer, ends) in stop.offers.iter().zip(&walk.ends[to]) {
                let Some(Some((minute, paused))) = ends.get(at.minute as usize) else { continue };
                let free = Free { minute: *minute, fed: at.fed || *paused };
                let cost = from.cost + drive - offer.worth;
                let way = Way { cost, stop: to, free, been, dead: false };
                if free.minute <= walk.day.limits.1 && way.cost + self.least(&way) < best {
                    self.offer(ways, way);
                }
            }
        }
    }

    /// Keeps a way unless another one beats it; those that it beats die. None that is dearer beats it.
    fn offer(&self, ways: &mut Ways, way: Way) {
        let here = &mut ways.by_stop[way.stop];
        let dearer = here.partition_point(|(known, _)| known.cost <= way.cost);
        if here[..dearer].iter().any(|(known, _)| self.beats(known, &way)) {
            return;
        }
        let mut place = 0;
        here.retain(|(known, at)| {
            place += 1;
            let dies = place > dearer && self.beats(&way, known);
            if dies {
                ways.all[*at].dead = true;
            }
            !dies
        });
        here.insert(dearer, (way.clone(), ways.all.len()));
        ways.by_minute[way.free.minute as usize].push(ways.all.len());
        ways.all.push(way);
    }

    /// Whether a way is as good as another in everything.
    fn beats(&self, way: &Way, other: &Way) -> bool {
        way.cost <= other.cost
            && way.free.minute <= other.free.minute
            && way.free.fed >= other.free.fed
            && way.been.is_within(&other.been)
    }
}
