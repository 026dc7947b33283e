//! What visits share: lab capacity, local escorts, entries a year, quotas, even months.
//!
//! Every account is an integer; costs follow from the accounts, so that adding a visit and taking
//! it out again leaves exactly what was there before.

use std::sync::Arc;

/// What never changes while accounts are filled.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// Months of the horizon.
    pub months: usize,
    /// Days of the horizon.
    pub days: usize,
    /// Calendar years of the horizon.
    pub years: usize,
    /// For each lab account (lab and group) the lab, a position in the months' balance.
    pub lab_of: Vec<u32>,
    /// Labs.
    pub labs: usize,
    /// Working days of each month of the horizon.
    pub working_days: Vec<i64>,
    /// Fen for a batch off a lab's even month.
    pub month_weight: f64,
    /// Fen for a batch missing to a quota's minimum.
    pub shortfall_weight: f64,
    /// Fen for a batch off a quota's target.
    pub region_weight: f64,
    /// Owners whose days are counted.
    pub owners: usize,
    /// Fen for each further day over which an owner's enterprises are spread.
    pub owner_weight: f64,
    /// Minimum, target and maximum of each quota.
    pub quotas: Vec<QuotaBounds>,
}

/// A quota's bounds, batches.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuotaBounds {
    /// Less costs.
    pub min: i32,
    /// Any difference costs.
    pub target: Option<i32>,
    /// More is forbidden.
    pub max: i32,
}

/// What is used, and what may be.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// What never changes.
    pub accounts: Arc<Accounts>,
    /// Batches by lab account and month.
    lab_used: Vec<i32>,
    /// Most batches by lab account and month.
    lab_cap: Vec<i32>,
    /// Batches by lab and month, whatever the group.
    lab_month: Vec<i32>,
    /// Batches by lab.
    lab_total: Vec<i32>,
    /// Fen for the uneven months of each lab, as booked.
    uneven: Vec<f64>,
    /// Visits by county and day.
    escort_used: Vec<u16>,
    escort_cap: Vec<u16>,
    /// Entries by site and calendar year.
    entry_used: Vec<u16>,
    entry_cap: Vec<u16>,
    /// Batches by quota.
    quota_used: Vec<i32>,
    quota_cap: Vec<i32>,
    /// Visits by owner and day, and days by owner.
    owner_visits: Vec<u16>,
    owner_days: Vec<u16>,
}

/// A batch count on a lab account, waiting to be booked.
#[derive(Clone, Copy, Debug)]
pub struct LabEntry {
    /// The lab account.
    pub account: u32,
    /// Batches.
    pub batches: i32,
}

impl Ledger {
    /// An empty ledger: capacities by lab account and month, by county, by site and year.
    pub fn new(
        accounts: Accounts,
        lab_cap: Vec<i32>,
        escort_caps: &[u16],
        entry_cap: Vec<u16>,
    ) -> Self {
        let escort_cap =
            escort_caps.iter().flat_map(|&cap| std::iter::repeat_n(cap, accounts.days)).collect();
        Self {
            lab_used: vec![0; lab_cap.len()],
            lab_cap,
            lab_month: vec![0; accounts.labs * accounts.months],
            lab_total: vec![0; accounts.labs],
            uneven: vec![0.0; accounts.labs],
            escort_used: vec![0; escort_caps.len() * accounts.days],
            escort_cap,
            entry_used: vec![0; entry_cap.len()],
            entry_cap,
            quota_used: vec![0; accounts.quotas.len()],
            quota_cap: accounts.quotas.iter().map(|quota| quota.max).collect(),
            owner_visits: vec![0; accounts.owners * accounts.days],
            owner_days: vec![0; accounts.owners],
            accounts: Arc::new(accounts),
        }
    }

    /// Batches that a lab account still takes in a month.
    #[inline]
    pub fn lab_left(&self, account: u32, month: usize) -> i32 {
        let at = account as usize * self.accounts.months + month;
        self.lab_cap[at] - self.lab_used[at]
    }

    /// Visits that a county's escorts can still meet on a day.
    #[inline]
    pub fn escort_left(&self, county: u32, day: usize) -> u16 {
        let at = county as usize * self.accounts.days + day;
        self.escort_cap[at].saturating_sub(self.escort_used[at])
    }

    /// Whether one more visit fits the county's escorts and the site's entries.
    #[inline]
    pub fn admits(&self, escort: Option<u32>, day: usize, entry: Option<u32>, year: usize) -> bool {
        let escorted = escort.is_none_or(|county| {
            let at = county as usize * self.accounts.days + day;
            self.escort_used[at] < self.escort_cap[at]
        });
        escorted
            && entry.is_none_or(|site| {
                let at = site as usize * self.accounts.years + year;
                self.entry_used[at] < self.entry_cap[at]
            })
    }

    /// Whether the quotas take these batches too.
    #[inline]
    pub fn quotas_admit(&self, quotas: &[(u32, i32)]) -> bool {
        quotas.iter().all(|&(quota, batches)| {
            self.quota_used[quota as usize] + batches <= self.quota_cap[quota as usize]
        })
    }

