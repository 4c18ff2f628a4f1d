//! How much somebody who was never shown it has to do, going only by what the pages say: one click, one key or one filled
//! field counts one.

use std::cell::Cell;
use std::io::Write;

use super::consumer::{self, ANSWER, SAID};
use super::driver::{Browser, skipped};
use super::setting::LAPTOP;
use crate::harness::TestDesk;

/// What may be needed at most.
const FILING_MAX: u32 = 15;
const COMPLAINT_MAX: u32 = 12;
const ENQUIRY_MAX: u32 = 5;

/// Somebody who counts.
struct Counted<'a> {
    browser: &'a Browser,
    acts: Cell<u32>,
}

impl<'a> Counted<'a> {
    fn new(browser: &'a Browser) -> Self {
        Self { browser, acts: Cell::new(0) }
    }

    fn one(&self) -> &'a Browser {
        self.acts.set(self.acts.get() + 1);
        self.browser
    }

    async fn press(&self, selector: &str) {
        self.one().press(selector).await;
    }

    async fn fill(&self, name: &str, text: &str) {
        self.one().fill(name, text).await;
    }

    async fn choose(&self, name: &str, value: &str) {
        self.one().choose(name, value).await;
    }

    /// Tells how much it was, and that it was not too much.
    #[track_caller]
    #[allow(clippy::explicit_write, reason = "what `eprintln!` writes the test runner keeps to itself")]
    fn at_most(&self, most: u32, what: &str) {
        let acts = self.acts.get();
        writeln!(std::io::stderr(), "{what}: {acts} clicks, keys and fields (at most {most})").unwrap();
        assert!(acts <= most, "{what}: {acts}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_matter_takes_few_clicks_keys_and_fields() {
    if skipped() {
        return;
    }
    let desk = TestDesk::start().await;
    let browser = Browser::open(&desk, LAPTOP).await;

    browser.goto("/").await;
    let consumer = Counted::new(&browser);
    consumer.press("main a[href=\"/file/complaint/what\"]").await;
    consumer.fill("what", SAID).await;
    consumer.choose("business", "prov:B03").await;
    consumer.press("main form button.primary").await;
    consumer.choose("wish", "refund").await;
    consumer.fill("amount", "386.4").await;
    consumer.press("main form button.primary").await;
    consumer.fill("name", "周先生").await;
    consumer.fill("phone", "13800001234").await;
    consumer.press("main form button.primary").await;
    desk.later(5);
    consumer.press("main form button.primary").await;
    let number = browser.find("#number").await.text().await.unwrap();
    consumer.at_most(FILING_MAX, "filing a complaint");
    let enquiry = consumer::enquire(&desk, &browser).await;

    browser.sign_in("handler").await;
    browser.goto("/desk/queue?view=unassigned").await;
    let handler = Counted::new(&browser);
    handler.press(&format!("main a[href*=\"/desk/cases/{number}\"]")).await;
    handler.press("main a[href*=\"/steps/conclude\"]").await;
    handler.choose("code.channel", "jrt0169-channel@2018:prov:A01033").await;
    handler.choose("code.business", "jrt0169-business@2018:prov:B03023").await;
    handler.choose("code.reason", "jrt0169-reason@2018:prov:C05").await;
    handler.choose("decide.outcome", "upheld").await;
    handler.choose("decide.liability", "liable").await;
    handler.fill("decide.basis", "分期协议第三条").await;
    handler.fill("decide.reasons", "办理页面没有提示手续费").await;
    handler.fill("answer.text", ANSWER).await;
    handler.fill("answer.evidence", "录音编号0001").await;
    handler.press("main form button.primary").await;
    browser.shows(&browser.setting.t("status-closed")).await;
    handler.at_most(COMPLAINT_MAX, "a complaint from the queue to its end");

    browser.goto("/desk/queue?view=unassigned").await;
    let handler = Counted::new(&browser);
    handler.press(&format!("main a[href*=\"/desk/cases/{}\"]", enquiry.number)).await;
    handler.press("main a[href*=\"/steps/conclude\"]").await;
    handler.fill("answer.text", "2月17日至19日休息，20日起照常营业。").await;
    handler.fill("answer.evidence", "录音编号0002").await;
    handler.press("main form button.primary").await;
    browser.shows(&browser.setting.t("status-closed")).await;
    handler.at_most(ENQUIRY_MAX, "an enquiry from the queue to its end");
    browser.client.clone().close().await.unwrap();
}
