//! One append: what is written in one transaction.

use domain::id::{CaseId, MessageId, PersonId, Stream, UserId};

use crate::{
    ApprovalRow, CasePersonRow, CaseRow, ChannelRow, ContactTestRow, Credential, DoneRequest, InstitutionRow,
    LinkRow, MaskedText, MessageEnd, MessageOutcome, MissedCallsRow, NewEvent, NewMessage, NewNotice,
    PersonKeyRow, PersonStateRow, ReplyTemplateRow, SealedItem, SecondFactorRow, SourceRow, SubjectRow,
    TagRow, TaskRow, TokenRow, UserRow, WebhookRow,
};

/// What the writer believes of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The stream has exactly this version; 0 for one never written.
    Version(u32),
    /// Any version: for streams on which order does not matter, such as what a member of staff unmasked.
    Any,
}

/// New events for one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamWrite {
    /// Where they go.
    pub stream: Stream,
    /// What must hold for them to go there.
    pub expected: Expected,
    /// The events, in order.
    pub events: Vec<NewEvent>,
}

/// One all-or-nothing write.
#[derive(Debug, Clone, Default)]
pub struct Append {
    /// Events, by stream. Several streams are checked and written together.
    pub writes: Vec<StreamWrite>,
    /// Read models and sealed rows that change with them.
    pub changes: Vec<Change>,
}

/// What an append did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appended {
    /// The version of each written stream, in the order of [`Append::writes`].
    pub versions: Vec<u32>,
}

/// A change of one read model or sealed row.
#[derive(Debug, Clone)]
pub enum Change {
    /// Inserts the case or replaces it whole.
    Case(Box<CaseRow>),
    /// Replaces the sources of a case.
    Sources(CaseId, Vec<SourceRow>),
    /// Replaces the persons of a case.
    Persons(CaseId, Vec<CasePersonRow>),
    /// Replaces the links of a case.
    Links(CaseId, Vec<LinkRow>),
    /// Replaces the tasks of a case.
    Tasks(CaseId, Vec<TaskRow>),
    /// Replaces the approvals asked on a case.
    Approvals(CaseId, Vec<ApprovalRow>),
    /// Inserts or replaces an institution.
    Institution(InstitutionRow),
    /// Inserts or replaces a member of staff with their roles.
    User(UserRow),
    /// Sets or replaces a password.
    Credential(Credential),
    /// Inserts or replaces a token.
    Token(TokenRow),
    /// Inserts or replaces a second factor.
    SecondFactor(SecondFactorRow),
    /// Deletes somebody's second factor and their recovery codes.
    SecondFactorRemoved(UserId),
    /// Replaces somebody's recovery codes, by their digests.
    RecoveryCodes(UserId, Vec<Vec<u8>>),
    /// Inserts or replaces who somebody is to an issuer. Fails as [`crate::StoreError::Taken`] where that is somebody else.
    Subject(SubjectRow),
    /// Forgets who somebody is to an issuer.
    SubjectRemoved(UserId),
    /// Keeps a setting of the installation that belongs to the organisation: who keeps that in memory reads it again.
    OrganisationSetting {
        /// Its name.
        name: &'static str,
        /// What it is.
        value: String,
    },
    /// Adds a person's wrapped key.
    PersonKey(PersonKeyRow),
    /// Adds sealed text or data.
    Sealed(SealedItem),
    /// Adds a blind-index tag; adding the same again changes nothing.
    Tag(TagRow),
    /// Keeps the keyed digest of a case's query code.
    QueryCode {
        /// The case.
        case_id: CaseId,
        /// The digest.
        tag: Vec<u8>,
    },
    /// Inserts or replaces the masked copy of a text.
    Masked(MaskedText),
    /// Inserts or replaces what is special about a person.
    PersonState(PersonStateRow),
    /// Deletes what is kept of a person: their key, tags, sealed items, the masked copies and subjects made of them, the
    /// query codes of their cases and the drafts these came from. From then on nothing of theirs is taken.
    PersonErased {
        /// The person.
        person_id: PersonId,
        /// When.
        erased_at: jiff::Timestamp,
    },
    /// Remembers that a row of an import became this case. Fails as [`crate::StoreError::Taken`] where it already did.
    Imported {
        /// The profile that read it.
        profile: String,
        /// The row's own identifier.
        external_id: String,
        /// The case it became.
        case_id: CaseId,
    },
    /// Remembers that a request was carried out under a key. Fails as [`crate::StoreError::Taken`] where one was already
    /// and has not expired when this one was done.
    Done(DoneRequest),
    /// Tells a member of staff; who was told the same before is left alone.
    Notice(NewNotice),
    /// Adds a message to be sent; one of the same key is left as it is.
    Message(Box<NewMessage>),
    /// Ends an attempt at a message. An attempt that lost its lease changes nothing.
    MessageEnd(MessageEnd),
    /// Notes what became of a message that was taken. Of one that was not, or of which it is known, nothing changes.
    MessageOutcome(MessageOutcome),
    /// Notes that somebody handed a letter over.
    MessageHandedOver {
        /// Which.
        message_id: MessageId,
        /// When.
        at: jiff::Timestamp,
    },
    /// Inserts a webhook (identifier 0) or replaces it.
    Webhook(WebhookRow),
    /// Inserts or replaces a channel that is open to consumers.
    Channel(ChannelRow),
    /// Adds a test contact.
    ContactTest(ContactTestRow),
    /// Sets or replaces what a channel missed on a day.
    MissedCalls(MissedCallsRow),
    /// Adds a version of a template of replies. Fails as [`crate::StoreError::Taken`] where it is there already.
    ReplyTemplate(ReplyTemplateRow),
}

/// A series of identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Series {
    /// Cases; also the last part of their numbers.
    Case,
    /// Institutions.
    Institution,
    /// Members of staff.
    User,
    /// Persons.
    Person,
    /// Sealed texts.
    Text,
    /// Attachments.
    Blob,
    /// Channels that are open to consumers.
    Channel,
    /// Templates of replies.
    ReplyTemplate,
}