    #[inline]
    fn quota_cost(&self, quota: usize, used: i32) -> f64 {
        let bounds = self.accounts.quotas[quota];
        let short = f64::from((bounds.min - used).max(0)) * self.accounts.shortfall_weight;
        let off = bounds.target.map_or(0, |target| (used - target).abs());
        short + f64::from(off) * self.accounts.region_weight
    }

    /// What booking these batches would change in the cost of quotas, fen.
    #[inline]
    pub fn quota_change(&self, quotas: &[(u32, i32)], sign: i32) -> f64 {
        quotas
            .iter()
            .map(|&(quota, batches)| {
                let (quota, used) = (quota as usize, self.quota_used[quota as usize]);
                self.quota_cost(quota, used + sign * batches) - self.quota_cost(quota, used)
            })
            .sum()
    }

    /// The cost of one lab's uneven months: Σ |batches − even share|, weighted, fen; `extra` more
    /// batches in `month`.
    #[inline]
    fn month_cost(&self, lab: usize, month: usize, extra: i32) -> f64 {
        let accounts = &*self.accounts;
        let all: i64 = accounts.working_days.iter().sum();
        if all == 0 {
            return 0.0;
        }
        let total = i64::from(self.lab_total[lab] + extra);
        let off: i64 = (0..accounts.months)
            .map(|m| {
                let here = self.lab_month[lab * accounts.months + m];
                let here = i64::from(here + if m == month { extra } else { 0 });
                (here * all - total * accounts.working_days[m]).abs()
            })
            .sum();
        off as f64 / all as f64 * accounts.month_weight
    }

    /// What `extra` batches on a lab account in a month would change in the cost of even months.
    #[inline]
    pub fn month_change(&self, account: u32, month: usize, extra: i32) -> f64 {
        let lab = self.accounts.lab_of[account as usize] as usize;
        self.month_cost(lab, month, extra) - self.uneven[lab]
    }

    /// Books batches on a lab account (`sign` 1) or takes them back (−1).
    pub fn book_lab(&mut self, entry: LabEntry, month: usize, sign: i32) {
        let months = self.accounts.months;
        let batches = sign * entry.batches;
        let lab = self.accounts.lab_of[entry.account as usize] as usize;
        self.lab_used[entry.account as usize * months + month] += batches;
        self.lab_month[lab * months + month] += batches;
        self.lab_total[lab] += batches;
        self.uneven[lab] = self.month_cost(lab, month, 0);
    }

    /// Books a visit with a county's escorts, a site's entries and quotas, or takes it back.
    pub fn book_visit(
        &mut self,
        escort: Option<u32>,
        day: usize,
        entry: Option<u32>,
        year: usize,
        quotas: &[(u32, i32)],
        sign: i32,
    ) {
        let step = |used: &mut u16| *used = used.wrapping_add_signed(sign as i16);
        if let Some(county) = escort {
            step(&mut self.escort_used[county as usize * self.accounts.days + day]);
        }
        if let Some(site) = entry {
            step(&mut self.entry_used[site as usize * self.accounts.years + year]);
        }
        for &(quota, batches) in quotas {
            self.quota_used[quota as usize] += sign * batches;
        }
    }

    /// What a visit more of an owner's on a day (`sign` 1), or one less (−1), would change, fen: a
    /// day more or less costs something beside other days only.
    pub fn owner_change(&self, owner: u32, day: usize, sign: i32) -> f64 {
        let here = self.owner_visits[owner as usize * self.accounts.days + day];
        let days = self.owner_days[owner as usize];
        let changes = if sign > 0 { here == 0 && days > 0 } else { here == 1 && days > 1 };
        if changes { f64::from(sign) * self.accounts.owner_weight } else { 0.0 }
    }

    /// Books a visit of an owner's on a day, or takes it back; answers what that changes, fen.
    pub fn book_owner(&mut self, owner: u32, day: usize, sign: i32) -> f64 {
        let change = self.owner_change(owner, day, sign);
        let here = &mut self.owner_visits[owner as usize * self.accounts.days + day];
        let before = *here > 0;
        *here = here.wrapping_add_signed(sign as i16);
        let step = i16::from(*here > 0) - i16::from(before);
        let days = &mut self.owner_days[owner as usize];
        *days = days.wrapping_add_signed(step);
        change
    }

    /// The cost of quotas, uneven months and owners' days as booked, fen.
    pub fn cost(&self) -> f64 {
        let quotas: f64 =
            self.quota_used.iter().enumerate().map(|(q, &used)| self.quota_cost(q, used)).sum();
        let months: f64 = (0..self.accounts.labs).map(|lab| self.month_cost(lab, 0, 0)).sum();
        let further: u32 = self.owner_days.iter().map(|&d| u32::from(d.saturating_sub(1))).sum();
        quotas + months + f64::from(further) * self.accounts.owner_weight
    }

