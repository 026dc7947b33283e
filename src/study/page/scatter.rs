//! Cost against what it buys: scatters of scenarios, and the steps of a search.

use maud::{Markup, html};

use super::charts::{shown, unit};
use crate::messages::text;
use crate::model::Note;
use crate::report::blocks::{Words, percent};
use crate::study::compare::{Compared, Unit};
use crate::study::search::Found;
use crate::study::spec::Smallest;

/// Size of a chart and where its axes stand, in its own units.
const WIDE: f64 = 560.0;
const HIGH: f64 = 340.0;
const LEFT: f64 = 74.0;
const FOOT: f64 = 44.0;
/// Points that all have their names.
const NAMED: usize = 14;

/// What a scenario stands for in a scatter.
struct Point<'a> {
    scenario: &'a Compared,
    x: f64,
    y: f64,
    is_base: bool,
}

/// Money against batches and against unevenness; points that no other beats are filled.
pub fn frontier(all: &[Compared], words: Words) -> Markup {
    let any = all.iter().any(|scenario| scenario.undominated.is_some());
    let note = if any { "study-page-frontier-note" } else { "study-page-scatter-note" };
    let uneven = |scenario: &Compared| {
        scenario.measure("study_off_target").mean + scenario.measure("study_off_month").mean
    };
    html! {
        p .small { (words.get(note)) }
        div .two {
            section .card {
                h3 { (words.get("study-page-money-batches")) }
                (scatter(all, &|scenario| scenario.measure("study_planned").mean, "report-col-study-planned", words))
            }
            section .card {
                h3 { (words.get("study-page-money-uneven")) }
                (scatter(all, &uneven, "study-page-uneven", words))
            }
        }
        @if any { (best(all, words)) }
    }
}

/// The points that no other beats, in order of what they cost.
fn best(all: &[Compared], words: Words) -> Markup {
    let mut best: Vec<&Compared> =
        all.iter().filter(|scenario| scenario.undominated == Some(true)).collect();
    let money = |scenario: &Compared| scenario.measure("study_spending").mean;
    best.sort_by(|a, b| money(a).total_cmp(&money(b)));
    let columns = [
        "study_spending",
        "study_planned",
        "study_coverage",
        "study_off_target",
        "study_off_month",
    ];
    html! { section .card {
        h3 { (words.get("report-col-study-undominated")) }
        div .scroll { table .list {
            thead { tr {
                th scope="col" { (words.get("report-col-study-scenario")) }
                @for column in columns { th .number scope="col" { (super::charts::column_title(words, column)) } }
            } }
            tbody { @for scenario in best { tr {
                th scope="row" { (scenario.name) }
                @for column in columns { td .number { (shown(unit(column), scenario.measure(column).mean)) } }
            } } }
        } }
    } }
}

/// An axis: its range and where its marks stand.
struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    fn around(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) =
            values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let alone = high.abs().max(1.0) * 0.05;
        let (low, high) = if high > low { (low, high) } else { (low - alone, high + alone) };
        let wide = high - low;
        let rough = wide / 4.0;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|times| times * power)
            .into_iter()
            .find(|step| *step >= rough)
            .unwrap_or(rough);
        Self { low: low - wide * 0.08, high: high + wide * 0.08, step }
    }

    /// Marks at whole numbers only.
    fn whole(self) -> Self {
        Self { step: self.step.max(1.0), ..self }
    }

    fn part(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    fn marks(&self) -> impl Iterator<Item = f64> + '_ {
        let first = (self.low / self.step).ceil();
        (0..12).map(move |at| (first + f64::from(at)) * self.step).take_while(|v| *v <= self.high)
    }
}

fn x_of(axis: &Axis, value: f64) -> f64 {
    LEFT + axis.part(value) * (WIDE - LEFT - 12.0)
}

fn y_of(axis: &Axis, value: f64) -> f64 {
    12.0 + (1.0 - axis.part(value)) * (HIGH - FOOT - 12.0)
}

fn scatter(
    all: &[Compared],
    y: &dyn Fn(&Compared) -> f64,
    title: &'static str,
    words: Words,
) -> Markup {
    let point = |(at, scenario)| Point {
        scenario,
        x: scenario.measure("study_spending").mean,
        y: y(scenario),
        is_base: at == 0,
    };
    let points: Vec<Point<'_>> = all.iter().enumerate().map(point).collect();
    let across = Axis::around(points.iter().map(|point| point.x));
    let up = Axis::around(points.iter().map(|point| point.y));
    html! {
        svg .plot viewBox=(format!("0 0 {WIDE} {HIGH}")) role="img" aria-label=(words.get(title)) {
            (frame(&across, &up, Unit::Money, words.get("report-col-study-spending"), words.get(title)))
            @for point in &points { (mark(point, &across, &up, words)) }
            @for point in points.iter().filter(|point| named(point, points.len())) { (name(point, &across, &up)) }
        }
    }
}

fn frame(across: &Axis, up: &Axis, unit: Unit, below: String, beside: String) -> Markup {
    let foot = HIGH - FOOT;
    html! {
        @for value in up.marks() {
            path .line d=(format!("M{LEFT} {:.1}H{WIDE}", y_of(up, value))) {}
            text .tick.end x=(LEFT - 8.0) y=(format!("{:.1}", y_of(up, value) + 4.0)) {
                (if up.high <= 1.2 && unit != Unit::Money { percent(value) } else { shown(Unit::Count, value) })
            }
        }
        @for value in across.marks() {
            path .line d=(format!("M{:.1} 12V{foot}", x_of(across, value))) {}
            text .tick.middle x=(format!("{:.1}", x_of(across, value))) y=(foot + 18.0) { (shown(unit, value)) }
        }
        text .axis.end x=(WIDE - 4.0) y=(HIGH - 6.0) { (below) }
        text .axis x="4" y="9" { (beside) }
    }
}

