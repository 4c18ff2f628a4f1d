//! What arrives, what is said to have failed, and for how long.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use courier::{
    Client, FaultKind, Folder, Gateway, GatewayError, GatewaySettings, Mail, MailError, MailSettings, Mailer,
    Security, Taken, TakenSettings, Target, TextMessage, TextMessages, Webhook, WebhookSecret,
};

use courier::sinks::{Sink, nobody};

fn values() -> BTreeMap<String, String> {
    BTreeMap::from([("number".to_owned(), "TS-2026-0000001".to_owned())])
}

fn message<'a>(values: &'a BTreeMap<String, String>) -> TextMessage<'a> {
    TextMessage { id: "m-17", to: "13800001234", template: "SMS_1", text: "编号TS-2026-0000001", values }
}

fn settings(port: u16) -> GatewaySettings {
    GatewaySettings {
        url: format!("http://127.0.0.1:{port}/send"),
        headers: BTreeMap::from([("authorization".to_owned(), "Bearer x".to_owned())]),
        request: r#"{"phone":"{to}","template":"{template}","id":"{id}","values":"{values}"}"#.to_owned(),
        taken: Some(TakenSettings { pointer: "/code".to_owned(), values: vec!["OK".into()] }),
        reference: Some("/data/msgid".to_owned()),
    }
}

#[tokio::test]
async fn a_gateway_takes_json_and_gives_its_number() {
    let sink = Sink::http().await;
    let gateway = Gateway::new(Client::new(), &settings(sink.port)).unwrap();
    sink.answer(r#"200 {"code":"OK","data":{"msgid":99}}"#);
    let values = values();
    let taken = gateway.send(&message(&values)).await.unwrap();
    assert_eq!(taken, Taken { reference: Some("99".to_owned()) });
    let (head, body) = sink.received().remove(0);
    assert!(head.starts_with("POST /send HTTP/1.1"), "{head}");
    for line in ["authorization: Bearer x", "idempotency-key: m-17", "content-type: application/json"] {
        assert!(head.contains(line), "{line} in {head}");
    }
    let expected =
        r#"{"id":"m-17","phone":"13800001234","template":"SMS_1","values":{"number":"TS-2026-0000001"}}"#;
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_gateway_that_fails_says_why_and_whether_it_lasts() {
    let sink = Sink::http().await;
    let gateway = Gateway::new(Client::new(), &settings(sink.port)).unwrap();
    let values = values();
    for (answer, said, lasts) in [
        ("500 {}", "refused 500", false),
        ("429 {}", "refused 429", false),
        ("400 {}", "refused 400", true),
        (r#"200 {"code":"LIMIT"}"#, "refused 200", false),
        ("200 hello", "unreadable", false),
        // A redirect is no: it is not followed.
        ("302;location:/else {}", "refused 302", false),
    ] {
        sink.answer(answer);
        let fault = gateway.send(&message(&values)).await.unwrap_err();
        assert_eq!((fault.to_string().as_str(), fault.lasts), (said, lasts), "{answer}");
    }
    assert_eq!(sink.received().len(), 6);
    let gateway = Gateway::new(Client::new(), &settings(nobody().await)).unwrap();
    let fault = gateway.send(&message(&values)).await.unwrap_err();
    assert_eq!((fault.kind, fault.lasts), (FaultKind::Unreachable, false));
}

#[test]
fn settings_of_a_gateway_that_cannot_work_are_refused() {
    let with = |change: fn(&mut GatewaySettings)| {
        let mut settings = settings(1);
        change(&mut settings);
        Gateway::new(Client::new(), &settings).map(|_| ()).unwrap_err().to_string()
    };
    assert!(with(|settings| settings.url = "http://gateway.example/".to_owned()).contains("https"));
    assert!(with(|settings| settings.request = "{".to_owned()).contains("{to}"));
    assert!(with(|settings| settings.request = "{to}".to_owned()).contains("not JSON"));
    assert!(with(|settings| settings.reference = Some("id".to_owned())).contains("`id` is no JSON pointer"));
    let unset = |settings: &mut GatewaySettings| {
        settings.headers.insert("x-key".to_owned(), "$HUIYIN_TEST_NEVER_SET".to_owned());
    };
    assert!(with(unset).contains("HUIYIN_TEST_NEVER_SET"));
    let error = Gateway::new(Client::new(), &GatewaySettings { request: "{}".to_owned(), ..settings(1) });
    assert!(matches!(error.map(|_| ()), Err(GatewayError::NoRecipient)));
}

#[tokio::test]
async fn a_folder_keeps_one_private_file_a_message() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path().join("outbox"));
    let values = values();
    for _ in 0..2 {
        let taken = folder.send(&message(&values)).await.unwrap();
        assert_eq!(taken.reference.as_deref(), Some("m-17.txt"));
    }
    let files: Vec<_> = std::fs::read_dir(place.path().join("outbox")).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 1, "the same message is the same file");
    assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(files[0].path()).unwrap();
    assert_eq!(text, "to: 13800001234\nid: m-17\ntemplate: SMS_1\n\n编号TS-2026-0000001\n");
    let blocked = Folder::new(files[0].path());
    assert_eq!(blocked.send(&message(&values)).await.unwrap_err().kind, FaultKind::Folder);
}

