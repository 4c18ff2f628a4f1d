//! Reaching people: messages are written with what they tell, sent until they are taken, once; what became of them stands
//! in the case; nobody is told of what they may not see. Gateways and mail servers are the tests' own, on this machine.

use std::collections::BTreeMap;
use std::sync::Arc;

use courier::sinks::{Sink, nobody};
use courier::{
    Allowed, Client, Gateway, GatewaySettings, MailSettings, Mailer, ReceiptSettings, Security, TextMessages,
};
use domain::id::Number;
use domain::matter::{Command, Event, MessageKind};
use office::{
    By, Caller, MessageFilter, MessageForm, MessageStatus, Messaging, OfficeError, PreferencesInput,
    Templates, WebhookInput,
};

use crate::harness::{TestOffice, submission};

const PHONE: &str = "13800001234";
const SECRET_PLACES: [&str; 4] = [PHONE, "周敏", "li@bank.example", "6222021234567890128"];

/// A gateway at a port.
fn gateway(port: u16) -> Arc<dyn TextMessages> {
    let settings = GatewaySettings {
        url: format!("http://127.0.0.1:{port}/sms"),
        headers: BTreeMap::new(),
        request: r#"{"to":"{to}","id":"{id}","template":"{template}","values":"{values}"}"#.to_owned(),
        taken: None,
        reference: Some("/msg".to_owned()),
    };
    Arc::new(Gateway::new(Client::new(), &settings).unwrap())
}

fn mailer(port: u16) -> Mailer {
    let settings = MailSettings {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        security: Security::None,
        from: "huiyin@bank.example".to_owned(),
        username: None,
        password_variable: None,
    };
    Mailer::new(&settings).unwrap()
}

/// An office that reaches people through these ports.
fn reach(test: &TestOffice, sms: Option<u16>, mail: Option<u16>, webhooks: &[u16]) {
    let hosts: Vec<String> = webhooks.iter().map(|port| format!("127.0.0.1:{port}")).collect();
    test.office.set_messaging(Messaging {
        sms: sms.map(gateway),
        mail: mail.map(mailer),
        receipts: Some(ReceiptSettings {
            items: String::new(),
            reference: "/msg".to_owned(),
            status: "/status".to_owned(),
            delivered: vec!["OK".into()],
            pending: vec![],
        }),
        webhook_hosts: Allowed::new(&hosts),
        ..Messaging::none(Templates::load(&[]).unwrap())
    });
}

async fn deliver(test: &TestOffice) -> u64 {
    test.office.deliver_due().await.unwrap()
}

/// The messages of a case: template, way, how far.
async fn messages(test: &TestOffice, number: &Number) -> Vec<(String, MessageForm, MessageStatus)> {
    let rows = test.office.messages_of_case(&test.user("handler"), number).await.unwrap();
    rows.into_iter().map(|row| (row.message.template, row.message.form, row.status)).collect()
}

/// What the trail says of messages.
async fn trail(test: &TestOffice, number: &Number) -> Vec<String> {
    let view = test.office.case(&test.user("handler"), number).await.unwrap();
    let of_message = |event: &Event| match event {
        Event::MessageSent { kind, form, .. } => Some(format!("sent {kind} {form}")),
        Event::MessageDelivered { .. } => Some("delivered".to_owned()),
        Event::MessageFailed { kind, fault, .. } => Some(format!("failed {kind} {fault}")),
        Event::ExtensionTold { .. } => Some("extension told".to_owned()),
        _ => None,
    };
    view.timeline.iter().filter_map(|entry| of_message(&entry.event)).collect()
}

