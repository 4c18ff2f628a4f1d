//! What consumers come for, from the first page to the last.

use super::driver::Browser;
use super::staff::NOTE;
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

/// Says who asks, looks over what was written and sends it.
async fn sign_and_send(desk: &TestDesk, browser: &Browser, name: &str, phone: &str) -> Ticket {
    browser.fill("name", name).await;
    browser.fill("phone", phone).await;
    browser.send().await;
    desk.later(5);
    browser.send().await;
    let ticket = ticket(browser).await;
    browser.press(".clear button").await;
    ticket
}

/// Objects to a record of theirs at the credit centre.
pub async fn object(desk: &TestDesk, browser: &Browser) -> Ticket {
    browser.goto("/").await;
    browser.press("main a[href=\"/file/credit/what\"]").await;
    browser.fill("what", "2024年3月的逾期记录不是我的。").await;
    browser.send().await;
    browser.choose("wish", "not-mine").await;
    browser.send().await;
    sign_and_send(desk, browser, "赵一", "13900002222").await
}

/// Asks something.
pub async fn enquire(desk: &TestDesk, browser: &Browser) -> Ticket {
    browser.goto("/").await;
    browser.press("main a[href=\"/file/enquiry/what\"]").await;
    browser.fill("what", "春节期间城东分行哪几天营业？").await;
    browser.send().await;
    sign_and_send(desk, browser, "周先生", "13800001234").await
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

/// Does not agree with the answer that is being looked at: the superior looks at it again.
pub async fn disagree(browser: &Browser, ticket: &Ticket) {
    browser.press(&format!("main a[href=\"/track/{}/disagree\"]", ticket.number)).await;
    browser.fill("words", "手续费是退了，利息没有退。").await;
    browser.picture("portal-disagree").await;
    browser.send().await;
    browser.picture("portal-reviewed").await;
}

/// Takes back a matter that is being looked at.
pub async fn withdraw(browser: &Browser, ticket: &Ticket) {
    browser.press(&format!("main a[href=\"/track/{}/withdraw\"]", ticket.number)).await;
    browser.fill("words", "已经解决").await;
    browser.picture("portal-withdraw").await;
    // What cannot be taken back is no primary button.
    browser.press("main form[action$=\"/withdraw\"] button").await;
    browser.shows(&ticket.number).await;
    browser.picture("portal-withdrawn").await;
}

/// What a page of consumers never shows: who works on it, what they note, which codes.
pub async fn shows_nothing_inner(browser: &Browser) {
    let page = browser.ask("return document.documentElement.outerHTML;").await;
    let page = page.as_str().unwrap();
    for inner in ["handler", "approver", NOTE, "prov:", "B03023"] {
        assert!(!page.contains(inner), "`{inner}` on {}", browser.path().await);
    }
}
