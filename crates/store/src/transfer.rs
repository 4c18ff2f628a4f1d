//! Moving everything an installation remembers from one engine to another, table by table.
//!
//! The tables of [`COPIED`] have the same columns in every engine, in the forms of [`crate::stored`], and are copied as they
//! stand. The events travel in the order of the log, and the ledger over them is built anew at the other end: that its root
//! is the same proves the copy.

use async_trait::async_trait;

use crate::{StoreError, StoredEvent};

/// A value of a copied row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A number; a flag is 0 or 1.
    Integer(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Numbers.
    Integer,
    /// 0 or 1, or what the engine has for it.
    Flag,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A column of a copied table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
}

/// A table that is copied as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How many of the first columns are its key.
    pub key: usize,
    /// Its columns.
    pub columns: &'static [Column],
}

macro_rules! table {
    ($name:literal, $key:literal, [$($column:ident $form:ident),* $(,)?]) => {
        Table {
            name: $name,
            key: $key,
            columns: &[$(Column { name: stringify!($column), form: Form::$form }),*],
        }
    };
}

/// Every table that is copied. Not copied are the events and the ledger, which are built anew, and what an engine keeps
/// about itself (schema versions, queues, counters of changes).
pub const COPIED: &[Table] = &[
    table!("identifiers", 1, [series Text, reserved Integer]),
    table!("checkpoints", 1, [size Integer, note Text]),
    table!("cases", 1, [
        case_id Integer, kind Integer, status Integer, ended Flag, deadline_rank Integer, institution_id Integer,
        handler_id Integer, due_on Integer, received_at Integer, received_day Integer, urgent Flag, major Flag,
        feedback_owed Integer, paused Text, channel Text, merged_into Integer, report_owed Flag, on_time Flag,
        accepted_at Integer, handled_at Integer, reported_at Integer, feedback_at Integer, outcome Text, echo Text,
        number Text, subject Text, code_channel Text, code_business Text, code_reason Text, code_product Text,
        code_issue Text, rekinded_at Integer, version Integer, person_id Integer, subject_text Integer,
        recorded_at Integer, due_provisional Flag, due_stage Text, inner_due_on Integer, next_step Text, grade Text,
        urgency Text, sensitivity Text, transferred Flag, receipts Integer, transfers Integer, liability Text,
        decided_at Integer, ended_at Integer, satisfaction Integer, origin Integer, complainants Integer,
        registered_by Integer,
    ]),
    table!("case_sources", 2, [
        case_id Integer, position Integer, channel Text, external_number Text, received_at Integer, required_on Integer,
        feedback_owed Flag, feedback_sent_at Integer, feedback_returned_at Integer,
    ]),
    table!("case_persons", 3, [case_id Integer, person_id Integer, role Text]),
    table!("case_links", 3, [case_id Integer, other Integer, relation Text]),
    table!("case_tasks", 2, [
        case_id Integer, task Integer, kind Text, institution_id Integer, owner_id Integer, due_on Integer,
        amount_cents Integer, status Text, outcome Text, open Flag,
    ]),
    table!("case_approvals", 2, [
        case_id Integer, request Integer, kind Text, institution_id Integer, rank Text, requested_by Text,
        requested_at Integer, status Text,
    ]),
    table!("imports", 2, [profile Text, external_id Text, case_id Integer]),
    table!("institutions", 1, [institution_id Integer, version Integer, code Text, details Text]),
    table!("users", 1, [
        user_id Integer, version Integer, login Text, display_name Text, active Flag, institution_id Integer,
    ]),
    table!("user_roles", 3, [user_id Integer, role Text, institution_id Integer]),
    table!("credentials", 1, [user_id Integer, password_hash Text, set_at Integer, one_time Flag]),
    table!("second_factors", 1, [
        user_id Integer, secret Bytes, made_at Integer, confirmed_at Integer, last_step Integer,
    ]),
    table!("recovery_codes", 2, [user_id Integer, tag Bytes]),
    table!("subjects", 1, [user_id Integer, issuer Text, subject Text, linked_at Integer]),
    table!("tokens", 1, [
        token_hash Text, user_id Integer, label Text, created_at Integer, expires_at Integer, revoked Flag,
    ]),
    table!("sessions", 1, [
        session_hash Text, user_id Integer, form_secret Text, created_at Integer, expires_at Integer, seen_at Integer,
        family Text, network Text, second_factor Flag, one_time Flag,
    ]),
    table!("login_failures", 1, [key Text, failures Integer, last_failure_at Integer]),
    table!("settings", 1, [name Text, value Text]),
    table!("drafts", 1, [key Text, sealed Bytes, expires_at Integer]),
    table!("done_requests", 1, [
        key Bytes, fingerprint Bytes, sealed Bytes, done_at Integer, expires_at Integer,
    ]),
    table!("person_keys", 1, [person_id Integer, wrapped Bytes]),
    table!("sealed_items", 1, [text_id Integer, person_id Integer, case_id Integer, field Text, sealed Bytes]),
    table!("tags", 3, [field Text, tag Bytes, person_id Integer]),
    table!("query_codes", 1, [case_id Integer, tag Bytes]),
    table!("masked_texts", 1, [text_id Integer, masked Text]),
    table!("person_states", 1, [person_id Integer, restricted_at Integer, holds Integer, erased_at Integer]),
    table!("jobs", 1, [
        job_id Integer, key Text, kind Text, argument Text, status Text, due_at Integer, attempt Integer, tries Integer,
        owner Text, lease_until Integer, created_at Integer, finished_at Integer, message Text,
    ]),
    table!("notices", 1, [
        notice_id Integer, user_id Integer, case_id Integer, kind Text, rule Text, run Integer, at Integer,
        seen_at Integer,
    ]),
    table!("messages", 1, [
        message_id Integer, key Text, form Text, template Text, person_id Integer, text_id Integer, user_id Integer,
        webhook_id Integer, case_id Integer, date Integer, status Text, due_at Integer, attempt Integer, tries Integer,
        lease_until Integer, created_at Integer, sent_at Integer, delivered_at Integer, reference Text, fault Text,
    ]),
    table!("webhooks", 1, [
        webhook_id Integer, user_id Integer, label Text, url Text, secret Bytes, kinds Text, active Flag,
        failing_since Integer, created_at Integer,
    ]),
    table!("preferences", 1, [user_id Integer, ways Text, email Bytes]),
    table!("one_time_codes", 1, [case_id Integer, tag Bytes, expires_at Integer, tries Integer]),
    table!("saved_views", 1, [view_id Integer, user_id Integer, name Text, address Text, saved_at Integer]),
    table!("open_channels", 1, [
        channel_id Integer, version Integer, institution_id Integer, code Text, details Text, tested_at Integer,
    ]),
    table!("contact_tests", 2, [
        channel_id Integer, version Integer, tested_at Integer, tester_id Integer, reached Flag, waited_seconds Integer,
        note Text, within_hours Flag,
    ]),
    table!("missed_calls", 2, [channel_id Integer, day Integer, count Integer]),
    table!("reply_templates", 2, [
        template_id Integer, version Integer, institution_id Integer, kind Text, name Text, text Text, active Flag,
        set_at Integer,
    ]),
    table!("calls", 1, [
        call_id Integer, institution_id Integer, reference Text, started_at Integer, turns Text, imported_at Integer,
    ]),
    table!("hot_spots", 1, [
        hot_spot_id Integer, institution_id Integer, kind Text, title Text, found_on Integer, details Text,
        raised_at Integer, settled_at Integer, settled_by Integer, statement Text,
    ]),
    table!("regime_files", 1, [arrival Integer, digest Text, name Text, text Text, arrived_at Integer]),
    table!("calendar_files", 1, [arrival Integer, digest Text, name Text, text Text, arrived_at Integer]),
];

/// Reading and writing whole tables, for copying an installation.
#[async_trait]
pub trait Transfer: Send + Sync {
    /// Rows of a copied table behind a key, in the order of the keys (texts by their bytes), at most `limit`.
    async fn table_rows(
        &self,
        table: &Table,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError>;

    /// Writes rows of a copied table that are not there yet.
    async fn table_write(&self, table: &Table, rows: Vec<Vec<Cell>>) -> Result<(), StoreError>;

    /// Writes events behind all others, in the order in which they are to be sealed, each exactly as it stood, its version
    /// and its times included.
    async fn events_write(&self, events: Vec<StoredEvent>) -> Result<(), StoreError>;

    /// Empties the events, the ledger and every copied table: before a copy that was interrupted begins again.
    async fn everything_clear(&self) -> Result<(), StoreError>;
}
