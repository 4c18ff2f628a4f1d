//! One binary: the year, carried out against the rules it has to keep.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why and fails")]

mod office;
mod wordings;
mod words;
mod year;