    /// Whether nothing is over its capacity.
    pub fn is_sound(&self) -> bool {
        let within = |used: &[i32], cap: &[i32]| used.iter().zip(cap).all(|(u, c)| u <= c);
        let few = |used: &[u16], cap: &[u16]| used.iter().zip(cap).all(|(u, c)| u <= c);
        within(&self.lab_used, &self.lab_cap)
            && within(&self.quota_used, &self.quota_cap)
            && few(&self.escort_used, &self.escort_cap)
            && few(&self.entry_used, &self.entry_cap)
    }

    /// Shares what is free among `parts` searches that run at the same time, so that together they
    /// can't take more than there is: every part keeps what it uses itself and gets its share of
    /// the rest; what can't be divided goes to other parts with every `turn`.
    #[must_use]
    pub fn shared(&self, part: usize, parts: usize, turn: usize) -> Ledger {
        let share = |left: i64, account: usize| {
            let (left, parts) = (left.max(0), parts.max(1) as i64);
            // A stride without a common factor with few parts spreads the odd ones.
            let place = (part + turn + account * 7) as i64 % parts;
            left / parts + i64::from(place < left % parts)
        };
        let mut ledger = self.clone();
        let narrow = |used: &[i32], cap: &mut [i32]| {
            for (at, (cap, &used)) in cap.iter_mut().zip(used).enumerate() {
                let (limit, used) = (i64::from(*cap), i64::from(used));
                *cap = (used + share(limit - used, at)) as i32;
            }
        };
        narrow(&self.lab_used, &mut ledger.lab_cap);
        narrow(&self.quota_used, &mut ledger.quota_cap);
        let narrow = |used: &[u16], cap: &mut [u16]| {
            for (at, (cap, &used)) in cap.iter_mut().zip(used).enumerate() {
                let (limit, used) = (i64::from(*cap), i64::from(used));
                *cap = (used + share(limit - used, at)) as u16;
            }
        };
        narrow(&self.escort_used, &mut ledger.escort_cap);
        narrow(&self.entry_used, &mut ledger.entry_cap);
        ledger
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        let accounts = Accounts {
            months: 2,
            days: 60,
            years: 1,
            lab_of: vec![0],
            labs: 1,
            working_days: vec![20, 10],
            month_weight: 2000.0,
            shortfall_weight: 300_000.0,
            region_weight: 6000.0,
            quotas: vec![QuotaBounds { min: 1, target: Some(2), max: 3 }],
            owners: 1,
            owner_weight: 500.0,
        };
        Ledger::new(accounts, vec![5, 5], &[1], vec![1])
    }

    #[test]
    fn uneven_months_cost_what_the_contract_says() {
        let mut ledger = ledger();
        ledger.book_lab(LabEntry { account: 0, batches: 3 }, 0, 1);
        // 3 batches, 20 of 30 working days: even would be 2 and 1; off by 1 and 1 = 2 x 20 yuan.
        let empty_quota = 300_000.0 + 2.0 * 6000.0;
        assert!((ledger.cost() - (4000.0 + empty_quota)).abs() < 1e-9);
        assert!((ledger.month_change(0, 0, -3) + 4000.0).abs() < 1e-9);
    }

    #[test]
    fn an_owners_further_days_cost_once_each() {
        let mut ledger = ledger();
        let before = ledger.cost();
        let book = |ledger: &mut Ledger, day, sign| ledger.book_owner(0, day, sign);
        // The first day is free, a second visit on it, too; every other day costs.
        let changes = [(4, 1), (4, 1), (9, 1), (7, 1), (9, 1), (9, -1), (4, -1), (4, -1), (9, -1)];
        let made = changes.map(|(day, sign)| book(&mut ledger, day, sign));
        assert_eq!(made, [0.0, 0.0, 500.0, 500.0, 0.0, 0.0, 0.0, -500.0, -500.0]);
        assert_eq!(ledger.cost(), before);
        assert_eq!(book(&mut ledger, 7, -1), 0.0);
    }

    #[test]
    fn shares_add_up_to_what_is_there() {
        let mut ledger = ledger();
        ledger.book_lab(LabEntry { account: 0, batches: 2 }, 0, 1);
        let left: i32 = (0..2).map(|part| ledger.shared(part, 2, 0).lab_left(0, 0)).sum();
        assert_eq!(left, ledger.lab_left(0, 0));
        let admitted = |part| ledger.shared(part, 2, 0).admits(Some(0), 0, None, 0);
        assert_eq!((admitted(0), admitted(1)), (true, false));
    }

    #[test]
    fn taking_back_leaves_nothing() {
        let mut ledger = ledger();
        let before = ledger.cost();
        for sign in [1, -1] {
            ledger.book_visit(Some(0), 3, Some(0), 0, &[(0, 2)], sign);
            assert_eq!(ledger.admits(Some(0), 3, None, 0), sign < 0);
        }
        assert_eq!(ledger.cost(), before);
    }
}
