//! Which points of the frontier no other point beats in everything.

use super::compare::Compared;
use super::spec::is_point;

/// What a point is judged by, each the smaller the better: money really paid (fen), batches not
/// planned (negative batches planned, for points of different quotas ask for different numbers), and
/// batches off targets and even months.
pub fn aims(scenario: &Compared) -> [f64; 3] {
    let mean = |column: &str| scenario.measure(column).mean;
    let uneven = mean("study_off_target") + mean("study_off_month");
    [mean("study_spending"), -mean("study_planned"), uneven]
}

/// Marks the points of the frontier, the base among them if there are any.
pub fn mark(all: &mut [Compared]) {
    let any = all.iter().any(|scenario| is_point(&scenario.name));
    let part = |at: usize, scenario: &Compared| any && (at == 0 || is_point(&scenario.name));
    let points: Vec<(usize, [f64; 3])> = all
        .iter()
        .enumerate()
        .filter(|(at, scenario)| part(*at, scenario))
        .map(|(at, scenario)| (at, aims(scenario)))
        .collect();
    for (at, aim) in &points {
        let beaten = points.iter().any(|(_, other)| beats(other, aim));
        all[*at].undominated = Some(!beaten);
    }
}

/// As good in everything and better in something.
fn beats(a: &[f64; 3], b: &[f64; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a <= b) && a.iter().zip(b).any(|(a, b)| a < b)
}

#[cfg(test)]
mod tests {
    use super::beats;

    #[test]
    fn only_who_is_worse_in_nothing_beats() {
        assert!(beats(&[1.0, 2.0, 3.0], &[1.0, 2.0, 4.0]));
        assert!(!beats(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]));
        assert!(!beats(&[0.0, 2.0, 5.0], &[1.0, 2.0, 4.0]));
    }
}
