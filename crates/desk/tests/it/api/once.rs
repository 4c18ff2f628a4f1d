//! `Idempotency-Key`: the same request is carried out once, whatever happens in between.

use axum::http::Method;
use domain::matter::Kind;
use office::{Caller, CaseFilter};
use serde_json::{Value, json};

use super::{complaint, received, whole_life};
use crate::harness::{Answer, Program, TestDesk};

async fn under(program: &Program, key: &str, path: &str, version: Option<u64>, body: Value) -> Answer {
    let version = version.map(|version| format!("\"{version}\""));
    let mut headers = vec![("idempotency-key", key)];
    headers.extend(version.as_deref().map(|version| ("if-match", version)));
    program.ask(Method::POST, path, &headers, Some(body)).await
}

async fn cases(desk: &TestDesk) -> u64 {
    let filter = CaseFilter { kinds: vec![Kind::Complaint], ..CaseFilter::default() };
    desk.desk.office.count(&Caller::system("test"), &filter, 100).await.unwrap().count
}

#[track_caller]
fn same(one: &Answer, other: &Answer) {
    assert_eq!((one.status, &one.text), (other.status, &other.text));
    for header in ["etag", "location", "content-type"] {
        assert_eq!(one.header(header), other.header(header), "{header}");
    }
}

#[tokio::test]
async fn a_case_sent_twice_is_received_once() {
    let desk = TestDesk::start().await;
    let program = desk.program("intake").await;
    let body = || complaint("周明远", "13812341234");
    let first = under(&program, "\"k-1\"", "/cases", None, body()).await;
    let told = first.expect(201);
    assert!(!told["query_code"].as_str().unwrap().is_empty());
    assert!(first.header("location").starts_with("/api/v1/cases/TS-") && first.header("etag") == "\"1\"");
    same(&first, &under(&program, "k-1", "/cases", None, body()).await);

    // The process ends and begins anew.
    let token = program.token.clone();
    drop(program);
    let desk = desk.restart().await;
    let program = desk.program_with(&token);
    same(&first, &under(&program, "k-1", "/cases", None, body()).await);
    assert_eq!(cases(&desk).await, 1);

    let other = under(&program, "k-1", "/cases", None, complaint("周明远", "13812345678")).await;
    assert_eq!(other.expect(422)["errors"][0]["code"], "key_reused");
    under(&program, "k-2", "/cases", None, body()).await.expect(201);
    let somebody = desk.program("handler").await;
    under(&somebody, "k-1", "/cases", None, body()).await.expect(201);
    assert_eq!(cases(&desk).await, 3, "a key is its sender's own");

    desk.later(24 * 3_600);
    let later = under(&program, "k-1", "/cases", None, body()).await;
    assert_ne!(later.expect(201)["number"], told["number"], "a key counts for a day");
}

#[tokio::test]
async fn steps_sent_twice_are_taken_once_although_the_version_has_moved() {
    let desk = TestDesk::start().await;
    let program = desk.program("handler").await;
    let number = received(&desk.program("intake").await).await;
    let path = format!("/cases/{number}/steps");
    let first = under(&program, "a", &path, Some(1), whole_life(&desk)).await;
    first.expect(200);
    same(&first, &under(&program, "a", &path, Some(1), whole_life(&desk)).await);
    under(&program, "b", &path, Some(1), whole_life(&desk)).await.expect(412);
    // The version is a part of the request.
    under(&program, "a", &path, Some(2), whole_life(&desk)).await.expect(422);
    // A refusal changed nothing: the key is free for the request put right.
    let refused = json!({ "steps": [{ "step": "accept" }] });
    let version = first.json()["version"].as_u64().unwrap();
    under(&program, "c", &path, Some(version), refused).await.expect(409);
    let noted = json!({ "steps": [{ "step": "note", "text": "复核记录", "investigation": false }] });
    let noted = under(&program, "c", &path, Some(version), noted).await;
    assert!(matches!(noted.status.as_u16(), 200 | 409), "{}", noted.text);
}

#[tokio::test]
async fn every_other_write_is_done_once() {
    let desk = TestDesk::start().await;
    let (program, admin) = (desk.program("handler").await, desk.program("admin").await);
    let number = received(&desk.program("intake").await).await;
    let case = |rest: &str| format!("/cases/{number}/{rest}");
    let person = json!({ "role": "representative", "person": { "name": "王建国", "phone": "13912345678" } });
    let first = under(&program, "p", &case("persons"), Some(1), person.clone()).await;
    same(&first, &under(&program, "p", &case("persons"), Some(1), person).await);
    let version = first.json()["version"].as_u64().unwrap();

    let look = json!({ "reason": "investigate" });
    let seen = under(&program, "u", &case("unmask"), None, look.clone()).await;
    seen.expect(200);
    desk.later(60);
    same(&seen, &under(&program, "u", &case("unmask"), None, look).await);

    let file = json!("plain text is a file too");
    let path = format!("{}?name=a.txt", case("attachments"));
    let attached = under(&program, "f", &path, Some(version), file.clone()).await;
    attached.expect(201);
    same(&attached, &under(&program, "f", &path, Some(version), file).await);

    let token = json!({ "login": "admin", "label": "nightly" });
    let made = under(&admin, "t", "/tokens", None, token.clone()).await;
    made.expect(201);
    same(&made, &under(&admin, "t", "/tokens", None, token).await);
    assert_eq!(admin.get("/tokens").await.json()["tokens"].as_array().unwrap().len(), 4);
}

/// Neither query code nor token nor words can be read in the files of the record.
#[tokio::test]
async fn what_came_of_a_request_lies_sealed() {
    let desk = TestDesk::start().await;
    let program = desk.program("intake").await;
    let told =
        under(&program, "sealed-key", "/cases", None, complaint("欧阳明远", "13812341234")).await.expect(201);
    let code = told["query_code"].as_str().unwrap();
    for file in std::fs::read_dir(desk.folder()).unwrap().map(|entry| entry.unwrap().path()) {
        if file.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        for secret in [code, "欧阳明远", "13812341234", "sealed-key"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds `{secret}`", file.display());
        }
    }
}

#[tokio::test]
async fn many_at_once_under_one_key_receive_one_case() {
    let desk = TestDesk::start().await;
    let program = desk.program("intake").await;
    let sending: Vec<_> = (0..12)
        .map(|_| {
            let program = program.clone();
            tokio::spawn(async move {
                under(&program, "k", "/cases", None, complaint("周明远", "13812341234")).await
            })
        })
        .collect();
    let mut received = 0;
    for answer in sending {
        let answer = answer.await.unwrap();
        match answer.status.as_u16() {
            201 => received += 1,
            _ => assert_eq!(
                (answer.expect(409)["code"].as_str(), answer.header("retry-after")),
                (Some("under_way"), "1")
            ),
        }
    }
    assert!(received > 0);
    assert_eq!(cases(&desk).await, 1);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let desk = TestDesk::start().await;
    let program = desk.program("intake").await;
    for key in ["", "\"\"", "two words", &"k".repeat(201)] {
        let refused = under(&program, key, "/cases", None, complaint("周明远", "13812341234")).await;
        assert_eq!(refused.expect(400)["errors"][0]["field"], "Idempotency-Key", "{key}");
    }
    assert_eq!(cases(&desk).await, 0);
}
