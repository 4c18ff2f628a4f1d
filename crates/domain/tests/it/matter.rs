//! The life of a case, step by step, as the law writes it.

use domain::matter::{
    AnswerForm, Attempt, Channel, CodingForm, Command, ContactForm, Echo, Ending, Event, Evidence, Kind,
    Liability, MajorGround, NewSource, Outcome, PartyRole, PauseCause, Phase, Relation, Remedy, RequestKind,
    Status, Step, TaskKind, VerificationResult, case_clocks, merge,
};

use domain::code::Axis;
use domain::id::{Actor, PersonId};
use domain::matter::{Case, Context, Party, Refusal};
use jiff::civil::date;

use crate::office::{APPROVER, CENTRE, HANDLER, HEAD, OTHER_HANDLER, Office, SENIOR};

pub fn decision(office: &mut Office, remedies: Vec<Remedy>) -> Command {
    Command::Decide {
        at: office.now,
        outcome: Outcome::Upheld,
        liability: Some(Liability::Liable),
        basis: Some(office.text("合同第三条")),
        reasons: Some(office.text("未提前告知")),
        remedies,
    }
}

pub fn all_remedies() -> Vec<Remedy> {
    vec![Remedy::Review, Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation]
}

pub fn answer(office: &mut Office, form: AnswerForm) -> Command {
    Command::Answer { echo: answered(office, form) }
}

/// An answer in words, now, with its proof.
pub fn answered(office: &mut Office, form: AnswerForm) -> Echo {
    let text = Some(office.text("同意退还"));
    let evidence = Some(Evidence::Words(office.text("录音编号0001")));
    Echo::Answered { form, at: office.now, received_at: None, text, evidence }
}

fn coded() -> Command {
    Command::Code { codes: Office::codes(), form: CodingForm::Full }
}

/// Accepted, assigned, contacted, coded.
pub fn investigated(office: &mut Office, channel: Channel) -> Case {
    let mut case = office.case(Kind::Complaint, channel);
    office.later(2).does(&mut case, HANDLER, Command::Accept);
    office.does(&mut case, HANDLER, Command::Assign { handler: HANDLER });
    let contact =
        Command::Contact { at: office.now, form: ContactForm::Telephone, reached: true, note: None };
    office.does(&mut case, HANDLER, contact);
    office.does(&mut case, HANDLER, coded());
    case
}

pub fn due(office: &Office, case: &Case) -> Option<jiff::civil::Date> {
    case_clocks(case, "CC", office.book, office.now).governing().map(domain::matter::CaseDue::alert_date)
}

#[test]
fn a_complaint_goes_from_receipt_to_call_back() {
    let mut office = Office::at("2026-09-28T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    assert_eq!(case.status(), Status::Investigating);
    assert_eq!(due(&office, &case), Some(date(2026, 10, 13)));
    let decide = decision(&mut office, all_remedies());
    office.later(48).does(&mut case, HANDLER, decide);
    assert_eq!(case.status(), Status::Decided);
    let told = answer(&mut office, AnswerForm::Telephone);
    office.does(&mut case, HANDLER, told);
    office.does(&mut case, HANDLER, Command::Close);
    assert!(matches!(case.phase, Phase::Ended(Ending::Closed { .. })));
    assert_eq!(due(&office, &case), None, "an answered complaint owes no date");
    assert_eq!(case_clocks(&case, "CC", office.book, office.now).on_time(office.now), Some(true));
    let call = Command::CallBack { at: office.now, reached: true, satisfaction: Some(5), note: None };
    office.does(&mut case, HANDLER, call);
    assert_eq!(case.status(), Status::CalledBack);
    let first = case.first;
    assert!(first.accepted_at.is_some() && first.handled_at.is_some() && first.feedback_at.is_some());
    assert_eq!(first.reported_at, None, "nobody owed a report, and none is made up");
}

#[test]
fn who_assigned_coded_or_noted_takes_it_back_while_nothing_has_happened_since() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Hotline);
    office.does(&mut case, HANDLER, Command::Accept);
    let nothing = office.act(&mut case.clone(), HANDLER, &Command::TakeBack);
    assert!(matches!(nothing, Err(Refusal::NotNow { step: Step::TakeBack, .. })), "{nothing:?}");
    office.does(&mut case, HANDLER, Command::Assign { handler: OTHER_HANDLER });
    assert!(office.act(&mut case.clone(), APPROVER, &Command::TakeBack).is_err(), "it is not theirs");
    office.does(&mut case, HANDLER, Command::TakeBack);
    assert_eq!(case.handler, None);
    assert!(office.act(&mut case.clone(), HANDLER, &Command::TakeBack).is_err(), "once");
    office.does(&mut case, HANDLER, Command::Assign { handler: HANDLER });
    office.does(&mut case, HANDLER, Command::Assign { handler: OTHER_HANDLER });
    office.does(&mut case, HANDLER, Command::TakeBack);
    assert_eq!(case.handler, Some(HANDLER));
    office.does(&mut case, HANDLER, coded());
    office.does(&mut case, HANDLER, Command::TakeBack);
    assert_eq!((case.codes.len(), case.coding), (0, None));
    let text = office.text("已调取录音");
    office.does(&mut case, HANDLER, Command::Note { text, investigation: true });
    assert!(case.first.handled_at.is_some());
    office.does(&mut case, HANDLER, Command::TakeBack);
    assert_eq!(case.first.handled_at, None, "what was not done was not done first either");
    office.does(&mut case, HANDLER, coded());
    let text = office.text("请补账单");
    office.does(&mut case, HANDLER, Command::AskMaterial { what: text });
    assert!(
        office.act(&mut case.clone(), HANDLER, &Command::TakeBack).is_err(),
        "something has happened since"
    );
    assert!(case.coding.is_some());
}

