//! The workbench: the lists staff look for, lists with names, several cases at once, and taking back what was just done.

use axum::http::StatusCode;

use super::life::{registers, takes};
use super::visit::{Visit, between};
use super::{desk, sign_in};

/// The tabs of the workbench with their counts.
async fn tab(visit: &mut Visit, view: &str) -> String {
    let body = visit.read("/desk/queue").await;
    let link = format!("<a href=\"/desk/queue?view={view}\"");
    let shown = between(&body, &link, "</a>").unwrap_or_else(|| panic!("{view}: {body}")).to_owned();
    let count = between(&shown, "<span class=\"count\">", "</span>").unwrap_or_default();
    count.to_owned()
}

/// The box of a case in a list.
fn pick(body: &str, number: &str) -> String {
    let value =
        between(body, &format!("value=\"{number}."), "\"").unwrap_or_else(|| panic!("{number}: {body}"));
    format!("{number}.{value}")
}

#[tokio::test]
async fn the_lists_count_what_their_reader_may_see() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let first = registers(&mut handler, "周明远", "13812341234").await;
    registers(&mut handler, "吴越", "13900001111").await;
    assert_eq!(
        (tab(&mut handler, "mine").await, tab(&mut handler, "unassigned").await),
        ("0".into(), "2".into())
    );
    takes(&mut handler, &first, "accept", &[]).await;
    let handler_id = desk.user_id("handler").to_string();
    takes(&mut handler, &first, "assign", &[("assign.handler", &handler_id)]).await;
    assert_eq!(
        (tab(&mut handler, "mine").await, tab(&mut handler, "unassigned").await),
        ("1".into(), "1".into())
    );
    let body = handler.read("/desk/queue?view=started").await;
    assert!(body.contains(&first) && body.contains("共2件"), "both were taken in here: {body}");
    let mut branch = sign_in(&desk, "branch").await;
    assert_eq!(tab(&mut branch, "unassigned").await, "0");
    assert!(branch.read("/desk/queue?view=started").await.contains("还没有登记过的件"));
    let mut approver = sign_in(&desk, "approver").await;
    assert!(!approver.read("/desk/queue?view=started").await.contains(&first));
}

#[tokio::test]
async fn an_empty_list_says_what_comes_next_or_how_to_see_more() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    registers(&mut handler, "周明远", "13812341234").await;
    let body = handler.read("/desk/queue").await;
    assert!(
        body.contains("今天的件都办完了") && body.contains("下一个期限") && body.contains("看即将到期"),
        "{body}"
    );
    let body = handler.read("/desk/queue?view=unassigned&kind=praise&urgent=1").await;
    for dropped in ["去掉“类型：表扬”", "去掉“急件：是”"] {
        assert!(body.contains(dropped), "{dropped}: {body}");
    }
    let body = handler.read("/desk/queue?view=unassigned&kind=complaint&business=prov%3AB03&major=1").await;
    assert!(body.contains("业务：") && body.contains("重大：是") && body.contains("共0件"), "{body}");
}

