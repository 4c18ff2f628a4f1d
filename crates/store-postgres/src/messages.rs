//! What goes out.

use async_trait::async_trait;
use domain::id::{CaseId, MessageId, PersonId, TextId, UserId};
use jiff::Timestamp;
use sqlx::PgConnection;
use sqlx::postgres::PgRow;
use store::{
    MessageEnd, MessageFilter, MessageForm, MessageOutcome, MessageRow, Messages, NewMessage, NewNotice,
    OneTimeCode, PreferenceRow, Recipient, StoreError, TOLD_TOGETHER, WebhookRow,
};

use crate::PostgresStore;
use crate::convert::{date, id, moment, storable};
use crate::error::unreadable;
use crate::fields::Fields;
use crate::query::{Query, one, rows, run};

const READING: &str = "reading messages";
const WRITING: &str = "writing messages";

/// No list of messages is longer.
const ROWS_MAX: u32 = 1_000;

/// The columns as [`read`] takes them.
const COLUMNS: &str = "message_id, key, form, template, person_id, text_id, user_id, webhook_id, case_id, date, due_at, \
                       created_at, status, attempt, tries, lease_until, sent_at, delivered_at, reference, fault";

#[async_trait]
impl Messages for PostgresStore {
    async fn message_take(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<MessageRow>, StoreError> {
        let now = now.as_microsecond();
        // Looking is no write: most looks find nothing.
        let due = "select 1 from messages where status in ('waiting', 'sending') and form <> 'letter' \
                   and coalesce(lease_until, due_at) <= $1 limit 1";
        if one(&self.pool, READING, sqlx::query(due).bind(now), |_| Ok(())).await?.is_none() {
            return Ok(None);
        }
        let query = sqlx::query(include_str!("sql/message_take.sql"));
        let query = query.bind(now).bind(lease_until.as_microsecond());
        self.writing(one(&self.pool, "taking a message", query, read)).await
    }

    async fn message(&self, message_id: MessageId) -> Result<Option<MessageRow>, StoreError> {
        let sql = format!("select {COLUMNS} from messages where message_id = $1");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id(message_id.0));
        one(&self.pool, READING, query, read).await
    }

