//! Applying changes of read models and sealed rows.

use std::collections::BTreeMap;

use domain::id::CaseId;
use sqlx::PgConnection;
use store::{Change, StoreError, UserRow};

use crate::convert::{id, moment, storable};
use crate::query::{one, run};
use crate::{
    belongings, case_row, done_requests, factors, messages, open_channels, reply_templates, vault_care,
};

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

/// Refuses a change that would take what belongs to another, as far as that shows before anything is written.
pub async fn check(connection: &mut PgConnection, change: &Change) -> Result<(), StoreError> {
    let (name, query) = match change {
        Change::Imported { profile, external_id, .. } => {
            let sql = "select 1 from imports where profile = $1 and external_id = $2";
            ("imports_row", sqlx::query(sql).bind(profile).bind(storable(external_id)))
        }
        Change::Done(done) => {
            let sql = "select 1 from done_requests where key = $1 and expires_at > $2";
            (done_requests::KEY, sqlx::query(sql).bind(&done.key).bind(done.done_at.as_microsecond()))
        }
        _ => return Ok(()),
    };
    match one(connection, "looking whether a name is taken", query, |_| Ok(())).await? {
        Some(()) => Err(StoreError::Taken { name: name.to_owned() }),
        None => Ok(()),
    }
}

/// Applies one change; those that an append holds many of are left to [`apply_together`].
pub async fn apply(connection: &mut PgConnection, change: &Change, before: Before) -> Result<(), StoreError> {
    match change {
        Change::Case(row) => case_row::put(connection, row).await,
        Change::Sources(case_id, sources) => belongings::sources(connection, *case_id, sources, before).await,
        Change::Persons(case_id, persons) => belongings::persons(connection, *case_id, persons, before).await,
        Change::Links(case_id, links) => belongings::links(connection, *case_id, links, before).await,
        Change::Tasks(case_id, tasks) => belongings::tasks(connection, *case_id, tasks, before).await,
        Change::Approvals(case_id, approvals) => {
            belongings::approvals(connection, *case_id, approvals, before).await
        }
        Change::Institution(row) => {
            let query = sqlx::query(include_str!("sql/institution_put.sql"))
                .bind(id(row.institution_id.0))
                .bind(i64::from(row.version))
                .bind(&row.code)
                .bind(&row.details);
            run(connection, "writing an institution", query).await.map(|_| ())
        }
        Change::User(row) => user_put(connection, row).await,
        Change::Credential(row) => {
            let query = sqlx::query(include_str!("sql/credential_put.sql"))
                .bind(id(row.user_id.0))
                .bind(&row.password_hash)
                .bind(row.set_at.as_microsecond())
                .bind(row.one_time);
            run(connection, "setting a password", query).await.map(|_| ())
        }
        Change::Token(row) => {
            let query = sqlx::query(include_str!("sql/token_put.sql"))
                .bind(&row.token_hash)
                .bind(id(row.user_id.0))
                .bind(&row.label)
                .bind(row.created_at.as_microsecond())
                .bind(moment(row.expires_at))
                .bind(row.revoked);
            run(connection, "writing a token", query).await.map(|_| ())
        }
        Change::SecondFactor(row) => factors::second_factor_put(connection, row).await,
        Change::SecondFactorRemoved(user_id) => factors::second_factor_remove(connection, *user_id).await,
        Change::RecoveryCodes(user_id, tags) => factors::recovery_codes_put(connection, *user_id, tags).await,
        Change::Subject(row) => factors::subject_put(connection, row).await,
        Change::SubjectRemoved(user_id) => {
            let query = sqlx::query("delete from subjects where user_id = $1").bind(id(user_id.0));
            run(connection, "unlinking a subject", query).await.map(|_| ())
        }
        Change::OrganisationSetting { name, value } => {
            let sql = "insert into settings (name, value) values ($1, $2) \
                       on conflict (name) do update set value = excluded.value";
            let query = sqlx::query(sql).bind(*name).bind(storable(value));
            run(connection, "keeping a setting", query).await.map(|_| ())
        }
        Change::QueryCode { case_id, tag } => {
            let sql = "insert into query_codes (case_id, tag) values ($1, $2) \
                       on conflict (case_id) do update set tag = excluded.tag";
            let query = sqlx::query(sql).bind(id(case_id.0)).bind(tag);
            run(connection, "keeping a query code", query).await.map(|_| ())
        }
        Change::Imported { profile, external_id, case_id } => {
            let sql = "insert into imports (profile, external_id, case_id) values ($1, $2, $3)";
            let query = sqlx::query(sql).bind(profile).bind(storable(external_id)).bind(id(case_id.0));
            run(connection, "remembering an imported row", query).await.map(|_| ())
        }
        Change::PersonState(row) => vault_care::put_state(connection, row).await,
        Change::PersonErased { person_id, erased_at } => {
            vault_care::erase(connection, *person_id, *erased_at).await
        }
        Change::Done(done) => done_requests::put(connection, done).await,
        Change::Notice(notice) => messages::notice_put(connection, notice).await,
        Change::Message(message) => messages::put(connection, message).await,
        Change::MessageEnd(end) => messages::end(connection, end).await,
        Change::MessageOutcome(outcome) => messages::outcome(connection, outcome).await,
        Change::MessageHandedOver { message_id, at } => {
            messages::handed_over(connection, *message_id, *at).await
        }
        Change::Webhook(row) => messages::webhook_put(connection, row).await,
        Change::Channel(row) => open_channels::put(connection, row).await,
        Change::ContactTest(row) => open_channels::test_put(connection, row).await,
        Change::MissedCalls(row) => open_channels::missed_put(connection, row).await,
        Change::ReplyTemplate(row) => reply_templates::put(connection, row).await,
        Change::PersonKey(_) | Change::Sealed(_) | Change::Tag(_) | Change::Masked(_) => Ok(()),
    }
}

