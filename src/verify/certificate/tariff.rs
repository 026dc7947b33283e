//! The prices of a certificate by what they are for, and what they prove without any day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::entries::Entries;
use crate::model::{
    AgencyIx, Certificate, DateRange, EnterpriseIx, Month, Note, QuotaIx, RegionIx, TaskIx, TeamIx,
};
use crate::verify::calendar::days_of;
use crate::verify::ground::Ground;

/// Thousandths of a fen in a fen.
pub(super) const MILLI: i64 = 1000;
/// Prices beyond this are refused, so that no sum overflows.
const MOST: i64 = 1_000_000_000_000_000;

/// A team's nights.
pub(super) struct Nights {
    pub fee: i64,
    pub seats: BTreeMap<RegionIx, Seat>,
}

/// The prices of a night at a seat.
pub(super) struct Seat {
    pub price: i64,
    /// For tasks drawn before it, and for tasks not drawn after it.
    pub tasks: BTreeMap<TaskIx, i64>,
}

/// The prices, each checked to lie where it proves something.
pub(super) struct Tariff<'g, 'a> {
    ground: &'g Ground<'a>,
    pub task: BTreeMap<TaskIx, i64>,
    lab: BTreeMap<(AgencyIx, &'g str, Month), i64>,
    month: BTreeMap<(AgencyIx, Month), i64>,
    escort: Vec<(RegionIx, DateRange, i64)>,
    door: BTreeMap<EnterpriseIx, i64>,
    quota: BTreeMap<QuotaIx, [i64; 3]>,
    rivals: Vec<(Vec<TaskIx>, i64)>,
    /// By team and evening.
    pub nights: BTreeMap<(TeamIx, NaiveDate), Nights>,
}

fn unknown(name: &str) -> Note {
    Note::new("verify-certificate-unknown").with("name", name)
}

/// A price between two limits.
fn within(name: &str, price: i64, least: i64, most: i64) -> Result<i64, Note> {
    let (least, most) = (least.max(-MOST), most.min(MOST));
    let note = || Note::new("verify-certificate-price").with("name", name).with("price", price);
    (least..=most).contains(&price).then_some(price).ok_or_else(note)
}

impl<'g, 'a> Tariff<'g, 'a> {
    /// Reads the prices.
    ///
    /// # Errors
    /// What is named and not there, or has a price that proves nothing.
    pub(super) fn new(ground: &'g Ground<'a>, from: &'g Certificate) -> Result<Self, Note> {
        let mut tariff = Self {
            ground,
            task: BTreeMap::new(),
            lab: BTreeMap::new(),
            month: BTreeMap::new(),
            escort: Vec::new(),
            door: BTreeMap::new(),
            quota: BTreeMap::new(),
            rivals: Vec::new(),
            nights: BTreeMap::new(),
        };
        tariff.read_tasks(from)?;
        tariff.read_labs(from)?;
        tariff.read_sites(from)?;
        tariff.read_quotas(from)?;
        tariff.read_nights(from)?;
        Ok(tariff)
    }

    fn find_task(&self, id: &str) -> Result<TaskIx, Note> {
        self.ground.instance.task(id).ok_or_else(|| unknown(id))
    }

    fn find_site(&self, id: &str) -> Result<EnterpriseIx, Note> {
        self.ground.instance.enterprise(id).ok_or_else(|| unknown(id))
    }

    fn find_month(&self, text: &str) -> Result<Month, Note> {
        let mut months = self.ground.months().into_keys();
        months.find(|month| month.to_string() == text).ok_or_else(|| unknown(text))
    }

    fn read_tasks(&mut self, from: &Certificate) -> Result<(), Note> {
        for row in &from.tasks {
            let task = self.find_task(&row.task)?;
            self.task.insert(task, within(&row.task, row.price, 0, MOST)?);
        }
        for row in &from.rivals {
            let tasks: BTreeSet<TaskIx> =
                row.tasks.iter().map(|id| self.find_task(id)).collect::<Result<_, _>>()?;
            let price = within(&row.tasks.join(" "), row.price, 0, MOST)?;
            self.rivals.push((tasks.into_iter().collect(), price));
        }
        Ok(())
    }

