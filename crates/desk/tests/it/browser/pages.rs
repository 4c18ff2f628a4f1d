//! Every page there is, from the table of addresses, looked at in every way to see: nothing sticks out sideways or moves once
//! it is there, nothing heavy comes over the wire, no rule of accessibility is broken.
//!
//! The rules are those of axe-core, where `HUIYIN_AXE` names its file; `cargo xtask test` brings it. Without it that part is
//! skipped aloud.

use axum::http::Method;
use desk::{Guard, Route, table};
use domain::clock::Language;
use office::{Caller, StaffInput};
use serde_json::Value;

use super::consumer;
use super::driver::{Browser, skipped};
use super::setting::{LAPTOP, PHONE, Setting};
use crate::harness::{PASSWORD, TestDesk};

/// What a page may bring over the wire at its first load, in bytes.
const WEIGHT_MAX: u64 = 100 * 1_024;

/// How much of it may move once it is there, as browsers count it: a hundredth of what they call good. What a script puts into the
/// head of a list that a telephone does not show counts for a tenth of that.
const SHIFT_MAX: f64 = 0.001;

/// Ends of addresses that are no pages: files to keep, and what scripts ask for.
const NO_PAGES: &[&str] = &[
    "/export",
    "/rejects",
    "/receipt",
    "/letter",
    "/attachments/{blob}",
    "/stream",
    ".json",
    "/issuer",
    "/issuer/back",
    "/static/{name}",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// What of a page of consumers in large type is smaller than the rules for elderly persons have it: the body 24 px, no text
/// under 18, controls 60 px high.
const TOO_SMALL: &str = "const size = (element) => parseFloat(getComputedStyle(element).fontSize); \
    const says = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()); \
    const seen = [...document.querySelectorAll('body, body *')].filter((element) => element.offsetParent && \
    !element.closest('.trap, .skip')); \
    const control = 'main a.button, main button:not(.plain), main select, main textarea, \
    main input:not([type=hidden]):not([type=radio]):not([type=checkbox])'; \
    return [...(size(document.body) < 24 ? ['the body'] : []), \
    ...seen.filter((element) => says(element) && size(element) < 18), \
    ...seen.filter((element) => element.matches(control) && element.offsetHeight < 60)] \
    .map((element) => element.outerHTML ? element.outerHTML.slice(0, 120) : element);";

/// Somebody who may do everything.
const LOGIN: &str = "everybody";

/// The ways in which every page is looked at.
const WAYS: [Setting; 5] = [
    LAPTOP,
    Setting { name: "390-en-dark", language: Language::En, dark: true, ..PHONE },
    Setting { name: "390-large", large: true, ..PHONE },
    Setting { name: "320-forced", width: 320, forced_colors: true, ..LAPTOP },
    Setting { name: "zoom-en", language: Language::En, width: 320, zoom: 4, dark: true, ..LAPTOP },
];

/// The pages in two parts: those that anybody reaches or a consumer with a code, and those of the staff.
fn addresses(desk: &TestDesk, number: &str) -> (Vec<String>, Vec<String>) {
    let is_page = |route: &Route| {
        route.method == Method::GET
            && !matches!(route.guard, Guard::Gateway | Guard::Token(_) | Guard::TokenAny)
            && !route.path.starts_with("/api/")
            && !NO_PAGES.iter().any(|end| route.path.ends_with(end))
    };
    let address = |route: &Route| {
        let step = if route.path.starts_with("/desk") { "note" } else { "what" };
        let path =
            route.path.replace("{number}", number).replace("{door}", "complaint").replace("{step}", step);
        // What there is none of still has a page that says so.
        path.split('/')
            .map(|part| if part.starts_with('{') { "1" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    };
    let (mut staff, mut consumers) = (Vec::new(), Vec::new());
    for route in table(&desk.desk).iter().filter(|route| is_page(route)) {
        let path = address(route);
        if path.starts_with("/desk") { staff.push(path) } else { consumers.push(path) }
    }
    (staff, consumers)
}

/// The source of axe-core, if it is here.
fn axe() -> Option<String> {
    let Some(path) = std::env::var_os("HUIYIN_AXE") else {
        eprintln!("skipped the rules of accessibility: HUIYIN_AXE names no file");
        return None;
    };
    Some(std::fs::read_to_string(path).unwrap())
}

impl Browser {
    async fn later(&self, script: &str) -> Value {
        self.client.execute_async(script, Vec::new()).await.unwrap()
    }

    /// What axe-core finds that is serious, a line each.
    async fn broken_rules(&self, axe: &str) -> Vec<String> {
        self.ask(axe).await;
        let found = self
            .later(
                "const done = arguments[arguments.length - 1]; \
                 axe.run(document, { resultTypes: ['violations'] }).then((found) => done(found.passes.length ? found.violations \
                 .filter((rule) => ['serious', 'critical'].includes(rule.impact)) \
                 .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html}`)) : ['no rule was asked']), \
                 (error) => done([String(error)]));",
            )
            .await;
        found.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    }

    /// What the page brought over the wire, in bytes.
    async fn weight(&self) -> u64 {
        let sum = "return [...performance.getEntriesByType('navigation'), \
                   ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.transferSize, 0);";
        self.ask(sum).await.as_u64().unwrap()
    }

    /// How much of the page moved after it was there, as browsers count it.
    async fn shift(&self) -> f64 {
        let observe = "const done = arguments[arguments.length - 1]; let sum = 0; \
                       new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; }) \
                       .observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(sum), 60);";
        self.later(observe).await.as_f64().unwrap()
    }

    /// Looks at a page and adds what is wrong with it.
    async fn look(&self, path: &str, axe: Option<&str>, wrong: &mut Vec<String>) {
        self.tool("Network.clearBrowserCache", Value::Object(Default::default())).await;
        self.goto(path).await;
        self.find("main h1, main h2").await;
        let place = format!("{path} ({})", self.setting.name);
        let (weight, shift) = (self.weight().await, self.shift().await);
        if weight > WEIGHT_MAX {
            wrong.push(format!("{place}: {weight} bytes over the wire"));
        }
        if shift > SHIFT_MAX {
            wrong.push(format!("{place}: moves by {shift}"));
        }
        let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";
        if self.ask(wide).await.as_i64() > Some(0) {
            wrong.push(format!("{place}: sticks out by {} px", self.ask(wide).await));
        }
        if self.setting.large && !path.starts_with("/desk") {
            let found = self.ask(TOO_SMALL).await;
            let lines = found.as_array().unwrap().iter();
            wrong.extend(lines.map(|line| format!("{place}: too small for large type: {line}")));
        }
        if let Some(axe) = axe {
            wrong.extend(self.broken_rules(axe).await.into_iter().map(|rule| format!("{place}: {rule}")));
        }
    }
}

/// Somebody with every role.
async fn hire(desk: &TestDesk) {
    let roles = [
        "intake",
        "handler",
        "approver",
        "senior_manager",
        "officer",
        "auditor",
        "administrator",
        "supervisor",
    ];
    let input = StaffInput {
        login: LOGIN.to_owned(),
        display_name: LOGIN.to_owned(),
        institution: "HQ".to_owned(),
        roles: roles.map(str::to_owned).into(),
        password: Some(PASSWORD.to_owned()),
        active: true,
    };
    desk.desk.office.set_staff(&Caller::system("test"), input).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_light_keeps_still_and_is_open_to_everybody() {
    if skipped() {
        return;
    }
    let axe = axe();
    let desk = TestDesk::start().await;
    hire(&desk).await;
    let mut browser = Browser::open(&desk, LAPTOP).await;
    let ticket = consumer::complain(&desk, &browser).await;
    let (staff, consumers) = addresses(&desk, &ticket.number);
    assert!(staff.len() > 40 && consumers.len() > 15, "{} and {} pages", staff.len(), consumers.len());
    desk.desk.office.search_follow().await.unwrap();
    let mut wrong = Vec::new();
    for way in WAYS {
        browser.seat(way).await;
        consumer::track(&browser, &ticket).await;
        for path in &consumers {
            browser.look(path, axe.as_deref(), &mut wrong).await;
        }
        browser.sign_in(LOGIN).await;
        for path in &staff {
            browser.look(path, axe.as_deref(), &mut wrong).await;
        }
    }
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    browser.client.clone().close().await.unwrap();
}