#[test]
fn nothing_closes_without_decision_and_answer() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Counter);
    assert_eq!(office.act(&mut case, HANDLER, &Command::Close), Err(Refusal::NoDecision));
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    assert_eq!(office.act(&mut case, HANDLER, &Command::Close), Err(Refusal::NoEcho));
}

#[test]
fn a_decision_is_complete_or_none() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Counter);
    let lacking = decision(&mut office, vec![Remedy::Review]);
    assert_eq!(
        office.act(&mut case, HANDLER, &lacking),
        Err(Refusal::DecisionIncomplete { part: "remedies" })
    );
    let bare = Command::Decide {
        at: office.now,
        outcome: Outcome::Upheld,
        liability: None,
        basis: None,
        reasons: None,
        remedies: vec![],
    };
    assert_eq!(office.act(&mut case, HANDLER, &bare), Err(Refusal::DecisionIncomplete { part: "liability" }));
    let foreign = Command::Decide {
        at: office.now,
        outcome: Outcome::Explained,
        liability: None,
        basis: None,
        reasons: None,
        remedies: vec![],
    };
    let refused = office.act(&mut case, HANDLER, &foreign);
    assert_eq!(
        refused,
        Err(Refusal::OutcomeNotOfKind { kind: Kind::Complaint, outcome: Outcome::Explained })
    );
}

#[test]
fn declining_needs_a_ground_and_a_second_person() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Letter);
    let text = office.text("请向某银行提出");
    let because = |ground: &str| Command::Decline { ground: ground.to_owned(), text, reason: None };
    assert!(matches!(
        office.act(&mut case, HANDLER, &because("too_busy")),
        Err(Refusal::UnknownGround { .. })
    ));
    office.does(&mut case, HANDLER, because("wrong_institution"));
    assert_eq!(case.status(), Status::AwaitingApproval);
    let approve = Command::Approve { request: 1 };
    assert_eq!(office.act(&mut case, HANDLER, &approve), Err(Refusal::OwnRequest));
    let approved_at = office.later(1).now;
    office.does(&mut case, APPROVER, approve);
    assert!(!case.is_ended(), "agreeing tells the person nothing");
    assert_eq!(case.next_step(), Some(Step::Answer));
    office.later(1);
    let mut early = answered(&mut office, AnswerForm::Posted);
    if let Echo::Answered { at, .. } = &mut early {
        *at = approved_at - jiff::SignedDuration::from_secs(1);
    }
    let refused = office.act(&mut case, HANDLER, &Command::Answer { echo: early });
    assert_eq!(refused, Err(Refusal::BeforeDecision { field: "at" }));
    let told = answer(&mut office, AnswerForm::Posted);
    office.does(&mut case, HANDLER, told);
    assert_eq!(case.status(), Status::Declined);
    assert!(case.is_echoed());
}

