//! JSON Schemas of `instance.toml`, `plan.json` and `certificate.json`, from the types that read and write them.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::format::SETTINGS;
use crate::model::{Certificate, Plan, Settings};

/// Pattern of a day, which JSON Schema has no type for.
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// The schema of `instance.toml`, with the limits of the format's declaration.
pub fn instance_schema() -> Value {
    let mut schema = schema_of::<Settings>("instance.toml");
    for setting in SETTINGS {
        limit(&mut schema, setting.path, &setting.kind);
    }
    schema
}

/// The schema of `plan.json`.
pub fn plan_schema() -> Value {
    first_format(schema_of::<Plan>("plan.json"))
}

/// The schema of `certificate.json`.
pub fn certificate_schema() -> Value {
    first_format(schema_of::<Certificate>("certificate.json"))
}

/// Says that only the first version of the format is known.
fn first_format(mut schema: Value) -> Value {
    if let Some(format) = schema.pointer_mut("/properties/format") {
        format["const"] = json!(1);
    }
    schema
}

/// The schema of a type that stands for a file.
pub fn schema_of<T: JsonSchema>(title: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    schema["title"] = json!(title);
    days(&mut schema);
    schema
}

/// Says of every day that it is one: the types only say that it is text.
fn days(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map.iter_mut() {
                let is_text = inner.get("type") == Some(&json!("string"));
                if is_text && matches!(name.as_str(), "date" | "start" | "end") && !is_clock(inner)
                {
                    inner["pattern"] = json!(DAY);
                }
                days(inner);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(days),
        _ => {}
    }
}

fn is_clock(schema: &Value) -> bool {
    schema.get("pattern").is_some()
}

/// Puts the range of a declared key where the schema says what the key holds.
fn limit(schema: &mut Value, path: &str, kind: &super::format::Kind) {
    use super::format::Kind;
    let range = match *kind {
        Kind::Integer { min, max } if max < i64::MAX => (json!(min), json!(max)),
        Kind::Integer { min, .. } => (json!(min), json!(i64::MAX)),
        Kind::Number { min, max } => (json!(min), json!(max)),
        Kind::Yuan => (json!(0), json!(1_000_000_000)),
        _ => return,
    };
    let definition = match path.split_once('.') {
        None => Some(String::new()),
        Some(("travel", rest)) if rest.starts_with("speed") => Some("/$defs/SpeedBand".to_owned()),
        Some((table, _)) => schema
            .pointer(&format!("/properties/{table}/$ref"))
            .and_then(Value::as_str)
            .map(|reference| reference.trim_start_matches('#').to_owned()),
    };
    let name = path.rsplit('.').next().unwrap_or(path);
    let Some(definition) = definition else { return };
    if let Some(Value::Object(property)) =
        schema.pointer_mut(&format!("{definition}/properties/{name}"))
    {
        put(property, range);
    }
}

fn put(property: &mut Map<String, Value>, (min, max): (Value, Value)) {
    property.insert("minimum".to_owned(), min);
    property.insert("maximum".to_owned(), max);
}
