//! What a visitor has typed so far, and what is wrong with it.

use std::str::FromStr;

use domain::matter::Kind;
use jiff::Timestamp;
use jiff::civil::Date;
use office::{Office, OfficeError, PersonInput};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::staff::typed::{Typed, cents};

/// The longest story, in characters.
const WHAT_CHARS_MAX: usize = 2_000;
/// The longest other wish, in characters.
const OTHER_CHARS_MAX: usize = 200;

macro_rules! word {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "kebab-case")]
        pub(crate) enum $name { #[default] $($(#[$variant_doc])* $variant),+ }
    };
}

word! {
    /// By which door of the home page somebody came in.
    Door {
        /// A complaint.
        Complaint,
        /// A question.
        Enquiry,
        /// A credit record that is wrong.
        Credit,
    }
}

word! {
    /// A page of the way through a door.
    Step {
        /// What happened.
        What,
        /// What is wanted.
        Want,
        /// How to reach the person.
        You,
        /// The look over all of it.
        Check,
    }
}

word! {
    /// What is wanted.
    Wish {
        /// Money back, or compensation.
        Refund,
        /// A record put right.
        Correct,
        /// A benefit or service given back.
        Restore,
        /// A practice stopped.
        Stop,
        /// A record deleted that belongs to somebody else's business.
        NotMine,
        /// An explanation.
        Explain,
        /// Something else, in words.
        Other,
    }
}

word! {
    /// How the answer is wished.
    Reply {
        /// By telephone.
        Telephone,
        /// By text message.
        Sms,
        /// In writing.
        Written,
    }
}

word! {
    /// Whose matter it is.
    Whose {
        /// The visitor's own.
        Own,
        /// Somebody else's, for whom the visitor acts.
        Other,
    }
}

impl Door {
    /// The kind of matter behind the door.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Complaint => Kind::Complaint,
            Self::Enquiry => Kind::Enquiry,
            Self::Credit => Kind::Objection,
        }
    }

    /// The pages to fill in, in order. A question claims nothing, so it is not asked what is wanted.
    pub(crate) fn steps(self) -> &'static [Step] {
        match self {
            Self::Enquiry => &[Step::What, Step::You],
            Self::Complaint | Self::Credit => &[Step::What, Step::Want, Step::You],
        }
    }

    /// How the answer may be wished: an objection is answered in writing (Regulation on the Credit Reporting Industry,
    /// art. 25).
    pub(crate) fn replies(self) -> &'static [Reply] {
        match self {
            Self::Credit => &[Reply::Written],
            Self::Complaint | Self::Enquiry => &[Reply::Telephone, Reply::Sms, Reply::Written],
        }
    }

    /// What may be wished behind the door.
    pub(crate) fn wishes(self) -> &'static [Wish] {
        match self {
            Self::Complaint => {
                &[Wish::Refund, Wish::Correct, Wish::Restore, Wish::Stop, Wish::Explain, Wish::Other]
            }
            Self::Credit => &[Wish::Correct, Wish::NotMine, Wish::Explain, Wish::Other],
            Self::Enquiry => &[],
        }
    }
}

/// What became of a draft, to be shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FiledDraft {
    /// The number of the case.
    pub number: String,
    /// Its query code.
    pub query_code: String,
    /// When it was filed.
    pub at: Timestamp,
    /// By when the person is told whether it is accepted.
    pub accept_by: Option<Date>,
    /// By when the person is answered.
    pub answer_by: Option<Date>,
}

/// A draft, as typed: normalised only where it is checked, so that nobody's own words change under their hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    pub door: Door,
    pub institution: String,
    pub what: String,
    pub business: String,
    pub wishes: Vec<Wish>,
    pub amount: String,
    pub other: String,
    pub name: String,
    pub phone: String,
    pub reply: Reply,
    pub whose: Whose,
    pub owner: String,
    pub authority: String,
    /// Whether the person has pressed send: then the page that waits may send.
    pub confirmed: bool,
    /// What became of it.
    pub filed: Option<FiledDraft>,
}

/// Something that has to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The field's name and identifier.
    pub field: &'static str,
    /// The key of the sentence.
    pub key: &'static str,
    /// A count that the sentence names.
    pub count: usize,
}

impl Finding {
    /// A finding whose sentence needs no count.
    pub(crate) fn new(field: &'static str, key: &'static str) -> Self {
        Self { field, key, count: 0 }
    }
}