fn wish(kinds: &[(&str, By)], email: &str) -> PreferencesInput {
    PreferencesInput {
        language: domain::clock::Language::En,
        email: Some(email.to_owned()),
        kinds: kinds.iter().map(|(kind, by)| ((*kind).to_owned(), (true, *by))).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_told_at_each_step_and_the_time_stands_in_the_case() {
    let test = TestOffice::start().await;
    let sink = Sink::http().await;
    reach(&test, Some(sink.port), None, &[]);
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    assert_eq!(
        messages(&test, &number).await,
        [("received".to_owned(), MessageForm::Sms, MessageStatus::Waiting)]
    );
    sink.answer(r#"200 {"msg":"g-1"}"#);
    assert_eq!(deliver(&test).await, 1);
    assert_eq!(deliver(&test).await, 0, "once");
    let (_, body) = sink.received().remove(0);
    let expected = format!(
        r#"{{"id":"m1-0","template":"huiyin-received-zh","to":"{PHONE}","values":{{"date":"2026年3月17日","number":"{number}","step":"已收到"}}}}"#
    );
    assert_eq!(body, expected);
    assert_eq!(trail(&test, &number).await, ["sent received sms"]);
    test.acts("approver", &number, vec![Command::Accept]).await;
    sink.answer(r#"200 {"msg":"g-2"}"#);
    deliver(&test).await;
    assert!(sink.received()[1].1.contains("huiyin-accepted-zh"));
    let recorded =
        test.office.take_receipts(br#"[{"msg":"g-1","status":"OK"},{"msg":"g-2","status":"LOST"}]"#).await;
    assert_eq!(recorded.unwrap(), 2);
    let again = test.office.take_receipts(br#"{"msg":"g-1","status":"LOST"}"#).await;
    assert_eq!(again.unwrap(), 0, "what is known is known");
    assert_eq!(test.office.take_receipts(br#"{"msg":"other","status":"OK"}"#).await.unwrap(), 0);
    assert_eq!(
        trail(&test, &number).await,
        ["sent received sms", "sent accepted sms", "delivered", "failed accepted undelivered"]
    );
    assert_eq!(
        messages(&test, &number).await,
        [
            ("accepted".to_owned(), MessageForm::Sms, MessageStatus::Failed),
            ("received".to_owned(), MessageForm::Sms, MessageStatus::Delivered)
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_no_number_no_address_and_nothing_that_is_said() {
    let test = TestOffice::start().await;
    let (sink, mail) = (Sink::http().await, Sink::smtp().await);
    reach(&test, Some(sink.port), Some(mail.port), &[]);
    let wishes = wish(&[("arrived", By::Mail)], "li@bank.example");
    test.office.set_preferences(&test.user("approver"), wishes).await.unwrap();
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    deliver(&test).await;
    test.office.one_time_code_send(&number, "net").await.unwrap();
    assert_eq!(mail.received().len(), 1);
    let code: serde_json::Value = serde_json::from_str(&sink.received().last().unwrap().1).unwrap();
    let code = code["values"]["code"].as_str().unwrap().to_owned();
    let folder = test.folder.path().to_owned();
    let test = test.restart().await;
    drop(test.office);
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if !entry.file_name().to_string_lossy().starts_with("huiyin.db") {
            continue;
        }
        let bytes = std::fs::read(entry.path()).unwrap();
        read += bytes.len();
        for secret in SECRET_PLACES.into_iter().chain([format!("\"{code}\"").as_str()]) {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", entry.path().display());
        }
    }
    assert!(read > 4_096, "the database was read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_gateway_loses_nothing() {
    let test = TestOffice::start().await;
    reach(&test, Some(nobody().await), None, &[]);
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    deliver(&test).await;
    let row = &test.office.messages_of_case(&test.user("handler"), &number).await.unwrap()[0];
    assert_eq!(
        (row.status, row.fault.as_deref(), row.tries),
        (MessageStatus::Waiting, Some("unreachable"), 1)
    );
    assert_eq!(row.message.due_at.duration_since(row.message.created_at).as_secs(), 30);
    // The gateway is back: the same message, under the same identifier.
    let sink = Sink::http().await;
    reach(&test, Some(sink.port), None, &[]);
    assert_eq!(deliver(&test).await, 0, "not before its time");
    sink.answer("503 {}");
    test.later(1);
    deliver(&test).await;
    test.later(1);
    deliver(&test).await;
    let ids: Vec<bool> = sink.received().iter().map(|(_, body)| body.contains(r#""id":"m1-0""#)).collect();
    assert_eq!(ids, [true, true]);
    assert_eq!(trail(&test, &number).await, ["sent received sms"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_is_work_to_do_until_the_person_was_told_another_way() {
    let test = TestOffice::start().await;
    let sink = Sink::http().await;
    reach(&test, Some(sink.port), None, &[]);
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    let handler = test.user_id("handler");
    test.acts("approver", &number, vec![Command::Accept, Command::Assign { handler }]).await;
    sink.answer("400 {}");
    sink.answer("400 {}");
    deliver(&test).await;
    let untold = async || -> Vec<MessageKind> {
        let view = test.office.case(&test.user("handler"), &number).await.unwrap();
        view.case.untold().map(|(_, state)| state.kind).collect()
    };
    assert_eq!(untold().await, [MessageKind::Received, MessageKind::Accepted]);
    let notices = test.office.notices(&test.user("handler"), None).await.unwrap();
    assert_eq!(notices.iter().filter(|notice| notice.row.notice.kind == "undelivered").count(), 2);
    // Tried again by hand it bears another identifier: the gateway may think that it knows the first.
    let rows = test.office.messages_of_case(&test.user("handler"), &number).await.unwrap();
    let failed = rows.iter().find(|row| row.message.template == "received").unwrap().message_id;
    test.office.message_again(&test.user("handler"), &number, failed).await.unwrap();
    deliver(&test).await;
    assert!(sink.received().last().unwrap().1.contains(&format!(r#""id":"m{failed}-1""#)));
    assert_eq!(untold().await, [MessageKind::Accepted]);
    // By letter: printed, and what counts is when it was handed over.
    let accepted = rows.iter().find(|row| row.message.template == "accepted").unwrap().message_id;
    let letter = test
        .office
        .message_another_way(&test.user("handler"), &number, accepted, MessageForm::Letter)
        .await
        .unwrap_err();
    assert!(matches!(letter, OfficeError::Invalid(_)), "no address was given: {letter:?}");
    let contact = Command::Contact {
        at: test.office.surroundings().now(),
        form: domain::matter::ContactForm::Telephone,
        reached: true,
        note: None,
    };
    test.acts("handler", &number, vec![contact]).await;
    assert_eq!(untold().await, []);
    let other = test.office.message_again(&test.user("branch"), &number, failed).await.unwrap_err();
    assert!(matches!(other, OfficeError::NotFound { what: "case" }), "{other:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_waits_until_somebody_hands_it_over() {
    let test = TestOffice::start().await;
    let sink = Sink::http().await;
    reach(&test, Some(sink.port), None, &[]);
    let mut input = submission("CC", "周敏", PHONE);
    input.person.phone = None;
    input.person.address = Some("某市某路1号".to_owned());
    let number = test.office.submit(&test.user("handler"), input).await.unwrap().number;
    assert_eq!(deliver(&test).await, 0, "nobody but a person carries a letter");
    let row = test.office.messages_of_case(&test.user("handler"), &number).await.unwrap().remove(0);
    assert_eq!((row.message.form, row.status), (MessageForm::Letter, MessageStatus::Waiting));
    let letter = test.office.letter(&test.user("handler"), &number, row.message_id).await.unwrap();
    assert!(letter.text.contains(number.as_str()) && !letter.text.contains("周敏"), "{}", letter.text);
    let now = test.office.surroundings().now();
    let late = now + jiff::SignedDuration::from_hours(1);
    let handler = test.user("handler");
    let future = test.office.hand_letter_over(&handler, &number, row.message_id, late).await.unwrap_err();
    assert!(matches!(future, OfficeError::Refused { .. }), "{future:?}");
    test.office.hand_letter_over(&handler, &number, row.message_id, now).await.unwrap();
    assert_eq!(trail(&test, &number).await, ["sent received letter"]);
    let twice = test.office.hand_letter_over(&handler, &number, row.message_id, now).await.unwrap_err();
    assert!(matches!(twice, OfficeError::NotFound { .. }), "{twice:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_messages_puts_nobodys_page_out_of_date() {
    let test = TestOffice::start().await;
    let sink = Sink::http().await;
    reach(&test, Some(sink.port), None, &[]);
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    let read = test.acts("approver", &number, vec![Command::Accept]).await.version;
    deliver(&test).await;
    let handler = test.user_id("handler");
    let assign = vec![Command::Assign { handler }];
    let acted = test.office.act(&test.user("approver"), &number, Some(read), assign).await.unwrap();
    assert!(acted.version > read + 1, "the messages stand in the case");
    let stale = test.office.act(&test.user("approver"), &number, Some(read), vec![Command::Close]).await;
    assert!(matches!(stale, Err(OfficeError::Stale { .. })), "what somebody did still does");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_sending_it_is_sent_again_under_the_same_identifier_and_recorded_once() {
    let test = TestOffice::start().await;
    let sink = Sink::http().await;
    reach(&test, Some(sink.port), None, &[]);
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    // Taken by a process that was killed before it could say how it went.
    let now = test.office.surroundings().now();
    let lease = now + jiff::SignedDuration::from_secs(60);
    test.office.store().message_take(now, lease).await.unwrap().unwrap();
    let test = test.restart().await;
    reach(&test, Some(sink.port), None, &[]);
    assert_eq!(deliver(&test).await, 0, "its lease still runs");
    test.later(1);
    assert_eq!(deliver(&test).await, 1);
    assert_eq!(sink.received().len(), 1);
    assert!(sink.received()[0].1.contains(r#""id":"m1-0""#), "{:?}", sink.received());
    assert_eq!(trail(&test, &number).await, ["sent received sms"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_are_told_by_mail_as_they_wish_and_never_of_what_they_may_not_see() {
    let test = TestOffice::start().await;
    let mail = Sink::smtp().await;
    reach(&test, None, Some(mail.port), &[]);
    let nothing = wish(&[("arrived", By::Mail)], "");
    let error = test.office.set_preferences(&test.user("approver"), nothing).await.unwrap_err();
    assert!(matches!(error, OfficeError::Invalid(_)), "an address is needed");
    let wishes = wish(&[("arrived", By::Mail), ("assigned", By::Nothing)], "li@bank.example");
    test.office.set_preferences(&test.user("approver"), wishes).await.unwrap();
    let kept = test.office.preferences(&test.user("approver")).await.unwrap();
    assert_ne!(kept.email.as_deref(), Some("li@bank.example"), "shown masked");
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    deliver(&test).await;
    let (envelope, data) = mail.received().remove(0);
    assert!(envelope.contains("RCPT TO:<li@bank.example>"), "{envelope}");
    assert!(data.contains(&format!("Subject: {number}: arrived")), "{data}");
    for secret in ["周敏", PHONE, "手续费"] {
        assert!(!data.contains(secret), "{data}");
    }
    // Moved to the branch before the e-mail goes: its reader may not see the case any more.
    let moved = test.complaint("handler", "CC", "李强", "13900001111").await.number;
    let to = test.office.organisation().tree.by_code("B1").unwrap();
    test.acts("approver", &moved, vec![Command::Transfer { to, reason: "属地办理".to_owned() }]).await;
    deliver(&test).await;
    assert_eq!(mail.received().len(), 1, "{:?}", mail.received());
    let admin = Caller::system("test");
    let dropped = MessageFilter { status: Some(MessageStatus::Dropped), ..MessageFilter::default() };
    assert_eq!(test.office.deliveries(&admin, &dropped).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_digest_comes_once_a_day_with_what_is_not_seen() {
    let test = TestOffice::start().await;
    let mail = Sink::smtp().await;
    reach(&test, None, Some(mail.port), &[]);
    let wishes = wish(&[("arrived", By::Digest)], "li@bank.example");
    test.office.set_preferences(&test.user("approver"), wishes).await.unwrap();
    for _ in 0..2 {
        crate::jobs::do_all(&test).await;
        deliver(&test).await;
    }
    assert_eq!(mail.received().len(), 0, "nothing to tell");
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    let other = test.complaint("handler", "CC", "李强", "13900001111").await.number;
    let to = test.office.organisation().tree.by_code("B1").unwrap();
    test.acts("approver", &other, vec![Command::Transfer { to, reason: "属地办理".to_owned() }]).await;
    test.later(24);
    for _ in 0..2 {
        crate::jobs::do_all(&test).await;
        deliver(&test).await;
    }
    let mails = mail.received();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].1.contains("Today: 1 notices"), "{}", mails[0].1);
    assert!(mails[0].1.contains(number.as_str()) && !mails[0].1.contains(other.as_str()), "{}", mails[0].1);
}

fn hook(port: u16) -> WebhookInput {
    WebhookInput {
        login: "approver".to_owned(),
        label: "群机器人".to_owned(),
        url: format!("http://127.0.0.1:{port}/hook"),
        kinds: vec!["arrived".to_owned()],
        active: true,
        ..WebhookInput::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_told_what_its_member_of_staff_is_told_signed() {
    let test = TestOffice::start().await;
    let sink = Sink::http().await;
    reach(&test, None, None, &[sink.port]);
    let admin = test.user("admin");
    let secret = test.office.set_webhook(&admin, hook(sink.port)).await.unwrap().unwrap();
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    deliver(&test).await;
    let (head, body) = sink.received().remove(0);
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default().to_owned()
    };
    let said: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(said["type"], "notice.arrived");
    assert_eq!(
        said["data"],
        serde_json::json!({"number": number.as_str(), "step": "arrived", "date": "2026-03-17"})
    );
    let timestamp = header("webhook-timestamp");
    let expected = courier::WebhookSecret::parse(&secret).unwrap().sign(
        &header("webhook-id"),
        timestamp.parse().unwrap(),
        body.as_bytes(),
    );
    assert_eq!(header("webhook-signature"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_lead_only_where_the_settings_say_and_only_administrators_set_them_up() {
    let test = TestOffice::start().await;
    let sink = Sink::http().await;
    reach(&test, None, None, &[sink.port]);
    let fields = async |input: WebhookInput| match test.office.set_webhook(&test.user("admin"), input).await {
        Err(OfficeError::Invalid(errors)) => errors.into_iter().map(|error| error.code).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let with = |url: &str| WebhookInput { url: url.to_owned(), ..hook(1) };
    for (url, code) in [
        ("https://hooks.example/", "webhook_host"),
        ("http://127.0.0.1:1/", "webhook_host"),
        ("http://169.254.169.254/latest/meta-data", "webhook_url"),
        ("http://hooks.example/", "webhook_url"),
        ("file:///etc/passwd", "webhook_url"),
    ] {
        assert_eq!(fields(with(url)).await, [code], "{url}");
    }
    assert_eq!(
        fields(WebhookInput { login: "nobody".to_owned(), ..hook(sink.port) }).await,
        ["webhook_login"]
    );
    assert_eq!(
        fields(WebhookInput { kinds: vec!["x".to_owned()], ..hook(sink.port) }).await,
        ["webhook_kinds"]
    );
    for login in ["handler", "officer", "auditor", "approver"] {
        let refused = test.office.set_webhook(&test.user(login), hook(sink.port)).await;
        assert!(matches!(refused, Err(OfficeError::Denied { .. })), "{login}");
        assert!(test.office.webhooks(&test.user(login)).await.is_err(), "{login}");
        assert!(
            test.office.deliveries(&test.user(login), &MessageFilter::default()).await.is_err(),
            "{login}"
        );
    }
    // Taken from the list later, it is called no more.
    test.office.set_webhook(&test.user("admin"), hook(sink.port)).await.unwrap();
    reach(&test, None, None, &[]);
    test.complaint("handler", "CC", "周敏", PHONE).await;
    deliver(&test).await;
    assert_eq!(sink.received().len(), 0);
    let failed = test.office.deliveries(&test.user("admin"), &MessageFilter::default()).await.unwrap();
    assert_eq!(failed[0].row.fault.as_deref(), Some("not_allowed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_fails_for_days_is_switched_off_and_one_that_is_gone_at_once() {
    let test = TestOffice::start().await;
    let sink = Sink::http().await;
    reach(&test, None, None, &[sink.port]);
    let admin = test.user("admin");
    test.office.set_webhook(&admin, hook(sink.port)).await.unwrap();
    let mut phones = (0..).map(|number| format!("139{number:08}"));
    let mut fail = async |answer: &str| {
        test.complaint("handler", "CC", "周敏", &phones.next().unwrap()).await;
        // Those that failed before are tried again with it, and fare the same.
        (0..20).for_each(|_| sink.answer(answer));
        deliver(&test).await;
        sink.forget_answers();
        test.office.webhooks(&admin).await.unwrap().remove(0)
    };
    let failing = fail("500 {}").await;
    assert!(failing.active && failing.failing_since.is_some());
    let well = fail("200 {}").await;
    assert!(well.active && well.failing_since.is_none(), "{well:?}");
    fail("500 {}").await;
    test.later(24 * 4);
    assert!(fail("500 {}").await.active, "not yet");
    test.later(24 * 2);
    let off = fail("500 {}").await;
    assert!(!off.active && off.failing_since.is_some(), "{off:?}");
    let before = sink.received().len();
    test.complaint("handler", "CC", "周敏", PHONE).await;
    deliver(&test).await;
    assert_eq!(sink.received().len(), before, "it is called no more");
    let again = WebhookInput { webhook_id: Some(off.webhook_id), ..hook(sink.port) };
    assert!(test.office.set_webhook(&admin, again).await.unwrap().is_none(), "it keeps its secret");
    assert!(!fail("410 {}").await.active, "gone is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_code_works_once_for_five_minutes_and_five_tries() {
    let test = TestOffice::start().await;
    let number = test.complaint("handler", "CC", "周敏", PHONE).await.number;
    assert!(test.office.one_time_code_phone(&number).await.unwrap().is_none());
    let unset = test.office.one_time_code_send(&number, "net").await.unwrap_err();
    assert!(matches!(unset, OfficeError::Unsent(_)), "{unset:?}");
    let sink = Sink::http().await;
    reach(&test, Some(sink.port), None, &[]);
    let phone = test.office.one_time_code_phone(&number).await.unwrap();
    assert_eq!(phone.as_deref(), Some("138****1234"));
    let send = async || {
        let sent = test.office.one_time_code_send(&number, "net").await?;
        let body: serde_json::Value = serde_json::from_str(&sink.received().last().unwrap().1).unwrap();
        assert_eq!(body["to"], PHONE);
        Ok::<_, OfficeError>((sent, body["values"]["code"].as_str().unwrap().to_owned()))
    };
    let check = async |code: &str| match test.office.one_time_code_check(&number, code).await {
        Ok(()) => "right".to_owned(),
        Err(OfficeError::Invalid(errors)) => errors[0].code.clone(),
        Err(other) => panic!("{other:?}"),
    };
    let (_, code) = send().await.unwrap();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    assert_eq!(check(wrong).await, "one_time_code_wrong");
    let wide: String = code.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap()).collect();
    assert_eq!(check(&format!(" {wide} ")).await, "right", "full-width digits are digits");
    assert_eq!(check(&code).await, "one_time_code_spent", "once");
    let early = send().await.unwrap_err();
    assert!(matches!(early, OfficeError::Throttled { seconds: 1..=60 }), "{early:?}");
    test.later(1);
    let (_, code) = send().await.unwrap();
    for _ in 0..4 {
        assert_eq!(check(wrong).await, "one_time_code_wrong");
    }
    assert_eq!(check(wrong).await, "one_time_code_spent");
    assert_eq!(check(&code).await, "one_time_code_spent", "the right one comes too late");
    test.later(1);
    let (_, code) = send().await.unwrap();
    test.later(1);
    assert_eq!(check(&code).await, "one_time_code_spent", "an hour later");
    sink.answer("500 {}");
    assert!(matches!(send().await.unwrap_err(), OfficeError::Unsent(_)));
    let other = test.complaint("handler", "CC", "李强", "13900001111").await.number;
    test.later(1);
    let (_, code) = send().await.unwrap();
    assert!(test.office.one_time_code_check(&other, &code).await.is_err(), "a code is of its case");
}
