//! The tables of a study: a row a scenario, every difference, every run, every step of a search.

use crate::messages::{Lang, word};
use crate::model::Fen;
use crate::report::{Cell, Table, title};

use super::compare::{Compared, MEASURES, Measure, Paired, Unit};
use super::diff::{Changes, Fate, Figure, Slot};
use super::figures::Figures;
use super::search::Found;
use super::spec::Smallest;

/// Columns of `study.csv` before and after the measures.
const COLUMNS: [&str; 41] = [
    "study_scenario",
    "study_replicates",
    "study_coverage",
    "study_asked",
    "study_planned",
    "study_left_out",
    "study_impossible",
    "study_required_left_out",
    "study_required_impossible",
    "study_total",
    "study_spending",
    "study_per_batch",
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
    "study_nights",
    "study_off_target",
    "study_off_month",
    "study_gap",
    "study_difference",
    "study_low",
    "study_high",
    "study_coverage_difference",
    "study_planned_difference",
    "study_left_out_difference",
    "study_impossible_difference",
    "study_required_difference",
    "study_says",
    "study_says_name",
    "study_cheaper_for_less",
    "study_within_gap",
    "study_predicted",
    "study_predicted_whole",
    "study_undominated",
];

/// A study as tables, `study.csv` first; the table of a search only if there was one.
pub fn tables(all: &[Compared], found: Option<&Found>, lang: Lang) -> Vec<Table> {
    let mut tables = vec![scenarios(all, lang), differences(all, lang), runs(all)];
    tables.extend(found.map(|found| search(all, found)));
    tables
}

fn scenarios(all: &[Compared], lang: Lang) -> Table {
    let mut table = Table::new("study", &COLUMNS);
    table.rows = all.iter().map(|scenario| row(scenario, lang)).collect();
    table
}

/// A value of a measure as a cell.
pub fn cell(unit: Unit, value: f64) -> Cell {
    match unit {
        Unit::Money => Cell::Money(Fen(value.round() as i64)),
        Unit::Share => Cell::Share(value),
        Unit::Count => Cell::Real(value),
    }
}

fn edge(unit: Unit, paired: Paired, sign: f64) -> Cell {
    paired.half.map_or(Cell::Empty, |half| cell(unit, paired.difference + sign * half))
}

fn row(scenario: &Compared, lang: Lang) -> Vec<Cell> {
    let total = scenario.total();
    let difference = |column: &str| Cell::Real(scenario.measure(column).difference);
    let mut row = vec![Cell::text(&scenario.name), Cell::from(scenario.runs.len())];
    let measures = MEASURES.iter().zip(&scenario.measures);
    row.extend(measures.map(|(measure, paired)| cell(measure.unit, paired.mean)));
    row.extend([
        scenario.gap().map_or(Cell::Empty, Cell::Share),
        cell(Unit::Money, total.difference),
        edge(Unit::Money, total, -1.0),
        edge(Unit::Money, total, 1.0),
        Cell::Share(scenario.measure("study_coverage").difference),
        difference("study_planned"),
        difference("study_left_out"),
        difference("study_impossible"),
        difference("study_required_left_out"),
        Cell::text(scenario.says.name()),
        Cell::text(scenario.says.word(lang)),
        Cell::Flag(scenario.cheaper_for_less()),
        Cell::Flag(scenario.within_gap),
        scenario.predicted.map_or(Cell::Empty, |predicted| Cell::Money(predicted.difference)),
        scenario.predicted.map_or(Cell::Empty, |predicted| Cell::Flag(predicted.whole)),
        scenario.undominated.map_or(Cell::Empty, Cell::Flag),
    ]);
    row
}

/// Every measure of every scenario beside the base's: `differences.csv`.
fn differences(all: &[Compared], lang: Lang) -> Table {
    let mut table = Table::new(
        "study_differences",
        &[
            "study_scenario",
            "study_measure",
            "study_measure_name",
            "study_mean",
            "study_difference",
            "study_low",
            "study_high",
        ],
    );
    let one = |scenario: &Compared, measure: &Measure, paired: &Paired| {
        let unit = measure.unit;
        vec![
            Cell::text(&scenario.name),
            Cell::text(measure.name()),
            Cell::text(title(lang, measure.column)),
            cell(unit, paired.mean),
            cell(unit, paired.difference),
            edge(unit, *paired, -1.0),
            edge(unit, *paired, 1.0),
        ]
    };
    for scenario in all.iter().skip(1) {
        let measures = MEASURES.iter().zip(&scenario.measures);
        table.rows.extend(measures.map(|(measure, paired)| one(scenario, measure, paired)));
    }
    table
}

/// Every run: `runs.csv`.
fn runs(all: &[Compared]) -> Table {
    let mut table = Table::new(
        "study_parts",
        &[
            "study_scenario",
            "study_replicate",
            "study_seed",
            "study_coverage",
            "study_asked",
            "study_planned",
            "study_left_out",
            "study_impossible",
            "study_required_left_out",
            "study_total",
            "study_spending",
            "study_visits",
            "study_team_days",
            "study_gap",
            "study_run",
        ],
    );
    for scenario in all {
        let rows = scenario.runs.iter().zip(1_u32..);
        table.rows.extend(rows.map(|(run, at)| run_row(&scenario.name, run, at)));
    }
    table
}

