//! The form of amounts, counts, shares and dates in a language, for every text that people read.
//!
//! A fact of a message that is wholly a date, a month, a list or a range of them, or an amount takes
//! its form by itself; whole numbers only where a message says `{ COUNT($visits) }`, because a number
//! may be an id or a year; `{ RAW($found) }` quotes as it was written. Files for programs (JSON, CSV)
//! have nothing of this.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use fluent_bundle::types::FluentType;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use super::Lang;
use crate::model::{Fen, Month};

/// Adds the forms to a bundle.
pub(super) fn add(bundle: &mut FluentBundle<FluentResource>, lang: Lang) {
    bundle.set_formatter(Some(match lang {
        Lang::Zh => |value, _| fact(Lang::Zh, value),
        Lang::En => |value, _| fact(Lang::En, value),
    }));
    // Adding fails only if the name is taken, and the bundle is new.
    let _ = bundle.add_function("COUNT", |args, _: &FluentArgs| {
        let text = first(args);
        FluentValue::from(grouped(&text).unwrap_or(text))
    });
    let _ = bundle.add_function("RAW", |args, _: &FluentArgs| {
        FluentValue::Custom(Box::new(Raw(first(args))))
    });
}

fn first(args: &[FluentValue<'_>]) -> String {
    match args.first() {
        Some(FluentValue::String(text)) => text.to_string(),
        Some(FluentValue::Number(number)) => number.as_string().into_owned(),
        _ => String::new(),
    }
}

fn fact(lang: Lang, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::String(text) => formed(lang, text),
        FluentValue::Number(_)
        | FluentValue::Custom(_)
        | FluentValue::None
        | FluentValue::Error => None,
    }
}

/// A text that is quoted as it was written.
#[derive(Debug, PartialEq)]
struct Raw(String);

impl FluentType for Raw {
    fn duplicate(&self) -> Box<dyn FluentType + Send> {
        Box::new(Raw(self.0.clone()))
    }

    fn as_string(&self, _: &intl_memoizer::IntlLangMemoizer) -> Cow<'static, str> {
        self.0.clone().into()
    }

    fn as_string_threadsafe(
        &self,
        _: &intl_memoizer::concurrent::IntlLangMemoizer,
    ) -> Cow<'static, str> {
        self.0.clone().into()
    }
}

/// A cell of a table for people: dates, months and amounts in the form of the language, the rest
/// as it is.
pub fn local(lang: Lang, text: &str) -> String {
    formed(lang, text).unwrap_or_else(|| text.to_owned())
}

/// A count: `25,972`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    grouped(&digits).unwrap_or(digits)
}

/// An amount without its unit: `124,114.67`.
pub fn amount(fen: Fen) -> String {
    let text = fen.to_string();
    grouped(&text).unwrap_or(text)
}

/// A part of 1 in per cent: `45.4%`, with a second decimal where the first alone would say nothing.
pub fn percent(share: f64) -> String {
    let decimals = if share != 0.0 && share.abs() < 0.0005 { 2 } else { 1 };
    format!("{:.decimals$}%", share * 100.0)
}

/// A date: `2026年3月9日`, `9 Mar 2026`.
pub fn date(lang: Lang, date: NaiveDate) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match lang {
        Lang::Zh => format!("{year}年{month}月{day}日"),
        Lang::En => format!("{day} {} {year}", date.format("%b")),
    }
}

/// A month: `2026年3月`, `Mar 2026`.
pub fn month(lang: Lang, month: Month) -> String {
    match (lang, NaiveDate::from_ymd_opt(month.year, month.month, 1)) {
        (Lang::En, Some(first)) => first.format("%b %Y").to_string(),
        _ => format!("{}年{}月", month.year, month.month),
    }
}

/// The form of a text that is wholly dates, months or an amount; none for any other.
fn formed(lang: Lang, text: &str) -> Option<String> {
    if text.contains('.') && !text.contains("..") {
        return grouped(text).filter(|_| text.len() < 24);
    }
    dates(lang, text)
}

/// Dates and months with nothing but marks between them.
fn dates(lang: Lang, text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        out.push_str(&when(lang, token)?);
        let next = after.find(|c: char| c.is_alphanumeric()).unwrap_or(after.len());
        let (between, further) = after.split_at(next);
        out.push_str(match (between, lang) {
            ("..", Lang::Zh) => "至",
            ("..", Lang::En) => " to ",
            (";", _) => "; ",
            (other, _) => other,
        });
        rest = further;
    }
    (!out.is_empty()).then_some(out)
}

/// `2026-03-09` or `2026-03`.
fn when(lang: Lang, token: &str) -> Option<String> {
    match token.len() {
        10 => token.parse().ok().map(|day| date(lang, day)),
        7 => {
            let first: NaiveDate = format!("{token}-01").parse().ok()?;
            Some(month(lang, Month::of(first)))
        }
        _ => None,
    }
}

/// `-1234567.50` as `−1,234,567.50`; both languages group by thousands.
fn grouped(text: &str) -> Option<String> {
    let (sign, size) = text.strip_prefix('-').map_or(("", text), |size| ("−", size));
    let (whole, rest) = size.find('.').map_or((size, ""), |dot| size.split_at(dot));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(rest.trim_start_matches('.')) {
        return None;
    }
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    Some(out + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_their_thousands_apart() {
        assert_eq!(grouped("1234567.50").unwrap(), "1,234,567.50");
        assert_eq!(grouped("-999").unwrap(), "−999");
        assert_eq!(grouped("none"), None);
        assert_eq!(amount(Fen(12_411_467)), "124,114.67");
        assert_eq!(count(25_972), "25,972");
        assert_eq!(local(Lang::Zh, "-1234.50"), "−1,234.50");
        assert_eq!([0.4541, 0.0, 0.0004].map(percent), ["45.4%", "0.0%", "0.04%"]);
    }

    #[test]
    fn dates_and_ranges_have_the_form_of_the_language() {
        for (text, zh, en) in [
            ("2026-03-09", "2026年3月9日", "9 Mar 2026"),
            ("2026-12", "2026年12月", "Dec 2026"),
            ("2026-03-01..2026-03-15", "2026年3月1日至2026年3月15日", "1 Mar 2026 to 15 Mar 2026"),
            ("2026-03-01;2026-04-02", "2026年3月1日; 2026年4月2日", "1 Mar 2026; 2 Apr 2026"),
        ] {
            assert_eq!((local(Lang::Zh, text).as_str(), local(Lang::En, text).as_str()), (zh, en));
        }
    }

    #[test]
    fn ids_numbers_and_words_stay_as_they_are() {
        for text in
            ["", "2026", "20260302", "1.2.3", "E-2026-03-09", "2026-13-01", "soon", "A1-1", ".."]
        {
            assert_eq!(local(Lang::Zh, text), text);
            assert_eq!(local(Lang::En, text), text);
        }
    }
}
