//! The form of amounts, counts and dates in a language: `{ YUAN($total) }`, `{ COUNT($visits) }`,
//! `{ DATE($from) }` in a message. What is no amount, count or date stays as it is.

use chrono::{Datelike, NaiveDate};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use super::Lang;

/// Adds the forms to a bundle.
pub fn add(bundle: &mut FluentBundle<FluentResource>, lang: Lang) {
    let date = match lang {
        Lang::Zh => |args: &[FluentValue<'_>]| formed(args, |text| date(Lang::Zh, text)),
        Lang::En => |args: &[FluentValue<'_>]| formed(args, |text| date(Lang::En, text)),
    };
    // Adding fails only if the name is taken, and the bundle is new.
    let _ = bundle.add_function("DATE", move |args, _: &FluentArgs| date(args));
    let _ = bundle.add_function("COUNT", |args, _: &FluentArgs| formed(args, grouped));
    let _ = bundle.add_function("YUAN", |args, _: &FluentArgs| formed(args, grouped));
}

fn formed(args: &[FluentValue<'_>], form: fn(&str) -> Option<String>) -> FluentValue<'static> {
    let text = match args.first() {
        Some(FluentValue::String(text)) => text.to_string(),
        Some(FluentValue::Number(number)) => number.as_string().into_owned(),
        _ => String::new(),
    };
    FluentValue::from(form(&text).unwrap_or(text))
}

/// `-1234567.50` as `−1,234,567.50`; both languages group by thousands.
fn grouped(text: &str) -> Option<String> {
    let (sign, size) = text.strip_prefix('-').map_or(("", text), |size| ("−", size));
    let (whole, rest) = size.find('.').map_or((size, ""), |dot| size.split_at(dot));
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
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

/// `2026-03-09` as `2026年3月9日` or `9 March 2026`.
fn date(lang: Lang, text: &str) -> Option<String> {
    let date: NaiveDate = text.parse().ok()?;
    let (year, month, day) = (date.year(), date.month(), date.day());
    Some(match lang {
        Lang::Zh => format!("{year}年{month}月{day}日"),
        Lang::En => format!("{day} {} {year}", date.format("%B")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_dates_have_the_form_of_the_language() {
        assert_eq!(grouped("1234567.50").unwrap(), "1,234,567.50");
        assert_eq!(grouped("-999").unwrap(), "−999");
        assert_eq!(grouped("none"), None);
        assert_eq!(date(Lang::Zh, "2026-03-09").unwrap(), "2026年3月9日");
        assert_eq!(date(Lang::En, "2026-03-09").unwrap(), "9 March 2026");
        assert_eq!(date(Lang::En, "soon"), None);
    }
}