fn mail_settings(port: u16) -> MailSettings {
    MailSettings {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        security: Security::None,
        from: "回音 <huiyin@bank.example>".to_owned(),
        username: None,
        password_variable: None,
    }
}

fn mail() -> Mail<'static> {
    Mail {
        id: "m-3", to: "li@bank.example", subject: "TS-2026-0000001 已分派", text: "请在11月25日前答复。"
    }
}

#[tokio::test]
async fn a_mail_server_takes_a_mail_that_names_itself() {
    let sink = Sink::smtp().await;
    Mailer::new(&mail_settings(sink.port)).unwrap().send(&mail()).await.unwrap();
    let (envelope, data) = sink.received().remove(0);
    assert!(envelope.contains("RCPT TO:<li@bank.example>"), "{envelope}");
    for line in ["Message-ID: <m-3@bank.example>", "Auto-Submitted: auto-generated", "To: li@bank.example"] {
        assert!(data.contains(line), "{line} in {data}");
    }
    assert!(!data.contains("请在"), "the text is encoded, whatever the server can take");
}

#[tokio::test]
async fn a_mail_server_that_fails_says_why_and_whether_it_lasts() {
    let sink = Sink::smtp().await;
    let mailer = Mailer::new(&mail_settings(sink.port)).unwrap();
    for (answer, said, lasts) in [
        ("451 later", "refused 451", false),
        ("550 no such mailbox", "refused 550", true),
        ("554 not today", "refused 554", false),
    ] {
        sink.answer(answer);
        let fault = mailer.send(&mail()).await.unwrap_err();
        assert_eq!((fault.to_string().as_str(), fault.lasts), (said, lasts), "{answer}");
    }
    let fault = mailer.send(&Mail { to: "nobody", ..mail() }).await.unwrap_err();
    assert_eq!((fault.kind, fault.lasts), (FaultKind::Address, true));
    let away = Mailer::new(&mail_settings(nobody().await)).unwrap();
    assert_eq!(away.send(&mail()).await.unwrap_err().kind, FaultKind::Unreachable);
}

#[test]
fn settings_of_a_mail_server_that_cannot_work_are_refused() {
    let error = |settings| Mailer::new(&settings).map(|_| ()).unwrap_err();
    let plain = MailSettings { host: "mail.bank.example".to_owned(), ..mail_settings(25) };
    assert!(matches!(error(plain), MailError::Plain(_)));
    let from = MailSettings { from: "nobody".to_owned(), ..mail_settings(25) };
    assert!(matches!(error(from), MailError::From(_)));
    let password = MailSettings { username: Some("huiyin".to_owned()), ..mail_settings(25) };
    assert!(matches!(error(password), MailError::Password(_)));
}

#[tokio::test]
async fn a_webhook_is_signed_and_a_redirect_is_not_followed() {
    let sink = Sink::http().await;
    let target = Target::parse(&format!("http://127.0.0.1:{}/hook?x=1", sink.port)).unwrap();
    let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let send = async |answer: &str| {
        sink.answer(answer);
        let body = br#"{"test": 2432232314}"#.to_vec();
        let webhook =
            Webhook { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body, secret: &secret };
        Client::new().send_webhook(&target, webhook).await
    };
    send("204 ").await.unwrap();
    let (head, _) = sink.received().remove(0);
    assert!(head.starts_with("POST /hook?x=1 HTTP/1.1"), "{head}");
    for line in [
        "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp: 1614265330",
        "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ] {
        assert!(head.contains(line), "{line} in {head}");
    }
    let redirect = format!("307;location:http://127.0.0.1:{}/else {{}}", sink.port);
    for (answer, said, lasts) in [
        (redirect.as_str(), "refused 307", false),
        ("404 {}", "refused 404", false),
        ("410 {}", "refused 410", true),
    ] {
        let fault = send(answer).await.unwrap_err();
        assert_eq!((fault.to_string().as_str(), fault.lasts), (said, lasts));
    }
    assert_eq!(sink.received().len(), 4, "nothing was followed");
}
