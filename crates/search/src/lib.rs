//! Full text over masked cases: an index in a folder of its own, fed by whoever follows the record.
//!
//! | module | what it holds |
//! |---|---|
//! | [`token`] | what a text is cut into: words of a dictionary, and pairs of characters |
//! | [`document`], [`schema`] | a case as the index keeps it |
//! | [`syntax`], [`days`] | what people type, read without ever refusing |
//! | [`ask`], [`piece`], `adjacent`, `without` | from what was typed to what the index is asked, the reader's [`Reach`] within it |
//! | [`facet`], [`highlight`] | counts beside the hits, and the words that were found in them |
//! | [`like`] | cases that tell what another tells |
//! | [`claim`] | which folder a process writes, where several share a data folder |
//! | [`index`], `folder`, [`find`], [`listing`] | the folder: writing, erasing, searching, narrowing lists |
//!
//! A word made of Chinese characters is found as a word of the dictionary or as a run of characters, so that 卡积分 is
//! found inside 信用卡积分; traditional and simplified forms find each other. Knows no database, no keys and no rules, and
//! never sees what is not masked.

mod adjacent;
mod alike;
pub mod ask;
mod best;
pub mod claim;
pub mod days;
pub mod document;
pub mod error;
pub mod facet;
pub mod find;
mod folder;
pub mod highlight;
pub mod index;
pub mod like;
pub mod listing;
pub mod piece;
mod read_files;
pub mod schema;
pub mod syntax;
pub mod token;
mod without;

pub use ask::{Asked, Vocabulary};
pub use claim::Claim;
pub use document::Document;
pub use error::SearchError;
pub use facet::{Facets, Narrowing};
pub use find::{Found, Hit, Reach, Window};
pub use highlight::Piece;
pub use index::{Index, Opened, Progress};
pub use like::Like;
pub use schema::Mark;
pub use syntax::Field;
