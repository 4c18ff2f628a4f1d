//! The pages in a real browser. Pictures of every page on the way lie in `target/screenshots`.
//!
//! Needs Chromium and its driver (Debian: `chromium`, `chromium-driver`). Says so and passes where they are not there, or
//! where `HUIYIN_SKIP_BROWSER` is set.

mod driver;
mod hand;
mod journey;
mod pages;
mod payloads;
mod setting;
mod story;

use driver::{Browser, skipped};
use setting::{ALL, LAPTOP};

use crate::harness::TestDesk;

/// Every journey of both, in every way to see and to work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn matters_are_filed_worked_and_answered_however_somebody_sees_and_works() {
    if skipped() {
        return;
    }
    let desk = TestDesk::start().await;
    let mut browser = Browser::open(&desk, LAPTOP).await;
    for setting in ALL {
        browser.seat(setting).await;
        let ticket = journey::complain(&desk, &browser).await;
        journey::track(&browser, &ticket).await;
        journey::add(&browser, &ticket).await;
        journey::work(&desk, &browser, &ticket.number).await;
        journey::track(&browser, &ticket).await;
        browser.shows(journey::ANSWER).await;
        browser.picture("portal-answered").await;
        journey::prove(&browser).await;
    }
    browser.client.clone().close().await.unwrap();
}
