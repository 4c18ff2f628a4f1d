//! What people come for, from the first page to the last: a consumer files and follows a matter, a handler brings it to its
//! answer.

use super::driver::Browser;
use crate::harness::TestDesk;

/// What a consumer holds in the end.
pub struct Ticket {
    pub number: String,
    pub code: String,
}

/// What happened to the consumer.
pub const SAID: &str = "10月在手机银行办分期，没告诉我要收手续费。账单出来才知道收了386.40元。";
/// What they are told in the end.
pub const ANSWER: &str = "同意退还386.40元，3个工作日内到账。";

async fn ticket(browser: &Browser) -> Ticket {
    let of = |id: &'static str| async move { browser.find(id).await.text().await.unwrap() };
    Ticket { number: of("#number").await, code: of("#code").await }
}

/// Files a complaint, with one mistake on the way.
pub async fn complain(desk: &TestDesk, browser: &Browser) -> Ticket {
    browser.goto("/").await;
    browser.picture("portal-home").await;
    browser.press("main a[href=\"/file/complaint/what\"]").await;
    browser.send().await;
    browser.find("main .errors").await;
    browser.picture("portal-what-error").await;
    browser.fill("what", SAID).await;
    browser.choose("business", "prov:B03").await;
    browser.picture("portal-what").await;
    browser.send().await;
    browser.choose("wish", "refund").await;
    browser.choose("wish", "explain").await;
    browser.fill("amount", "386.4").await;
    browser.picture("portal-want").await;
    browser.send().await;
    browser.fill("name", "周先生").await;
    browser.fill("phone", "13800001234").await;
    browser.picture("portal-you").await;
    browser.send().await;
    browser.shows("138 0000 1234").await;
    browser.picture("portal-check").await;
    desk.later(5);
    browser.send().await;
    let ticket = ticket(browser).await;
    browser.picture("portal-done").await;
    browser.press(".clear button").await;
    ticket
}

/// Asks something.
pub async fn enquire(desk: &TestDesk, browser: &Browser) -> Ticket {
    browser.goto("/").await;
    browser.press("main a[href=\"/file/enquiry/what\"]").await;
    browser.fill("what", "春节期间城东分行哪几天营业？").await;
    browser.send().await;
    browser.fill("name", "周先生").await;
    browser.fill("phone", "13800001234").await;
    browser.send().await;
    desk.later(5);
    browser.send().await;
    let ticket = ticket(browser).await;
    browser.press(".clear button").await;
    ticket
}

/// Looks at a matter with its number and query code, first with a wrong one.
pub async fn track(browser: &Browser, ticket: &Ticket) {
    browser.goto("/track").await;
    browser.fill("number", &ticket.number).await;
    browser.fill("code", "2222 2222").await;
    browser.send().await;
    browser.find("main .errors").await;
    browser.picture("portal-track-wrong").await;
    browser.fill("code", &ticket.code.to_lowercase()).await;
    browser.send().await;
    browser.shows(&ticket.number).await;
}

/// Adds to a matter that is being looked at.
pub async fn add(browser: &Browser, ticket: &Ticket) {
    browser.press(&format!("main a[href=\"/track/{}/add\"]", ticket.number)).await;
    browser.fill("words", "补充：办理页面截图已发到手机银行客服。").await;
    browser.picture("portal-add").await;
    browser.send().await;
    browser.shows(&ticket.number).await;
}

/// Takes one step of a case on its own page.
async fn step(browser: &Browser, number: &str, step: &str, fields: &[(&str, &str)], chosen: &[(&str, &str)]) {
    browser.goto(&format!("/desk/cases/{number}/steps/{step}")).await;
    for (name, value) in chosen {
        browser.choose(name, value).await;
    }
    for (name, text) in fields {
        browser.fill(name, text).await;
    }
    browser.picture(&format!("desk-step-{step}")).await;
    browser.send().await;
    assert_eq!(browser.path().await, format!("/desk/cases/{number}"), "{step}: {}", browser.text().await);
}

/// Works a case from acceptance to its end, as the handler, step by step.
pub async fn work(desk: &TestDesk, browser: &Browser, number: &str) {
    browser.sign_in("handler").await;
    browser.goto(&format!("/desk/cases/{number}")).await;
    browser.shows("10月在手机银行办分期").await;
    browser.picture("desk-case-received").await;
    step(browser, number, "accept", &[], &[]).await;
    let handler = desk.user_id("handler").to_string();
    step(browser, number, "assign", &[], &[("assign.handler", &handler)]).await;
    let note = [("contact.note", "电话联系，约定补截图")];
    step(browser, number, "contact", &note, &[("contact.reached", "yes")]).await;
    let codes = [
        ("code.channel", "jrt0169-channel@2018:prov:A01033"),
        ("code.business", "jrt0169-business@2018:prov:B03023"),
        ("code.reason", "jrt0169-reason@2018:prov:C05"),
    ];
    step(browser, number, "code", &[], &codes).await;
    browser.goto("/desk/queue?view=mine").await;
    browser.shows("10月在手机银行办分期").await;
    browser.picture("desk-queue").await;
    browser.goto(&format!("/desk/cases/{number}")).await;
    browser.picture("desk-case-investigating").await;
    let decision = [("decide.basis", "分期协议第三条"), ("decide.reasons", "办理页面没有提示手续费")];
    let chosen = [
        ("decide.outcome", "upheld"),
        ("decide.liability", "liable"),
        ("decide.remedies", "review"),
        ("decide.remedies", "mediation"),
        ("decide.remedies", "arbitration"),
        ("decide.remedies", "litigation"),
    ];
    step(browser, number, "decide", &decision, &chosen).await;
    step(browser, number, "answer", &[("answer.text", ANSWER), ("answer.evidence", "录音编号0001")], &[])
        .await;
    step(browser, number, "close", &[], &[]).await;
    browser.shows(&browser.setting.t("status-closed")).await;
    browser.picture("desk-case-closed").await;
    browser.sign_out().await;
}

/// Proves the record, as the officer.
pub async fn prove(browser: &Browser) {
    browser.sign_in("officer").await;
    browser.picture("desk-overview").await;
    browser.goto("/desk/ledger").await;
    browser.send().await;
    browser.find("p.message.good").await;
    browser.picture("desk-ledger").await;
    browser.sign_out().await;
}
