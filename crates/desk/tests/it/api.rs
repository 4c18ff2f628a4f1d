//! The JSON API through its front door.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use desk::Guard;
use serde_json::json;

use crate::harness::TestDesk;

#[tokio::test]
async fn a_program_enters_and_moves_a_case_at_the_version_it_read() {
    let desk = TestDesk::start().await;
    let program = desk.program("handler").await;
    let institution = program.get("/institutions").await;
    institution.expect(200);
    let submission = json!({ "kind": "complaint", "institution": "CC", "subject": "分期手续费未提前告知",
        "person": { "name": "周敏", "phone": "13800001234" } });
    let created = program.post("/cases", submission.clone()).await;
    let number = created.expect(201)["number"].as_str().unwrap().to_owned();
    assert_eq!(created.header("etag"), "\"1\"");
    let shown = program.get(&format!("/cases/{number}")).await;
    shown.expect(200);
    assert!(!shown.text.contains("13800001234") && !shown.text.contains("周敏"), "{}", shown.text);
    let steps = format!("/cases/{number}/steps");
    let accept = json!({ "steps": [{ "step": "accept" }] });
    program.post(&steps, accept.clone()).await.expect(428);
    program.post_at(1, &steps, accept.clone()).await.expect(200);
    program.post_at(1, &steps, accept.clone()).await.expect(412);
    program.post_at(2, &steps, json!({ "steps": [{ "step": "close" }] })).await.expect(409);
    program.post("/cases", json!({ "kind": "complaint" })).await.expect(422);
    program.put("/institutions/XX", json!({})).await.expect(403);
}

#[tokio::test]
async fn no_address_is_open_that_is_not_meant_to_be() {
    let desk = TestDesk::start().await;
    let mut closed = 0;
    for route in desk::table(&desk.desk) {
        if route.guard == Guard::Open {
            continue;
        }
        let path = route.path.replace("{number}", "TS-2026-0000001").replace(['{', '}'], "");
        let request = Request::builder().method(route.method.clone()).uri(&path).body(Body::empty()).unwrap();
        let answer = desk.send(request).await;
        let refused =
            [StatusCode::UNAUTHORIZED, StatusCode::SEE_OTHER, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
        assert!(refused.contains(&answer.status), "{} {path}: {}", route.method, answer.status);
        closed += 1;
    }
    assert!(closed > 50, "{closed} addresses were tried");
}

#[test]
fn every_reference_of_the_description_resolves() {
    fn references<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
        match value {
            serde_json::Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(serde_json::Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            serde_json::Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = desk::openapi();
    assert_eq!(document["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}
