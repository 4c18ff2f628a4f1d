//! Templates of replies.

use async_trait::async_trait;
use domain::id::InstitutionId;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use store::{ReplyTemplateRow, ReplyTemplates, Scope, StoreError};

use crate::PostgresStore;
use crate::case_filter::push_scope;
use crate::convert::{id, storable};
use crate::fields::Fields;
use crate::query::{one, rows, run};

const READING: &str = "reading templates of replies";
const NEWEST: &str = "select template_id, version, institution_id, kind, name, text, active, set_at \
                      from reply_templates as template where version = \
                      (select max(version) from reply_templates where template_id = template.template_id)";

#[async_trait]
impl ReplyTemplates for PostgresStore {
    async fn reply_templates(&self, scope: &Scope) -> Result<Vec<ReplyTemplateRow>, StoreError> {
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new(NEWEST);
        push_scope(&mut query, scope);
        query.push(" order by name collate \"C\", template_id");
        rows(&self.pool, READING, query.build(), template).await
    }

    async fn reply_template(&self, template_id: u64) -> Result<Option<ReplyTemplateRow>, StoreError> {
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new(NEWEST);
        query.push(" and template_id = ").push_bind(id(template_id));
        one(&self.pool, READING, query.build(), template).await
    }
}

/// Adds a version.
pub async fn put(connection: &mut PgConnection, row: &ReplyTemplateRow) -> Result<(), StoreError> {
    let sql = "insert into reply_templates \
               (template_id, version, institution_id, kind, name, text, active, set_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let query = sqlx::query(sql)
        .bind(id(row.template_id))
        .bind(i64::from(row.version))
        .bind(id(row.institution_id.0))
        .bind(&row.kind)
        .bind(storable(&row.name))
        .bind(storable(&row.text))
        .bind(row.active)
        .bind(row.set_at.as_microsecond());
    run(connection, "writing a template of replies", query).await.map(|_| ())
}

fn template(row: &PgRow) -> Result<ReplyTemplateRow, StoreError> {
    let mut fields = Fields::new(row, "reply_templates");
    Ok(ReplyTemplateRow {
        template_id: fields.id()?,
        version: fields.number()?,
        institution_id: InstitutionId(fields.id()?),
        kind: fields.get()?,
        name: fields.get()?,
        text: fields.get()?,
        active: fields.get()?,
        set_at: fields.moment()?,
    })
}