/// Applies the changes of which an append holds many, each sort in one statement.
pub async fn apply_together(connection: &mut PgConnection, changes: &[Change]) -> Result<(), StoreError> {
    let mut keys = (Vec::new(), Vec::new());
    let mut items = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut tags = (Vec::new(), Vec::new(), Vec::new());
    // One statement replaces a row once: the last copy of a text counts.
    let mut masked = BTreeMap::new();
    let mut organisation = false;
    for change in changes {
        match change {
            Change::PersonKey(row) => {
                keys.0.push(id(row.person_id.0));
                keys.1.push(row.wrapped.as_slice());
            }
            Change::Sealed(item) => {
                items.0.push(id(item.text_id.0));
                items.1.push(id(item.person_id.0));
                items.2.push(id(item.case_id.0));
                items.3.push(item.field.as_str());
                items.4.push(item.sealed.as_slice());
            }
            Change::Tag(row) => {
                tags.0.push(row.field.as_str());
                tags.1.push(row.tag.as_slice());
                tags.2.push(id(row.person_id.0));
            }
            Change::Masked(row) => {
                masked.insert(id(row.text_id.0), storable(&row.masked));
            }
            Change::Institution(_) | Change::User(_) | Change::OrganisationSetting { .. } => {
                organisation = true;
            }
            _ => {}
        }
    }
    if !keys.0.is_empty() {
        let sql =
            "insert into person_keys (person_id, wrapped) select * from unnest($1::bigint[], $2::bytea[])";
        run(&mut *connection, "adding a person's key", sqlx::query(sql).bind(keys.0).bind(keys.1)).await?;
    }
    if !items.0.is_empty() {
        let query = sqlx::query(include_str!("sql/sealed_items_insert.sql"));
        let query = query.bind(items.0).bind(items.1).bind(items.2).bind(items.3).bind(items.4);
        run(&mut *connection, "adding sealed texts", query).await?;
    }
    if !tags.0.is_empty() {
        let sql = "insert into tags (field, tag, person_id) \
                   select * from unnest($1::text[], $2::bytea[], $3::bigint[]) on conflict do nothing";
        let query = sqlx::query(sql).bind(tags.0).bind(tags.1).bind(tags.2);
        run(&mut *connection, "adding tags", query).await?;
    }
    if !masked.is_empty() {
        let sql = "insert into masked_texts (text_id, masked) select * from unnest($1::bigint[], $2::text[]) \
                   on conflict (text_id) do update set masked = excluded.masked";
        let (ids, texts): (Vec<_>, Vec<_>) = masked.into_iter().unzip();
        run(&mut *connection, "writing masked texts", sqlx::query(sql).bind(ids).bind(texts)).await?;
    }
    if organisation {
        let sql = "update organisation_version set version = version + 1";
        run(connection, "counting a change of the organisation", sqlx::query(sql)).await?;
    }
    Ok(())
}

/// Empties what a rebuild fills; see [`store::Rebuilding`].
pub async fn clear(connection: &mut PgConnection) -> Result<(), StoreError> {
    run(connection, "emptying the read models", sqlx::query(include_str!("sql/views_clear.sql")))
        .await
        .map(|_| ())
}

async fn user_put(connection: &mut PgConnection, row: &UserRow) -> Result<(), StoreError> {
    let doing = "writing a member of staff";
    let user_id = id(row.user_id.0);
    let query = sqlx::query(include_str!("sql/user_put.sql"))
        .bind(user_id)
        .bind(i64::from(row.version))
        .bind(&row.login)
        .bind(&row.display_name)
        .bind(row.active)
        .bind(id(row.institution_id.0));
    run(&mut *connection, doing, query).await?;
    let clear = sqlx::query("delete from user_roles where user_id = $1").bind(user_id);
    run(&mut *connection, doing, clear).await?;
    let (roles, institutions): (Vec<_>, Vec<_>) =
        row.roles.iter().map(|role| (role.role.as_str(), id(role.institution_id.0))).unzip();
    let sql = "insert into user_roles (user_id, role, institution_id) \
               select $1, * from unnest($2::text[], $3::bigint[]) on conflict do nothing";
    let query = sqlx::query(sql).bind(user_id).bind(roles).bind(institutions);
    run(connection, doing, query).await.map(|_| ())
}
