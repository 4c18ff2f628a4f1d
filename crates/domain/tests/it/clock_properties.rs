//! What holds of every date, whatever the facts.

use std::sync::LazyLock;

use domain::calendar::{Calendars, DayHours};
use domain::clock::{
    AlertOn, CaseTraits, Event, Exclusion, Extension, Facts, InnerClocks, Rank, Regimes, Restart, State,
    compute, governing,
};
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::collection::vec;
use proptest::prelude::*;

static REGIMES: LazyLock<Regimes> = LazyLock::new(|| Regimes::shipped().unwrap());
static CALENDARS: LazyLock<Calendars> = LazyLock::new(|| Calendars::shipped().unwrap());
static INNER: LazyLock<InnerClocks> = LazyLock::new(|| InnerClocks::shipped().unwrap());

const FIRST: i64 = 1_420_070_400; // 2015-01-01
const HOUR: i64 = 3_600;

fn seconds(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn receipt() -> impl Strategy<Value = Timestamp> {
    // Twelve years by the minute, the last of them beyond every calendar.
    (0..12 * 366 * 24 * 60_i64).prop_map(|minute| seconds(FIRST + minute * 60))
}

/// Exclusions within sixty days of the receipt, some of them still open.
fn exclusions() -> impl Strategy<Value = Vec<(i64, Option<i64>, bool)>> {
    vec((0..60 * 24_i64, proptest::option::of(0..20 * 24_i64), any::<bool>()), 0..5)
}

fn facts(received: Timestamp, exclusions: &[(i64, Option<i64>, bool)]) -> Facts {
    let mut facts = Facts::received(received);
    facts.exclusions.extend(exclusions.iter().map(|(from, length, mediation)| {
        let from = received + SignedDuration::from_secs(from * HOUR);
        Exclusion {
            cause: if *mediation { "mediation" } else { "appraisal" }.to_owned(),
            from,
            to: length.map(|length| from + SignedDuration::from_secs(length * HOUR)),
            notice_at: None,
            under: None,
        }
    }));
    facts
}

/// Every shipped regime, and one whose periods are in working days and hours and can be paused.
fn regimes() -> Vec<domain::clock::Regime> {
    let mut regimes: Vec<_> = REGIMES.iter().cloned().collect();
    let text = include_str!("../../../../regimes/cn-n3.toml")
        .replace("id = \"cn-n3\"", "id = \"house\"")
        .replace("duration = 15\nunit = \"natural_day\"", "duration = 15\nunit = \"working_day\"")
        .replace("duration = 60\nunit = \"natural_day\"", "duration = 300\nunit = \"working_hour\"");
    let mut house = Regimes::default();
    house.load(&[("house.toml", &text)]).unwrap();
    regimes.extend(house.iter().cloned());
    regimes
}

proptest! {
    #[test]
    fn an_exclusion_more_never_makes_a_date_earlier(
        received in receipt(), some in exclusions(), more in exclusions(), now in 0..90 * 24_i64,
    ) {
        let now = received + SignedDuration::from_secs(now * HOUR);
        let all: Vec<_> = some.iter().chain(&more).copied().collect();
        for regime in regimes() {
            let calendar = CALENDARS.get(&regime.calendar).unwrap();
            let fewer = compute(&regime, &facts(received, &some), calendar, now).unwrap();
            let most = compute(&regime, &facts(received, &all), calendar, now).unwrap();
            prop_assert_eq!(fewer.len(), most.len());
            for (few, many) in fewer.iter().zip(&most) {
                prop_assert_eq!(&few.stage, &many.stage);
                prop_assert!(few.ends_at() <= many.ends_at(), "{:#?}\n{:#?}", few, many);
                prop_assert!(few.due_natural <= many.due_natural);
                prop_assert!(few.due_rolled <= many.due_rolled);
            }
        }
    }

    #[test]
    fn a_later_receipt_never_makes_a_date_earlier(received in receipt(), later in 0..40 * 24 * 60_i64) {
        let second = received + SignedDuration::from_secs(later * 60);
        for regime in regimes() {
            let calendar = CALENDARS.get(&regime.calendar).unwrap();
            let first = compute(&regime, &Facts::received(received), calendar, received).unwrap();
            let then = compute(&regime, &Facts::received(second), calendar, second).unwrap();
            for (one, other) in first.iter().zip(&then) {
                prop_assert!(one.ends_at() <= other.ends_at(), "{:#?}\n{:#?}", one, other);
                prop_assert!(one.due_rolled <= other.due_rolled);
            }
        }
    }

    #[test]
    fn the_rolled_date_is_a_working_day_and_none_lies_between(received in receipt()) {
        for regime in REGIMES.iter() {
            let calendar = CALENDARS.get(&regime.calendar).unwrap();
            for due in compute(regime, &Facts::received(received), calendar, received).unwrap() {
                prop_assert!(due.due_natural <= due.due_rolled);
                if due.due_natural < due.due_rolled {
                    prop_assert_ne!(calendar.is_working_day(due.due_rolled), Some(false));
                    let mut date = due.due_natural;
                    while date < due.due_rolled {
                        prop_assert_ne!(calendar.is_working_day(date), Some(true));
                        date = date.checked_add(1.day()).unwrap();
                    }
                }
                let counted_by_calendar = regime.id.starts_with("cn-");
                if counted_by_calendar {
                    let known = calendar.covers(due.due_natural) && calendar.covers(due.due_rolled);
                    prop_assert_eq!(due.provisional, !known, "{:#?}", due);
                }
            }
        }
    }

    #[test]
    fn inner_dates_are_never_later_than_the_law(
        received in receipt(), some in exclusions(), now in 0..90 * 24_i64, urgent in any::<bool>(),
        duration in 0..200_u32,
    ) {
        let now = received + SignedDuration::from_secs(now * HOUR);
        let facts = facts(received, &some);
        let regime = REGIMES.get("cn-n3").unwrap();
        let calendar = CALENDARS.get("cn").unwrap();
        let legal = compute(regime, &facts, calendar, now).unwrap();
        let mut clocks = INNER.clone();
        clocks.clocks.iter_mut().for_each(|clock| clock.duration = duration);
        let case = CaseTraits { kind: "complaint", unit: "x", urgency: urgent.then_some("URG-01") };
        let law = governing(&legal).unwrap();
        for due in clocks.compute(case, &facts, calendar, &legal, now).unwrap() {
            prop_assert!(due.ends_at() <= law.ends_at());
        }
    }

    #[test]
    fn an_extension_never_shortens_and_only_holds_inside_the_period(
        received in receipt(), some in exclusions(), approved in -48..60 * 24_i64, rank in 0..3_usize,
        restart in proptest::option::of(0..30 * 24_i64),
    ) {
        let regime = REGIMES.get("cn-n3").unwrap();
        let calendar = CALENDARS.get("cn").unwrap();
        let mut facts = facts(received, &some);
        facts.restarts.extend(restart.map(|hours| Restart { at: received + SignedDuration::from_secs(hours * HOUR) }));
        let approved_at = received + SignedDuration::from_secs(approved * HOUR);
        let now = approved_at;
        let before = compute(regime, &facts, calendar, now).unwrap();
        let running = governing(&before).map(|due| due.ends_at());
        facts.extensions.push(Extension {
            regime: None,
            stage: "decide_30".to_owned(),
            reason_code: "complex".to_owned(),
            approver_rank: [Rank::None, Rank::HandlingHead, Rank::HeadOfficeSeniorOrSuperior][rank],
            approved_at,
            notice_at: None,
            until: None,
        });
        let after = compute(regime, &facts, calendar, now).unwrap();
        prop_assert!(running <= governing(&after).map(|due| due.ends_at()));
        let holds = after.iter().any(|due| due.stage == "decide_30" && due.is_open());
        let last_start = facts.restarts.first().map_or(received, |restart| restart.at);
        if holds {
            prop_assert!(last_start <= approved_at && running.is_some_and(|end| approved_at < end));
        } else if last_start <= approved_at {
            prop_assert!(running.is_none_or(|end| end <= approved_at));
        }
        // Whatever happens, exactly one decision is owed.
        let owed = after.iter().filter(|due| due.stage.starts_with("decide") && due.is_open()).count();
        prop_assert_eq!(owed, 1);
    }

    #[test]
    fn an_answer_ends_what_the_institution_owes(
        received in receipt(), some in exclusions(), answered in 0..90 * 24_i64,
    ) {
        let at = received + SignedDuration::from_secs(answered * HOUR);
        let facts = facts(received, &some).with(Event::Answered, at);
        let dues = compute(REGIMES.get("cn-n3").unwrap(), &facts, CALENDARS.get("cn").unwrap(), at).unwrap();
        prop_assert!(governing(&dues).is_none());
        let decide = dues.iter().find(|due| due.stage == "decide_15").unwrap();
        prop_assert_eq!(&decide.state, &State::Met { at });
        prop_assert_eq!(decide.alert_on, AlertOn::Natural);
    }

    #[test]
    fn working_time_there_and_back_is_the_same(
        start in 0..3_000 * 24 * 60_i64, minutes in 0..200 * 60_i64, from in 0..12_i8, length in 1..12_i8,
    ) {
        let hours = DayHours::new(Time::new(from, 0, 0, 0).unwrap(), Time::new(from + length, 0, 0, 0).unwrap()).unwrap();
        let calendar = CALENDARS.get("cn").unwrap();
        let start = jiff::civil::date(2016, 1, 1).at(0, 0, 0, 0) + SignedDuration::from_mins(start);
        let time = SignedDuration::from_mins(minutes);
        let end = calendar.add_working_time(start, time, hours).at;
        prop_assert_eq!(calendar.working_time_between(start, end, hours), time);
    }
}
