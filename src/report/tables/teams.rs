//! Teams that a plan formed from samplers.

use crate::model::TeamIx;
use crate::report::table::{Cell, Table};
use crate::report::view::View;

/// `teams.csv`: one row for each team that was formed.
pub fn teams(view: &View) -> Table {
    let mut table = Table::new(
        "teams",
        &[
            "team",
            "agency",
            "agency_name",
            "sampler_ids",
            "samplers",
            "agencies",
            "joint",
            "tours",
            "team_days",
            "visits",
        ],
    );
    let teams = (0..view.instance.teams.len()).map(TeamIx::new);
    table.rows = teams.map(|team| row(view, team)).collect();
    table
}

fn row(view: &View, team: TeamIx) -> Vec<Cell> {
    let instance = view.instance;
    let row = &instance.teams[team.ix()];
    let people = row.samplers.iter().map(|at| instance.samplers[at.ix()].id.as_str());
    let agencies = view.agencies(team);
    let tours = || view.tours.iter().filter(|tour| tour.team == team);
    let days = || tours().flat_map(|tour| &tour.days);
    vec![
        Cell::text(&row.id),
        Cell::text(&instance.agencies[row.agency.ix()].id),
        Cell::text(view.agency(row.agency)),
        Cell::list(people.collect::<Vec<_>>()),
        Cell::list(view.samplers(team)),
        Cell::list(&agencies),
        Cell::Flag(agencies.len() > 1),
        Cell::from(tours().count()),
        Cell::from(days().count()),
        Cell::from(days().map(|day| day.stops.len()).sum::<usize>()),
    ]
}
