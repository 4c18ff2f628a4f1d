//! The engine for several machines: one PostgreSQL database, any number of stateless nodes on it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`url`](PostgresUrl), [`open`](PostgresStore::open), `presence`, `migrate` | from a URL to a store: where it is, who else uses it, which schema it has |
//! | `writes` | what every write passes: may this process write, and how many did |
//! | `append`, `append_many`, `changes`, `belongings`, `events`, `identifiers` | writing events and read models |
//! | `case_row`, `case_filter`, `case_list`, `tally`, `figures`, `case_views` | lists, counts and figures of cases |
//! | `seal`, `scan`, `ledger_rows` | the ledger over the events |
//! | `accounts`, `factors`, `attempts`, `done_requests`, `vault`, `vault_care` | staff, sessions, settings; second factors and subjects of issuers; throttling; requests that may come again; sealed rows; keys and tags made anew, persons erased |
//! | `jobs`, `notices`, `rule_files`, `saved_views` | work that is due; what staff are told; calendars and regimes that arrived; lists staff gave a name |
//! | `health` | what whoever watches the installation asks |
//! | `transfer`, `snapshot` | whole tables, for copying an installation; one moment of them, for a backup |
//! | `query`, `fields`, `convert`, `error` | running a query, reading its rows |
//!
//! It knows no rule of the domain. SQL of more than a few lines stands in `src/sql/`, the schema in `schema.sql`. To add
//! a table: a migration under `migrations/`, the same lines in `schema.sql`, a [`store::Change`] in `changes`, a row in
//! [`store::COPIED`].

mod accounts;
mod append;
mod append_many;
mod attempts;
mod belongings;
mod case_filter;
mod case_list;
mod case_row;
mod case_views;
mod changes;
#[cfg(feature = "cluster")]
pub mod cluster;
mod convert;
mod done_requests;
mod error;
mod events;
mod factors;
mod fields;
mod figures;
mod health;
mod hearing;
mod identifiers;
mod jobs;
mod ledger_rows;
mod messages;
mod migrate;
mod notices;
mod open;
mod open_channels;
mod presence;
mod query;
mod rebuild;
mod reply_templates;
mod rule_files;
mod saved_views;
mod scan;
mod seal;
mod snapshot;
mod tally;
mod transfer;
mod url;
mod vault;
mod vault_care;
mod writes;

pub use open::{OpenOptions, PostgresStore};
pub use snapshot::Snapshot;
pub use url::{MalformedUrl, PostgresUrl};
