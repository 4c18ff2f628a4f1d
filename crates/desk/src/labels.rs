//! What pages call a kind, a status or a channel, read back: people type into a search box what they see, in either language.

use domain::clock::Language;
use domain::matter::Channel;
use office::SearchField;

use crate::Locales;
use crate::staff::{KINDS, STATUSES};

/// Every channel, in the order of lists.
const CHANNELS: [Channel; 12] = [
    Channel::Counter,
    Channel::Hotline,
    Channel::Online,
    Channel::Portal,
    Channel::Letter,
    Channel::Visit,
    Channel::Nfra,
    Channel::Pbc,
    Channel::Petition,
    Channel::Media,
    Channel::CreditCentre,
    Channel::Other,
];

/// The word behind a label, in whatever language it was typed.
pub fn word(locales: &Locales, field: SearchField, label: &str) -> Option<String> {
    let (prefix, words): (&str, Vec<&str>) = match field {
        SearchField::Kind => ("kind", KINDS.iter().map(AsRef::as_ref).collect()),
        SearchField::Channel => ("channel", CHANNELS.iter().map(AsRef::as_ref).collect()),
        SearchField::Status => {
            let state = by_label(locales, "state", &["open", "ended"], label);
            if state.is_some() {
                return state;
            }
            ("status", STATUSES.iter().map(AsRef::as_ref).collect())
        }
        _ => return None,
    };
    by_label(locales, prefix, &words, label)
}

fn by_label(locales: &Locales, prefix: &str, words: &[&str], label: &str) -> Option<String> {
    let label = label.to_lowercase();
    let says = |word: &&&str| {
        let key = format!("{prefix}-{word}");
        [Language::Zh, Language::En]
            .into_iter()
            .any(|language| locales.words(language).t(&key).to_lowercase() == label)
    };
    words.iter().find(says).map(|word| (*word).to_owned())
}