#[test]
fn extension_to_sixty_days_needs_the_superior_and_a_notice() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let extend = |stage: &str, code: &str, notice_at| Command::Extend {
        regime: "cn-n3".to_owned(),
        stage: stage.to_owned(),
        reason_code: code.to_owned(),
        notice_at,
        reason: None,
    };
    let early = office.act(&mut case, HANDLER, &extend("decide_60", "especially_complex", Some(office.now)));
    assert!(matches!(early, Err(Refusal::UnknownStage { .. })), "30 days come before 60");
    office.does(&mut case, HANDLER, extend("decide_30", "complex", None));
    office.does(&mut case, APPROVER, Command::Approve { request: 1 });
    assert_eq!(due(&office, &case), Some(date(2026, 4, 1)));
    office.later(24 * 20);
    office.does(&mut case, HANDLER, extend("decide_60", "especially_complex", None));
    let low = office.act(&mut case, APPROVER, &Command::Approve { request: 2 });
    assert!(matches!(low, Err(Refusal::Rank { .. })));
    office.does(&mut case, SENIOR, Command::Approve { request: 2 });
    assert_eq!(due(&office, &case), Some(date(2026, 4, 1)), "it does not hold before the person is told");
    assert_eq!(case.next_step(), Some(Step::TellExtended));
    let evidence = Evidence::Words(office.text("录音编号0002"));
    let mut silent = case.clone();
    let late = Command::TellExtended { at: office.later(24 * 20).now, evidence };
    assert!(matches!(office.act(&mut silent, HANDLER, &late), Err(Refusal::PeriodOver { .. })));
    office.later(-24 * 20);
    office.does(&mut case, HANDLER, Command::TellExtended { at: office.now, evidence });
    assert_eq!(due(&office, &case), Some(date(2026, 5, 1)));
}

#[test]
fn an_extension_after_expiry_is_refused() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    office.later(24 * 16);
    let late = Command::Extend {
        regime: "cn-n3".to_owned(),
        stage: "decide_30".to_owned(),
        reason_code: "complex".to_owned(),
        notice_at: None,
        reason: None,
    };
    assert_eq!(office.act(&mut case, HANDLER, &late), Err(Refusal::PeriodOver { due_on: date(2026, 3, 17) }));
}

#[test]
fn named_staff_neither_handle_nor_approve() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Counter);
    office.does(&mut case, HANDLER, Command::Accept);
    office.does(&mut case, HANDLER, Command::Assign { handler: OTHER_HANDLER });
    let reason = office.text("被投诉人");
    office.does(&mut case, HANDLER, Command::Recuse { user: OTHER_HANDLER, reason, approves: false });
    assert_eq!(case.handler, None, "a recused handler loses the case");
    let again = office.act(&mut case, HANDLER, &Command::Assign { handler: OTHER_HANDLER });
    assert_eq!(again, Err(Refusal::Recused { user: OTHER_HANDLER }));
    let own = office.act(&mut case, OTHER_HANDLER, &Command::Assign { handler: HANDLER });
    assert_eq!(own, Err(Refusal::Recused { user: OTHER_HANDLER }));
}

#[test]
fn twenty_in_person_are_proposed_as_major_and_a_person_confirms() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut received = office.received(Kind::Complaint, Channel::Visit);
    received.complainants = 20;
    received.in_person = true;
    let mut case = office.receive(&received).unwrap();
    let request = case.open_requests().next().unwrap();
    assert_eq!(request.request.what.kind(), RequestKind::Major);
    assert!(case.major.is_none());
    office.does(&mut case, APPROVER, Command::Approve { request: 1 });
    assert_eq!(case.major, Some(MajorGround::JointInPerson));
    assert!(case.owes_report());

    received.parties = (1..=6)
        .map(|person| Party { person: PersonId(person), role: PartyRole::Representative, document: None })
        .collect();
    assert_eq!(office.receive(&received).unwrap_err(), Refusal::TooManyRepresentatives { max: 5 });
}

