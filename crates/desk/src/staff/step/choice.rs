//! What the fields of a form offer, for one case, in one language.

use std::collections::BTreeMap;

use domain::code::{Axis, Code};
use domain::id::InstitutionId;
use domain::matter::{Book, Kind, Particular, Remedy};
use domain::organisation::{Institution, Right};
use jiff::civil::Date;
use office::{CaseView, Organisation};
use strum::IntoEnumIterator;

use super::field::Choices;
use crate::guard::Staff;
use crate::locale::Words;
use crate::staff::shown::{code_name, institution_name, short_moment};

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// Choices under a heading; the heading may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChoiceGroup {
    /// The heading.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

impl Choice {
    /// A choice that is not chosen.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), chosen: false }
    }

    /// The institutions over which a reader has a right, in the order of the tree.
    pub(crate) fn institutions(
        reader: &Staff,
        right: Right,
        organisation: &Organisation,
        chosen: Option<InstitutionId>,
    ) -> Vec<Self> {
        let reach = reader.caller().grants().map(|grants| grants.reach(right, &organisation.tree));
        let reach = reach.unwrap_or_default();
        let offered = organisation.tree.iter().filter(|(id, _)| reach.contains(id));
        let choice = |(id, institution): (InstitutionId, &Institution)| Self {
            chosen: Some(id) == chosen,
            ..Self::new(&institution.code, institution_name(organisation, id, &reader.words))
        };
        offered.map(choice).collect()
    }
}

/// What choices are made from.
pub(crate) struct Offering<'a> {
    /// The case.
    pub view: &'a CaseView,
    /// Institutions and staff.
    pub organisation: &'a Organisation,
    /// The rules.
    pub book: &'a Book,
    /// The date at the office.
    pub today: Date,
    /// The language.
    pub words: &'a Words,
}

