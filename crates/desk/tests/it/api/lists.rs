//! Lists: filters, order, pages.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Value, json};

use super::{complaint, received};
use crate::harness::{Program, TestDesk};

async fn numbers(program: &Program, query: &str) -> Vec<String> {
    let told = program.get(&format!("/cases{query}")).await.expect(200);
    told["cases"].as_array().unwrap().iter().map(|case| case["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    for _ in 0..7 {
        received(&handler).await;
    }
    for order in ["deadline", "newest"] {
        let mut seen = Vec::new();
        let mut path = format!("/cases?order={order}&limit=3");
        loop {
            let page = handler.get(&path).await;
            let told = page.expect(200);
            seen.extend(told["cases"].as_array().unwrap().iter().map(|case| case["number"].to_string()));
            if told["next"].is_null() {
                assert!(!page.header("link").contains("rel=\"next\""));
                break;
            }
            let link = page.header("link").split(';').next().unwrap();
            path = link.trim_matches(['<', '>']).strip_prefix("/api/v1").unwrap().to_owned();
            assert!(path.contains(&format!("order={order}")) && path.contains("limit=3"), "{path}");
        }
        assert_eq!(seen.len(), 7);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 7);
    }
    let newest = numbers(&handler, "?order=newest&limit=200").await;
    assert!(newest.windows(2).all(|pair| pair[0] > pair[1]));
    assert_eq!(handler.get("/cases/count").await.expect(200), json!({ "count": 7, "capped": false }));
    assert_eq!(
        handler.get("/cases/count?ceiling=5").await.expect(200),
        json!({ "count": 5, "capped": true })
    );
}

/// Every item of a list, page by page, as the links lead.
async fn walked(program: &Program, path: &str, list: &str, limit: usize) -> Vec<Value> {
    let mut found = Vec::new();
    let sign = if path.contains('?') { '&' } else { '?' };
    let mut at = format!("{path}{sign}limit={limit}");
    loop {
        let page = program.get(&at).await;
        let told = page.expect(200);
        let items = told[list].as_array().unwrap();
        assert!(items.len() <= limit, "{at}");
        found.extend(items.iter().cloned());
        if told["next"].is_null() {
            assert!(page.headers.get("link").is_none(), "{at}");
            return found;
        }
        assert_eq!(items.len(), limit, "{at}: only the last page is short");
        let link = page.header("link").split(';').next().unwrap();
        at = link.trim_matches(['<', '>']).strip_prefix("/api/v1").unwrap().to_owned();
    }
}

#[tokio::test]
async fn every_list_is_read_page_by_page() {
    let desk = TestDesk::start().await;
    let (handler, admin, approver) =
        (desk.program("handler").await, desk.program("admin").await, desk.program("approver").await);
    for label in ["a", "b", "c"] {
        let token = json!({ "login": "admin", "label": label });
        admin.post("/tokens", token).await.expect(201);
    }
    let mut number = String::new();
    for due in ["2026-03-09", "2026-03-08", "2026-03-07"] {
        number = received(&handler).await;
        let asked =
            json!({ "step": "open_task", "kind": "help", "unit": 1, "due_on": due, "details": "请协助" });
        let rekind = json!({ "step": "rekind", "to": "enquiry", "reason": "只是咨询" });
        for step in [json!({ "step": "accept" }), asked, rekind] {
            let steps = json!({ "steps": [step] });
            handler
                .ask(Method::POST, &format!("/cases/{number}/steps"), &[("if-match", "*")], Some(steps))
                .await
                .expect(200);
        }
    }
    let senior = desk.program("senior").await;
    for (program, path, list, least) in [
        (&admin, "/institutions".to_owned(), "institutions", 3),
        (&admin, "/users".to_owned(), "users", 7),
        (&admin, "/tokens".to_owned(), "tokens", 6),
        (&senior, "/tasks".to_owned(), "tasks", 3),
        (&approver, "/approvals?open=false".to_owned(), "approvals", 3),
        (&handler, format!("/cases/{number}/timeline"), "entries", 3),
    ] {
        let whole = walked(program, &path, list, 200).await;
        assert!(whole.len() >= least, "{path}: {whole:?}");
        for limit in [1, 2] {
            assert_eq!(walked(program, &path, list, limit).await, whole, "{path}");
        }
        let sign = if path.contains('?') { '&' } else { '?' };
        for wrong in ["limit=0", "limit=201", "limit=x", "limit=2&limit=3"] {
            program.get(&format!("{path}{sign}{wrong}")).await.expect(400);
        }
        let told = program.get(&format!("{path}{sign}cursor=-x-")).await;
        assert_eq!(told.expect(422)["errors"][0]["code"], "cursor_unknown", "{path}");
    }
}