#[test]
fn a_repeat_keeps_its_receipt_and_new_facts_restart_the_clock() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let repeat = |office: &mut Office, new_facts| Command::MergeRepeat {
        source: NewSource {
            channel: Channel::Nfra,
            external_number: Some("12378-1".to_owned()),
            received_at: office.now,
            forwarded_at: None,
            required_on: None,
            feedback_owed: None,
        },
        material: Some(office.text("又一份材料")),
        new_facts,
    };
    let same = repeat(office.later(24 * 3), false);
    office.does(&mut case, HANDLER, same);
    assert_eq!((case.receipts, case.sources.len()), (2, 2));
    assert!(case.sources[1].owes(), "who passed it on is owed feedback unless somebody says otherwise");
    assert_eq!(due(&office, &case), Some(date(2026, 3, 17)), "the same matter again moves no date");
    let fresh = repeat(office.later(24), true);
    office.does(&mut case, HANDLER, fresh);
    assert_eq!(due(&office, &case), Some(date(2026, 3, 21)), "new facts count anew from their receipt");
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let told = answer(&mut office, AnswerForm::Sms);
    office.does(&mut case, HANDLER, told);
    let after = repeat(&mut office, false);
    assert_eq!(office.act(&mut case, HANDLER, &after), Err(Refusal::AfterAnswer));
}

#[test]
fn answering_the_person_leaves_the_regulator_owed() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Pbc);
    let stages: Vec<String> = case_clocks(&case, "CC", office.book, office.now)
        .dues
        .iter()
        .filter(|due| due.is_open() && due.authority == domain::clock::Authority::Law)
        .map(|due| format!("{}/{}", due.regime, due.stage))
        .collect();
    assert_eq!(stages, ["cn-n3/decide_15", "cn-p5/answer_15"]);
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let told = answer(&mut office, AnswerForm::Telephone);
    office.does(&mut case, HANDLER, told);
    office.does(&mut case, HANDLER, Command::Close);
    assert_eq!(case.status(), Status::FeedbackOwed);
    assert_eq!(case.next_step(), Some(Step::SendFeedback));
    let send = Command::SendFeedback { source: 0, form: AnswerForm::Portal, at: office.now, text: None };
    office.does(&mut case, HANDLER, send);
    assert_eq!(case.status(), Status::Closed);
    assert!(case.first.reported_at.is_some(), "feedback to the regulator is the report it owed");
    let returned = Command::FeedbackReturned { source: 0, at: office.now, reason: None };
    office.does(&mut case, HANDLER, returned);
    assert_eq!(case.status(), Status::FeedbackOwed);
}

#[test]
fn mediation_stops_the_clock_and_needs_both_parties_application() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let pause = |office: &Office, evidence| Command::PauseClock {
        cause: PauseCause::Mediation,
        from: office.now,
        told_at: None,
        evidence,
    };
    let bare = pause(&office, None);
    assert_eq!(office.act(&mut case, HANDLER, &bare), Err(Refusal::Missing { field: "evidence" }));
    let evidence = Some(Evidence::Words(office.text("双方申请书")));
    let with = pause(office.later(24), evidence);
    office.does(&mut case, HANDLER, with);
    assert_eq!(case.status(), Status::InMediation);
    office.later(24 * 10);
    let resume = Command::ResumeClock { at: office.now };
    office.does(&mut case, HANDLER, resume);
    assert_eq!(due(&office, &case), Some(date(2026, 3, 27)), "ten days are left out");
}

#[test]
fn withdrawal_ends_the_same_day() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let reason = office.text("已协商解决");
    let proof = Evidence::Words(office.text("录音编号0003"));
    let withdraw = |reason, evidence| Command::Withdraw {
        received_at: office.now,
        form: AnswerForm::Telephone,
        confirmed_at: office.now,
        reason,
        evidence,
    };
    let unproven = office.act(&mut case, HANDLER, &withdraw(Some(reason), None));
    assert_eq!(unproven, Err(Refusal::Missing { field: "evidence" }));
    let unexplained = office.act(&mut case, HANDLER, &withdraw(None, Some(proof)));
    assert_eq!(unexplained, Err(Refusal::Missing { field: "reason" }));
    office.does(&mut case, HANDLER, withdraw(Some(reason), Some(proof)));
    assert_eq!(case.status(), Status::Withdrawn);
    assert_eq!(case.ended_at, Some(office.now));
    assert!(case.is_echoed(), "the confirmation is the echo");
    assert_eq!(case.echo(), None, "nobody was answered");
}

