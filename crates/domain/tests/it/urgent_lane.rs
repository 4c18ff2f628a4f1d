//! The urgent lane: what takes a case into it, and what it tightens.

use domain::matter::{Case, Channel, Command, Expected, Kind, Refusal, case_clocks};

use crate::office::{HANDLER, Office};

#[test]
fn raising_lowers_nothing_and_the_lane_tightens_whatever_is_named() {
    let mut office = Office::at("2026-03-02T09:00:00+08:00");
    let reason = office.text("涉及老年客户生活费");
    let raise = |urgent, grade: Option<&str>, urgency: Option<&str>| Command::Raise {
        urgent,
        grade: grade.map(|code| code.parse().unwrap()),
        urgency: urgency.map(|code| code.parse().unwrap()),
        sensitivity: Default::default(),
        reason,
    };
    let lower = |field| Err(Refusal::OutOfRange { field, expected: Expected::NotLower });
    let inner = |office: &Office, case: &Case| {
        case_clocks(case, "CC", office.book, office.now).inner().map(domain::matter::CaseDue::ends_at)
    };
    let mut case = office.case(Kind::Complaint, Channel::Hotline);
    let usual = inner(&office, &case);
    office.does(&mut case, HANDLER, raise(false, Some("cn-grade@1:GRD-02"), Some("cn-urgency@1:URG-03")));
    assert!(!case.urgent && inner(&office, &case) == usual, "level III is not the lane");
    office.does(&mut case, HANDLER, raise(true, None, None));
    assert!(inner(&office, &case) < usual, "the lane tightens a case of level III");
    assert_eq!(
        office.act(&mut case, HANDLER, &raise(false, Some("cn-grade@1:GRD-03"), None)),
        lower("urgent")
    );
    assert_eq!(office.act(&mut case, HANDLER, &raise(true, Some("cn-grade@1:GRD-01"), None)), lower("grade"));

    let mut case = office.case(Kind::Complaint, Channel::Hotline);
    office.does(&mut case, HANDLER, raise(false, None, Some("cn-urgency@1:URG-01")));
    assert!(case.urgent, "an urgency of the lane is in it");
    let slower = raise(true, None, Some("cn-urgency@1:URG-02"));
    assert_eq!(office.act(&mut case, HANDLER, &slower), lower("urgency"));
}

#[test]
fn a_raise_by_mistake_is_taken_back_while_nothing_has_happened_since() {
    let mut office = Office::at("2026-03-02T09:00:00+08:00");
    let reason = office.text("点错了件");
    let mut case = office.case(Kind::Complaint, Channel::Hotline);
    let raise = |grade: &str, urgent| Command::Raise {
        urgent,
        grade: Some(grade.parse().unwrap()),
        urgency: None,
        sensitivity: Default::default(),
        reason,
    };
    office.does(&mut case, HANDLER, raise("cn-grade@1:GRD-01", false));
    office.does(&mut case, HANDLER, raise("cn-grade@1:GRD-03", true));
    office.does(&mut case, HANDLER, Command::TakeBack);
    assert_eq!((case.urgent, case.grade), (false, Some("cn-grade@1:GRD-01".parse().unwrap())));
}
