//! What is malformed is told with its place; nothing is half done.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use super::{complaint, received};
use crate::harness::{Answer, Program, TestDesk};

async fn raw(
    desk: &TestDesk,
    program: &Program,
    path: &str,
    media_type: &str,
    body: impl Into<Body>,
) -> Answer {
    let request = Request::post(format!("/api/v1{path}"))
        .header(AUTHORIZATION, format!("Bearer {}", program.token))
        .header(CONTENT_TYPE, media_type)
        .body(body.into())
        .unwrap();
    desk.send(request).await
}

#[tokio::test]
async fn a_body_that_is_no_json_is_told_with_line_and_column() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let problem =
        raw(&desk, &handler, "/cases", "application/json", "{\n  \"kind\": complaint\n}").await.expect(400);
    assert_eq!(problem["code"], "malformed");
    assert!(problem["detail"].as_str().unwrap().contains("line 2, column 11"), "{problem}");
    raw(&desk, &handler, "/cases", "application/json", "").await.expect(400);
    raw(&desk, &handler, "/cases", "application/json", "{} {}").await.expect(422);
    raw(&desk, &handler, "/cases", "application/json", b"\xff\xfe".to_vec()).await.expect(400);
    raw(&desk, &handler, "/cases", "text/plain", complaint("a", "13812341234").to_string()).await.expect(415);
    let large = format!("{{\"subject\": \"{}\"}}", "x".repeat(1024 * 1024));
    assert_eq!(
        raw(&desk, &handler, "/cases", "application/json", large).await.expect(413)["code"],
        "too_large"
    );
    assert_eq!(handler.get("/cases/count").await.expect(200)["count"], 0);
}

#[tokio::test]
async fn a_field_that_is_missing_unknown_or_wrong_is_named() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let change = |path: &str, value: Value| {
        let mut body = complaint("周明远", "13812341234");
        *body.pointer_mut(path).unwrap() = value;
        body
    };
    let mut without = complaint("周明远", "13812341234");
    without.as_object_mut().unwrap().remove("subject");
    let mut unknown = complaint("周明远", "13812341234");
    unknown["person"]["nickname"] = json!("x");
    for (body, field, code) in [
        (without, "subject", "missing"),
        (unknown, "person.nickname", "unknown_field"),
        (change("/kind", json!("grievance")), "kind", "choice"),
        (change("/person", json!("x")), "person", "form"),
        (change("/subject", json!("")), "subject", "missing"),
        (change("/person/phone", json!("12")), "person.phone", "person_phone"),
        (change("/institution", json!("XX")), "institution", "institution_unknown"),
    ] {
        let problem = handler.post("/cases", body.clone()).await.expect(422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        assert_eq!(problem["errors"][0]["code"], code, "{problem}");
    }
    assert_eq!(handler.get("/cases/count").await.expect(200)["count"], 0);
}

#[tokio::test]
async fn wrong_steps_are_told_by_position_and_field() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let number = received(&handler).await;
    let path = format!("/cases/{number}/steps");
    let steps = json!({ "steps": [
        { "step": "accept" },
        { "step": "assign" },
        { "step": "dance" },
        { "step": "note", "text": "x", "investigation": true, "private": true },
        { "step": "open_review", "review": 1, "requested_at": "2026-03-02T10:00:00+08:00" },
        "accept",
    ] });
    let problem = handler.post_at(1, &path, steps).await.expect(422);
    let errors: Vec<(u64, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["position"].as_u64().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(errors, [(1, "missing"), (2, "choice"), (3, "unknown_field"), (4, "choice"), (5, "form")]);
    assert_eq!(problem["errors"][0]["field"], "handler");
    assert_eq!(problem["errors"][2]["field"], "private");
    let none = handler.post_at(1, &path, json!({ "steps": [] })).await.expect(422);
    assert_eq!(none["errors"][0]["code"], "steps_count");
    let many: Vec<Value> = (0..21).map(|_| json!({ "step": "accept" })).collect();
    handler.post_at(1, &path, json!({ "steps": many })).await.expect(422);
    assert_eq!(handler.get(&format!("/cases/{number}")).await.expect(200)["version"], 1);
}

#[tokio::test]
async fn addresses_that_name_nothing_are_not_found() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    for path in [
        "/cases/TS-2026-0000001",
        "/cases/17",
        "/cases/%F0%9F%98%80",
        "/codes/none",
        "/users/none",
        "/nothing",
    ] {
        let answer = handler.get(path).await;
        assert_eq!(answer.expect(404)["code"], "not_found", "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let unreadable = handler.get("/cases/%FF").await;
    assert_eq!(unreadable.expect(400)["code"], "malformed");
}
