//! What every engine must do, as tests against the trait alone.
//!
//! An engine joins with one line in its tests, after writing an [`Engine`] that opens fresh databases and can damage
//! them:
//!
//! ```ignore
//! store::contract_tests!(fresh_engine);
//! ```
//!
//! where `fresh_engine` is an `async fn() -> Option<impl Engine>`: none where the machine has no such engine, which is for
//! it to say aloud. To add a property: a function in one of the modules here, and
//! its name in the list of [`contract_tests!`](crate::contract_tests).

// The suite is a test: a failed expectation panics, and that is how it reports.
#![allow(clippy::expect_used, clippy::missing_panics_doc)]

pub mod accounts;
pub mod belongings;
pub mod done_requests;
pub mod factors;
pub mod health;
pub mod hearing;
pub mod jobs;
pub mod lists;
pub mod messages;
mod model;
pub mod notices;
pub mod open_channels;
pub mod rebuilding;
pub mod rule_files;
pub mod sample;
pub mod saved_views;
pub mod scanning;
pub mod sealing;
pub mod streams;
pub mod totals;
pub mod transfer;
pub mod vault;
pub mod vault_care;

use std::sync::Arc;

use async_trait::async_trait;

use crate::Store;

/// One database of an engine, empty at first.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Opens the database, or opens it again once every handle from before was dropped.
    async fn open(&self) -> Arc<dyn Store>;

    /// Changes rows behind the record's back, as somebody with access to the database could.
    async fn tamper(&self, tampering: Tampering);

    /// Whether what waits to be sealed has its place already, so that a gap before it shows.
    fn gaps_show(&self) -> bool {
        true
    }
}

/// What can be done to a sealed log by hand. Places are log indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    /// Changes one character of the event's payload.
    AlterEvent(u64),
    /// Deletes the event, leaves its leaf.
    RemoveEvent(u64),
    /// Exchanges two events, leaves their leaves.
    ExchangeEvents(u64, u64),
    /// Inserts an event for a stream that has none, before the end of the sealed log and without a leaf.
    AddEvent,
    /// Inserts an event that waits to be sealed, behind all others: at a log index, where the engine has it already.
    AddWaiting {
        /// The log index.
        log_index: u64,
        /// When it says it was recorded, in microseconds since 1970.
        recorded_at: i64,
    },
    /// Deletes the last event.
    RemoveLast,
    /// Changes the stored leaf hash.
    AlterLeaf(u64),
    /// Deletes the leaf, leaves its event.
    RemoveLeaf(u64),
}

