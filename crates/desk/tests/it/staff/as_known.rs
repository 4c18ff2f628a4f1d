//! Pages as known on a day: lists, front page and case show what was known then, lead on and back, and let nothing be done.

use axum::http::StatusCode;
use serde_json::json;

use super::life::{registers, takes};
use super::visit::Visit;
use super::{desk, sign_in};
use crate::harness::TestDesk;

const DAY: i64 = 86_400;

/// The addresses of a page's links.
fn links(page: &str) -> Vec<String> {
    page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&")).collect()
}

/// On 2 March a case comes in; on 4 March it is accepted and assigned, and another one comes in; today is 5 March.
async fn two_cases() -> (TestDesk, Visit, [String; 2]) {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let first = registers(&mut handler, "周明远", "13812341234").await;
    desk.later(2 * DAY);
    let mut handler = sign_in(&desk, "handler").await;
    takes(&mut handler, &first, "accept", &[]).await;
    let handler_id = desk.user_id("handler").to_string();
    takes(&mut handler, &first, "assign", &[("assign.handler", &handler_id)]).await;
    let second = registers(&mut handler, "陈强", "13900005678").await;
    desk.later(DAY);
    let handler = sign_in(&desk, "handler").await;
    (desk, handler, [first, second])
}

#[tokio::test]
async fn a_list_shows_what_was_known_on_a_day_and_leads_back() {
    let (_desk, mut handler, [first, second]) = two_cases().await;
    let today = handler.read("/desk/cases").await;
    assert!(today.contains(&first) && today.contains(&second), "{today}");
    assert!(today.contains("name=\"as_of\"") && !today.contains("回到今天"), "{today}");

    let then = handler.read("/desk/cases?kind=complaint&as_of=2026-03-02").await;
    assert!(then.contains("截至2026年3月2日") || then.contains("回到今天"), "{then}");
    assert!(then.contains(&first) && !then.contains(&second), "the second came later: {then}");
    assert!(then.contains("name=\"as_of\" value=\"2026-03-02\""), "the field keeps the day: {then}");
    assert!(!then.contains("name=\"case\""), "nothing can be picked in the past: {then}");
    let links = links(&then);
    assert!(links.contains(&"/desk/cases?kind=complaint".to_owned()), "the way back to today: {links:?}");
    let case = links.iter().find(|link| link.starts_with(&format!("/desk/cases/{first}"))).unwrap();
    assert!(case.contains("as_of=2026-03-02"), "{case}");
    let export = links.iter().find(|link| link.starts_with("/desk/cases/export"));
    assert!(export.is_none_or(|link| link.contains("as_of=2026-03-02")), "{export:?}");

    // Only what was not yet accepted then, though it is today.
    let then = handler.read("/desk/cases?status=received&as_of=2026-03-02").await;
    assert!(then.contains(&first), "{then}");
    let now = handler.read("/desk/cases?status=received").await;
    assert!(!now.contains(&format!("/desk/cases/{first}")), "{now}");

    let before = handler.read("/desk/cases?as_of=2026-03-01").await;
    assert!(before.contains("截至这一天还没有任何件"), "{before}");

    handler.read_in("en");
    let english = handler.read("/desk/cases?as_of=2026-03-02").await;
    assert!(
        english.contains("what was known at the end of") && english.contains("Back to today"),
        "{english}"
    );
}

#[tokio::test]
async fn a_case_opened_from_there_stands_as_it_was_known() {
    let (_desk, mut handler, [first, second]) = two_cases().await;
    let list = handler.read("/desk/cases?as_of=2026-03-02").await;
    let links_of_list = links(&list);
    let href = links_of_list.iter().find(|link| link.starts_with(&format!("/desk/cases/{first}"))).unwrap();
    let then = handler.read(href).await;
    assert!(then.contains("待受理") && then.contains("回到今天"), "{then}");
    assert!(!then.contains("id=\"next\"") && !then.contains("/steps/"), "no step is offered: {then}");
    assert!(!then.contains("/unmask") && !then.contains("/erasure"), "{then}");
    assert!(!then.contains("/messages\"") && !then.contains("/print"), "{then}");
    let back = links(&then);
    assert!(
        back.contains(&"/desk/cases?as_of=2026-03-02".to_owned()),
        "back to the list of that day: {back:?}"
    );
    let trail = back.iter().filter(|link| link.contains("trail="));
    assert!(trail.clone().count() > 0 && trail.clone().all(|link| link.contains("as_of=")), "{back:?}");
    // The way back to today shows the case as it stands.
    let now = back.iter().find(|link| link.starts_with(&format!("/desk/cases/{first}?from="))).unwrap();
    assert!(!now.ends_with("as_of=2026-03-02"), "{now}");
    let today = handler.read(now).await;
    assert!(!today.contains("待受理") && today.contains("id=\"next\""), "{today}");

    let unknown = handler.get(&format!("/desk/cases/{second}?as_of=2026-03-02")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "nothing was known of it");
}

