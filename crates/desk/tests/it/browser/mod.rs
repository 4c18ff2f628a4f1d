//! The pages in a real browser. Pictures of every page on the way lie in `target/screenshots`.
//!
//! Needs Chromium and its driver (Debian: `chromium`, `chromium-driver`). Says so and passes where they are not there, or
//! where `HUIYIN_SKIP_BROWSER` is set.

mod consumer;
mod driver;
mod hand;
mod pages;
mod payloads;
mod setting;
mod staff;
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
        // However somebody works, a network may only file so much an hour.
        desk.later(3_600);
        let ticket = consumer::complain(&desk, &browser).await;
        consumer::track(&browser, &ticket).await;
        consumer::add(&browser, &ticket).await;
        let other = consumer::object(&desk, &browser).await;
        consumer::track(&browser, &other).await;
        consumer::withdraw(&browser, &other).await;
        staff::take_a_call(&browser).await;
        staff::work(&desk, &browser, &ticket.number).await;
        consumer::track(&browser, &ticket).await;
        browser.shows(consumer::ANSWER).await;
        consumer::shows_nothing_inner(&browser).await;
        browser.picture("portal-answered").await;
        consumer::disagree(&browser, &ticket).await;
        consumer::shows_nothing_inner(&browser).await;
        staff::prove(&desk, &browser, &ticket.number).await;
    }
    browser.client.clone().close().await.unwrap();
}
