//! Linear programmes that grow by columns, and their dual prices.

use highs::{HighsModelStatus, Sense};

/// A column with its coefficients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinearColumn {
    /// What one unit costs.
    pub cost: f64,
    /// Greatest value; the least is 0.
    pub upper: f64,
    /// Position of a row, and the coefficient there; each row at most once.
    pub terms: Vec<(u32, f64)>,
}

/// Minimise the cost of non-negative columns, every row between its two limits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linear {
    /// Least and greatest value of each row; one of them may be infinite.
    pub rows: Vec<(f64, f64)>,
    /// The columns.
    pub columns: Vec<LinearColumn>,
}

/// A solution of a linear programme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solved {
    /// Values of the columns.
    pub x: Vec<f64>,
    /// For each row what one unit more of its limit would cost.
    pub duals: Vec<f64>,
    /// For each column what one unit more of it would add to the cost.
    pub reduced: Vec<f64>,
    /// Cost of `x`.
    pub value: f64,
}

impl Linear {
    /// Adds a row and answers its position.
    pub fn row(&mut self, lower: f64, upper: f64) -> u32 {
        self.rows.push((lower, upper));
        self.rows.len() as u32 - 1
    }

    /// Adds a column and answers its position.
    pub fn column(&mut self, cost: f64, upper: f64, terms: Vec<(u32, f64)>) -> usize {
        self.columns.push(LinearColumn { cost, upper, terms });
        self.columns.len() - 1
    }
}

/// Solves to a relative tolerance with HiGHS's interior point method on one thread, without crossover: the prices lie in the
/// middle of the best ones, which column generation likes. None if that fails.
pub fn interior(linear: &Linear, tolerance: f64) -> Option<Solved> {
    let mut problem = highs::ColProblem::new();
    let rows: Vec<highs::Row> =
        linear.rows.iter().map(|&(lower, upper)| problem.add_row(lower..=upper)).collect();
    for column in &linear.columns {
        let terms =
            column.terms.iter().filter_map(|&(row, by)| Some((*rows.get(row as usize)?, by)));
        problem.add_column(column.cost, 0.0..=column.upper, terms);
    }
    let mut model = problem.try_optimise(Sense::Minimise).ok()?;
    model.make_quiet();
    let ready = model.try_set_option("threads", 1).is_ok()
        && model.try_set_option("parallel", "off").is_ok()
        && model.try_set_option("random_seed", 1).is_ok()
        && model.try_set_option("solver", "ipm").is_ok()
        && model.try_set_option("ipm_optimality_tolerance", tolerance).is_ok()
        && model.try_set_option("run_crossover", "off").is_ok();
    let solved = if ready { model.try_solve().ok()? } else { return None };
    let usable = matches!(solved.status(), HighsModelStatus::Optimal | HighsModelStatus::Unknown);
    let solution = solved.get_solution();
    let (x, duals) = (solution.columns().to_vec(), solution.dual_rows().to_vec());
    let reduced = solution.dual_columns().to_vec();
    let whole = x.len() == linear.columns.len()
        && reduced.len() == x.len()
        && duals.len() == linear.rows.len();
    let finite = x.iter().chain(&duals).all(|amount| amount.is_finite());
    let value = linear.columns.iter().zip(&x).map(|(column, x)| column.cost * x).sum();
    (usable && whole && finite).then_some(Solved { x, duals, reduced, value })
}
