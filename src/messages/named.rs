//! Words in which ids stand behind their names: `晋城市 (140500)`.
//!
//! Data keeps the ids alone. Only what people read gets names, those of regions in the reader's language.

use super::{Lang, text, word};
use crate::model::{Instance, Note, RegionIx};

/// A message in words, with what the ids among its facts stand for in an instance.
pub fn told(lang: Lang, instance: &Instance, note: &Note) -> String {
    let mut named = note.clone();
    for (fact, value) in &mut named.args {
        *value = with_names(lang, instance, fact, value);
    }
    text(lang, &named)
}

/// A fact in words: an id, or several after one another; whatever is no id stays as it is.
pub fn with_names(lang: Lang, instance: &Instance, fact: &str, value: &str) -> String {
    let each = |id: &str| match name(lang, instance, fact, id) {
        Some((name, id)) if name != id => format!("{name} ({id})"),
        _ => id.to_owned(),
    };
    value.split(", ").map(each).collect::<Vec<_>>().join(", ")
}

/// The name of what a fact's id stands for, and the id without its kind.
fn name<'v>(lang: Lang, instance: &Instance, fact: &str, id: &'v str) -> Option<(String, &'v str)> {
    let name = match fact {
        "authority" if id == "000000" => Some(word(lang, "report-national")),
        "authority" | "region" => region(lang, instance, id),
        "program" => instance.program(id).map(|at| instance.programs[at.ix()].name.clone()),
        "category" => instance.category(id).map(|at| instance.categories[at.ix()].name.clone()),
        "product" => instance.product(id).map(|at| instance.product_name(at)),
        "site" => instance.enterprise(id).map(|at| instance.enterprises[at.ix()].name.clone()),
        "agency" => agency(instance, id),
        "sampler" => sampler(instance, id),
        "who" if !id.contains(':') => agency(instance, id),
        "who" | "whom" | "a" | "b" => return party(lang, instance, id),
        _ => None,
    };
    name.filter(|name| !name.is_empty()).map(|name| (name, id))
}

/// A party as tables write it: `agency:A02`.
fn party<'v>(lang: Lang, instance: &Instance, id: &'v str) -> Option<(String, &'v str)> {
    let (kind, id) = id.split_once(':')?;
    let name = match kind {
        "agency" => agency(instance, id)?,
        "sampler" => sampler(instance, id)?,
        "enterprise" => instance.enterprises[instance.enterprise(id)?.ix()].name.clone(),
        "region" => region(lang, instance, id)?,
        "owner" => id.to_owned(),
        _ => return None,
    };
    (!name.is_empty()).then_some((name, id))
}

fn agency(instance: &Instance, id: &str) -> Option<String> {
    instance.agency(id).map(|at| instance.agencies[at.ix()].name.clone())
}

fn sampler(instance: &Instance, id: &str) -> Option<String> {
    instance.sampler(id).map(|at| instance.samplers[at.ix()].name.clone())
}

/// A region by its code, or by its name where the plan has that.
fn region(lang: Lang, instance: &Instance, id: &str) -> Option<String> {
    let by_name = || instance.regions.iter().position(|row| row.name == id).map(RegionIx::new);
    let region = instance.region(id).or_else(by_name)?;
    Some(region_name(lang, instance, region).to_owned())
}

/// Name of a region in the reader's language, as far as the instance has one.
pub fn region_name(lang: Lang, instance: &Instance, region: RegionIx) -> &str {
    let row = &instance.regions[region.ix()];
    match lang {
        Lang::En if !row.name_en.is_empty() => &row.name_en,
        Lang::Zh | Lang::En => &row.name,
    }
}
