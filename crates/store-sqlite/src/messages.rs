//! What goes out.

use async_trait::async_trait;
use domain::id::{CaseId, MessageId, PersonId, TextId, UserId};
use jiff::Timestamp;
use rusqlite::{Connection, Row, ToSql};
use store::stored::day;
use store::{
    MessageEnd, MessageFilter, MessageForm, MessageOutcome, MessageRow, Messages, NewMessage, NewNotice,
    OneTimeCode, PreferenceRow, Recipient, StoreError, TOLD_TOGETHER, WebhookRow,
};

use crate::SqliteStore;
use crate::case_filter::int_id;
use crate::convert::{Fields, moment};
use crate::error::{engine, unreadable};
use crate::query::{one, rows};

const READING: &str = "reading messages";
const WRITING: &str = "writing messages";

/// No list of messages is longer.
const ROWS_MAX: u32 = 1_000;

/// The columns as [`read`] takes them.
const COLUMNS: &str = "message_id, key, form, template, person_id, text_id, user_id, webhook_id, case_id, date, due_at, \
                       created_at, status, attempt, tries, lease_until, sent_at, delivered_at, reference, fault";

#[async_trait]
impl Messages for SqliteStore {
    async fn message_take(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<MessageRow>, StoreError> {
        // Looking costs no write: most looks find nothing.
        let due = "select 1 from messages indexed by messages_open \
                   where status in ('waiting', 'sending') and form <> 'letter' \
                   and coalesce(lease_until, due_at) <= ?1 limit 1";
        let now = now.as_microsecond();
        if self.readers.short(|connection| one(connection, READING, due, [now], |_| Ok(())))?.is_none() {
            return Ok(None);
        }
        let lease_until = lease_until.as_microsecond();
        let work = move |connection: &Connection| {
            one(
                connection,
                "taking a message",
                include_str!("sql/message_take.sql"),
                (now, lease_until),
                read,
            )
        };
        self.writer()?.submit(work).await
    }

    async fn message(&self, message_id: MessageId) -> Result<Option<MessageRow>, StoreError> {
        let sql = format!("select {COLUMNS} from messages where message_id = ?1");
        self.readers.short(|connection| one(connection, READING, &sql, [int_id(message_id.0)], read))
    }

    async fn message_by_reference(
        &self,
        form: MessageForm,
        reference: &str,
    ) -> Result<Option<MessageRow>, StoreError> {
        let sql = format!(
            "select {COLUMNS} from messages where reference = ?1 and form = ?2 order by message_id desc limit 1"
        );
        self.readers.short(|connection| one(connection, READING, &sql, (reference, form.to_string()), read))
    }

    async fn messages(&self, filter: &MessageFilter, limit: u32) -> Result<Vec<MessageRow>, StoreError> {
        let values = (
            filter.status.map(|status| status.to_string()),
            filter.form.map(|form| form.to_string()),
            filter.case_id.map(|case_id| int_id(case_id.0)),
            filter.webhook_id.map(int_id),
            filter.before.map(|before| int_id(before.0)),
            limit.min(ROWS_MAX),
        );
        self.readers
            .short(|connection| rows(connection, READING, include_str!("sql/messages.sql"), values, read))
    }

    async fn messages_failed(&self, ceiling: u64) -> Result<u64, StoreError> {
        let sql = "select count(*) from (select 1 from messages where status = 'failed' limit ?1)";
        let count = self.readers.short(|connection| {
            one(connection, READING, sql, [int_id(ceiling)], |row| Fields::new(row, "messages").id())
        })?;
        Ok(count.unwrap_or_default())
    }

    async fn message_again(&self, message_id: MessageId, due_at: Timestamp) -> Result<bool, StoreError> {
        let (message_id, due_at) = (int_id(message_id.0), due_at.as_microsecond());
        let work = move |connection: &Connection| {
            let sql = "update messages set status = 'waiting', due_at = ?2, tries = 0, lease_until = null \
                       where message_id = ?1 and status in ('failed', 'dropped')";
            changed(connection, sql, &[&message_id, &due_at])
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn messages_delete(
        &self,
        done_before: Timestamp,
        failed_before: Timestamp,
    ) -> Result<u64, StoreError> {
        let (done, failed) = (done_before.as_microsecond(), failed_before.as_microsecond());
        let work = move |connection: &Connection| {
            let sql = "delete from messages where status in ('sent', 'delivered', 'dropped') and created_at < ?1 \
                       or status = 'failed' and created_at < ?2";
            changed(connection, sql, &[&done, &failed])
        };
        Ok(self.writer()?.submit(work).await? as u64)
    }

    async fn webhooks(&self) -> Result<Vec<WebhookRow>, StoreError> {
        let sql = "select webhook_id, user_id, label, url, secret, kinds, active, failing_since, created_at \
                   from webhooks order by webhook_id";
        self.readers.short(|connection| rows(connection, "reading webhooks", sql, [], webhook))
    }

    async fn webhook_note(
        &self,
        webhook_id: u64,
        failing_since: Option<Timestamp>,
        active: bool,
    ) -> Result<(), StoreError> {
        let sql = "update webhooks set failing_since = ?2, active = ?3 where webhook_id = ?1";
        self.write("noting how a webhook does", sql, (int_id(webhook_id), moment(failing_since), active))
            .await
    }

    async fn preferences(&self, users: &[UserId]) -> Result<Vec<PreferenceRow>, StoreError> {
        let sql = "select user_id, ways, email from preferences \
                   where user_id in (select value from json_each(?1)) order by user_id";
        let users = format!("{:?}", users.iter().map(|user| user.0).collect::<Vec<_>>());
        self.readers.short(|connection| rows(connection, "reading preferences", sql, [users], preference))
    }

    async fn preferences_all(&self) -> Result<Vec<PreferenceRow>, StoreError> {
        let sql = "select user_id, ways, email from preferences order by user_id";
        self.readers.short(|connection| rows(connection, "reading preferences", sql, [], preference))
    }

    async fn preference_put(&self, row: PreferenceRow) -> Result<(), StoreError> {
        let sql = "insert or replace into preferences (user_id, ways, email) values (?1, ?2, ?3)";
        self.write("keeping preferences", sql, (int_id(row.user_id.0), row.ways, row.email)).await
    }

    async fn one_time_code_put(&self, code: OneTimeCode) -> Result<(), StoreError> {
        let sql =
            "insert or replace into one_time_codes (case_id, tag, expires_at, tries) values (?1, ?2, ?3, ?4)";
        let values = (int_id(code.case_id.0), code.tag, code.expires_at.as_microsecond(), code.tries);
        self.write("keeping a one-time code", sql, values).await
    }

    async fn one_time_code_try(
        &self,
        case_id: CaseId,
        tries_max: u32,
        now: Timestamp,
    ) -> Result<Option<OneTimeCode>, StoreError> {
        let values = (int_id(case_id.0), tries_max, now.as_microsecond());
        let work = move |connection: &Connection| {
            one(
                connection,
                "trying a one-time code",
                include_str!("sql/one_time_code_try.sql"),
                values,
                |row| {
                    let mut fields = Fields::new(row, "one_time_codes");
                    Ok(OneTimeCode {
                        case_id: CaseId(fields.id()?),
                        tag: fields.get()?,
                        expires_at: fields.moment()?,
                        tries: fields.get()?,
                    })
                },
            )
        };
        self.writer()?.submit(work).await
    }

    async fn one_time_code_delete(&self, case_id: CaseId, tag: &[u8]) -> Result<bool, StoreError> {
        let (case_id, tag) = (int_id(case_id.0), tag.to_vec());
        let work = move |connection: &Connection| {
            changed(
                connection,
                "delete from one_time_codes where case_id = ?1 and tag = ?2",
                &[&case_id, &tag],
            )
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn one_time_codes_lapsed_delete(&self, now: Timestamp) -> Result<u64, StoreError> {
        let now = now.as_microsecond();
        let work = move |connection: &Connection| {
            changed(connection, "delete from one_time_codes where expires_at <= ?1", &[&now])
        };
        Ok(self.writer()?.submit(work).await? as u64)
    }
}

/// See [`store::Change::Notice`].
pub fn notice_put(connection: &Connection, notice: &NewNotice) -> Result<(), StoreError> {
    let sql = "insert or ignore into notices (user_id, case_id, kind, rule, run, at, seen_at) \
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let (user_id, case_id) = (int_id(notice.user_id.0), int_id(notice.case_id.0));
    let at = notice.at.as_microsecond();
    let seen_at = (notice.kind == TOLD_TOGETHER).then_some(at);
    let values: &[&dyn ToSql] = &[&user_id, &case_id, &notice.kind, &notice.rule, &notice.run, &at, &seen_at];
    changed(connection, sql, values).map(|_| ())
}

/// See [`store::Change::Message`].
pub fn put(connection: &Connection, message: &NewMessage) -> Result<(), StoreError> {
    let Parts { person_id, text_id, user_id, webhook_id } = Parts::of(message.recipient);
    let (form, case_id) = (message.form.to_string(), message.case_id.map(|case_id| int_id(case_id.0)));
    let (due_at, created_at) = (message.due_at.as_microsecond(), message.created_at.as_microsecond());
    let date = message.date.map(day);
    let values: [&dyn ToSql; 11] = [
        &message.key,
        &form,
        &message.template,
        &person_id,
        &text_id,
        &user_id,
        &webhook_id,
        &case_id,
        &date,
        &due_at,
        &created_at,
    ];
    changed(connection, include_str!("sql/message_put.sql"), &values).map(|_| ())
}

/// See [`store::Change::MessageEnd`].
pub fn end(connection: &Connection, end: &MessageEnd) -> Result<(), StoreError> {
    let (message_id, status) = (int_id(end.message_id.0), end.status.to_string());
    let (due_at, sent_at) = (moment(end.due_at), moment(end.sent_at));
    let values: [&dyn ToSql; 7] =
        [&message_id, &end.attempt, &status, &due_at, &sent_at, &end.reference, &end.fault];
    changed(connection, include_str!("sql/message_end.sql"), &values).map(|_| ())
}

/// See [`store::Change::MessageOutcome`].
pub fn outcome(connection: &Connection, outcome: &MessageOutcome) -> Result<(), StoreError> {
    let sql = "update messages set status = case when ?2 is null then 'failed' else 'delivered' end, \
               delivered_at = ?2, fault = ?3 where message_id = ?1 and status = 'sent'";
    let (message_id, delivered_at) = (int_id(outcome.message_id.0), moment(outcome.delivered_at));
    changed(connection, sql, &[&message_id, &delivered_at, &outcome.fault]).map(|_| ())
}

/// See [`store::Change::MessageHandedOver`].
pub fn handed_over(connection: &Connection, message_id: MessageId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "update messages set status = 'sent', sent_at = ?2 \
               where message_id = ?1 and form = 'letter' and status = 'waiting'";
    changed(connection, sql, &[&int_id(message_id.0), &at.as_microsecond()]).map(|_| ())
}

/// See [`store::Change::Webhook`].
pub fn webhook_put(connection: &Connection, row: &WebhookRow) -> Result<(), StoreError> {
    let sql = "insert or replace into webhooks \
               (webhook_id, user_id, label, url, secret, kinds, active, failing_since, created_at) \
               values (nullif(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let (webhook_id, user_id) = (int_id(row.webhook_id), int_id(row.user_id.0));
    let (failing_since, created_at) = (moment(row.failing_since), row.created_at.as_microsecond());
    let values: [&dyn ToSql; 9] = [
        &webhook_id,
        &user_id,
        &row.label,
        &row.url,
        &row.secret,
        &row.kinds,
        &row.active,
        &failing_since,
        &created_at,
    ];
    changed(connection, sql, &values).map(|_| ())
}

/// A recipient, column by column.
#[derive(Default)]
struct Parts {
    person_id: Option<i64>,
    text_id: Option<i64>,
    user_id: Option<i64>,
    webhook_id: Option<i64>,
}

impl Parts {
    fn of(recipient: Recipient) -> Self {
        match recipient {
            Recipient::Person { person_id, text_id } => Self {
                person_id: Some(int_id(person_id.0)),
                text_id: Some(int_id(text_id.0)),
                ..Self::default()
            },
            Recipient::Staff(user_id) => Self { user_id: Some(int_id(user_id.0)), ..Self::default() },
            Recipient::Webhook(webhook_id) => {
                Self { webhook_id: Some(int_id(webhook_id)), ..Self::default() }
            }
        }
    }
}

/// Runs a writing statement and says how many rows it changed.
fn changed(connection: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<usize, StoreError> {
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(values))
        .map_err(engine(WRITING))
}

fn read(row: &Row<'_>) -> Result<MessageRow, StoreError> {
    let mut fields = Fields::new(row, "messages");
    let message_id = MessageId(fields.id()?);
    let key = fields.get()?;
    let form = word(&mut fields, "messages.form")?;
    let template = fields.get()?;
    let (person_id, text_id) = (fields.id_maybe()?, fields.id_maybe()?);
    let (user_id, webhook_id) = (fields.id_maybe()?, fields.id_maybe()?);
    let recipient = match (person_id, text_id, user_id, webhook_id) {
        (Some(person_id), Some(text_id), None, None) => {
            Recipient::Person { person_id: PersonId(person_id), text_id: TextId(text_id) }
        }
        (None, None, Some(user_id), None) => Recipient::Staff(UserId(user_id)),
        (None, None, None, Some(webhook_id)) => Recipient::Webhook(webhook_id),
        _ => return Err(unreadable("messages", "expected one recipient".to_owned())),
    };
    let message = NewMessage {
        key,
        form,
        template,
        recipient,
        case_id: fields.id_maybe()?.map(CaseId),
        date: fields.date_maybe()?,
        due_at: fields.moment()?,
        created_at: fields.moment()?,
    };
    Ok(MessageRow {
        message_id,
        message,
        status: word(&mut fields, "messages.status")?,
        attempt: fields.get()?,
        tries: fields.get()?,
        lease_until: fields.moment_maybe()?,
        sent_at: fields.moment_maybe()?,
        delivered_at: fields.moment_maybe()?,
        reference: fields.get()?,
        fault: fields.get()?,
    })
}

fn word<T: std::str::FromStr>(fields: &mut Fields<'_, '_>, place: &str) -> Result<T, StoreError> {
    let word: String = fields.get()?;
    word.parse().map_err(|_| unreadable(place, format!("expected a word this release knows, found `{word}`")))
}

fn webhook(row: &Row<'_>) -> Result<WebhookRow, StoreError> {
    let mut fields = Fields::new(row, "webhooks");
    Ok(WebhookRow {
        webhook_id: fields.id()?,
        user_id: UserId(fields.id()?),
        label: fields.get()?,
        url: fields.get()?,
        secret: fields.get()?,
        kinds: fields.get()?,
        active: fields.get()?,
        failing_since: fields.moment_maybe()?,
        created_at: fields.moment()?,
    })
}

fn preference(row: &Row<'_>) -> Result<PreferenceRow, StoreError> {
    let mut fields = Fields::new(row, "preferences");
    Ok(PreferenceRow { user_id: UserId(fields.id()?), ways: fields.get()?, email: fields.get()? })
}
