//! Enterprises that no single agency can cover: some for a joint team, some for nobody.

use std::collections::BTreeSet;

use super::draft::{Draft, Tier};
use super::estimate::Entrusted;
use super::lots::Lots;
use super::tasks::Draw;
use crate::model::{Activity, AgencyIx, CategoryIx, RegionIx, Role};

/// Who can draw a set of categories at one door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cover {
    OneAgency,
    JointTeam,
    Nobody,
}

/// One enterprise in fifty needs a joint team, one in two hundred is beyond that too; where lots made fewer, a
/// task is changed to draw something else.
pub(super) fn ensure(draft: &mut Draft, draws: &mut [Draw]) {
    let mut lots = draft.lots("mixed");
    let who = Who::of(draft);
    let mut of_site = vec![Vec::new(); draft.tables.enterprises.len()];
    for (at, draw) in draws.iter().enumerate() {
        of_site[draw.site.ix()].push(at);
    }
    let cover = |draft: &Draft, draws: &[Draw], list: &[usize]| {
        let kinds: Vec<CategoryIx> = list.iter().map(|&at| draws[at].kind).collect();
        list.first().map(|&at| who.cover(draft.county_of(draws[at].site), &kinds))
    };
    let total = of_site.len();
    for (wanted, least) in [(Cover::JointTeam, total / 50 + 1), (Cover::Nobody, total / 200 + 1)] {
        let known = of_site.iter().filter(|list| cover(draft, draws, list) == Some(wanted)).count();
        let mut missing = least.saturating_sub(known);
        let mut order: Vec<usize> = (0..total).collect();
        lots.shuffle(&mut order);
        for site in order {
            if missing == 0 {
                break;
            }
            let list = &of_site[site];
            if cover(draft, draws, list) == Some(Cover::OneAgency)
                && change(draft, &mut lots, &who, draws, list, wanted)
            {
                missing -= 1;
            }
        }
    }
}

/// Lets the last task of a site that is not exempt draw a category which makes the site need more.
fn change(
    draft: &mut Draft,
    lots: &mut Lots,
    who: &Who,
    draws: &mut [Draw],
    list: &[usize],
    wanted: Cover,
) -> bool {
    let Some(&last) = list.iter().rev().find(|&&at| draws[at].tier != Tier::Exempt) else {
        return false;
    };
    if list.len() < 2 {
        return false;
    }
    let site = draws[last].site;
    let role = draft.tables.enterprises[site.ix()].role;
    let mut kinds: Vec<CategoryIx> =
        list.iter().filter(|&&at| at != last).map(|&at| draws[at].kind).collect();
    let fits = |kind: &CategoryIx| {
        let note = &draft.kinds[kind.ix()];
        let offered = if role == Role::Producer { note.made } else { note.sold };
        let mut all = kinds.clone();
        all.push(*kind);
        offered && who.cover(draft.county_of(site), &all) == wanted
    };
    let choice: Vec<CategoryIx> =
        (0..draft.kinds.len()).map(CategoryIx::new).filter(fits).collect();
    let Some(&kind) = lots.pick(&choice) else { return false };
    kinds.push(kind);
    draws[last].kind = kind;
    if !draft.site_kinds[site.ix()].contains(&kind) {
        draft.site_kinds[site.ix()].push(kind);
    }
    true
}

struct Who {
    draws: Entrusted,
    teams: BTreeSet<BTreeSet<AgencyIx>>,
}

impl Who {
    fn of(draft: &Draft) -> Self {
        let tables = &draft.tables;
        let agencies = tables.teams.iter().map(|team| {
            team.samplers.iter().map(|sampler| tables.samplers[sampler.ix()].agency).collect()
        });
        Self {
            draws: Entrusted::with(tables, Activity::Sample, &draft.counties),
            teams: agencies.collect(),
        }
    }

    fn cover(&self, county: RegionIx, kinds: &[CategoryIx]) -> Cover {
        let able: Vec<&[AgencyIx]> =
            kinds.iter().map(|&kind| self.draws.at(county, kind)).collect();
        let mut all = able.iter().copied().flatten();
        if all.any(|agency| able.iter().all(|list| list.contains(agency))) {
            return Cover::OneAgency;
        }
        let joint = |team: &BTreeSet<AgencyIx>| {
            able.iter().all(|list| list.iter().any(|agency| team.contains(agency)))
        };
        if self.teams.iter().any(joint) { Cover::JointTeam } else { Cover::Nobody }
    }
}
