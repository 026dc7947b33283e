//! `avoidance`: no agency, sampler or lab has an interest in the enterprise.

use std::collections::HashMap;

use crate::calendar::{Calendar, DaySet};
use crate::model::{EnterpriseIx, Instance, RegionIx, Who, Whom};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-avoidance-statement",
    clause: Some("晋市监发〔2023〕212号 §5：严格执行有关回避制度"),
    parameters: &["avoidances.csv", "policy.rotation", "history.csv"],
    remedy: "rules-avoidance-remedy",
};

/// Who keeps away from whom, and when.
pub(super) struct Avoidances {
    /// For each row of `avoidances.csv` the days that it covers.
    pub days: Vec<DaySet>,
    /// For each enterprise the rows that name it, its owner or its region, in file order.
    by_site: Vec<Vec<u32>>,
}

impl Avoidances {
    /// Resolves every row to the enterprises that it touches.
    pub fn new(instance: &Instance, calendar: &Calendar) -> Self {
        let mut by_owner: HashMap<&str, Vec<EnterpriseIx>> = HashMap::new();
        let mut by_region: HashMap<RegionIx, Vec<EnterpriseIx>> = HashMap::new();
        for (at, enterprise) in instance.enterprises.iter().enumerate() {
            if let Some(owner) = &enterprise.owner {
                by_owner.entry(owner).or_default().push(EnterpriseIx::new(at));
            }
            let mut region = Some(enterprise.region);
            while let Some(here) = region {
                by_region.entry(here).or_default().push(EnterpriseIx::new(at));
                region = instance.regions[here.ix()].parent;
            }
        }
        let mut by_site = vec![Vec::new(); instance.enterprises.len()];
        for (row, avoidance) in instance.avoidances.iter().enumerate() {
            let sites = match &avoidance.whom {
                Whom::Enterprise(site) => std::slice::from_ref(site),
                Whom::Owner(owner) => by_owner.get(owner.as_str()).map_or(&[][..], Vec::as_slice),
                Whom::Region(region) => by_region.get(region).map_or(&[][..], Vec::as_slice),
            };
            sites.iter().for_each(|site| by_site[site.ix()].push(row as u32));
        }
        let days = instance.avoidances.iter().map(|row| calendar.between(row.from, row.to));
        Self { days: days.collect(), by_site }
    }

    /// The rows about an enterprise that bind one of `who`, in file order.
    pub fn binding<'a>(
        &'a self,
        instance: &'a Instance,
        site: EnterpriseIx,
        binds: impl Fn(Who) -> bool + 'a,
    ) -> impl Iterator<Item = usize> + 'a {
        let rows = self.by_site[site.ix()].iter().map(|row| *row as usize);
        rows.filter(move |row| binds(instance.avoidances[*row].who))
    }
}