/// One `#[tokio::test]` for every property of the contract, each with a fresh engine from the `async fn` named.
#[macro_export]
macro_rules! contract_tests {
    ($fresh:path) => {
        $crate::contract_tests! { $fresh;
            streams::events_are_read_back_as_written,
            streams::a_stale_version_is_a_conflict_and_writes_nothing,
            streams::any_version_appends,
            streams::a_stream_written_twice_in_one_append_counts_on,
            streams::taken_values_are_refused_by_name,
            streams::many_appends_succeed_or_fail_each_by_itself,
            streams::two_merges_at_once_give_one_result,
            streams::writers_at_once_lose_nothing,
            streams::identifiers_never_repeat,
            streams::acknowledged_writes_survive_reopening,
            streams::streams_are_listed_in_order,
            lists::a_row_is_read_back_as_written,
            lists::a_row_is_replaced_whole,
            lists::every_single_filter_agrees_with_the_model,
            lists::filters_together_agree_with_the_model,
            lists::a_page_is_never_longer_than_allowed,
            lists::a_cursor_outlives_its_case,
            lists::a_cursor_of_another_list_is_refused,
            lists::text_is_sought_as_it_stands,
            lists::hidden_cases_are_nowhere,
            lists::counts_stop_at_their_ceiling,
            totals::tallies_agree_with_the_model,
            totals::tallies_by_institution_agree_with_the_model,
            totals::figures_agree_with_the_model,
            belongings::what_hangs_on_a_case_is_replaced_whole,
            belongings::open_tasks_are_listed_by_date,
            belongings::approvals_are_listed_newest_first,
            belongings::imported_rows_are_remembered_once,
            accounts::institutions_and_staff_are_read_back,
            accounts::credentials_and_tokens_are_read_back,
            accounts::sessions_begin_and_end,
            accounts::failures_are_counted_by_key,
            accounts::attempts_at_once_are_counted_one_by_one,
            accounts::turns_at_once_are_counted_one_by_one,
            accounts::drafts_expire,
            accounts::settings_are_kept,
            accounts::of_many_who_name_something_one_does,
            accounts::an_ended_session_is_not_kept_alive,
            factors::a_second_factor_is_confirmed_and_removed,
            factors::a_step_is_taken_once_however_many_show_it,
            factors::a_recovery_code_is_used_once,
            factors::a_subject_belongs_to_one,
            vault::sealed_rows_are_read_back,
            vault::tags_find_persons,
            vault::masked_copies_are_replaced,
            vault_care::keys_are_wrapped_anew_once,
            vault_care::tags_are_listed_and_deleted_by_field,
            vault_care::an_erased_person_leaves_nothing_but_events_and_cases,
            vault_care::nothing_of_an_erased_person_comes_back,
            vault_care::what_is_special_about_persons_is_read_back,
            sealing::an_empty_log_has_the_empty_root,
            sealing::indexes_are_dense_and_roots_agree_with_a_model,
            sealing::what_waits_is_counted,
            sealing::what_changed_since_a_size_is_told,
            sealing::the_feed_follows_the_log,
            sealing::checkpoints_are_kept,
            sealing::sealing_at_once_gives_one_log,
            sealing::a_log_goes_on_after_reopening,
            sealing::recorded_times_do_not_step_back,
            sealing::what_cannot_be_true_is_not_sealed,
            scanning::an_untouched_log_scans_clean,
            scanning::an_altered_event_is_found,
            scanning::a_removed_event_is_found,
            scanning::exchanged_events_are_found,
            scanning::an_added_event_is_found,
            scanning::altered_and_removed_leaves_are_found,
            scanning::a_scan_stops_when_told,
            done_requests::done_requests_are_kept_until_they_expire,
            done_requests::a_request_is_done_once,
            health::an_engine_tells_how_it_is_doing,
            rebuilding::a_rebuild_gives_equal_rows,
            rebuilding::a_rebuild_that_does_not_end_leaves_the_rows,
            jobs::jobs_are_taken_when_due,
            jobs::a_lease_that_ran_out_passes_on,
            jobs::failed_jobs_run_again,
            jobs::jobs_are_counted,
            jobs::finished_jobs_are_kept_for_a_time,
            jobs::jobs_taken_at_once_are_taken_once,
            messages::messages_are_taken_when_due,
            messages::what_became_of_messages_is_noted_once,
            messages::messages_are_listed_and_deleted,
            messages::messages_taken_at_once_are_taken_once,
            messages::webhooks_and_preferences_are_kept,
            messages::a_one_time_code_is_tried_so_many_times,
            notices::nobody_is_told_twice,
            notices::what_was_told_together_is_told,
            notices::what_left_the_scope_is_told_no_more,
            hearing::calls_are_kept_once,
            hearing::hot_spots_are_raised_once_in_a_while,
            saved_views::lists_are_saved_by_name,
            saved_views::nobody_changes_anothers_list,
            open_channels::open_channels_are_read_back_by_institution,
            open_channels::contacts_and_missed_calls_are_read_back,
            open_channels::the_newest_version_of_a_template_holds,
            rule_files::the_same_text_arrives_once,
            streams::an_append_without_events_is_held_to_its_version,
            transfer::copied_tables_are_read_back_equal,
            transfer::copied_events_make_the_same_log,
            transfer::clearing_leaves_an_empty_record,
        }
    };
    ($fresh:path; $($module:ident::$property:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $property() {
                if let Some(engine) = $fresh().await {
                    $crate::contract::$module::$property(&engine).await;
                }
            }
        )*
    };
}
