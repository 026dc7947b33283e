//! Accounts of lab capacity: one for every agency and lab group, numbered agency by agency.

use crate::calendar::Calendar;
use crate::model::{AgencyIx, Instance};

/// Numbers for pairs of lab and group.
#[derive(Clone, Debug, Default)]
pub struct LabAccounts {
    /// Groups in order, each once.
    groups: Vec<String>,
    labs: usize,
}

impl LabAccounts {
    /// Every agency with every group of the categories.
    pub fn new(instance: &Instance) -> Self {
        let mut groups: Vec<String> =
            instance.categories.iter().map(|category| category.lab_group.clone()).collect();
        groups.sort_unstable();
        groups.dedup();
        Self { groups, labs: instance.agencies.len() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.labs * self.groups.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The account of a lab and group; none if no category has the group.
    pub fn get(&self, lab: AgencyIx, group: &str) -> Option<u32> {
        let at = self.groups.binary_search_by(|known| known.as_str().cmp(group)).ok()?;
        (lab.ix() < self.labs).then_some((lab.ix() * self.groups.len() + at) as u32)
    }

    /// The lab of an account.
    pub fn lab(&self, account: usize) -> AgencyIx {
        AgencyIx::new(account / self.groups.len().max(1))
    }

    /// Lab and group of an account.
    pub fn name(&self, account: usize) -> Option<(AgencyIx, &str)> {
        let group = account.checked_rem(self.groups.len())?;
        (account < self.len()).then(|| (self.lab(account), self.groups[group].as_str()))
    }

    /// Lab and group of each account, in order.
    pub fn names(&self) -> impl Iterator<Item = (AgencyIx, &str)> {
        (0..self.len()).filter_map(|account| self.name(account))
    }

    /// Most batches by account and month of the horizon, of two rows the stricter; none = no limit.
    pub fn caps(&self, instance: &Instance, calendar: &Calendar) -> Vec<Option<u32>> {
        let months = calendar.months();
        let mut caps: Vec<Option<u32>> = vec![None; self.len() * months.len()];
        for row in &instance.lab_capacity {
            let month = months.iter().position(|month| *month == row.month);
            let account = self.get(row.agency, &row.lab_group);
            if let (Some(month), Some(account)) = (month, account) {
                let cap = &mut caps[account as usize * months.len() + month];
                *cap = Some(cap.map_or(row.batches, |cap| cap.min(row.batches)));
            }
        }
        caps
    }
}