    fn read_labs(&mut self, from: &'g Certificate) -> Result<(), Note> {
        for row in &from.labs {
            let lab = self.ground.instance.agency(&row.lab).ok_or_else(|| unknown(&row.lab))?;
            let key = (lab, row.group.as_str(), self.find_month(&row.month)?);
            if self.capacity(key).is_none() {
                return Err(unknown(&format!("{} {} {}", row.lab, row.group, row.month)));
            }
            self.lab.insert(key, within(&row.lab, row.price, 0, MOST)?);
        }
        let settings = self.ground.instance.settings();
        let most = settings.weights.balance_month.0.saturating_mul(MILLI) / self.days().max(1);
        for row in &from.months {
            let lab = self.ground.instance.agency(&row.lab).ok_or_else(|| unknown(&row.lab))?;
            let price = within(&row.lab, row.price, -most, most)?;
            self.month.insert((lab, self.find_month(&row.month)?), price);
        }
        Ok(())
    }

    fn read_sites(&mut self, from: &Certificate) -> Result<(), Note> {
        for row in &from.escorts {
            let region =
                self.ground.instance.region(&row.region).ok_or_else(|| unknown(&row.region))?;
            if self.escorts(region).is_none() {
                return Err(unknown(&row.region));
            }
            let days = DateRange { from: row.from, to: row.to };
            self.escort.push((region, days, within(&row.region, row.price, 0, MOST)?));
        }
        for row in &from.doors {
            let site = self.find_site(&row.site)?;
            self.door.insert(site, within(&row.site, row.price, 0, MOST)?);
        }
        Ok(())
    }

    fn read_quotas(&mut self, from: &Certificate) -> Result<(), Note> {
        let weights = &self.ground.instance.settings().weights;
        let short = weights.shortfall.0.saturating_mul(MILLI);
        let even = weights.balance_region.0.saturating_mul(MILLI);
        for row in &from.quotas {
            let name = format!("quotas.csv:{}", row.row);
            let quotas = &self.ground.instance.quotas;
            let at = quotas.iter().position(|quota| quota.row == row.row);
            let at = at.ok_or_else(|| unknown(&name))?;
            let quota = &quotas[at];
            let of = |bound: Option<u32>, most: i64| if bound.is_some() { most } else { 0 };
            let (target, most) = (of(quota.target, even), of(quota.max, MOST));
            let prices = [
                within(&name, row.min, 0, of(quota.min, short))?,
                within(&name, row.target, -target, target)?,
                within(&name, row.max, 0, most)?,
            ];
            self.quota.insert(QuotaIx::new(at), prices);
        }
        Ok(())
    }

    fn read_nights(&mut self, from: &Certificate) -> Result<(), Note> {
        for row in &from.nights {
            let team = self.ground.instance.team(&row.team).ok_or_else(|| unknown(&row.team))?;
            let fee = within(&row.team, row.fee, 0, MOST)?;
            let horizon = self.ground.horizon();
            let evenings =
                DateRange { from: row.from.max(horizon.from), to: row.to.min(horizon.to) };
            for date in days_of(evenings) {
                let mut seats = BTreeMap::new();
                for seat in &row.seats {
                    let region = self.ground.instance.region(&seat.region);
                    let region = region.ok_or_else(|| unknown(&seat.region))?;
                    let price = within(&seat.region, seat.price, -MOST, MOST)?;
                    let mut own = Seat { price, tasks: BTreeMap::new() };
                    for row in &seat.tasks {
                        let price = within(&row.task, row.price, 0, MOST)?;
                        *own.tasks.entry(self.find_task(&row.task)?).or_default() += price;
                    }
                    seats.insert(region, own);
                }
                self.nights.insert((team, date), Nights { fee, seats });
            }
        }
        Ok(())
    }

    /// Working days of the horizon.
    fn days(&self) -> i64 {
        self.ground.months().values().sum()
    }

    /// Batches that a lab can test of a group in a month, the least where rows repeat.
    fn capacity(&self, (lab, group, month): (AgencyIx, &str, Month)) -> Option<u32> {
        let rows = self.ground.instance.tables().lab_capacity.iter();
        let own =
            rows.filter(|row| row.agency == lab && row.lab_group == group && row.month == month);
        own.map(|row| row.batches).min()
    }

