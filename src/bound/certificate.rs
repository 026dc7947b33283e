//! The prices of a proof by the names of what they are for, for whoever wants to check them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cells::{Cell, Model};
use super::generate::Generated;
use super::wanted::Wanted;
use super::{Ground, fen};
use crate::calendar::Day;
use crate::model::{
    Certificate, DoorPrice, EscortPrice, InstanceRef, LabPrice, MonthPrice, NightPrice, QuotaPrice,
    RivalPrice, SeatPrice, TaskPrice, TeamIx,
};

/// What was proved, written down.
pub fn certificate(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    found: &Generated,
) -> Certificate {
    let writer = Writer { ground, model, wanted, found };
    let instance = ground.instance;
    Certificate {
        format: 1,
        instance: InstanceRef {
            name: instance.settings().name.clone(),
            digest: instance.digest().to_owned(),
        },
        bound: fen(found.bound),
        tasks: writer.tasks(),
        labs: writer.labs(),
        months: writer.months(),
        escorts: writer.escorts(),
        doors: writer.doors(),
        quotas: writer.quotas(),
        rivals: writer.rivals(),
        nights: writer.nights(),
    }
}

struct Writer<'a> {
    ground: Ground<'a>,
    model: &'a Model,
    wanted: &'a Wanted,
    found: &'a Generated,
}

impl Writer<'_> {
    fn task(&self, want: usize) -> String {
        self.ground.instance.tasks[self.wanted.tasks[want].task.ix()].id.clone()
    }

    fn site(&self, site: usize) -> String {
        self.ground.instance.enterprises[self.wanted.sites[site].site.ix()].id.clone()
    }

    fn month(&self, at: usize) -> String {
        self.ground.screen.calendar().months()[at].to_string()
    }

    fn tasks(&self) -> Vec<TaskPrice> {
        let prices = priced(&self.found.prices.task);
        prices.map(|(want, price)| TaskPrice { task: self.task(want), price }).collect()
    }

    fn labs(&self) -> Vec<LabPrice> {
        let price = |(at, price): (usize, i64)| {
            let (lab, group) = self.model.accounts.name(at / self.model.months)?;
            Some(LabPrice {
                lab: self.ground.instance.agencies[lab.ix()].id.clone(),
                group: group.to_owned(),
                month: self.month(at % self.model.months),
                price,
            })
        };
        priced(&self.found.prices.lab).filter_map(price).collect()
    }

    fn months(&self) -> Vec<MonthPrice> {
        let price = |(at, price): (usize, i64)| MonthPrice {
            lab: self.ground.instance.agencies[at / self.model.months].id.clone(),
            month: self.month(at % self.model.months),
            price,
        };
        priced(&self.found.prices.month).map(price).collect()
    }

    /// The pieces of the calendar follow each other.
    fn escorts(&self) -> Vec<EscortPrice> {
        let calendar = self.ground.screen.calendar();
        let pieces = self.model.piece_days.len();
        let mut spans: BTreeMap<u32, (NaiveDate, NaiveDate)> = BTreeMap::new();
        for cell in &self.model.cells {
            for day in cell.members.iter().flat_map(|(_, days)| days.iter()) {
                let date = calendar.date(day);
                let span = spans.entry(cell.piece).or_insert((date, date));
                *span = (span.0.min(date), span.1.max(date));
            }
        }
        let price = |(at, price): (usize, i64)| {
            let region = self.model.escorts[at / pieces].0;
            let &(from, to) = spans.get(&((at % pieces) as u32))?;
            let region = self.ground.instance.regions[region.ix()].code.clone();
            Some(EscortPrice { region, from, to, price })
        };
        priced(&self.found.prices.escort).filter_map(price).collect()
    }

    fn doors(&self) -> Vec<DoorPrice> {
        let prices = priced(&self.found.prices.door);
        prices.map(|(site, price)| DoorPrice { site: self.site(site), price }).collect()
    }

    fn quotas(&self) -> Vec<QuotaPrice> {
        let prices = self.ground.instance.quotas.iter().zip(&self.found.prices.quota);
        let prices = prices.filter(|(_, prices)| prices.iter().any(|price| *price != 0));
        let price = |(quota, &[min, target, max]): (&crate::model::Quota, &[i64; 3])| QuotaPrice {
            row: quota.row,
            min,
            target,
            max,
        };
        prices.map(price).collect()
    }

    fn rivals(&self) -> Vec<RivalPrice> {
        let price = |(at, price): (usize, i64)| RivalPrice {
            tasks: self.model.rivals[at].iter().map(|&want| self.task(want as usize)).collect(),
            price,
        };
        priced(&self.found.prices.rival).map(price).collect()
    }

    /// Team by team, evenings of one price together.
    fn nights(&self) -> Vec<NightPrice> {
        let mut all = Vec::new();
        for team in (0..self.ground.instance.teams.len()).map(TeamIx::new) {
            let mut last: Option<NightPrice> = None;
            for (day, cell) in self.evenings(team) {
                let night = self.night(team, day, cell);
                match &mut last {
                    Some(last)
                        if last.to.succ_opt() == Some(night.from)
                            && (last.fee, &last.seats) == (night.fee, &night.seats) =>
                    {
                        last.to = night.to;
                    }
                    _ => all.extend(last.replace(night)),
                }
            }
            all.extend(last);
        }
        all.retain(|night| night.fee != 0 || !night.seats.is_empty());
        all
    }

    /// The evenings of a team after which there is a next day.
    fn evenings(&self, team: TeamIx) -> BTreeMap<Day, &Cell> {
        let mut days = BTreeMap::new();
        for cell in &self.model.cells {
            let own = cell.members.iter().filter(|(member, _)| *member == team);
            days.extend(own.flat_map(|(_, days)| days.iter().map(move |day| (day, cell))));
        }
        let next: Vec<Day> = days.keys().filter_map(|day| day.0.checked_sub(1).map(Day)).collect();
        days.retain(|day, _| next.binary_search(day).is_ok());
        days
    }

    fn night(&self, team: TeamIx, day: Day, cell: &Cell) -> NightPrice {
        let (instance, prices) = (self.ground.instance, &self.found.prices);
        let seat = |(at, seat): (usize, &crate::model::RegionIx)| {
            let night = self.model.night(cell.sleep, Some(at as u32))?;
            let beside = prices.beside(night);
            let tasks: Vec<TaskPrice> = beside
                .map(|(want, price)| TaskPrice { task: self.task(want as usize), price })
                .collect();
            let price = prices.seat[night as usize];
            let region = instance.regions[seat.ix()].code.clone();
            (price != 0 || !tasks.is_empty()).then_some(SeatPrice { region, price, tasks })
        };
        let date = self.ground.screen.calendar().date(day);
        NightPrice {
            team: instance.teams[team.ix()].id.clone(),
            from: date,
            to: date,
            fee: prices.night[cell.span as usize],
            seats: self.model.seats.iter().enumerate().filter_map(seat).collect(),
        }
    }
}

/// The prices that are not 0, with their positions.
fn priced(prices: &[i64]) -> impl Iterator<Item = (usize, i64)> + '_ {
    prices.iter().copied().enumerate().filter(|(_, price)| *price != 0)
}
