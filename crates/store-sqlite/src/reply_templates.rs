//! Templates of replies.

use async_trait::async_trait;
use domain::id::InstitutionId;
use rusqlite::{Connection, Row};
use store::{ReplyTemplateRow, ReplyTemplates, Scope, StoreError};

use crate::SqliteStore;
use crate::case_filter::int_id;
use crate::convert::Fields;
use crate::error::engine;
use crate::open_channels::within;
use crate::query::{one, rows};

const READING: &str = "reading templates of replies";
const NEWEST: &str = "select template_id, version, institution_id, kind, name, text, active, set_at \
                      from reply_templates as template where version = \
                      (select max(version) from reply_templates where template_id = template.template_id)";

#[async_trait]
impl ReplyTemplates for SqliteStore {
    async fn reply_templates(&self, scope: &Scope) -> Result<Vec<ReplyTemplateRow>, StoreError> {
        let (condition, values) = within(scope, "institution_id");
        let sql = format!("{NEWEST} and {condition} order by name, template_id");
        self.readers.short(|connection| {
            rows(connection, READING, &sql, rusqlite::params_from_iter(&values), template)
        })
    }

    async fn reply_template(&self, template_id: u64) -> Result<Option<ReplyTemplateRow>, StoreError> {
        let sql = format!("{NEWEST} and template_id = ?1");
        self.readers.short(|connection| one(connection, READING, &sql, [int_id(template_id)], template))
    }
}

/// Adds a version.
pub fn put(connection: &Connection, row: &ReplyTemplateRow) -> Result<(), StoreError> {
    let sql = "insert into reply_templates values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = (
        int_id(row.template_id),
        row.version,
        int_id(row.institution_id.0),
        &row.kind,
        &row.name,
        &row.text,
        row.active,
        row.set_at.as_microsecond(),
    );
    let written = connection.prepare_cached(sql).and_then(|mut statement| statement.execute(values));
    written.map(|_| ()).map_err(engine("writing a template of replies"))
}

fn template(row: &Row<'_>) -> Result<ReplyTemplateRow, StoreError> {
    let mut fields = Fields::new(row, "reply_templates");
    Ok(ReplyTemplateRow {
        template_id: fields.id()?,
        version: fields.get()?,
        institution_id: InstitutionId(fields.id()?),
        kind: fields.get()?,
        name: fields.get()?,
        text: fields.get()?,
        active: fields.get()?,
        set_at: fields.moment()?,
    })
}
