//! Matters, clocks, code sets and the organisation that handles them: the rules of a consumer-protection office.
//!
//! Pure. There is no input or output here, no clock of its own, no randomness and no database: time, identifiers
//! and the rule book are parameters, so that every decision can be replayed from the record. The heart is
//! [`matter::decide`] (state, command, context → events) and [`matter::Case::evolve`] (state, event → state).
//!
//! To add a kind of matter: one module in [`matter`], one page, one line in [`matter::Kind`].

pub mod calendar;
pub mod clock;
pub mod code;
pub mod id;
pub mod matter;
pub mod open_channel;
pub mod organisation;
pub mod person;
pub mod reply;
pub mod schema;