impl Offering<'_> {
    /// The choices of a field, without headings where there is only one group.
    pub(crate) fn choices(&self, choices: Choices) -> Vec<ChoiceGroup> {
        match choices {
            Choices::Handlers => self.staff(|staff| {
                let case = &self.view.case;
                let may = staff.may(Right::Handle, case.institution, &self.organisation.tree);
                may && !case.recused.contains(&staff.user_id)
            }),
            Choices::Colleagues => self.staff(|staff| {
                let (tree, here) = (&self.organisation.tree, self.view.case.institution);
                tree.reaches(staff.institution, here) || tree.reaches(here, staff.institution)
            }),
            Choices::Recused => self.staff(|staff| self.view.case.recused.contains(&staff.user_id)),
            Choices::Codes(axis) => self.codes(axis),
            other => vec![ChoiceGroup { label: String::new(), choices: self.plain(other) }],
        }
    }

    fn plain(&self, choices: Choices) -> Vec<Choice> {
        let case = &self.view.case;
        match choices {
            Choices::Fixed(prefix, values) => values.iter().map(|value| self.word(prefix, value)).collect(),
            Choices::Outcomes => {
                case.kind.outcomes().iter().map(|outcome| self.word("outcome", outcome.as_ref())).collect()
            }
            Choices::Remedies => {
                let reviewed =
                    self.organisation.tree.superior(case.institution).is_some() && !case.is_review();
                let all = [Remedy::Review, Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation];
                let held = all.into_iter().filter(|remedy| *remedy != Remedy::Review || reviewed);
                // The law names all of them (art. 19), so all stand ticked.
                held.map(|remedy| Choice { chosen: true, ..self.word("remedy", remedy.as_ref()) }).collect()
            }
            Choices::OtherKinds => {
                let kinds = crate::staff::KINDS.iter().filter(|kind| **kind != case.kind);
                kinds.map(|kind| self.word("kind", kind.as_ref())).collect()
            }
            Choices::Institutions => self.institutions(),
            Choices::OpenTasks => case
                .open_tasks()
                .map(|(number, task)| {
                    let unit = institution_name(self.organisation, task.unit, self.words);
                    let kind = self.words.t(&format!("task_kind-{}", task.kind));
                    Choice::new(number.to_string(), format!("{number} {kind} {unit}"))
                })
                .collect(),
            Choices::OwedSources => self.sources(|state| state.owes()),
            Choices::SentSources => {
                self.sources(|state| state.sent_at.is_some() && state.returned_at.is_none())
            }
            Choices::Sources => self.sources(|_| true),
            Choices::Grounds => {
                let regime = if case.kind == Kind::Objection { "cn-credit" } else { "cn-n3" };
                let grounds =
                    self.book.regimes.get(regime).map(|regime| regime.decline.as_slice()).unwrap_or_default();
                let language = self.words.language();
                grounds
                    .iter()
                    .map(|ground| Choice::new(&ground.code, ground.title.in_language(language)))
                    .collect()
            }
            Choices::Extensions => self.extensions(),
            Choices::Particulars => {
                Particular::iter().map(|name| self.word("particular", name.as_ref())).collect()
            }
            Choices::Files => self.files(),
            Choices::Handlers | Choices::Colleagues | Choices::Recused | Choices::Codes(_) => Vec::new(),
        }
    }

    fn word(&self, prefix: &str, value: &str) -> Choice {
        Choice::new(value, self.words.t(&format!("{prefix}-{value}")))
    }

    fn staff(&self, wanted: impl Fn(&domain::organisation::Staff) -> bool) -> Vec<ChoiceGroup> {
        let mut groups: BTreeMap<InstitutionId, Vec<Choice>> = BTreeMap::new();
        for (user_id, user) in &self.organisation.users {
            if self.organisation.staff(*user_id).is_some_and(|staff| wanted(&staff)) {
                let choice = Choice::new(user_id.to_string(), user.display_name.clone());
                groups.entry(user.institution_id).or_default().push(choice);
            }
        }
        let named = |(institution, choices)| ChoiceGroup {
            label: institution_name(self.organisation, institution, self.words),
            choices,
        };
        groups.into_iter().map(named).collect()
    }

    fn institutions(&self) -> Vec<Choice> {
        let working = self
            .organisation
            .tree
            .iter()
            .filter(|(_, institution)| institution.active && !institution.level.supervises());
        let here = self.view.case.institution;
        working
            .filter(|(id, _)| *id != here)
            .map(|(id, _)| Choice::new(id.to_string(), institution_name(self.organisation, id, self.words)))
            .collect()
    }

    fn sources(&self, wanted: impl Fn(&domain::matter::SourceState) -> bool) -> Vec<Choice> {
        let sources = self.view.sources.iter().filter(|source| wanted(&source.state));
        sources
            .map(|source| {
                let channel = self.words.t(&format!("channel-{}", source.state.source.channel));
                let number = source.state.source.external_number.clone().unwrap_or_default();
                let received = short_moment(source.state.source.received_at, &self.book.zone);
                let label = [channel.to_string(), number, received];
                let label = label.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
                Choice::new(source.position.to_string(), label)
            })
            .collect()
    }

    /// The stages that extend one that runs, with each of their reasons: one choice says all three.
    fn extensions(&self) -> Vec<Choice> {
        let language = self.words.language();
        let mut found = Vec::new();
        for due in self.view.clocks.dues.iter().filter(|due| due.is_open() && !due.advisory) {
            let Some(regime) = self.book.regimes.get_version(&due.regime, due.version) else { continue };
            for stage in
                regime.extensions().filter(|stage| stage.extends.as_deref() == Some(due.stage.as_str()))
            {
                let title = stage.title.in_language(language);
                for reason in &stage.reasons {
                    let value = format!("{}/{}/{}", regime.id, stage.name, reason.code);
                    let label = self.words.t2(
                        "extension-choice",
                        "stage",
                        title,
                        "reason",
                        reason.title.in_language(language),
                    );
                    found.push(Choice::new(value, label));
                }
                if stage.reasons.is_empty() {
                    found.push(Choice::new(format!("{}/{}/unspecified", regime.id, stage.name), title));
                }
            }
        }
        found
    }

    fn files(&self) -> Vec<Choice> {
        let attached = self.view.timeline.iter().filter_map(|entry| match &entry.event {
            domain::matter::Event::Attached { blob, name, .. } => {
                let name = self.view.texts.get(&name.text_id).cloned();
                Some(Choice::new(blob.to_string(), name.unwrap_or_else(|| blob.to_string())))
            }
            _ => None,
        });
        attached.collect()
    }

    /// The leaves of an axis under the path of their parents.
    fn codes(&self, axis: Axis) -> Vec<ChoiceGroup> {
        let received = self.book.zone.to_datetime(self.view.case.received_at()).date();
        let on = self.book.codes.day_of_coding(axis, received, self.today);
        let current: Vec<&str> = self.chosen_codes();
        let mut groups: Vec<ChoiceGroup> = Vec::new();
        for set in self.book.codes.sets_on(axis, on) {
            for leaf in set.codes().iter().filter(|code| code.is_leaf) {
                let path = set.path(leaf.code());
                let above: Vec<String> =
                    path.iter().take(path.len().saturating_sub(1)).map(|code| self.name(code)).collect();
                let label = above.join(" \u{203a} ");
                let choice = Choice {
                    value: leaf.reference.as_str().to_owned(),
                    label: self.name(leaf),
                    chosen: current.contains(&leaf.reference.as_str()),
                };
                match groups.iter_mut().find(|group| group.label == label) {
                    Some(group) => group.choices.push(choice),
                    None => groups.push(ChoiceGroup { label, choices: vec![choice] }),
                }
            }
        }
        groups
    }

    fn chosen_codes(&self) -> Vec<&str> {
        let case = &self.view.case;
        let beside = case.grade.iter().chain(&case.urgency).chain(&case.sensitivity);
        case.codes.iter().chain(beside).map(domain::code::CodeRef::as_str).collect()
    }

    fn name(&self, code: &Code) -> String {
        code_name(code, self.words)
    }
}