#[test]
fn a_branch_decision_is_reviewed_by_its_superior_within_thirty_days() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let told = answer(&mut office, AnswerForm::HandedOver);
    office.does(&mut case, HANDLER, told);
    office.does(&mut case, HANDLER, Command::Close);
    let open =
        |office: &Office| Command::OpenReview { review: domain::id::CaseId(99), requested_at: office.now };
    let mut too_late = case.clone();
    let late = open(office.later(24 * 31));
    let refused = office.act(&mut too_late, HANDLER, &late);
    assert!(matches!(refused, Err(Refusal::ReviewTooLate { .. })));
    office.later(-24 * 10);
    let asked = open(&office);
    office.does(&mut case, HANDLER, asked);
    assert_eq!(case.status(), Status::UnderReview);
    let conclude = Command::ConcludeReview { review: domain::id::CaseId(99), outcome: Outcome::NotUpheld };
    office.does(&mut case, HANDLER, conclude);
    assert_eq!(case.status(), Status::Closed);
}

#[test]
fn a_head_office_decision_has_no_review() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let reason = office.text("统一办理");
    office.does(&mut case, HANDLER, Command::Transfer { to: HEAD, reason });
    office.does(&mut case, SENIOR, Command::Assign { handler: SENIOR });
    let with_review = decision(&mut office, all_remedies());
    let refused = office.act(&mut case, SENIOR, &with_review);
    assert_eq!(refused, Err(Refusal::NoSuchRemedy { remedy: Remedy::Review }));
    let decide = decision(&mut office, vec![Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation]);
    office.does(&mut case, SENIOR, decide);
    let told = answer(&mut office, AnswerForm::Posted);
    office.does(&mut case, SENIOR, told);
    let review = Command::OpenReview { review: domain::id::CaseId(99), requested_at: office.now };
    assert_eq!(office.act(&mut case, SENIOR, &review), Err(Refusal::NoReview));
}

#[test]
fn rekinding_a_complaint_takes_two() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Hotline);
    let reason = office.text("只是询问");
    office.does(&mut case, HANDLER, Command::Rekind { to: Kind::Enquiry, reason });
    assert_eq!(case.kind, Kind::Complaint);
    office.does(&mut case, APPROVER, Command::Approve { request: 1 });
    assert_eq!(case.kind, Kind::Enquiry);
    assert!(case.rekinded_at.is_some());
}

#[test]
fn an_enquiry_that_claims_a_right_is_a_complaint_from_that_contact_on() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Enquiry, Channel::Hotline);
    assert_eq!(due(&office, &case), None);
    office.later(24 * 4);
    let claim = Command::ClaimRight { received_at: office.now, claim: office.text("要求退费") };
    office.does(&mut case, HANDLER, claim);
    assert_eq!(case.kind, Kind::Complaint);
    assert_eq!(due(&office, &case), Some(date(2026, 3, 21)));
    assert!(case.number.as_str().starts_with("ZX-"), "the number stays");
}

