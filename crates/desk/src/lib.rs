//! The desk: HTTP for staff, for consumers and for programs. Calls the office, speaks the domain's words; knows no SQL
//! and no rules.
//!
//! Every address stands in one table ([`routes`]) with the [`Guard`] before it; nothing is served that is not in it.
//! What comes in passes, in this order: counting ([`Meters`]) → headers → the table → the guard (who is it, may they, is the form ours) → a
//! handler of [`staff`], [`portal`] or [`api`] → the office.

pub mod api;
mod arrival;
mod case_cookie;
mod channels;
mod compressed;
pub mod cookie;
mod encoded;
mod explained_due;
mod family;
pub mod form_token;
mod gateway;
pub mod guard;
mod headers;
mod health;
mod kept_form;
pub mod labels;
pub mod locale;
mod meters;
pub mod openapi;
mod openapi_plain;
pub mod page;
mod pinyin_match;
pub mod portal;
mod preferences;
pub mod problem;
mod program;
mod qr;
mod rates;
mod reckoning;
pub mod routes;
mod sentence;
pub mod staff;
pub mod static_files;

use std::sync::Arc;

use office::{Office, ReadyLimits};

pub use explained_due::ExplainedDue;
pub use gateway::receipts_path;
pub use guard::Guard;
pub use locale::{Locales, Missing, Words};
pub use meters::Meters;
pub use openapi::openapi;
pub use rates::RateLimits;
pub use reckoning::reckoning;
pub use routes::{Route, router, table};

/// The desk of an installation.
pub struct Desk {
    /// The use cases.
    pub office: Arc<Office>,
    /// The words.
    pub locales: Locales,
    /// How it is set up.
    pub settings: DeskSettings,
    /// What is counted while it works.
    pub meters: Meters,
    rates: rates::Rates,
    looked: health::Looked,
}

impl Desk {
    /// A desk that has not worked yet.
    pub fn new(office: Arc<Office>, locales: Locales, settings: DeskSettings) -> Self {
        let (rates, looked) = Default::default();
        Self { office, locales, settings, meters: Meters::default(), rates, looked }
    }
}

/// How a desk is set up.
#[derive(Clone)]
pub struct DeskSettings {
    /// Whether cookies are bound to TLS; only a desk on the own machine goes without.
    pub secure_cookies: bool,
    /// Whether only the consumers' pages are served: the part that may be published.
    pub portal_only: bool,
    /// Whether requests come through a proxy of the institution, whose word on the sender's address is believed.
    pub behind_proxy: bool,
    /// The service telephone, as consumers read it.
    pub hotline: String,
    /// The name of the institution, as consumers read it.
    pub name: String,
    /// The code of the institution that takes in what consumers file.
    pub intake_institution: String,
    /// Signs the cookies of visitors. All nodes of an installation share it; a new one ends visits, loses nothing else.
    pub cookie_secret: [u8; 32],
    /// How fast requests may come.
    pub rates: RateLimits,
    /// What must hold for it to be ready.
    pub ready: ReadyLimits,
}

impl std::fmt::Debug for DeskSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("DeskSettings")
            .field("secure_cookies", &self.secure_cookies)
            .field("portal_only", &self.portal_only)
            .field("behind_proxy", &self.behind_proxy)
            .field("hotline", &self.hotline)
            .field("name", &self.name)
            .field("intake_institution", &self.intake_institution)
            .field("rates", &self.rates)
            .field("ready", &self.ready)
            .finish_non_exhaustive()
    }
}
