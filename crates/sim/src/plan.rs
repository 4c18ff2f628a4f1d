//! What a simulated year asks for: submissions and steps, by plan keys instead of numbers.

use domain::matter::{Channel, Command, Kind, Particulars, PartyRole, Relation};
use jiff::Timestamp;
use jiff::civil::Date;

/// What a case is called until it has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseKey(pub u64);

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doer {
    /// A member of staff, by login.
    Staff(String),
    /// The consumer, through the portal.
    Consumer,
    /// A program of the installation, by name.
    System(String),
}

/// Something that is done at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// When. Actions come in the order of their times.
    pub at: Timestamp,
    /// By whom.
    pub actor: Doer,
    /// What.
    pub what: What,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A matter comes in.
    Submit(Box<SubmissionPlan>),
    /// Steps on a case, recorded together.
    Act {
        /// The case.
        case: CaseKey,
        /// The steps.
        commands: Vec<Command<String>>,
    },
    /// Two running cases of one person become one.
    Merge {
        /// One of them.
        one: CaseKey,
        /// The other.
        other: CaseKey,
    },
    /// Two cases have to do with each other.
    Link {
        /// The case that notes it.
        case: CaseKey,
        /// The other.
        other: CaseKey,
        /// How.
        relation: Relation,
    },
    /// The person asks the superior institution to review the decision; the review is a case of its own.
    Review {
        /// The case decided.
        case: CaseKey,
        /// What the review is called.
        review: CaseKey,
        /// When it was asked for.
        requested_at: Timestamp,
        /// Why, in the person's words.
        grounds: String,
    },
}

/// What is known of a person. Nobody real: see the ranges in `numbers`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonPlan {
    /// Name.
    pub name: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Identity number, with a valid check character.
    pub id_number: Option<String>,
    /// Card, with a valid check digit.
    pub account: Option<String>,
    /// City.
    pub city: Option<String>,
}

/// Who acts for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentPlan {
    /// As what.
    pub role: PartyRole,
    /// Who.
    pub person: PersonPlan,
    /// Where the authorisation or the proof of succession lies.
    pub document: Option<String>,
}

/// A matter that comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionPlan {
    /// What later actions call it.
    pub key: CaseKey,
    /// What it is.
    pub kind: Kind,
    /// The code of the institution responsible.
    pub institution: String,
    /// How it came.
    pub channel: Channel,
    /// The source's own number.
    pub external_number: Option<String>,
    /// When it was received here, where that was before it was entered.
    pub received_at: Option<Timestamp>,
    /// When the regulator received it.
    pub forwarded_at: Option<Timestamp>,
    /// The date the source asks for.
    pub required_on: Option<Date>,
    /// Whose matter it is.
    pub person: PersonPlan,
    /// Who acts for that person.
    pub agent: Option<AgentPlan>,
    /// What is asked, one line.
    pub subject: String,
    /// The story.
    pub narrative: Option<String>,
    /// The claim.
    pub request: Option<String>,
    /// How many complain together.
    pub complainants: u32,
    /// Whether they came in person.
    pub in_person: bool,
    /// The case it comes from, and what it is to it.
    pub origin: Option<(CaseKey, Relation)>,
    /// Descriptors.
    pub particulars: Particulars,
    /// The credit centre's item number.
    pub item_number: Option<String>,
}