fn run_row(name: &str, run: &Figures, replicate: u32) -> Vec<Cell> {
    let count = |value: u64| Cell::Count(value as i64);
    vec![
        Cell::text(name),
        Cell::from(replicate),
        Cell::text(run.seed.to_string()),
        Cell::Share(run.coverage()),
        count(run.asked),
        count(run.planned),
        count(run.left_out),
        count(run.impossible),
        count(run.missing),
        Cell::Money(run.objective.total),
        Cell::Money(run.spending()),
        count(run.visits),
        count(run.team_days),
        run.gap.map_or(Cell::Empty, Cell::Share),
        Cell::text(&run.key),
    ]
}

/// Every step of a search in its order: `search.csv`.
fn search(all: &[Compared], found: &Found) -> Table {
    let mut table = Table::new(
        "study_search",
        &[
            "study_scenario",
            "study_size",
            "study_without",
            "study_coverage",
            "study_required_left_out",
            "study_gap",
            "study_total",
            "study_meets",
            "study_answer",
        ],
    );
    table.rows = found
        .probes
        .iter()
        .map(|probe| {
            let scenario = all.get(probe.scenario);
            let gone = found.order.len().saturating_sub(probe.size as usize);
            let teams = found.search.minimise == Smallest::Teams;
            vec![
                Cell::text(scenario.map_or("", |scenario| scenario.name.as_str())),
                Cell::from(probe.size),
                if teams { Cell::list(found.order.iter().take(gone)) } else { Cell::Empty },
                Cell::Share(probe.does.coverage),
                Cell::Real(probe.does.missing),
                probe.does.gap.map_or(Cell::Empty, Cell::Share),
                scenario.map_or(Cell::Empty, |s| cell(Unit::Money, s.total().mean)),
                Cell::Flag(probe.meets),
                Cell::Flag(found.answer == Some(probe.size)),
            ]
        })
        .collect();
    table
}

/// Two scenarios as tables: `diff.csv` with every measure, `moved.csv` with visits and tasks.
pub fn diff_tables(figures: &[Figure], changes: &Changes, lang: Lang) -> [Table; 2] {
    [diff(figures, lang), moved(changes, lang)]
}

fn diff(figures: &[Figure], lang: Lang) -> Table {
    let mut table = Table::new(
        "study_diff",
        &[
            "study_measure",
            "study_measure_name",
            "study_first",
            "study_second",
            "study_difference",
            "study_low",
            "study_high",
        ],
    );
    let row = |figure: &Figure| {
        let unit = figure.measure.unit;
        let (mean, difference) = (figure.second, figure.difference);
        let paired = Paired { mean, difference, half: figure.half };
        vec![
            Cell::text(figure.measure.name()),
            Cell::text(title(lang, figure.measure.column)),
            cell(unit, figure.first),
            cell(unit, figure.second),
            cell(unit, figure.difference),
            edge(unit, paired, -1.0),
            edge(unit, paired, 1.0),
        ]
    };
    table.rows = figures.iter().map(row).collect();
    table
}

fn moved(changes: &Changes, lang: Lang) -> Table {
    let mut table = Table::new(
        "study_moved",
        &[
            "study_change",
            "study_change_name",
            "site",
            "site_name",
            "tasks",
            "study_date_first",
            "study_team_first",
            "study_agency_first",
            "study_date_second",
            "study_team_second",
            "study_agency_second",
            "study_fate",
            "study_fate_name",
            "rule",
        ],
    );
    let slot = |slot: Option<&Slot>| match slot {
        Some(slot) => [Cell::Date(slot.date), Cell::text(&slot.team), Cell::text(&slot.agency)],
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
    };
    for visit in &changes.moved {
        let mut row = vec![
            Cell::text("moved"),
            Cell::text(word(lang, "study-change-moved")),
            Cell::text(&visit.site),
            Cell::text(&visit.name),
            Cell::list(&visit.tasks),
        ];
        row.extend(slot(Some(&visit.before)));
        row.extend(slot(Some(&visit.after)));
        row.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
        table.rows.push(row);
    }
    let lists = [
        ("only_first", "study-change-only-first", &changes.only_first),
        ("only_second", "study-change-only-second", &changes.only_second),
    ];
    for (kind, key, tasks) in lists {
        for lone in tasks {
            let mut row = vec![
                Cell::text(kind),
                Cell::text(word(lang, key)),
                Cell::text(&lone.site),
                Cell::text(&lone.name),
                Cell::text(&lone.task),
            ];
            let first = kind == "only_first";
            row.extend(slot(first.then_some(&lone.slot)));
            row.extend(slot((!first).then_some(&lone.slot)));
            row.extend([
                Cell::text(lone.fate.name()),
                Cell::text(word(lang, fate_key(lone.fate))),
                lone.rule.map_or(Cell::Empty, |rule| Cell::text(rule.to_string())),
            ]);
            table.rows.push(row);
        }
    }
    table
}

/// The message that words why a plan does not draw what another draws.
pub fn fate_key(fate: Fate) -> &'static str {
    match fate {
        Fate::LeftOut => "study-fate-left-out",
        Fate::Impossible => "study-fate-impossible",
        Fate::Reserve => "study-fate-reserve",
        Fate::NoTask => "study-fate-no-task",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_stand_where_the_header_says() {
        let columns: Vec<&str> = MEASURES.iter().map(|measure| measure.column).collect();
        assert_eq!(columns, COLUMNS[2..2 + MEASURES.len()]);
    }
}
