//! A bound from minutes alone, cheap on any instance.
//!
//! Driving and working of a team's days fit into their minutes, a lunch beside them if a day covers
//! the lunch window. A visit takes its work and half of the drives to its door and on from it, which are no shorter
//! than the shortest that its team could make (`approach`). A tour that makes it also drives there from its base and
//! back, so that fewer minutes are left for all its visits: the farther a site, the dearer its minutes, at the price
//! of the tour of as many days as make them cheapest. All sites of a tour lie no farther than its farthest, so that
//! what they pay together is no more than the tour costs. The two drives are not two: of the drives around the door
//! and the way out and back a share counts of each, together one, and the shares that prove most are taken.
//!
//! Of tasks that lie too close to each other on any days all but one are
//! left out: a price on that (Lagrange's) lowers what leaving one of them out costs, as far as no visit becomes
//! cheaper by it, and is earned for all but one. Ignored: opening hours, windows, labs, and how visits fit together.

use rayon::prelude::*;

use super::approach::{self, Group};
use super::cells::Cell;
use super::wanted::{Want, Wanted, WantedSite};
use super::{Ground, MILLI, evenness, rivals};
use crate::geography::Leg;
use crate::model::{AgencyIx, Place, Team, TeamIx};

/// Shares that are tried are multiples of one in so many.
const SHARES: i64 = 4;
/// Fees for nights that are tried are such parts of what a day costs.
const FEES: i64 = 30;

/// What is proved by minutes.
pub struct Simple {
    /// The bound, thousandths of a fen.
    pub bound: i64,
    /// The price on each set of rivals.
    pub rivals: Vec<i64>,
    /// The share of the drives around doors, of [`SHARES`], that proves most.
    pub share: i64,
}

/// Proves the bound.
pub fn simple(ground: Ground<'_>, wanted: &Wanted, reach: &Reach) -> Simple {
    let rivals = rivals::cliques(ground, wanted);
    let proved = |share: i64| {
        let sites = wanted.sites.par_iter().enumerate();
        let costs: Vec<(i64, Vec<i64>)> =
            sites.map(|site| reach.costs(wanted, site, share)).collect();
        let mut works = vec![0; wanted.tasks.len()];
        for (site, (_, work)) in wanted.sites.iter().zip(&costs) {
            site.tasks.iter().zip(work).for_each(|(&task, &work)| works[task] = work);
        }
        let entries = costs.into_iter().map(|(entry, _)| entry).collect();
        let values = wanted.tasks.iter().map(|want| want.value).collect();
        let mut least = Least { sites: &wanted.sites, entries, works, values };
        let (earned, rivals) = least.earn(&rivals);
        let costs = (0..wanted.sites.len()).map(|site| least.cost(site));
        let bound = costs.fold(earned, i64::saturating_add);
        Simple { bound, rivals, share }
    };
    let none = || Simple { bound: 0, rivals: Vec::new(), share: 0 };
    let best = (0..=SHARES).map(proved).max_by_key(|proved| proved.bound).unwrap_or_else(none);
    Simple { bound: best.bound.saturating_add(evenness::least(ground, wanted)), ..best }
}

/// Teams of one base and one working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Crew {
    base: AgencyIx,
    /// Most minutes of driving and working in a day.
    minutes: i64,
    /// Most days of a tour.
    days: i64,
}

/// Who may make visits, and how far they lie.
pub struct Reach {
    crews: Vec<Crew>,
    /// The crew of each team.
    crew_of: Vec<usize>,
    /// For each wanted task the crews that could draw it.
    able: Vec<Vec<usize>>,
    /// For each site the crews that may draw something there, in order.
    access: Vec<Vec<Access>>,
    /// Minutes of a visit before any of its tasks.
    setup: i64,
    /// What a day costs, thousandths of a fen.
    day: i64,
    /// The same for a night.
    night: i64,
    /// The same for a metre.
    metre: i64,
}

/// How a crew comes to a site.
#[derive(Clone, Copy, Debug)]
struct Access {
    crew: usize,
    /// The least way out and back.
    trip: Leg,
    /// Half of the drives to the site and on from it.
    approach: Leg,
}

