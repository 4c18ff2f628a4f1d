//! The domain through its public face.

// All of this binary is test code, its helpers too: what cannot be unwrapped fails the test that asked.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answering;
mod art17;
mod clock;
mod clock_calendar;
mod clock_files;
mod clock_foreign;
mod clock_inner;
mod clock_properties;
mod clock_remaining;
mod code;
mod corpus;
mod escalation;
mod invariants;
mod lateness;
mod matter;
mod messages;
mod office;
mod open_channel;
mod reply;
mod second_person;
mod tasks;
mod urgent_lane;
