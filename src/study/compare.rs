//! Scenarios beside the base: means over replicates, paired differences, and what may be said.

use serde::Serialize;

use crate::messages::{Lang, word};

use super::figures::Figures;
use super::lot::Lot;
use super::prices::Predicted;
use super::store::Store;

/// Two-sided 95 % quantiles of Student's t for 1, 2, … degrees of freedom; beyond them the normal
/// one (Fisher and Yates, Statistical Tables, table III).
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
];

/// How a measure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Fen, shown as yuan.
    Money,
    /// Part of 1.
    Share,
    /// A count, as a mean no whole number.
    Count,
}

/// Something that runs are compared by.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Its column in `study.csv`.
    pub column: &'static str,
    /// How it is written.
    pub unit: Unit,
    of: fn(&Figures) -> f64,
}

impl Measure {
    /// Its value in a run; money in fen.
    pub fn of(&self, run: &Figures) -> f64 {
        (self.of)(run)
    }

    /// Its short name, as JSON and `differences.csv` have it.
    pub fn name(&self) -> &'static str {
        self.column.strip_prefix("study_").unwrap_or(self.column)
    }
}

const fn money(column: &'static str, of: fn(&Figures) -> f64) -> Measure {
    Measure { column, unit: Unit::Money, of }
}

const fn count(column: &'static str, of: fn(&Figures) -> f64) -> Measure {
    Measure { column, unit: Unit::Count, of }
}

/// What runs are compared by, in the order of the columns: what was done first, then what it cost.
pub const MEASURES: [Measure; 23] = [
    Measure { column: "study_coverage", unit: Unit::Share, of: Figures::coverage },
    count("study_asked", |run| run.asked as f64),
    count("study_planned", |run| run.planned as f64),
    count("study_left_out", |run| run.left_out as f64),
    count("study_impossible", |run| run.impossible as f64),
    count("study_required_left_out", |run| run.missing as f64),
    count("study_required_impossible", |run| run.required_impossible as f64),
    money("study_total", |run| run.objective.total.0 as f64),
    money("study_spending", |run| run.spending().0 as f64),
    money("study_per_batch", |run| run.spending().0 as f64 / run.planned.max(1) as f64),
    money("study_travel", |run| run.objective.travel.0 as f64),
    money("study_team_day_cost", |run| run.objective.team_days.0 as f64),
    money("study_night_cost", |run| run.objective.nights.0 as f64),
    money("study_courier", |run| run.objective.courier.0 as f64),
    money("study_value_lost", |run| run.objective.value_lost.0 as f64),
    money("study_shortfall", |run| run.objective.shortfall.0 as f64),
    money("study_balance", |run| run.objective.balance.0 as f64),
    money("study_other", |run| (run.objective.rotation + run.objective.owner_days).0 as f64),
    count("study_visits", |run| run.visits as f64),
    count("study_team_days", |run| run.team_days as f64),
    count("study_nights", |run| run.nights as f64),
    count("study_off_target", |run| run.off_target as f64),
    count("study_off_month", |run| run.off_month),
];

/// What may be said of a scenario's cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// It is the base.
    Base,
    /// Every run costs what the base's costs.
    Same,
    /// The interval leaves zero out.
    Clear,
    /// The interval holds zero.
    Noise,
    /// One replicate tells nothing of noise.
    Single,
}

impl Says {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Same => "same",
            Self::Clear => "clear",
            Self::Noise => "noise",
            Self::Single => "single",
        }
    }

    /// Its name for people.
    pub fn word(self, lang: Lang) -> String {
        let key = match self {
            Self::Base => "study-says-base",
            Self::Same => "study-says-same",
            Self::Clear => "study-says-clear",
            Self::Noise => "study-says-noise",
            Self::Single => "study-says-single",
        };
        word(lang, key)
    }
}

/// A measure of a scenario beside the base's; money in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paired {
    /// Mean over the replicates.
    pub mean: f64,
    /// Mean difference to the base's run with the same luck.
    pub difference: f64,
    /// Half of the difference's 95 % confidence interval; none with one replicate.
    pub half: Option<f64>,
}

/// A scenario with its runs, replicate by replicate.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// Its runs.
    pub runs: Vec<Figures>,
    /// Its measures, in the order of [`MEASURES`].
    pub measures: Vec<Paired>,
    /// What may be said of its cost.
    pub says: Says,
    /// Whether the proved gaps alone are wider than the difference: better plans might turn it.
    pub within_gap: bool,
    /// What the base's prices said before it was run.
    pub predicted: Option<Predicted>,
    /// Whether no other point of the frontier is as good in money, coverage and evenness and better
    /// in one; none if it is no point of it.
    pub undominated: Option<bool>,
}

