//! Cases of a large bank over three years: mostly ended, received mostly in order, five in a hundred open.

pub mod filters;

use domain::id::{CaseId, InstitutionId, PersonId, Stream, UserId};
use domain::matter::{Kind, Status};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::{Append, CasePersonRow, CaseRow, Change, Expected, NewEvent, SourceRow, StreamWrite, TaskRow};

/// The day on which the benchmark takes place, in days since 1970.
pub const FINAL_DAY: i64 = 20_739;

/// Days over which receipts are spread.
const DAYS: u64 = 1_000;

/// Institutions.
pub const INSTITUTIONS: u64 = 300;

/// Handlers.
const HANDLERS: u64 = 600;

/// Channels.
pub const CHANNELS: [&str; 8] = ["hotline", "branch", "app", "nfra", "pbc", "petition", "media", "letter"];

const SUBJECTS: [&str; 6] = [
    "信用卡积分兑换后没有到账，要求补发",
    "催收电话频繁打给亲属，要求停止",
    "年费减免承诺没有兑现",
    "Incorrect information on credit report",
    "贷款提前还款违约金有争议，要求退还",
    "网点排队时间过长，柜员态度不好",
];

/// A date so many days from the day of the benchmark.
pub fn date(offset: i64) -> Date {
    Date::constant(1970, 1, 1) + SignedDuration::from_hours(24 * (FINAL_DAY + offset))
}

/// Makes appends. The same seed makes the same ones.
pub struct Sampler(u64);

impl Sampler {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// A code of the business axis.
    pub fn code(&mut self) -> String {
        format!("prov:B{:02}{:02}", 1 + self.below(10), 1 + self.below(12))
    }

    /// A case brought by an import of `total` cases, one event with all that happened to it.
    pub fn imported(&mut self, case_id: u64, total: u64) -> Append {
        let mut row = self.row(case_id, case_id * DAYS / total.max(1));
        let recent = total - total / 20 < case_id;
        if !recent || self.below(3) == 0 {
            self.end(&mut row);
        }
        let mut append = self.append(row, 0, &["imported"]);
        append.changes.push(Change::Imported {
            profile: "cfpb".to_owned(),
            external_id: case_id.to_string(),
            case_id: CaseId(case_id),
        });
        append
    }

    /// A case received now.
    pub fn received(&mut self, case_id: u64) -> Append {
        let row = self.row(case_id, DAYS);
        self.append(row, 0, &["received"])
    }

    /// Received, assigned, resolved and answered: five events in three appends.
    pub fn life(&mut self, case_id: u64) -> [Append; 3] {
        let mut row = self.row(case_id, DAYS);
        let received = self.append(row.clone(), 0, &["received", "accepted"]);
        row.handler_id = Some(UserId(1 + self.below(HANDLERS)));
        row.status = Status::Investigating;
        row.version = 3;
        let assigned = self.append(row.clone(), 2, &["assigned"]);
        self.end(&mut row);
        row.version = 5;
        let resolved = self.append(row, 3, &["decided", "answered"]);
        [received, assigned, resolved]
    }

    fn append(&mut self, row: CaseRow, version: u32, names: &[&str]) -> Append {
        let case_id = row.case_id;
        let event = |name: &&str| NewEvent {
            name: (*name).to_owned(),
            name_version: 1,
            occurred_at: row.received_at,
            recorded_at: row.recorded_at,
            actor: "user:7".to_owned(),
            payload: format!(
                "{{\"institution\":{},\"channel\":\"{}\",\"codes\":[\"{}\"],\"text\":{{\"text_id\":{case_id},\"commitment\":\
                 \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"chars\":{}}}}}",
                row.institution_id,
                row.channel,
                row.code_business.as_deref().unwrap_or_default(),
                40 + case_id.0 % 200
            ),
        };
        let events = names.iter().map(event).collect();
        let write =
            StreamWrite { stream: Stream::Case(case_id), expected: Expected::Version(version), events };
        let source = SourceRow {
            position: 0,
            channel: row.channel.clone(),
            external_number: None,
            received_at: row.received_at,
            required_on: None,
            feedback_owed: false,
            feedback_sent_at: None,
            feedback_returned_at: None,
        };
        let mut changes = Vec::new();
        if version == 0 {
            changes.push(Change::Sources(case_id, vec![source]));
            if let Some(person_id) = row.person_id {
                changes.push(Change::Persons(
                    case_id,
                    vec![CasePersonRow { person_id, role: "complainant".to_owned() }],
                ));
            }
        }
        if !row.ended && self.below(20) == 0 {
            changes.push(Change::Tasks(case_id, vec![self.task()]));
        }
        changes.push(Change::Case(Box::new(row)));
        Append { writes: vec![write], changes }
    }

