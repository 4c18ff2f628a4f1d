//! From what happened to who is told: the messages and notices that an append carries with the events they tell of.

use domain::clock::Told;
use domain::id::{Actor, CaseId, PersonId, Stream, TextId, UserId};
use domain::matter::{Case, Entry, Event, MessageKind, Rank};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Append, Change, Expected, MessageForm, NewMessage, NewNotice, Recipient, StoredEvent};

use super::preferences::By;
use crate::projection::Projecting;
use crate::{Caller, Office, OfficeError};

/// The fields of a person that can be written to, the quickest first.
const FIELDS: [(&str, MessageForm); 3] =
    [("phone", MessageForm::Sms), ("email", MessageForm::Email), ("address", MessageForm::Letter)];

impl Office {
    /// Adds to an append what its events of a case tell: the person, as far as messages are set up; and the staff whose
    /// business it is, but for who did it.
    pub(crate) async fn tell(
        &self,
        caller: &Caller,
        case: &Case,
        append: &mut Append,
    ) -> Result<(), OfficeError> {
        let now = self.surroundings.now();
        let mut messages = Vec::new();
        let mut notices = Vec::new();
        for (version, event) in events_of(case.case_id, append)? {
            if let Some(kind) = MessageKind::of(&event) {
                messages.extend(self.message_of(case, kind, version, append, now).await?);
            }
            notices.extend(self.notices_of(caller, case, &event, version, now));
        }
        append.changes.extend(messages.into_iter().map(|message| Change::Message(Box::new(message))));
        let due = self.date_of(case, now);
        append.changes.extend(self.spread(&notices, due).await?);
        append.changes.extend(notices.into_iter().map(Change::Notice));
        Ok(())
    }

    /// The e-mails and webhooks that go with notices, as those who are told want it.
    pub(crate) async fn spread(
        &self,
        notices: &[NewNotice],
        date: Option<Date>,
    ) -> Result<Vec<Change>, OfficeError> {
        if notices.is_empty() {
            return Ok(Vec::new());
        }
        let users: Vec<UserId> = notices.iter().map(|notice| notice.user_id).collect();
        let preferences = match self.messaging().mail {
            Some(_) => self.preferences_of(&users).await?,
            None => Vec::new(),
        };
        let webhooks = self.store.webhooks().await?;
        let mut changes = Vec::new();
        for notice in notices {
            let NewNotice { user_id, case_id, kind, rule, run, at } = notice;
            let key = format!("notice/{user_id}/{case_id}/{kind}/{rule}/{run}");
            let message = |form, recipient, key| {
                Change::Message(Box::new(NewMessage {
                    key,
                    form,
                    template: kind.clone(),
                    recipient,
                    case_id: Some(*case_id),
                    date,
                    due_at: *at,
                    created_at: *at,
                }))
            };
            let by_mail = preferences.iter().any(|(user, preferences)| {
                user == user_id && preferences.email.is_some() && preferences.by(kind) == By::Mail
            });
            if by_mail {
                changes.push(message(MessageForm::Email, Recipient::Staff(*user_id), format!("{key}/email")));
            }
            let wanted = webhooks.iter().filter(|webhook| {
                webhook.active
                    && webhook.user_id == *user_id
                    && webhook.kinds.split_whitespace().any(|wanted| wanted == kind)
            });
            changes.extend(wanted.map(|webhook| {
                let recipient = Recipient::Webhook(webhook.webhook_id);
                message(MessageForm::Webhook, recipient, format!("{key}/webhook/{}", webhook.webhook_id))
            }));
        }
        Ok(changes)
    }

    /// The message to the person, if there is a way to send it.
    async fn message_of(
        &self,
        case: &Case,
        kind: MessageKind,
        version: u32,
        append: &Append,
        now: Timestamp,
    ) -> Result<Option<NewMessage>, OfficeError> {
        // Who asked for a review is told so of the case they asked in.
        if kind == MessageKind::Received && case.is_review() {
            return Ok(None);
        }
        let messaging = self.messaging();
        let Some(template) = messaging.templates.person(kind.into()) else { return Ok(None) };
        let date = self.date_of(case, now);
        if template.needs_date() && date.is_none() {
            return Ok(None);
        }
        let forms = self.forms_for(kind);
        let Some((form, person_id, text_id)) = self.way_to(case, &forms, append).await? else {
            return Ok(None);
        };
        Ok(Some(NewMessage {
            key: format!("case/{}/{version}/{kind}", case.case_id),
            form,
            template: kind.to_string(),
            recipient: Recipient::Person { person_id, text_id },
            case_id: Some(case.case_id),
            date,
            due_at: now,
            created_at: now,
        }))
    }

