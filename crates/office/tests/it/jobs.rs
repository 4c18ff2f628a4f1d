//! What the program does by itself: once, whoever is killed; people told once, and never of what they may not see.

use domain::id::Number;
use domain::matter::Command;
use jiff::SignedDuration;
use office::{Caller, JobEnd, JobStatus, OfficeError};

use crate::harness::TestOffice;

/// Does all that is due, and says what ended how.
pub async fn do_all(test: &TestOffice) -> Vec<(String, JobEnd)> {
    test.office.schedule_jobs().await.unwrap();
    let mut done = Vec::new();
    while let Some(took) = test.office.do_next_job("test").await.unwrap() {
        done.push((took.row.job.kind, took.end.unwrap()));
    }
    done
}

/// What somebody was told: rule and case.
pub async fn told(test: &TestOffice, login: &str) -> Vec<(String, String)> {
    let notices = test.office.notices(&test.user(login), None).await.unwrap();
    // Of dates alone: what happens to a case is told too.
    notices
        .into_iter()
        .filter(|notice| matches!(notice.row.notice.kind.as_str(), "escalation" | "date_settled"))
        .map(|notice| {
            let rule = notice.row.notice.rule;
            (rule.rsplit('/').next().unwrap().to_owned(), notice.case.number)
        })
        .collect()
}

fn days(test: &TestOffice, days: i64) {
    test.later(days * 24);
}

