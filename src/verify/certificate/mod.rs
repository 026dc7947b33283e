//! The certificate of a bound, checked the slow and obvious way: whatever the prices are, no plan
//! costs less than what they prove.
//!
//! A plan pays for what it leaves out, and for the days of its teams. Each rule that ties days
//! together is put into the prices: who breaks it pays, who keeps it gets at most nothing, so that
//! a plan that keeps all rules costs no less than the prices say (Lagrangian relaxation). Then every
//! task and every day of every team stands alone: `tariff` reads the prices and sums up what they
//! prove without days, `entries` checks what they claim of doors and rivals, `offers` says what a
//! visit can be, `walk` finds the cheapest day by trying the ways one after the other.
//!
//! Ignored, which could only make plans dearer: loads, delivery times, most driving, ceilings, pairs of
//! enterprises, people in two teams, agencies that come again, owners' further days.

mod entries;
mod offers;
mod tariff;
mod walk;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::alone::Alone;
use super::case::{Case, is_lodging};
use super::ground::Ground;
use crate::model::{Certificate, Fen, Instance, Note, Place, Plan, RegionIx, TaskIx, TeamIx};
use offers::Offers;
use tariff::{MILLI, Nights, Seat, Tariff};
use walk::{Day, Gate, Gates, MOST, Stop, Walk};

/// What the prices of a certificate prove: no plan of the instance with the teams of this one costs
/// less.
///
/// # Errors
/// Why they prove nothing: another instance, names that don't exist, prices out of their range, claims
/// that are not so; or that a day is too large to be looked at in this way.
pub fn certify(instance: &Instance, plan: &Plan, certificate: &Certificate) -> Result<Fen, Note> {
    let joined = instance.joined(plan);
    let digest = &certificate.instance.digest;
    if certificate.format != 1 || ![instance.digest(), joined.digest()].contains(&digest.as_str()) {
        return Err(Note::new("verify-certificate-instance"));
    }
    let case = Case::new(&joined, plan);
    let ground = &case.ground;
    let wanted: Vec<TaskIx> = (0..joined.tasks.len())
        .map(TaskIx::new)
        .filter(|task| case.lots().is_drawn(*task))
        .collect();
    let tariff = Tariff::new(ground, certificate)?;
    let constant = tariff.constant(&wanted)?;
    let alone = Alone::new(ground);
    let mut solved: Vec<(Day, i64)> = Vec::new();
    let mut days = Vec::new();
    for team in (0..joined.teams.len()).map(TeamIx::new) {
        let roads = Roads::new(ground, team);
        for date in roads.days() {
            let mut least = 0;
            for share in roads.shares(&tariff, date)? {
                let day = roads.day(&tariff, &alone, &wanted, date, share)?;
                let known = solved.iter().find(|(known, _)| *known == day).map(|(_, least)| *least);
                least = least.min(match known {
                    Some(least) => least,
                    None => {
                        let new =
                            cheapest(ground, &day).ok_or_else(|| large(ground, team, date))?;
                        solved.push((day, new));
                        new
                    }
                });
            }
            days.push(least);
        }
    }
    let team_day = i128::from(joined.settings().costs.team_day.0) * i128::from(MILLI);
    let proved = with_days(constant, days, team_day).div_euclid(i128::from(MILLI));
    Ok(Fen(i64::try_from(proved.max(0)).unwrap_or(i64::MAX)))
}

/// However many days a plan has, it costs no less than the constant and the cheapest so many days,
/// and no less than so many days cost by themselves.
fn with_days(constant: i128, mut days: Vec<i64>, team_day: i128) -> i128 {
    days.sort_unstable();
    let (mut least, mut priced) = (constant.max(0), constant);
    for (count, day) in days.into_iter().enumerate() {
        priced += i128::from(day);
        least = least.min(priced.max((count as i128 + 1) * team_day));
    }
    least
}