    async fn message_by_reference(
        &self,
        form: MessageForm,
        reference: &str,
    ) -> Result<Option<MessageRow>, StoreError> {
        let sql = format!(
            "select {COLUMNS} from messages where reference = $1 and form = $2 order by message_id desc limit 1"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(storable(reference)).bind(form.to_string());
        one(&self.pool, READING, query, read).await
    }

    async fn messages(&self, filter: &MessageFilter, limit: u32) -> Result<Vec<MessageRow>, StoreError> {
        let query = sqlx::query(include_str!("sql/messages.sql"))
            .bind(filter.status.map(|status| status.to_string()))
            .bind(filter.form.map(|form| form.to_string()))
            .bind(filter.case_id.map(|case_id| id(case_id.0)))
            .bind(filter.webhook_id.map(id))
            .bind(filter.before.map(|before| id(before.0)))
            .bind(i64::from(limit.min(ROWS_MAX)));
        rows(&self.pool, READING, query, read).await
    }

    async fn messages_failed(&self, ceiling: u64) -> Result<u64, StoreError> {
        let sql = "select count(*) from (select 1 from messages where status = 'failed' limit $1) as found";
        let query = sqlx::query(sql).bind(id(ceiling));
        let count = one(&self.pool, READING, query, |row| Fields::new(row, "messages").id()).await?;
        Ok(count.unwrap_or_default())
    }

    async fn message_again(&self, message_id: MessageId, due_at: Timestamp) -> Result<bool, StoreError> {
        let sql = "update messages set status = 'waiting', due_at = $2, tries = 0, lease_until = null \
                   where message_id = $1 and status in ('failed', 'dropped')";
        let query = sqlx::query(sql).bind(id(message_id.0)).bind(due_at.as_microsecond());
        Ok(self.write_rows(WRITING, query).await? > 0)
    }

    async fn messages_delete(
        &self,
        done_before: Timestamp,
        failed_before: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "delete from messages where status in ('sent', 'delivered', 'dropped') and created_at < $1 \
                   or status = 'failed' and created_at < $2";
        let query = sqlx::query(sql).bind(done_before.as_microsecond());
        self.write_rows(WRITING, query.bind(failed_before.as_microsecond())).await
    }

    async fn webhooks(&self) -> Result<Vec<WebhookRow>, StoreError> {
        let sql = "select webhook_id, user_id, label, url, secret, kinds, active, failing_since, created_at \
                   from webhooks order by webhook_id";
        rows(&self.pool, "reading webhooks", sqlx::query(sql), webhook).await
    }

    async fn webhook_note(
        &self,
        webhook_id: u64,
        failing_since: Option<Timestamp>,
        active: bool,
    ) -> Result<(), StoreError> {
        let sql = "update webhooks set failing_since = $2, active = $3 where webhook_id = $1";
        let query = sqlx::query(sql).bind(id(webhook_id)).bind(moment(failing_since)).bind(active);
        self.write("noting how a webhook does", query).await
    }

    async fn preferences(&self, users: &[UserId]) -> Result<Vec<PreferenceRow>, StoreError> {
        let sql = "select user_id, ways, email from preferences where user_id = any($1) order by user_id";
        let users: Vec<i64> = users.iter().map(|user| id(user.0)).collect();
        rows(&self.pool, "reading preferences", sqlx::query(sql).bind(users), preference).await
    }

    async fn preferences_all(&self) -> Result<Vec<PreferenceRow>, StoreError> {
        let sql = "select user_id, ways, email from preferences order by user_id";
        rows(&self.pool, "reading preferences", sqlx::query(sql), preference).await
    }

    async fn preference_put(&self, row: PreferenceRow) -> Result<(), StoreError> {
        let sql = "insert into preferences (user_id, ways, email) values ($1, $2, $3) \
                   on conflict (user_id) do update set ways = excluded.ways, email = excluded.email";
        let query = sqlx::query(sql).bind(id(row.user_id.0)).bind(row.ways).bind(row.email);
        self.write("keeping preferences", query).await
    }

    async fn one_time_code_put(&self, code: OneTimeCode) -> Result<(), StoreError> {
        let sql = "insert into one_time_codes (case_id, tag, expires_at, tries) values ($1, $2, $3, $4) \
                   on conflict (case_id) do update \
                   set tag = excluded.tag, expires_at = excluded.expires_at, tries = excluded.tries";
        let query = sqlx::query(sql)
            .bind(id(code.case_id.0))
            .bind(code.tag)
            .bind(code.expires_at.as_microsecond())
            .bind(i64::from(code.tries));
        self.write("keeping a one-time code", query).await
    }

    async fn one_time_code_try(
        &self,
        case_id: CaseId,
        tries_max: u32,
        now: Timestamp,
    ) -> Result<Option<OneTimeCode>, StoreError> {
        let query = sqlx::query(include_str!("sql/one_time_code_try.sql"))
            .bind(id(case_id.0))
            .bind(i64::from(tries_max))
            .bind(now.as_microsecond());
        let read = |row: &PgRow| {
            let mut fields = Fields::new(row, "one_time_codes");
            Ok(OneTimeCode {
                case_id: CaseId(fields.id()?),
                tag: fields.get()?,
                expires_at: fields.moment()?,
                tries: fields.number()?,
            })
        };
        self.writing(one(&self.pool, "trying a one-time code", query, read)).await
    }

    async fn one_time_code_delete(&self, case_id: CaseId, tag: &[u8]) -> Result<bool, StoreError> {
        let query = sqlx::query("delete from one_time_codes where case_id = $1 and tag = $2");
        Ok(self.write_rows(WRITING, query.bind(id(case_id.0)).bind(tag)).await? > 0)
    }

    async fn one_time_codes_lapsed_delete(&self, now: Timestamp) -> Result<u64, StoreError> {
        let query = sqlx::query("delete from one_time_codes where expires_at <= $1");
        self.write_rows(WRITING, query.bind(now.as_microsecond())).await
    }
}

/// See [`store::Change::Notice`].
pub async fn notice_put(connection: &mut PgConnection, notice: &NewNotice) -> Result<(), StoreError> {
    let sql = "insert into notices (user_id, case_id, kind, rule, run, at, seen_at) \
               values ($1, $2, $3, $4, $5, $6, $7) \
               on conflict (user_id, case_id, kind, rule, run) do nothing";
    let query = sqlx::query(sql)
        .bind(id(notice.user_id.0))
        .bind(id(notice.case_id.0))
        .bind(&notice.kind)
        .bind(&notice.rule)
        .bind(i64::from(notice.run))
        .bind(notice.at.as_microsecond())
        .bind((notice.kind == TOLD_TOGETHER).then(|| notice.at.as_microsecond()));
    done(connection, query).await
}

/// See [`store::Change::Message`].
pub async fn put(connection: &mut PgConnection, message: &NewMessage) -> Result<(), StoreError> {
    let (person_id, text_id) = match message.recipient {
        Recipient::Person { person_id, text_id } => (Some(id(person_id.0)), Some(id(text_id.0))),
        _ => (None, None),
    };
    let (user_id, webhook_id) = match message.recipient {
        Recipient::Staff(user_id) => (Some(id(user_id.0)), None),
        Recipient::Webhook(webhook_id) => (None, Some(id(webhook_id))),
        Recipient::Person { .. } => (None, None),
    };
    let query = sqlx::query(include_str!("sql/message_put.sql"))
        .bind(&message.key)
        .bind(message.form.to_string())
        .bind(&message.template)
        .bind(person_id)
        .bind(text_id)
        .bind(user_id)
        .bind(webhook_id)
        .bind(message.case_id.map(|case_id| id(case_id.0)))
        .bind(date(message.date))
        .bind(message.due_at.as_microsecond())
        .bind(message.created_at.as_microsecond());
    done(connection, query).await
}

/// See [`store::Change::MessageEnd`].
pub async fn end(connection: &mut PgConnection, end: &MessageEnd) -> Result<(), StoreError> {
    let query = sqlx::query(include_str!("sql/message_end.sql"))
        .bind(id(end.message_id.0))
        .bind(i64::from(end.attempt))
        .bind(end.status.to_string())
        .bind(moment(end.due_at))
        .bind(moment(end.sent_at))
        .bind(end.reference.as_deref().map(storable))
        .bind(&end.fault);
    done(connection, query).await
}

/// See [`store::Change::MessageOutcome`].
pub async fn outcome(connection: &mut PgConnection, outcome: &MessageOutcome) -> Result<(), StoreError> {
    let sql = "update messages set status = case when $2::bigint is null then 'failed' else 'delivered' end, \
               delivered_at = $2, fault = $3 where message_id = $1 and status = 'sent'";
    let query = sqlx::query(sql)
        .bind(id(outcome.message_id.0))
        .bind(moment(outcome.delivered_at))
        .bind(&outcome.fault);
    done(connection, query).await
}

/// See [`store::Change::MessageHandedOver`].
pub async fn handed_over(
    connection: &mut PgConnection,
    message_id: MessageId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update messages set status = 'sent', sent_at = $2 \
               where message_id = $1 and form = 'letter' and status = 'waiting'";
    done(connection, sqlx::query(sql).bind(id(message_id.0)).bind(at.as_microsecond())).await
}

/// See [`store::Change::Webhook`].
pub async fn webhook_put(connection: &mut PgConnection, row: &WebhookRow) -> Result<(), StoreError> {
    let insert = "insert into webhooks (user_id, label, url, secret, kinds, active, failing_since, created_at) \
                  values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let update = "update webhooks set user_id = $1, label = $2, url = $3, secret = $4, kinds = $5, active = $6, \
                  failing_since = $7, created_at = $8 where webhook_id = $9";
    let query = sqlx::query(if row.webhook_id == 0 { insert } else { update })
        .bind(id(row.user_id.0))
        .bind(storable(&row.label))
        .bind(&row.url)
        .bind(&row.secret)
        .bind(&row.kinds)
        .bind(row.active)
        .bind(moment(row.failing_since))
        .bind(row.created_at.as_microsecond());
    let query = if row.webhook_id == 0 { query } else { query.bind(id(row.webhook_id)) };
    done(connection, query).await
}

async fn done(connection: &mut PgConnection, query: Query<'_>) -> Result<(), StoreError> {
    run(connection, WRITING, query).await.map(|_| ())
}

fn read(row: &PgRow) -> Result<MessageRow, StoreError> {
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
        _ => return Err(unreadable("messages", "expected one recipient")),
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
        attempt: fields.number()?,
        tries: fields.number()?,
        lease_until: fields.moment_maybe()?,
        sent_at: fields.moment_maybe()?,
        delivered_at: fields.moment_maybe()?,
        reference: fields.get()?,
        fault: fields.get()?,
    })
}

fn word<T: std::str::FromStr>(fields: &mut Fields<'_>, place: &str) -> Result<T, StoreError> {
    let word: &str = fields.get()?;
    word.parse().map_err(|_| unreadable(place, format!("expected a word this release knows, found `{word}`")))
}

fn webhook(row: &PgRow) -> Result<WebhookRow, StoreError> {
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

fn preference(row: &PgRow) -> Result<PreferenceRow, StoreError> {
    let mut fields = Fields::new(row, "preferences");
    Ok(PreferenceRow { user_id: UserId(fields.id()?), ways: fields.get()?, email: fields.get()? })
}
