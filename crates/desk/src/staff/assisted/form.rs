//! The fields of a question, with what was said so far.

use crate::portal::draft::{Door, Draft, Reply, Step, Whose, Wish};
use crate::portal::offered::{business_choices, name_of};
use crate::staff::frame::Problem;
use crate::staff::step::choice::{Choice, ChoiceGroup};
use crate::staff::step::form::{Control, FieldGroup, ShownField};
use crate::{Desk, Words};

/// The fields of a step, under the names that the draft takes.
pub(super) fn groups(
    desk: &Desk,
    draft: &Draft,
    step: Step,
    institutions: &[String],
    errors: &[Problem],
    words: &Words,
) -> Vec<FieldGroup> {
    let field = |name: &str, label: &str, optional: bool, control: Control| ShownField {
        id: name.to_owned(),
        name: name.to_owned(),
        label: words.t(label),
        optional,
        hint: String::new(),
        error: errors
            .iter()
            .find(|error| error.name == name)
            .map(|error| error.sentence.clone())
            .unwrap_or_default(),
        control,
    };
    let list = |choices| Control::Select(vec![ChoiceGroup { label: String::new(), choices }]);
    let line = |mode: &'static str, value: &str| Control::Line("text", mode, value.to_owned());
    let fields = match step {
        Step::What => {
            let mut fields = vec![field("what", "what-label", false, Control::Words(draft.what.clone()))];
            if institutions.len() > 1 {
                let choice = |code: &String| Choice {
                    chosen: *code == draft.institution,
                    ..Choice::new(code, name_of(desk, code, words))
                };
                let offered = institutions.iter().map(choice).collect();
                fields.push(field("institution", "what-institution", false, list(offered)));
            }
            if draft.door != Door::Credit {
                let businesses = business_choices(desk, draft, words).into_iter();
                let businesses = businesses.map(|choice| Choice {
                    chosen: choice.chosen,
                    ..Choice::new(choice.value, choice.label)
                });
                fields.push(field("business", "what-business", true, list(businesses.collect())));
            }
            fields
        }
        Step::Want => {
            let wish = |wish: &Wish| {
                let word: &'static str = wish.into();
                let chosen = draft.wishes.contains(wish);
                Choice { chosen, ..Choice::new(word, words.t(&format!("wish-{word}"))) }
            };
            let wishes = Control::Boxes(draft.door.wishes().iter().map(wish).collect());
            let mut fields = vec![field("wish", "assisted-wishes", false, wishes)];
            if draft.door.wishes().contains(&Wish::Refund) {
                fields.push(field("amount", "assisted-amount", true, line("decimal", &draft.amount)));
            }
            fields.push(field("other", "want-other-label", true, line("", &draft.other)));
            fields
        }
        Step::You | Step::Check => {
            let reply = |reply: &Reply| {
                let word: &'static str = reply.into();
                Choice {
                    chosen: draft.reply == *reply,
                    ..Choice::new(word, words.t(&format!("reply-{word}")))
                }
            };
            let whose = |whose: Whose| {
                let word: &'static str = whose.into();
                Choice {
                    chosen: draft.whose == whose,
                    ..Choice::new(word, words.t(&format!("whose-{word}")))
                }
            };
            let replies = Control::Radios(draft.door.replies().iter().map(reply).collect());
            let whose = Control::Radios([Whose::Own, Whose::Other].map(whose).into());
            vec![
                field("name", "you-name", false, line("", &draft.name)),
                field("phone", "you-phone", false, Control::Line("tel", "tel", draft.phone.clone())),
                field("reply", "you-reply", false, replies),
                field("whose", "you-whose", false, whose),
                field("owner", "assisted-owner", true, line("", &draft.owner)),
                field("authority", "assisted-authority", true, line("", &draft.authority)),
            ]
        }
    };
    vec![FieldGroup { fields, ..FieldGroup::default() }]
}
