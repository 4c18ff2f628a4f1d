//! The parts a step's form is made of. What a field offers depends on the case; see [`super::choice`].

use domain::code::Axis;

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name in the form, with the step before it, so that one form can carry several steps: `decide.outcome`.
    pub name: String,
    /// The last part of the key of its label: `field-outcome`.
    pub label: &'static str,
    /// What is typed or chosen.
    pub input: Input,
    /// Whether it may stay empty.
    pub needed: bool,
    /// The last part of the key of the heading it stands under, where several fields belong together.
    pub group: Option<&'static str>,
}

/// What is typed or chosen in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// One line.
    Line,
    /// Several lines.
    Words,
    /// Date and time at the office; filled with the present minute at first.
    Now,
    /// Date and time at the office; empty at first.
    Moment,
    /// A day.
    Day,
    /// A time of day at the office.
    Hour,
    /// An amount in yuan.
    Money,
    /// One to five.
    Score,
    /// Yes or no, by a box.
    Switch,
    /// One of two, with nothing chosen at first; the first part of the keys of their labels, `reached-yes`.
    Either(&'static str),
    /// One of several.
    One(Choices),
    /// Any of several.
    Many(Choices),
}

/// Where the choices of a field come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choices {
    /// Words of the domain, with the first part of the keys of their labels.
    Fixed(&'static str, &'static [&'static str]),
    /// Outcomes the kind of the case knows.
    Outcomes,
    /// Remedies this decision has.
    Remedies,
    /// Kinds other than the case's.
    OtherKinds,
    /// Staff who may handle the case.
    Handlers,
    /// All staff of the case's institution and of its superiors.
    Colleagues,
    /// Staff who are kept out.
    Recused,
    /// Institutions that take work.
    Institutions,
    /// Tasks that wait for an outcome.
    OpenTasks,
    /// Sources that are owed feedback.
    OwedSources,
    /// Sources that got feedback.
    SentSources,
    /// All sources.
    Sources,
    /// Grounds on which the case may be declined.
    Grounds,
    /// Extensions its regimes offer, each with its reasons.
    Extensions,
    /// Descriptors by name.
    Particulars,
    /// Attachments.
    Files,
    /// Leaves of the code sets of an axis that are valid on the day of receipt, or today where none was yet.
    Codes(Axis),
}

impl Choices {
    /// Whether what is chosen is a number: an identifier or a place in a list.
    pub(crate) fn is_number(self) -> bool {
        matches!(
            self,
            Self::Handlers
                | Self::Colleagues
                | Self::Recused
                | Self::Institutions
                | Self::OpenTasks
                | Self::OwedSources
                | Self::SentSources
                | Self::Sources
                | Self::Files
        )
    }
}

impl Field {
    fn new(step: &str, name: &str, input: Input, needed: bool) -> Self {
        Self { name: format!("{step}.{name}"), label: "", input, needed, group: None }
    }

    /// A field that must be filled.
    pub(crate) fn needed(step: &str, name: &'static str, input: Input) -> Self {
        Self { label: name, ..Self::new(step, name, input, true) }
    }

    /// A field that may stay empty.
    pub(crate) fn optional(step: &str, name: &'static str, input: Input) -> Self {
        Self { label: name, ..Self::new(step, name, input, false) }
    }

    /// The same field with another label.
    pub(crate) fn labelled(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    /// The same field under a heading.
    pub(crate) fn under(self, group: &'static str) -> Self {
        Self { group: Some(group), ..self }
    }

    /// The field and its value to which the field belongs: what stands under `reached_yes` belongs to the `yes` of
    /// `reached`.
    pub(crate) fn choice(&self) -> Option<(String, &'static str)> {
        let (name, value) = self.group?.split_once('_')?;
        let step = self.name.split_once('.').map_or("", |(step, _)| step);
        Some((format!("{step}.{name}"), value))
    }

    /// Whether it is one of the further attempts, which stand folded.
    pub(crate) fn is_further(&self) -> bool {
        self.short_name().starts_with("attempt_") && !self.short_name().starts_with("attempt_1")
    }

    /// Its name without the step.
    pub(crate) fn short_name(&self) -> &str {
        self.name.split_once('.').map_or(self.name.as_str(), |(_, name)| name)
    }
}