/// A visit to a site by a team of a cell.
#[derive(Clone, Copy, Debug)]
pub struct Lone {
    /// What a minute of work costs at least, thousandths of a fen …
    pub rate: i64,
    /// … and what everything before the work does.
    pub entry: i64,
    /// Minutes of a day that are driven to the site and on from it, half of each, at least.
    pub drive: i64,
    /// Minutes of the day, at most.
    pub of_day: i64,
}

/// How minutes are priced.
#[derive(Clone, Copy, Debug)]
pub enum Rate {
    /// By whole tours, with such a share of the drives around doors.
    Tours(i64),
    /// By single days, with such a fee for nights.
    Days(i64),
}

impl Reach {
    /// Who may make visits, and how far the sites lie.
    pub fn new(ground: Ground<'_>, wanted: &Wanted) -> Self {
        let settings = ground.instance.settings();
        let mut crews = Vec::new();
        let crew_of = ground.instance.teams.iter().map(|team| {
            let minutes = useful_minutes(ground, team).max(0);
            let days = i64::from(team.max_nights) + 1;
            let crew = Crew { base: team.agency, minutes: minutes.into(), days };
            crews.iter().position(|known| *known == crew).unwrap_or_else(|| {
                crews.push(crew);
                crews.len() - 1
            })
        });
        let crew_of: Vec<usize> = crew_of.collect();
        let teams: Vec<TeamIx> = (0..crew_of.len()).map(TeamIx::new).collect();
        let able = |want: &Want| -> Vec<TeamIx> {
            let teams = teams.iter().copied();
            teams.filter(|team| ground.screen.could_draw(want.task, *team)).collect()
        };
        let able: Vec<Vec<TeamIx>> = wanted.tasks.par_iter().map(able).collect();
        let mut bases: Vec<Place> = crews.iter().map(|crew| Place::Agency(crew.base)).collect();
        bases.sort_unstable();
        bases.dedup();
        let trips = ground.screen.travel().round_trips(&bases, &wanted.places(ground));
        let base_of =
            |crew: usize| bases.partition_point(|base| *base < Place::Agency(crews[crew].base));
        let group = |(at, crew): (usize, &Crew)| {
            let teams = teams.iter().copied().filter(|team| crew_of[team.ix()] == at).collect();
            Group { base: crew.base, teams, sleeps: crew.days > 1 }
        };
        let groups: Vec<Group> = crews.iter().enumerate().map(group).collect();
        let access = |(site, of_site): (usize, Vec<(usize, Leg)>)| {
            let access = |(crew, approach): (usize, Leg)| Access {
                crew,
                trip: trips[base_of(crew)][site],
                approach,
            };
            of_site.into_iter().map(access).collect()
        };
        let approaches = approach::approaches(ground, wanted, &groups, &able);
        let access = approaches.into_iter().enumerate().map(access).collect();
        let crews_of = |teams: &Vec<TeamIx>| {
            let mut crews: Vec<usize> = teams.iter().map(|team| crew_of[team.ix()]).collect();
            crews.sort_unstable();
            crews.dedup();
            crews
        };
        Self {
            able: able.iter().map(crews_of).collect(),
            access,
            crews,
            crew_of,
            setup: settings.policy.setup_minutes.0,
            day: settings.costs.team_day.0.max(0) * MILLI,
            night: settings.costs.night.0.max(0) * MILLI,
            metre: settings.costs.km.0,
        }
    }

    /// The least that a minute at a site costs a crew, with such a share of the drives around doors; none if no tour
    /// comes there. Rounded down: a bound may be too low, never too high.
    fn minute(&self, Access { crew, trip: way, .. }: Access, share: i64) -> Option<i64> {
        let Crew { minutes, days, .. } = self.crews[crew];
        let rest = SHARES - share;
        let driving = rest.saturating_mul(i64::from(way.metres).saturating_mul(self.metre));
        let rate = |count: i64| {
            let minutes = SHARES * count * minutes - rest * i64::from(way.minutes);
            let cost = SHARES.saturating_mul(count * self.day + (count - 1) * self.night);
            (minutes > 0).then(|| cost.saturating_add(driving) / minutes)
        };
        (1..=days).filter_map(rate).min()
    }