    /// The ways that are set up for a message of a kind.
    pub(crate) fn forms_for(&self, kind: MessageKind) -> Vec<MessageForm> {
        let messaging = self.messaging();
        let reaches_anybody = messaging.sms.is_some() || messaging.mail.is_some();
        let letter = messaging.templates.person(kind.into()).is_some_and(|template| template.letter);
        [
            (MessageForm::Sms, messaging.sms.is_some()),
            (MessageForm::Email, messaging.mail.is_some()),
            (MessageForm::Letter, reaches_anybody && letter),
        ]
        .into_iter()
        .filter_map(|(form, there)| there.then_some(form))
        .collect()
    }

    /// Where the person can be written to: the newest number or address they gave in this case, the quickest way first.
    /// What the append itself brings counts too.
    pub(crate) async fn way_to(
        &self,
        case: &Case,
        forms: &[MessageForm],
        append: &Append,
    ) -> Result<Option<(MessageForm, PersonId, TextId)>, OfficeError> {
        let Some(person) = case.complainant().filter(|_| !forms.is_empty()) else { return Ok(None) };
        let told = self.told_by(case).await?;
        let mut items: Vec<(String, TextId)> = Vec::new();
        for change in &append.changes {
            if let Change::Sealed(item) = change
                && item.person_id == person
            {
                items.push((item.field.clone(), item.text_id));
            }
        }
        let kept = self.store.sealed_items_of(person).await?;
        let kept = kept.into_iter().filter(|item| told.contains(&item.case_id));
        items.extend(kept.map(|item| (item.field, item.text_id)));
        let newest = |wanted: &str| {
            items.iter().filter(|(field, _)| field == wanted).map(|(_, text_id)| *text_id).max()
        };
        let way = FIELDS
            .into_iter()
            .filter(|(_, form)| forms.contains(form))
            .find_map(|(field, form)| Some((form, person, newest(field)?)));
        Ok(way)
    }

    /// The last day for the answer, as it stands once the person was told of an extended period.
    pub(crate) fn date_of(&self, case: &Case, now: Timestamp) -> Option<Date> {
        let mut told = case.clone();
        for extension in &mut told.extensions {
            if extension.notice_owed {
                extension.notice_owed = false;
                extension.notice_at = Some(now);
            }
        }
        let (book, organisation) = (self.book(), self.organisation());
        let clocks = Projecting { book: &book, tree: &organisation.tree, now }.clocks(&told);
        clocks.governing().map(domain::matter::CaseDue::alert_date)
    }

    /// Whom among the staff an event concerns.
    fn notices_of(
        &self,
        caller: &Caller,
        case: &Case,
        event: &Event,
        version: u32,
        now: Timestamp,
    ) -> Vec<NewNotice> {
        let organisation = self.organisation();
        let told = |told: Told| self.told(told, case, &organisation);
        let may = |user: UserId| match self.may_be_told(user, case, &organisation) {
            true => vec![user],
            false => vec![],
        };
        let from_outside = *caller.actor() == Actor::Consumer;
        let (kind, users) = match event {
            Event::Received(_) | Event::Transferred { .. } => ("arrived", told(Told::UnitHead)),
            Event::Assigned { handler } => ("assigned", may(*handler)),
            Event::Requested(request) => match request.rank {
                Rank::HandlingHead => ("approval_asked", told(Told::UnitHead)),
                Rank::Superior => ("approval_asked", told(Told::Superior)),
            },
            Event::Approved { request } | Event::Refused { request, .. } => {
                let asked_by =
                    case.requests.get(request).and_then(|state| state.asked_by.parse::<Actor>().ok());
                ("approval_answered", asked_by.and_then(|actor| actor.user()).map(may).unwrap_or_default())
            }
            Event::TaskOpened { owner: Some(owner), .. } => ("help_asked", may(*owner)),
            Event::TaskFinished { .. } => ("help_finished", told(Told::Handler)),
            Event::MaterialReceived { .. } | Event::RepeatMerged { .. } if from_outside => {
                ("material_received", told(Told::Handler))
            }
            Event::Withdrawn { .. } if from_outside => ("withdrawn", told(Told::Handler)),
            Event::MessageFailed { .. } => ("undelivered", told(Told::Handler)),
            _ => return Vec::new(),
        };
        let doer = caller.actor().user();
        let notice = |user_id| NewNotice {
            user_id,
            case_id: case.case_id,
            kind: kind.to_owned(),
            rule: version.to_string(),
            run: 0,
            at: now,
        };
        users.into_iter().filter(|user| Some(*user) != doer).map(notice).collect()
    }
}

/// The events of a case in an append, with the version each will have.
fn events_of(case_id: CaseId, append: &Append) -> Result<Vec<(u32, Event)>, OfficeError> {
    let mut found = Vec::new();
    for write in append.writes.iter().filter(|write| write.stream == Stream::Case(case_id)) {
        let Expected::Version(start) = write.expected else { continue };
        for (version, event) in (start + 1..).zip(&write.events) {
            let stored = StoredEvent { stream: write.stream, version, event: event.clone() };
            let (_, Entry { event, .. }) = crate::act::read_entry(stored)?;
            found.push((version, event));
        }
    }
    Ok(found)
}
