//! Common random numbers: whether a task fails depends on the replicate, the task and the cause
//! alone, so that the same luck meets every scenario and differences are differences of scenarios.

use std::collections::BTreeMap;

use crate::io::Rows;
use crate::model::Note;

use super::patch::column;
use super::spec::Cause;

/// Takes away the optional tasks that fail.
///
/// # Errors
/// A probability that is none.
pub fn disturb(tasks: &mut Rows, causes: &BTreeMap<Cause, f64>, luck: u64) -> Result<(), Note> {
    if let Some((_, wrong)) = causes.iter().find(|(_, share)| !(0.0..=1.0).contains(*share)) {
        return Err(Note::new("study-no-share").with("found", wrong));
    }
    let (id, required) = (column(tasks, "id")?, column(tasks, "required")?);
    let fails = |row: &Vec<String>| {
        let drawn = |cause: &Cause| number(luck, &row[id], &format!("{cause:?}"));
        row[required] != "true" && causes.iter().any(|(cause, share)| drawn(cause) < *share)
    };
    tasks.rows.retain(|row| !fails(row));
    Ok(())
}

/// A number from 0 to below 1, evenly spread.
fn number(luck: u64, task: &str, cause: &str) -> f64 {
    let hash = blake3::hash(format!("{luck}:{cause}:{task}").as_bytes());
    let bytes = hash.as_bytes().first_chunk::<8>().copied().unwrap_or_default();
    (u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_tenth_fails_and_the_same_tenth_again() {
        let fails = |luck| (0..10_000).filter(|i| number(luck, &i.to_string(), "x") < 0.1).count();
        // Mean 1000, standard deviation 30: four of them on each side.
        assert!((880..1120).contains(&fails(1)), "{}", fails(1));
        assert_eq!(fails(1), fails(1));
        assert_ne!(number(1, "T1", "x"), number(2, "T1", "x"));
    }
}
