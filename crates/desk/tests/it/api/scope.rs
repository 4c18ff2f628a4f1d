//! Somebody without rights sees neither title, count, row nor number of a hidden case.

use serde_json::json;

use super::received;
use crate::harness::TestDesk;

#[tokio::test]
async fn a_hidden_case_answers_like_one_that_does_not_exist() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let stranger = desk.program("branch").await;
    let number = received(&handler).await;
    let unknown = "TS-2026-0009999";
    for path in ["", "/summary", "/receipt?reason=inspection"] {
        let hidden = stranger.get(&format!("/cases/{number}{path}")).await;
        let missing = stranger.get(&format!("/cases/{unknown}{path}")).await;
        assert_eq!(hidden.expect(404), missing.expect(404), "{path}");
        assert!(!hidden.text.contains("手续费"));
    }
    let note = json!({ "steps": [{ "step": "note", "text": "x", "investigation": false }] });
    for (path, body) in [
        ("steps", note),
        ("unmask", json!({ "reason": "investigate" })),
        ("merge", json!({ "with": unknown })),
        ("review", json!({ "requested_at": "2026-03-02T10:00:00+08:00", "grounds": "x" })),
    ] {
        let hidden = stranger.post_at(1, &format!("/cases/{number}/{path}"), body.clone()).await;
        let missing = stranger.post_at(1, &format!("/cases/{unknown}/{path}"), body).await;
        assert_eq!(hidden.expect(404), missing.expect(404), "{path}");
    }
    assert_eq!(stranger.get("/cases").await.expect(200)["cases"], json!([]));
    assert_eq!(stranger.get("/cases?institution=CC").await.expect(200)["cases"], json!([]));
    assert_eq!(stranger.get(&format!("/cases?text={number}")).await.expect(200)["cases"], json!([]));
    assert_eq!(stranger.get("/cases/count").await.expect(200)["count"], 0);
    desk.desk.office.search_follow().await.unwrap();
    assert_eq!(handler.get("/search?q=kind:complaint").await.expect(200)["total"], 1);
    let found = stranger.get("/search?q=kind:complaint").await.expect(200);
    assert_eq!(
        (&found["total"], &found["hits"], &found["facets"]["kind"]),
        (&json!(0), &json!([]), &json!([]))
    );
    assert_eq!(stranger.get("/overview").await.expect(200)["figures"]["received"], 0);
    let colleagues = stranger.get("/users").await.expect(200);
    assert_eq!(colleagues["users"].as_array().unwrap().len(), 1, "{colleagues}");
    stranger.get("/users/handler").await.expect(404);
}

#[tokio::test]
async fn who_may_see_but_not_move_is_told_which_right_is_missing() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let auditor = desk.program("auditor").await;
    let number = received(&handler).await;
    auditor.get(&format!("/cases/{number}")).await.expect(200);
    let accept = json!({ "steps": [{ "step": "accept" }] });
    let problem = auditor.post_at(1, &format!("/cases/{number}/steps"), accept).await.expect(403);
    assert_eq!(problem["code"], "denied");
    assert!(problem["detail"].as_str().unwrap().contains("handle"), "{problem}");
}

#[tokio::test]
async fn a_token_that_was_taken_back_or_ran_out_opens_nothing() {
    let desk = TestDesk::start().await;
    let admin = desk.program("admin").await;
    let robot =
        json!({ "login": "robot", "display_name": "robot", "institution": "CC", "roles": ["handler"] });
    admin.ask(axum::http::Method::PUT, "/users/robot", &[], Some(robot)).await.expect(200);
    let of_person = admin.post("/tokens", json!({ "login": "handler" })).await.expect(422);
    assert_eq!(of_person["errors"][0]["code"], "token_of_person");
    let made =
        admin.post("/tokens", json!({ "login": "robot", "label": "import", "days": 1 })).await.expect(201);
    let mut program = desk.program("handler").await;
    program.token = made["token"].as_str().unwrap().to_owned();
    program.get("/cases").await.expect(200);
    desk.later(24 * 3_600);
    program.get("/cases").await.expect(401);
    let made = admin.post("/tokens", json!({ "login": "robot" })).await.expect(201);
    program.token = made["token"].as_str().unwrap().to_owned();
    program.get("/cases").await.expect(200);
    let fingerprint = made["fingerprint"].as_str().unwrap();
    admin.post(&format!("/tokens/{fingerprint}/revoke"), json!(null)).await.expect(204);
    program.get("/cases").await.expect(401);
}

#[tokio::test]
async fn a_trail_names_no_hidden_case_and_no_person() {
    let desk = TestDesk::start().await;
    let (officer, branch) = (desk.program("officer").await, desk.program("branch").await);
    let hidden = received(&officer).await;
    let mut child = super::complaint("周明远", "13812341234");
    child["institution"] = json!("B1");
    child["origin"] = json!({ "number": hidden, "relation": "related" });
    let child = officer.post("/cases", child).await.expect(201)["number"].as_str().unwrap().to_owned();
    let told = |case: &serde_json::Value| case["timeline"][0]["data"].clone();
    let full = officer.get(&format!("/cases/{child}")).await.expect(200);
    assert!(told(&full)["origin"]["case"].is_u64() && full["origin"].is_u64(), "{full}");
    let seen = branch.get(&format!("/cases/{child}")).await.expect(200);
    assert!(told(&seen)["origin"].is_null() && seen["origin"].is_null(), "{seen}");
    assert!(told(&seen)["parties"][0]["person"].is_null(), "{seen}");
    let listed = branch.get("/cases").await.expect(200);
    assert!(listed["cases"][0]["origin"].is_null());
}

#[tokio::test]
async fn asking_for_a_handler_tells_no_sign_in_name() {
    let desk = TestDesk::start().await;
    let branch = desk.program("branch").await;
    let answers = ["handler", "nosuch"].map(|login| format!("/cases?assignee={login}"));
    let hidden = branch.get(&answers[0]).await;
    let missing = branch.get(&answers[1]).await;
    assert_eq!(hidden.expect(422).to_string().replace("handler", "nosuch"), missing.expect(422).to_string());
    branch.get("/cases?assignee=branch").await.expect(200);
}

#[tokio::test]
async fn a_file_is_attached_by_sending_it_and_by_no_step() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let number = received(&handler).await;
    let digest = "0".repeat(64);
    let step = json!({ "steps": [{ "step": "attach", "blob": 1, "name": "x", "media_type": "text/html", "bytes": 1,
        "commitment": digest }] });
    let refused = handler.post_at(1, &format!("/cases/{number}/steps"), step).await;
    assert_eq!(refused.expect(422)["errors"][0]["position"], 0);
}
