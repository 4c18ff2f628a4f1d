//! Whoever is named in a matter or has an interest in it stays out of it (Order 2020 No. 3, art. 17), also where the matter
//! goes on as another case.

use domain::id::UserId;
use domain::matter::{AnswerForm, Channel, Command, Kind, Refusal, Relation, merge};

use crate::matter::{all_remedies, answer, decision, investigated};
use crate::office::{APPROVER, HANDLER, OTHER_HANDLER, Office};

const NAMED: UserId = OTHER_HANDLER;

#[test]
fn what_comes_from_a_case_keeps_out_whom_the_case_keeps_out() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut received = office.received(Kind::Complaint, Channel::Hotline);
    received.respondents = vec![NAMED];
    let case = office.receive(&received).unwrap();
    for relation in [Relation::Split, Relation::Redress, Relation::Review] {
        assert_eq!(case.kept_out_of(relation).into_iter().collect::<Vec<_>>(), [NAMED], "{relation}");
    }
}

#[test]
fn who_decided_a_case_decides_no_review_of_it() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let told = answer(&mut office, AnswerForm::Telephone);
    office.does(&mut case, HANDLER, told);
    office.does(&mut case, HANDLER, Command::Close);
    let reason = office.text("发现新的录音");
    office.does(&mut case, HANDLER, Command::Reopen { reason });
    let again = decision(&mut office, all_remedies());
    office.does(&mut case, APPROVER, again);
    let kept_out = case.kept_out_of(Relation::Review);
    assert!(
        kept_out.contains(&HANDLER) && kept_out.contains(&APPROVER),
        "each who decided, the first time too"
    );
    assert!(case.kept_out_of(Relation::Split).is_empty(), "handling a case is no interest in it");
}

#[test]
fn a_case_that_takes_in_another_keeps_out_whom_that_kept_out() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut one = office.case(Kind::Complaint, Channel::Hotline);
    office.does(&mut one, HANDLER, Command::Assign { handler: NAMED });
    office.later(1);
    let mut received = office.received(Kind::Complaint, Channel::Counter);
    received.respondents = vec![NAMED];
    let mut other = office.receive(&received).unwrap();
    let merging = office.with(HANDLER, |context| merge(&one, &other, context)).unwrap();
    assert_eq!(merging.keeps, one.case_id);
    office.folds(&mut one, HANDLER, merging.kept);
    office.folds(&mut other, HANDLER, merging.ended);
    assert_eq!(one.handler, None, "who is kept out handles it no longer");
    let refused = office.act(&mut one, NAMED, &Command::Accept);
    assert_eq!(refused, Err(Refusal::Recused { user: NAMED }));
}