fn cheapest(ground: &Ground, day: &Day) -> Option<i64> {
    let metre = ground.instance.settings().costs.km.0;
    let walk = Walk::new(day, &ground.instance.settings().policy, &ground.travel, metre)?;
    walk.cheapest(&ground.travel, metre)
}

fn large(ground: &Ground, team: TeamIx, date: NaiveDate) -> Note {
    let team = &ground.team(team).id;
    Note::new("verify-certificate-large").with("team", team).with("date", date)
}

/// Places where a day may start, each time with where it may end then, and what tasks are worth less on it.
struct Share {
    gates: Vec<Gates>,
    less: BTreeMap<TaskIx, i64>,
}

/// The prices of a night, if there are any, where the team can be away in it.
type Away<'t> = Option<Option<&'t Nights>>;

/// What a seat costs in a night.
fn seat_in<'t>(nights: Away<'t>, seat: RegionIx) -> Option<&'t Seat> {
    nights.flatten()?.seats.get(&seat)
}

/// A team's days.
struct Roads<'g, 'a> {
    ground: &'g Ground<'a>,
    team: TeamIx,
    /// Whether the team may go out at all.
    able: bool,
}

impl<'g, 'a> Roads<'g, 'a> {
    fn new(ground: &'g Ground<'a>, team: TeamIx) -> Self {
        Self { ground, team, able: ground.could_draw(team, &[]) }
    }

    /// Whether the team can be on the road.
    fn serves(&self, date: NaiveDate) -> bool {
        let ground = self.ground;
        self.able
            && ground.horizon().contains(date)
            && ground.is_on_duty(self.team, date)
            && (ground.calendar.is_working_day(date)
                || ground.instance.settings().policy.weekend_nights)
    }

    fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        super::calendar::days_of(self.ground.horizon()).filter(|date| self.serves(*date))
    }

    /// The prices of the night after a day, if the team can be away in it.
    fn night<'t>(&self, tariff: &'t Tariff<'_, '_>, date: NaiveDate) -> Away<'t> {
        let next = date.checked_add_days(Days::new(1))?;
        let away = self.ground.team(self.team).max_nights > 0;
        let sleeps = away && self.serves(date) && self.serves(next);
        sleeps.then(|| tariff.nights.get(&(self.team, date)))
    }

    /// What a day is at the prices, for a share of the places where it may start and end.
    fn day(
        &self,
        tariff: &Tariff<'_, 'a>,
        alone: &Alone<'_, 'a>,
        wanted: &[TaskIx],
        date: NaiveDate,
        share: Share,
    ) -> Result<Day, Note> {
        let (ground, row) = (self.ground, self.ground.team(self.team));
        let mut day = Day {
            limits: (i64::from(row.day_start.0), i64::from(row.day_end.0)),
            stops: Vec::new(),
            gates: share.gates,
            escorts: Vec::new(),
        };
        let mut counties: Vec<RegionIx> = Vec::new();
        let mut able: Vec<TaskIx> =
            wanted.iter().copied().filter(|task| ground.could_draw(self.team, &[*task])).collect();
        able.sort_by_key(|task| ground.task(*task).site);
        let offers = Offers { ground, tariff, alone, team: self.team, date, less: &share.less };
        for tasks in able.chunk_by(|a, b| ground.task(*a).site == ground.task(*b).site) {
            let site = ground.task(tasks[0]).site;
            let members = ground.members(self.team);
            if ground.avoiding(&members, site, date).is_some()
                || ground.kept_away(self.team, site).is_some()
                || !alone.gets_to(self.team, site)
            {
                continue;
            }
            let too_large = || large(ground, self.team, date);
            let offers = offers.at(site, tasks).ok_or_else(too_large)?;
            if offers.is_empty() {
                continue;
            }
            let region = ground.instance.enterprises[site.ix()].region;
            let county = tariff.escorts(region).map(|most| {
                let known = counties.iter().position(|known| *known == region);
                known.unwrap_or_else(|| {
                    counties.push(region);
                    day.escorts.push(most);
                    counties.len() - 1
                })
            });
            let (place, open) = (Place::Enterprise(site), ground.open(site, date));
            day.stops.push(Stop { place, open, offers, county });
        }
        (day.stops.len() <= MOST).then_some(day).ok_or_else(|| large(ground, self.team, date))
    }

    /// The shares of a day: whatever starts or ends at a night with prices for tasks stands by itself, for its
    /// visits are worth less.
    fn shares(&self, tariff: &Tariff<'_, '_>, date: NaiveDate) -> Result<Vec<Share>, Note> {
        let before = date.pred_opt().and_then(|before| self.night(tariff, before));
        let after = self.night(tariff, date);
        let fee = |nights: Option<&Nights>| nights.map_or(0, |own| own.fee);
        if let (Some(before), Some(after)) = (before, after)
            && fee(before) != fee(after)
        {
            let team = &self.ground.team(self.team).id;
            return Err(Note::new("verify-certificate-nights")
                .with("team", team)
                .with("date", date));
        }
        let ends = |nights: Away<'_>| {
            let seats = nights.flatten().into_iter().flat_map(|own| &own.seats);
            let priced = seats.filter(|(_, seat)| !seat.tasks.is_empty());
            std::iter::once(None).chain(priced.map(|(region, _)| Some(*region))).collect::<Vec<_>>()
        };
        let mut shares = Vec::new();
        for from in ends(before) {
            for to in ends(after) {
                shares.push(self.share((before, from), (after, to)));
            }
        }
        Ok(shares)
    }

    /// The days that start at one seat and end at another; none = everywhere else, the base included.
    fn share(
        &self,
        (before, from): (Away<'_>, Option<RegionIx>),
        (after, to): (Away<'_>, Option<RegionIx>),
    ) -> Share {
        let costs = &self.ground.instance.settings().costs;
        let (team_day, night) = (costs.team_day.0 * MILLI, costs.night.0 * MILLI);
        let gates = |nights: Away<'_>, only: Option<RegionIx>| -> Vec<RegionIx> {
            let instance = self.ground.instance;
            let regions = if nights.is_some() { instance.regions.len() } else { 0 };
            let is_seat = |region: &RegionIx| is_lodging(instance, Place::Region(*region));
            let of_share = |region: &RegionIx| match only {
                Some(only) => only == *region,
                None => seat_in(nights, *region).is_none_or(|seat| seat.tasks.is_empty()),
            };
            (0..regions).map(RegionIx::new).filter(is_seat).filter(of_share).collect()
        };
        let fee = after.flatten().map_or(0, |own| own.fee);
        let price = |nights, seat| seat_in(nights, seat).map_or(0, |seat| seat.price);
        let home = |cost: i64| Gate { place: self.ground.base(self.team), cost };
        let ends = |back: i64| {
            let fee = fee - back + night;
            let end = |seat| Gate { place: Place::Region(seat), cost: fee + price(after, seat) };
            let mut ends: Vec<Gate> = gates(after, to).into_iter().map(end).collect();
            ends.extend(to.is_none().then(|| home(0)));
            ends
        };
        let start = |seat| {
            let others: i64 = seat_in(before, seat).map_or(0, |seat| seat.tasks.values().sum());
            Gate { place: Place::Region(seat), cost: team_day - price(before, seat) - others }
        };
        let away: Vec<Gate> = gates(before, from).into_iter().map(start).collect();
        let starts: Vec<Gate> = from.is_none().then(|| home(team_day)).into_iter().collect();
        // Who leaves the base for the night gets the fee back for as many nights as a tour may have.
        let most = i64::from(self.ground.team(self.team).max_nights);
        let back = most * fee;
        let mut less: BTreeMap<TaskIx, i64> = BTreeMap::new();
        let nights = [(before, from), (after, to)].map(|(nights, seat)| seat_in(nights, seat?));
        for (task, price) in nights.into_iter().flatten().flat_map(|seat| &seat.tasks) {
            *less.entry(*task).or_default() += price;
        }
        Share { gates: vec![(starts, ends(back)), (away, ends(0))], less }
    }
}
