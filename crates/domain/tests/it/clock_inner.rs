//! An institution's own clocks: chosen by kind, unit and urgency, never later than the law.

use domain::clock::{Authority, CaseTraits, Event, Facts, InnerClocks, governing};
use expect_test::{Expect, expect};

use crate::clock::{at, calendar, dues, exclusion, table};

#[track_caller]
fn check(case: CaseTraits<'_>, facts: &Facts, now: &str, expected: Expect) {
    let legal = dues("cn-n3", facts, at(now));
    let inner =
        InnerClocks::shipped().unwrap().compute(case, facts, &calendar("cn"), &legal, at(now)).unwrap();
    expected.assert_eq(&table(&inner));
}

const ORDINARY: CaseTraits<'static> = CaseTraits { kind: "complaint", unit: "card-centre", urgency: None };

#[test]
fn the_urgent_lane_tightens_inner_clocks() {
    let facts = Facts::received(at("2026-09-28T10:00"));
    check(
        ORDINARY,
        &facts,
        "2026-09-28T11:00",
        expect![[r#"
        1.accept 2026-10-01 running
        1.first_contact 2026-09-29 running
        1.decide 2026-10-08 running"#]],
    );
    let urgent = CaseTraits { urgency: Some("URG-01"), ..ORDINARY };
    check(
        urgent,
        &facts,
        "2026-09-28T11:00",
        expect![[r#"
        1.accept 2026-10-01 running
        1.first_contact 2026-09-28 at 12:00:00 running
        1.decide 2026-10-01 running"#]],
    );
    check(CaseTraits { kind: "enquiry", ..ORDINARY }, &facts, "2026-09-28T11:00", expect![[r#""#]]);
}

#[test]
fn inner_clocks_are_met_and_paused_like_others() {
    let mut facts = Facts::received(at("2026-09-28T10:00"))
        .with(Event::Contacted, at("2026-09-28T15:00"))
        .with(Event::Accepted, at("2026-10-03T10:00"));
    facts.exclusions.push(exclusion("mediation", "2026-10-05T15:00", None));
    check(
        ORDINARY,
        &facts,
        "2026-10-07T10:00",
        expect![[r#"
        1.accept 2026-10-01 met at 2026-10-03T02:00:00Z
        1.first_contact 2026-09-29 met at 2026-09-28T07:00:00Z
        1.decide 2026-10-10 paused by mediation since 2026-10-05T07:00:00Z"#]],
    );
}

#[test]
fn an_inner_clock_longer_than_the_law_is_cut_to_it() {
    let text = include_str!("../../../../regimes/inner.toml").replace("duration = 10", "duration = 40");
    let clocks = InnerClocks::read("inner.toml", &text).unwrap();
    let facts = Facts::received(at("2026-09-28T10:00"));
    let legal = dues("cn-n3", &facts, facts.received);
    let inner = clocks.compute(ORDINARY, &facts, &calendar("cn"), &legal, facts.received).unwrap();
    let decide = inner.iter().find(|due| due.stage == "decide").unwrap();
    assert_eq!(decide.ends_at(), governing(&legal).unwrap().ends_at());
    // An inner date is shown beside the legal ones and never governs.
    let all: Vec<_> = inner.into_iter().chain(legal).collect();
    assert_eq!(governing(&all).unwrap().authority, Authority::Law);
    assert!(clocks.compute(ORDINARY, &facts, &calendar("uk"), &[], facts.received).is_none());
}