#[test]
fn an_objection_ends_corrected_correct_or_noted_and_is_answered_in_writing() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Objection, Channel::CreditCentre);
    office.does(&mut case, HANDLER, Command::Accept);
    office.does(&mut case, HANDLER, Command::SetCentreDate { due_on: date(2026, 3, 12) });
    assert_eq!(
        due(&office, &case),
        Some(date(2026, 3, 12)),
        "the earlier of the centre's date and 20 days governs"
    );
    let at = office.now;
    let decide = |outcome| Command::Decide {
        at,
        outcome,
        liability: None,
        basis: None,
        reasons: None,
        remedies: vec![],
    };
    for outcome in [Outcome::Corrected, Outcome::FoundCorrect, Outcome::Noted] {
        let unmarked = office.act(&mut case, HANDLER, &decide(outcome));
        assert!(matches!(unmarked, Err(Refusal::ObjectionIncomplete { .. })), "{outcome}");
    }
    let mark = Command::Mark { at: office.now };
    office.does(&mut case, HANDLER, mark);
    let early = office.act(&mut case, HANDLER, &decide(Outcome::Corrected));
    assert!(matches!(early, Err(Refusal::ObjectionIncomplete { .. })));
    office.does(&mut case, HANDLER, Command::Verify { result: VerificationResult::Wrong, note: None });
    office.does(&mut case, HANDLER, Command::CentreAnswer { passed: false, opinion: None });
    office.does(&mut case, HANDLER, Command::Verify { result: VerificationResult::Omitted, note: None });
    let correct = Command::CorrectInformation { at: office.now };
    office.does(&mut case, HANDLER, correct);
    office.does(&mut case, HANDLER, decide(Outcome::Corrected));
    let dialled = answer(&mut office, AnswerForm::Telephone);
    assert_eq!(office.act(&mut case, HANDLER, &dialled), Err(Refusal::MustBeWritten));
    let posted = answer(&mut office, AnswerForm::Posted);
    office.does(&mut case, HANDLER, posted);
    office.does(&mut case, HANDLER, Command::Close);
    assert!(case.is_ended());
}

#[test]
fn coding_refuses_parents_and_missing_axes() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Hotline);
    let with = |codes: &[&str], form| Command::Code {
        codes: codes.iter().map(|code| code.parse().unwrap()).collect(),
        form,
    };
    let parent =
        with(&["jrt0169-business@2018:prov:B0302", "jrt0169-reason@2018:prov:C05"], CodingForm::Short);
    assert!(matches!(office.act(&mut case, HANDLER, &parent), Err(Refusal::Code(_))));
    let short =
        with(&["jrt0169-business@2018:prov:B03023", "jrt0169-reason@2018:prov:C05"], CodingForm::Short);
    office.does(&mut case, HANDLER, short);
    let axis = with(&["jrt0169-business@2018:prov:B03023", "jrt0169-reason@2018:prov:C05"], CodingForm::Full);
    assert!(matches!(office.act(&mut case, HANDLER, &axis), Err(Refusal::AxisMissing { .. })));
    let foreign = with(&["cfpb-product@2023:checking_or_savings_account.checking_account"], CodingForm::Full);
    assert!(
        office.act(&mut case, HANDLER, &foreign).is_err(),
        "a foreign set says nothing of a complaint here"
    );
    office.later(24);
    let late =
        with(&["jrt0169-business@2018:prov:B03023", "jrt0169-reason@2018:prov:C05"], CodingForm::Short);
    assert!(
        matches!(office.act(&mut case, HANDLER, &late), Err(Refusal::OutOfRange { field: "form", .. })),
        "the short form is for what is solved in the first call"
    );
}

#[test]
fn staff_whom_a_matter_is_about_neither_handle_nor_help() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut received = office.received(Kind::Complaint, Channel::Hotline);
    received.respondents = vec![HANDLER];
    let mut case = office.receive(&received).unwrap();
    let refused = Err(Refusal::Recused { user: HANDLER });
    assert_eq!(office.act(&mut case, HANDLER, &Command::Accept), refused);
    office.does(&mut case, OTHER_HANDLER, Command::Accept);
    assert_eq!(office.act(&mut case, OTHER_HANDLER, &Command::Assign { handler: HANDLER }), refused);
    let task = Command::OpenTask {
        kind: TaskKind::Help,
        unit: CENTRE,
        owner: Some(HANDLER),
        due_on: Some(date(2026, 3, 9)),
        due_time: None,
        until: None,
        amount_cents: None,
        details: None,
    };
    assert_eq!(office.act(&mut case, OTHER_HANDLER, &task), refused);
}

#[test]
fn a_proposal_to_treat_a_case_as_major_is_answered_before_the_decision() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    office.does(&mut case, HANDLER, Command::ProposeMajor { ground: MajorGround::Designated });
    let decide = decision(&mut office, all_remedies());
    assert_eq!(office.act(&mut case, HANDLER, &decide), Err(Refusal::RequestOpen { request: 1 }));
}

#[test]
fn a_case_runs_regimes_that_are_loaded() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut received = office.received(Kind::Complaint, Channel::Hotline);
    received.regimes = vec!["nope".to_owned()];
    assert!(matches!(office.receive(&received), Err(Refusal::OutOfRange { field: "regimes", .. })));
}