    /// What a visit to a site costs before any of its tasks, and what each of them costs, so that no tour
    /// costs less than its visits.
    fn costs(
        &self,
        wanted: &Wanted,
        (at, site): (usize, &WantedSite),
        share: i64,
    ) -> (i64, Vec<i64>) {
        let rates: Vec<(Access, i64)> = self.access[at]
            .iter()
            .filter_map(|&access| Some((access, self.minute(access, share)?)))
            .collect();
        // Nobody can draw what no tour comes to: it costs what leaving it out costs.
        let work = |&task: &usize| {
            let want = &wanted.tasks[task];
            let able = |of: &&(Access, i64)| self.able[task].binary_search(&of.0.crew).is_ok();
            let rate = rates.iter().filter(able).map(|(_, rate)| *rate).min();
            rate.map_or(want.value, |rate| rate.saturating_mul(want.work.into()))
        };
        let entries = rates.iter().map(|(access, rate)| self.entry(*rate, access.approach, share));
        (entries.min().unwrap_or(0), site.tasks.iter().map(work).collect())
    }

    /// What a visit costs before any of its tasks.
    fn entry(&self, rate: i64, way: Leg, share: i64) -> i64 {
        let minutes = self.setup * SHARES + share * i64::from(way.minutes);
        let driving = share.saturating_mul(i64::from(way.metres).saturating_mul(self.metre));
        rate.saturating_mul(minutes).saturating_add(driving) / SHARES
    }

    /// How a crew comes to a site, if it may draw something there.
    fn access(&self, crew: usize, site: usize) -> Option<Access> {
        let of_site = &self.access[site];
        Some(of_site[of_site.binary_search_by_key(&crew, |access| access.crew).ok()?])
    }

    /// The crews whose teams a cell holds.
    fn crews(&self, cell: &Cell) -> Vec<usize> {
        let mut crews: Vec<usize> =
            cell.members.iter().map(|(team, _)| self.crew_of[team.ix()]).collect();
        crews.sort_unstable();
        crews.dedup();
        crews
    }

    /// The least that a visit takes in a cell; none if nobody comes there.
    pub fn lone(&self, cell: &Cell, site: usize, by: Rate) -> Option<Lone> {
        let of = |crew: usize| {
            let access = self.access(crew, site)?;
            let (rate, share) = match by {
                Rate::Tours(share) => (self.minute(access, share)?, share),
                Rate::Days(fee) => (self.minute_of_day(access, cell.nights, fee)?, 0),
            };
            let way = access.approach;
            Some(Lone {
                rate,
                entry: self.entry(rate, way, share),
                drive: way.minutes.into(),
                of_day: self.crews[crew].minutes.max(1),
            })
        };
        self.crews(cell).into_iter().filter_map(of).reduce(|a, b| Lone {
            rate: a.rate.min(b.rate),
            entry: a.entry.min(b.entry),
            drive: a.drive.min(b.drive),
            of_day: a.of_day.max(b.of_day),
        })
    }

    /// The least that a minute at a site costs if every day has to pay for itself: one that begins and ends at the
    /// base, one away from it, with a fee for the night, and one there or back, which share a night and have the fees
    /// of all others handed back.
    fn minute_of_day(
        &self,
        Access { crew, trip: way, .. }: Access,
        nights: i64,
        fee: i64,
    ) -> Option<i64> {
        let Crew { minutes, .. } = self.crews[crew];
        let (there, driving) =
            (i64::from(way.minutes), i64::from(way.metres).saturating_mul(self.metre));
        let rate =
            |cost: i64, minutes: i64| (minutes > 0).then(|| cost.saturating_add(driving) / minutes);
        let home = rate(self.day, minutes - there);
        if nights == 0 {
            return home;
        }
        let away = (self.day + self.night + fee) / minutes.max(1);
        let ends = rate(2 * self.day + self.night - (nights - 1) * fee, 2 * minutes - there);
        home.into_iter().chain(ends).chain([away]).min()
    }

