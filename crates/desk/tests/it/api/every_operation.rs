//! One run through everything the API offers, each answer held against the description.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, Request};
use serde_json::{Value, json};

use super::{complaint, whole_life};
use crate::described;
use crate::harness::{Answer, Program, TestDesk};

/// A calendar of a year to come, of our own making.
const CALENDAR: &str = "id = \"cn\"\ntitle = { zh = \"日历\", en = \"Calendar\" }\nweekend = [\"saturday\", \"sunday\"]\n\n\
    [[year]]\nyear = 2027\nday_off = [\n  { days = \"01-01..01-03\", zh = \"元旦\", en = \"New Year's Day\" },\n]\n";

/// Remembers which operations answered with what.
#[derive(Default)]
struct Run(BTreeMap<String, String>);

impl Run {
    fn note(&mut self, method: &Method, path: &str, answer: &Answer) {
        let (_, operation) = described::operation(method.as_str(), &format!("/api/v1{path}")).unwrap();
        let identifier = operation["operationId"].as_str().unwrap().to_owned();
        self.0.insert(identifier, answer.status.as_u16().to_string());
    }

    async fn get(&mut self, program: &Program, path: &str) -> Value {
        let answer = program.get(path).await;
        self.note(&Method::GET, path, &answer);
        answer.expect(200)
    }

    async fn write(
        &mut self,
        program: &Program,
        method: Method,
        path: &str,
        body: Value,
        status: u16,
    ) -> Value {
        let answer = program.ask(method.clone(), path, &[("if-match", "*")], Some(body)).await;
        self.note(&method, path, &answer);
        answer.expect(status)
    }
}

