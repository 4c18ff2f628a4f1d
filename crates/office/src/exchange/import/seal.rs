//! Sealing the rows of a batch and making their appends: no look-ups, identifiers handed out in blocks.

use std::sync::Arc;

use domain::id::{CaseId, Commitment, Number, PersonId, Stream, TextId, TextRef};
use domain::matter::{
    CarriedOver, Case, Command, Context, Decision, Echo, Entry, Event, Party, PartyRole, Received, Recorded,
    Source, decide, receive,
};
use jiff::Timestamp;
use store::{Append, Change, Expected, MaskedText, NewEvent, PersonKeyRow, SealedItem, StreamWrite};
use vault::{Aad, PersonKey};

use super::draft::Draft;
use super::group::{Group, Owner, Tags};
use crate::exchange::profile::{Profile, Words};
use crate::projection::Projecting;
use crate::words::vault_error;
use crate::{Caller, Office, OfficeError, Organisation, Randomness};

/// Fresh identifiers of a batch: the first of each series.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Identifiers {
    pub case: u64,
    pub person: u64,
    pub text: u64,
}

/// How many identifiers a batch needs.
pub(super) fn needed(groups: &[Group]) -> Identifiers {
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let new = groups.iter().filter(|group| matches!(group.owner, Owner::New)).count();
    Identifiers {
        case: rows().count() as u64,
        person: new as u64,
        text: rows().map(|(draft, _)| text_count(draft)).sum(),
    }
}

fn text_count(draft: &Draft) -> u64 {
    let carried = &draft.carried;
    let optional = [&draft.narrative, &draft.request, &carried.reasons, &carried.answer];
    let count = 1 + draft.person.len() + carried.texts.len() + optional.into_iter().flatten().count();
    count as u64
}

/// An append with the rows it writes.
pub(super) struct Sealed {
    pub append: Append,
    pub drafts: Vec<Draft>,
}

/// What sealing made of a batch.
#[derive(Default)]
pub(super) struct SealedBatch {
    /// To be written.
    pub sealed: Vec<Sealed>,
    /// Rows the rules refuse, with the reason.
    pub refused: Vec<(Draft, String)>,
}

/// What sealing reads beside the rows.
pub(super) struct Sealer {
    pub office: Arc<Office>,
    pub organisation: Arc<Organisation>,
    pub caller: Caller,
    pub profile: Arc<Profile>,
    pub now: Timestamp,
}

impl Sealer {
    /// Seals a batch under identifiers that nobody else has.
    pub fn seal(&self, groups: Vec<Group>, mut next: Identifiers) -> Result<SealedBatch, OfficeError> {
        let mut batch = SealedBatch::default();
        for group in groups {
            let mut sealing = self.begin(&group.owner, &mut next)?;
            let mut append = Append::default();
            let mut drafts = Vec::with_capacity(group.rows.len());
            for (draft, tags) in group.rows {
                let end = sealing.next_text + text_count(&draft);
                match self.row(&draft, tags, &mut sealing, CaseId(next.case), &mut append)? {
                    Ok(()) => drafts.push(draft),
                    Err(refusal) => batch.refused.push((draft, refusal)),
                }
                sealing.next_text = end;
                next.case += 1;
            }
            next.text = sealing.next_text;
            if !drafts.is_empty() {
                sealing.changes.append(&mut append.changes);
                append.changes = sealing.changes;
                batch.sealed.push(Sealed { append, drafts });
            }
        }
        Ok(batch)
    }

    fn begin(&self, owner: &Owner, next: &mut Identifiers) -> Result<RowSealing, OfficeError> {
        let mut randomness = Randomness(Arc::clone(self.office.surroundings()));
        let keys = self.office.keys();
        let mut changes = Vec::new();
        let (person, key) = match owner {
            Owner::Known(person, wrapped) => {
                (*person, keys.unwrap(&person.to_string(), wrapped).map_err(vault_error)?)
            }
            Owner::New => {
                let person = PersonId(next.person);
                next.person += 1;
                let key = keys.new_person_key(&mut randomness);
                let wrapped = keys.wrap(&person.to_string(), &key, &mut randomness).map_err(vault_error)?;
                changes.push(Change::PersonKey(PersonKeyRow { person_id: person, wrapped }));
                (person, key)
            }
        };
        Ok(RowSealing { person, case: CaseId(next.case), key, next_text: next.text, randomness, changes })
    }

