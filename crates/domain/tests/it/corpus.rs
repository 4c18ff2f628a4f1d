//! Events for ever: every event that ever shipped, in every version, lies in `tests/corpus/`, and this release reads it.
//!
//! A file is a stream: one stored event a line. Files and lines are only ever added. A new event or version needs a line;
//! a payload of today's version stands there exactly as it is written.

use std::collections::BTreeSet;
use std::path::Path;

use domain::id::CaseId;
use domain::matter::{Case, Entry, Event, ReadEventError, Recorded, Upcaster};
use domain::open_channel::{ChannelEvent, ChannelState};
use domain::organisation::{InstitutionEvent, OfficeEvent, UserEvent};
use domain::person::{PersonEvent, PersonState};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::VariantNames;

/// An event as a row holds it; the payload is the text that the ledger hashed.
struct Stored {
    envelope: Envelope,
    payload: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    name: String,
    version: u16,
    recorded_at: jiff::Timestamp,
    actor: String,
}

/// Parts a line, whose last member is the payload.
fn parted(line: &str) -> Option<Stored> {
    let (envelope, payload) = line.split_once(",\"payload\":")?;
    let envelope = serde_json::from_str(&format!("{envelope}}}")).ok()?;
    Some(Stored { envelope, payload: payload.strip_suffix('}')?.to_owned() })
}

/// The streams of a family, by file name.
fn streams(family: &str) -> Vec<(String, Vec<Stored>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(family);
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let read = |(number, line): (usize, &str)| {
                parted(line).unwrap_or_else(|| panic!("{name} line {} is no stored event", number + 1))
            };
            (name.clone(), text.lines().enumerate().map(read).collect())
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The streams of a family with what each event is read as.
type Read<E> = Vec<(String, Vec<(Stored, E)>)>;

/// Reads all of a family; what is of today's version must be written as it stands.
fn read_all<E: Recorded>(family: &str) -> (Read<E>, BTreeSet<(String, u16)>) {
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    for (file, stored) in streams(family) {
        let mut events = Vec::new();
        for (number, stored) in stored.into_iter().enumerate() {
            let place = format!("{family}/{file} line {}, `{}`", number + 1, stored.envelope.name);
            let event = E::from_stored(&stored.envelope.name, stored.envelope.version, &stored.payload)
                .unwrap_or_else(|error| panic!("{place}: {error:?}"));
            let (name, payload) = event.to_stored().unwrap();
            assert_eq!(name, stored.envelope.name, "{place}");
            if stored.envelope.version == E::version_of(&name) {
                assert_eq!(payload, stored.payload, "{place}");
            }
            seen.insert((stored.envelope.name.clone(), stored.envelope.version));
            events.push((stored, event));
        }
        read.push((file, events));
    }
    (read, seen)
}

/// Every name in every version has its example, and nothing else has one.
fn assert_whole<E: Recorded>(family: &str, names: &[&str], seen: &BTreeSet<(String, u16)>) {
    let expected: BTreeSet<(String, u16)> = names
        .iter()
        .flat_map(|name| (1..=E::version_of(name)).map(|version| ((*name).to_owned(), version)))
        .collect();
    assert_eq!(seen, &expected, "the corpus of `{family}` (left) and the events there are (right)");
}

#[test]
fn every_event_of_a_case_that_ever_shipped_is_read_and_folds() {
    let (streams, seen) = read_all::<Event>("case");
    assert_whole::<Event>("case", Event::VARIANTS, &seen);
    for (file, events) in streams {
        let entry = |(stored, event): &(Stored, Event)| Entry {
            recorded_at: stored.envelope.recorded_at,
            actor: stored.envelope.actor.clone(),
            event: event.clone(),
        };
        let entries: Vec<Entry> = events.iter().map(entry).collect();
        let case = Case::from_events(CaseId(7), &entries).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(case.version as usize, entries.len(), "{file}");
        assert_eq!(
            case.is_ended(),
            !file.starts_with("open"),
            "{file} is called by how it ends: {:?}",
            case.phase
        );
    }
}

#[test]
fn every_event_of_the_organisation_that_ever_shipped_is_read() {
    let (_, institutions) = read_all::<InstitutionEvent>("institution");
    assert_whole::<InstitutionEvent>("institution", InstitutionEvent::VARIANTS, &institutions);
    let (_, users) = read_all::<UserEvent>("user");
    assert_whole::<UserEvent>("user", UserEvent::VARIANTS, &users);
    let (_, office) = read_all::<OfficeEvent>("office");
    assert_whole::<OfficeEvent>("office", OfficeEvent::VARIANTS, &office);
}

#[test]
fn every_event_of_a_person_that_ever_shipped_is_read_and_folds() {
    let (streams, seen) = read_all::<PersonEvent>("person");
    assert_whole::<PersonEvent>("person", PersonEvent::VARIANTS, &seen);
    for (file, events) in streams {
        let mut state = PersonState::default();
        for (stored, event) in &events {
            state.evolve(stored.envelope.recorded_at, event);
        }
        assert_eq!(state.version as usize, events.len(), "{file}");
        let erased = file.starts_with("erased");
        assert_eq!(state.erased.is_some(), erased, "{file} is called by how it ends: {state:?}");
        assert_eq!(state.holds.is_empty(), erased, "{file}: {state:?}");
    }
}

#[test]
fn every_event_of_a_channel_that_ever_shipped_is_read_and_folds() {
    let (streams, seen) = read_all::<ChannelEvent>("channel");
    assert_whole::<ChannelEvent>("channel", ChannelEvent::VARIANTS, &seen);
    for (file, events) in streams {
        let state = events.iter().fold(None, |state, (_, event)| ChannelState::evolve(state, event));
        let periods = state.unwrap_or_else(|| panic!("{file} never enters it")).periods.len();
        assert_eq!(periods, 1, "{file}");
    }
}

/// A family whose event was changed twice: first a field was renamed, then it became a list.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sample {
    Told { users: Vec<u64> },
    Untouched {},
}

