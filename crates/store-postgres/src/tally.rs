//! Today's work: counts over the open cases.

use domain::id::InstitutionId;
use jiff::civil::Date;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Postgres, QueryBuilder};
use store::stored::day;
use store::{CaseFilter, SOON_DAYS, Scope, StoreError, Tally};

use crate::case_filter;
use crate::fields::Fields;
use crate::query::{one, rows};

const DOING: &str = "counting today's work";

/// Counts the open cases a filter finds.
pub async fn case_tally(
    pool: &PgPool,
    scope: &Scope,
    filter: &CaseFilter,
    today: Date,
) -> Result<Tally, StoreError> {
    if filter.ended == Some(true) {
        return Ok(Tally::default());
    }
    let mut sql = QueryBuilder::new("select ");
    push_counts(&mut sql, today);
    sql.push(" from cases where true");
    case_filter::push(&mut sql, scope, &CaseFilter { ended: Some(false), ..filter.clone() });
    Ok(one(pool, DOING, sql.build(), |row| tally(row, 0)).await?.unwrap_or_default())
}

/// The institutions with open cases, those with most late ones first, then with most open ones, then by identifier.
pub async fn tally_by_institution(
    pool: &PgPool,
    scope: &Scope,
    today: Date,
    limit: u32,
) -> Result<Vec<(InstitutionId, Tally)>, StoreError> {
    let mut sql = QueryBuilder::new("select institution_id, ");
    push_counts(&mut sql, today);
    sql.push(" from cases where true");
    case_filter::push(&mut sql, scope, &CaseFilter { ended: Some(false), ..CaseFilter::default() });
    sql.push(" group by institution_id order by 3 desc, 2 desc, 1 limit ").push_bind(i64::from(limit));
    rows(pool, DOING, sql.build(), |row| Ok((InstitutionId(Fields::new(row, "cases").id()?), tally(row, 1)?)))
        .await
}

/// Open, late, today, soon, paused, urgent.
fn push_counts(sql: &mut QueryBuilder<Postgres>, today: Date) {
    let today = day(today);
    sql.push("count(*), count(*) filter (where due_on < ").push_bind(today);
    sql.push("), count(*) filter (where due_on = ").push_bind(today);
    sql.push("), count(*) filter (where due_on > ").push_bind(today);
    sql.push(" and due_on <= ").push_bind(today + SOON_DAYS);
    sql.push("), count(*) filter (where paused is not null), count(*) filter (where urgent)");
}

fn tally(row: &PgRow, first: usize) -> Result<Tally, StoreError> {
    let mut fields = Fields::starting_at(row, "cases", first);
    Ok(Tally {
        open: fields.number()?,
        late: fields.number()?,
        today: fields.number()?,
        soon: fields.number()?,
        paused: fields.number()?,
        urgent: fields.number()?,
    })
}
