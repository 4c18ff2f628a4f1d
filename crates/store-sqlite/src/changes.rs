//! Applying a change of a read model or a sealed row.

use domain::id::{CaseId, PersonId, Stream};
use rusqlite::{Connection, OptionalExtension, Params, ToSql};
use store::stored::day;
use store::{Change, StoreError};

use crate::convert::moment;
use crate::error::engine;
use crate::{case_write, factors, messages, open_channels, reply_templates};

/// What a change may find in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Certainly nothing.
    Nothing,
    /// Rows to be replaced, perhaps.
    Perhaps,
}

/// The case whose rows a change replaces.
pub fn case_of(change: &Change) -> Option<CaseId> {
    match change {
        Change::Case(row) => Some(row.case_id),
        Change::Sources(case_id, _)
        | Change::Persons(case_id, _)
        | Change::Links(case_id, _)
        | Change::Tasks(case_id, _)
        | Change::Approvals(case_id, _) => Some(*case_id),
        _ => None,
    }
}

/// Applies one change.
pub fn apply(connection: &Connection, change: &Change, before: Before) -> Result<(), StoreError> {
    let run = |doing, sql| Statement { connection, doing, sql };
    let empty = |doing, sql, case_id: i64| match before {
        Before::Nothing => Ok(()),
        Before::Perhaps => run(doing, sql).with((case_id,)),
    };
    match change {
        Change::Case(row) if before == Before::Nothing => case_write::case_insert(connection, row),
        Change::Case(row) => case_write::case_put(connection, row),
        Change::Sources(case_id, sources) => {
            let case_id = case_id.0.cast_signed();
            let doing = "writing the sources of a case";
            empty(doing, "delete from case_sources where case_id = ?1", case_id)?;
            let insert = run(doing, "insert into case_sources values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
            sources.iter().try_for_each(|source| {
                insert.with((
                    case_id,
                    source.position,
                    &source.channel,
                    &source.external_number,
                    source.received_at.as_microsecond(),
                    source.required_on.map(day),
                    source.feedback_owed,
                    moment(source.feedback_sent_at),
                    moment(source.feedback_returned_at),
                ))
            })
        }
        Change::Persons(case_id, persons) => {
            let case_id = case_id.0.cast_signed();
            let doing = "writing the persons of a case";
            empty(doing, "delete from case_persons where case_id = ?1", case_id)?;
            let insert = run(doing, "insert or ignore into case_persons values (?1, ?2, ?3)");
            persons
                .iter()
                .try_for_each(|person| insert.with((case_id, person.person_id.0.cast_signed(), &person.role)))
        }
        Change::Links(case_id, links) => {
            let case_id = case_id.0.cast_signed();
            let doing = "writing the links of a case";
            empty(doing, "delete from case_links where case_id = ?1", case_id)?;
            let insert = run(doing, "insert or ignore into case_links values (?1, ?2, ?3)");
            links
                .iter()
                .try_for_each(|link| insert.with((case_id, link.other.0.cast_signed(), &link.relation)))
        }
        Change::Tasks(case_id, tasks) => {
            let case_id = case_id.0.cast_signed();
            let doing = "writing the tasks of a case";
            empty(doing, "delete from case_tasks where case_id = ?1", case_id)?;
            let insert =
                run(doing, "insert into case_tasks values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
            tasks.iter().try_for_each(|task| {
                insert.with((
                    case_id,
                    task.task,
                    &task.kind,
                    task.institution_id.0.cast_signed(),
                    task.owner_id.map(|owner| owner.0.cast_signed()),
                    task.due_on.map(day),
                    task.amount_cents,
                    &task.status,
                    &task.outcome,
                    task.is_open(),
                ))
            })
        }
        Change::Approvals(case_id, approvals) => {
            let case_id = case_id.0.cast_signed();
            let doing = "writing the approvals of a case";
            empty(doing, "delete from case_approvals where case_id = ?1", case_id)?;
            let insert = run(doing, "insert into case_approvals values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
            approvals.iter().try_for_each(|approval| {
                insert.with((
                    case_id,
                    approval.request,
                    &approval.kind,
                    approval.institution_id.0.cast_signed(),
                    &approval.rank,
                    &approval.requested_by,
                    approval.requested_at.as_microsecond(),
                    &approval.status,
                ))
            })
        }
        Change::Institution(row) => run("writing an institution", include_str!("sql/institution_put.sql"))
            .with((row.institution_id.0.cast_signed(), row.version, &row.code, &row.details)),
        Change::User(row) => {
            let user_id = row.user_id.0.cast_signed();
            let doing = "writing a member of staff";
            run(doing, include_str!("sql/user_put.sql")).with((
                user_id,
                row.version,
                &row.login,
                &row.display_name,
                row.active,
                row.institution_id.0.cast_signed(),
            ))?;
            run(doing, "delete from user_roles where user_id = ?1").with((user_id,))?;
            let insert = run(doing, "insert or ignore into user_roles values (?1, ?2, ?3)");
            row.roles
                .iter()
                .try_for_each(|role| insert.with((user_id, &role.role, role.institution_id.0.cast_signed())))
        }
        Change::Credential(row) => {
            run("setting a password", "insert or replace into credentials values (?1, ?2, ?3, ?4)").with((
                row.user_id.0.cast_signed(),
                &row.password_hash,
                row.set_at.as_microsecond(),
                row.one_time,
            ))
        }
        Change::Token(row) => {
            run("writing a token", "insert or replace into tokens values (?1, ?2, ?3, ?4, ?5, ?6)").with((
                &row.token_hash,
                row.user_id.0.cast_signed(),
                &row.label,
                row.created_at.as_microsecond(),
                moment(row.expires_at),
                row.revoked,
            ))
        }
        Change::SecondFactor(row) => factors::second_factor_put(connection, row),
        Change::SecondFactorRemoved(user_id) => factors::second_factor_remove(connection, *user_id),
        Change::RecoveryCodes(user_id, tags) => factors::recovery_codes_put(connection, *user_id, tags),
        Change::Subject(row) => {
            run("linking a subject", "insert or replace into subjects values (?1, ?2, ?3, ?4)").with((
                row.user_id.0.cast_signed(),
                &row.issuer,
                &row.subject,
                row.linked_at.as_microsecond(),
            ))
        }
        Change::SubjectRemoved(user_id) => {
            run("unlinking a subject", "delete from subjects where user_id = ?1")
                .with((user_id.0.cast_signed(),))
        }
        Change::OrganisationSetting { name, value } => {
            run("keeping a setting", "insert or replace into settings values (?1, ?2)").with((name, value))
        }
        Change::PersonKey(row) => run("adding a person's key", "insert into person_keys values (?1, ?2)")
            .with((row.person_id.0.cast_signed(), &row.wrapped)),
        Change::Sealed(item) => {
            run("adding sealed text", "insert into sealed_items values (?1, ?2, ?3, ?4, ?5)").with((
                item.text_id.0.cast_signed(),
                item.person_id.0.cast_signed(),
                item.case_id.0.cast_signed(),
                &item.field,
                &item.sealed,
            ))
        }
        Change::Tag(row) => run("adding a tag", "insert or ignore into tags values (?1, ?2, ?3)").with((
            &row.field,
            &row.tag,
            row.person_id.0.cast_signed(),
        )),
        Change::QueryCode { case_id, tag } => {
            run("keeping a query code", "insert or replace into query_codes values (?1, ?2)")
                .with((case_id.0.cast_signed(), tag))
        }
        Change::Masked(row) => run("writing a masked text", include_str!("sql/masked_put.sql"))
            .with((row.text_id.0.cast_signed(), &row.masked)),
        Change::PersonState(row) => run(
            "writing the state of a person",
            "insert or replace into person_states values (?1, ?2, ?3, ?4)",
        )
        .with((
            row.person_id.0.cast_signed(),
            moment(row.restricted_at),
            row.holds,
            moment(row.erased_at),
        )),
        Change::PersonErased { person_id, erased_at } => {
            // Statement by statement: each takes the parameters it names.
            let person_id = person_id.0.cast_signed();
            let statements = include_str!("sql/person_erase.sql").split_inclusive(';');
            statements.filter(|sql| sql.contains("?1")).try_for_each(|sql| {
                let erase = run("erasing a person", sql);
                match sql.contains("?2") {
                    true => erase.with((person_id, erased_at.as_microsecond())),
                    false => erase.with((person_id,)),
                }
            })
        }
        Change::Imported { profile, external_id, case_id } => run(
            "remembering an imported row",
            "insert into imports values (?1, ?2, ?3)",
        )
        .with((profile, external_id, case_id.0.cast_signed())),
        Change::Done(done) => {
            run("remembering a request", "insert or replace into done_requests values (?1, ?2, ?3, ?4, ?5)")
                .with((
                    &done.key,
                    &done.fingerprint,
                    &done.sealed,
                    done.done_at.as_microsecond(),
                    done.expires_at.as_microsecond(),
                ))
        }
        Change::Notice(notice) => messages::notice_put(connection, notice),
        Change::Message(message) => messages::put(connection, message),
        Change::MessageEnd(end) => messages::end(connection, end),
        Change::MessageOutcome(outcome) => messages::outcome(connection, outcome),
        Change::MessageHandedOver { message_id, at } => messages::handed_over(connection, *message_id, *at),
        Change::Webhook(row) => messages::webhook_put(connection, row),
        Change::Channel(row) => open_channels::put(connection, row),
        Change::ContactTest(row) => open_channels::test_put(connection, row),
        Change::MissedCalls(row) => open_channels::missed_put(connection, row),
        Change::ReplyTemplate(row) => reply_templates::put(connection, row),
    }
}

/// Refuses a change that would take what belongs to another.
pub fn check(connection: &Connection, change: &Change) -> Result<(), StoreError> {
    let taken = |sql, values: &[&dyn ToSql], name: &str| {
        let found = connection.prepare_cached(sql).and_then(|mut statement| statement.exists(values));
        match found.map_err(engine("looking whether a name is taken"))? {
            true => Err(StoreError::Taken { name: name.to_owned() }),
            false => Ok(()),
        }
    };
    match change {
        Change::Imported { profile, external_id, .. } => {
            let sql = "select 1 from imports where profile = ?1 and external_id = ?2";
            taken(sql, &[profile, external_id], "imports_row")
        }
        Change::Institution(row) => {
            let sql = "select 1 from institutions where code = ?1 and institution_id <> ?2";
            taken(sql, &[&row.code, &row.institution_id.0.cast_signed()], "institutions_code")
        }
        Change::User(row) => {
            let sql = "select 1 from users where login = ?1 and user_id <> ?2";
            taken(sql, &[&row.login, &row.user_id.0.cast_signed()], "users_login")
        }
        Change::Channel(row) => {
            let sql = "select 1 from open_channels where code = ?1 and channel_id <> ?2";
            taken(sql, &[&row.code, &row.channel_id.0.cast_signed()], "open_channels_code")
        }
        Change::ReplyTemplate(row) => {
            let sql = "select 1 from reply_templates where template_id = ?1 and version = ?2";
            taken(sql, &[&row.template_id.cast_signed(), &row.version], "reply_templates")
        }
        Change::Subject(row) => {
            let sql = "select 1 from subjects where issuer = ?1 and subject = ?2 and user_id <> ?3";
            taken(sql, &[&row.issuer, &row.subject, &row.user_id.0.cast_signed()], "subjects_subject")
        }
        Change::Done(done) => {
            let sql = "select 1 from done_requests where key = ?1 and expires_at > ?2";
            taken(sql, &[&done.key, &done.done_at.as_microsecond()], "done_requests_key")
        }
        _ => Ok(()),
    }
}

/// The person of whom a change would keep something.
fn keeps_of(change: &Change) -> Option<PersonId> {
    match change {
        Change::PersonKey(row) => Some(row.person_id),
        Change::Sealed(item) => Some(item.person_id),
        Change::Tag(row) => Some(row.person_id),
        Change::Case(row) if !row.subject.is_empty() => row.person_id,
        _ => None,
    }
}

/// Refuses changes that would bring back something of an erased person.
pub fn check_not_erased(connection: &Connection, changes: &[Change]) -> Result<(), StoreError> {
    let mut checked = None;
    for person in changes.iter().filter_map(keeps_of) {
        // Changes of one person stand together.
        if checked.replace(person) == Some(person) {
            continue;
        }
        let sql = "select 1 from person_states where person_id = ?1 and erased_at is not null";
        let erased: Option<i64> = connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement.query_row((person.0.cast_signed(),), |row| row.get(0)).optional()
            })
            .map_err(engine("looking whether a person is erased"))?;
        if erased.is_some() {
            return Err(StoreError::Conflict { stream: Stream::Person(person), expected: 0, found: 1 });
        }
    }
    Ok(())
}

/// Empties what a rebuild fills; see [`store::Rebuilding`].
pub fn clear(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(include_str!("sql/views_clear.sql")).map_err(engine("emptying the read models"))
}

/// A statement to be run, perhaps several times.
struct Statement<'connection> {
    connection: &'connection Connection,
    doing: &'static str,
    sql: &'static str,
}

impl Statement<'_> {
    fn with(&self, values: impl Params) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(self.sql)
            .and_then(|mut statement| statement.execute(values))
            .map(|_| ())
            .map_err(engine(self.doing))
    }
}