impl Draft {
    /// Takes over what a page sent.
    pub(crate) fn take(&mut self, step: Step, typed: &Typed) {
        match step {
            Step::What => {
                self.what = typed.shown("what").to_owned();
                self.business = typed.shown("business").to_owned();
                if !typed.shown("institution").is_empty() {
                    self.institution = typed.shown("institution").to_owned();
                }
            }
            Step::Want => {
                let offered = self.door.wishes();
                let chosen = typed.all("wish").filter_map(|word| Wish::from_str(word).ok());
                self.wishes = chosen.filter(|wish| offered.contains(wish)).collect();
                self.amount = typed.shown("amount").to_owned();
                self.other = typed.shown("other").to_owned();
            }
            Step::You => {
                self.name = typed.shown("name").to_owned();
                self.phone = typed.shown("phone").to_owned();
                self.reply = Reply::from_str(typed.shown("reply")).unwrap_or_default();
                self.settle_reply();
                self.whose = Whose::from_str(typed.shown("whose")).unwrap_or_default();
                self.owner = typed.shown("owner").to_owned();
                self.authority = typed.shown("authority").to_owned();
            }
            Step::Check => {}
        }
        // What was pressed to be sent is not what stands here now.
        self.confirmed = false;
    }

    /// Where only some forms of reply are offered, one of them is wished.
    pub(crate) fn settle_reply(&mut self) {
        let offered = self.door.replies();
        if !offered.contains(&self.reply) {
            self.reply = offered.first().copied().unwrap_or_default();
        }
    }

    /// What has to be put right on a page. `institutions` are the codes that may be chosen.
    pub(crate) fn findings(&self, step: Step, institutions: &[String], office: &Office) -> Vec<Finding> {
        match step {
            Step::What => self.findings_what(institutions),
            Step::Want => self.findings_want(),
            Step::You => self.findings_you(office),
            Step::Check => Vec::new(),
        }
    }

    /// The first page that still has something to put right.
    pub(crate) fn first_open(&self, institutions: &[String], office: &Office) -> Option<Step> {
        self.door.steps().iter().copied().find(|step| !self.findings(*step, institutions, office).is_empty())
    }

    fn findings_what(&self, institutions: &[String]) -> Vec<Finding> {
        let mut found = Vec::new();
        let chars = self.what.chars().count();
        if self.what.trim().is_empty() {
            found.push(Finding::new("what", "portal-error-what-missing"));
        } else if chars > WHAT_CHARS_MAX {
            found.push(Finding { field: "what", key: "portal-error-what-long", count: chars });
        }
        if !institutions.contains(&self.institution) {
            found.push(Finding::new("institution", "portal-error-institution"));
        }
        found
    }

    fn findings_want(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        if self.wishes.is_empty() {
            found.push(Finding::new("wish", "portal-error-wish-missing"));
        }
        if !self.amount.trim().is_empty()
            && self.wishes.contains(&Wish::Refund)
            && self.amount_cents().is_none()
        {
            found.push(Finding::new("amount", "portal-error-amount"));
        }
        if self.wishes.contains(&Wish::Other) && self.other.trim().is_empty() {
            found.push(Finding::new("other", "portal-error-other-missing"));
        }
        if self.other.chars().count() > OTHER_CHARS_MAX {
            found.push(Finding::new("other", "portal-error-other-long"));
        }
        found
    }

    fn findings_you(&self, office: &Office) -> Vec<Finding> {
        let mut found = Vec::new();
        let wrong = |typed: PersonInput| match office.check_person(&typed) {
            Err(OfficeError::Invalid(_)) => true,
            Ok(data) => data.is_empty(),
            Err(_) => false,
        };
        let name = |name: &str| PersonInput { name: Some(name.to_owned()), ..PersonInput::default() };
        if wrong(name(&self.name)) {
            found.push(Finding::new("name", "portal-error-name"));
        }
        if wrong(PersonInput { phone: Some(self.phone.clone()), ..PersonInput::default() }) {
            found.push(Finding::new("phone", "portal-error-phone"));
        }
        if self.whose == Whose::Other {
            if wrong(name(&self.owner)) {
                found.push(Finding::new("owner", "portal-error-owner"));
            }
            let chars = self.authority.trim().chars().count();
            if chars == 0 || chars > OTHER_CHARS_MAX {
                found.push(Finding::new("authority", "portal-error-authority"));
            }
        }
        found
    }

    /// The amount in cents of CNY.
    pub(crate) fn amount_cents(&self) -> Option<i64> {
        cents(&self.amount).filter(|cents| *cents > 0)
    }

    /// The telephone in full, parted so that it can be checked digit by digit: `138 0000 1234`.
    pub(crate) fn phone_shown(&self, office: &Office) -> String {
        let typed = PersonInput { phone: Some(self.phone.clone()), ..PersonInput::default() };
        let phone = office.check_person(&typed).ok().and_then(|data| data.get("phone").cloned());
        let phone = phone.unwrap_or_else(|| self.phone.clone());
        match (phone.len(), phone.bytes().all(|byte| byte.is_ascii_digit())) {
            (11, true) => format!("{} {} {}", &phone[..3], &phone[3..7], &phone[7..]),
            _ => phone,
        }
    }
}
