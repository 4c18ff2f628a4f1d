//! What somebody who files now may expect, and by when. From the same clocks as every case's.

use domain::clock::Event;
use domain::id::{Actor, CaseId, Commitment, Number, TextId, TextRef};
use domain::matter::{Case, Channel, Kind, Particulars, Received, Source, case_clocks};
use jiff::civil::Date;

use crate::Office;

/// The dates of a case that would be received now. No clock, no date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExpectedDates {
    /// When the person is told whether it is accepted.
    pub accept_by: Option<Date>,
    /// When the person is answered, and whether that day is provisional.
    pub answer_by: Option<(Date, bool)>,
}

impl Office {
    /// The dates of a case of this kind, received now at the institution of this code.
    pub fn expected_dates(&self, kind: Kind, institution_code: &str) -> ExpectedDates {
        let organisation = self.organisation();
        let Some(institution) = organisation.tree.by_code(institution_code) else {
            return ExpectedDates::default();
        };
        let now = self.surroundings.now();
        // Only its times are read.
        let nothing = TextRef { text_id: TextId(0), commitment: Commitment([0; 32]), chars: 0 };
        let case_id = CaseId(0);
        let received = Received {
            number: Number::new(kind.prefix(), self.today().year(), case_id),
            kind,
            institution,
            source: Source {
                channel: Channel::Portal,
                external_number: None,
                received_at: now,
                forwarded_at: None,
                required_on: None,
                feedback_owed: false,
            },
            parties: Vec::new(),
            subject: nothing,
            narrative: None,
            request: None,
            complainants: 1,
            in_person: false,
            origin: None,
            particulars: Particulars::new(),
            regimes: Vec::new(),
            respondents: Vec::new(),
            item_number: None,
        };
        let case = Case::received(case_id, &received, now, &Actor::Consumer);
        let clocks = case_clocks(&case, institution_code, &self.book(), now);
        let accept = self.accept_stage(kind, institution_code);
        let accept = clocks.dues.iter().find(|due| accept.as_ref() == Some(&due.stage) && due.is_open());
        ExpectedDates {
            accept_by: accept.map(|due| due.alert_date()),
            answer_by: clocks.governing().map(|due| (due.alert_date(), due.provisional)),
        }
    }

    /// The stage that ends with acceptance, for a case of this kind at an institution.
    pub(crate) fn accept_stage(&self, kind: Kind, institution_code: &str) -> Option<String> {
        let traits = domain::clock::CaseTraits { kind: kind.into(), unit: institution_code, urgency: None };
        let book = self.book();
        let clocks = book.inner.of_case(traits);
        clocks
            .into_iter()
            .find(|clock| clock.ends_on.contains(&Event::Accepted))
            .map(|clock| clock.name.clone())
    }
}
