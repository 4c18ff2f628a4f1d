//! The office through its public face.

// All of this binary is test code, its helpers too: what cannot be unwrapped fails the test that asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod access;
mod administration;
mod as_known;
mod calendar;
mod damaged;
mod erasure;
mod exchange;
mod finding;
mod harness;
mod hearing;
mod jobs;
mod key_rotation;
mod life;
mod messaging;
mod open_channels;
mod proof;
mod reply_templates;
mod rules;
mod shared;
mod sight;
mod similar;
mod staff_import;
