//! The fields of the index.

use domain::matter::{Channel, Kind, Status};
use jiff::civil::Date;
use strum::IntoEnumIterator;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use crate::Document;
use crate::facet::Place;
use crate::token::{PAIRS, WORDS};

/// Raised whenever documents are cut, folded or laid out in another way: older indexes are made anew.
const LAYOUT: u32 = 2;

/// Marks of a case, each a term of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Mark {
    /// Goes by the urgent lane.
    Urgent,
    /// Confirmed as major.
    Major,
    /// Ended.
    Ended,
    /// Its clock stands still.
    Paused,
    /// Nobody handles it.
    Unassigned,
}

/// The fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub case_id: Field,
    pub number: Field,
    pub institution: Field,
    pub handler: Field,
    pub received: Field,
    pub due: Field,
    pub mark: Field,
    pub code: Field,
    pub words: Field,
    pub pairs: Field,
    pub text: Field,
    /// Kind, status, channel and institution in one column: one read gives all that facets count.
    pub place: Field,
}

/// The name of the column of [`Fields::place`].
pub(crate) const PLACE: &str = "place";
/// The name of the column of [`Fields::case_id`].
pub(crate) const CASE_ID: &str = "case_id";

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let searched = |tokenizer: &str, record: IndexRecordOption| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        case_id: builder.add_u64_field(CASE_ID, INDEXED | FAST),
        number: builder.add_text_field("number", STRING),
        institution: builder.add_u64_field("institution", INDEXED),
        handler: builder.add_u64_field("handler", INDEXED),
        received: builder.add_i64_field("received", FAST),
        due: builder.add_i64_field("due", FAST),
        mark: builder.add_text_field("mark", STRING),
        code: builder.add_text_field("code", STRING),
        words: builder.add_text_field("words", searched(WORDS, IndexRecordOption::WithFreqs)),
        pairs: builder.add_text_field("pairs", searched(PAIRS, IndexRecordOption::WithFreqsAndPositions)),
        text: builder.add_text_field("text", STORED),
        place: builder.add_u64_field(PLACE, FAST),
    };
    (builder.build(), fields)
}

/// What an index of this release is: its layout, and the words whose places in their lists it stores.
pub(crate) fn layout() -> String {
    let words: Vec<&str> = Kind::iter()
        .map(<&str>::from)
        .chain(Status::iter().map(<&str>::from))
        .chain(Channel::iter().map(<&str>::from))
        .collect();
    format!("{LAYOUT} {}", words.join(" "))
}

/// A day as the index orders it: days since 1970.
pub(crate) fn day_number(day: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    day.duration_since(epoch).as_hours() / 24
}

impl Fields {
    /// The term that names a case.
    pub fn case_term(&self, case_id: domain::id::CaseId) -> Term {
        Term::from_field_u64(self.case_id, case_id.0)
    }

    /// A case as the engine takes it.
    pub fn document(&self, case: &Document) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_u64(self.case_id, case.case_id.0);
        document.add_text(self.number, case.number.to_ascii_uppercase());
        document.add_u64(self.institution, case.institution_id.0);
        document.add_i64(self.received, day_number(case.received_on));
        if let Some(due_on) = case.due_on {
            document.add_i64(self.due, day_number(due_on));
        }
        if let Some(handler) = case.handler_id {
            document.add_u64(self.handler, handler.0);
        }
        for (mark, bears) in [
            (Mark::Urgent, case.urgent),
            (Mark::Major, case.major),
            (Mark::Ended, case.ended),
            (Mark::Paused, case.paused),
            (Mark::Unassigned, case.handler_id.is_none()),
        ] {
            if bears {
                document.add_text(self.mark, <&str>::from(mark));
            }
        }
        // A code is found by itself and by every code it stands under, which are its beginnings.
        let mut beginnings: Vec<&str> = case
            .codes
            .iter()
            .flat_map(|code| code.char_indices().map(|(at, letter)| &code[..at + letter.len_utf8()]))
            .collect();
        beginnings.sort_unstable();
        beginnings.dedup();
        for beginning in beginnings {
            document.add_text(self.code, beginning);
        }
        for text in case.texts.iter().filter(|text| !text.is_empty()) {
            document.add_text(self.text, text);
        }
        for text in case.texts.iter().chain(&case.names).filter(|text| !text.is_empty()) {
            document.add_text(self.words, text);
            document.add_text(self.pairs, text);
        }
        document.add_u64(self.place, Place::of(case).packed());
        document
    }
}
