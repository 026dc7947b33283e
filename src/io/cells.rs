//! The text of a cell to a value; an error says what was expected.

use chrono::{Datelike, NaiveDate};

use super::format::{Choice, Kind};
use crate::model::{Clock, ClockRange, DateRange, Fen, Month, Note, Table};

type Read<T> = Result<T, Note>;

fn expect(key: &'static str) -> Note {
    Note::new(key)
}

fn digits(text: &str, count: usize) -> Option<i32> {
    let fits = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// `2026-03-09`, between 1950 and 2199.
pub fn date(text: &str) -> Read<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let mut part = |count| parts.next().and_then(|part| digits(part, count));
    let date = match (part(4), part(2), part(2)) {
        (Some(year), Some(month), Some(day)) if (1950..=2199).contains(&year) => {
            NaiveDate::from_ymd_opt(year, month as u32, day as u32)
        }
        _ => None,
    };
    date.ok_or_else(|| expect("io-expect-date"))
}

/// `2026-03`; in a workbook also the date of a month's first day, which is what Excel makes of it.
pub fn month(text: &str, workbook: bool) -> Read<Month> {
    let wrong = || expect("io-expect-month");
    if workbook && text.len() == 10 {
        let day = date(text).map_err(|_| wrong())?;
        return if day.day() == 1 { Ok(Month::of(day)) } else { Err(wrong()) };
    }
    let (year, month) = text.split_once('-').ok_or_else(wrong)?;
    match (digits(year, 4), digits(month, 2)) {
        (Some(year @ 1950..=2199), Some(month @ 1..=12)) => Ok(Month { year, month: month as u32 }),
        _ => Err(wrong()),
    }
}

/// `08:30`; in a workbook also a fraction of the day.
pub fn clock(text: &str, workbook: bool) -> Read<Clock> {
    if workbook && !text.contains(':') {
        let minutes = text.parse::<f64>().ok().map(|part| part * 1440.0);
        let whole = minutes.filter(|m| (0.0..=1440.0).contains(m) && (m - m.round()).abs() < 0.02);
        return whole.map(|m| Clock(m.round() as i32)).ok_or_else(|| expect("io-expect-clock"));
    }
    text.parse().map_err(|_| expect("io-expect-clock"))
}

/// `11:30-14:00`
pub fn clock_range(text: &str) -> Read<ClockRange> {
    text.parse().map_err(|_| expect("io-expect-clock-range"))
}

/// `2026-03-01..2026-03-15;2026-05-01`
pub fn ranges(text: &str) -> Read<Vec<DateRange>> {
    let range = |part: &str| {
        let (from, to) = part.split_once("..").unwrap_or((part, part));
        let bad = |_| expect("io-expect-ranges");
        let range =
            DateRange { from: date(from.trim()).map_err(bad)?, to: date(to.trim()).map_err(bad)? };
        if range.from <= range.to { Ok(range) } else { Err(expect("io-expect-range-order")) }
    };
    list(text).map(range).collect()
}

/// The items of a list; empty items are passed over.
pub fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// A whole number in a range; `20.0` is one (workbooks know no other numbers).
pub fn integer(text: &str, min: i64, max: i64) -> Read<i64> {
    let wrong = || Note::new("io-expect-integer").with("min", min).with("max", max);
    let sign = text.strip_prefix('-').unwrap_or(text);
    let whole = match sign.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return Err(wrong()),
        None => sign,
    };
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let size: i64 = whole.parse().map_err(|_| wrong())?;
    let value = if sign.len() < text.len() { -size } else { size };
    if (min..=max).contains(&value) { Ok(value) } else { Err(wrong()) }
}

/// A finite decimal number in a range; no thousands separators, no `inf`, no `nan`.
pub fn number(text: &str, min: f64, max: f64) -> Read<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let value = if plain { text.parse::<f64>().ok() } else { None };
    value
        .filter(|value| (min..=max).contains(value))
        .ok_or_else(|| Note::new("io-expect-number").with("min", min).with("max", max))
}

/// An amount in yuan.
pub fn yuan(text: &str) -> Read<Fen> {
    number(text, 0.0, 1e9).map(Fen::from_yuan)
}

/// Whether a code is that of the national authority; a workbook makes the number 0 of it.
pub fn is_national(text: &str, workbook: bool) -> bool {
    text == "000000" || (workbook && text == "0")
}

/// A yes or no.
pub fn flag(text: &str) -> Read<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "是" => Ok(true),
        "false" | "0" | "no" | "否" => Ok(false),
        _ => Err(expect("io-expect-flag")),
    }
}

/// The position of a value in its closed list, by either name.
pub fn choice(text: &str, choices: &[Choice]) -> Read<usize> {
    let at = choices.iter().position(|(en, zh)| text == *en || text == *zh);
    at.ok_or_else(|| {
        let shown: Vec<String> = choices.iter().map(|(en, zh)| format!("{en}（{zh}）")).collect();
        Note::new("io-expect-choice").with("choices", shown.join(", "))
    })
}

/// `opening_hours` that the parser takes.
pub fn hours(text: &str) -> Read<()> {
    let short = text.chars().count() <= 500;
    if short && text.parse::<opening_hours::OpeningHours>().is_ok() {
        Ok(())
    } else {
        Err(expect("io-expect-hours"))
    }
}

