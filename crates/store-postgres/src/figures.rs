//! The front page's figures: one pass over the cases of a period.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{PgPool, Postgres, QueryBuilder};
use store::stored::day;
use store::{CaseFilter, Figures, FirstTime, Scope, StoreError};

use crate::case_filter;
use crate::fields::Fields;
use crate::query::one;

const DOING: &str = "computing the figures";

/// The first times in the order of [`Figures::first_times`], and whether a case owes them.
const FIRST_TIMES: [(&str, &str); 4] = [
    ("accepted_at", "true"),
    ("handled_at", "true"),
    ("reported_at", "report_owed"),
    ("feedback_at", "true"),
];

/// The figures over cases received in a period.
pub async fn figures(
    pool: &PgPool,
    scope: &Scope,
    from: Timestamp,
    until: Timestamp,
    today: Date,
) -> Result<Figures, StoreError> {
    let filter =
        CaseFilter { received_from: Some(from), received_before: Some(until), ..CaseFilter::default() };
    let mut sql: QueryBuilder<Postgres> = QueryBuilder::new(
        "select count(*), count(*) filter (where ended), count(*) filter (where due), \
         count(*) filter (where ended and outcome is not null), count(*) filter (where due and echo is not null), \
         count(*) filter (where due and on_time)",
    );
    for (column, owed) in FIRST_TIMES {
        // The lower of two in the middle is what percentile_disc gives.
        sql.push(format!(
            ", count({column}) filter (where {owed}), count(*) filter (where due and {owed} and {column} is null), \
             percentile_disc(0.5) within group (order by {column} - received_at) filter (where {owed})"
        ));
    }
    sql.push(" from (select *, (ended or coalesce(due_on < ").push_bind(day(today));
    sql.push(", false)) as due from cases where merged_into is null");
    case_filter::push(&mut sql, scope, &filter);
    sql.push(") as received");
    let read = one(pool, DOING, sql.build(), |row| {
        let mut fields = Fields::new(row, "cases");
        let mut figures = Figures {
            received: fields.number()?,
            ended: fields.number()?,
            due: fields.number()?,
            landed: fields.number()?,
            echoed: fields.number()?,
            on_time: fields.number()?,
            first_times: Default::default(),
        };
        for first_time in &mut figures.first_times {
            *first_time = FirstTime {
                present: fields.number()?,
                missing: fields.number()?,
                median_seconds: fields.get::<Option<i64>>()?.map(|median| median.div_euclid(1_000_000)),
            };
        }
        Ok(figures)
    });
    Ok(read.await?.unwrap_or_default())
}
