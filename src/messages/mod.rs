//! One catalogue of messages, Chinese and English, in Fluent files: one file a floor and language.
//!
//! Code says what is to be said as a [`Note`](crate::model::Note) (key and facts); only the edges
//! call [`text`]. A test holds that both languages have the same keys with the same arguments. Amounts
//! and dates among the arguments take the form of the language by themselves ([`form`]).

pub mod form;

use std::cell::OnceCell;
use std::str::FromStr;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use unic_langid::langid;

use crate::model::Note;

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

impl FromStr for Lang {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "zh" => Ok(Lang::Zh),
            "en" => Ok(Lang::En),
            _ => Err(format!("{text:?}: zh or en")),
        }
    }
}

macro_rules! catalogue {
    ($($name:literal),* $(,)?) => {
        /// The files of the catalogue: name, Chinese text, English text.
        const FILES: &[(&str, &str, &str)] = &[$((
            $name,
            include_str!(concat!("zh/", $name, ".ftl")),
            include_str!(concat!("en/", $name, ".ftl")),
        )),*];
    };
}

catalogue![
    "rules", "io", "verify", "plan", "report", "explain", "dispatch", "cli", "generate", "study"
];

thread_local! {
    static ZH: OnceCell<FluentBundle<FluentResource>> = const { OnceCell::new() };
    static EN: OnceCell<FluentBundle<FluentResource>> = const { OnceCell::new() };
}

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![match lang {
        Lang::Zh => langid!("zh-CN"),
        Lang::En => langid!("en"),
    }]);
    // Bidirectional isolation marks would end up in files and terminals that show them as dirt.
    bundle.set_use_isolating(false);
    form::add(&mut bundle, lang);
    for (_, zh, en) in FILES {
        let source = match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A message in words. An unknown key is shown as itself, so that nothing is silently lost.
pub fn text(lang: Lang, note: &Note) -> String {
    let render = |cell: &OnceCell<FluentBundle<FluentResource>>| {
        let bundle = cell.get_or_init(|| bundle(lang));
        let Some(pattern) = bundle.get_message(&note.key).and_then(|message| message.value())
        else {
            return format!("{} {:?}", note.key, note.args);
        };
        let mut args = FluentArgs::new();
        for (name, value) in &note.args {
            match rule_named(bundle, name, value) {
                Some(named) => args.set(name.as_ref(), named),
                None => args.set(name.as_ref(), value.as_str()),
            }
        }
        bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    };
    match lang {
        Lang::Zh => ZH.with(render),
        Lang::En => EN.with(render),
    }
}

/// The argument `rule` as people know the rule, its name in files behind.
fn rule_named(bundle: &FluentBundle<FluentResource>, name: &str, value: &str) -> Option<String> {
    let key = (name == "rule").then(|| format!("rules-{}-name", value.replace('_', "-")))?;
    let pattern = bundle.get_message(&key)?.value()?;
    let short = bundle.format_pattern(pattern, None, &mut Vec::new());
    Some(format!("{short} ({value})"))
}

/// A message without facts, in words.
pub fn word(lang: Lang, key: &'static str) -> String {
    text(lang, &Note::new(key))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Keys of a catalogue file and, for each, the arguments its text uses.
    fn entries(source: &str) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in source.lines() {
            if line.starts_with('#') {
                continue;
            }
            if !line.starts_with([' ', '\t', '}'])
                && let Some((name, _)) = line.split_once('=')
            {
                key = name.trim().to_owned();
                assert!(!found.contains_key(&key), "{key} twice");
                found.insert(key.clone(), Vec::new());
            }
            for part in line.split('$').skip(1) {
                let name: String =
                    part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                found.entry(key.clone()).or_default().push(name);
            }
        }
        for names in found.values_mut() {
            names.sort();
            names.dedup();
        }
        found
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let mut all = BTreeMap::new();
        for (name, zh, en) in FILES {
            assert_eq!(entries(zh), entries(en), "{name}.ftl");
            for source in [zh, en] {
                assert!(FluentResource::try_new((*source).to_owned()).is_ok(), "{name}.ftl");
            }
            for key in entries(en).into_keys() {
                assert_eq!(all.insert(key.clone(), name), None, "{key} in two files");
            }
        }
    }
}
