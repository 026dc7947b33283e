//! Scenarios beside the base: means over replicates, paired differences, and what may be said.

use crate::messages::{Lang, word};
use crate::model::{Fen, Objective};
use crate::report::{Cell, Table};

use super::run::{Job, is_root};
use super::spec::Study;
use super::store::{Figures, Store};

/// Two-sided 95 % quantiles of Student's t for 1, 2, … degrees of freedom; beyond them the normal
/// one (Fisher and Yates, Statistical Tables, table III).
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
];

/// What may be said of a scenario beside the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Says {
    /// It is the base.
    Base,
    /// Every replicate costs what the base's costs.
    Same,
    /// Zero lies outside the confidence interval.
    Clear,
    /// Zero lies inside the confidence interval.
    Noise,
    /// One replicate: nobody knows the noise.
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

/// A scenario with its runs, replicate by replicate.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Its name.
    pub name: String,
    /// Its runs.
    pub runs: Vec<Figures>,
    /// Mean difference to the base, fen.
    pub difference: f64,
    /// Half of the 95 % confidence interval, fen; none with one replicate.
    pub half: Option<f64>,
    /// What may be said.
    pub says: Says,
    /// Whether the proved gaps alone are wider than the difference: better plans might turn it.
    pub within_gap: bool,
}

/// Every scenario of a study, the base first; none if a run is missing.
pub fn compared(study: &Study, jobs: &[Job], store: &Store) -> Option<Vec<Compared>> {
    let mut all: Vec<Vec<Figures>> = study.all().iter().map(|_| Vec::new()).collect();
    for job in jobs.iter().filter(|job| !is_root(study, job)) {
        all.get_mut(job.scenario)?.push(store.figures(&job.key)?);
    }
    let base = all.first()?.clone();
    let names = study.all().into_iter().map(|scenario| scenario.name);
    let rows = names.zip(all).enumerate();
    Some(rows.map(|(at, (name, runs))| compare(name, runs, &base, at == 0)).collect())
}

fn compare(name: String, runs: Vec<Figures>, base: &[Figures], is_base: bool) -> Compared {
    let total = |run: &Figures| run.objective.total.0 as f64;
    let pairs = runs.iter().zip(base);
    let differences: Vec<f64> = pairs.map(|(run, base)| total(run) - total(base)).collect();
    let (difference, half) = interval(&differences);
    let same = differences.iter().all(|difference| *difference == 0.0);
    let says = match half {
        _ if is_base => Says::Base,
        _ if same => Says::Same,
        None => Says::Single,
        Some(half) if difference.abs() > half => Says::Clear,
        Some(_) => Says::Noise,
    };
    let above = |runs: &[Figures]| {
        let gaps = runs
            .iter()
            .map(|run| run.bound.map_or(f64::INFINITY, |bound| total(run) - bound.0 as f64));
        gaps.sum::<f64>() / runs.len().max(1) as f64
    };
    // The best that each could cost lies between bound and total: the signs agree for certain only
    // if the dearer one's bound is above the cheaper one's total.
    let slack = if difference > 0.0 { above(&runs) } else { above(base) };
    Compared { name, within_gap: slack >= difference.abs(), runs, difference, half, says }
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

/// `study.csv` (one row a scenario) and the sheet of single runs; none if a run is missing.
pub fn table(
    study: &Study,
    jobs: &[Job],
    store: &Store,
    lang: Lang,
) -> Option<(Vec<Compared>, [Table; 2])> {
    let all = compared(study, jobs, store)?;
    let mut scenarios = Table::new(
        "study",
        &[
            "study_scenario",
            "study_replicates",
            "study_coverage",
            "study_total",
            "study_travel",
            "study_team_day_cost",
            "study_night_cost",
            "study_courier",
            "study_value_lost",
            "study_shortfall",
            "study_balance",
            "study_other",
            "study_visits",
            "study_team_days",
            "study_required_left_out",
            "study_gap",
            "study_difference",
            "study_low",
            "study_high",
            "study_says",
            "study_says_name",
            "study_within_gap",
        ],
    );
    scenarios.rows = all.iter().map(|scenario| row(scenario, lang)).collect();
    let mut runs = Table::new(
        "study_parts",
        &[
            "study_scenario",
            "study_replicate",
            "study_seed",
            "study_coverage",
            "study_total",
            "study_visits",
            "study_team_days",
            "study_required_left_out",
            "study_gap",
            "study_run",
        ],
    );
    let single = |scenario: &Compared| {
        let rows = scenario.runs.iter().zip(1_u32..);
        rows.map(|(run, at)| run_row(&scenario.name, run, at)).collect::<Vec<_>>()
    };
    runs.rows = all.iter().flat_map(single).collect();
    Some((all, [scenarios, runs]))
}

fn row(scenario: &Compared, lang: Lang) -> Vec<Cell> {
    let runs = &scenario.runs;
    let count = runs.len().max(1) as f64;
    let mean = |part: &dyn Fn(&Figures) -> f64| runs.iter().map(part).sum::<f64>() / count;
    let money = |part: fn(&Objective) -> Fen| {
        Cell::Money(Fen(mean(&|run| part(&run.objective).0 as f64).round() as i64))
    };
    let fen = |value: f64| Cell::Money(Fen(value.round() as i64));
    let edge = |sign: f64| {
        scenario.half.map_or(Cell::Empty, |half| fen(scenario.difference + sign * half))
    };
    let proved = runs.iter().all(|run| run.gap.is_some());
    vec![
        Cell::text(&scenario.name),
        Cell::from(runs.len()),
        Cell::Share(mean(&|run| run.coverage)),
        money(|o| o.total),
        money(|o| o.travel),
        money(|o| o.team_days),
        money(|o| o.nights),
        money(|o| o.courier),
        money(|o| o.value_lost),
        money(|o| o.shortfall),
        money(|o| o.balance),
        money(|o| o.rotation + o.owner_days),
        Cell::Real(mean(&|run| run.visits as f64)),
        Cell::Real(mean(&|run| run.team_days as f64)),
        Cell::Real(mean(&|run| run.missing as f64)),
        if proved { Cell::Share(mean(&|run| run.gap.unwrap_or(0.0))) } else { Cell::Empty },
        fen(scenario.difference),
        edge(-1.0),
        edge(1.0),
        Cell::text(scenario.says.name()),
        Cell::text(scenario.says.word(lang)),
        Cell::Flag(scenario.within_gap),
    ]
}

fn run_row(name: &str, run: &Figures, replicate: u32) -> Vec<Cell> {
    vec![
        Cell::text(name),
        Cell::from(replicate),
        Cell::text(run.seed.to_string()),
        Cell::Share(run.coverage),
        Cell::Money(run.objective.total),
        Cell::Count(run.visits as i64),
        Cell::Count(run.team_days as i64),
        Cell::Count(run.missing as i64),
        run.gap.map_or(Cell::Empty, Cell::Share),
        Cell::text(&run.key),
    ]
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn the_interval_of_three_is_students() {
        // Mean 2, standard deviation 1, 4.303 / √3 = 2.4843.
        let (mean, half) = interval(&[1.0, 2.0, 3.0]);
        assert_eq!(mean, 2.0);
        assert!((half.unwrap() - 2.4843).abs() < 1e-3);
        assert_eq!(interval(&[5.0]), (5.0, None));
    }
}