    /// The fee for nights with which the minutes of a cell's sites cost most, and what a seat is worth then to a day
    /// that ends there.
    pub fn nights(&self, cell: &Cell) -> (i64, i64) {
        let worth = |fee: i64| {
            let of = |crew: usize| {
                let sites = 0..self.access.len();
                let access = sites.filter_map(|site| self.access(crew, site));
                access
                    .filter_map(|access| self.minute_of_day(access, cell.nights, fee))
                    .sum::<i64>()
            };
            self.crews(cell).into_iter().map(of).sum::<i64>()
        };
        let fees = (0..=2 * FEES).map(|share| self.day / FEES * share);
        let fee = fees.max_by_key(|&fee| (worth(fee), -fee)).unwrap_or(0);
        (fee, (self.night - (cell.nights - 1) * fee) / 2)
    }
}

/// What sites cost at least, thousandths of a fen.
struct Least<'a> {
    sites: &'a [WantedSite],
    /// Of each site: a visit without its tasks.
    entries: Vec<i64>,
    /// Of each wanted task: its minutes.
    works: Vec<i64>,
    /// Of each wanted task: leaving it out, less the prices on its rivalries.
    values: Vec<i64>,
}

impl Least<'_> {
    /// The site's tasks all left out, and at least one visit with each task left out or its minutes paid: more
    /// visits than one cost more than one.
    fn out_and_inside(&self, site: usize) -> (i64, i64) {
        let (mut out, mut inside) = (0_i64, self.entries[site]);
        for &task in &self.sites[site].tasks {
            out = out.saturating_add(self.values[task]);
            inside = inside.saturating_add(self.values[task].min(self.works[task]));
        }
        (out, inside)
    }

    fn cost(&self, site: usize) -> i64 {
        let (out, inside) = self.out_and_inside(site);
        out.min(inside)
    }

    /// Puts a price on each set of rivals, of whom one at most is planned: as much as leaves every site's cost
    /// what it is. Answers what they earn together, and the prices.
    fn earn(&mut self, cliques: &[Vec<u32>]) -> (i64, Vec<i64>) {
        let mut site_of = vec![0; self.values.len()];
        for (at, site) in self.sites.iter().enumerate() {
            site.tasks.iter().for_each(|&task| site_of[task] = at);
        }
        let (mut earned, mut prices) = (0_i64, Vec::with_capacity(cliques.len()));
        for clique in cliques {
            let slack = |&task: &u32| {
                let (task, site) = (task as usize, site_of[task as usize]);
                let (out, inside) = self.out_and_inside(site);
                let here = clique.iter().filter(|&&other| site_of[other as usize] == site).count();
                ((out - inside) / here as i64).min(self.values[task] - self.works[task])
            };
            let price = clique.iter().map(slack).min().unwrap_or(0).max(0);
            clique.iter().for_each(|&task| self.values[task as usize] -= price);
            earned = earned.saturating_add(price.saturating_mul(clique.len() as i64 - 1));
            prices.push(price);
        }
        (earned, prices)
    }
}

/// Most minutes of driving and working in a day of the team.
fn useful_minutes(ground: Ground<'_>, team: &Team) -> i32 {
    let policy = &ground.instance.settings().policy;
    let (start, end) = (team.day_start.0, team.day_end.0);
    let with_lunch = end - start - policy.lunch_minutes.0.clamp(0, 1440) as i32;
    let without = (policy.lunch.to.0.min(end) - start).max(end - policy.lunch.from.0.max(start));
    with_lunch.max(without)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EnterpriseIx;

    /// Three shops with a task each, two of one product: one of the two is left out, whichever it is.
    #[test]
    fn of_rivals_all_but_one_are_paid_for() {
        let site = |at: usize| WantedSite { site: EnterpriseIx::new(at), tasks: vec![at] };
        let sites: Vec<WantedSite> = (0..3).map(site).collect();
        let entries = vec![10, 10, 10];
        let mut least =
            Least { sites: &sites, entries, works: vec![5, 5, 5], values: vec![100, 60, 90] };
        let (earned, _) = least.earn(&[vec![0, 1]]);
        let all: i64 = (0..3).map(|site| least.cost(site)).sum();
        // The cheapest choice: the second left out (60), the others visited (15 each).
        assert_eq!((earned, earned + all), (45, 90));
    }
}
