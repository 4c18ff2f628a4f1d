//! Through the front door: the built program, its exit codes, what it prints, and what it leaves on the disk.

// All of this binary is test code, its helpers too: what cannot be unwrapped fails the test that asked.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accounts;
mod backup;
mod bad_input;
mod clock;
mod demo;
mod failing;
mod http;
mod import;
mod import_calls;
mod import_memory;
mod jobs;
mod lives;
mod nodes;
mod program;
mod receipt;
mod serve;
mod settings;
mod tampering;
mod text;
mod text_ask;
mod text_formats;
mod text_hotwords;
mod text_models;
