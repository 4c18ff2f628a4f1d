//! The engine through its front door.

// Helpers of tests are tests too; the lints know only functions marked as such.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod away;
mod engine;
mod hole;
mod schema;
mod sharing;

mod contract {
    store::contract_tests!(crate::engine::fresh);
}
