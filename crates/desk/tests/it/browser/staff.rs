//! What the staff do, from the first page to the last: a handler brings a matter to its answer, an approver answers a request,
//! an officer looks and proves.

use super::consumer::ANSWER;
use super::driver::Browser;
use crate::harness::TestDesk;

/// What the handler notes for themselves.
pub const NOTE: &str = "电话联系，约定补截图";

/// What the complaint is called.
const SUBJECT: &str = "10月在手机银行办分期";

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
    browser.shows(SUBJECT).await;
    browser.picture("desk-case-received").await;
    step(browser, number, "accept", &[], &[]).await;
    let handler = desk.user_id("handler").to_string();
    step(browser, number, "assign", &[], &[("assign.handler", &handler)]).await;
    let note = [("contact.note", NOTE)];
    step(browser, number, "contact", &note, &[("contact.reached", "yes")]).await;
    let codes = [
        ("code.channel", "jrt0169-channel@2018:prov:A01033"),
        ("code.business", "jrt0169-business@2018:prov:B03023"),
        ("code.reason", "jrt0169-reason@2018:prov:C05"),
    ];
    step(browser, number, "code", &[], &codes).await;
    browser.goto("/desk/queue?view=mine").await;
    browser.shows(SUBJECT).await;
    browser.picture("desk-queue").await;
    browser.goto(&format!("/desk/cases/{number}")).await;
    browser.picture("desk-case-investigating").await;
    let extension = [("extend.extension", "cn-n3/decide_30/complex")];
    step(browser, number, "extend", &[], &extension).await;
    browser.sign_out().await;
    approve(browser, number).await;
    browser.sign_in("handler").await;
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

/// Answers a request of the handler, as the approver.
async fn approve(browser: &Browser, number: &str) {
    browser.sign_in("approver").await;
    browser.goto("/desk/approvals").await;
    browser.shows(number).await;
    browser.picture("desk-approvals").await;
    let request = format!("main form[action^=\"/desk/cases/{number}/requests/\"]");
    browser.press(&format!("{request} button[value=\"approve\"]")).await;
    browser.picture("desk-approved").await;
    browser.sign_out().await;
}

/// Enters what somebody says on the telephone.
pub async fn take_a_call(browser: &Browser) {
    browser.sign_in("intake").await;
    browser.goto("/desk/intake").await;
    browser.fill("phone", "13800001234").await;
    browser.fill("name", "周先生").await;
    browser.fill("subject", "还款后仍有电话催收").await;
    browser.fill("narrative", "上周已还清，昨天又接到三次催收电话。").await;
    browser.choose("institution", "CC").await;
    browser.picture("desk-intake").await;
    browser.send().await;
    browser.shows("TS-2026-").await;
    browser.picture("desk-intake-done").await;
    browser.sign_out().await;
}

/// Looks for a matter, looks over the team and proves the record, as the officer.
pub async fn prove(desk: &TestDesk, browser: &Browser, number: &str) {
    browser.sign_in("officer").await;
    browser.picture("desk-overview").await;
    desk.desk.office.seal().await.unwrap();
    desk.desk.office.search_follow().await.unwrap();
    browser.goto("/desk/search").await;
    browser.fill("q", &format!("{SUBJECT} 手续费")).await;
    browser.press("main form[action=\"/desk/search\"] button").await;
    browser.shows(number).await;
    browser.picture("desk-search").await;
    browser.goto("/desk/team").await;
    browser.picture("desk-team").await;
    browser.goto("/desk/ledger").await;
    browser.send().await;
    browser.find("p.message.good").await;
    browser.picture("desk-ledger").await;
    browser.sign_out().await;
}
