//! An office small enough to see through, and an index of its cases.

use std::path::Path;
use std::sync::Arc;

use domain::id::{CaseId, InstitutionId, UserId};
use domain::matter::{Channel, Kind, Status};
use jiff::civil::{Date, date};
use search::{Asked, Claim, Document, Field, Found, Index, Opened, Progress, Reach, Vocabulary, Window};

pub struct World;

impl Vocabulary for World {
    fn today(&self) -> Date {
        date(2026, 11, 24)
    }

    fn word(&self, field: Field, label: &str) -> Option<String> {
        let word = match (field, label) {
            (Field::Kind, "投诉") => "complaint",
            (Field::Kind, "咨询") => "enquiry",
            (Field::Status, "在办") => "open",
            _ => return None,
        };
        Some(word.to_owned())
    }

    fn institutions(&self, label: &str) -> Vec<InstitutionId> {
        if label == "城东支行" { vec![InstitutionId(2)] } else { Vec::new() }
    }

    fn handler(&self, label: &str) -> Option<UserId> {
        (label == "me").then_some(UserId(7))
    }

    fn codes(&self, label: &str) -> Vec<String> {
        if label.starts_with("prov:") { vec![label.to_owned()] } else { Vec::new() }
    }
}

pub fn case(id: u64, texts: &[&str]) -> Document {
    Document {
        case_id: CaseId(id),
        number: format!("TS-2026-{id:07}"),
        kind: Kind::Complaint,
        status: Status::Received,
        channel: Channel::Hotline,
        institution_id: InstitutionId(1),
        handler_id: None,
        received_on: date(2026, 11, 20),
        due_on: None,
        urgent: false,
        major: false,
        ended: false,
        paused: false,
        codes: Vec::new(),
        names: Vec::new(),
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
    }
}

pub struct Place {
    pub index: Index,
    pub folder: tempfile::TempDir,
}

pub fn place(documents: &[Document]) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = open_for_writing(&folder.path().join("search"));
    put(&index, documents);
    Place { index, folder }
}

/// The index of this very folder.
pub fn open_for_writing(folder: &Path) -> (Index, Opened) {
    let claim = Claim::of(folder.to_owned()).unwrap().expect("nobody else writes it");
    Index::open_for_writing(&Arc::new(claim)).unwrap()
}

pub fn put(index: &Index, documents: &[Document]) {
    index.put(documents).unwrap();
    let mut progress = Progress::beginning();
    progress.filled_to = None;
    index.commit(&progress).unwrap();
}

impl Place {
    pub fn found(&self, typed: &str, reach: &Reach) -> Found {
        let asked = Asked::read(typed, &World);
        self.index.find(&asked, reach, Window { offset: 0, limit: 20 }).unwrap()
    }

    /// The cases that are found, in the order of their identifiers.
    pub fn cases(&self, typed: &str) -> Vec<u64> {
        let mut cases: Vec<u64> =
            self.found(typed, &Reach::All).hits.iter().map(|hit| hit.case_id.0).collect();
        cases.sort_unstable();
        cases
    }
}

/// What an extract shows, what was found in brackets.
pub fn shown(found: &Found) -> Vec<String> {
    let piece = |piece: &search::Piece| {
        if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() }
    };
    found.hits.iter().map(|hit| hit.extract.iter().map(piece).collect()).collect()
}
