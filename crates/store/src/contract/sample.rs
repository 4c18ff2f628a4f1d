//! Rows for the tests, generated: the same seed gives the same rows.

use domain::id::{CaseId, InstitutionId, PersonId, Stream, TextId, UserId};
use domain::matter::{Kind, Status};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::{
    Append, ApprovalRow, CasePersonRow, CaseRow, Change, Expected, LinkRow, NewEvent, SourceRow, StreamWrite,
    TaskRow,
};

/// A small generator of numbers (xorshift64*), good enough to vary rows.
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end
    }

    /// True in `percent` of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap_or_default()].clone()
    }

    /// One of several, or nothing in a third of all cases.
    fn maybe(&mut self, from: &[&str]) -> Option<String> {
        (!self.chance(33)).then(|| self.pick(from).to_owned())
    }
}

/// The first moment of the year in which all samples lie.
pub fn new_year() -> Timestamp {
    at(0)
}

/// A moment so many seconds after the new year 2026, UTC.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::constant(1_767_225_600, 0) + SignedDuration::from_secs(seconds)
}

/// The date on which the tests take place.
pub const TODAY: Date = Date::constant(2026, 6, 15);

/// A date so many days from [`TODAY`].
pub fn day(offset: i64) -> Date {
    TODAY + SignedDuration::from_hours(24 * offset)
}

/// An event with a payload.
pub fn event(name: &str, payload: &str) -> NewEvent {
    NewEvent {
        name: name.to_owned(),
        name_version: 1,
        occurred_at: at(1),
        recorded_at: at(2),
        actor: "user:7".to_owned(),
        payload: payload.to_owned(),
    }
}

/// An append of one event to one stream.
pub fn one_event(stream: Stream, expected: Expected, payload: &str) -> Append {
    Append {
        writes: vec![StreamWrite { stream, expected, events: vec![event("noted", payload)] }],
        changes: vec![],
    }
}

/// The stream of a case.
pub fn case_stream(case_id: u64) -> Stream {
    Stream::Case(CaseId(case_id))
}

/// The kinds that samples have.
pub const KINDS: [Kind; 7] = [
    Kind::Complaint,
    Kind::Enquiry,
    Kind::Objection,
    Kind::Suggestion,
    Kind::Praise,
    Kind::TipOff,
    Kind::Petition,
];

/// Statuses of open cases in the samples.
pub const OPEN: [Status; 4] =
    [Status::Received, Status::Accepted, Status::Investigating, Status::AwaitingApproval];

/// Statuses of ended cases in the samples.
pub const ENDED: [Status; 4] = [Status::Closed, Status::CalledBack, Status::Withdrawn, Status::Merged];

/// Channels of the samples.
pub const CHANNELS: [&str; 4] = ["hotline", "branch", "nfra", "app"];

/// Codes of the samples; some are prefixes of others, and one may stand on several axes of a case.
pub const CODES: [&str; 6] = ["B01", "B0101", "B0102", "B02", "C01", "P%_01"];

/// Institutions of the samples.
pub const INSTITUTIONS: u64 = 5;

/// Handlers of the samples.
pub const HANDLERS: u64 = 4;

/// Persons of the samples.
pub const PERSONS: u64 = 12;

/// Days over which receipts of the samples are spread.
pub const DAYS: i64 = 120;

/// A case with what hangs on it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The row.
    pub row: CaseRow,
    /// Its persons.
    pub persons: Vec<CasePersonRow>,
    /// Its tasks.
    pub tasks: Vec<TaskRow>,
}

impl Sample {
    /// The changes that write it.
    pub fn changes(&self) -> Vec<Change> {
        vec![
            Change::Case(Box::new(self.row.clone())),
            Change::Persons(self.row.case_id, self.persons.clone()),
            Change::Tasks(self.row.case_id, self.tasks.clone()),
        ]
    }
}

/// Samples with identifiers from 1.
pub fn samples(seed: u64, count: u64) -> Vec<Sample> {
    let mut random = Random::new(seed);
    (1..=count).map(|case_id| sample(&mut random, case_id)).collect()
}

fn sample(random: &mut Random, case_id: u64) -> Sample {
    let row = case(random, case_id);
    let persons = (0..random.below(3)).map(|_| CasePersonRow {
        person_id: PersonId(1 + random.below(PERSONS)),
        role: random.pick(&["agent", "complainant"]).to_owned(),
    });
    let mut persons: Vec<_> = persons.collect();
    persons.sort_by(|left, right| (left.person_id, &left.role).cmp(&(right.person_id, &right.role)));
    persons.dedup();
    let tasks = if random.chance(30) {
        (1..=1 + random.below(2)).map(|number| task(random, number)).collect()
    } else {
        vec![]
    };
    Sample { row, persons, tasks }
}

