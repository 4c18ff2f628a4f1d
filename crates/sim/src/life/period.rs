//! How long it takes: plain, late, extended, stopped or agreed.

use domain::matter::{Channel, Command, Evidence, PauseCause};
use jiff::ToSpan;

use super::{Arrival, Halt};
use crate::script::Script;
use crate::texts::Family;

/// How the time of a complaint passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    Plain,
    Late,
    Extended,
    ExtendedTwice,
    Mediation,
    Appraisal,
    Agreed,
}

const PERIODS: [(Period, u32); 7] = [
    (Period::Plain, 862),
    (Period::Late, 42),
    (Period::Extended, 52),
    (Period::ExtendedTwice, 9),
    (Period::Mediation, 15),
    (Period::Appraisal, 8),
    (Period::Agreed, 12),
];

/// From and to how many days an answer takes, and how often of a hundred.
const PACES: [((i64, i64), u32); 4] = [((1, 2), 18), ((3, 5), 37), ((6, 9), 28), ((10, 14), 17)];

/// The answer is due so many days after the receipt (`cn-n3`, art. 18(1)).
const DUE_DAYS: i64 = 15;

impl Period {
    pub fn choose(script: &mut Script<'_>, urgent: bool, channel: Channel, arrival: &Arrival) -> Self {
        match arrival.halt {
            Some(Halt::ExtensionAsked) => return Self::Extended,
            Some(Halt::Mediation) => return Self::Mediation,
            Some(Halt::Appraisal) => return Self::Appraisal,
            Some(_) => return Self::Plain,
            None => {}
        }
        let period = script.dice.weighted(PERIODS.iter().map(|(period, weight)| (period, *weight))).copied();
        match period.unwrap_or(Self::Plain) {
            // What the PBC passed on runs a second regime, which no mediation stops and which is extended on its own.
            Self::Late if channel == Channel::Pbc => Self::Late,
            _ if channel == Channel::Pbc => Self::Plain,
            Self::Extended | Self::ExtendedTwice | Self::Agreed | Self::Late if urgent => Self::Plain,
            other => other,
        }
    }

    /// Plans when the answer comes.
    pub fn plan(self, script: &mut Script<'_>, urgent: bool, arrival: &Arrival) {
        if let Some(halt) = arrival.halt {
            let age = i64::from((script.stage.world.end - arrival.day).get_days()).max(1);
            let days = match halt {
                Halt::Answered
                | Halt::Unreachable
                | Halt::FeedbackOwed
                | Halt::Reopened
                | Halt::UnderReview => age / 2,
                Halt::Decided => age - 1,
                _ => age,
            };
            return script.plan_answer(days.max(1), days.max(1));
        }
        let pace = script.dice.weighted(PACES.iter().map(|(days, weight)| (days, *weight))).copied();
        let (low, high) = if urgent { (1, 4) } else { pace.unwrap_or((3, 5)) };
        let (low, high, limit) = match self {
            Self::Plain => (low, high, DUE_DAYS - 1),
            Self::Late => (DUE_DAYS + 1, DUE_DAYS + 9, 60),
            Self::Extended => (18, 28, 29),
            Self::ExtendedTwice => (36, 54, 58),
            Self::Mediation | Self::Appraisal => (21, 27, 60),
            Self::Agreed => (17, 22, 24),
        };
        let days = script.dice.between(low, high);
        script.plan_answer(days, limit);
    }

    /// Lets the investigation and the period pass. Gives whether money was paid; none where the story stops.
    pub fn pass(self, script: &mut Script<'_>, family: &Family) -> Option<bool> {
        match self {
            Self::Plain | Self::Late => return script.investigate(family, 180, 860),
            Self::Extended | Self::ExtendedTwice => extend(script, self == Self::ExtendedTwice)?,
            Self::Mediation => stop(script, PauseCause::Mediation)?,
            Self::Appraisal => stop(script, PauseCause::Appraisal)?,
            Self::Agreed => agree(script),
        }
        script.investigate(family, 620, 900)
    }
}

/// Asks for the longer period, and for the longest, each approved before the running one ends. Where no working day is
/// left for that, nothing is asked.
fn extend(script: &mut Script<'_>, twice: bool) -> Option<()> {
    let phrases = script.stage.phrases();
    let days = script.dice.between(9, 12);
    let target = script.office_day(days);
    script.until(target);
    let due = |script: &Script<'_>, days: i64| {
        script.stage.world.hours.date(script.received).saturating_add(days.days())
    };
    let today = |script: &Script<'_>| script.stage.world.hours.date(script.at);
    if today(script) >= due(script, DUE_DAYS - 1) {
        return Some(());
    }
    let reason = Some(script.say(&phrases.extend_reason));
    let request = script.asks(Command::Extend {
        regime: "cn-n3".to_owned(),
        stage: "decide_30".to_owned(),
        reason_code: "complex".to_owned(),
        notice_at: None,
        reason,
    });
    if script.halts(Halt::ExtensionAsked) {
        return None;
    }
    // The same day still: an approval that came after the end of the period would come too late.
    script.moment(12, 90);
    let approver = script.approver()?;
    script.does(approver, vec![Command::Approve { request }]);
    if !twice {
        return Some(());
    }
    let target = script.office_day(26);
    script.until(target);
    if today(script) >= due(script, 29) {
        return Some(());
    }
    let reason = Some(script.say(&phrases.extend_reason_long));
    let request = script.asks(Command::Extend {
        regime: "cn-n3".to_owned(),
        stage: "decide_60".to_owned(),
        reason_code: "especially_complex".to_owned(),
        notice_at: None,
        reason,
    });
    script.moment(12, 90);
    let approver = script.superior_approver()?;
    script.does(approver, vec![Command::Approve { request }]);
    script.moment(5, 30);
    let evidence = Evidence::Words(script.say(&phrases.evidence_call));
    script.handles(vec![Command::TellExtended { at: script.at, evidence }]);
    Some(())
}

/// Stops the clock for mediation or appraisal and lets it run on.
fn stop(script: &mut Script<'_>, cause: PauseCause) -> Option<()> {
    let phrases = script.stage.phrases();
    let days = script.dice.between(3, 5);
    let target = script.office_day(days);
    script.until(target);
    let (evidence, ended) = match cause {
        PauseCause::Mediation => (&phrases.mediation_evidence, &phrases.mediation_end),
        PauseCause::Appraisal => (&phrases.appraisal_evidence, &phrases.appraisal_end),
    };
    let evidence = Some(Evidence::Words(script.say(evidence)));
    let from = script.at;
    script.handles(vec![Command::PauseClock { cause, from, told_at: Some(from), evidence }]);
    if script.halts(Halt::Mediation) || script.halts(Halt::Appraisal) {
        return None;
    }
    let days = script.dice.between(14, 18);
    let target = script.office_day(days);
    script.until(target);
    let text = script.say(ended);
    let at = script.at;
    script.handles(vec![Command::ResumeClock { at }, Command::Note { text, investigation: true }]);
    Some(())
}

/// Agrees on a day with the person.
fn agree(script: &mut Script<'_>) {
    let days = script.dice.between(8, 11);
    let target = script.office_day(days);
    script.until(target);
    let evidence = Evidence::Words(script.say(&script.stage.phrases().agreed_evidence));
    let hours = &script.stage.world.hours;
    if hours.date(script.at) >= hours.date(script.received).saturating_add((DUE_DAYS - 1).days()) {
        return;
    }
    let due_on = hours.date(script.answer_at).saturating_add(2.days());
    script.handles(vec![Command::AgreePeriod { due_on, evidence }]);
}
