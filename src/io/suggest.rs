//! "Did you mean …?"

use strsim::osa_distance;

/// The candidate nearest to `wrong` in single edits, the first among equals, if it is near enough:
/// a third of the letters may differ, in words of one or two letters only case and blanks.
pub fn nearest<'a>(wrong: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.trim();
    let folded = wrong.to_lowercase();
    let length = wrong.chars().count();
    if length == 0 || length > 200 {
        return None;
    }
    let most = length / 3;
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len().abs_diff(wrong.len()) > 4 * most.max(1) {
            continue;
        }
        let distance = osa_distance(&folded, &candidate.to_lowercase());
        if distance <= most && distance < candidate.chars().count() {
            best = match best {
                Some((least, _)) if least <= distance => best,
                _ => Some((distance, candidate)),
            };
        }
        if matches!(best, Some((0, _))) {
            break;
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let words = ["lon", "lat", "region", "sample_minutes"];
        assert_eq!(nearest("regoin", words.into_iter()), Some("region"));
        assert_eq!(nearest("sample_minute", words.into_iter()), Some("sample_minutes"));
        assert_eq!(nearest("LON", words.into_iter()), Some("lon"));
        assert_eq!(nearest("whatever", words.into_iter()), None);
        assert_eq!((nearest("p1", ["P2", "P1"].into_iter())), Some("P1"));
        assert_eq!((nearest("P3", ["P2", "P1"].into_iter())), None);
        assert_eq!(nearest("", words.into_iter()), None);
    }
}
