//! What a form asks for, and what it says where something is missing.

use axum::http::StatusCode;

use super::life::{registers, takes};
use super::visit::{Visit, between};
use super::{desk, sign_in};

/// What a step's form answers to what is typed.
async fn refused(visit: &mut Visit, number: &str, step: &str, fields: &[(&str, &str)]) -> String {
    let path = format!("/desk/cases/{number}/steps/{step}");
    let page = visit.fill(&path, &path, fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{step}: {}", page.body);
    page.body
}

#[tokio::test]
async fn what_is_missing_is_told_by_its_label() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    takes(&mut handler, &number, "accept", &[]).await;
    for (step, fields, sentence) in [
        ("assign", vec![], "请选择分派给谁"),
        ("transfer", vec![("transfer.to", "1")], "请写明理由"),
        ("contact", vec![], "请选择已接通或未接通"),
        ("contact", vec![("contact.reached", "yes")], "请写明说了什么"),
        ("code", vec![], "请选择：业务类别"),
        (
            "open_task",
            vec![("open_task.kind", "help"), ("open_task.unit", "1"), ("open_task.due_on", "2026-03-01")],
            "请选今天或以后的日期",
        ),
    ] {
        let body = refused(&mut handler, &number, step, &fields).await;
        assert!(body.contains(sentence), "{step} lacks `{sentence}`: {body}");
    }
}

#[tokio::test]
async fn a_contact_says_whether_the_person_was_reached() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    takes(&mut handler, &number, "accept", &[]).await;
    let body = handler.read(&format!("/desk/cases/{number}/steps/contact")).await;
    assert!(body.contains("未接通") && body.contains("保存联系记录"), "{body}");
    let radio = "name=\"contact.reached\" value=\"yes\" checked";
    assert!(!body.contains(radio), "nothing is chosen beforehand: {body}");
    // Nobody is asked for words of a talk that did not happen.
    takes(&mut handler, &number, "contact", &[("contact.reached", "no")]).await;
    let body = handler.read(&format!("/desk/cases/{number}")).await;
    assert!(body.contains("电话联系，未接通"), "{body}");
}

#[tokio::test]
async fn needed_fields_are_not_called_optional_and_branches_are_marked() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    takes(&mut handler, &number, "accept", &[]).await;
    let body = handler.read(&format!("/desk/cases/{number}/steps/code")).await;
    assert!(body.contains("业务类别</l") && body.contains("投诉原因</l"), "{body}");
    assert!(body.contains("业务办理渠道（简表可不填）"), "the short form leaves the channel out: {body}");
    let body = handler.read(&format!("/desk/cases/{number}/steps/conclude")).await;
    assert!(body.contains("data-when=\"answer.echo\" data-is=\"unreachable\""), "{body}");
    assert!(body.contains("第二、三次尝试"), "further attempts stand folded: {body}");
}

#[tokio::test]
async fn what_was_typed_outlives_the_session_and_comes_back_to_nobody_else() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let path = format!("/desk/cases/{number}/steps/note");
    handler.read(&path).await;
    desk.later(20 * 3_600);
    let page = handler.post(&path, &[("version", "1"), ("note.text", "调取录音后再定")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let there = page.location;
    let kept = format!("{path}?kept=1");

    let mut other = handler.clone();
    other.read(&there).await;
    other.post("/desk/sign-in", &[("login", "approver"), ("password", super::PASSWORD)]).await;
    let body = other.read(&kept).await;
    assert!(!body.contains("调取录音后再定"), "somebody else's words: {body}");

    handler.read(&there).await;
    let next = between(&handler.read(&there).await, "name=\"next\" value=\"", "\"").unwrap().to_owned();
    let fields = [("login", "handler"), ("password", super::PASSWORD), ("next", next.as_str())];
    let page = handler.post("/desk/sign-in", &fields).await;
    assert_eq!(page.location, kept);
    let body = handler.read(&kept).await;
    assert!(body.contains("调取录音后再定") && body.contains("登录前填写的内容"), "{body}");
    let page = handler.fill(&kept, &path, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}

#[tokio::test]
async fn a_list_is_worked_from_case_to_case() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let first = registers(&mut handler, "周明远", "13812341234").await;
    let second = registers(&mut handler, "吴越", "13900001111").await;
    let from = "?from=%2Fdesk%2Fqueue%3Fview%3Dunassigned";
    let body = handler.read(&format!("/desk/cases/{first}{from}")).await;
    assert!(body.contains("rel=\"next\"") && !body.contains("rel=\"prev\""), "{body}");
    assert!(
        body.contains(&format!("/desk/cases/{first}/steps/note{from}")),
        "steps lead back to the list: {body}"
    );
    let accept = format!("/desk/cases/{first}/steps/accept");
    let page = handler.fill(&format!("/desk/cases/{first}{from}"), &accept, &[("next", "1")]).await;
    assert_eq!(page.location, format!("/desk/cases/{second}{from}&done=saved"), "{}", page.body);
    assert!(handler.read(&page.location).await.contains("上一件已保存。"));
    let accept = format!("/desk/cases/{second}/steps/accept");
    let page = handler.fill(&format!("{accept}{from}"), &accept, &[]).await;
    assert_eq!(page.location, format!("/desk/cases/{second}{from}&done=accept"), "{}", page.body);
}
