//! Days of the relaxation as days of teams.

use super::cells::Model;
use super::master::DayColumn;
use super::wanted::Wanted;
use crate::route::Sketch;

/// The days of cells that are a day of a team each; none if there is no day.
pub fn sketches(model: &Model, wanted: &Wanted, columns: &[DayColumn]) -> Option<Vec<Sketch>> {
    let seat = |code: u16| code.checked_sub(1).map(|at| model.seats[usize::from(at)]);
    let sketch = |column: &DayColumn| {
        let (team, days) = model.cells[column.cell as usize].members.first()?;
        let stop = |(_, picks): &(u32, Vec<(u32, u32)>)| {
            let task = |&(want, account): &(u32, u32)| {
                (wanted.tasks[want as usize].task, model.accounts.lab(account as usize))
            };
            picks.iter().map(task).collect()
        };
        Some(Sketch {
            team: *team,
            day: days.first()?,
            from: seat(column.gates.0),
            to: seat(column.gates.1),
            stops: column.stops.iter().map(stop).collect(),
        })
    };
    let all: Vec<Sketch> = columns.iter().map(sketch).collect::<Option<_>>()?;
    (!all.is_empty()).then_some(all)
}