#[tokio::test]
async fn the_front_page_counts_what_was_known_and_its_links_stay_there() {
    let (_desk, mut handler, [first, second]) = two_cases().await;
    let then = handler.read("/desk?as_of=2026-03-02").await;
    assert!(then.contains("<h1>截至") && then.contains("当日要办"), "{then}");
    assert!(then.contains("name=\"as_of\" value=\"2026-03-02\""), "{then}");
    let into_lists: Vec<_> =
        links(&then).into_iter().filter(|link| link.starts_with("/desk/cases?")).collect();
    assert!(!into_lists.is_empty(), "{then}");
    assert!(into_lists.iter().all(|link| link.contains("as_of=2026-03-02")), "{into_lists:?}");
    let open = into_lists.iter().find(|link| link.contains("state=open")).unwrap();
    let list = handler.read(open).await;
    assert!(list.contains(&first) && !list.contains(&second), "{list}");
    assert!(links(&then).contains(&"/desk".to_owned()), "the way back");
}

#[tokio::test]
async fn a_day_to_come_and_no_day_show_today_and_say_so() {
    let (_desk, mut handler, [_, second]) = two_cases().await;
    for day in ["2026-03-06", "9999-12-31", "yesterday", "%3Cb%3E"] {
        for path in ["/desk/cases", "/desk"] {
            let page = handler.read(&format!("{path}?as_of={day}")).await;
            assert!(page.contains("不是已经过去的日期"), "{path} {day}: {page}");
            assert!(!page.contains("<b>”"), "{page}");
        }
        let page = handler.read(&format!("/desk/cases?as_of={day}")).await;
        assert!(page.contains(&second), "{page}");
    }
    let today = handler.read("/desk/cases?as_of=2026-03-05").await;
    assert!(today.contains(&second) && !today.contains("回到今天"), "today is no past: {today}");
}

#[tokio::test]
async fn pages_and_the_file_of_a_day_go_on_with_it() {
    let desk = desk().await;
    let program = desk.program("handler").await;
    let mut numbers = Vec::new();
    for case in 0..45 {
        let body = json!({ "kind": "complaint", "institution": "CC", "channel": "hotline",
            "subject": format!("第{case}件"), "person": { "name": "周明远", "phone": format!("138{case:08}") } });
        let sent = program.post("/cases", body).await.expect(201);
        numbers.push(sent["number"].as_str().unwrap().to_owned());
    }
    desk.later(2 * DAY);
    for number in &numbers[..20] {
        let steps = json!({ "steps": [{ "step": "accept" }] });
        program.post_at(1, &format!("/cases/{number}/steps"), steps).await.expect(200);
    }
    let mut officer = sign_in(&desk, "officer").await;
    let first = officer.read("/desk/cases?as_of=2026-03-02").await;
    let next = links(&first).into_iter().find(|link| link.contains("cursor=")).expect("a second page");
    assert!(next.contains("as_of=2026-03-02"), "{next}");
    let second = officer.read(&next).await;
    let on = |page: &str| numbers.iter().filter(|number| page.contains(number.as_str())).count();
    assert_eq!((on(&first), on(&second)), (40, 5));
    // The neighbours of a case lead through the same day.
    let case = links(&first).into_iter().find(|link| link.contains(numbers[44].as_str())).unwrap();
    let case = officer.read(&case).await;
    let beside =
        links(&case).into_iter().find(|link| link.contains(numbers[43].as_str())).expect("a next case");
    assert!(beside.contains("as_of=2026-03-02"), "{beside}");
    let file = officer.read("/desk/cases/export?status=received&as_of=2026-03-02").await;
    assert_eq!(on(&file), 45, "{file}");
    let file = officer.read("/desk/cases/export?status=received").await;
    assert_eq!(on(&file), 25, "{file}");
}
