//! Quotas: how many batches of a category a program wants where, out of more candidates.

use std::collections::BTreeMap;

use super::draft::{Draft, Tier, holds};
use super::estimate::{category, window};
use super::lots::Lots;
use crate::model::{CategoryIx, Level, ProgramIx, Quota, RegionIx, TaskIx};

/// Fewer candidates than this make no lottery: they are drawn anyway.
const LEAST: u32 = 3;

/// Chooses the tasks that history is to block: long ago enough to be decided before the horizon,
/// few of them required, each alone with its product.
pub(super) fn choose_blocked(draft: &mut Draft) {
    let mut lots = draft.lots("blocked");
    let mut users = vec![0_u32; draft.tables.products.len()];
    for task in &draft.tables.tasks {
        users[task.product.ix()] += 1;
    }
    let months = chrono::Months::new(6);
    let free = draft.start().checked_add_months(months).unwrap_or(draft.start());
    let fits = |draft: &Draft, at: usize| {
        let task = &draft.tables.tasks[at];
        let program = &draft.tables.programs[task.program.ix()];
        let (_, last) = window(&draft.tables, task, draft.start(), draft.end());
        draft.tiers[at] != Tier::Exempt
            && program.approval.is_some()
            && users[task.product.ix()] == 1
            && last + chrono::Days::new(20) < free
    };
    let mut order: Vec<usize> =
        (0..draft.tables.tasks.len()).filter(|&at| fits(draft, at)).collect();
    lots.shuffle(&mut order);
    let wanted = (draft.tables.tasks.len() * draft.recipe.blocked + 500) / 1000;
    let (mut required, most) = (0, wanted / 25);
    for at in order {
        if draft.to_block.len() == wanted {
            break;
        }
        if draft.tables.tasks[at].required {
            if required == most {
                continue;
            }
            required += 1;
        }
        draft.to_block.push(TaskIx::new(at));
    }
}

/// Puts quotas into the tables.
pub(super) fn fill(draft: &mut Draft) {
    let mut lots = draft.lots("quotas");
    let mut out = vec![false; draft.tables.tasks.len()];
    for task in &draft.to_block {
        out[task.ix()] = true;
    }
    let mut cells: BTreeMap<(ProgramIx, CategoryIx), Vec<TaskIx>> = BTreeMap::new();
    for (at, task) in draft.tables.tasks.iter().enumerate() {
        let cell = (task.program, category(&draft.tables, task));
        if draft.tiers[at] != Tier::Exempt {
            cells.entry(cell).or_default().push(TaskIx::new(at));
        }
    }
    for ((program, kind), tasks) in cells {
        let mut maker =
            Maker { draft, lots: &mut lots, out: &out, program, kind, made: Vec::new() };
        maker.cell(&tasks);
        let made = maker.made;
        draft.tables.quotas.extend(made);
    }
}

struct Maker<'a> {
    draft: &'a Draft,
    lots: &'a mut Lots,
    out: &'a [bool],
    program: ProgramIx,
    kind: CategoryIx,
    made: Vec<Quota>,
}

impl Maker<'_> {
    /// Quotas of one program and category: of the counties or cities with enough candidates, and one over all of them.
    fn cell(&mut self, tasks: &[TaskIx]) {
        let draft = self.draft;
        let authority = draft.tables.programs[self.program.ix()].authority;
        let crate::model::Authority::Region(top) = authority else { return };
        let inside: Vec<RegionIx> = match draft.tables.regions[top.ix()].level {
            Level::County => vec![],
            Level::City if self.lots.chance(500) => draft.counties_in(top),
            Level::City => vec![],
            Level::Province | Level::National => self.cities(),
        };
        let (mut places, mut open) = (0, 0);
        for region in inside {
            let of_region: Vec<TaskIx> =
                tasks.iter().copied().filter(|t| self.lies_in(*t, region)).collect();
            match self.targeted(&of_region, region, 0) {
                Some(target) => places += target,
                None => open += self.candidates(&of_region),
            }
        }
        // A program of the province has its quota here for what lies in the planning area.
        let top = self.planned_part(top);
        if places == 0 {
            self.targeted(tasks, top, 0);
        } else if open >= LEAST {
            let outside: Vec<TaskIx> =
                tasks.iter().copied().filter(|t| !self.is_counted(*t)).collect();
            self.targeted(&outside, top, places);
        }
    }

    fn cities(&self) -> Vec<RegionIx> {
        let mut cities: Vec<RegionIx> =
            self.draft.counties.iter().map(|&county| self.draft.parent(county)).collect();
        cities.dedup();
        let authority = self.draft.tables.programs[self.program.ix()].authority;
        cities.retain(|&city| holds(&self.draft.tables, authority, city));
        if cities.len() > 1 { cities } else { vec![] }
    }

    fn planned_part(&self, top: RegionIx) -> RegionIx {
        match (self.draft.tops.as_slice(), self.draft.tables.regions[top.ix()].level) {
            (&[seat], level) => {
                let planned = self.draft.region_of[seat].unwrap_or(top);
                let lower = self.draft.tables.regions[planned.ix()].level < level;
                if lower { planned } else { top }
            }
            _ => top,
        }
    }

    fn lies_in(&self, task: TaskIx, region: RegionIx) -> bool {
        let site = self.draft.tables.tasks[task.ix()].site;
        super::draft::is_within(&self.draft.tables, self.draft.county_of(site), region)
    }

    fn is_counted(&self, task: TaskIx) -> bool {
        self.made.iter().any(|quota| self.lies_in(task, quota.region))
    }

    /// Batches that the lottery may choose from.
    fn candidates(&self, tasks: &[TaskIx]) -> u32 {
        let rows = tasks.iter().filter(|task| !self.out[task.ix()]);
        let rows = rows.map(|task| &self.draft.tables.tasks[task.ix()]);
        rows.filter(|task| !task.required).map(|task| task.batches).sum()
    }

    /// A quota with a target: places for some of the candidates, beside the required tasks and what
    /// narrower quotas hold. None if there are too few candidates.
    fn targeted(&mut self, tasks: &[TaskIx], region: RegionIx, below: u32) -> Option<u32> {
        let candidates = self.candidates(tasks);
        if candidates < LEAST {
            return None;
        }
        let places = (candidates * 10 + self.draft.recipe.candidates as u32 / 2)
            / self.draft.recipe.candidates as u32;
        let rows = tasks.iter().map(|task| &self.draft.tables.tasks[task.ix()]);
        let largest = rows.clone().map(|task| task.batches).max().unwrap_or(0);
        let possible = tasks.iter().filter(|task| !self.out[task.ix()]);
        let possible = possible.map(|task| &self.draft.tables.tasks[task.ix()]);
        let required: u32 = possible.filter(|task| task.required).map(|task| task.batches).sum();
        let target = below + required + places.max(1);
        self.made.push(Quota {
            row: 0,
            program: self.program,
            category: self.kind,
            region,
            min: Some(target * 7 / 10),
            target: Some(target),
            max: Some((target + 1 + target / 5).max(largest)),
        });
        Some(target)
    }
}
