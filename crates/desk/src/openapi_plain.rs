//! The description said more simply: the same schemas in the forms that generators of clients know.

use serde_json::{Map, Value, json};

/// Simplifies every schema of a document.
pub(crate) fn simplify(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields.iter_mut() {
                match (name.as_str(), &mut *inner) {
                    ("schema" | "items", schema) => anything(schema),
                    ("properties", Value::Object(schemas)) => schemas.values_mut().for_each(anything),
                    _ => {}
                }
                simplify(inner);
            }
            words(value);
        }
        Value::Array(values) => values.iter_mut().for_each(simplify),
        _ => {}
    }
}

/// Gives the objects inside the variants of a choice names of their own, after the choice and their field.
pub(crate) fn name_variants(schemas: &mut Map<String, Value>) {
    let mut named = Map::new();
    for (name, schema) in schemas.iter_mut() {
        let choices = schema.get_mut("oneOf").and_then(Value::as_array_mut);
        for fields in
            choices.into_iter().flatten().filter_map(|choice| choice.get_mut("properties")?.as_object_mut())
        {
            for (field, inner) in fields.iter_mut().filter(|(_, inner)| inner["type"] == "object") {
                let full_name: String =
                    std::iter::once(name.clone()).chain(field.split('_').map(capitalised)).collect();
                let reference = json!({ "$ref": format!("#/components/schemas/{full_name}") });
                named.insert(full_name, std::mem::replace(inner, reference));
            }
        }
    }
    schemas.extend(named);
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Writes the schema that everything fits as `{}`, not as `true`.
fn anything(schema: &mut Value) {
    if *schema == Value::Bool(true) {
        *schema = json!({});
    }
}

/// Writes a choice among words as an `enum`, and what each word means into the description.
fn words(schema: &mut Value) {
    let Some(choices) = schema["oneOf"].as_array() else { return };
    let (mut words, mut lines) = (Vec::new(), Vec::new());
    lines.extend(schema["description"].as_str().map(str::to_owned));
    for choice in choices {
        let listed = choice["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
        let these: Vec<&str> =
            choice["const"].as_str().into_iter().chain(listed.iter().filter_map(Value::as_str)).collect();
        if these.is_empty() {
            return;
        }
        let meaning = choice["description"].as_str();
        lines.extend(meaning.map(|meaning| format!("- `{}`: {meaning}", these.join("`, `"))));
        words.extend(these.into_iter().map(str::to_owned));
    }
    let lines = lines.join("\n");
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("oneOf");
        fields.insert("type".to_owned(), "string".into());
        fields.insert("enum".to_owned(), words.into());
        if !lines.is_empty() {
            fields.insert("description".to_owned(), lines.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_get_names() {
        let inner = json!({ "type": "object", "properties": { "at": { "type": "string" } } });
        let echo =
            json!({ "oneOf": [{ "properties": { "carried_over": inner, "kind": { "type": "string" } } }] });
        let mut schemas = Map::from_iter([("Echo".to_owned(), echo)]);
        name_variants(&mut schemas);
        assert_eq!(schemas["EchoCarriedOver"], inner);
        let reference = &schemas["Echo"]["oneOf"][0]["properties"]["carried_over"]["$ref"];
        assert_eq!(reference, "#/components/schemas/EchoCarriedOver");
    }

    #[test]
    fn words_and_anything_are_written_plainly() {
        let mut schema = json!({
            "properties": { "data": true, "channel": {
                "description": "How it came.",
                "oneOf": [{ "const": "counter", "description": "At a counter." }, { "enum": ["nfra", "pbc"] }],
            } },
            "items": true,
            "oneOf": [{ "type": "object" }],
        });
        simplify(&mut schema);
        let expected = json!({
            "properties": { "data": {}, "channel": {
                "description": "How it came.\n- `counter`: At a counter.",
                "type": "string",
                "enum": ["counter", "nfra", "pbc"],
            } },
            "items": {},
            "oneOf": [{ "type": "object" }],
        });
        assert_eq!(schema, expected);
    }
}
