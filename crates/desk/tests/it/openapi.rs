//! The description of the API as a document.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use desk::{Guard, table};
use serde_json::Value;

use crate::described::DOCUMENT;
use crate::harness::TestDesk;

fn walk<'a>(value: &'a Value, place: String, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(&place, value);
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, inner)| walk(inner, format!("{place}/{name}"), visit));
        }
        Value::Array(values) => {
            values
                .iter()
                .enumerate()
                .for_each(|(index, inner)| walk(inner, format!("{place}/{index}"), visit));
        }
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let mut references = 0;
    walk(&DOCUMENT, String::new(), &mut |place, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            references += 1;
            let pointer = reference
                .strip_prefix('#')
                .unwrap_or_else(|| panic!("{place}: `{reference}` leaves the document"));
            assert!(DOCUMENT.pointer(pointer).is_some(), "{place}: `{reference}` leads nowhere");
        }
    });
    assert!(references > 100, "only {references} references");
}

#[test]
fn every_schema_is_one() {
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
        let mut whole = schema.clone();
        if let Some(whole) = whole.as_object_mut() {
            whole.insert(
                "components".to_owned(),
                serde_json::json!({ "schemas": DOCUMENT["components"]["schemas"] }),
            );
        }
        assert!(jsonschema::meta::is_valid(schema), "{name}");
        assert!(jsonschema::options().build(&whole).is_ok(), "{name}");
    }
}

#[test]
fn every_schema_is_used() {
    let mut used = BTreeSet::new();
    walk(&DOCUMENT, String::new(), &mut |_, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            used.insert(reference.rsplit('/').next().unwrap().to_owned());
        }
    });
    let schemas: BTreeSet<String> =
        DOCUMENT["components"]["schemas"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(schemas.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[tokio::test]
async fn every_route_of_the_api_is_described_and_nothing_else() {
    let desk = TestDesk::start().await;
    let served: BTreeSet<(String, String)> = table(&desk.desk)
        .into_iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| (route.path.to_owned(), route.method.as_str().to_ascii_lowercase()))
        .collect();
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let described = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().keys().map(move |method| (path.clone(), method.clone()))
    });
    assert_eq!(served, described.collect());
}

#[tokio::test]
async fn every_operation_says_what_a_client_needs() {
    let desk = TestDesk::start().await;
    let mut identifiers = BTreeSet::new();
    for route in table(&desk.desk).into_iter().filter(|route| route.path.starts_with("/api/")) {
        let operation = &DOCUMENT["paths"][route.path][route.method.as_str().to_ascii_lowercase()];
        let place = format!("{} {}", route.method, route.path);
        assert!(identifiers.insert(operation["operationId"].as_str().unwrap().to_owned()), "{place}");
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{place}");
        let responses = operation["responses"].as_object().unwrap();
        assert_eq!(responses.keys().filter(|status| status.starts_with('2')).count(), 1, "{place}");
        match route.guard {
            Guard::Open => assert_eq!(operation["security"], serde_json::json!([]), "{place}"),
            Guard::TokenAny => assert!(responses.contains_key("401"), "{place}"),
            Guard::Token(right) => {
                assert!(responses.contains_key("401") && responses.contains_key("403"), "{place}");
                assert_eq!(operation["x-right"], right.to_string(), "{place}");
            }
            other => panic!("{place} is guarded by {other:?}"),
        }
        let parameters = operation["parameters"].as_array().unwrap();
        let in_path: BTreeSet<&str> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let named =
            route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(in_path, named, "{place}");
    }
}

#[tokio::test]
async fn the_description_is_served_to_everybody() {
    let desk = TestDesk::start().await;
    let answer = desk.send(Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.expect(200), *DOCUMENT);
    assert_eq!(DOCUMENT["openapi"], "3.1.0");
}

#[test]
fn every_command_of_the_domain_that_programs_may_give_is_described() {
    let commands = DOCUMENT["components"]["schemas"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|schema| schema["oneOf"].as_array())
        .find(|variants| variants.iter().any(|variant| variant["properties"]["step"]["const"] == "assign"))
        .expect("the commands are described");
    let steps: BTreeSet<&str> =
        commands.iter().map(|variant| variant["properties"]["step"]["const"].as_str().unwrap()).collect();
    // These have operations of their own, or come with another act.
    let elsewhere = ["add_party", "issue_code", "attach", "open_review", "conclude_review", "carry_over"];
    let all: BTreeSet<&str> = {
        use strum::IntoEnumIterator;
        domain::matter::Step::iter().map(Into::into).filter(|step| !elsewhere.contains(step)).collect()
    };
    assert_eq!(steps, all);
}