#[test]
fn a_date_that_is_named_beyond_the_calendar_is_provisional() {
    let mut office = Office::at("2026-12-20T10:00:00+08:00");
    let mut case = office.case(Kind::Objection, Channel::CreditCentre);
    office.does(&mut case, HANDLER, Command::Accept);
    office.does(&mut case, HANDLER, Command::SetCentreDate { due_on: date(2027, 1, 5) });
    let clocks = case_clocks(&case, "CC", office.book, office.now);
    assert!(clocks.governing().unwrap().provisional);
}

#[test]
fn unreachable_needs_an_attempt() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let proof = Evidence::Words(office.text("话单"));
    let without = Command::Answer { echo: Echo::Unreachable { attempts: vec![], proof } };
    assert_eq!(office.act(&mut case, HANDLER, &without), Err(Refusal::NoAttempt));
    let attempts = vec![Attempt { at: office.now, form: ContactForm::Telephone }];
    office.does(&mut case, HANDLER, Command::Answer { echo: Echo::Unreachable { attempts, proof } });
    assert_eq!(case.status(), Status::Unreachable);
    office.does(&mut case, HANDLER, Command::Close);
    assert!(case.is_ended());
}

#[test]
fn only_one_persons_cases_are_merged_and_the_earlier_keeps_running() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let earlier = office.case(Kind::Complaint, Channel::Hotline);
    let mut later = { office.later(5).case(Kind::Complaint, Channel::Counter) };
    let actor = Actor::User(HANDLER);
    let staff = Office::staff(HANDLER);
    let context = Context {
        now: office.now,
        actor: &actor,
        staff: Some(&staff),
        book: office.book,
        tree: &office.tree,
    };
    let merging = merge(&later, &earlier, &context).unwrap();
    assert_eq!((merging.keeps, merging.ends), (earlier.case_id, later.case_id));
    assert!(matches!(merging.ended[..], [Event::MergedInto { .. }]));
    later.parties[0].person = PersonId(77);
    assert_eq!(merge(&later, &earlier, &context), Err(Refusal::NotSamePerson));
}

#[test]
fn raising_tightens_inner_clocks_and_moves_no_legal_date() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Hotline);
    office.does(&mut case, HANDLER, Command::Accept);
    let inner = |office: &Office, case: &Case| {
        case_clocks(case, "CC", office.book, office.now).inner().map(domain::matter::CaseDue::ends_at)
    };
    let (legal, before) = (due(&office, &case), inner(&office, &case));
    let reason = office.text("涉及老年客户生活费");
    office.does(
        &mut case,
        HANDLER,
        Command::Raise {
            urgent: true,
            grade: None,
            urgency: Some("cn-urgency@1:URG-01".parse().unwrap()),
            sensitivity: Default::default(),
            reason,
        },
    );
    assert_eq!(due(&office, &case), legal);
    assert!(inner(&office, &case) < before);
}

#[test]
fn a_link_says_once_what_two_cases_are_to_each_other() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Hotline);
    let other = domain::id::CaseId(500);
    let link = |relation| Command::Link { other, relation };
    office.does(&mut case, HANDLER, link(Relation::Split));
    assert!(office.does(&mut case, HANDLER, link(Relation::Related)).is_empty());
    assert_eq!(case.links[&other], Relation::Split);
}

#[test]
fn a_complaint_under_foreign_rules_needs_a_product() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut received = office.received(Kind::Complaint, Channel::Online);
    received.regimes = vec!["us-cfpb".to_owned()];
    let mut case = office.receive(&received).unwrap();
    let book = office.book;
    let code = |axis| {
        let set = book.codes.sets_on(axis, date(2026, 3, 2)).next().unwrap();
        set.codes().iter().find(|code| code.is_leaf).unwrap().reference.clone()
    };
    let (issue, product) = (code(Axis::Issue), code(Axis::Product));
    let coded = |codes| Command::Code { codes, form: CodingForm::Full };
    let refused = office.act(&mut case, HANDLER, &coded(vec![issue]));
    assert_eq!(refused, Err(Refusal::AxisMissing { axis: Axis::Product.to_string() }));
    office.does(&mut case, HANDLER, coded(vec![product]));
}
