//! Mixed-integer programmes as data with named rows, and the only room that names a solver.
//!
//! The model goes through `good_lp`; the solved HiGHS model is then asked itself for bound, gap and
//! the reason of the stop, which `good_lp` folds into one word.
//!
//! Decision: limits are nodes and gaps, never seconds, so that the same model gives the same answer
//! on any machine and on any number of threads. A clock is for callers who gave up repeatability.

mod linear;

pub use linear::{Linear, LinearColumn, Solved, interior};

use good_lp::{Expression, SolverModel, constraint, variable, variables};
use highs::{HighsModelStatus, HighsSolutionStatus};

/// A column: a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Least value.
    pub lower: f64,
    /// Greatest value; may be infinite.
    pub upper: f64,
    /// Whether only whole values are allowed.
    pub integer: bool,
    /// What one unit costs.
    pub cost: f64,
}

/// A row: `lower <= sum of terms <= upper`, one of the two may be infinite.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What the row says, e.g. `lab_capacity A1 metal 2026-03`.
    pub name: String,
    /// Position of a column, and its coefficient.
    pub terms: Vec<(usize, f64)>,
    /// Least value of the sum.
    pub lower: f64,
    /// Greatest value of the sum.
    pub upper: f64,
}

/// A programme: minimise the cost of the columns under the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// The decisions.
    pub columns: Vec<Column>,
    /// What binds them.
    pub rows: Vec<Row>,
}

impl Model {
    /// Adds a column and answers its position.
    pub fn column(&mut self, lower: f64, upper: f64, integer: bool, cost: f64) -> usize {
        self.columns.push(Column { lower, upper, integer, cost });
        self.columns.len() - 1
    }

    /// Adds a row; without terms it is left out, for it says nothing.
    pub fn row(&mut self, name: String, terms: Vec<(usize, f64)>, lower: f64, upper: f64) {
        if !terms.is_empty() {
            self.rows.push(Row { name, terms, lower, upper });
        }
    }

    /// Cost of given values of the columns.
    pub fn value(&self, x: &[f64]) -> f64 {
        self.columns.iter().zip(x).map(|(column, x)| column.cost * x).sum()
    }

    /// The names of the rows that `x` breaks by more than `tolerance`.
    pub fn broken<'a>(&'a self, x: &[f64], tolerance: f64) -> Vec<&'a str> {
        let sum = |row: &Row| row.terms.iter().map(|&(at, factor)| factor * x[at]).sum::<f64>();
        self.rows
            .iter()
            .filter(|row| {
                let sum = sum(row);
                sum < row.lower - tolerance || sum > row.upper + tolerance
            })
            .map(|row| row.name.as_str())
            .collect()
    }
}

/// When to stop before the optimum is proved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Stop when (value − bound) / value is at most this.
    pub gap: f64,
    /// Most nodes of branch and bound.
    pub nodes: i32,
    /// Most seconds; gives up repeatability.
    pub seconds: Option<f64>,
    /// Only what costs less is looked for; [`Stop::Infeasible`] says that nothing does.
    pub cutoff: Option<f64>,
}

/// Why the solver stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The bound reached the value.
    Optimal,
    /// The gap that was asked for was reached.
    Gap,
    /// The nodes (or other work limits) were used up.
    Work,
    /// The time was used up.
    Time,
    /// No values satisfy the rows.
    Infeasible,
    /// Stopped without values, for a reason of the solver's own.
    Failed,
}

/// What came out: value, bound, gap and stop reason, each for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Values of the columns; empty without a solution.
    pub x: Vec<f64>,
    /// Cost of `x`.
    pub value: Option<f64>,
    /// No values of the columns cost less.
    pub bound: Option<f64>,
    /// (value − bound) / |value|.
    pub gap: Option<f64>,
    /// Why the solver stopped.
    pub stop: Stop,
}

impl Outcome {
    fn without(stop: Stop) -> Self {
        Self { x: Vec::new(), value: None, bound: None, gap: None, stop }
    }
}