async fn assigned(test: &TestOffice) -> Number {
    let number = test.complaint("handler", "CC", "周敏", "13800001234").await.number;
    let handler = test.user_id("handler");
    test.acts("approver", &number, vec![Command::Accept, Command::Assign { handler }]).await;
    number
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_told_once_before_and_after_the_date() {
    let test = TestOffice::start().await;
    let number = assigned(&test).await.to_string();
    // Received on 2 March: due on the 17th.
    days(&test, 11);
    do_all(&test).await;
    assert_eq!(told(&test, "handler").await, [], "four days before is too early");
    days(&test, 1);
    for _ in 0..2 {
        do_all(&test).await;
        assert_eq!(told(&test, "handler").await, [("near_3".to_owned(), number.clone())]);
        test.later(1);
    }
    assert_eq!(told(&test, "approver").await, []);
    days(&test, 2);
    do_all(&test).await;
    assert_eq!(told(&test, "approver").await, [("near_1".to_owned(), number.clone())]);
    days(&test, 2);
    do_all(&test).await;
    let rules: Vec<String> = told(&test, "handler").await.into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, ["late_1", "near_1", "near_3"]);
    assert_eq!(told(&test, "officer").await, [("late_1".to_owned(), number.clone())]);
    assert_eq!(told(&test, "senior").await, [], "the superior comes later");
    days(&test, 6);
    do_all(&test).await;
    assert_eq!(told(&test, "senior").await, [("late_7".to_owned(), number)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_off_for_weeks_tells_only_what_applies_now() {
    let test = TestOffice::start().await;
    let number = assigned(&test).await.to_string();
    days(&test, 60);
    let test = test.restart().await;
    let done = do_all(&test).await;
    assert_eq!(done.len(), 6, "one turn of each, none made up for: {done:?}");
    assert_eq!(told(&test, "handler").await, [], "what came due meanwhile is not told");
    for login in ["approver", "senior", "officer"] {
        assert_eq!(told(&test, login).await, [("late_7".to_owned(), number.clone())], "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reopening_after_months_fires_no_missed_escalation() {
    let test = TestOffice::start().await;
    let number = test.complaint("handler", "CC", "周敏", "13800001234").await.number;
    test.work_off("handler", &number).await;
    days(&test, 120);
    do_all(&test).await;
    test.acts("approver", &number, vec![Command::Reopen { reason: "新的证据".to_owned() }]).await;
    do_all(&test).await;
    for login in ["handler", "approver", "senior", "officer"] {
        assert_eq!(told(&test, login).await, [], "{login}: the second period has only begun");
    }
    days(&test, 13);
    do_all(&test).await;
    let notices = test.office.notices(&test.user("handler"), None).await.unwrap();
    assert_eq!(notices.len(), 1);
    assert!(notices[0].row.notice.rule.ends_with("/near_3"), "{notices:?}");
    assert_eq!(notices[0].row.notice.run, 2, "it tells of the second run of the clock");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_a_case_they_may_not_see() {
    let test = TestOffice::start().await;
    let number = assigned(&test).await;
    days(&test, 12);
    do_all(&test).await;
    assert_eq!(
        test.office.notices_unseen(&test.user("handler")).await.unwrap().count,
        2,
        "assigned, and near"
    );
    // Moved to the branch: who was told sees neither the notice nor its count any more.
    let to = test.office.organisation().tree.by_code("B1").unwrap();
    test.acts("approver", &number, vec![Command::Transfer { to, reason: "属地办理".to_owned() }]).await;
    assert_eq!(told(&test, "handler").await, []);
    assert_eq!(test.office.notices_unseen(&test.user("handler")).await.unwrap().count, 0);
    days(&test, 4);
    do_all(&test).await;
    assert_eq!(told(&test, "approver").await, [], "the centre is told of it no more");
    assert_eq!(told(&test, "admin").await, []);
    let told = told(&test, "senior").await;
    assert_eq!(told.len(), 1, "the branch has no head: the next above is told: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_kept_out_of_a_case_is_not_told_of_it() {
    let test = TestOffice::start().await;
    let number = assigned(&test).await;
    let recuse =
        Command::Recuse {
            user: test.user_id("handler"), reason: "本人被投诉".to_owned(), approves: false
        };
    test.acts("approver", &number, vec![recuse]).await;
    days(&test, 12);
    do_all(&test).await;
    assert_eq!(told(&test, "handler").await, []);
    assert_eq!(told(&test, "approver").await.len(), 1, "the head is told in their place");
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_are_seen_by_their_reader() {
    let test = TestOffice::start().await;
    assigned(&test).await;
    days(&test, 15);
    do_all(&test).await;
    let handler = test.user("handler");
    let newest = test.office.notices(&handler, None).await.unwrap()[0].row.notice_id;
    test.office.see_notices(&test.user("officer"), newest).await.unwrap();
    assert_eq!(test.office.notices_unseen(&handler).await.unwrap().count, 2, "others see their own");
    test.office.see_notices(&handler, newest).await.unwrap();
    assert_eq!(test.office.notices_unseen(&handler).await.unwrap().count, 0);
    assert!(test.office.notices(&handler, None).await.unwrap()[0].row.seen_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_process_was_killed_runs_again_with_the_same_result() {
    let test = TestOffice::start().await;
    assigned(&test).await;
    days(&test, 12);
    test.office.schedule_jobs().await.unwrap();
    let now = test.office.surroundings().now();
    let lease = now + SignedDuration::from_secs(60);
    let mut killed = Vec::new();
    while let Some(row) = test.office.store().job_take("killed", now, lease).await.unwrap() {
        killed.push(row.job.kind);
    }
    assert_eq!(killed.len(), 6);
    let test = test.restart().await;
    assert_eq!(do_all(&test).await, [], "their leases still hold");
    test.later(1);
    let done = do_all(&test).await;
    for kind in killed {
        let found = done.iter().find(|(other, _)| *other == kind);
        assert!(matches!(found, Some((_, JobEnd::Done(_)))), "{kind}: {done:?}");
    }
    assert_eq!(told(&test, "handler").await.len(), 1);
    for row in test.office.jobs(&Caller::system("test"), Some(JobStatus::Done), None, 100).await.unwrap() {
        assert!(row.tries <= 2, "{row:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_interrupted_every_time_is_given_up_and_can_be_run_again() {
    let test = TestOffice::start().await;
    let system = Caller::system("test");
    test.office.schedule_jobs().await.unwrap();
    let store = test.office.store();
    let first = test.office.jobs(&system, None, None, 10).await.unwrap().pop().unwrap().job_id;
    for _ in 0..8 {
        let now = test.office.surroundings().now();
        while store.job_take("killed", now, now + SignedDuration::from_secs(60)).await.unwrap().is_some() {}
        test.later(1);
    }
    let mut ends = Vec::new();
    while let Some(took) = test.office.do_next_job("test").await.unwrap() {
        ends.push(took.end.unwrap());
    }
    assert_eq!(ends.len(), 6);
    assert!(ends.iter().all(|end| matches!(end, JobEnd::Failed(reason) if reason.contains("interrupted"))));
    let denied = test.office.run_job_again(&test.user("officer"), first).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })));
    test.office.run_job_again(&test.user("admin"), first).await.unwrap();
    let took = test.office.do_next_job("test").await.unwrap().unwrap();
    assert_eq!((took.row.job_id, took.row.tries), (first, 1));
    assert!(matches!(took.end, Some(JobEnd::Done(_))));
    let none = test.office.run_job_again(&test.user("admin"), 9_999).await;
    assert!(matches!(none, Err(OfficeError::NotFound { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_done_long_ago_are_swept_out() {
    let test = TestOffice::start().await;
    let system = Caller::system("test");
    do_all(&test).await;
    let before = test.office.jobs(&system, None, None, 100).await.unwrap().len();
    days(&test, 4);
    do_all(&test).await;
    assert_eq!(
        test.office.jobs(&system, None, None, 100).await.unwrap().len(),
        before,
        "the older ones are gone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_owed_to_a_source_is_watched_after_the_case_has_ended() {
    let test = TestOffice::start().await;
    let mut passed_on = crate::harness::submission("CC", "周敏", "13800001234");
    passed_on.channel = domain::matter::Channel::Nfra;
    passed_on.required_on = Some(jiff::civil::date(2026, 3, 12));
    let number = test.office.submit(&test.user("handler"), passed_on).await.unwrap().number;
    test.work_off("handler", &number).await;
    days(&test, 6);
    do_all(&test).await;
    assert_eq!(told(&test, "handler").await, [], "four days before is too early");
    days(&test, 1);
    for _ in 0..2 {
        do_all(&test).await;
        assert_eq!(told(&test, "handler").await, [("near_3".to_owned(), number.to_string())]);
        test.later(1);
    }
    let at = test.office.surroundings().now();
    let form = domain::matter::AnswerForm::Posted;
    test.acts("handler", &number, vec![Command::SendFeedback { source: 0, form, at, text: None }]).await;
    days(&test, 30);
    do_all(&test).await;
    assert_eq!(told(&test, "approver").await, [], "what is given is owed no longer");
}
