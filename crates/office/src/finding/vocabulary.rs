//! What names in a question mean at this office.

use domain::code::CodeRef;
use domain::id::{InstitutionId, UserId};
use domain::matter::Book;
use jiff::civil::Date;
use search::{Field, Vocabulary};

use super::Labels;
use crate::{Caller, Organisation};

/// Names as a caller means them.
pub(super) struct Names<'a> {
    pub organisation: &'a Organisation,
    pub caller: &'a Caller,
    pub book: &'a Book,
    pub today: Date,
    pub labels: Labels<'a>,
}

impl Vocabulary for Names<'_> {
    fn today(&self) -> Date {
        self.today
    }

    fn word(&self, field: Field, label: &str) -> Option<String> {
        (self.labels)(field, label)
    }

    fn institutions(&self, label: &str) -> Vec<InstitutionId> {
        let tree = &self.organisation.tree;
        let named = tree.iter().filter(|(_, found)| {
            found.code.eq_ignore_ascii_case(label)
                || found.name_zh == label
                || found.name_en.eq_ignore_ascii_case(label)
        });
        named.flat_map(|(id, _)| tree.subtree(id)).collect()
    }

    fn handler(&self, label: &str) -> Option<UserId> {
        if matches!(label, "me" | "我" | "本人") {
            return self.caller.actor().user();
        }
        let mut users = self.organisation.users.iter();
        let named =
            users.find(|(_, user)| user.login.eq_ignore_ascii_case(label) || user.display_name == label);
        named.map(|(id, _)| *id)
    }

    fn codes(&self, label: &str) -> Vec<String> {
        if let Ok(reference) = label.parse::<CodeRef>() {
            return vec![reference.code().to_owned()];
        }
        let codes = self.book.codes.iter().flat_map(|set| set.codes());
        let named = codes.filter(|code| {
            code.code() == label || code.name_zh == label || code.name_en.eq_ignore_ascii_case(label)
        });
        let mut found: Vec<String> = named.map(|code| code.code().to_owned()).collect();
        found.sort_unstable();
        found.dedup();
        // The beginning of codes that stand nowhere by themselves.
        let like_code = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":-_.".contains(&byte));
        if found.is_empty() && like_code {
            found.push(label.to_owned());
        }
        found
    }
}
