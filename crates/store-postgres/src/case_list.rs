//! Pages of cases: a seek behind the cursor's place, in the order of an index.

use sqlx::{PgConnection, PgPool, Postgres, QueryBuilder};
use store::stored::Place;
use store::{CaseFilter, CaseOrder, CaseQuery, CaseRow, Count, Page, Scope, StoreError};

use crate::case_filter;
use crate::case_row::{self, COLUMNS};
use crate::error::engine;
use crate::query::{one, rows};

/// No page is longer.
const ROWS_MAX: u32 = 1_000;

const DOING: &str = "listing cases";

/// A page. All its statements read the same snapshot.
pub async fn case_list(pool: &PgPool, query: &CaseQuery) -> Result<Page<CaseRow>, StoreError> {
    let cursor = query.cursor.as_deref().map(|text| Place::parse(text, query.order)).transpose()?;
    let mut snapshot = pool.begin().await.map_err(engine(DOING))?;
    if cursor.is_some() {
        sqlx::raw_sql("set transaction isolation level repeatable read read only")
            .execute(&mut *snapshot)
            .await
            .map_err(engine(DOING))?;
    }
    let limit = query.limit.clamp(1, ROWS_MAX) as usize;
    let mut found = read(&mut snapshot, query, cursor, query.backward, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    // Whether there is anything on the side the reader came from. A page without rows lies just behind its cursor.
    let place = |row: &CaseRow| place_of(row, query.order);
    let edge = found.first().map(place).or(cursor.map(|place| place.beside(query.order, query.backward)));
    let any_behind = match (cursor, edge) {
        (Some(_), Some(edge)) => {
            !read(&mut snapshot, query, Some(edge), !query.backward, 1).await?.is_empty()
        }
        _ => false,
    };
    snapshot.commit().await.map_err(engine(DOING))?;
    let (mut first, mut last) = (edge, found.last().map(place).or(edge));
    let (mut any_before, mut any_after) = (any_behind, more);
    if query.backward {
        found.reverse();
        std::mem::swap(&mut first, &mut last);
        std::mem::swap(&mut any_before, &mut any_after);
    }
    let word = |place: Option<Place>, any: bool| place.filter(|_| any).map(|place| place.word(query.order));
    Ok(Page { previous: word(first, any_before), next: word(last, any_after), rows: found })
}

/// How many cases there are, no further than the ceiling.
pub async fn case_count(
    pool: &PgPool,
    scope: &Scope,
    filter: &CaseFilter,
    ceiling: u64,
) -> Result<Count, StoreError> {
    let mut sql = QueryBuilder::new("select count(*) from (select from cases where true");
    case_filter::push(&mut sql, scope, filter);
    sql.push(" limit ").push_bind(i64::try_from(ceiling).unwrap_or(i64::MAX)).push(") as found");
    let counted = one(pool, "counting cases", sql.build(), |row| {
        crate::fields::Fields::new(row, "cases").number::<u64>()
    });
    let count = counted.await?.unwrap_or_default();
    Ok(Count { count, capped: count >= ceiling })
}

/// The next rows in a direction.
async fn read(
    connection: &mut PgConnection,
    query: &CaseQuery,
    from: Option<Place>,
    backward: bool,
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    let ascending = (query.order == CaseOrder::Deadline) != backward;
    let (compared, direction) = if ascending { (">", "asc") } else { ("<", "desc") };
    let mut sql: QueryBuilder<Postgres> = QueryBuilder::new("select ");
    sql.push(COLUMNS.join(", ")).push(" from cases where true");
    case_filter::push(&mut sql, &query.scope, &query.filter);
    match query.order {
        CaseOrder::Newest => {
            if let Some(place) = from {
                sql.push(" and case_id ").push(compared).push(" ").push_bind(place.key);
            }
            sql.push(" order by case_id ").push(direction);
        }
        CaseOrder::Deadline => {
            if let Some(place) = from {
                sql.push(" and (deadline_rank, queue_key) ").push(compared).push(" (");
                sql.push_bind(place.rank).push(", ").push_bind(place.key).push(")");
            }
            sql.push(" order by deadline_rank ").push(direction).push(", queue_key ").push(direction);
        }
    }
    sql.push(" limit ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    rows(connection, DOING, sql.build(), |row| case_row::read(row, 0)).await
}

/// The place of a row.
fn place_of(row: &CaseRow, order: CaseOrder) -> Place {
    match order {
        CaseOrder::Newest => Place::newest(row.case_id),
        CaseOrder::Deadline => {
            let case_id = row.case_id.0.cast_signed();
            let rank = store::stored::rank(row.ended, row.urgent, row.due_on);
            Place { rank, key: if row.ended { -case_id } else { case_id } }
        }
    }
}