#[tokio::test]
async fn a_list_is_kept_under_a_name_that_its_owner_alone_can_change() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let list = "/desk/queue?view=unassigned&kind=complaint";
    let body = handler.read(list).await;
    assert!(
        body.contains("/desk/views?address=%2Fdesk%2Fqueue%3Fview%3Dunassigned%26kind%3Dcomplaint"),
        "{body}"
    );
    let form = format!(
        "/desk/views?address={}",
        list.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D").replace('&', "%26")
    );
    let page = handler.fill(&form, "/desk/views", &[("name", "投诉，待分派")]).await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (StatusCode::SEE_OTHER, &*format!("{list}&done=view_saved")),
        "{}",
        page.body
    );
    let body = handler.read(&page.location).await;
    assert!(
        body.contains("已保存，排在标签的最后") && body.contains("aria-current=\"page\">投诉，待分派"),
        "{body}"
    );
    assert!(!body.contains("保存当前视图"), "it has a name: {body}");
    let page = handler.fill(&form, "/desk/views", &[("name", " 投诉，待分派 ")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("已被使用") && page.body.contains("value=\" 投诉，待分派 \""),
        "{}",
        page.body
    );
    for elsewhere in
        ["%2Fdesk%2Fadmin%2Fusers", "https%3A%2F%2Fevil.com%2Fdesk%2Fqueue", "%2F%2Fevil.com%2Fdesk%2Fqueue"]
    {
        let body = handler.read(&format!("/desk/views?address={elsewhere}")).await;
        assert!(!body.contains("name=\"address\""), "{elsewhere}: {body}");
    }
    let body = handler.read("/desk/views").await;
    let own = between(&body, "action=\"/desk/views/", "\"").unwrap().to_owned();
    let mut approver = sign_in(&desk, "approver").await;
    assert!(!approver.read("/desk/queue").await.contains("投诉，待分派"));
    approver.read("/desk/views?address=%2Fdesk%2Fqueue").await;
    let page = approver.post(&format!("/desk/views/{own}"), &[("name", "夺来")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    approver.post(&format!("/desk/views/{own}"), &[("delete", "1")]).await;
    let change = format!("/desk/views/{own}");
    let page = handler.fill("/desk/views", &change, &[("name", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = handler.fill("/desk/views", &change, &[("name", "改了名")]).await;
    assert_eq!(page.location, "/desk/views?done=view_renamed", "{}", page.body);
    assert!(handler.read("/desk/queue").await.contains(">改了名</a>"));
    let page = handler.fill("/desk/views", &change, &[("delete", "1")]).await;
    assert_eq!(page.location, "/desk/views?done=view_deleted");
    assert!(!handler.read("/desk/queue").await.contains("改了名"));
}

#[tokio::test]
async fn cases_are_assigned_together_and_what_is_left_says_why() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let mut numbers = Vec::new();
    for (name, phone) in [("周明远", "13812341234"), ("吴越", "13900001111"), ("郑爽", "13900002222")]
    {
        let number = registers(&mut handler, name, phone).await;
        takes(&mut handler, &number, "accept", &[]).await;
        numbers.push(number);
    }
    let list = "/desk/queue?view=unassigned";
    let body = handler.read(list).await;
    let picks: Vec<String> = numbers.iter().map(|number| pick(&body, number)).collect();
    let cases: Vec<String> = picks.iter().map(|pick| format!("case={pick}")).collect();
    let form = format!("/desk/bulk/assign?from=%2Fdesk%2Fqueue%3Fview%3Dunassigned&{}", cases.join("&"));
    let body = handler.read(&form).await;
    assert!(body.contains("分派3件") && numbers.iter().all(|number| body.contains(number)), "{body}");
    let key = between(&body, "name=\"key\" value=\"", "\"").unwrap().to_owned();
    let mut approver = sign_in(&desk, "approver").await;
    takes(&mut approver, &numbers[2], "note", &[("note.text", "先看账单")]).await;
    let handler_id = desk.user_id("handler").to_string();
    let fields: Vec<(&str, &str)> = picks
        .iter()
        .map(|pick| ("case", pick.as_str()))
        .chain([("from", list), ("key", &key), ("assign.handler", &handler_id)])
        .collect();
    let page = handler.post("/desk/bulk/assign", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("3件中2件已分派；1件刚被他人修改，仍保持选中。"), "{}", page.body);
    assert!(page.body.contains("刚被他人修改，请看过最新情况再办"), "{}", page.body);
    let left = pick(&page.body, &numbers[2]);
    assert_ne!(left, picks[2], "what stands there is what the reader saw last");
    assert!(!page.body.contains(&format!("value=\"{}.", numbers[0])), "{}", page.body);
    // Sent again, the same form does nothing again and gives the same answer.
    let again = handler.post("/desk/bulk/assign", &fields).await;
    assert!(again.body.contains("3件中2件已分派；1件刚被他人修改，仍保持选中。"), "{}", again.body);
    let trail = handler.read(&format!("/desk/cases/{}", numbers[0])).await;
    assert_eq!(trail.matches("分派给handler").count(), 1, "{trail}");
    let key = between(&again.body, "name=\"key\" value=\"", "\"").unwrap().to_owned();
    let rest = [("case", left.as_str()), ("from", list), ("key", &key), ("assign.handler", &handler_id)];
    let page = handler.post("/desk/bulk/assign", &rest).await;
    assert_eq!(page.location, format!("{list}&done=bulk_assign&n=1"), "{}", page.body);
    assert!(handler.read(&page.location).await.contains("已分派1件。"));
    assert_eq!(tab(&mut handler, "mine").await, "3");
}

#[tokio::test]
async fn nothing_is_done_together_that_is_not_open_or_not_ones_own() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let handler_id = desk.user_id("handler").to_string();
    let mut branch = sign_in(&desk, "branch").await;
    let body = branch.read(&format!("/desk/bulk/assign?case={number}.1")).await;
    assert!(!body.contains(&format!("{number}</td>")) && body.contains("没有选中的件"), "{body}");
    let hidden = format!("{number}.1");
    let page = branch.post("/desk/bulk/assign", &[("case", &hidden), ("assign.handler", &handler_id)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert_eq!(handler.get("/desk/bulk/close?case=TS-2026-0000001.1").await.status, StatusCode::NOT_FOUND);
    assert!(handler.read("/desk/bulk/assign").await.contains("没有选中的件"));
    takes(&mut handler, &number, "accept", &[]).await;
    takes(
        &mut handler,
        &number,
        "withdraw",
        &[("withdraw.reason", "已协商"), ("withdraw.evidence", "录音0002")],
    )
    .await;
    let body = handler.read(&format!("/desk/bulk/assign?case={number}.3")).await;
    assert!(body.contains("不能这样办的件") && !body.contains("<button class=\"primary\""), "{body}");
    let ended = format!("{number}.3");
    let page = handler.post("/desk/bulk/assign", &[("case", &ended), ("assign.handler", &handler_id)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "nothing was done: {}", page.body);
}

#[tokio::test]
async fn cases_are_coded_together_only_within_one_group_that_was_looked_at() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let first = registers(&mut handler, "周明远", "13812341234").await;
    let second = registers(&mut handler, "吴越", "13900001111").await;
    let fields = [
        ("phone", "13900009999"),
        ("name", "钱进"),
        ("subject", "房贷延期怎么办"),
        ("kind", "enquiry"),
        ("institution", "CC"),
    ];
    let page = handler.fill("/desk/intake", "/desk/intake", &fields).await;
    let enquiry = between(&page.body, "<dd>", "</dd>").unwrap().to_owned();
    let body = handler.read("/desk/queue?view=unassigned").await;
    let [first, second, enquiry] = [first, second, enquiry].map(|number| pick(&body, &number));
    let body = handler.read(&format!("/desk/bulk/code?case={first}&case={second}&case={enquiry}")).await;
    assert!(
        body.contains("只能分组分类") && body.contains(">2</span>") && body.contains(">1</span>"),
        "{body}"
    );
    assert!(!body.contains("name=\"code.reason\""), "{body}");
    let codes = [
        ("code.channel", "jrt0169-channel@2018:prov:A01033"),
        ("code.business", "jrt0169-business@2018:prov:B03023"),
        ("code.reason", "jrt0169-reason@2018:prov:C05"),
        ("code.form", "full"),
    ];
    let three = [("case", first.as_str()), ("case", &second), ("case", &enquiry), ("confirmed", "1")];
    let page = handler.post("/desk/bulk/code", &[&three[..], &codes[..]].concat()).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    let body = handler.read(&format!("/desk/bulk/code?case={first}&case={second}")).await;
    assert!(body.contains("这2件说的是同一类事"), "{body}");
    let two = [("case", first.as_str()), ("case", &second)];
    let page = handler.post("/desk/bulk/code", &[&two[..], &codes[..]].concat()).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "not confirmed: {}", page.body);
    assert!(page.body.contains("请确认这些件可以用同样的分类"), "{}", page.body);
    let page = handler.post("/desk/bulk/code", &[&two[..], &codes[..], &[("confirmed", "1")]].concat()).await;
    assert!(page.location.contains("done=bulk_code&n=2"), "{} {}", page.location, page.body);
}

#[tokio::test]
async fn what_was_just_assigned_is_taken_back_by_a_recorded_step() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let path = format!("/desk/cases/{number}/steps/assign");
    let handler_id = desk.user_id("handler").to_string();
    let page = handler.fill(&path, &path, &[("assign.handler", &handler_id)]).await;
    let body = handler.read(&page.location).await;
    let undo = format!("/desk/cases/{number}/steps/take_back");
    assert!(body.contains(&format!("action=\"{undo}\"")) && body.contains("data-key=\"z\""), "{body}");
    let version = between(&page.location, &format!("undo={number}."), "&")
        .or(page.location.rsplit('.').next())
        .unwrap()
        .to_owned();
    let page = handler.post(&undo, &[("version", &version)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let body = handler.read(&page.location).await;
    assert!(
        body.contains("已撤销，原记录保留") && body.contains("撤销：分派") && body.contains("分派给handler"),
        "{body}"
    );
    assert_eq!(tab(&mut handler, "mine").await, "0");
    let page = handler.post(&undo, &[("version", &version)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "once: {}", page.body);
    // An address that somebody made up offers nothing that its reader could not do anyway.
    let body = handler.read(&format!("/desk/cases/{number}?done=assign&undo=javascript:1")).await;
    assert!(!body.contains("data-key=\"z\"") && !body.contains("javascript:1"), "{body}");
}

#[tokio::test]
async fn saving_leads_on_through_the_list_and_back_to_it() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let first = registers(&mut handler, "周明远", "13812341234").await;
    let second = registers(&mut handler, "吴越", "13900001111").await;
    let list = "/desk/queue?view=unassigned";
    let from = "from=%2Fdesk%2Fqueue%3Fview%3Dunassigned";
    let body = handler.read(&format!("/desk/cases/{first}?{from}")).await;
    assert!(body.contains(">1/2</span>") && body.contains(&format!("/desk/cases/{second}?{from}")), "{body}");
    let path = format!("/desk/cases/{first}/steps/note");
    let body = handler.read(&format!("{path}?{from}")).await;
    assert!(body.contains("name=\"next\"") && body.contains(">1/2</span>"), "{body}");
    let page = handler
        .post(&path, &[("note.text", "记一笔"), ("from", list), ("next", "1"), ("version", "1")])
        .await;
    assert!(
        page.location.starts_with(&format!("/desk/cases/{second}?{from}&done=saved&undo={first}.")),
        "{}",
        page.location
    );
    let body = handler.read(&page.location).await;
    assert!(body.contains(&format!("action=\"/desk/cases/{first}/steps/take_back\"")), "{body}");
    let path = format!("/desk/cases/{second}/steps/note");
    let page = handler
        .post(&path, &[("note.text", "再记一笔"), ("from", list), ("next", "1"), ("version", "1")])
        .await;
    assert!(
        page.location.starts_with(&format!("{list}&done=saved")),
        "after the last comes the list: {}",
        page.location
    );
}

#[tokio::test]
async fn a_list_is_exported_as_it_stands_by_who_may() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    assert_eq!(handler.get("/desk/cases/export").await.status, StatusCode::NOT_FOUND);
    let mut officer = sign_in(&desk, "officer").await;
    assert!(officer.read("/desk/cases?kind=complaint").await.contains("/desk/cases/export?kind=complaint"));
    let file = officer.read("/desk/cases/export?kind=complaint").await;
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines[0].starts_with("案号,类型,状态,期限,") && lines.len() == 2, "{file}");
    assert!(lines[1].starts_with(&format!("{number},投诉,")), "{file}");
    assert!(!file.contains("13812341234") && !file.contains("周明远"), "{file}");
    assert_eq!(officer.read("/desk/cases/export?kind=praise").await.lines().count(), 1);
}
