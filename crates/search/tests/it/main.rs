//! Searching through the front door of the crate: documents in, questions asked, what is found.

// All of this binary is test code, its helpers too.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod erasing;
mod finding;
mod folder;
mod reach;
mod syntax;
mod world;
