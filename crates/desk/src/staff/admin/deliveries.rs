//! Deliveries: what went out to people and programs, what waits, what failed and why, and trying again.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::MessageId;
use office::{Delivery, MessageFilter, MessageForm, MessageStatus, Organisation, Recipient};
use strum::IntoEnumIterator;

use crate::Desk;
use crate::encoded;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, see};
use crate::staff::shown::{Stamp, staff_name};
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/deliveries";

/// A message as a line.
pub(crate) struct Line {
    pub message_id: u64,
    pub told: String,
    pub number: String,
    pub form: String,
    pub recipient: String,
    pub status: String,
    pub fault: String,
    pub tries: u32,
    pub created: Stamp,
    /// When it was taken, arrived, or is tried again.
    pub moment: Option<Stamp>,
    pub moment_is: String,
    pub reference: String,
    pub again: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/deliveries.html")]
pub(crate) struct DeliveriesPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub views: Vec<Entry>,
    pub lines: Vec<Line>,
    /// The address of older ones.
    pub older: String,
}

/// `GET /desk/admin/deliveries`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let filter = MessageFilter {
        status: query.get("status").and_then(|word| word.parse().ok()),
        webhook_id: query.get("webhook").and_then(|id| id.parse().ok()),
        before: query.get("before").and_then(|id| id.parse().ok()).map(MessageId),
        ..MessageFilter::default()
    };
    let found = desk.office.deliveries(staff.caller(), &filter).await?;
    let failed = desk.office.deliveries_failed(staff.caller()).await?;
    let book = desk.office.book();
    let organisation = desk.office.organisation();
    let older = match (found.len(), found.last()) {
        (50.., Some(last)) => address(filter.status, filter.webhook_id, Some(last.row.message_id)),
        _ => String::new(),
    };
    let view = |label: String, status: Option<MessageStatus>| Entry {
        href: address(status, filter.webhook_id, None),
        label,
        count: match status {
            Some(MessageStatus::Failed) if failed > 0 => failed.to_string(),
            _ => String::new(),
        },
        current: filter.status == status,
    };
    let all = std::iter::once(view(words.t("deliveries-all"), None));
    let views =
        MessageStatus::iter().map(|status| view(words.t(&format!("message_status-{status}")), Some(status)));
    Ok(Html(DeliveriesPage {
        page: Frame::new(&desk, &staff, words.t("admin-deliveries"), PATH).told(&query),
        tabs: super::tabs("deliveries", words),
        views: all.chain(views).collect(),
        lines: found.iter().map(|delivery| line(delivery, &organisation, &book.zone, words)).collect(),
        older,
    })
    .into_response())
}

/// `POST /desk/admin/deliveries`: tries one again.
pub(crate) async fn again(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let message_id = typed.get("again").and_then(|id| id.parse().ok()).ok_or_else(PageError::not_found)?;
    desk.office.deliver_again(staff.caller(), MessageId(message_id)).await?;
    Ok(see(&format!("{PATH}?done=delivery")))
}

fn address(status: Option<MessageStatus>, webhook: Option<u64>, before: Option<MessageId>) -> String {
    let status = status.map(|status| ("status", status.to_string()));
    let webhook = webhook.map(|webhook| ("webhook", webhook.to_string()));
    let before = before.map(|before| ("before", before.to_string()));
    encoded::address(PATH, status.into_iter().chain(webhook).chain(before))
}

fn line(delivery: &Delivery, organisation: &Organisation, zone: &jiff::tz::TimeZone, words: &Words) -> Line {
    let (row, message) = (&delivery.row, &delivery.row.message);
    let (moment, moment_is) = moment(row);
    Line {
        message_id: row.message_id.0,
        told: told(&message.template, words),
        number: delivery.number.clone().unwrap_or_default(),
        form: words.t(&format!("message_form-{}", message.form)),
        recipient: match message.recipient {
            Recipient::Person { .. } => words.t("delivery-to-person"),
            Recipient::Staff(user) => staff_name(organisation, user),
            Recipient::Webhook(webhook) => {
                words.t1("delivery-to-webhook", "number", i64::try_from(webhook).unwrap_or_default())
            }
        },
        status: words.t(&format!("message_status-{}", row.status)),
        fault: fault(row.fault.as_deref(), words),
        tries: row.tries,
        created: Stamp::new(message.created_at, zone),
        moment: moment.map(|at| Stamp::new(at, zone)),
        moment_is: moment.map(|_| words.t(moment_is)).unwrap_or_default(),
        reference: row.reference.clone().unwrap_or_default(),
        again: matches!(row.status, MessageStatus::Failed | MessageStatus::Dropped)
            && message.form != MessageForm::Letter,
    }
}

/// The moment that matters most of a message, and what it is.
pub(crate) fn moment(row: &office::MessageRow) -> (Option<jiff::Timestamp>, &'static str) {
    match row.status {
        MessageStatus::Delivered => (row.delivered_at, "message-delivered-at"),
        MessageStatus::Sent => (row.sent_at, "message-sent-at"),
        MessageStatus::Waiting if row.message.form != MessageForm::Letter => {
            (Some(row.message.due_at), "message-due-at")
        }
        _ => (None, "message-due-at"),
    }
}

/// What a message tells, in words.
pub(crate) fn told(template: &str, words: &Words) -> String {
    let keys = [format!("message_kind-{template}"), format!("notice_kind-{template}")];
    keys.iter().find(|key| words.has(key)).map_or_else(|| template.to_owned(), |key| words.t(key))
}

/// Why an attempt failed: the word in words, and the status the other side answered with.
pub(crate) fn fault(fault: Option<&str>, words: &Words) -> String {
    let Some(fault) = fault else { return String::new() };
    let (word, status) = fault.split_once(' ').unwrap_or((fault, ""));
    let key = format!("fault-{word}");
    let said = if words.has(&key) { words.t(&key) } else { word.to_owned() };
    if status.is_empty() { said } else { format!("{said} {status}") }
}
