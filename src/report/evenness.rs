//! How even a plan is, as numbers that people can picture.
//!
//! The index is the part of all batches that would have to lie elsewhere (in another region, another
//! month) for everything to be in proportion: ½ Σ |pᵢ/Σp − tᵢ/Σt|, known as Hoover's index
//! (doi:10.1017/S0022050700052980). Decision: this one, because it adds up the same deviations as the
//! objective does, so that a plan with a lower balance cost at the same totals has a lower index, and
//! because it can be said in words. Rejected: Gini's coefficient, which compares every part with
//! every other, counts a county of 3 batches like one of 300 unless it is weighted, and names no
//! number of batches; Theil's index, whose logarithm says nothing to who has to act on it.

use super::balance::{Against, Balance};
use super::view::View;
use crate::calendar::Calendar;
use crate::messages::Lang;
use crate::model::{AgencyIx, Instance, Level, Note, Plan, RegionIx};

/// Evenness of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evenness {
    /// Batches off the targets of quotas, added up.
    pub off_target: u64,
    /// Batches off the even months of labs, added up.
    pub off_even: f64,
    /// Index over regions; none where fewer than two of one level have targets.
    pub regions: Option<f64>,
    /// Index over months, lab by lab.
    pub months: f64,
}

/// How even a plan is.
///
/// # Errors
/// If the plan names what neither it nor the instance has.
pub fn evenness(instance: &Instance, plan: &Plan) -> Result<Evenness, Note> {
    let view = View::new(instance, plan, Lang::En)?;
    Ok(of(&view, &Balance::of(&view)))
}

/// The same, where the counting has been done.
pub(super) fn of(view: &View, balance: &Balance) -> Evenness {
    let off = |line: &super::balance::QuotaLine| line.deviation(view.instance).unwrap_or(0);
    let off_even: f64 = balance.months.iter().map(|line| line.deviation().abs()).sum();
    let batches: f64 = balance.months.iter().map(|line| f64::from(line.batches)).sum();
    Evenness {
        off_target: balance.quotas.iter().map(|line| off(line).unsigned_abs()).sum(),
        off_even,
        regions: regions(view, balance).map(|(_, index)| index),
        // In every lab the even months add up to its batches, so that shares need not be taken.
        months: if batches > 0.0 { off_even / 2.0 / batches } else { 0.0 },
    }
}

/// The finest level at which two regions have targets, and the index over its regions.
pub(super) fn regions(view: &View, balance: &Balance) -> Option<(Level, f64)> {
    let level = |region: &RegionIx| view.instance.regions[region.ix()].level;
    [Level::County, Level::City, Level::Province].into_iter().find_map(|wanted| {
        let same = balance.by_region.iter().filter(|(region, _)| level(region) == wanted);
        let lines: Vec<Against> = same.map(|(_, line)| *line).collect();
        (lines.len() > 1).then(|| misplaced(&lines)).flatten().map(|index| (wanted, index))
    })
}

/// The index: ½ Σ |pᵢ/Σp − tᵢ/Σt|; none where nothing is planned or nothing aimed at.
pub(super) fn misplaced(lines: &[Against]) -> Option<f64> {
    let planned: f64 = lines.iter().map(|line| line.planned).sum();
    let target: f64 = lines.iter().map(|line| line.target).sum();
    let off = |line: &Against| (line.planned / planned - line.target / target).abs();
    (planned > 0.0 && target > 0.0).then(|| lines.iter().map(off).sum::<f64>() / 2.0)
}

/// An agency's team-days in the plan against its share of all team-days that there are.
pub(super) struct AgencyLine {
    /// Which agency; a joint team counts for the one whose base it uses.
    pub agency: AgencyIx,
    /// Team-days in the plan, and what its share of the teams' working days would make even.
    pub days: Against,
    /// Working days of its teams.
    pub available: u32,
}

/// Agencies with teams, in order of the table.
pub(super) fn agencies(view: &View) -> Vec<AgencyLine> {
    let instance = view.instance;
    let (mut planned, mut able) =
        (vec![0u32; instance.agencies.len()], vec![0u32; instance.agencies.len()]);
    for tour in &view.tours {
        planned[instance.teams[tour.team.ix()].agency.ix()] += tour.days.len() as u32;
    }
    let calendar = Calendar::new(instance);
    for team in &instance.teams {
        let there = |day: &usize| {
            let date = calendar.date(crate::calendar::Day(*day as u16));
            calendar.works(crate::calendar::Day(*day as u16))
                && team.from.is_none_or(|from| from <= date)
                && team.to.is_none_or(|to| date <= to)
        };
        able[team.agency.ix()] += (0..calendar.len()).filter(there).count() as u32;
    }
    let (all, most): (u32, u32) = (planned.iter().sum(), able.iter().sum());
    let line = |at: usize| AgencyLine {
        agency: AgencyIx::new(at),
        days: Against {
            planned: planned[at].into(),
            target: f64::from(all) * f64::from(able[at]) / f64::from(most.max(1)),
        },
        available: able[at],
    };
    (0..able.len()).filter(|&at| able[at] > 0).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pairs: &[(f64, f64)]) -> Vec<Against> {
        pairs.iter().map(|&(planned, target)| Against { planned, target }).collect()
    }

    #[test]
    fn the_index_is_the_part_that_would_have_to_move() {
        // 12 of 40 batches lie in the first region instead of the second.
        let index = misplaced(&lines(&[(32.0, 20.0), (8.0, 20.0)]));
        assert!((index.unwrap() - 12.0 / 40.0).abs() < 1e-12);
        // Half of everything planned everywhere is even.
        assert_eq!(misplaced(&lines(&[(10.0, 20.0), (5.0, 10.0)])), Some(0.0));
        assert_eq!(misplaced(&lines(&[(0.0, 20.0), (0.0, 10.0)])), None);
        assert_eq!(misplaced(&[]), None);
    }
}
