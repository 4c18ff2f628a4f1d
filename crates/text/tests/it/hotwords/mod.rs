//! Hot words through the front door.

mod answers;
mod events;
mod property;
mod texts;
