//! The engine through its front door.

// Helpers of tests are tests too; the lints know only functions marked as such.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod engine;
mod failing;
mod folder;
mod killed;
mod schema;

mod contract {
    store::contract_tests!(crate::engine::fresh);
}

/// The child process of [`killed`] begins here, as the test of that name.
#[test]
fn child_that_is_killed() {
    killed::child();
}

/// The child process of [`failing`] begins here.
#[test]
fn child_on_a_full_disk() {
    failing::child_on_a_full_disk();
}