    /// Visits a day that a county's officers accompany.
    pub(super) fn escorts(&self, region: RegionIx) -> Option<u32> {
        let rows = self.ground.instance.escorts.iter().filter(|row| row.region == region);
        rows.map(|row| row.visits_per_day).min()
    }

    /// What a batch costs at a lab in a month: its room, and the months that become uneven.
    pub(super) fn batch(&self, lab: AgencyIx, group: &str, month: Month) -> i64 {
        let months = self.ground.months();
        let even = |month: Month| self.month.get(&(lab, month)).copied().unwrap_or(0);
        let shares: i64 = months.iter().map(|(&other, days)| even(other) * days).sum();
        let room = self.lab.get(&(lab, group, month)).copied().unwrap_or(0);
        room + even(month) * months.values().sum::<i64>() - shares
    }

    /// What entering an enterprise costs on a day.
    pub(super) fn entry(&self, site: EnterpriseIx, date: NaiveDate) -> i64 {
        let region = self.ground.instance.enterprises[site.ix()].region;
        let escorts = self.escort.iter();
        let due = escorts.filter(|(county, days, _)| *county == region && days.contains(date));
        due.map(|(_, _, fee)| fee).sum::<i64>() + self.door.get(&site).copied().unwrap_or(0)
    }

    /// What the prices prove if no day pays: rewards paid and forgone, losses, and fees for what there
    /// is of each capacity. Thousandths of a fen.
    ///
    /// # Errors
    /// A price for rivals that could both be planned.
    pub(super) fn constant(&self, wanted: &[TaskIx]) -> Result<i128, Note> {
        let entries = Entries::new(self.ground, wanted);
        let mut sum: i128 = 0;
        let mut lost: BTreeMap<TaskIx, i128> = BTreeMap::new();
        let weights = &self.ground.instance.settings().weights;
        for &task in wanted {
            let row = self.ground.task(task);
            let value = if row.required { weights.required } else { row.value };
            let reward = i128::from(self.task.get(&task).copied().unwrap_or(0));
            sum += reward;
            lost.insert(task, i128::from(value.0) * i128::from(MILLI) - reward);
        }
        for (at, quota) in self.ground.instance.quotas.iter().enumerate() {
            let at = QuotaIx::new(at);
            let [min, target, max] = self.quota.get(&at).map_or([0; 3], |own| own.map(i128::from));
            let mut batches = 0;
            for (&task, loss) in &mut lost {
                if self.ground.quotas_of(task).any(|own| own == at) {
                    let own = i128::from(self.ground.task(task).batches);
                    batches += own;
                    *loss += (min - target - max) * own;
                }
            }
            let of = |bound: Option<u32>| i128::from(bound.unwrap_or(0));
            sum += min * (of(quota.min) - batches)
                + target * (batches - of(quota.target))
                + max * (batches - of(quota.max));
        }
        for (tasks, price) in &self.rivals {
            if !entries.are_rivals(tasks) {
                let names: Vec<&str> =
                    tasks.iter().map(|task| self.ground.task(*task).id.as_str()).collect();
                return Err(Note::new("verify-certificate-rivals").with("tasks", names.join(", ")));
            }
            // Of those that are wanted all but one are lost.
            let mut out = -1;
            for task in tasks {
                if let Some(loss) = lost.get_mut(task) {
                    (out, *loss) = (out + 1, *loss - i128::from(*price));
                }
            }
            sum += i128::from(*price) * out;
        }
        for (site, price) in &self.door {
            sum -= i128::from(*price) * entries.most(*site) as i128;
        }
        Ok(sum - self.rents() + lost.into_values().map(|loss| loss.min(0)).sum::<i128>())
    }

    /// Fees for all there is of labs and escorts.
    fn rents(&self) -> i128 {
        let labs = self
            .lab
            .iter()
            .map(|(key, price)| i128::from(*price) * i128::from(self.capacity(*key).unwrap_or(0)));
        let escorts = self.escort.iter().map(|(region, days, price)| {
            let horizon = self.ground.horizon();
            let days = DateRange { from: days.from.max(horizon.from), to: days.to.min(horizon.to) };
            let working = days_of(days).filter(|date| self.ground.calendar.is_working_day(*date));
            i128::from(*price)
                * i128::from(self.escorts(*region).unwrap_or(0))
                * working.count() as i128
        });
        labs.sum::<i128>() + escorts.sum::<i128>()
    }
}
