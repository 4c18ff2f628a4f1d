//! The text crate through its front door.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]

mod ask;
mod cause;
mod coding;
mod corpus;
mod datum;
mod hostile;
mod hotwords;
mod mask;
mod measured;
mod normalise;
#[path = "../planted/mod.rs"]
mod planted;
mod property;
#[path = "../public_events/mod.rs"]
mod public_events;
mod similar;