/// Solves the programme with HiGHS on one thread.
pub fn solve(model: &Model, limits: Limits) -> Outcome {
    let whole = model.columns.iter().any(|column| column.integer);
    let Ok(mut solver) = build(model) else { return Outcome::without(Stop::Failed) };
    solver.make_quiet();
    let mut accepted = solver.try_set_option("threads", 1).is_ok()
        && solver.try_set_option("parallel", "off").is_ok()
        && solver.try_set_option("random_seed", 1).is_ok()
        && solver.try_set_option("mip_rel_gap", limits.gap).is_ok()
        && solver.try_set_option("mip_max_nodes", limits.nodes).is_ok();
    if let Some(seconds) = limits.seconds {
        accepted &= solver.try_set_option("time_limit", seconds).is_ok();
    }
    if let Some(cutoff) = limits.cutoff {
        accepted &= solver.try_set_option("objective_bound", cutoff).is_ok();
    }
    if !accepted {
        return Outcome::without(Stop::Failed);
    }
    let Ok(solved) = solver.try_solve() else { return Outcome::without(Stop::Failed) };
    let outcome = read(model, &solved, whole);
    // Looking for less, the solver may end with values that it met before.
    let is_dear = outcome.value.zip(limits.cutoff).is_some_and(|(value, most)| value >= most);
    if is_dear && solved.status() == HighsModelStatus::Optimal {
        return Outcome::without(Stop::Infeasible);
    }
    outcome
}

/// Solves a linear programme whose columns from a position on are whole.
pub fn solve_whole(linear: &Linear, from: usize, limits: Limits) -> Outcome {
    let columns = linear.columns.iter().enumerate().map(|(at, column)| Column {
        lower: 0.0,
        upper: column.upper,
        integer: at >= from,
        cost: column.cost,
    });
    let mut terms: Vec<Vec<(usize, f64)>> = vec![Vec::new(); linear.rows.len()];
    for (at, column) in linear.columns.iter().enumerate() {
        column.terms.iter().for_each(|&(row, by)| terms[row as usize].push((at, by)));
    }
    let mut model = Model { columns: columns.collect(), rows: Vec::new() };
    for (&(lower, upper), terms) in linear.rows.iter().zip(terms) {
        model.row(String::new(), terms, lower, upper);
    }
    solve(&model, limits)
}

/// The model in HiGHS, by way of `good_lp`.
fn build(model: &Model) -> Result<highs::Model, good_lp::ResolutionError> {
    let mut vars = variables!();
    let x: Vec<_> = model
        .columns
        .iter()
        .map(|column| {
            let definition = variable().min(column.lower).max(column.upper);
            vars.add(if column.integer { definition.integer() } else { definition })
        })
        .collect();
    let mut objective = Expression::with_capacity(x.len());
    for (column, &x) in model.columns.iter().zip(&x) {
        objective.add_mul(column.cost, x);
    }
    let mut problem = vars.minimise(objective).using(good_lp::solvers::highs::highs);
    for row in &model.rows {
        let mut sum = Expression::with_capacity(row.terms.len());
        for &(at, factor) in &row.terms {
            sum.add_mul(factor, x[at]);
        }
        if row.lower == row.upper {
            problem.add_constraint(constraint!(sum == row.lower).set_name(row.name.clone()));
            continue;
        }
        if row.upper.is_finite() {
            let named = constraint!(sum.clone() <= row.upper).set_name(row.name.clone());
            problem.add_constraint(named);
        }
        if row.lower.is_finite() {
            problem.add_constraint(constraint!(sum >= row.lower).set_name(row.name.clone()));
        }
    }
    problem.try_into_inner()
}

