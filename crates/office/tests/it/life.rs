//! A case through the use cases: who may, what is recorded, what others see.

use domain::id::CaseId;
use domain::matter::{
    AnswerForm, CodingForm, Command, Echo, Evidence, Liability, Outcome, PauseCause, Relation, Remedy, Status,
};
use office::{Caller, OfficeError, StaffInput, Submission, UnmaskReason};
use store::{CaseFilter, CaseOrder, CaseQuery, Scope};

use crate::harness::{TestOffice, codes, submission};

fn query() -> CaseQuery {
    CaseQuery {
        scope: Scope::All,
        filter: CaseFilter::default(),
        order: CaseOrder::Newest,
        cursor: None,
        backward: false,
        limit: 50,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_worked_off_and_survives_a_restart() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.work_off("handler", &receipt.number).await;
    let test = test.restart().await;
    let view = test.office.case(&test.user("handler"), &receipt.number).await.unwrap();
    assert_eq!(view.case.status(), Status::Closed);
    assert_eq!(view.timeline.len(), 8);
    assert_eq!(view.row.on_time, Some(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_earliest_date_orders_the_queue_and_a_clock_that_stands_still_has_none() {
    let test = TestOffice::start().await;
    let handler = test.user("handler");
    let mut asked = submission("CC", "周敏", "13800001234");
    let soon = test.office.today().tomorrow().unwrap();
    asked.required_on = Some(soon);
    let receipt = test.office.submit(&handler, asked).await.unwrap();
    let row = test.office.case_row(&handler, &receipt.number).await.unwrap();
    assert_eq!((row.due_on, row.due_stage.as_deref()), (Some(soon), Some("source/required")));

    let receipt = test.complaint("handler", "CC", "吴敏", "13800005678").await;
    let now = test.office.surroundings().now();
    let pause = Command::PauseClock {
        cause: PauseCause::Mediation,
        from: now,
        told_at: Some(now),
        evidence: Some(Evidence::Words("调解申请书".to_owned())),
    };
    test.office.act(&handler, &receipt.number, None, vec![Command::Accept, pause]).await.unwrap();
    let row = test.office.case_row(&handler, &receipt.number).await.unwrap();
    assert_eq!((row.due_on, row.paused.as_deref()), (None, Some("mediation")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_stands_in_both_cases_and_names_only_what_may_be_seen() {
    let test = TestOffice::start().await;
    let officer = test.user("officer");
    let one = test.complaint("officer", "CC", "周敏", "13800001234").await;
    let other = test.complaint("officer", "CC", "吴敏", "13800005678").await;
    let link = |other, relation| vec![Command::Link { other, relation }];
    test.office.act(&officer, &one.number, None, link(other.case_id, Relation::Related)).await.unwrap();
    for (number, expected) in [(&one.number, other.case_id), (&other.number, one.case_id)] {
        let view = test.office.case(&officer, number).await.unwrap();
        assert_eq!(view.case.links.get(&expected), Some(&Relation::Related));
    }
    for (other, relation) in [(CaseId(99_999), Relation::Related), (other.case_id, Relation::Merged)] {
        let refused = test.office.act(&officer, &one.number, None, link(other, relation)).await;
        assert!(matches!(refused, Err(OfficeError::Invalid(_))), "{refused:?}");
    }
    let review = submission("CC", "周敏", "13800001234");
    let origin = office::OriginInput { number: one.number.to_string(), relation: Relation::Review };
    let refused = test.office.submit(&officer, Submission { origin: Some(origin), ..review }).await;
    assert!(matches!(refused, Err(OfficeError::Invalid(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_handed_to_who_only_watches() {
    let test = TestOffice::start().await;
    let officer = test.user("officer");
    let receipt = test.complaint("officer", "CC", "周敏", "13800001234").await;
    let to = test.office.organisation().tree.by_code("AS").unwrap();
    let transfer = Command::Transfer { to, reason: "转给协会".to_owned() };
    let refused = test.office.act(&officer, &receipt.number, None, vec![transfer]).await;
    assert!(matches!(refused, Err(OfficeError::Refused { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_masked_everywhere_and_unmasking_is_recorded() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let view = test.office.case(&test.user("handler"), &receipt.number).await.unwrap();
    let shown = format!("{:?} {:?} {:?}", view.texts, view.persons, view.row);
    for secret in ["13800001234", "6222021234567890128", "周敏"] {
        assert!(!shown.contains(secret), "{secret} is shown: {shown}");
    }
    for event in test.office.store().stream_events(domain::id::Stream::Case(receipt.case_id)).await.unwrap() {
        assert!(!event.event.payload.contains("周敏") && !event.event.payload.contains("手续费"));
    }
    let unmasked = test
        .office
        .unmask(&test.user("handler"), &receipt.number, UnmaskReason::ContactPerson)
        .await
        .unwrap();
    assert_eq!(unmasked.persons[0].1["phone"], "13800001234");
    let trail =
        test.office.store().stream_events(domain::id::Stream::User(test.user_id("handler"))).await.unwrap();
    assert_eq!(trail.last().unwrap().event.name, "unmasked");
    let denied = test.office.unmask(&test.user("auditor"), &receipt.number, UnmaskReason::Inspection).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_case_has_no_title_count_figure_or_number() {
    let test = TestOffice::start().await;
    let hidden = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let own = test.complaint("branch", "B1", "周敏", "13800001234").await;
    assert!(own.others_running.is_empty(), "the hidden case of the same person is not named");
    for login in ["branch", "desk"] {
        let caller = test.user(login);
        let page = test.office.cases(&caller, query()).await.unwrap();
        assert_eq!(
            page.rows.iter().map(|row| row.number.clone()).collect::<Vec<_>>(),
            [own.number.to_string()]
        );
        assert_eq!(test.office.count(&caller, &CaseFilter::default(), 100).await.unwrap().count, 1);
        assert_eq!(test.office.tally(&caller, &CaseFilter::default()).await.unwrap().open, 1);
        let today = test.office.today();
        let overview = test.office.overview(&caller, None, today, today, None).await.unwrap();
        assert_eq!((overview.figures.received, overview.institutions.len()), (1, 1));
        let looked = test.office.case(&caller, &hidden.number).await;
        assert!(matches!(looked, Err(OfficeError::NotFound { .. })));
        let view = test.office.case(&caller, &own.number).await.unwrap();
        assert!(view.others.is_empty() && view.linked.is_empty());
    }
    assert!(matches!(test.office.cases(&test.user("admin"), query()).await, Err(OfficeError::Denied { .. })));
    assert!(matches!(test.office.cases(&Caller::consumer(), query()).await, Err(OfficeError::Denied { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_association_sees_what_it_supervises_and_moves_nothing() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("branch", "B1", "陈强", "13900005678").await;
    let desk = test.user("desk");
    assert!(test.office.case(&desk, &receipt.number).await.unwrap().steps.is_empty());
    let moved = test.office.act(&desk, &receipt.number, None, vec![Command::Accept]).await;
    assert!(matches!(moved, Err(OfficeError::Denied { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_refused_and_nothing_is_lost() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let caller = test.user("handler");
    test.office.act(&caller, &receipt.number, Some(1), vec![Command::Accept]).await.unwrap();
    let stale = test.office.act(&caller, &receipt.number, Some(1), vec![Command::Close]).await;
    assert!(matches!(stale, Err(OfficeError::Stale { expected: 1, found: 2 })));
    let refused = test.office.act(&caller, &receipt.number, Some(2), vec![Command::Close]).await;
    assert!(matches!(refused, Err(OfficeError::Refused { position: 0, .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_steps_are_recorded_together_or_not_at_all() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let steps =
        vec![Command::Accept, Command::Code { codes: codes(), form: CodingForm::Full }, Command::Close];
    let refused = test.office.act(&test.user("handler"), &receipt.number, None, steps).await;
    assert!(matches!(refused, Err(OfficeError::Refused { position: 2, .. })));
    let row = test.office.case_row(&test.user("handler"), &receipt.number).await.unwrap();
    assert_eq!((row.version, row.status), (1, Status::Received));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_mergers_at_once_have_one_result() {
    let test = TestOffice::start().await;
    let first = test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.later(2);
    let second = test.complaint("handler", "CC", "周敏", "13800001234").await;
    assert_eq!(second.others_running, std::slice::from_ref(&first.number), "the same person is recognised");
    let caller = test.user("handler");
    let (one, other) = tokio::join!(
        test.office.merge(&caller, &first.number, &second.number),
        test.office.merge(&caller, &second.number, &first.number),
    );
    let kept: Vec<_> = [one, other].into_iter().flatten().collect();
    assert_eq!(
        kept,
        std::slice::from_ref(&first.number),
        "exactly one merger is recorded, and the earlier case keeps running"
    );
    let rows = test.office.cases(&caller, query()).await.unwrap().rows;
    let statuses: Vec<_> = rows.iter().map(|row| (row.status, row.receipts)).collect();
    assert_eq!(statuses, [(Status::Merged, 1), (Status::Received, 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_with_the_same_telephone_is_somebody_else() {
    let test = TestOffice::start().await;
    let first = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let second = test.complaint("handler", "CC", "周强", "13800001234").await;
    assert!(second.others_running.is_empty());
    let merged = test.office.merge(&test.user("handler"), &first.number, &second.number).await;
    assert!(matches!(merged, Err(OfficeError::Refused { .. })));
    let earlier = test.office.earlier_matters(&test.user("handler"), "138 0000 1234").await.unwrap();
    assert_eq!(earlier.len(), 2, "while the caller is on the line both are shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_runs_at_the_superior_and_comes_back() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.work_off("handler", &receipt.number).await;
    test.later(24);
    let review = test.office.disagree(&receipt.number, "不同意只退一半".to_owned()).await.unwrap();
    let child = test.office.case_row(&test.user("senior"), &review.number).await.unwrap();
    let organisation = test.office.organisation();
    assert_eq!(organisation.tree.get(child.institution_id).unwrap().code, "HQ");
    let kept_out = test.office.case(&test.user("senior"), &review.number).await.unwrap().case.recused;
    assert!(kept_out.contains(&test.user_id("handler")), "who decided does not decide the review");
    let parent = test.office.case_row(&test.user("handler"), &receipt.number).await.unwrap();
    assert_eq!(parent.status, Status::UnderReview);
    let progress = test.office.progress(&receipt.number).await.unwrap();
    assert_eq!(progress.status, Status::UnderReview);

    let now = test.office.surroundings().now();
    let review_steps = vec![
        Command::Accept,
        Command::Code { codes: codes(), form: CodingForm::Full },
        Command::Decide {
            at: now,
            outcome: Outcome::NotUpheld,
            liability: Some(Liability::NotLiable),
            basis: Some("程序、时限和结果均符合规定".to_owned()),
            reasons: Some("维持原决定".to_owned()),
            remedies: vec![Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation],
        },
        Command::Answer {
            echo: Echo::Answered {
                form: AnswerForm::Posted,
                at: now,
                received_at: None,
                text: Some("核查决定".to_owned()),
                evidence: Some(Evidence::Words("录音编号0001".to_owned())),
            },
        },
        Command::Close,
    ];
    test.acts("senior", &review.number, review_steps).await;
    let parent = test.office.case(&test.user("handler"), &receipt.number).await.unwrap();
    assert_eq!(
        parent.case.review,
        Some((child.case_id, Some(Outcome::NotUpheld))),
        "the outcome came back with the closing"
    );
    assert_eq!(parent.case.status(), Status::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_follows_adds_and_withdraws_with_number_and_code() {
    let test = TestOffice::start().await;
    let receipt = test.office.file(submission("CC", "周敏", "13800001234")).await.unwrap();
    let number = receipt.number.to_string();
    let spoken = receipt.query_code.to_lowercase().replace('-', " ");
    assert_eq!(test.office.check_query_code(&number, &spoken, "lobby").await.unwrap(), receipt.number);
    let wrong_code =
        test.office.check_query_code(&number, "2222-2222", "lobby").await.unwrap_err().to_string();
    let wrong_number =
        test.office.check_query_code("TS-2026-9999999", &spoken, "lobby").await.unwrap_err().to_string();
    assert_eq!(wrong_code, wrong_number);
    test.office.add_material(&receipt.number, "补充截图说明".to_owned(), Vec::new()).await.unwrap();
    test.office.withdraw(&receipt.number, None).await.unwrap();
    let progress = test.office.progress(&receipt.number).await.unwrap();
    assert_eq!(progress.status, Status::Withdrawn);
    assert_eq!(
        progress.steps.iter().map(|step| step.word).collect::<Vec<_>>(),
        ["received", "material_received", "withdrawn"]
    );
    assert_eq!(progress.answer, None, "nobody answered who withdrew");
    assert_eq!(progress.withdrawn_at, Some(test.office.surroundings().now()));
    let row = test.office.case_row(&test.user("handler"), &receipt.number).await.unwrap();
    assert_eq!(row.echo.as_deref(), Some("portal"), "the confirmation is the echo");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_declined_is_told_the_ground_after_the_second_person_agreed() {
    let test = TestOffice::start().await;
    let number = test.complaint("handler", "CC", "周敏", "13800001234").await.number;
    let text = "纠纷发生在另一家银行，请向其提出".to_owned();
    let ground = "wrong_institution".to_owned();
    test.acts("handler", &number, vec![Command::Decline { ground, text: text.clone(), reason: None }]).await;
    test.acts("approver", &number, vec![Command::Approve { request: 1 }]).await;
    let progress = test.office.progress(&number).await.unwrap();
    assert_eq!((progress.declined, progress.steps.len()), (None, 1), "the person is not told yet");
    let echo = Echo::Answered {
        form: AnswerForm::Sms,
        at: test.office.surroundings().now(),
        received_at: None,
        text: Some(text.clone()),
        evidence: Some(Evidence::Words("短信编号0003".to_owned())),
    };
    test.acts("handler", &number, vec![Command::Answer { echo }]).await;
    let progress = test.office.progress(&number).await.unwrap();
    assert_eq!(progress.status, Status::Declined);
    assert_eq!(progress.declined.unwrap().zh, "不是与本机构发生的消费纠纷");
    assert_eq!(progress.answer.unwrap().1, text);
    assert_eq!(progress.steps.last().unwrap().word, "declined");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_out_of_an_enquiry_is_received_with_its_claim() {
    let test = TestOffice::start().await;
    let mut enquiry = submission("CC", "周敏", "13800001234");
    enquiry.kind = domain::matter::Kind::Enquiry;
    let number = test.office.submit(&test.user("handler"), enquiry).await.unwrap().number;
    test.later(72);
    let received_at = test.office.surroundings().now();
    let claim = Command::ClaimRight { received_at, claim: "要求退费".to_owned() };
    test.acts("handler", &number, vec![claim]).await;
    let row = test.office.case_row(&test.user("handler"), &number).await.unwrap();
    assert_eq!(row.received_at, received_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_query_codes_is_slowed_down() {
    let test = TestOffice::start().await;
    let receipt = test.office.file(submission("CC", "周敏", "13800001234")).await.unwrap();
    let number = receipt.number.to_string();
    for _ in 0..5 {
        assert!(matches!(
            test.office.check_query_code(&number, "2222-2222", "a").await,
            Err(OfficeError::NotFound { .. })
        ));
    }
    let slowed = test.office.check_query_code(&number, &receipt.query_code, "a").await;
    assert!(matches!(slowed, Err(OfficeError::Throttled { .. })), "the right code waits too");
    let elsewhere = test.office.check_query_code(&number, &receipt.query_code, "b").await;
    assert!(elsewhere.is_ok(), "nobody is kept from their own case by others");
    test.later(1);
    assert!(test.office.check_query_code(&number, &receipt.query_code, "a").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilding_gives_equal_rows() {
    let test = TestOffice::start().await;
    for (name, phone) in [("周敏", "13800001234"), ("陈强", "13900005678"), ("周敏", "13800001234")] {
        let receipt = test.complaint("handler", "CC", name, phone).await;
        if name == "陈强" {
            test.work_off("handler", &receipt.number).await;
        }
    }
    let before = test.office.cases(&Caller::system("test"), query()).await.unwrap().rows;
    let text_before =
        test.office.case(&test.user("handler"), &before[0].number.parse().unwrap()).await.unwrap().texts;
    let rebuilt = test.office.rebuild(|_| {}).await.unwrap();
    assert_eq!(rebuilt.cases, 3);
    let after = test.office.cases(&Caller::system("test"), query()).await.unwrap().rows;
    assert_eq!(before, after);
    let text_after =
        test.office.case(&test.user("handler"), &after[0].number.parse().unwrap()).await.unwrap().texts;
    assert_eq!(text_before, text_after);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_is_throttled_and_says_nothing_of_names() {
    let test = TestOffice::start().await;
    let admin = test.user("admin");
    let input = StaffInput {
        login: "new.one".to_owned(),
        display_name: "新人".to_owned(),
        institution: "CC".to_owned(),
        roles: vec!["handler".to_owned()],
        password: Some("correct horse battery".to_owned()),
        active: true,
    };
    test.office.set_staff(&admin, input).await.unwrap();
    let sign_in = |login: &str, password: &str| office::SignIn {
        login: login.to_owned(),
        password: password.to_owned(),
        network: "10.0.0.1".to_owned(),
        device: None,
        family: String::new(),
    };
    let signed_in = test.office.sign_in(sign_in("New.One", "correct horse battery")).await.unwrap();
    let secret = signed_in.signed_in().unwrap().secret.unwrap();
    assert!(test.office.session(&secret).await.is_ok());
    test.office.sign_out(&secret).await.unwrap();
    assert!(matches!(test.office.session(&secret).await, Err(OfficeError::Unauthenticated)));
    let unknown = test.office.sign_in(sign_in("nobody", "whatever it may be")).await.unwrap_err();
    let wrong = test.office.sign_in(sign_in("new.one", "whatever it may be")).await.unwrap_err();
    assert_eq!(unknown.to_string(), wrong.to_string());
    for _ in 0..4 {
        let _ = test.office.sign_in(sign_in("new.one", "whatever it may be")).await;
    }
    let slowed = test.office.sign_in(sign_in("new.one", "correct horse battery")).await;
    assert!(matches!(slowed, Err(OfficeError::Throttled { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_however_it_is_spread_and_locks_nobody_out() {
    let test = TestOffice::start().await;
    let input = StaffInput {
        login: "new.one".to_owned(),
        display_name: "新人".to_owned(),
        institution: "CC".to_owned(),
        roles: vec!["handler".to_owned()],
        password: Some("correct horse battery".to_owned()),
        active: true,
    };
    test.office.set_staff(&test.user("admin"), input).await.unwrap();
    let sign_in = |password: &str, network: &str, device: Option<&str>| office::SignIn {
        login: "new.one".to_owned(),
        password: password.to_owned(),
        network: network.to_owned(),
        device: device.map(str::to_owned),
        family: String::new(),
    };
    // All at once: no more are looked at than are free.
    let attempts: Vec<_> = (0..40)
        .map(|_| {
            let (office, attempt) = (test.office.clone(), sign_in("wrong", "10.0.0.1", None));
            tokio::spawn(async move { office.sign_in(attempt).await })
        })
        .collect();
    let mut looked_at = 0;
    for attempt in attempts {
        looked_at += u32::from(matches!(attempt.await.unwrap(), Err(OfficeError::Unauthenticated)));
    }
    assert_eq!(looked_at, 5);

    // From eight addresses: whoever the name belongs to still comes in from a ninth.
    for network in 2..10 {
        let _ = test.office.sign_in(sign_in("wrong", &format!("10.0.0.{network}"), None)).await;
    }
    assert!(test.office.sign_in(sign_in("correct horse battery", "10.0.1.1", None)).await.is_ok());
    // One network at other names, and a device that is known there.
    for _ in 0..60 {
        let _ = test.office.sign_in(sign_in("wrong", "10.0.0.1", None)).await;
    }
    let known = sign_in("correct horse battery", "10.0.0.1", Some("device"));
    assert!(test.office.sign_in(known).await.is_ok());

    // A name of any length is not kept.
    let long = office::SignIn { login: "x".repeat(400_000), ..sign_in("wrong", "10.0.2.1", None) };
    assert!(matches!(test.office.sign_in(long).await, Err(OfficeError::Unauthenticated)));
    assert!(test.office.store().login_failures("login-network:10.0.2.1").await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_is_sealed_on_disk_and_opened_only_with_a_record() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let content = b"%PDF-1.7 \xe5\x91\xa8\xe6\x95\x8f".to_vec();
    let input = office::AttachmentInput { name: "周敏的合同.pdf".to_owned(), content: content.clone() };
    let handler = test.user("handler");
    test.office.attach(&handler, &receipt.number, Some(1), input).await.unwrap();
    let refused = office::AttachmentInput { name: "run.exe".to_owned(), content: b"MZ\x00\x01".to_vec() };
    let refused = test.office.attach(&handler, &receipt.number, None, refused).await;
    assert!(matches!(refused, Err(OfficeError::Invalid(_))));
    let mut found = 0;
    for entry in walk(&test.folder.path().join("attachments")) {
        let sealed = std::fs::read(entry).unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"%PDF"));
        found += 1;
    }
    assert_eq!(found, 1);
    let view = test.office.case(&handler, &receipt.number).await.unwrap();
    let opened = test
        .office
        .attachment(&handler, &receipt.number, view.case.attachments[0], UnmaskReason::Investigate)
        .await
        .unwrap();
    assert_eq!((opened.content, opened.media_type.as_str()), (content, "application/pdf"));
    let trail =
        test.office.store().stream_events(domain::id::Stream::User(test.user_id("handler"))).await.unwrap();
    assert_eq!(trail.last().unwrap().event.name, "unmasked");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn senior_managers_are_of_the_head_office() {
    let test = TestOffice::start().await;
    let input = |roles: &str| StaffInput {
        login: "chief".to_owned(),
        display_name: "chief".to_owned(),
        institution: "B1".to_owned(),
        roles: vec![roles.to_owned()],
        password: None,
        active: true,
    };
    let admin = test.user("admin");
    let refused = test.office.set_staff(&admin, input("senior_manager")).await.unwrap_err();
    let OfficeError::Invalid(errors) = refused else { panic!("{refused:?}") };
    assert_eq!(errors[0].code, "role_head_office");
    test.office.set_staff(&admin, input("senior_manager@HQ")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_split_off_keeps_out_whom_the_case_keeps_out() {
    let test = TestOffice::start().await;
    let mut named = submission("CC", "周敏", "13800001234");
    named.respondents = vec!["approver".to_owned()];
    let parent = test.office.submit(&test.user("handler"), named).await.unwrap();
    let mut part = submission("CC", "", "");
    part.person = office::PersonInput::default();
    let relation = Relation::Split;
    part.origin = Some(office::OriginInput { number: parent.number.to_string(), relation });
    let child = test.office.submit(&test.user("handler"), part).await.unwrap();
    let accept = test.office.act(&test.user("approver"), &child.number, None, vec![Command::Accept]).await;
    assert!(matches!(accept, Err(OfficeError::Refused { .. })), "{accept:?}");
}