fn rename(mut payload: Value) -> Value {
    payload["user"] = payload["who"].take();
    payload
}

fn list(payload: Value) -> Value {
    serde_json::json!({ "users": [payload["user"]] })
}

impl Recorded for Sample {
    const UPCASTERS: &'static [Upcaster] = &[
        Upcaster { name: "told", from: 2, upcast: list },
        Upcaster { name: "told", from: 1, upcast: rename },
    ];
}

#[test]
fn older_shapes_are_brought_to_todays_step_by_step() {
    let told = Sample::Told { users: vec![7] };
    for (version, payload) in [(1, "{\"who\":7}"), (2, "{\"user\":7}"), (3, "{\"users\":[7]}")] {
        assert_eq!(Sample::from_stored("told", version, payload).unwrap(), told, "version {version}");
    }
    assert_eq!((Sample::version_of("told"), Sample::version_of("untouched")), (3, 1));
    assert_eq!(Sample::from_stored("untouched", 1, "{}").unwrap(), Sample::Untouched {});
    let newer = Sample::from_stored("told", 4, "{}").unwrap_err();
    assert!(matches!(newer, ReadEventError::Newer { found: 4, known: 3, .. }), "{newer}");
    let none = Sample::from_stored("told", 0, "{}").unwrap_err();
    assert!(matches!(none, ReadEventError::NoSuchVersion { found: 0, .. }), "{none}");
}

#[test]
fn no_table_has_a_gap() {
    let tables = [
        Event::UPCASTERS,
        InstitutionEvent::UPCASTERS,
        UserEvent::UPCASTERS,
        OfficeEvent::UPCASTERS,
        ChannelEvent::UPCASTERS,
        PersonEvent::UPCASTERS,
    ];
    for table in tables {
        for step in table {
            let complete = (1..=step.from).all(|from| {
                table.iter().filter(|other| other.name == step.name && other.from == from).count() == 1
            });
            assert!(complete, "`{}` cannot be read from version 1 on", step.name);
        }
    }
}