#[tokio::test]
async fn every_operation_answers_as_described() {
    let desk = TestDesk::start().await;
    let (handler, admin) = (desk.program("handler").await, desk.program("admin").await);
    let (approver, auditor, senior) =
        (desk.program("approver").await, desk.program("auditor").await, desk.program("senior").await);
    let mut run = Run::default();
    let post = Method::POST;

    let created = run.write(&handler, post.clone(), "/cases", complaint("周明远", "13812341234"), 201).await;
    let number = created["number"].as_str().unwrap().to_owned();
    let repeated = run.write(&handler, post.clone(), "/cases", complaint("周明远", "13812341234"), 201).await;
    assert_eq!(repeated["others_running"], json!([number]), "the same person's running case is named");
    run.get(&handler, "/cases?limit=1").await;
    run.get(&handler, "/cases/count").await;
    desk.desk.office.search_follow().await.unwrap();
    let found = run.get(&handler, "/search?q=kind:complaint&limit=1").await;
    assert_eq!((&found["total"], &found["next"]), (&json!(2), &json!(1)));
    let merged = json!({ "with": repeated["number"] });
    let kept = run.write(&handler, post.clone(), &format!("/cases/{number}/merge"), merged, 200).await;
    assert_eq!(kept["number"], number.as_str(), "the earlier goes on");

    let person =
        json!({ "role": "agent", "person": { "name": "王律师" }, "document": "授权委托书，卷宗第3页" });
    run.write(&handler, post.clone(), &format!("/cases/{number}/persons"), person, 200).await;
    let known = json!({ "check": "counter", "evidence": "看过身份证，复印件第2页" });
    run.write(&handler, post.clone(), &format!("/cases/{number}/query-code"), known, 201).await;
    let attach = format!("/cases/{number}/attachments?name=receipt.pdf");
    let request = Request::post(format!("/api/v1{attach}"))
        .header(AUTHORIZATION, format!("Bearer {}", handler.token))
        .header(CONTENT_TYPE, "application/octet-stream")
        .header("if-match", "*")
        .body(Body::from("%PDF-1.7 a contract"))
        .unwrap();
    let attached = desk.send(request).await;
    described::check("POST", &format!("/api/v1{attach}"), &attached);
    run.note(&post, &attach, &attached);
    attached.expect(201);
    let case = run.get(&handler, &format!("/cases/{number}")).await;
    run.get(&handler, &format!("/cases/{number}/summary")).await;
    let timeline = run.get(&handler, &format!("/cases/{number}/timeline")).await;
    assert_eq!(timeline["entries"], case["timeline"]);
    let blob = case["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["event"] == "attached")
        .unwrap()["data"]["blob"]
        .as_u64()
        .unwrap();
    let file = format!("/cases/{number}/attachments/{blob}?reason=investigate");
    let read = handler.get(&file).await;
    run.note(&Method::GET, &file, &read);
    assert_eq!((read.status.as_u16(), read.text.as_str()), (200, "%PDF-1.7 a contract"));
    assert_eq!(read.header("content-type"), "application/pdf");

    let task = json!({ "steps": [{ "step": "accept" }, { "step": "open_task", "kind": "help", "unit": 1, "due_on": "2026-03-09", "details": "请协助" }] });
    run.write(&handler, post.clone(), &format!("/cases/{number}/steps"), task, 200).await;
    assert_eq!(run.get(&senior, "/tasks").await["tasks"][0]["case"]["number"], number.as_str());
    let finish = json!({ "steps": [{ "step": "finish_task", "task": 1, "outcome": "done" }] });
    senior
        .ask(post.clone(), &format!("/cases/{number}/steps"), &[("if-match", "*")], Some(finish))
        .await
        .expect(200);
    run.get(&approver, "/approvals?open=false").await;

    let mut rest = whole_life(&desk);
    rest["steps"].as_array_mut().unwrap().remove(0);
    run.write(&handler, post.clone(), &format!("/cases/{number}/steps"), rest, 200).await;
    let seen = run
        .write(
            &handler,
            post.clone(),
            &format!("/cases/{number}/unmask"),
            json!({ "reason": "verify_identity" }),
            200,
        )
        .await;
    assert_eq!(seen["persons"][0]["data"]["phone"], "13812341234");
    run.get(&handler, &format!("/cases/{number}/receipt?reason=inspection")).await;

    let review = json!({ "requested_at": "2026-03-02T10:00:00+08:00", "grounds": "不认可认定的事实" });
    let opened = run.write(&handler, post.clone(), &format!("/cases/{number}/review"), review, 201).await;
    let review = opened["number"].as_str().unwrap().to_owned();
    let mut life = whole_life(&desk);
    life["steps"][1]["handler"] = json!(desk.user_id("senior").0);
    life["steps"][4]["remedies"] = json!(["mediation", "arbitration", "litigation"]);
    senior
        .ask(post.clone(), &format!("/cases/{review}/steps"), &[("if-match", "*")], Some(life))
        .await
        .expect(200);
    let reviewed = run.get(&handler, &format!("/cases/{number}")).await;
    let concluded = |entry: &Value| entry["event"] == "review_concluded";
    assert!(reviewed["timeline"].as_array().unwrap().iter().any(concluded), "its outcome is handed back");

    let officer = desk.program("officer").await;
    let erasure = format!("/cases/{number}/erasure");
    let why = json!({ "reason": "person_asked" });
    let asked = run.write(&officer, post.clone(), &erasure, why, 200).await;
    assert_eq!(asked["bars"][0]["bar"], "retention", "{asked}");
    assert_eq!(run.get(&officer, &erasure).await, asked);
    let withdraw = format!("{erasure}/withdraw");
    run.write(&officer, post.clone(), &withdraw, json!(null), 200).await;
    let (holds, why) = (format!("/cases/{number}/holds"), json!({ "reason": "audit" }));
    let held = run.write(&officer, post.clone(), &holds, why, 200).await;
    assert_eq!(held["bars"].as_array().unwrap().last().unwrap()["hold"], 1, "{held}");
    let (lift, why) = (format!("{holds}/1/lift"), json!({ "reason": "over" }));
    run.write(&officer, post.clone(), &lift, why, 200).await;

    run.get(&handler, "/overview").await;
    run.get(&auditor, "/ledger").await;
    let verified = run.write(&auditor, post.clone(), "/ledger/verify", json!(null), 200).await;
    assert_eq!(verified["ok"], true, "{verified}");
    run.get(&handler, "/codes").await;
    run.get(&handler, "/codes/jrt0169-business").await;
    run.get(&handler, "/regimes").await;
    run.get(&handler, "/steps").await;
    run.get(&handler, "/openapi.json").await;

    run.get(&handler, "/institutions").await;
    let branch = json!({ "code": "B2", "name_zh": "城西分行", "level": "branch", "superior": "HQ" });
    run.write(&admin, Method::PUT, "/institutions/B2", branch, 200).await;
    let telephone = json!({ "code": "CC-TEL", "institution": "CC", "kind": "telephone", "name_zh": "热线", "place": "95588",
        "hours": [{ "days": "working_days", "from": "09:00", "to": "24:00" }] });
    let entered = run.write(&admin, Method::PUT, "/channels/CC-TEL", telephone, 200).await;
    assert_eq!((&entered["open"], &entered["changes_at"]), (&json!(true), &json!("2026-03-02T16:00:00Z")));
    let period = json!({ "name": "spring", "from": "2026-03-05", "to": "2026-03-06", "channels": ["CC-TEL"],
        "hours": [{ "days": "every_day", "from": "10:00", "to": "12:00" }] });
    let set = run.write(&admin, post.clone(), "/channel-periods", period, 200).await;
    assert_eq!(set["channels"], 1);
    run.get(&handler, "/channels").await;
    assert_eq!(run.get(&handler, "/channels/CC-TEL").await["periods"][0]["from"], "2026-03-05");
    let tested = json!({ "reached": true, "waited_seconds": 9 });
    run.write(&handler, post.clone(), "/channels/CC-TEL/tests", tested, 204).await;
    let missed = json!({ "count": 3 });
    run.write(&handler, Method::PUT, "/channels/CC-TEL/missed-calls/2026-03-01", missed, 204).await;
    let figures = run.get(&handler, "/channel-figures?from=2026-03-01").await;
    assert_eq!(
        (&figures["channels"][0]["reached"], &figures["channels"][0]["missed"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(run.get(&handler, "/channel-tests").await["tests"][0]["waited_seconds"], 9);
    let back = run.write(&admin, post.clone(), "/channel-periods/spring/take-back", json!(null), 200).await;
    assert_eq!(back["channels"], 1);
    run.get(&admin, "/users").await;
    desk.desk.office.schedule_jobs().await.unwrap();
    let jobs = run.get(&admin, "/jobs?status=waiting&limit=10").await;
    assert_eq!(jobs["jobs"].as_array().unwrap().len(), 6, "{jobs}");
    run.get(&handler, "/users/handler").await;
    let user = json!({ "login": "new", "display_name": "新同事", "institution": "B2", "roles": ["handler", "intake@HQ"] });
    let entered = run.write(&admin, Method::PUT, "/users/new", user, 200).await;
    assert_eq!(entered["roles"], json!(["handler@B2", "intake@HQ"]));
    let token =
        run.write(&admin, post.clone(), "/tokens", json!({ "login": "new", "label": "x" }), 201).await;
    run.get(&admin, "/users/new/sign-in").await;
    let roles = json!({ "roles": ["auditor"] });
    let said = run.write(&admin, Method::PUT, "/second-factor", roles, 200).await;
    assert_eq!(said, json!({ "roles": ["auditor"], "lacking": ["auditor"] }));
    assert_eq!(run.get(&admin, "/second-factor").await, said);
    run.write(&admin, post.clone(), "/users/new/sessions/end", json!(null), 200).await;
    let office = &desk.desk.office;
    let confirmed = store::SecondFactorRow {
        user_id: desk.user_id("new"),
        secret: vec![0],
        made_at: office.surroundings().now(),
        confirmed_at: Some(office.surroundings().now()),
        last_step: 0,
    };
    let changes = vec![store::Change::SecondFactor(confirmed)];
    office.store().append(store::Append { writes: vec![], changes }).await.unwrap();
    let why = json!({ "reason": "device_lost" });
    run.write(&admin, post.clone(), "/users/new/second-factor/reset", why, 204).await;
    let rows = json!({ "text": "login,name,institution,roles\nextra,Extra,B2,handler\nbad,Bad,XX,\n", "passwords": true });
    let looked = run.write(&admin, post.clone(), "/staff-import/check", rows.clone(), 200).await;
    assert_eq!(
        (&looked["rows"][0]["fate"], &looked["rows"][1]["fate"]),
        (&json!("entered"), &json!("rejected"))
    );
    let taken = run.write(&admin, post.clone(), "/staff-import", rows, 200).await;
    assert!(taken["rows"][0]["password"].as_str().unwrap().len() > 20, "{taken}");
    let calendar = json!({ "kind": "calendar", "name": "cn-2027.toml", "text": CALENDAR });
    let preview = run.write(&admin, post.clone(), "/rules/preview", calendar.clone(), 200).await;
    assert_eq!((&preview["years"], &preview["known"]), (&json!([2027]), &json!(false)), "{preview}");
    run.write(&admin, post.clone(), "/rules", calendar, 202).await;
    run.get(&admin, "/tokens").await;
    let revoke = format!("/tokens/{}/revoke", token["fingerprint"].as_str().unwrap());
    run.write(&admin, post, &revoke, json!(null), 204).await;

    assert_eq!(run.0, described::operations());
}
