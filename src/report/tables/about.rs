//! The last sheet: figures of the whole plan and where it comes from.

use crate::messages::word;
use crate::model::Fen;
use crate::report::figures::Figures;
use crate::report::table::{Cell, Table};
use crate::report::view::View;

/// The sheet of headline figures and provenance.
pub fn about(view: &View, figures: &Figures) -> Table {
    let mut table = Table::new("about", &["item", "content"]);
    let plan = view.plan;
    let mut put = |key: &'static str, cell: Cell| {
        table.rows.push(vec![Cell::Text(word(view.lang, key)), cell]);
    };
    put("report-about-instance", Cell::text(&plan.instance.name));
    put("report-about-digest", Cell::text(&plan.instance.digest));
    put("report-about-version", Cell::Text(format!("onedoor {}", plan.solver.version)));
    put("report-about-seed", Cell::Text(plan.solver.seed.to_string()));
    put("report-about-effort", Cell::Text(plan.solver.effort.to_string()));
    put("report-about-repeatable", Cell::Flag(plan.solver.repeatable));
    put("report-all-tasks", Cell::from(figures.tasks));
    put("report-tile-tasks", Cell::from(figures.planned));
    put("report-left-out", Cell::from(figures.left_out));
    put("report-impossible", Cell::from(figures.impossible));
    put("report-reserve", Cell::from(figures.reserves));
    put("report-col-batches", Cell::Count(i64::try_from(figures.batches).unwrap_or(i64::MAX)));
    put("report-tile-visits", Cell::from(figures.visits));
    put("report-saved", Cell::from(figures.saved()));
    put("report-col-sites", Cell::from(figures.sites));
    put("report-col-tours", Cell::from(figures.tours));
    put("report-tile-team-days", Cell::from(figures.team_days));
    put("report-col-nights", Cell::from(figures.nights));
    put("report-col-km", Cell::Distance(figures.metres));
    let o = &plan.objective;
    put("report-sum-total", Cell::Money(o.total));
    put("report-sum-travel", Cell::Money(o.travel));
    put("report-sum-team-days", Cell::Money(o.team_days));
    put("report-sum-nights", Cell::Money(o.nights));
    put("report-sum-courier", Cell::Money(o.courier));
    put("report-sum-value-lost", Cell::Money(o.value_lost));
    put("report-sum-shortfall", Cell::Money(o.shortfall));
    put("report-sum-balance", Cell::Money(o.balance));
    if o.rotation != Fen::ZERO {
        put("report-sum-rotation", Cell::Money(o.rotation));
    }
    if o.owner_days != Fen::ZERO {
        put("report-sum-owner-days", Cell::Money(o.owner_days));
    }
    put("report-sum-tests", Cell::Money(plan.information.tests));
    match &plan.bound {
        Some(bound) => {
            put("report-sum-bound", Cell::Money(bound.total));
            put("report-sum-gap", Cell::Share(bound.gap));
        }
        None => put("report-sum-bound", Cell::Text(word(view.lang, "report-proof-none-big"))),
    }
    table
}
