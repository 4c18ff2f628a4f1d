//! What people type is text wherever it is shown, whatever it looks like.

use serde_json::json;

use super::driver::{Browser, skipped};
use super::setting::LAPTOP;
use crate::harness::TestDesk;

/// Texts that would run a script, were they not text. Each would set `window.fired`.
const PAYLOADS: [&str; 14] = [
    "<script>window.fired=1</script>",
    "\"><img src=x onerror=window.fired=1>",
    "'><svg onload=window.fired=1>",
    "</textarea><script>window.fired=1</script>",
    "</title><body onload=window.fired=1>",
    "<details open ontoggle=window.fired=1>x</details>",
    "<input autofocus onfocus=window.fired=1>",
    "<a href=\"javascript:window.fired=1\">卡</a>",
    "<iframe srcdoc=\"<script>parent.fired=1</script>\"></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.fired=1>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.fired=1>\">",
    "{{constructor.constructor('window.fired=1')()}}${window.fired=1}",
    "\u{2028}\\u003cscript\\u003ewindow.fired=1\\u003c/script\\u003e",
    "<ScRiPt\u{c}>window.fired=1</ScRiPt\u{c}>",
];

/// What none of them may leave in a page.
const TRACES: &str = "return [window.fired ?? 0, document.querySelectorAll('main [onerror], main [onload], \
                      body[onload], main [ontoggle], main [onfocus], main iframe, main script, main math, main mglyph, \
                      main a[href^=\"javascript\" i], main style').length];";

/// As long as a page lets people write.
fn all() -> String {
    PAYLOADS.join(" ")
}

async fn is_text(browser: &Browser, path: &str) {
    browser.goto(path).await;
    browser.find("main").await;
    let status = browser.ask("return performance.getEntriesByType('navigation')[0].responseStatus;").await;
    assert_eq!(status, 200, "{path}");
    assert_eq!(browser.ask(TRACES).await, json!([0, 0]), "{path}");
}

/// Types the payloads into every field of a form that takes words, and sends it.
async fn fill_all(browser: &Browser, path: &str) {
    browser.goto(path).await;
    let names = browser
        .ask(
            "return [...document.querySelectorAll('main form textarea, main form input:not([type=hidden]):not([type=\
             radio]):not([type=checkbox]):not([type=file]):not([name=website]):not([role=combobox])')] \
             .filter((field) => field.name && field.offsetParent).map((field) => field.name);",
        )
        .await;
    let text = all();
    for name in names.as_array().unwrap() {
        let script = "const field = document.querySelector(`main form [name=\"${arguments[0]}\"]`); \
                      field.value = arguments[1];";
        browser.client.execute(script, vec![name.clone(), text.clone().into()]).await.unwrap();
    }
    let send = "const button = document.querySelector('main form button.primary'); if (button) { \
                button.form.noValidate = true; button.click(); } return !!button;";
    assert!(browser.ask(send).await == true, "{path} has nothing to send");
    browser.find("main").await;
    assert_eq!(browser.ask(TRACES).await, json!([0, 0]), "the answer to {path}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_typed_stays_text() {
    if skipped() {
        return;
    }
    let desk = TestDesk::start().await;
    let browser = Browser::open(&desk, LAPTOP).await;
    // What is refused is shown again beside its error: text there too.
    for path in ["/file/complaint/what", "/track", "/verify", "/desk/sign-in"] {
        fill_all(&browser, path).await;
    }
    browser.goto("/file/complaint/what").await;
    browser.fill("what", &all().replace('\u{c}', "")).await;
    browser.send().await;
    browser.choose("wish", "other").await;
    browser.fill("other", PAYLOADS[1]).await;
    browser.send().await;
    // No name looks like that, which is said beside what was typed.
    browser.fill("name", PAYLOADS[2]).await;
    browser.fill("phone", "13800001234").await;
    browser.send().await;
    assert_eq!(browser.ask(TRACES).await, json!([0, 0]), "a name that is none");
    browser.fill("name", "周先生").await;
    browser.send().await;
    assert_eq!(browser.ask(TRACES).await, json!([0, 0]), "the page to check");
    desk.later(5);
    browser.send().await;
    let number = browser.find("#number").await.text().await.unwrap();
    for path in [format!("/track/{number}"), format!("/track/{number}/add")] {
        is_text(&browser, &path).await;
    }
    fill_all(&browser, &format!("/track/{number}/add")).await;

    browser.sign_in("handler").await;
    let case = format!("/desk/cases/{number}");
    for step in ["accept", "note", "contact", "conclude"] {
        fill_all(&browser, &format!("{case}/steps/{step}")).await;
    }
    fill_all(&browser, "/desk/intake").await;
    for path in ["", "/print", "/messages", "/steps/note", "/steps/conclude", "/unmask"] {
        is_text(&browser, &format!("{case}{path}")).await;
    }
    desk.desk.office.search_follow().await.unwrap();
    for path in [
        "/desk/queue",
        "/desk/queue?view=unassigned",
        "/desk/cases",
        "/desk/search?q=fired",
        "/desk/search?q=%3Cscript%3E",
    ] {
        is_text(&browser, path).await;
    }
    browser.sign_out().await;
    browser.sign_in("admin").await;
    for path in [
        "/desk/admin/institutions",
        "/desk/admin/users",
        "/desk/admin/channels",
        "/desk/admin/reply-templates",
        "/desk/admin/tokens",
        "/desk/admin/webhooks",
    ] {
        fill_all(&browser, path).await;
        is_text(&browser, path).await;
    }
    browser.client.clone().close().await.unwrap();
}
