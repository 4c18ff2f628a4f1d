//! The portal, as somebody without script and without an account goes through it.

use axum::http::StatusCode;
use courier::sinks::Sink;
use domain::id::Number;
use domain::matter::{
    AnswerForm, CodingForm, Command, ContactForm, Echo, Evidence, Liability, Outcome, Remedy,
};
use office::{Caller, Messaging, Templates};

use crate::harness::TestDesk;
use crate::staff::reaching::reach;
use crate::staff::visit::{Page, Visit, between};

const WHAT: [(&str, &str); 2] =
    [("what", "10月在手机银行办分期，没告诉我要收手续费。账单出来才知道。"), ("business", "prov:B03")];
const WANT: [(&str, &str); 2] = [("wish", "refund"), ("amount", "￥386.4")];
const YOU: [(&str, &str); 4] =
    [("name", "周先生"), ("phone", "138 0000-1234"), ("reply", "telephone"), ("whose", "own")];

/// Through the pages of a complaint up to the check page.
async fn to_check(visit: &mut Visit) {
    visit.read("/").await;
    for (step, fields, next) in
        [("what", &WHAT[..], "want"), ("want", &WANT[..], "you"), ("you", &YOU[..], "check")]
    {
        let path = format!("/file/complaint/{step}");
        let page = visit.fill(&path, &path, fields).await;
        assert_eq!(
            (page.status, page.location),
            (StatusCode::SEE_OTHER, format!("/file/complaint/{next}")),
            "{}",
            page.body
        );
    }
}

/// Presses send on the check page, as somebody who has read it.
async fn send(desk: &TestDesk, visit: &mut Visit) -> Page {
    let page = visit.read("/file/complaint/check").await;
    let shown_at = between(&page, "name=\"shown_at\" value=\"", "\"").unwrap().to_owned();
    desk.later(5);
    visit.post("/file/complaint/check", &[("shown_at", &shown_at)]).await
}

/// Number and query code of the page that shows them once.
fn ticket(page: &str) -> (String, String) {
    let of = |id: &str| between(page, &format!("<dd id=\"{id}\">"), "</dd>").unwrap().to_owned();
    (of("number"), of("code"))
}

async fn file(desk: &TestDesk, visit: &mut Visit) -> (String, String) {
    to_check(visit).await;
    let page = send(desk, visit).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/file/done"), "{}", page.body);
    ticket(&visit.read("/file/done").await)
}

/// Somebody else's browser, with number and code.
async fn track(desk: &TestDesk, number: &str, code: &str) -> (Visit, Page) {
    let mut visit = Visit::new(desk.router());
    visit.read("/track").await;
    let page = visit.post("/track", &[("number", number), ("code", code)]).await;
    (visit, page)
}

#[track_caller]
fn has(page: &str, words: &str) {
    assert!(page.contains(words), "expected `{words}` in {page}");
}

#[track_caller]
fn lacks(page: &str, words: &str) {
    assert!(!page.contains(words), "expected no `{words}` in {page}");
}

