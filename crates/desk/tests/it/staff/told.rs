//! Notices and jobs: told in the head of every page, seen by their reader alone, run again by administrators.

use axum::http::StatusCode;
use domain::id::Number;
use domain::matter::Command;
use office::Caller;

use super::life::registers;
use super::{desk, sign_in};
use crate::harness::TestDesk;

/// Twelve days later the program has told whom it had to.
async fn twelve_days_later(desk: &TestDesk) {
    desk.later(12 * 86_400);
    let office = &desk.desk.office;
    office.schedule_jobs().await.unwrap();
    while office.do_next_job("test").await.unwrap().is_some() {}
}

/// How many notices the head of a page says are unseen.
fn unseen(body: &str) -> Option<&str> {
    let link = super::visit::between(body, "data-stream=\"/desk/stream\"", "</a>")?;
    super::visit::between(link, "<span class=\"count\">", "</span>")
}

#[tokio::test]
async fn a_notice_is_counted_shown_and_seen() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let parsed: Number = number.parse().unwrap();
    let steps = vec![Command::Accept, Command::Assign { handler: desk.user_id("handler") }];
    desk.desk.office.act(&Caller::system("test"), &parsed, None, steps).await.unwrap();
    assert_eq!(unseen(&handler.read("/desk/me").await), Some("1"), "it was assigned to them");
    twelve_days_later(&desk).await;

    let mut handler = sign_in(&desk, "handler").await;
    assert_eq!(unseen(&handler.read("/desk/me").await), Some("2"));
    let body = handler.read("/desk/notices").await;
    for words in [&number, "已分派给您", "到期前3天：决定并答复", "内部惯例", "未看"] {
        assert!(body.contains(words), "{words}: {body}");
    }
    handler.read_in("en");
    let body = handler.read("/desk/notices").await;
    assert!(body.contains("3 days before the date: Decide and answer"), "{body}");
    let until = super::visit::between(&body, "name=\"until\" value=\"", "\"").unwrap().to_owned();
    let page = handler.post("/desk/notices", &[("until", &until)]).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/desk/notices"));
    assert_eq!(unseen(&handler.read("/desk/me").await), None);

    let mut approver = sign_in(&desk, "approver").await;
    assert!(approver.read("/desk/notices").await.contains("新到案件"), "the head hears of what arrives");
    for other in ["branch", "desk"] {
        let mut other = sign_in(&desk, other).await;
        let body = other.read("/desk/notices").await;
        assert!(!body.contains(&number) && unseen(&body).is_none(), "{body}");
    }
}

#[tokio::test]
async fn administrators_see_jobs_and_run_them_again() {
    let desk = desk().await;
    twelve_days_later(&desk).await;
    let mut admin = sign_in(&desk, "admin").await;
    let body = admin.read("/desk/admin/jobs").await;
    assert!(body.contains("清理过期数据") && body.contains("已完成"), "{body}");
    assert!(admin.read("/desk/admin/jobs?status=failed").await.contains("没有任务"));
    let body = admin.read("/desk/admin/jobs?status=done").await;
    let job = super::visit::between(&body, "name=\"again\" value=\"", "\"").unwrap().to_owned();
    let page = admin.post("/desk/admin/jobs", &[("again", &job)]).await;
    assert_eq!(page.location, "/desk/admin/jobs?done=job");
    assert!(admin.read("/desk/admin/jobs?status=waiting").await.contains(&format!(">{job}<")));
    let page = admin.post("/desk/admin/jobs", &[("again", "999")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let mut officer = sign_in(&desk, "officer").await;
    assert_eq!(officer.get("/desk/admin/jobs").await.status, StatusCode::NOT_FOUND);
}
