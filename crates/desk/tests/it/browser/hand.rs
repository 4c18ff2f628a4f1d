//! Pressing, typing and choosing, by mouse or by keyboard alone.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use serde_json::Value;

use super::driver::Browser;
use super::setting::Hand;
use crate::harness::PASSWORD;

// As the WebDriver standard writes them.
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const CONTROL: char = '\u{e009}';
const SPACE: char = ' ';
const UP: char = '\u{e013}';
const DOWN: char = '\u{e015}';
const BACKSPACE: char = '\u{e003}';

/// No page has more places to stop at.
const TABS_MAX: usize = 400;

/// A script on the first element of a selector, given as the first argument.
const ON: &str = "const element = document.querySelector(arguments[0]);";

impl Browser {
    async fn of(&self, selector: &str, script: &str) -> Value {
        self.client.execute(&format!("{ON} {script}"), vec![selector.into()]).await.unwrap()
    }

    /// Presses and lets go, wherever the focus is.
    async fn key(&self, key: char, times: usize) {
        let press = |keys: KeyActions, _| {
            keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key })
        };
        let keys = (0..times).fold(KeyActions::new("keys".to_owned()), press);
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Chooses all that stands in a field and takes it out.
    async fn empty(&self) {
        let keys = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: CONTROL })
            .then(KeyAction::Down { value: 'a' })
            .then(KeyAction::Up { value: 'a' })
            .then(KeyAction::Up { value: CONTROL });
        self.client.perform_actions(keys).await.unwrap();
        self.key(BACKSPACE, 1).await;
    }

    /// Goes to an element by the tabulator. A group of radio buttons is one stop: any of them will do.
    async fn reach(&self, selector: &str) {
        self.find(selector).await;
        let there = "const now = document.activeElement; \
                     return !!now && (now === element || (now.type === 'radio' && now.name === element.name));";
        // The way that a page offers past its head, as whoever works by keyboard goes.
        let past = "return document.activeElement?.className === 'skip' && !!element.closest('main');";
        for _ in 0..TABS_MAX {
            if self.of(selector, there).await == true {
                return;
            }
            if self.of(selector, past).await == true {
                self.key(ENTER, 1).await;
            }
            self.key(TAB, 1).await;
        }
        panic!("no key leads to `{selector}` on {}", self.path().await);
    }

    /// Types into a field over what stands there.
    pub async fn fill(&self, name: &str, text: &str) {
        let selector = format!("main [name=\"{name}\"]");
        let field = self.find(&selector).await;
        if self.setting.hand == Hand::Mouse {
            field.clear().await.unwrap();
            return field.send_keys(text).await.unwrap();
        }
        self.reach(&selector).await;
        if self.of(&selector, "return element.value;").await != "" {
            self.empty().await;
        }
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    /// Chooses a radio button, a box or an entry of a list.
    pub async fn choose(&self, name: &str, value: &str) {
        let list = format!("main [name=\"{name}\"]");
        let field = self.find(&list).await;
        if field.tag_name().await.unwrap() == "select" {
            return self.select(&list, &field, value).await;
        }
        let selector = format!("main [name=\"{name}\"][value=\"{value}\"]");
        let field = self.find(&selector).await;
        if field.is_selected().await.unwrap() {
            return;
        }
        if self.setting.hand == Hand::Mouse {
            return field.click().await.unwrap();
        }
        self.reach(&selector).await;
        if self.of(&selector, "return element.type;").await == "checkbox" {
            return self.key(SPACE, 1).await;
        }
        // The group is there; its own keys lead on from button to button.
        self.key(SPACE, 1).await;
        for _ in 0..TABS_MAX {
            if self.of(&selector, "return element.checked;").await == true {
                return;
            }
            self.key(DOWN, 1).await;
        }
        panic!("no key chooses `{selector}`");
    }

    async fn select(&self, selector: &str, field: &Element, value: &str) {
        if self.setting.hand == Hand::Mouse {
            return field.select_by_value(value).await.unwrap();
        }
        self.reach(selector).await;
        let away = format!(
            "return [...element.options].filter((option) => !option.disabled).findIndex((option) => \
             option.value === '{value}') - element.selectedIndex;"
        );
        let away = self.of(selector, &away).await.as_i64().unwrap();
        let step = if away < 0 { UP } else { DOWN };
        self.key(step, away.unsigned_abs() as usize).await;
        assert_eq!(self.of(selector, "return element.value;").await, value, "`{selector}`");
    }

    /// Presses a button or follows a link, and waits for the next page.
    pub async fn press(&self, selector: &str) {
        let button = self.find(selector).await;
        let before = self.client.find(Locator::Css("html")).await.unwrap();
        match self.setting.hand {
            Hand::Mouse => {
                self.close_news().await;
                button.click().await.unwrap();
            }
            Hand::Keys => {
                self.reach(selector).await;
                self.key(ENTER, 1).await;
            }
        }
        // The old page's element goes stale once the next page is there.
        for _ in 0..400 {
            if before.tag_name().await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        self.find("main h1").await;
    }

    /// Closes what tells of arrivals at the foot of the page, as whoever wants to press what is under it does.
    async fn close_news(&self) {
        for close in self.client.find_all(Locator::Css(".toast button")).await.unwrap() {
            // It may go by itself meanwhile.
            let _ = close.click().await;
        }
    }

    /// Presses the one primary button of the form.
    pub async fn send(&self) {
        self.press("main form button.primary").await;
    }

    pub async fn sign_in(&self, login: &str) {
        self.goto("/desk/sign-in").await;
        self.fill("login", login).await;
        self.fill("password", PASSWORD).await;
        self.picture("desk-sign-in").await;
        self.send().await;
    }

    pub async fn sign_out(&self) {
        self.press("form[action=\"/desk/sign-out\"] button").await;
    }
}
