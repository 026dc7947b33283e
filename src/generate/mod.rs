//! Instances on real ground, of any size, the same from the same seed on every machine.
//!
//! Places, roads, product categories and days off are real (`data/README.md`); enterprises, agencies, people,
//! programs and numbers are invented. [`instance`] builds the tables stage by stage, each with its own stream of random
//! numbers; [`makeup`] counts what came out.
//!
//! Decision: team dates and laboratory capacities are derived from the expected result of the draw, so that
//! demand and capacity fit whatever the seed. Rejected: drawing first and fitting to that, because the public
//! seed of the draw can be changed by whoever plans.

mod agencies;
mod availability;
mod draft;
mod estimate;
mod ground;
mod history;
mod labs;
mod lots;
mod makeup;
mod mixed;
mod names;
mod programs;
mod quotas;
mod recipe;
mod relations;
mod roads;
mod sites;
mod tasks;

pub use makeup::{MakeUp, MonthLoad, makeup};
pub use recipe::{Options, Recipe, Size};

use chrono::Datelike;
use draft::Draft;

use crate::model::{Instance, Settings, Tables, TravelSettings};

/// Makes the instance of a size and seed.
///
/// # Errors
/// If the embedded ground data can't be read: a fault of the program.
pub fn instance(size: Size, seed: u64, options: Options) -> Result<Instance, String> {
    let mut draft = Draft::new(size, seed, options)?;
    let mut names = names::Names::default();
    let firms = agencies::firms(&draft)?;
    let homes: Vec<usize> = firms.iter().map(|firm| firm.home).collect();
    draft.fill_regions(&homes);
    roads::fill(&mut draft);
    draft.fill_categories();
    sites::fill(&mut draft, &mut names);
    agencies::fill(&mut draft, &mut names, &firms);
    let shares = programs::fill(&mut draft);
    tasks::fill(&mut draft, &shares);
    tasks::add_old_products(&mut draft);
    quotas::choose_blocked(&mut draft);
    quotas::fill(&mut draft);
    history::fill(&mut draft);
    relations::fill(&mut draft);
    let share = estimate::inclusion(&draft.tables, &history::forbidden(&draft));
    availability::fill(&mut draft, &share);
    labs::fill(&mut draft, &share);
    let settings = settings(&draft, seed);
    let mut tables = draft.tables;
    number(&mut tables);
    Instance::new(settings, tables)
}

fn settings(draft: &Draft, seed: u64) -> Settings {
    let year = draft.start().year();
    let (authority, place) = match (draft.recipe.size, draft.tops.first()) {
        (Size::Nation, _) | (_, None) => ("000000", "National stress test"),
        (_, Some(&top)) => {
            let seat = &draft.ground.seats[top];
            (seat.code.as_str(), seat.name_en.as_str())
        }
    };
    Settings {
        format: 1,
        name: format!("{place} joint sampling {year}"),
        authority: authority.to_owned(),
        start: draft.start(),
        end: draft.end(),
        seed: 20_260_301_u64.wrapping_add(seed),
        travel: TravelSettings::default(),
        policy: Default::default(),
        costs: Default::default(),
        weights: Default::default(),
    }
}

/// Gives every row the line it will have in its file; the header is line 1.
fn number(tables: &mut Tables) {
    macro_rules! lines {
        ($($table:ident)*) => { $(
            for (at, row) in tables.$table.iter_mut().enumerate() {
                row.row = at as u32 + 2;
            }
        )* };
    }
    lines!(regions categories enterprises products programs quotas tasks agencies scopes lab_capacity
        avoidances conflicts suspensions samplers teams history calendar escorts matrix road_nodes road_edges);
}