/// A case whose columns hold all sorts of values.
pub fn case(random: &mut Random, case_id: u64) -> CaseRow {
    let ended = random.chance(60);
    // Mostly in the order of their identifiers, as in life, but an import brings old ones later.
    let days = if random.chance(20) {
        random.below(DAYS.unsigned_abs()).cast_signed()
    } else {
        DAYS.min(case_id.cast_signed() / 4)
    };
    let received_at = at(days * 86_400 + random.below(86_400).cast_signed());
    let after = |random: &mut Random| {
        random
            .chance(70)
            .then(|| received_at + SignedDuration::from_secs(random.below(900_000).cast_signed()))
    };
    let merged = ended && random.chance(10);
    CaseRow {
        case_id: CaseId(case_id),
        version: 1 + u32::try_from(random.below(9)).unwrap_or_default(),
        number: format!("{}-2026-{case_id:07}", random.pick(&["TS", "ZX"])),
        kind: random.pick(&KINDS),
        status: if ended { random.pick(&ENDED) } else { random.pick(&OPEN) },
        ended,
        institution_id: InstitutionId(1 + random.below(INSTITUTIONS)),
        handler_id: random.chance(75).then(|| UserId(1 + random.below(HANDLERS))),
        person_id: random.chance(90).then(|| PersonId(1 + random.below(PERSONS))),
        subject: random
            .pick(&["信用卡积分没有到账", "Card stolen, 50% refunded", "催收电话打给了***", "年费_争议"])
            .to_owned(),
        subject_text: random.chance(90).then(|| TextId(case_id * 10)),
        received_at,
        recorded_at: received_at + SignedDuration::from_micros(1_500_001),
        urgent: random.chance(15),
        due_on: random.chance(if ended { 10 } else { 80 }).then(|| day(random.below(40).cast_signed() - 20)),
        due_provisional: random.chance(10),
        due_stage: random.maybe(&["cn-n3/decide_15", "cn-p5/answer"]),
        inner_due_on: random.chance(50).then(|| day(random.below(20).cast_signed())),
        paused: (!ended && random.chance(20)).then(|| "mediation".to_owned()),
        next_step: random.maybe(&["accept", "decide"]),
        grade: random.maybe(&["GRD-01", "GRD-02"]),
        urgency: random.maybe(&["URG-01", "URG-03"]),
        major: random.chance(10),
        sensitivity: random.pick(&["", "SEN-01", "SEN-01 SEN-04"]).to_owned(),
        channel: random.pick(&CHANNELS).to_owned(),
        transferred: random.chance(20),
        receipts: 1 + u32::try_from(random.below(3)).unwrap_or_default(),
        transfers: u32::try_from(random.below(3)).unwrap_or_default(),
        feedback_owed: if random.chance(15) {
            1 + u32::try_from(random.below(2)).unwrap_or_default()
        } else {
            0
        },
        code_channel: random.maybe(&CODES),
        code_business: random.maybe(&CODES),
        code_reason: random.maybe(&CODES),
        code_product: random.maybe(&CODES),
        code_issue: random.maybe(&CODES),
        outcome: if ended { random.maybe(&["upheld", "explained"]) } else { None },
        liability: random.maybe(&["liable", "not_liable"]),
        echo: random.maybe(&["phone", "letter", "unreachable"]),
        accepted_at: after(random),
        handled_at: after(random),
        reported_at: after(random),
        report_owed: random.chance(30),
        feedback_at: after(random),
        decided_at: after(random),
        ended_at: if ended { after(random) } else { None },
        on_time: random.chance(60).then(|| random.chance(80)),
        satisfaction: random.chance(30).then(|| u8::try_from(1 + random.below(5)).unwrap_or_default()),
        merged_into: merged.then(|| CaseId(1 + random.below(case_id))),
        origin: random.chance(10).then(|| CaseId(1 + random.below(case_id))),
        complainants: 1 + u32::try_from(random.below(30)).unwrap_or_default(),
        rekinded_at: random.chance(8).then(|| at(random.below(8_000_000).cast_signed())),
        registered_by: random.chance(40).then(|| UserId(1 + random.below(HANDLERS))),
    }
}

/// A task.
pub fn task(random: &mut Random, number: u64) -> TaskRow {
    TaskRow {
        task: u32::try_from(number).unwrap_or_default(),
        kind: random.pick(&["fetch_recording", "waiver"]).to_owned(),
        institution_id: InstitutionId(1 + random.below(INSTITUTIONS)),
        owner_id: random.chance(50).then(|| UserId(1 + random.below(HANDLERS))),
        due_on: random.chance(70).then(|| day(random.below(30).cast_signed() - 10)),
        amount_cents: random.chance(30).then(|| random.below(100_000).cast_signed()),
        status: random
            .pick(&["open", "awaiting_approval", "approved", "refused", "done", "cancelled"])
            .to_owned(),
        outcome: random.maybe(&["waived"]),
    }
}

/// A source.
pub fn source(random: &mut Random, position: u32) -> SourceRow {
    SourceRow {
        position,
        channel: random.pick(&CHANNELS).to_owned(),
        external_number: random.chance(60).then(|| format!("N-{}", random.below(5))),
        received_at: at(random.below(1_000_000).cast_signed()),
        required_on: random.chance(50).then(|| day(3)),
        feedback_owed: random.chance(50),
        feedback_sent_at: random.chance(50).then(|| at(2_000_000)),
        feedback_returned_at: random.chance(20).then(|| at(3_000_000)),
    }
}

/// A link.
pub fn link(random: &mut Random) -> LinkRow {
    LinkRow { other: CaseId(1 + random.below(50)), relation: random.pick(&["related", "repeat"]).to_owned() }
}

/// An approval asked.
pub fn approval(random: &mut Random, request: u32) -> ApprovalRow {
    ApprovalRow {
        request,
        kind: random.pick(&["decline", "extension"]).to_owned(),
        institution_id: InstitutionId(1 + random.below(INSTITUTIONS)),
        rank: "second_person".to_owned(),
        requested_by: "user:3".to_owned(),
        requested_at: at(random.below(1_000_000).cast_signed()),
        status: random.pick(&["open", "approved", "refused"]).to_owned(),
    }
}
