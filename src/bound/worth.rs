//! What one more of a capacity would be worth, by the prices of a proved bound. Prices are those of
//! a mixture of plans; they say where it is tight, not what the next plan will cost.

use std::collections::BTreeMap;

use super::cells::Model;
use super::generate::Generated;
use super::{Ground, MILLI};
use crate::model::{AgencyIx, Fen, Month, RegionIx};

/// A capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// One more day of one of an agency's teams, on average over the days it has.
    TeamDay(AgencyIx),
    /// One more batch that a lab takes of a group.
    Lab(AgencyIx, String),
    /// One more visit a day that a county's officers accompany.
    Escort(RegionIx),
}

/// The worth of one more of a capacity in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// Which capacity.
    pub capacity: Capacity,
    /// In which month.
    pub month: Month,
    /// How much there is: team-days, batches, visits a day.
    pub available: i64,
    /// What one more is worth, rounded down.
    pub worth: Fen,
}

/// Every team-day's worth by agency and month, and what is tight of labs and escorts.
pub fn list(ground: Ground<'_>, model: &Model, found: &Generated) -> Vec<Worth> {
    let month = |at: u32| ground.screen.calendar().months().get(at as usize).copied();
    let fen = |milli: i64| Fen(milli.div_euclid(MILLI));
    let mut days: BTreeMap<(AgencyIx, u32), (i64, i128)> = BTreeMap::new();
    let mut pieces: BTreeMap<u32, u32> = BTreeMap::new();
    for (cell, least) in model.cells.iter().zip(&found.least) {
        let sum = days.entry((cell.base, cell.month)).or_default();
        sum.0 += cell.capacity;
        sum.1 += i128::from(cell.capacity) * i128::from((-least).max(0));
        pieces.insert(cell.piece, cell.month);
    }
    let mut all = Vec::new();
    for ((agency, at), (available, sum)) in days {
        let worth = fen((sum / i128::from(available.max(1))) as i64);
        let capacity = Capacity::TeamDay(agency);
        all.extend(month(at).map(|month| Worth { capacity, month, available, worth }));
    }
    for (at, (price, cap)) in found.prices.lab.iter().zip(&model.lab_caps).enumerate() {
        let name = model.accounts.name(at / model.months.max(1));
        let (Some((lab, group)), Some(available), worth) = (name, *cap, fen(*price)) else {
            continue;
        };
        if worth > Fen::ZERO {
            let capacity = Capacity::Lab(lab, group.to_owned());
            let month = month((at % model.months) as u32);
            all.extend(month.map(|month| Worth { capacity, month, available, worth }));
        }
    }
    for (account, &(county, available)) in model.escorts.iter().enumerate() {
        let mut months: BTreeMap<u32, i64> = BTreeMap::new();
        for (piece, working) in model.piece_days.iter().enumerate() {
            let price = found.prices.escort[account * model.piece_days.len() + piece];
            if let Some(&month) = pieces.get(&(piece as u32)) {
                *months.entry(month).or_default() += price * working;
            }
        }
        for (at, price) in months {
            let worth = fen(price);
            if worth > Fen::ZERO {
                let capacity = Capacity::Escort(county);
                all.extend(month(at).map(|month| Worth { capacity, month, available, worth }));
            }
        }
    }
    all
}
