//! A case in full, masked.

use std::collections::{BTreeMap, HashMap};

use domain::id::{Actor, CaseId, TextId};
use domain::matter::Event;
use domain::schema::{Day, Moment, TimeOfDay};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use office::{CaseView, Organisation, TimelineEntry};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::Value;

use super::case_row::{CaseSummary, institution_code};
use crate::{ExplainedDue, Words};

/// Entries of the timeline that a case tells itself.
const ENTRIES_MAX: usize = 200;

/// A page of what happened to a case, oldest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Timeline {
    entries: Vec<Entry>,
    /// Goes on after the last entry, if there are more.
    next: Option<String>,
}

impl Timeline {
    pub(crate) fn new(
        entries: &[&TimelineEntry],
        view: &CaseView,
        organisation: &Organisation,
        next: Option<String>,
    ) -> Self {
        Self { entries: entries.iter().map(|entry| told(entry, view, organisation)).collect(), next }
    }
}

/// A case with all that may be seen of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CaseDetail<'a> {
    #[serde(flatten)]
    row: CaseSummary<'a>,
    /// The case it was merged into, if the caller may see that.
    merged_into: Option<u64>,
    /// The case it came from, if the caller may see that.
    origin: Option<u64>,
    /// The request, masked.
    request: Option<&'a str>,
    /// The story, masked.
    narrative: Option<&'a str>,
    /// Who is in it, masked, by role.
    persons: Vec<Person<'a>>,
    /// Every date with its article and how it was counted.
    #[schemars(schema_with = "clocks")]
    clocks: Vec<ExplainedDue>,
    sources: Vec<Source<'a>>,
    /// What other units were asked to do.
    tasks: Vec<Task<'a>>,
    /// What a second person was asked.
    requests: Vec<Request<'a>>,
    /// What happened last, oldest first: at most 200 entries.
    timeline: Vec<Entry>,
    /// How many entries came before these; the timeline of the case lists them.
    timeline_before: usize,
    /// Every step the caller has the right to, open or with the reason why not.
    steps: Vec<OpenStep<'a>>,
    /// Linked cases that the caller may see.
    linked: Vec<Linked<'a>>,
    /// Numbers of other cases of the same person that the caller may see.
    others: Vec<&'a str>,
    /// Numbers of cases that the caller may see of other persons who gave the same telephone.
    same_telephone: Vec<&'a str>,
    /// Whether the caller may ask to see everything.
    may_unmask: bool,
}

#[derive(Serialize, JsonSchema)]
struct Person<'a> {
    role: &'a str,
    /// Masked data by field.
    data: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Source<'a> {
    /// Its place, from 0; what feedback names it by.
    position: u32,
    channel: &'static str,
    external_number: Option<&'a str>,
    #[schemars(with = "Moment")]
    received_at: Timestamp,
    #[schemars(with = "Option<Moment>")]
    forwarded_at: Option<Timestamp>,
    #[schemars(with = "Option<Day>")]
    required_on: Option<Date>,
    feedback_owed: bool,
    #[schemars(with = "Option<Moment>")]
    feedback_sent_at: Option<Timestamp>,
    #[schemars(with = "Option<Moment>")]
    feedback_returned_at: Option<Timestamp>,
}

#[derive(Serialize, JsonSchema)]
struct Task<'a> {
    /// Its number, from 1; what `finish_task` names it by.
    task: u32,
    kind: &'static str,
    /// The code of the unit asked.
    unit: &'a str,
    #[schemars(with = "Option<Day>")]
    due_on: Option<Date>,
    /// By what time of that day.
    #[schemars(with = "Option<TimeOfDay>")]
    due_time: Option<Time>,
    #[schemars(with = "Option<Day>")]
    until: Option<Date>,
    amount_cents: Option<i64>,
    status: &'static str,
    outcome: Option<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct Request<'a> {
    /// Its number, from 1; what `approve` and `refuse` name it by.
    request: u32,
    kind: &'static str,
    /// The standing that is needed.
    rank: &'static str,
    status: &'static str,
    asked_by: &'a str,
    #[schemars(with = "Moment")]
    asked_at: Timestamp,
}

