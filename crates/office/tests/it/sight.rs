//! Who sees persons and words in full: by one rule, with a record, and no more than the case itself was told.

use domain::id::{Number, Stream};
use domain::matter::{Command, Correction, Particular, Refusal, Relation};
use office::{AttachmentInput, OfficeError, OriginInput, PersonInput, UnmaskReason};

use crate::harness::{TestOffice, submission};

const WHY: UnmaskReason = UnmaskReason::Inspection;

async fn looks(test: &TestOffice, login: &str) -> Vec<String> {
    let trail = test.office.store().stream_events(Stream::User(test.user_id(login))).await.unwrap();
    trail
        .into_iter()
        .filter(|stored| stored.event.name == "unmasked")
        .map(|stored| stored.event.payload)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_a_look_and_recorded_before_it_is_made() {
    let test = TestOffice::start().await;
    let number = test.complaint("handler", "CC", "周敏", "13800001234").await.number;
    test.office.case(&test.user("auditor"), &number).await.unwrap();
    let denied = test.office.receipt(&test.user("auditor"), &number, WHY).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })), "who may see may not see in full");
    assert!(looks(&test, "handler").await.is_empty());
    test.office.receipt(&test.user("handler"), &number, WHY).await.unwrap();
    let looks = looks(&test, "handler").await;
    assert_eq!(looks.len(), 1);
    assert!(looks[0].contains("receipt") && looks[0].contains("inspection"), "{looks:?}");
    test.office.consumer_receipt(&number).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_kept_out_of_a_case_sees_nothing_of_it_in_full() {
    let test = TestOffice::start().await;
    let number = test.complaint("handler", "CC", "周敏", "13800001234").await.number;
    let file = AttachmentInput { name: "合同.pdf".to_owned(), content: b"%PDF-1.7".to_vec() };
    test.office.attach(&test.user("handler"), &number, None, file).await.unwrap();
    test.acts(
        "approver",
        &number,
        vec![Command::Recuse {
            user: test.user_id("handler"),
            reason: "本人被投诉".to_owned(),
            approves: false,
        }],
    )
    .await;
    let handler = test.user("handler");
    let view = test.office.case(&handler, &number).await.unwrap();
    assert!(!view.may_unmask);
    let recused = |error: OfficeError| match error {
        OfficeError::Refused { refusal, .. } => matches!(*refusal, Refusal::Recused { .. }),
        _ => false,
    };
    assert!(recused(test.office.unmask(&handler, &number, WHY).await.unwrap_err()));
    assert!(recused(test.office.receipt(&handler, &number, WHY).await.unwrap_err()));
    let blob = view.case.attachments[0];
    assert!(recused(test.office.attachment(&handler, &number, blob, WHY).await.unwrap_err()));
    assert!(looks(&test, "handler").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn recognising_a_person_opens_nothing_that_another_case_was_told() {
    let test = TestOffice::start().await;
    let mut elsewhere = submission("B1", "周敏", "13800001234");
    elsewhere.person.address = Some("槐树路5号".to_owned());
    elsewhere.person.account = Some("6222021234567890128".to_owned());
    let elsewhere = test.office.submit(&test.user("branch"), elsewhere).await.unwrap();
    let here = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let handler = test.user("handler");
    let case = test.office.case(&handler, &here.number).await.unwrap();
    let other = test.office.case(&test.user("branch"), &elsewhere.number).await.unwrap();
    assert_eq!(case.case.complainant(), other.case.complainant(), "it is the same person");
    let card: Vec<&str> = case.persons[0].data.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(card, ["name", "phone"]);
    let unmasked = test.office.unmask(&handler, &here.number, WHY).await.unwrap();
    let fields: Vec<&str> = unmasked.persons[0].1.keys().map(String::as_str).collect();
    assert_eq!(fields, ["name", "phone"]);
    let unmasked = test.office.unmask(&test.user("branch"), &elsewhere.number, WHY).await.unwrap();
    assert_eq!(unmasked.persons[0].1["address"], "槐树路5号");
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_cases_share_what_they_were_told() {
    let test = TestOffice::start().await;
    let first = test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.later(1);
    let mut again = submission("CC", "周敏", "13800001234");
    again.person.address = Some("槐树路5号".to_owned());
    let handler = test.user("handler");
    let second = test.office.submit(&handler, again).await.unwrap();
    test.office.merge(&handler, &first.number, &second.number).await.unwrap();
    let unmasked = test.office.unmask(&handler, &first.number, WHY).await.unwrap();
    assert_eq!(unmasked.persons[0].1["address"], "槐树路5号");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_comes_from_another_only_by_who_may_work_on_that() {
    let test = TestOffice::start().await;
    test.staff("both", "CC", &["handler", "supervisor@AS"]).await;
    let both = test.user("both");
    let parent = test.complaint("branch", "B1", "陈强", "13900005678").await;
    test.office.case(&both, &parent.number).await.unwrap();
    let from = |number: &Number, relation| {
        let mut child = submission("CC", "", "");
        child.person = PersonInput::default();
        child.origin = Some(OriginInput { number: number.to_string(), relation });
        child
    };
    let denied = test.office.submit(&both, from(&parent.number, Relation::Split)).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })), "{denied:?}");
    assert_eq!(
        test.office.case_row(&both, &parent.number).await.unwrap().version,
        1,
        "nothing is written to it"
    );
    let handler = test.user("handler");
    let own = test.complaint("handler", "CC", "周敏", "13800001234").await;
    for relation in [Relation::Merged, Relation::Review] {
        let refused = test.office.submit(&handler, from(&own.number, relation)).await;
        assert!(matches!(refused, Err(OfficeError::Invalid(_))), "{relation}");
    }
    let child = test.office.submit(&handler, from(&own.number, Relation::Split)).await.unwrap();
    let unmasked = test.office.unmask(&handler, &child.number, WHY).await.unwrap();
    assert_eq!(unmasked.persons[0].1["phone"], "13800001234", "who splits does not type the person again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_code_leaves_no_trace_in_the_record() {
    let test = TestOffice::start().await;
    let receipt = test.office.file(submission("CC", "周敏", "13800001234")).await.unwrap();
    let events = test.office.store().stream_events(Stream::Case(receipt.case_id)).await.unwrap();
    assert!(events.iter().all(|stored| !stored.event.payload.contains("query_code")));
    let number = receipt.number.to_string();
    test.office.rebuild(|_| {}).await.unwrap();
    assert!(test.office.check_query_code(&number, &receipt.query_code, "a").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_open_holds_nothing_of_a_person() {
    let test = TestOffice::start().await;
    let handler = test.user("handler");
    for (number, taken) in [
        ("银消转〔2026〕12号", true),
        ("NFRA-2026/0012(3)", true),
        ("12378-20260302-00009", true),
        ("13800001234", false),
        ("6222021234567890128", false),
        ("请打电话给他， 急", false),
        ("\u{7}", false),
    ] {
        let mut typed = submission("CC", "周敏", "13800001234");
        typed.external_number = Some(number.to_owned());
        let result = test.office.submit(&handler, typed).await;
        assert_eq!(result.is_ok(), taken, "{number}: {result:?}");
    }
    let mut typed = submission("CC", "周敏", "13800001234");
    typed.particulars.insert(Particular::Amount, "手机13800001234".to_owned());
    assert!(matches!(test.office.submit(&handler, typed).await, Err(OfficeError::Invalid(_))));
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let correction = Correction::ExternalNumber { source: 0, number: "13800001234".to_owned() };
    let command = Command::CorrectFact { correction, reason: "抄错".to_owned() };
    let refused = test.office.act(&handler, &receipt.number, None, vec![command]).await;
    assert!(matches!(refused, Err(OfficeError::Invalid(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_code_fills_no_disk() {
    let test = TestOffice::start().await;
    let number = test.office.file(submission("CC", "周敏", "13800001234")).await.unwrap().number;
    let file = || AttachmentInput { name: "a.txt".to_owned(), content: b"words".to_vec() };
    let send = |count: usize| {
        let files = (0..count).map(|_| file()).collect();
        test.office.add_material(&number, "补充".to_owned(), files)
    };
    assert!(matches!(send(11).await, Err(OfficeError::Invalid(_))));
    for _ in 0..5 {
        send(10).await.unwrap();
    }
    assert!(matches!(send(1).await, Err(OfficeError::Invalid(_))), "a case takes fifty");
    send(0).await.unwrap();
    let view = test.office.case(&test.user("handler"), &number).await.unwrap();
    assert_eq!(view.case.attachments.len(), 50);
    test.office.withdraw(&number, None).await.unwrap();
    let folder = test.folder.path().join("attachments");
    let on_disk =
        || std::process::Command::new("find").arg(&folder).args(["-type", "f"]).output().unwrap().stdout;
    let before = on_disk();
    assert!(send(0).await.is_err());
    assert_eq!(on_disk(), before, "what is refused leaves nothing behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn repeats_are_found_by_person_and_by_telephone_within_what_the_reader_sees() {
    let test = TestOffice::start().await;
    let phone = "13800001234";
    let first = test.complaint("handler", "CC", "周敏", phone).await.number;
    let again = test.complaint("handler", "CC", "周敏", phone).await.number;
    let household = test.complaint("handler", "CC", "李强", phone).await.number;
    let elsewhere = test.complaint("branch", "B1", "王五", phone).await.number;
    let numbers = |rows: &[office::CaseRow]| rows.iter().map(|row| row.number.clone()).collect::<Vec<_>>();
    let view = test.office.case(&test.user("handler"), &first).await.unwrap();
    assert_eq!(numbers(&view.others), [again.to_string()], "the same person");
    assert_eq!(
        numbers(&view.same_telephone),
        [household.to_string()],
        "another person, and nothing of the branch"
    );
    let view = test.office.case(&test.user("officer"), &first).await.unwrap();
    assert_eq!(numbers(&view.same_telephone), [elsewhere.to_string(), household.to_string()], "newest first");
}
