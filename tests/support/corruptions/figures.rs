//! Figures and claims.

use onedoor::model::*;

use super::{Corruption, Victim};

/// Corruptions of figures and claims.
pub const FIGURES: &[(&str, Corruption)] = &[
    ("metres", |v| {
        let off = 100 + v.dice.below(10_000)? as i64;
        v.day(|_, _| true).map(|day| day.metres += Metres(off))
    }),
    ("minutes at the wheel", |v| {
        let off = 20 + v.dice.below(100)? as i64;
        v.day(|_, _| true).map(|day| day.drive_minutes -= Minutes(off))
    }),
    ("figures out of this world", |v| {
        let day = v.day(|_, _| true)?;
        (day.metres, day.drive_minutes) = (Metres(i64::MIN), Minutes(i64::MAX));
        Some(())
    }),
    ("a part of the objective", |v| {
        *v.part()? += Fen(2);
        Some(())
    }),
    ("a part of the objective and the total", |v| {
        *v.part()? += Fen(200);
        v.plan.objective = v.plan.objective.summed();
        Some(())
    }),
    ("the total", |v| {
        v.plan.objective.total += Fen(1);
        Some(())
    }),
    ("the cost of tests", |v| {
        v.plan.information.tests += Fen(1);
        Some(())
    }),
    ("a bound above the plan", |v| {
        v.plan.bound = Some(v.bound(Fen(v.plan.objective.total.0 + 2), 0.0));
        Some(())
    }),
    ("a gap that is too small", |v| {
        let total = v.plan.objective.total.0;
        v.plan.bound = Some(v.bound(Fen(total / 2), 0.01));
        Some(())
    }),
    ("a gap that is no number", |v| {
        v.plan.bound = Some(v.bound(Fen(0), f64::NAN));
        Some(())
    }),
    ("called impossible, or not", |v| {
        v.left_out(|_| true).map(|entry| entry.impossible = !entry.impossible)
    }),
    ("another place in the queue", |v| {
        v.left_out(|_| true)
            .map(|entry| entry.queue = Some(entry.queue.map_or(1, |place| place + 1)))
    }),
    ("no place in the queue", |v| v.left_out(|e| e.queue.is_some()).map(|e| e.queue = None)),
    ("a reserve that is not called one", |v| {
        let entry = v.left_out(|entry| entry.queue.is_some())?;
        entry.reasons = vec![Victim::reason(Rule::Drive)];
        Some(())
    }),
    ("called a reserve", |v| {
        let entry = v.left_out(|entry| entry.queue.is_none())?;
        entry.reasons.push(Victim::reason(Rule::Draw));
        Some(())
    }),
    ("a laboratory that may not test", |v| {
        let task = v.visit()?.tasks[0].task.clone();
        let agencies = 0..v.instance.agencies.len();
        let agencies = agencies.filter(|agency| !v.may_test(*agency, &task)).collect();
        let lab = v.dice.one(agencies)?;
        let visit = v.plan.visits.iter_mut().find(|visit| visit.tasks[0].task == task)?;
        visit.tasks[0].lab = v.instance.agencies[lab].id.clone();
        Some(())
    }),
    ("samples sent that must be carried", |v| {
        let carried = |drawn: &VisitTask| {
            let task = v.instance.task(&drawn.task).unwrap();
            let category = v.instance.category_of(task);
            category.carry || category.cold_chain
        };
        let fit = v.plan.visits.iter().filter(|visit| carried(&visit.tasks[0]));
        let id = v.dice.one(fit.map(|visit| visit.id.clone()).collect())?;
        let team = v.visit_with_id(&id).team.clone();
        let own = v.team(&team).agency.ix();
        let labs = (0..v.instance.agencies.len()).filter(|lab| *lab != own).collect();
        let lab = v.instance.agencies[v.dice.one(labs)?].id.clone();
        v.visit_with_id(&id).tasks[0].lab = lab;
        Some(())
    }),
    ("a drawn task is left out and costs nothing", |v| {
        let fit = v.plan.visits.iter().filter(|visit| {
            let task = v.instance.task(&visit.tasks[0].task).unwrap();
            let row = &v.instance.tasks[task.ix()];
            row.required || row.value > Fen::ZERO
        });
        let id = v.dice.one(fit.map(|visit| visit.id.clone()).collect())?;
        let task = v.visit_with_id(&id).tasks.remove(0).task;
        let reasons = vec![Victim::reason(Rule::Day)];
        v.plan.unplanned.push(Unplanned { task, impossible: false, queue: None, reasons });
        Some(())
    }),
];

impl Victim<'_> {
    /// Some part of the objective.
    fn part(&mut self) -> Option<&mut Fen> {
        let at = self.dice.below(9)?;
        let o = &mut self.plan.objective;
        let parts = [
            &mut o.travel,
            &mut o.team_days,
            &mut o.nights,
            &mut o.courier,
            &mut o.value_lost,
            &mut o.shortfall,
            &mut o.balance,
            &mut o.rotation,
            &mut o.owner_days,
        ];
        parts.into_iter().nth(at)
    }

    fn bound(&self, total: Fen, gap: f64) -> Bound {
        Bound { total, gap, scope: "whole plan".to_owned(), method: "none".to_owned() }
    }
}