#[derive(Serialize, JsonSchema)]
struct Entry {
    /// Its place, from 1.
    version: u32,
    #[schemars(with = "Moment")]
    occurred_at: Timestamp,
    #[schemars(with = "Moment")]
    recorded_at: Timestamp,
    /// `user:NUMBER`, `consumer` or `system:NAME`.
    actor: String,
    /// The sign-in name, where it is a member of staff.
    login: Option<String>,
    /// What happened, as a word.
    event: String,
    /// What belongs to it. A text is an object with `text_id`, `commitment`, `chars` and its masked words, `masked`.
    data: serde_json::Map<String, Value>,
}

#[derive(Serialize, JsonSchema)]
struct OpenStep<'a> {
    step: &'static str,
    open: bool,
    /// Why it is not open, as a word.
    code: Option<&'a str>,
    /// Why it is not open.
    reason: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Linked<'a> {
    number: &'a str,
    case_id: u64,
    relation: &'a str,
}

/// As `huiyin clock explain` prints them.
fn clocks(generator: &mut SchemaGenerator) -> Schema {
    let (day, moment) = (generator.subschema_for::<Day>(), generator.subschema_for::<Option<Moment>>());
    json_schema!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["regime", "stage", "title", "authority", "applies", "governs", "state", "due_natural", "due_rolled",
                         "provisional", "article", "explanation"],
            "properties": {
                "regime": { "type": "string", "description": "The regime, `cn-n3`." },
                "version": { "type": "integer", "minimum": 1 },
                "stage": { "type": "string", "description": "The stage, `decide_15`." },
                "title": {
                    "type": "object",
                    "required": ["zh", "en"],
                    "properties": { "zh": { "type": "string" }, "en": { "type": "string" } },
                },
                "run": { "type": "integer", "description": "Which start of the clock, from 1." },
                "authority": { "type": "string", "enum": ["law", "inner"] },
                "actor": { "type": "string", "description": "Who owes it." },
                "applies": { "type": "boolean", "description": "Whether it holds now." },
                "governs": { "type": "boolean", "description": "Whether this date orders the queue." },
                "state": {
                    "type": "string",
                    "enum": ["possible", "running", "paused", "met", "superseded", "refused", "ended"],
                },
                "due_natural": day,
                "due_rolled": day,
                "due_at": moment,
                "provisional": { "type": "boolean", "description": "Whether the calendar of that year is not loaded." },
                "article": { "type": "string", "description": "The article, `18(1)`." },
                "explanation": { "type": "string", "description": "How it was counted, in the language asked for." },
                "steps": { "type": "array", "description": "How it was counted, step by step.", "items": true },
            },
        },
    })
}

impl<'a> CaseDetail<'a> {
    pub(crate) fn new(view: &'a CaseView, organisation: &'a Organisation, words: &Words) -> Self {
        let case = &view.case;
        let before = view.timeline.len().saturating_sub(ENTRIES_MAX);
        let masked = |text: Option<domain::id::TextRef>| {
            text.and_then(|text| view.texts.get(&text.text_id)).map(String::as_str)
        };
        Self {
            row: CaseSummary::new(&view.row, organisation),
            merged_into: seen(view, view.row.merged_into),
            origin: seen(view, view.row.origin),
            request: masked(case.request),
            narrative: masked(case.narrative),
            persons: view.persons.iter().map(person).collect(),
            clocks: ExplainedDue::all(&view.clocks.dues, words),
            sources: view.sources.iter().map(source).collect(),
            tasks: case
                .tasks
                .iter()
                .map(|(number, task)| Task {
                    task: *number,
                    kind: task.kind.into(),
                    unit: institution_code(organisation, task.unit),
                    due_on: task.due_on,
                    due_time: task.due_time,
                    until: task.until,
                    amount_cents: task.amount_cents,
                    status: task.status.into(),
                    outcome: task.outcome.map(Into::into),
                })
                .collect(),
            requests: case
                .requests
                .iter()
                .map(|(number, state)| Request {
                    request: *number,
                    kind: state.request.what.kind().into(),
                    rank: state.request.rank.into(),
                    status: state.status.into(),
                    asked_by: &state.asked_by,
                    asked_at: state.asked_at,
                })
                .collect(),
            timeline: view.timeline[before..].iter().map(|entry| told(entry, view, organisation)).collect(),
            timeline_before: before,
            steps: view
                .steps
                .iter()
                .map(|(step, open)| OpenStep {
                    step: step.into(),
                    open: open.is_ok(),
                    code: open.as_ref().err().map(|refusal| refusal.word()),
                    reason: open.as_ref().err().map(ToString::to_string),
                })
                .collect(),
            linked: view
                .linked
                .iter()
                .map(|(row, relation)| Linked { number: &row.number, case_id: row.case_id.0, relation })
                .collect(),
            others: view.others.iter().map(|row| row.number.as_str()).collect(),
            same_telephone: view.same_telephone.iter().map(|row| row.number.as_str()).collect(),
            may_unmask: view.may_unmask,
        }
    }
}

