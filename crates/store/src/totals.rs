//! Figures and today's work added up case by case: for an engine that reads cases one by one, and for whoever has rows
//! that no engine keeps, such as cases as they were known on a date.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::id::InstitutionId;
use jiff::civil::Date;

use crate::stored::day;
use crate::{CaseRow, Figures, Tally};

/// Days after today that count as soon.
pub const SOON_DAYS: i64 = 3;

/// What a case contributes to the figures. Dates are days since 1970, moments microseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub struct Figured {
    /// Whether it ended.
    pub ended: bool,
    /// The legal date not yet met.
    pub due_on: Option<i64>,
    /// Whether an outcome is recorded.
    pub landed: bool,
    /// Whether an answer, or proof of unreachability, is recorded.
    pub echoed: bool,
    /// Whether every legal date was kept.
    pub on_time: Option<bool>,
    /// Whether a report is owed.
    pub report_owed: bool,
    /// When it was received.
    pub received_at: i64,
    /// Acceptance, handling, reporting, feedback.
    pub first_times: [Option<i64>; 4],
}

impl From<&CaseRow> for Figured {
    fn from(row: &CaseRow) -> Self {
        let first_times = [row.accepted_at, row.handled_at, row.reported_at, row.feedback_at];
        Self {
            ended: row.ended,
            due_on: row.due_on.map(day),
            landed: row.outcome.is_some(),
            echoed: row.echo.is_some(),
            on_time: row.on_time,
            report_owed: row.report_owed,
            received_at: row.received_at.as_microsecond(),
            first_times: first_times.map(|time| time.map(|time| time.as_microsecond())),
        }
    }
}

/// Figures being added up. Whoever adds leaves out the cases merged into another.
#[derive(Debug)]
pub struct Figuring {
    figures: Figures,
    durations: [Vec<i64>; 4],
    today: i64,
}

impl Figuring {
    /// None yet, to be read on `today`.
    pub fn on(today: Date) -> Self {
        Self { figures: Figures::default(), durations: Default::default(), today: day(today) }
    }

    /// Adds a case.
    pub fn add(&mut self, case: &Figured) {
        let figures = &mut self.figures;
        let due = case.ended || case.due_on.is_some_and(|due_on| due_on < self.today);
        figures.received += 1;
        figures.ended += u64::from(case.ended);
        figures.due += u64::from(due);
        figures.landed += u64::from(case.ended && case.landed);
        figures.echoed += u64::from(due && case.echoed);
        figures.on_time += u64::from(due && case.on_time == Some(true));
        let owed = [true, true, case.report_owed, true];
        let counters = figures.first_times.iter_mut().zip(&mut self.durations);
        for ((first_time, (counter, durations)), owed) in case.first_times.into_iter().zip(counters).zip(owed)
        {
            match first_time {
                // What nobody owed is no first time.
                _ if !owed => {}
                Some(at) => durations.push((at - case.received_at).div_euclid(1_000_000)),
                None => counter.missing += u64::from(due),
            }
        }
    }

    /// The figures.
    pub fn finish(mut self) -> Figures {
        for (first_time, durations) in self.figures.first_times.iter_mut().zip(&mut self.durations) {
            first_time.present = durations.len() as u64;
            first_time.median_seconds = lower_median(durations);
        }
        self.figures
    }
}

/// The middle one, or the lower of the two in the middle.
fn lower_median(durations: &mut [i64]) -> Option<i64> {
    let middle = durations.len().checked_sub(1)? / 2;
    Some(*durations.select_nth_unstable(middle).1)
}

impl Tally {
    /// Adds so many open cases of one lane and one legal date (days since 1970), but for stopped clocks.
    pub fn add_open(&mut self, count: u64, urgent: bool, due_on: Option<i64>, today: i64) {
        self.open += count;
        self.urgent += if urgent { count } else { 0 };
        match due_on {
            Some(due_on) if due_on < today => self.late += count,
            Some(due_on) if due_on == today => self.today += count,
            Some(due_on) if due_on <= today + SOON_DAYS => self.soon += count,
            Some(_) | None => {}
        }
    }

    /// Adds a case; an ended one is no work.
    pub fn add(&mut self, row: &CaseRow, today: Date) {
        if !row.ended {
            self.add_open(1, row.urgent, row.due_on.map(day), day(today));
            self.paused += u64::from(row.paused.is_some());
        }
    }
}

/// Institutions with open cases, those with most late ones first, then with most open ones, then by identifier; at most
/// `limit`.
pub fn most_late_first(
    tallies: impl IntoIterator<Item = (InstitutionId, Tally)>,
    limit: u32,
) -> Vec<(InstitutionId, Tally)> {
    let mut ordered: Vec<_> = tallies.into_iter().filter(|(_, tally)| 0 < tally.open).collect();
    ordered.sort_by_key(|(institution, tally)| (Reverse(tally.late), Reverse(tally.open), *institution));
    ordered.truncate(limit as usize);
    ordered
}

/// Today's work by institution, being added up.
pub type TallyByInstitution = BTreeMap<InstitutionId, Tally>;
