//! Administration: institutions, staff and their roles, how they sign in, tokens, keys; the rules as they are loaded; jobs.

pub(crate) mod access;
pub(crate) mod channel_periods;
pub(crate) mod channels;
pub(crate) mod deliveries;
mod hours;
pub(crate) mod institutions;
pub(crate) mod jobs;
pub(crate) mod load_rules;
pub(crate) mod reply_templates;
pub(crate) mod rules;
pub(crate) mod staff_import;
pub(crate) mod tokens;
pub(crate) mod users;
pub(crate) mod vault_keys;
pub(crate) mod webhooks;

use super::frame::Entry;
use crate::locale::Words;

/// The pages of administration, as tabs.
pub(crate) fn tabs(current: &str, words: &Words) -> Vec<Entry> {
    let pages = [
        "institutions",
        "users",
        "access",
        "channels",
        "reply-templates",
        "tokens",
        "keys",
        "regimes",
        "codes",
        "jobs",
        "deliveries",
        "webhooks",
    ];
    let tab = |page: &&str| Entry {
        href: format!("/desk/admin/{page}"),
        label: words.t(&format!("admin-{page}")),
        count: String::new(),
        current: *page == current,
    };
    pages.iter().map(tab).collect()
}
