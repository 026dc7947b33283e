//! Teams for an instance that has none: formed from its samplers for the tasks that are drawn.

use std::borrow::Cow;

use crate::calendar::OpenHours;
use crate::draw;
use crate::formation;
use crate::geography::Travel;
use crate::model::{Instance, TaskIx};
use crate::rules::Screen;

use super::{Trouble, calendar_of};

/// The instance with teams, where `policy.form_teams` asks for them; else the instance.
///
/// # Errors
/// If distances can't be had, or the solver fails.
pub fn formed(instance: &Instance) -> Result<Cow<'_, Instance>, Trouble> {
    if !instance.settings().policy.form_teams {
        return Ok(Cow::Borrowed(instance));
    }
    let travel = Travel::new(instance).map_err(Trouble::Input)?;
    let calendar = calendar_of(instance);
    let hours = OpenHours::new(instance, &calendar);
    let screen = Screen::new(instance, &calendar, &hours, &travel);
    let drawn = draw::run(instance, &screen);
    let tasks = (0..instance.tasks.len()).map(TaskIx::new);
    let wanted: Vec<TaskIx> = tasks.filter(|task| drawn.is_in(*task)).collect();
    let formation = formation::form(instance, &screen, &wanted)
        .ok_or_else(|| Trouble::Fault("no teams could be chosen".to_owned()))?;
    Ok(Cow::Owned(instance.with_teams(formation.teams)))
}
