//! A case from receipt to answer, versions, and what is told when something stands against it.

use serde_json::json;

use super::{complaint, received, whole_life};
use crate::harness::TestDesk;

#[tokio::test]
async fn a_complaint_goes_from_receipt_to_its_end() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let created = handler.post("/cases", complaint("周明远", "13812341234")).await;
    let told = created.expect(201);
    let number = told["number"].as_str().unwrap();
    assert_eq!(created.header("location"), format!("/api/v1/cases/{number}"));
    assert_eq!(created.header("etag"), "\"1\"");
    assert_eq!(told["query_code"].as_str().unwrap().len(), 9);
    assert_eq!(told["others_running"], json!([]));

    let acted = handler.post_at(1, &format!("/cases/{number}/steps"), whole_life(&desk)).await;
    let taken = acted.expect(200);
    assert_eq!(taken["case"]["status"], "closed");
    assert_eq!(taken["case"]["handler"], "handler");
    assert_eq!(acted.header("etag"), format!("\"{}\"", taken["version"]));

    let read = handler.get(&format!("/cases/{number}")).await;
    let case = read.expect(200);
    assert_eq!(read.header("etag"), acted.header("etag"));
    assert_eq!(case["outcome"], "upheld");
    assert_eq!(case["echo"], "sms");
    assert_eq!(case["on_time"], true);
    assert_eq!(case["first_times"]["handled_at"], "2026-03-02T02:00:00Z");
    assert_eq!(case["persons"][0]["data"]["phone"], "138****1234");
    let governed =
        case["clocks"].as_array().unwrap().iter().find(|clock| clock["stage"] == "decide_15").unwrap();
    assert_eq!(governed["state"], "met");
    assert!(governed["article"].as_str().unwrap().starts_with("18"), "{governed}");
    assert!(!governed["explanation"].as_str().unwrap().is_empty());
    let contact =
        case["timeline"].as_array().unwrap().iter().find(|entry| entry["event"] == "contacted").unwrap();
    assert_eq!(contact["login"], "handler");
    assert_eq!(contact["data"]["note"]["masked"], "已联系，手机138****1234");
    assert!(!read.text.contains("13812341234") && !read.text.contains("周明远"), "{}", read.text);
    assert!(!read.text.contains("query_code"), "the way to check a query code is told to nobody");

    let row = handler.get(&format!("/cases/{number}/summary")).await;
    assert_eq!(row.header("etag"), acted.header("etag"));
    assert_eq!(row.expect(200), taken["case"]);
}

#[tokio::test]
async fn a_step_names_the_version_it_was_decided_on() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let number = received(&handler).await;
    let path = format!("/cases/{number}/steps");
    let accept = json!({ "steps": [{ "step": "accept" }] });
    assert_eq!(handler.post(&path, accept.clone()).await.expect(428)["code"], "version_missing");
    assert_eq!(handler.post_at(7, &path, accept.clone()).await.expect(412)["code"], "stale");
    assert_eq!(handler.get(&format!("/cases/{number}")).await.expect(200)["version"], 1, "nothing happened");
    handler.post_at(1, &path, accept.clone()).await.expect(200);
    assert_eq!(handler.post_at(1, &path, accept).await.expect(412)["code"], "stale");
    let note = json!({ "steps": [{ "step": "note", "text": "x", "investigation": false }] });
    let whatever = handler.ask(axum::http::Method::POST, &path, &[("if-match", "*")], Some(note)).await;
    assert_eq!(whatever.expect(200)["version"], 3);
}

#[tokio::test]
async fn a_refusal_names_the_step_the_word_and_the_field_and_takes_back_all() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let number = received(&handler).await;
    let path = format!("/cases/{number}/steps");
    let steps = json!({ "steps": [
        { "step": "accept" },
        { "step": "decide", "at": "2026-03-02T10:00:00+08:00", "outcome": "upheld", "basis": "x", "reasons": "x" },
    ] });
    let problem = handler.post_at(1, &path, steps).await.expect(409);
    assert_eq!(problem["code"], "refused");
    assert_eq!(problem["errors"][0]["position"], 1);
    assert_eq!(problem["errors"][0]["code"], "decision_incomplete");
    assert_eq!(problem["errors"][0]["field"], "liability");
    assert_eq!(handler.get(&format!("/cases/{number}")).await.expect(200)["version"], 1, "all or none");
}

#[tokio::test]
async fn nobody_approves_their_own_request_through_the_api_either() {
    let desk = TestDesk::start().await;
    let approver = desk.program("approver").await;
    let number = received(&approver).await;
    let path = format!("/cases/{number}/steps");
    let steps = json!({ "steps": [
        { "step": "accept" },
        { "step": "rekind", "to": "enquiry", "reason": "只是咨询" },
    ] });
    let version = approver.post_at(1, &path, steps).await.expect(200)["version"].as_u64().unwrap();
    let waiting = approver.get("/approvals").await.expect(200);
    assert_eq!(waiting["approvals"][0]["kind"], "rekind");
    let approve = json!({ "steps": [{ "step": "approve", "request": 1 }] });
    let problem = approver.post_at(version, &path, approve.clone()).await.expect(409);
    assert_eq!(problem["errors"][0]["code"], "own_request");
    let senior = desk.program("senior").await;
    assert_eq!(senior.post_at(version, &path, approve).await.expect(200)["case"]["kind"], "enquiry");
}
