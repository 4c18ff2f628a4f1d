//! The embedded engine: one SQLite file in the data folder, written by one thread.
//!
//! | module | what it holds |
//! |---|---|
//! | [`open`](SqliteStore::open), `lock`, `connection`, `migrate` | from a path to a store: who owns it, how it is opened, which schema it has |
//! | `writer`, `readers` | the one writing connection behind a queue, and the reading ones |
//! | `append`, `changes`, `case_write`, `events`, `identifiers` | writing events and read models |
//! | `case_row`, `case_filter`, `case_plan`, `case_list`, `tally`, `figures`, `case_views` | lists, counts and figures of cases |
//! | `seal`, `scan`, `ledger_rows` | the ledger over the events |
//! | `accounts`, `factors`, `done_requests`, `vault`, `vault_care` | staff, sessions, settings; second factors and subjects of issuers; requests that may come again; sealed rows; keys and tags made anew |
//! | `copy` | a copy of the database while it is written, with the keys of persons apart |
//! | `jobs`, `notices`, `rule_files`, `saved_views` | work that is due; what staff are told; calendars and regimes that arrived; lists staff gave a name |
//! | `health` | what whoever watches the installation asks |
//! | `transfer` | whole tables, for copying an installation |
//! | `convert`, `error` | reading rows and errors; the stored forms of values are `store::stored` |
//!
//! It knows no rule of the domain. SQL of more than a few lines stands in `src/sql/`, the schema in `schema.sql`. To add
//! a table: a migration under `migrations/`, the same lines in `schema.sql`, a [`store::Change`] in `changes`.

mod accounts;
mod append;
mod case_filter;
mod case_list;
mod case_marks;
mod case_plan;
mod case_row;
mod case_views;
mod case_write;
mod changes;
mod connection;
mod convert;
mod copy;
mod done_requests;
mod error;
mod events;
mod factors;
mod figures;
mod health;
mod hearing;
mod identifiers;
mod jobs;
mod ledger_rows;
mod lock;
mod messages;
mod migrate;
mod notices;
mod open;
mod open_channels;
mod query;
mod readers;
mod rebuild;
mod reply_templates;
mod rule_files;
mod saved_views;
mod scan;
mod seal;
mod tally;
mod transfer;
mod vault;
mod vault_care;
mod writer;

pub use connection::DATABASE_FILE;
pub use copy::{CopyError, copy_database, person_keys_add, person_keys_create, person_keys_put};
pub use lock::LOCK_FILE;
pub use open::{OpenOptions, SqliteStore};
pub use store::Access;