fn person(card: &office::PersonCard) -> Person<'_> {
    let data = card.data.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
    Person { role: &card.role, data }
}

fn source(view: &office::SourceView) -> Source<'_> {
    let source = &view.state.source;
    Source {
        position: view.position,
        channel: source.channel.into(),
        external_number: source.external_number.as_deref(),
        received_at: source.received_at,
        forwarded_at: source.forwarded_at,
        required_on: source.required_on,
        feedback_owed: source.feedback_owed,
        feedback_sent_at: view.state.sent_at,
        feedback_returned_at: view.state.returned_at,
    }
}

/// Another case, if the caller may see it.
fn seen(view: &CaseView, other: Option<CaseId>) -> Option<u64> {
    other.filter(|other| view.linked.iter().any(|(row, _)| row.case_id == *other)).map(|other| other.0)
}

/// Leaves out of an event's data what is not the caller's to know: cases they may not see, and the identifiers of persons,
/// by which the same one is recognised elsewhere.
fn leave_out(event: &Event, data: &mut serde_json::Map<String, Value>, view: &CaseView) {
    let other = match event {
        Event::Received(received) => {
            for party in data.get_mut("parties").and_then(Value::as_array_mut).into_iter().flatten() {
                remove(party, "person");
            }
            received.origin.map(|origin| ("origin", origin.case))
        }
        Event::PartyAdded { .. } => {
            data.get_mut("party").into_iter().for_each(|party| remove(party, "person"));
            None
        }
        Event::Linked { other, .. } => Some(("other", *other)),
        Event::Absorbed { from, .. } => Some(("from", *from)),
        Event::MergedInto { into } => Some(("into", *into)),
        Event::ReviewOpened { review, .. } | Event::ReviewConcluded { review, .. } => {
            Some(("review", *review))
        }
        _ => None,
    };
    if let Some((field, other)) = other
        && seen(view, Some(other)).is_none()
    {
        data.remove(field);
    }
}

fn remove(value: &mut Value, field: &str) {
    if let Value::Object(fields) = value {
        fields.remove(field);
    }
}

fn told(entry: &TimelineEntry, view: &CaseView, organisation: &Organisation) -> Entry {
    // Events are stored as JSON: one that cannot be written so would not be in the record.
    let tagged = serde_json::to_value(&entry.event).unwrap_or_default();
    let (event, data) = match tagged {
        Value::Object(fields) => fields.into_iter().next().unwrap_or_default(),
        Value::String(name) => (name, Value::Null),
        _ => Default::default(),
    };
    let mut data = match data {
        Value::Object(fields) => fields,
        Value::Null => serde_json::Map::new(),
        single => serde_json::Map::from_iter([("value".to_owned(), single)]),
    };
    leave_out(&entry.event, &mut data, view);
    data.values_mut().for_each(|value| add_masked(value, &view.texts));
    let login = match &entry.actor {
        Actor::User(user) => organisation.users.get(user).map(|user| user.login.clone()),
        _ => None,
    };
    Entry {
        version: entry.version,
        occurred_at: entry.occurred_at,
        recorded_at: entry.recorded_at,
        actor: entry.actor.to_string(),
        login,
        event,
        data,
    }
}

/// Puts masked words beside every reference to a text.
fn add_masked(value: &mut Value, texts: &HashMap<TextId, String>) {
    match value {
        Value::Object(fields) => {
            let text =
                fields.get("text_id").and_then(Value::as_u64).filter(|_| fields.contains_key("commitment"));
            match text {
                Some(text) => {
                    let masked =
                        texts.get(&TextId(text)).map_or(Value::Null, |masked| Value::from(masked.as_str()));
                    fields.insert("masked".to_owned(), masked);
                }
                None => fields.values_mut().for_each(|value| add_masked(value, texts)),
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| add_masked(value, texts)),
        _ => {}
    }
}
