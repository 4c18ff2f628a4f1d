//! What a visitor has shown of a case, kept by their browser under our signature: its query code, or that they hold the
//! telephone it was filed with.

use axum::http::{HeaderMap, HeaderValue};
use domain::id::Number;

use crate::Desk;
use crate::cookie::{self, Lasts};
use crate::form_token::{same, sign};

/// What was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Number and query code.
    QueryCode,
    /// A one-time code sent to the telephone.
    Telephone,
}

impl Shown {
    /// The name of the cookie, and what its signature is for.
    fn name(self) -> &'static str {
        match self {
            Self::QueryCode => "case",
            Self::Telephone => "telephone",
        }
    }

    /// How long it stands, in seconds.
    fn seconds(self) -> i64 {
        match self {
            Self::QueryCode => 3_600,
            Self::Telephone => 900,
        }
    }

    /// The cookie that says so, once the office has found it true.
    pub fn cookie(self, desk: &Desk, number: &Number) -> HeaderValue {
        let until = desk.office.surroundings().now().as_second() + self.seconds();
        let claim = format!("{number}.{until}");
        let value = format!("{claim}.{}", sign(&desk.settings.cookie_secret, self.name(), &claim));
        cookie::set(&desk.settings, self.name(), &value, Lasts::Visit)
    }

    /// The number of the case it was shown for, while that stands.
    pub fn number(self, desk: &Desk, headers: &HeaderMap) -> Option<String> {
        let value = cookie::read(&desk.settings, headers, self.name())?;
        let (claim, signature) = value.rsplit_once('.')?;
        let (number, until) = claim.split_once('.')?;
        let running = desk.office.surroundings().now().as_second() < until.parse().ok()?;
        let genuine = same(&sign(&desk.settings.cookie_secret, self.name(), claim), signature);
        (running && genuine).then(|| number.to_owned())
    }
}

/// Takes both cookies back: for somebody who leaves a shared computer.
pub fn ended(desk: &Desk) -> [HeaderValue; 2] {
    [Shown::QueryCode, Shown::Telephone]
        .map(|shown| cookie::set(&desk.settings, shown.name(), "", Lasts::Ended))
}