#[tokio::test]
async fn filters_narrow() {
    let desk = TestDesk::start().await;
    let officer = desk.program("officer").await;
    let complaint_number = received(&officer).await;
    let mut enquiry = complaint("李四", "13912341234");
    enquiry["kind"] = json!("enquiry");
    enquiry["institution"] = json!("B1");
    enquiry["channel"] = json!("counter");
    enquiry["subject"] = json!("房贷延期还款如何办理");
    let enquiry_number =
        officer.post("/cases", enquiry).await.expect(201)["number"].as_str().unwrap().to_owned();
    let path = format!("/cases/{complaint_number}/steps");
    let steps = json!({ "steps": [
        { "step": "accept" },
        { "step": "assign", "handler": desk.user_id("handler").0 },
        { "step": "code", "form": "full", "codes": [
            "jrt0169-channel@2018:prov:A01033", "jrt0169-business@2018:prov:B03023", "jrt0169-reason@2018:prov:C05"] },
        { "step": "raise", "urgent": true, "reason": "媒体关注" },
    ] });
    officer.post_at(1, &path, steps).await.expect(200);
    let (one, other) = (vec![complaint_number.clone()], vec![enquiry_number.clone()]);
    let both = vec![complaint_number.clone(), enquiry_number.clone()];
    for (query, expected) in [
        ("", &both),
        ("?kind=complaint", &one),
        ("?kind=complaint,enquiry", &both),
        ("?status=received", &other),
        ("?institution=CC", &one),
        ("?institution=HQ", &both),
        ("?assignee=handler", &one),
        ("?assignee=none", &other),
        ("?code=jrt0169-business@2018:prov:B03023", &one),
        ("?due_from=2026-03-01&due_to=2026-03-31", &one),
        ("?channel=counter", &other),
        ("?urgent=true", &one),
        ("?urgent=false", &other),
        ("?major=true", &vec![]),
        ("?ended=true", &vec![]),
        ("?ended=false", &both),
        ("?received_from=2026-03-02&received_until=2026-03-02", &both),
        ("?received_until=2026-03-01", &vec![]),
        ("?received_from=2026-03-02T10:00:01%2B08:00", &vec![]),
        ("?text=%E6%88%BF%E8%B4%B7", &other),
        (&format!("?text={enquiry_number}"), &other),
    ] {
        assert_eq!(&numbers(&officer, query).await, expected, "{query}");
        let counted = officer.get(&format!("/cases/count{query}")).await.expect(200);
        assert_eq!(counted["count"], expected.len(), "{query}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_parameters_is_told_all_at_once() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let problem = handler
        .get("/cases?kind=grievance&due_from=soon&institution=XX&assignee=nobody&limit=500&colour=red&urgent=maybe")
        .await
        .expect(400);
    let fields: BTreeSet<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(
        fields,
        BTreeSet::from(["assignee", "colour", "due_from", "institution", "kind", "limit", "urgent"])
    );
    let problem = handler.get("/cases?cursor=nonsense").await.expect(422);
    assert_eq!(problem["errors"][0]["field"], "cursor");
}

#[tokio::test]
async fn lists_counts_figures_and_cases_can_be_asked_as_known() {
    let desk = TestDesk::start().await;
    let handler = desk.program("handler").await;
    let number = received(&handler).await;
    let then = handler.get("/cases?as_of=2026-03-01").await.expect(200);
    assert_eq!(then["cases"], json!([]), "received on the second");
    let size = handler.get("/cases/count?log_size=0").await.expect(200);
    assert_eq!((&size["count"], &size["log_size"]), (&json!(0), &json!(0)));
    desk.desk.office.seal().await.unwrap();
    let sealed = desk.desk.office.store().head().await.unwrap().size;
    handler
        .post_at(1, &format!("/cases/{number}/steps"), json!({ "steps": [{ "step": "accept" }] }))
        .await
        .expect(200);
    let known = handler.get(&format!("/cases?log_size={sealed}")).await.expect(200);
    assert_eq!((&known["cases"][0]["status"], &known["log_size"]), (&json!("received"), &json!(sealed)));
    let case = handler.get(&format!("/cases/{number}?log_size={sealed}")).await.expect(200);
    assert_eq!((&case["status"], &case["steps"]), (&json!("received"), &json!([])));
    let figures = handler.get(&format!("/overview?log_size={sealed}")).await.expect(200);
    assert_eq!((&figures["open"]["open"], &figures["log_size"]), (&json!(1), &json!(sealed)));
    for (asked, status) in [
        ("/cases?as_of=later", 400),
        ("/cases?as_of=2999-01-01", 422),
        ("/cases?as_of=2026-03-01&log_size=1", 422),
        ("/cases?as_of=2026-03-01&order=deadline", 422),
        ("/cases?as_of=2026-03-01&before=n-1", 422),
        ("/cases/count?log_size=99999", 422),
        ("/overview?log_size=x", 400),
    ] {
        handler.get(asked).await.expect(status);
    }
}