#[tokio::test]
async fn a_complaint_goes_from_filing_to_withdrawal() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    to_check(&mut visit).await;
    let check = visit.read("/file/complaint/check").await;
    has(&check, "138 0000 1234");
    has(&check, "退还费用或赔偿 386.40元");
    has(&check, "3月5日（周四）前告诉您是否受理");
    has(&check, "3月17日（周二）前答复处理结果");
    let page = send(&desk, &mut visit).await;
    assert_eq!(page.location, "/file/done", "{}", page.body);
    let (number, code) = ticket(&visit.read("/file/done").await);
    assert_eq!(number, "TS-2026-0000001");

    let (mut other, page) =
        track(&desk, &number.to_lowercase(), &code.to_lowercase().replace('-', "　")).await;
    assert_eq!(page.location, format!("/track/{number}"), "{}", page.body);
    let progress = other.read(&page.location).await;
    has(&progress, "<h1>已收到</h1>");
    has(&progress, "最晚3月17日（周二）答复您，还有15天。");
    lacks(&progress, "周先生");

    let add = format!("/track/{number}/add");
    other.read(&add).await;
    let page =
        other.upload(&add, &[("words", "补充：账单截图")], "bill.png", b"\x89PNG\r\n\x1a\npicture").await;
    assert_eq!(page.location, format!("/track/{number}?did=added"), "{}", page.body);
    has(&other.read(&page.location).await, "收到您补充的材料");
    let page = other.upload(&add, &[("words", "")], "virus.exe", b"MZ\0\0").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&page.body, "“virus.exe”：只收PDF");
    let page = other.upload(&add, &[("words", "")], "说明.bat", b"echo").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&page.body, "“说明.bat”：文件是程序");

    let withdraw = format!("/track/{number}/withdraw");
    has(&other.read(&withdraw).await, "记录仍会保留");
    let page = other.fill(&withdraw, &withdraw, &[("words", "已经解决")]).await;
    let ended = other.read(&page.location).await;
    has(&ended, "<h1>您已撤回</h1>");
    has(&ended, "您3月2日（周一）撤回了这件事。");
    lacks(&ended, "/withdraw");
    lacks(&ended, "class=\"answer\"");
    for page in ["add", "withdraw", "disagree"] {
        let away = other.get(&format!("/track/{number}/{page}")).await;
        assert_eq!(away.location, format!("/track/{number}?not_now=1"), "{page}");
    }
    has(&other.read(&format!("/track/{number}?not_now=1")).await, "这件事现在不能这样做");
    let page = other.post(&withdraw, &[("words", "")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    has(&page.body, "现在不能这样做");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_read_disagreed_with_and_taken_home() {
    let desk = TestDesk::start().await;
    let (number, code) = file(&desk, &mut Visit::new(desk.router())).await;
    let parsed: Number = number.parse().unwrap();
    let staff =
        |login: &str| Caller::staff(desk.desk.office.organisation().staff(desk.user_id(login)).unwrap());
    let now = desk.desk.office.surroundings().now();
    let codes = [
        "jrt0169-channel@2018:prov:A01033",
        "jrt0169-business@2018:prov:B03023",
        "jrt0169-reason@2018:prov:C05",
    ];
    let commands = vec![
        Command::Accept,
        Command::Assign { handler: desk.user_id("handler") },
        Command::Contact {
            at: now,
            form: ContactForm::Telephone,
            reached: true,
            note: Some("内部备注".to_owned()),
        },
        Command::Code { codes: codes.map(|code| code.parse().unwrap()).to_vec(), form: CodingForm::Full },
        Command::Decide {
            at: now,
            outcome: Outcome::Upheld,
            liability: Some(Liability::Liable),
            basis: Some("合同第三条".to_owned()),
            reasons: Some("未提前告知".to_owned()),
            remedies: vec![Remedy::Review, Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation],
        },
        Command::Answer {
            echo: Echo::Answered {
                form: AnswerForm::Sms,
                at: now,
                received_at: None,
                text: Some("同意退还<386.40>元。".to_owned()),
                evidence: Some(Evidence::Words("录音编号0001".to_owned())),
            },
        },
        Command::Close,
    ];
    desk.desk.office.act(&staff("handler"), &parsed, None, commands).await.unwrap();

    let (mut visit, page) = track(&desk, &number, &code).await;
    let progress = visit.read(&page.location).await;
    has(&progress, "<h1>已办结</h1>");
    has(&progress, "同意退还&#60;386.40&#62;元。");
    has(&progress, "请上级机构核查（4月1日（周三）前提出）");
    has(&progress, "申请调解");
    has(&progress, "申请仲裁");
    has(&progress, "<strong>同意您的请求</strong>");
    has(&progress, "合同第三条");
    has(&progress, "未提前告知");
    for inner in ["内部备注", "handler", "prov:"] {
        lacks(&progress, inner);
    }
    has(&visit.read(&format!("/track/{number}/answer")).await, "同意退还<386.40>元。");

    // Where a code can be sent, it stands before the answer and whatever holds it.
    let sink = Sink::http().await;
    reach(&desk, sink.port);
    let locked = visit.read(&format!("/track/{number}")).await;
    has(&locked, "需要短信验证码");
    for inner in ["同意退还", "合同第三条", "同意您的请求"] {
        lacks(&locked, inner);
    }
    for file in ["answer", "receipt"] {
        let away = visit.get(&format!("/track/{number}/{file}")).await.location;
        assert_eq!(away, format!("/track/{number}/code?purpose={file}"));
    }
    desk.desk.office.set_messaging(Messaging::none(Templates::load(&[]).unwrap()));

    let disagree = format!("/track/{number}/disagree");
    let page = visit.fill(&disagree, &disagree, &[("words", "金额算错了")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let (review, _) = ticket(&page.body);
    assert_ne!(review, number);
    let progress = visit.read(&format!("/track/{number}")).await;
    has(&progress, "<h1>上级机构正在核查</h1>");
    has(&progress, &format!("核查编号{review}"));
    lacks(&progress, "/disagree");
    let review: Number = review.parse().unwrap();
    let row = desk.desk.office.case_row(&staff("senior"), &review).await.unwrap();
    assert_eq!(row.channel, "portal", "the review came in through the portal");
}

#[tokio::test]
async fn a_receipt_is_downloaded_verified_and_found_altered() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    let (number, _) = file(&desk, &mut visit).await;
    let receipt = visit.read(&format!("/track/{number}/receipt")).await;
    visit.read("/verify").await;
    let page = visit.upload("/verify", &[("text", "")], "receipt.json", receipt.as_bytes()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    has(&page.body, "回执是真的");
    has(&page.body, "没告诉我要收手续费");
    let altered = receipt.replace("手续费", "利息");
    assert_ne!(altered, receipt);
    let page = visit.upload("/verify", &[("text", &altered)], "", b"").await;
    has(&page.body, "这份回执不能证明任何事");
    has(&page.body, "要收利息");
    let page = visit.upload("/verify", &[("text", "{}")], "", b"").await;
    has(&page.body, "这不是一份完整的回执文件");
    let page = visit.upload("/verify", &[("text", "")], "", b"").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_wrong_number_and_a_wrong_code_are_one_answer_and_slow_the_page_down() {
    let desk = TestDesk::start().await;
    let (number, code) = file(&desk, &mut Visit::new(desk.router())).await;
    let (_, wrong_code) = track(&desk, &number, "2222-2222").await;
    let (_, wrong_number) = track(&desk, "TS-2026-0000009", &code).await;
    let (_, malformed) = track(&desk, "no number", &code).await;
    for page in [&wrong_code, &wrong_number, &malformed] {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&page.body, "编号和查询码对不上");
    }
    for _ in 0..5 {
        track(&desk, &number, "2222-2222").await;
    }
    let (_, slowed) = track(&desk, &number, &code).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    has(&slowed.body, "http-equiv=\"refresh\"");
    has(&slowed.body, "95588");
    desk.later(3_600);
    let (_, page) = track(&desk, &number, &code).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "nobody is locked out");
}

#[tokio::test]
async fn a_cookie_opens_the_case_it_was_made_for_and_for_an_hour() {
    let desk = TestDesk::start().await;
    let (first, code) = file(&desk, &mut Visit::new(desk.router())).await;
    let (second, _) = file(&desk, &mut Visit::new(desk.router())).await;
    let (mut visit, _) = track(&desk, &first, &code).await;
    visit.read(&format!("/track/{first}")).await;
    for path in ["", "/add", "/withdraw", "/receipt", "/answer"] {
        let page = visit.get(&format!("/track/{second}{path}")).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(page.location.starts_with("/track"), "{path} leads to {}", page.location);
    }
    desk.later(3_601);
    assert_eq!(visit.get(&format!("/track/{first}")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn sending_twice_gives_one_number() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    to_check(&mut visit).await;
    let page = visit.read("/file/complaint/check").await;
    let shown_at = between(&page, "name=\"shown_at\" value=\"", "\"").unwrap().to_owned();
    desk.later(5);
    let fields = [("shown_at", shown_at.as_str())];
    let mut same = visit.clone();
    let (one, other) = tokio::join!(
        visit.post("/file/complaint/check", &fields),
        same.post("/file/complaint/check", &fields)
    );
    assert_eq!((one.location.as_str(), other.location.as_str()), ("/file/done", "/file/done"));
    let again = visit.post("/file/complaint/check", &fields).await;
    assert_eq!(again.location, "/file/done");
    assert_eq!(ticket(&visit.read("/file/done").await), ticket(&same.read("/file/done").await));
    let everything = Caller::system("test");
    let filed = desk.desk.office.count(&everything, &office::CaseFilter::default(), 10).await.unwrap();
    assert_eq!(filed.count, 1, "nothing was filed beside it");
}

#[tokio::test]
async fn number_and_code_are_shown_once_and_cleared_at_will() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    let (number, _) = file(&desk, &mut visit).await;
    let page = visit.post("/file/clear", &[]).await;
    assert_eq!(page.location, "/?cleared=1");
    has(&visit.read("/?cleared=1").await, "您填的内容已清除");
    let gone = visit.read("/file/done").await;
    lacks(&gone, &number);
    assert_eq!(visit.get(&format!("/track/{number}")).await.status, StatusCode::SEE_OTHER);

    let mut late = Visit::new(desk.router());
    let (number, _) = file(&desk, &mut late).await;
    desk.later(31 * 60);
    lacks(&late.read("/file/done").await, &number);
}

#[tokio::test]
async fn a_draft_outlives_going_back_and_belongs_to_one_browser() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    to_check(&mut visit).await;
    has(&visit.read("/file/complaint/what").await, "没告诉我要收手续费");
    has(&visit.read("/file/complaint/want").await, "￥386.4");
    let you = "/file/complaint/you";
    let page = visit.fill(you, you, &[("name", "周小姐")]).await;
    assert_eq!(page.location, "/file/complaint/check", "a change leads straight back");
    has(&visit.read("/file/complaint/check").await, "周小姐");

    let mut other = Visit::new(desk.router());
    lacks(&other.read("/file/complaint/what").await, "手续费");
    assert_eq!(other.get("/file/complaint/check").await.location, "/file/complaint/what");

    desk.later(24 * 3_600 + 1);
    assert_eq!(visit.get("/file/complaint/check").await.location, "/file/complaint/what", "kept for a day");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_cleared() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    let what = "/file/complaint/what";
    let page = visit.fill(what, what, &[("what", "  ")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&page.body, "<title>有误：发生了什么事？");
    has(&page.body, "href=\"#what\"");
    visit.fill(what, what, &[("what", "收费有误")]).await;
    let want = "/file/complaint/want";
    let page = visit.fill(want, want, &[("wish", "refund"), ("amount", "三百")]).await;
    has(&page.body, "请填写金额，例如386.40");
    visit.fill(want, want, &[("wish", "explain")]).await;
    let you = "/file/complaint/you";
    let page = visit.fill(you, you, &[("name", ""), ("phone", "12"), ("whose", "other")]).await;
    has(&page.body, "有4处需要改");
    has(&page.body, "请填写11位手机号");
    has(&page.body, "value=\"12\"");
    has(&page.body, "<details class=\"agent\" open ");
    let page = visit.fill(what, what, &[("what", "很长".repeat(1_001).as_str())]).await;
    has(&page.body, "现在有2002字");
    let page = visit.get("/file/enquiry/want").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "a question is not asked what is wanted");
}

#[tokio::test]
async fn a_question_and_an_objection_are_filed_too_and_for_somebody_else() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    let (what, you) = ("/file/enquiry/what", "/file/enquiry/you");
    let page = visit.fill(what, what, &[("what", "房贷延期还款怎么办理？")]).await;
    assert_eq!(page.location, you);
    visit.fill(you, you, &[("name", "吴女士"), ("phone", "13900001111")]).await;
    let page = press(&desk, &mut visit, "enquiry").await;
    has(&page, "已收到您的问题");
    assert_eq!(ticket(&page).0, "ZX-2026-0000001");

    let mut visit = Visit::new(desk.router());
    let (what, want, you) = ("/file/credit/what", "/file/credit/want", "/file/credit/you");
    visit.fill(what, what, &[("what", "2024年3月的逾期记录不是我的。")]).await;
    visit.fill(want, want, &[("wish", "not-mine")]).await;
    let page = visit.read(you).await;
    has(&page, "征信异议一律书面答复您");
    lacks(&page, "value=\"telephone\"");
    let agent = [
        ("name", "赵一"),
        ("phone", "13900002222"),
        ("whose", "other"),
        ("owner", "赵二"),
        ("authority", "本人已签，交城东分行"),
    ];
    let page = visit.fill(you, you, &agent).await;
    assert_eq!(page.location, "/file/credit/check", "{}", page.body);
    has(&visit.read("/file/credit/check").await, "替赵二办");
    has(&visit.read("/file/credit/check").await, "书面答复");
    let page = press(&desk, &mut visit, "credit").await;
    assert_eq!(ticket(&page).0, "YY-2026-0000002");
}

async fn press(desk: &TestDesk, visit: &mut Visit, door: &str) -> String {
    let path = format!("/file/{door}/check");
    let page = visit.read(&path).await;
    let shown_at = between(&page, "name=\"shown_at\" value=\"", "\"").unwrap().to_owned();
    desk.later(5);
    let page = visit.post(&path, &[("shown_at", &shown_at)]).await;
    assert_eq!(page.location, "/file/done", "{}", page.body);
    visit.read("/file/done").await
}

#[tokio::test]
async fn who_sends_too_fast_waits_and_then_goes_on_by_itself() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    to_check(&mut visit).await;
    let sending = "/file/complaint/sending";
    assert_eq!(visit.get(sending).await.location, "/file/complaint/check", "only what was confirmed is sent");
    let page = visit.post("/file/complaint/check", &[("shown_at", "0.forged")]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    has(&page.body, &format!("content=\"3;url={sending}\""));
    has(&page.body, "正在提交");
    lacks(&page.body, "提交的人比较多");
    has(&page.body, "95588");
    assert_eq!(visit.get(sending).await.location, "/file/done");
}

#[tokio::test]
async fn a_network_that_files_too_often_waits_its_turn() {
    let desk = TestDesk::start().await;
    for _ in 0..30 {
        desk.desk.office.take_turn("unknown").await.unwrap();
    }
    let mut visit = Visit::new(desk.router());
    to_check(&mut visit).await;
    let page = send(&desk, &mut visit).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    has(&page.body, "页面会自动继续");
    desk.later(20);
    assert_eq!(visit.get("/file/complaint/sending").await.location, "/file/done");
}

#[tokio::test]
async fn what_fills_in_the_hidden_field_is_told_to_leave_it_empty() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    let what = "/file/complaint/what";
    let page = visit.fill(what, what, &[("what", "收费有误"), ("website", "http://spam.example")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&page.body, "请让这一格空着");
    has(&page.body, "收费有误");
}

#[tokio::test]
async fn with_several_institutions_the_first_page_asks_which() {
    let desk = TestDesk::start_with(|settings| settings.intake_institution.clear()).await;
    let mut visit = Visit::new(desk.router());
    let what = "/file/complaint/what";
    has(&visit.read(what).await, "<select id=\"institution\"");
    let page = visit.fill(what, what, &[("what", "收费有误"), ("institution", "B1")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "a branch takes in nothing here");
    has(&page.body, "请选择办理机构");
}

#[tokio::test]
async fn every_page_reads_in_both_languages_and_in_large_type() {
    let desk = TestDesk::start().await;
    for (language, title) in [("zh-CN", "您想办什么事？"), ("en", "What would you like to do?")] {
        let mut visit = Visit::new(desk.router());
        visit.read_in(language);
        has(&visit.read("/").await, title);
        for path in [
            "/help",
            "/privacy",
            "/accessibility",
            "/verify",
            "/track",
            "/track/lost",
            "/file/credit/what",
            "/file/done",
        ] {
            let page = visit.read(path).await;
            has(&page, &format!("<html lang=\"{language}\""));
            assert_eq!(page.matches("<h1").count(), 1, "one h1 on {path}");
            lacks(&page, "style=\"");
        }
        let page = visit.post("/preferences", &[("type", "large"), ("back", "/help")]).await;
        assert_eq!(page.location, "/help");
        has(&visit.read("/help").await, "data-type=\"large\"");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_and_withdrawing_ask_for_a_code_by_text_message() {
    let desk = TestDesk::start().await;
    let (number, code) = file(&desk, &mut Visit::new(desk.router())).await;
    let sink = Sink::http().await;
    reach(&desk, sink.port);
    let (mut visit, page) = track(&desk, &number, &code).await;
    let here = page.location;
    let ask = format!("/track/{number}/code?purpose=withdraw");
    assert_eq!(visit.get(&format!("{here}/withdraw")).await.location, ask);
    has(&visit.read(&ask).await, "发到您留下的手机号138****1234");
    let send = format!("{here}/code/send");
    let sent = visit.fill(&ask, &send, &[]).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    has(&sent.body, "验证码已发到138****1234");
    let body: serde_json::Value = serde_json::from_str(&sink.received().last().unwrap().1).unwrap();
    let six = between(body["text"].as_str().unwrap(), "验证码", "，").unwrap();
    let wrong = if six == "000000" { "111111" } else { "000000" };
    let check = format!("{here}/code");
    let page = visit.post(&check, &[("purpose", "withdraw"), ("code", wrong)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&page.body, "验证码不对");
    // What was written before it was asked for comes along.
    let late = visit.post(&format!("{here}/withdraw"), &[("words", "已经解决")]).await;
    assert!(late.body.contains("已经解决") && late.body.contains("发送验证码"), "{}", late.body);
    let page = visit.post(&check, &[("purpose", "withdraw"), ("code", six), ("words", "已经解决")]).await;
    has(&page.body, "已经解决</textarea>");
    let (mut other, _) = track(&desk, &number, &code).await;
    assert_eq!(other.get(&format!("{here}/withdraw")).await.location, ask, "another browser shows it anew");
    desk.later(16 * 60);
    assert_eq!(
        visit.get(&format!("{here}/withdraw")).await.location,
        ask,
        "it counts for a quarter of an hour"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_code_and_telephone_are_replaced_once_somebody_is_known() {
    let desk = TestDesk::start().await;
    let (number, old) = file(&desk, &mut Visit::new(desk.router())).await;
    let mut handler = crate::staff::sign_in(&desk, "handler").await;
    let path = format!("/desk/cases/{number}/steps/issue_code");
    let unproven = handler.fill(&path, &path, &[("issue_code.check", "counter")]).await;
    assert_eq!(unproven.status, StatusCode::UNPROCESSABLE_ENTITY);
    let known = [
        ("issue_code.check", "counter"),
        ("issue_code.evidence", "看过身份证，复印件第2页"),
        ("issue_code.phone", "13900007777"),
    ];
    let page = handler.fill(&path, &path, &known).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let code = between(&page.body, "<dd>", "<dd>").and(page.body.rsplit("<dd>").next()).unwrap();
    let code = code.split("</dd>").next().unwrap().to_owned();
    assert_ne!(code, old);
    let (_, page) = track(&desk, &number, &old).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "the old one is dead");
    let (_, page) = track(&desk, &number, &code).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let case = handler.read(&format!("/desk/cases/{number}")).await;
    has(&case, "重发查询码，更换手机号（网点柜面，看过证件）");
    has(&case, "139****7777");
    lacks(&case, &code);
}
