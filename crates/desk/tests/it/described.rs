//! Holds answers against the description of the API: what a program is told must be what was promised.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::harness::Answer;

/// The description.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(desk::openapi);

/// The operation that a method and path name, with its path as the description writes it.
pub fn operation(method: &str, path: &str) -> Option<(&'static str, &'static Value)> {
    let path = path.split('?').next().unwrap();
    let paths = DOCUMENT["paths"].as_object().unwrap();
    // A path without a place in it goes before one with: `/cases/count`.
    let mut candidates: Vec<_> = paths.iter().filter(|(template, _)| matches(template, path)).collect();
    candidates.sort_by_key(|(template, _)| template.matches('{').count());
    let (template, methods) = candidates.first()?;
    methods.get(method.to_ascii_lowercase()).map(|operation| (template.as_str(), operation))
}

fn matches(template: &str, path: &str) -> bool {
    let (parts, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    parts.len() == given.len()
        && parts.iter().zip(given).all(|(part, given)| part.starts_with('{') || *part == given)
}

/// Follows a reference.
pub fn resolved(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').expect("references stay in the document");
            DOCUMENT.pointer(pointer).unwrap_or_else(|| panic!("`{reference}` leads nowhere"))
        }
        None => value,
    }
}

/// Checks an answer against what the description promises for its status.
#[track_caller]
pub fn check(method: &str, path: &str, answer: &Answer) {
    let Some((_, operation)) = operation(method, path) else { return };
    let status = answer.status.as_u16().to_string();
    let response = resolved(&operation["responses"][&status]);
    assert!(
        response.is_object(),
        "{method} {path} answers {status}, which is not described: {}",
        answer.text
    );
    let described: Vec<&String> =
        response["content"].as_object().map(|content| content.keys().collect()).unwrap_or_default();
    let media_type = answer.header("content-type");
    if described.is_empty() {
        assert_eq!(answer.text, "", "{method} {path} {status}");
        return;
    }
    if described == ["application/octet-stream"] {
        return;
    }
    assert_eq!(described, [media_type], "{method} {path} {status}");
    let mut schema = response["content"][media_type]["schema"].clone();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("components".to_owned(), json!({ "schemas": DOCUMENT["components"]["schemas"] }));
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let told = answer.json();
    let faults: Vec<String> =
        validator.iter_errors(&told).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{method} {path} {status}: {faults:#?}\n{}", answer.text);
}

/// Every operation by identifier, with the status it promises.
pub fn operations() -> BTreeMap<String, String> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let methods = paths.values().flat_map(|methods| methods.as_object().unwrap().values());
    let promised = |operation: &Value| {
        let statuses = operation["responses"].as_object().unwrap().keys();
        statuses.into_iter().find(|status| status.starts_with('2')).unwrap().clone()
    };
    methods
        .map(|operation| (operation["operationId"].as_str().unwrap().to_owned(), promised(operation)))
        .collect()
}