fn mark(point: &Point<'_>, across: &Axis, up: &Axis, words: Words) -> Markup {
    let (x, y) = (x_of(across, point.x), y_of(up, point.y));
    let best = point.scenario.undominated == Some(true);
    let size = if point.is_base { 7.0 } else { 5.0 };
    html! {
        circle .point.best[best].base[point.is_base].part[point.scenario.undominated.is_some()]
            cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r=(size) tabindex="0" {
            title { (point.scenario.name) ": " (shown(Unit::Money, point.x)) ", " (shown(Unit::Count, point.y))
                @if best { " – " (words.get("report-col-study-undominated")) } }
        }
    }
}

/// Among many points only the base and those of the frontier have their names.
fn named(point: &Point<'_>, of: usize) -> bool {
    of <= NAMED || point.is_base || point.scenario.undominated == Some(true)
}

fn name(point: &Point<'_>, across: &Axis, up: &Axis) -> Markup {
    let (x, y) = (x_of(across, point.x), y_of(up, point.y));
    let short: String = point.scenario.name.chars().take(26).collect();
    let left = x > WIDE * 0.7;
    let at = if left { x - 10.0 } else { x + 10.0 };
    html! { text .name.end[left] x=(format!("{at:.1}")) y=(format!("{:.1}", y + 4.0)) { (short) } }
}

/// What a search makes smaller.
pub fn what(found: &Found) -> &'static str {
    match found.search.minimise {
        Smallest::Teams => "study-search-teams",
        Smallest::LabCapacity => "study-search-lab-capacity",
        Smallest::Escorts => "study-search-escorts",
    }
}

/// The steps of a search: size against coverage, with what was asked for.
pub fn search(found: &Found, words: Words) -> Markup {
    let asked = found.search.subject_to.coverage;
    let across = Axis::around(found.probes.iter().map(|probe| f64::from(probe.size))).whole();
    let up = Axis::around(found.probes.iter().map(|probe| probe.does.coverage).chain([asked]));
    html! { div .two {
        section .card {
            h3 { (words.get("study-page-search-chart")) }
            svg .plot viewBox=(format!("0 0 {WIDE} {HIGH}")) role="img" aria-label=(words.get("study-page-search-chart")) {
                (frame(&across, &up, Unit::Count, words.get(what(found)), words.get("report-col-study-coverage")))
                path .asked d=(format!("M{LEFT} {:.1}H{WIDE}", y_of(&up, asked))) {}
                @for probe in &found.probes {
                    @let (x, y) = (x_of(&across, f64::from(probe.size)), y_of(&up, probe.does.coverage));
                    circle .point.part.best[probe.meets].base[found.answer == Some(probe.size)]
                        cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="6" tabindex="0" {
                        title { (probe.size) ": " (percent(probe.does.coverage)) }
                    }
                    text .name.end[x > WIDE * 0.85] x=(format!("{:.1}", if x > WIDE * 0.85 { x - 11.0 } else { x + 11.0 })) y=(format!("{:.1}", y + 4.0)) { (probe.size) }
                }
            }
        }
        section .card { (steps(found, words)) }
    } }
}

fn steps(found: &Found, words: Words) -> Markup {
    let said = |note: &Note| text(words.0, note);
    let limits = &found.search.subject_to;
    let answer = match found.answer {
        Some(size) => Note::new("study-search-answer").with("size", size),
        None => Note::new("study-search-no-answer"),
    };
    let answer = answer
        .with("what", words.get(what(found)))
        .with("coverage", percent(limits.coverage))
        .with("missing", limits.required_left_out);
    html! {
        p { b { (said(&answer)) } }
        @if found.gap_left_aside { p .alert { (words.get("study-search-gap-aside")) } }
        div .scroll { table .list {
            thead { tr {
                th .number scope="col" { (words.get("report-col-study-size")) }
                th .number scope="col" { (words.get("report-col-study-coverage")) }
                th .number scope="col" { (words.get("report-col-study-required-left-out")) }
                th .number scope="col" { (words.get("report-col-study-gap")) }
                th scope="col" { (words.get("report-col-study-meets")) }
            } }
            tbody { @for probe in &found.probes { tr {
                td .number { (probe.size) }
                td .number { (percent(probe.does.coverage)) }
                td .number { (shown(Unit::Count, probe.does.missing)) }
                td .number { (probe.does.gap.map_or("–".to_owned(), percent)) }
                td { (if probe.meets { "✓" } else { "✕" }) }
            } } }
        } }
        @if !found.order.is_empty() {
            p .small { (said(&Note::new("study-search-order-told").with("order", found.order.join(", ")))) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn marks_are_round_and_inside() {
        let axis = Axis::around([101.0, 197.0].into_iter());
        let marks: Vec<f64> = axis.marks().collect();
        assert_eq!(axis.step, 50.0);
        assert_eq!(marks, [100.0, 150.0, 200.0]);
        let axis = Axis::around([1.0, 3.0].into_iter()).whole();
        assert_eq!(axis.marks().collect::<Vec<_>>(), [1.0, 2.0, 3.0]);
        assert!(Axis::around(std::iter::empty()).marks().count() > 1);
        assert!(Axis::around([5.0].into_iter()).marks().count() > 1);
    }
}