fn read(model: &Model, solved: &highs::SolvedModel, whole: bool) -> Outcome {
    let mut stop = match solved.status() {
        HighsModelStatus::Optimal => Stop::Optimal,
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => Stop::Infeasible,
        HighsModelStatus::ReachedTimeLimit => Stop::Time,
        HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedInterrupt
        | HighsModelStatus::ReachedMemoryLimit => Stop::Work,
        _ => Stop::Failed,
    };
    if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
        return Outcome::without(if stop == Stop::Optimal { Stop::Failed } else { stop });
    }
    let x = solved.get_solution().columns().to_vec();
    let value = model.value(&x);
    let bound = if whole {
        solved.double_info_value(c"mip_dual_bound").ok().filter(|bound| bound.is_finite())
    } else {
        (stop == Stop::Optimal).then_some(value)
    };
    let gap = bound.map(|bound| ((value - bound) / value.abs().max(1e-9)).max(0.0));
    if stop == Stop::Optimal && gap.is_some_and(|gap| gap > 1e-9) {
        stop = Stop::Gap;
    }
    Outcome { x, value: Some(value), bound, gap, stop }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: Limits = Limits { gap: 0.0, nodes: 100_000, seconds: None, cutoff: None };

    #[test]
    fn a_knapsack_is_solved_and_says_so() {
        // Take 3 of {4, 5, 3, 7} under weights {2, 3, 2, 4} <= 6: best 4 + 7 = 11 (weight 6).
        let mut model = Model::default();
        let x: Vec<usize> =
            [4.0, 5.0, 3.0, 7.0].map(|worth| model.column(0.0, 1.0, true, -worth)).to_vec();
        let weights = x.iter().copied().zip([2.0, 3.0, 2.0, 4.0]).collect();
        model.row("weight".into(), weights, f64::NEG_INFINITY, 6.0);
        let outcome = solve(&model, EXACT);
        assert_eq!(outcome.stop, Stop::Optimal);
        assert!((outcome.value.unwrap() + 11.0).abs() < 1e-9);
        assert!((outcome.bound.unwrap() + 11.0).abs() < 1e-6);
        assert!(model.broken(&outcome.x, 1e-6).is_empty());
        // Nothing is worth more than that.
        let below = |cutoff| solve(&model, Limits { cutoff: Some(cutoff), ..EXACT });
        assert_eq!(below(-10.5).value, outcome.value);
        assert_eq!((below(-11.0).stop, below(-11.0).value), (Stop::Infeasible, None));
    }

    #[test]
    fn the_impossible_is_called_so() {
        let mut model = Model::default();
        let x = model.column(0.0, 1.0, true, 1.0);
        model.row("at least two".into(), vec![(x, 1.0)], 2.0, f64::INFINITY);
        let outcome = solve(&model, EXACT);
        assert_eq!((outcome.stop, outcome.value), (Stop::Infeasible, None));
        assert_eq!(model.broken(&[1.0], 1e-6), ["at least two"]);
    }

    #[test]
    fn prices_say_what_a_unit_is_worth() {
        // 2 x + 3 y, x + 2 y >= 4, y <= 1: y = 1, x = 2. One more to cover costs 2, and one more y
        // allowed saves 1.
        let mut linear = Linear::default();
        let (cover, limit) = (linear.row(4.0, f64::INFINITY), linear.row(f64::NEG_INFINITY, 1.0));
        linear.column(2.0, f64::INFINITY, vec![(cover, 1.0)]);
        linear.column(3.0, f64::INFINITY, vec![(cover, 2.0), (limit, 1.0)]);
        let solved = interior(&linear, 1e-8).unwrap();
        let near = |found: f64, expected: f64| (found - expected).abs() < 1e-5;
        assert!(near(solved.value, 7.0) && near(solved.x[0], 2.0), "{solved:?}");
        assert!(near(solved.duals[0], 2.0) && near(solved.duals[1], -1.0), "{solved:?}");
    }

    #[test]
    fn a_linear_programme_has_its_value_as_bound() {
        let mut model = Model::default();
        let (x, y) = (model.column(0.0, 10.0, false, 2.0), model.column(0.0, 10.0, false, 3.0));
        model.row("cover".into(), vec![(x, 1.0), (y, 2.0)], 4.0, f64::INFINITY);
        let outcome = solve(&model, EXACT);
        // y = 2 costs 6, x = 4 costs 8.
        assert_eq!((outcome.stop, outcome.gap), (Stop::Optimal, Some(0.0)));
        assert!((outcome.value.unwrap() - 6.0).abs() < 1e-9);
    }
}
