//! From a draft to what is filed, in the visitor's own words.

use std::collections::BTreeMap;

use domain::matter::{Channel, Particular, PartyRole};
use office::{AgentInput, PersonInput, Submission};

use super::draft::{Draft, Whose, Wish};
use crate::locale::Words;
use crate::staff::shown::yuan;

/// The longest subject, in characters: one line of a list.
const SUBJECT_CHARS_MAX: usize = 60;

/// What is filed. `business` is the label of the class the visitor chose.
pub(crate) fn submission(draft: &Draft, business: Option<String>, words: &Words) -> Submission {
    let text = |typed: &str| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
    let writer = PersonInput { name: text(&draft.name), phone: text(&draft.phone), ..PersonInput::default() };
    let (person, agent) = match draft.whose {
        Whose::Own => (writer, None),
        Whose::Other => {
            let owner = PersonInput {
                name: text(&draft.owner),
                reply_phone: text(&draft.phone),
                ..PersonInput::default()
            };
            (
                owner,
                Some(AgentInput { role: PartyRole::Agent, person: writer, document: text(&draft.authority) }),
            )
        }
    };
    Submission {
        kind: draft.door.kind(),
        institution: draft.institution.clone(),
        channel: Channel::Portal,
        external_number: None,
        received_at: None,
        forwarded_at: None,
        required_on: None,
        feedback_owed: None,
        person,
        agent,
        subject: headline(&draft.what),
        narrative: text(&draft.what),
        request: Some(request(draft, words)),
        complainants: 1,
        in_person: false,
        origin: None,
        particulars: business
            .map(|label| BTreeMap::from([(Particular::BusinessCategory, label)]))
            .unwrap_or_default(),
        respondents: Vec::new(),
        item_number: None,
    }
}

/// What is wanted, wish by wish, as the check page and the handler read it.
pub(crate) fn wishes(draft: &Draft, words: &Words) -> Vec<String> {
    let wish = |wish: &Wish| {
        let key: &'static str = wish.into();
        let label = words.t(&format!("wish-{key}"));
        match (wish, draft.amount_cents()) {
            (Wish::Refund, Some(cents)) => words.t2("check-money", "wish", label, "amount", yuan(cents)),
            (Wish::Other, _) => draft.other.trim().to_owned(),
            _ => label,
        }
    };
    draft.wishes.iter().map(wish).collect()
}

fn request(draft: &Draft, words: &Words) -> String {
    let form: &'static str = draft.reply.into();
    let reply = words.t1("summary-reply", "form", words.t(&format!("reply-{form}")));
    let wishes = wishes(draft, words);
    if wishes.is_empty() {
        return reply;
    }
    let joined = wishes.join(&words.t("list-separator"));
    format!("{}{reply}", words.t1("summary-wishes", "wishes", joined))
}

/// The first sentence, cut where a line of a list ends.
fn headline(what: &str) -> String {
    // With the full-width full stop, exclamation mark, comma and question mark.
    let ends = |letter: char| {
        matches!(letter, '\u{3002}' | '\u{ff01}' | '\u{ff0c}' | '\u{ff1f}' | '!' | '?' | '\n' | '\r')
    };
    let first = what.trim().split(ends).map(str::trim).find(|part| !part.is_empty()).unwrap_or_default();
    match first.char_indices().nth(SUBJECT_CHARS_MAX) {
        Some((end, _)) => format!("{}\u{2026}", &first[..end]),
        None => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::headline;

    #[test]
    fn a_headline_is_the_first_sentence_and_never_too_long() {
        assert_eq!(headline("  分期手续费没有告知。要求退还。"), "分期手续费没有告知");
        assert_eq!(headline("10月办了分期，没有提示手续费。"), "10月办了分期");
        assert_eq!(headline("\n\nCharged twice! Please refund."), "Charged twice");
        assert_eq!(headline("还".repeat(90).as_str()).chars().count(), 61);
        assert_eq!(headline("。。"), "");
    }
}
