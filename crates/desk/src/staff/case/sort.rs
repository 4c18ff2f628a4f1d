//! What kind of entry an event makes in the trail, and whether the consumer sees it too.

use domain::matter::Event;

/// What the trail can be narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Spoken with the person, answered.
    Contact,
    /// Material, notes, files.
    Material,
    /// Dates and pauses.
    Clock,
    /// Who has it, how it moves.
    Flow,
}

impl Sort {
    /// All of them, in the order of their links.
    pub(crate) const ALL: [Self; 4] = [Self::Contact, Self::Material, Self::Clock, Self::Flow];

    /// Its word in addresses and keys.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Material => "material",
            Self::Clock => "clock",
            Self::Flow => "flow",
        }
    }

    /// The sort an event is of.
    pub(crate) fn of(event: &Event) -> Self {
        match event {
            Event::Contacted { .. }
            | Event::CalledBack { .. }
            | Event::Echoed { .. }
            | Event::DeliveryProven { .. }
            | Event::FeedbackSent { .. }
            | Event::FeedbackReturned { .. }
            | Event::MessageSent { .. }
            | Event::MessageDelivered { .. }
            | Event::MessageFailed { .. }
            | Event::Reported { .. } => Self::Contact,
            Event::NoteTaken { .. }
            | Event::Attached { .. }
            | Event::MaterialAsked { .. }
            | Event::MaterialReceived { .. }
            | Event::StatementRecorded { .. }
            | Event::Verified { .. }
            | Event::FactCorrected { .. } => Self::Material,
            Event::Extended { .. }
            | Event::ExtensionTold { .. }
            | Event::PeriodAgreed { .. }
            | Event::ClockPaused { .. }
            | Event::ClockResumed { .. }
            | Event::CentreDateSet { .. } => Self::Clock,
            _ => Self::Flow,
        }
    }
}

/// Whether the consumer sees the entry on the progress page.
pub(crate) fn is_visible(event: &Event) -> bool {
    matches!(
        event,
        Event::Received(_)
            | Event::RepeatMerged { .. }
            | Event::Accepted {}
            | Event::Transferred { .. }
            | Event::MaterialAsked { .. }
            | Event::MaterialReceived { .. }
            | Event::Extended { .. }
            | Event::PeriodAgreed { .. }
            | Event::ClockPaused { .. }
            | Event::Marked { .. }
            | Event::Verified { .. }
            | Event::Echoed { .. }
            | Event::Closed {}
            | Event::Withdrawn { .. }
            | Event::MergedInto { .. }
            | Event::ReferredOn { .. }
            | Event::Reopened { .. }
            | Event::ReviewOpened { .. }
    )
}
