//! The forms in which every engine stores values: what is written by one is copied to another as it stands.
//!
//! Moments are microseconds since 1970 UTC, dates days since 1970-01-01, kinds and statuses numbers; the place of a case
//! in the queue is one integer.

mod days;
mod item_place;
mod numbers;
mod place;
mod rank;

pub use days::{date, day, day_of_moment};
pub use item_place::ItemPlace;
pub use numbers::{kind_number, kind_of, status_number, status_of};
pub use place::Place;
pub use rank::{ENDED_RANK, rank, rank_parts, rank_ranges};