/// Characters that don't show, or that turn the direction of text.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// An id: it can be cited in a list, in `agency:ID` and in a file name without harm.
pub fn id(text: &str) -> Read<()> {
    let clean = !text.is_empty()
        && text.chars().count() <= 100
        && text == text.trim()
        && !text.chars().any(|c| c.is_control() || is_invisible(c))
        && !text.contains(['/', '\\', ';', '*', '?', '<', '>', '|', '"'])
        && !text.starts_with('.');
    if clean { Ok(()) } else { Err(expect("io-expect-id")) }
}

/// Free text: no control characters but line breaks and tabs.
pub fn free_text(text: &str) -> Read<String> {
    if text.chars().count() > 10_000
        || text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(expect("io-expect-text"));
    }
    // Excel and Windows write line breaks in two ways; one of them is enough inside.
    Ok(if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    })
}

/// What a kind of cell expects, in words.
pub fn expected(kind: &Kind) -> Note {
    match kind {
        Kind::Id => expect("io-expect-id"),
        Kind::Text => expect("io-expect-text"),
        Kind::Reference(table) | Kind::References(table) => expected_reference(*table),
        Kind::Authority => expect("io-expect-authority"),
        Kind::Producer => expect("io-expect-producer"),
        Kind::Categories => expect("io-expect-categories"),
        Kind::Party(prefixes) => expected_party(prefixes),
        Kind::Integer { min, max } => {
            Note::new("io-expect-integer").with("min", min).with("max", max)
        }
        Kind::Number { min, max } => {
            Note::new("io-expect-number").with("min", min).with("max", max)
        }
        Kind::Yuan => Note::new("io-expect-number").with("min", 0).with("max", 1_000_000_000),
        Kind::Flag => expect("io-expect-flag"),
        Kind::Date => expect("io-expect-date"),
        Kind::DateRanges => expect("io-expect-ranges"),
        Kind::Month => expect("io-expect-month"),
        Kind::Clock => expect("io-expect-clock"),
        Kind::ClockRange => expect("io-expect-clock-range"),
        Kind::Choice(choices) => {
            choice("", choices).err().unwrap_or_else(|| expect("io-expect-text"))
        }
        Kind::Longitude => Note::new("io-expect-number").with("min", -180).with("max", 180),
        Kind::Latitude => Note::new("io-expect-number").with("min", -90).with("max", 90),
        Kind::Hours => expect("io-expect-hours"),
    }
}

/// An id of `table` is expected.
pub fn expected_reference(table: Table) -> Note {
    Note::new("io-expect-reference").with("table", table.name())
}

/// `prefix:ID` is expected.
pub fn expected_party(prefixes: &[&str]) -> Note {
    let forms: Vec<String> = prefixes.iter().map(|prefix| format!("{prefix}:…")).collect();
    Note::new("io-expect-party").with("forms", forms.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_strictly() {
        assert_eq!(date("2026-03-09").unwrap(), NaiveDate::from_ymd_opt(2026, 3, 9).unwrap());
        for text in
            ["2026/3/9", "2026-3-9", "2026-02-30", "0026-03-09", "+026-03-09", "", "20260309"]
        {
            assert!(date(text).is_err(), "{text}");
        }
        assert!(month("2026-13", false).is_err() && month("2026-03-01", false).is_err());
        assert_eq!(month("2026-03-01", true).unwrap(), month("2026-03", false).unwrap());
        assert!(month("2026-03-02", true).is_err());
        assert_eq!(ranges("2026-03-01..2026-03-02; 2026-05-01").unwrap().len(), 2);
        assert!(ranges("2026-03-02..2026-03-01").is_err());
    }

    #[test]
    fn numbers_are_finite_and_in_range() {
        assert_eq!(number("1.5e3", 0.0, 1e6).unwrap(), 1500.0);
        for text in ["NaN", "inf", "1e308", "1,000", "-1", "", "1_000", "１"] {
            assert!(number(text, 0.0, 1e6).is_err(), "{text}");
        }
        assert_eq!(integer("20.0", 0, 50), Ok(20));
        for text in ["20.5", "1e3", "99999999999999999999", "-", "51", "+1"] {
            assert!(integer(text, 0, 50).is_err(), "{text}");
        }
    }

    #[test]
    fn clocks_of_a_workbook_may_be_fractions() {
        // 8:30 = 510 / 1440 = 0.3541666…
        assert_eq!(clock("0.354166666666667", true).unwrap(), Clock::hm(8, 30));
        assert!(clock("0.354166666666667", false).is_err());
        assert!(clock("0.35417000001", true).is_ok() && clock("0.3543", true).is_err());
        assert!(clock("1.5", true).is_err() && clock("nan", true).is_err());
    }

    #[test]
    fn ids_are_harmless() {
        for text in ["E1", "晋城-01", "140500", "A.B"] {
            assert!(id(text).is_ok(), "{text}");
        }
        for text in
            ["", " E1", "E1 ", "../x", "a/b", "a\\b", "a;b", "a\u{0}b", "a\u{200b}", "..", "*"]
        {
            assert!(id(text).is_err(), "{text:?}");
        }
    }
}