impl Compared {
    /// A measure by its column.
    pub fn measure(&self, column: &str) -> Paired {
        let at = MEASURES.iter().position(|measure| measure.column == column);
        at.and_then(|at| self.measures.get(at)).copied().unwrap_or_default()
    }

    /// The whole cost.
    pub fn total(&self) -> Paired {
        self.measure("study_total")
    }

    /// Whether it costs less than the base, and draws less: no saving, but work not done.
    pub fn cheaper_for_less(&self) -> bool {
        let less = self.measure("study_planned").difference < 0.0
            || self.measure("study_coverage").difference < 0.0;
        self.total().difference < 0.0 && less
    }

    /// Whether there is a difference, and the proved gaps alone are wider than it.
    pub fn unsure(&self) -> bool {
        self.within_gap && self.total().difference != 0.0
    }

    /// Mean gap; none if a run has none.
    pub fn gap(&self) -> Option<f64> {
        let proved = self.runs.iter().all(|run| run.gap.is_some());
        let gaps = self.runs.iter().filter_map(|run| run.gap);
        proved.then(|| gaps.sum::<f64>() / self.runs.len().max(1) as f64)
    }
}

/// Every scenario of a study, the base first; none if a run is missing.
pub fn compared(
    lot: &Lot<'_>,
    predicted: &[Option<Predicted>],
    store: &Store,
) -> Option<Vec<Compared>> {
    let mut all: Vec<Vec<Figures>> = lot.scenarios.iter().map(|_| Vec::new()).collect();
    for job in lot.jobs.iter().filter(|job| !job.is_root) {
        all.get_mut(job.scenario)?.push(store.figures(&job.key)?);
    }
    let base = all.first()?.clone();
    let rows = lot.scenarios.iter().zip(all).enumerate();
    let mut all: Vec<Compared> = rows
        .map(|(at, (scenario, runs))| Compared {
            about: scenario.about.clone(),
            predicted: predicted.get(at).copied().flatten(),
            ..compare(scenario.name.clone(), runs, &base, at == 0)
        })
        .collect();
    super::frontier::mark(&mut all);
    Some(all)
}

fn compare(name: String, runs: Vec<Figures>, base: &[Figures], is_base: bool) -> Compared {
    let measures = paired(&runs, base);
    let same = runs.iter().zip(base).all(|(run, base)| run.objective == base.objective);
    let made = Compared {
        name,
        about: String::new(),
        runs,
        measures,
        says: Says::Base,
        within_gap: false,
        predicted: None,
        undominated: None,
    };
    let total = made.total();
    let says = match total.half {
        _ if is_base => Says::Base,
        _ if same => Says::Same,
        None => Says::Single,
        Some(half) if total.difference.abs() > half => Says::Clear,
        Some(_) => Says::Noise,
    };
    // The best that each could cost lies between bound and total: the signs agree for certain only
    // if the dearer one's bound is above the cheaper one's total.
    let slack = if total.difference > 0.0 { above(&made.runs) } else { above(base) };
    Compared { within_gap: slack >= total.difference.abs(), says, ..made }
}

/// Every measure of runs beside those of a base, replicate by replicate.
pub(super) fn paired(runs: &[Figures], base: &[Figures]) -> Vec<Paired> {
    let one = |measure: &Measure| {
        let pairs = runs.iter().zip(base);
        let differences: Vec<f64> =
            pairs.map(|(run, base)| measure.of(run) - measure.of(base)).collect();
        let (difference, half) = interval(&differences);
        let sum: f64 = runs.iter().map(|run| measure.of(run)).sum();
        Paired { mean: sum / runs.len().max(1) as f64, difference, half }
    };
    MEASURES.iter().map(one).collect()
}

/// What runs lie above their bounds on average, fen; without end if nothing was proved.
fn above(runs: &[Figures]) -> f64 {
    let gaps = runs.iter().map(|run| {
        let total = run.objective.total.0 as f64;
        run.bound.map_or(f64::INFINITY, |bound| total - bound.0 as f64)
    });
    gaps.sum::<f64>() / runs.len().max(1) as f64
}

/// Mean and half of the 95 % confidence interval.
fn interval(values: &[f64]) -> (f64, Option<f64>) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count.max(1.0);
    if values.len() < 2 {
        return (mean, None);
    }
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let t = T.get(values.len() - 2).copied().unwrap_or(1.96);
    (mean, Some(t * (variance / count).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_three_is_students() {
        // Mean 2, standard deviation 1, 4.303 / √3 = 2.4843.
        let (mean, half) = interval(&[1.0, 2.0, 3.0]);
        assert_eq!(mean, 2.0);
        assert!((half.unwrap() - 2.4843).abs() < 1e-3);
        assert_eq!(interval(&[5.0]), (5.0, None));
    }
}