    /// Seals one row and adds its events and rows to the append; or tells why the rules refuse it.
    fn row(
        &self,
        draft: &Draft,
        tags: Tags,
        sealing: &mut RowSealing,
        case_id: CaseId,
        append: &mut Append,
    ) -> Result<Result<(), String>, OfficeError> {
        sealing.case = case_id;
        for (field, value) in &draft.person {
            sealing.seal(field, value)?;
        }
        let (received, subject) = self.received(draft, sealing, case_id)?;
        let carried = self.carried(draft, sealing)?;
        let book = self.office.book();
        let actor = self.caller.actor();
        let context = Context {
            now: self.now,
            actor,
            staff: self.caller.grants(),
            book: &book,
            tree: &self.organisation.tree,
        };
        let mut events = match receive(&received, &context) {
            Ok(events) => events,
            Err(refusal) => return Ok(Err(refusal.to_string())),
        };
        let mut case = Case::received(case_id, &received, self.now, actor);
        if let Some(carried) = carried {
            match decide(&case, &Command::CarryOver { carried: Box::new(carried) }, &context) {
                Ok(more) => events.extend(more),
                Err(refusal) => return Ok(Err(refusal.to_string())),
            }
        }
        let mut new_events = Vec::with_capacity(events.len());
        for (position, event) in events.into_iter().enumerate() {
            let (name, payload) =
                event.to_stored().map_err(|error| OfficeError::Unreadable(error.to_string()))?;
            new_events.push(NewEvent {
                name_version: Event::version_of(&name),
                name,
                occurred_at: if position == 0 { draft.received.at } else { self.now },
                recorded_at: self.now,
                actor: actor.to_string(),
                payload,
            });
            if position > 0 {
                case.evolve(&Entry { recorded_at: self.now, actor: actor.to_string(), event });
            }
        }
        append.writes.push(StreamWrite {
            stream: Stream::Case(case_id),
            expected: Expected::Version(0),
            events: new_events,
        });
        let projecting = Projecting { book: &book, tree: &self.organisation.tree, now: self.now };
        append.changes.extend(projecting.changes(None, &case, &subject));
        append.changes.extend(tags.iter().filter_map(|tag| tag.row(sealing.person)).map(Change::Tag));
        append.changes.push(Change::Imported {
            profile: self.profile.name.clone(),
            external_id: draft.external_id.clone(),
            case_id,
        });
        Ok(Ok(()))
    }

    fn received(
        &self,
        draft: &Draft,
        sealing: &mut RowSealing,
        case_id: CaseId,
    ) -> Result<(Received, String), OfficeError> {
        let profile = &self.profile;
        let year = self.office.book().zone.to_datetime(draft.received.at).year();
        let (subject, masked) = sealing.words(Words::Subject, &draft.subject)?;
        let received = Received {
            number: Number::new(profile.kind.prefix(), year, case_id),
            kind: profile.kind,
            institution: draft.institution,
            source: Source {
                channel: draft.channel,
                external_number: draft.external_number.clone(),
                received_at: draft.received.at,
                forwarded_at: draft.forwarded_at,
                required_on: draft.required_on,
                // What ended elsewhere owes nobody anything here.
                feedback_owed: draft.channel.is_transfer() && !draft.carried.has_ended(),
            },
            parties: vec![Party { person: sealing.person, role: PartyRole::Complainant, document: None }],
            subject,
            narrative: sealing.optional(Words::Narrative, draft.narrative.as_deref())?,
            request: sealing.optional(Words::Request, draft.request.as_deref())?,
            complainants: draft.complainants,
            in_person: false,
            origin: None,
            particulars: draft.particulars.clone(),
            regimes: profile.regimes.clone(),
            respondents: Vec::new(),
            item_number: None,
        };
        Ok((received, masked))
    }

    /// What the other system had recorded, if it had.
    fn carried(&self, draft: &Draft, sealing: &mut RowSealing) -> Result<Option<CarriedOver>, OfficeError> {
        let carried = &draft.carried;
        let reasons = sealing.optional(Words::Reasons, carried.reasons.as_deref())?;
        let decision = carried.decision.map(|(outcome, liability)| {
            let institution = draft.institution;
            let decision =
                Decision { outcome, liability, basis: None, reasons, remedies: Vec::new(), institution };
            (decision, carried.decided_at)
        });
        let text = sealing.optional(Words::Answer, carried.answer.as_deref())?;
        let mut texts = Vec::with_capacity(carried.texts.len());
        for (kind, words) in &carried.texts {
            texts.push((*kind, sealing.words(Words::Carried(*kind), words)?.0));
        }
        let carried = CarriedOver {
            accepted_at: carried.accepted_at,
            handled_at: carried.handled_at,
            codes: carried.codes.clone(),
            decision,
            echo: carried.answered.map(|at| Echo::CarriedOver { at, text }),
            ended_at: carried.ended_at,
            called_back: carried.called_back,
            texts,
        };
        Ok((carried != CarriedOver::default()).then_some(carried))
    }
}

/// Sealing under one person's key with identifiers that are already ours.
struct RowSealing {
    person: PersonId,
    /// The case of the row at hand.
    case: CaseId,
    key: PersonKey,
    next_text: u64,
    randomness: Randomness,
    changes: Vec<Change>,
}

impl RowSealing {
    fn words(&mut self, words: Words, text: &str) -> Result<(TextRef, String), OfficeError> {
        let (text_id, commitment) = self.seal(words.field(), text)?;
        let masked = text::mask(text);
        self.changes.push(Change::Masked(MaskedText { text_id, masked: masked.clone() }));
        let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        Ok((TextRef { text_id, commitment, chars }, masked))
    }

    fn optional(&mut self, words: Words, text: Option<&str>) -> Result<Option<TextRef>, OfficeError> {
        text.map(|text| self.words(words, text).map(|(reference, _)| reference)).transpose()
    }

    fn seal(&mut self, field: &str, text: &str) -> Result<(TextId, Commitment), OfficeError> {
        let text_id = TextId(self.next_text);
        self.next_text += 1;
        let (person, reference) = (self.person.to_string(), text_id.to_string());
        let aad = Aad { person: &person, field, reference: &reference };
        let sealed = self.key.seal_text(&aad, text, &mut self.randomness).map_err(vault_error)?;
        self.changes.push(Change::Sealed(SealedItem {
            text_id,
            person_id: self.person,
            case_id: self.case,
            field: field.to_owned(),
            sealed: sealed.sealed,
        }));
        Ok((text_id, Commitment(sealed.commitment.0)))
    }
}
