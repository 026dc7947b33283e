//! Numbers and words as people read them.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

use crate::messages::{Lang, form, text, word};
use crate::model::{Fen, Metres, Month, Note};

/// A language, with what a page often needs of it.
#[derive(Clone, Copy)]
pub struct Words(pub Lang);

impl Words {
    /// A message without facts.
    pub fn get(self, key: &'static str) -> String {
        word(self.0, key)
    }

    /// A month in the form of the language.
    pub fn month(self, month: Month) -> String {
        form::month(self.0, month)
    }

    /// A day without its year, where room is scarce: `3月9日`, `9 Mar`.
    pub fn day(self, date: NaiveDate) -> String {
        match self.0 {
            Lang::Zh => format!("{}月{}日", date.month(), date.day()),
            Lang::En => date.format("%-d %b").to_string(),
        }
    }

    /// A message with facts.
    pub fn say(self, note: &Note) -> String {
        text(self.0, note)
    }
}

/// A number with its value for programs: `<data value="1234">1,234</data>`.
pub fn datum(name: &str, value: impl std::fmt::Display, shown: &str) -> Markup {
    html! { data value=(value) data-figure=(name) { (shown) } }
}

/// A count, as a named figure.
pub fn count(name: &str, value: u64) -> Markup {
    datum(name, value, &thousands(value))
}

/// An amount, as a named figure.
pub fn money(name: &str, value: Fen) -> Markup {
    datum(name, value, &yuan(value))
}

/// `1234567` as `1,234,567`.
pub fn thousands(value: u64) -> String {
    form::count(value)
}

/// An amount with thousands parted and two decimals.
pub fn yuan(value: Fen) -> String {
    form::amount(value)
}

/// An amount in whole yuan, where room is scarce.
pub fn whole_yuan(value: Fen) -> String {
    let sign = if value.0 < 0 { "−" } else { "" };
    format!("{sign}{}", thousands((value.0.unsigned_abs() + 50) / 100))
}

/// A distance in whole kilometres.
pub fn kilometres(metres: Metres) -> String {
    let km = (metres.0.max(0) as u64 + 500) / 1000;
    thousands(km)
}

/// A part of 1 in per cent, one decimal.
pub fn percent(share: f64) -> String {
    form::percent(share)
}

/// A difference with its sign; a typographic minus.
pub fn signed(value: f64, decimals: usize) -> String {
    let shown = format!("{:.decimals$}", value.abs());
    let zero = shown.bytes().all(|b| b == b'0' || b == b'.');
    match (zero, value < 0.0) {
        (true, _) => shown,
        (false, true) => format!("−{shown}"),
        (false, false) => format!("+{shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_signed() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(yuan(Fen(-123_456)), "−1,234.56");
        assert_eq!(signed(-0.04, 1), "0.0");
        assert_eq!(signed(2.0, 0), "+2");
        assert_eq!(kilometres(Metres(1_499)), "1");
    }
}