    fn task(&mut self) -> TaskRow {
        TaskRow {
            task: 1,
            kind: "fetch_recording".to_owned(),
            institution_id: InstitutionId(1 + self.below(INSTITUTIONS)),
            owner_id: None,
            due_on: Some(date(3)),
            amount_cents: None,
            status: "open".to_owned(),
            outcome: None,
        }
    }

    fn end(&mut self, row: &mut CaseRow) {
        let later = row.received_at + SignedDuration::from_hours(100);
        row.ended = true;
        row.status = self.pick(&[Status::Closed, Status::Closed, Status::CalledBack, Status::Withdrawn]);
        row.due_on = None;
        row.paused = None;
        row.next_step = None;
        row.outcome = Some("upheld".to_owned());
        row.echo = Some("phone".to_owned());
        row.handled_at = Some(later);
        row.feedback_at = Some(later);
        row.decided_at = Some(later);
        row.ended_at = Some(later);
        row.on_time = Some(self.below(20) != 0);
    }

    fn row(&mut self, case_id: u64, day: u64) -> CaseRow {
        // One in ten came late, as things do.
        let day = if self.below(10) == 0 { self.below(DAYS) } else { day };
        let since = (FINAL_DAY - DAYS.cast_signed() + day.cast_signed()) * 86_400;
        let received_at = Timestamp::from_second(since + self.below(86_400).cast_signed()).unwrap();
        let business = self.code();
        CaseRow {
            case_id: CaseId(case_id),
            version: 1,
            number: format!("TS-2026-{case_id:07}"),
            kind: self.pick(&[
                Kind::Complaint,
                Kind::Complaint,
                Kind::Complaint,
                Kind::Complaint,
                Kind::Enquiry,
                Kind::Objection,
                Kind::Suggestion,
            ]),
            status: self.pick(&[Status::Received, Status::Accepted, Status::Investigating]),
            ended: false,
            institution_id: InstitutionId(1 + self.below(INSTITUTIONS)),
            handler_id: (self.below(10) != 0).then(|| UserId(1 + self.below(HANDLERS))),
            person_id: Some(PersonId(1 + self.below(200_000))),
            subject: self.pick(&SUBJECTS).to_owned(),
            subject_text: None,
            received_at,
            recorded_at: received_at,
            urgent: self.below(30) == 0,
            due_on: Some(date(self.below(30).cast_signed() - 10)),
            due_provisional: false,
            due_stage: Some("cn-n3/decide_15".to_owned()),
            inner_due_on: Some(date(3)),
            paused: (self.below(50) == 0).then(|| "mediation".to_owned()),
            next_step: Some("decide".to_owned()),
            grade: Some("GRD-02".to_owned()),
            urgency: None,
            major: self.below(500) == 0,
            sensitivity: String::new(),
            channel: self.pick(&CHANNELS).to_owned(),
            transferred: false,
            receipts: 1,
            transfers: 0,
            feedback_owed: u32::from(self.below(200) == 0),
            code_channel: Some(format!("prov:A01{:02}", 1 + self.below(9))),
            code_business: Some(business),
            code_reason: Some(format!("prov:C{:02}", 1 + self.below(12))),
            code_product: None,
            code_issue: None,
            outcome: None,
            liability: None,
            echo: None,
            accepted_at: Some(received_at),
            handled_at: None,
            reported_at: None,
            report_owed: false,
            feedback_at: None,
            decided_at: None,
            ended_at: None,
            on_time: None,
            satisfaction: None,
            merged_into: None,
            origin: None,
            complainants: 1,
            registered_by: (self.below(2) == 0).then(|| UserId(1 + self.below(HANDLERS))),
            rekinded_at: (self.below(300) == 0).then_some(received_at),
        }
    }
}
