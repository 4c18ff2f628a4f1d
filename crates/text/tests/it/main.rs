//! The text crate through its front door.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]

mod ask;
mod cause;
mod corpus;
mod datum;
mod mask;
mod normalise;
mod property;
mod similar;
