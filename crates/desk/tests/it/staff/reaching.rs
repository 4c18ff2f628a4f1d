//! Reaching people, through the front door: settings of one's own, deliveries, webhooks, messages of a case, the gateway's
//! receipts, and the stream of news.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::COOKIE;
use axum::http::{Request, StatusCode};
use courier::sinks::Sink;
use courier::{Allowed, Client, Gateway, GatewaySettings, ReceiptSettings, TextMessages};
use domain::id::Number;
use domain::matter::Command;
use http_body_util::BodyExt;
use office::{Caller, Messaging, Templates};
use tower::ServiceExt;

use super::life::registers;
use super::visit::between;
use super::{desk, sign_in};
use crate::harness::{PASSWORD, TestDesk};

/// Text messages go to a port of this machine, and webhooks may.
pub fn reach(desk: &TestDesk, port: u16) {
    let settings = GatewaySettings {
        url: format!("http://127.0.0.1:{port}/sms"),
        headers: BTreeMap::new(),
        request: r#"{"to":"{to}","text":"{text}"}"#.to_owned(),
        taken: None,
        reference: Some("/msg".to_owned()),
    };
    let gateway = Gateway::new(Client::new(), &settings).unwrap();
    desk.desk.office.set_messaging(Messaging {
        sms: Some(Arc::new(gateway) as Arc<dyn TextMessages>),
        receipts: Some(ReceiptSettings {
            items: String::new(),
            reference: "/msg".to_owned(),
            status: "/status".to_owned(),
            delivered: vec!["OK".into()],
            pending: vec![],
        }),
        webhook_hosts: Allowed::new(&[format!("127.0.0.1:{port}")]),
        ..Messaging::none(Templates::load(&[]).unwrap())
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_failed_shows_on_the_case_and_is_sent_again() {
    let desk = desk().await;
    let sink = Sink::http().await;
    reach(&desk, sink.port);
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    sink.answer("400 {}");
    desk.desk.office.deliver_due().await.unwrap();
    let page = handler.read(&format!("/desk/cases/{number}")).await;
    assert!(
        page.contains("消费者未收到，请另行告知") && page.contains("消息未送达：已收到（短信）"),
        "{page}"
    );
    let address = format!("/desk/cases/{number}/messages");
    let page = handler.read(&address).await;
    assert!(page.contains("对方拒收 400"), "{page}");
    assert!(!page.contains("13812341234"));
    let message = between(&page, "name=\"message\" value=\"", "\"").unwrap().to_owned();
    let letter = handler.post(&address, &[("message", &message), ("act", "letter")]).await;
    assert_eq!(letter.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(letter.body.contains("没有留下这种联系方式"), "{}", letter.body);
    let again = handler.post(&address, &[("message", &message), ("act", "again")]).await;
    assert_eq!(again.location, format!("{address}?done=message"));
    sink.answer(r#"200 {"msg":"g-7"}"#);
    desk.desk.office.deliver_due().await.unwrap();
    let page = handler.read(&format!("/desk/cases/{number}")).await;
    assert!(!page.contains("消费者未收到") && page.contains("已告知消费者：已收到（短信）"), "{page}");

    // The gateway says that it arrived, at the address that was given to it.
    let path = desk::receipts_path(&[9; 32]);
    let receipt = |path: &str, body: &str| Request::post(path).body(Body::from(body.to_owned())).unwrap();
    let forged = desk.send(receipt("/receipts/sms/x", r#"{"msg":"g-7","status":"OK"}"#)).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.send(receipt(&path, "msg=1")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = desk.send(receipt(&path, r#"{"msg":"g-7","status":"OK"}"#)).await;
    assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.text);
    assert!(handler.read(&address).await.contains("已送达"));

    let mut branch = sign_in(&desk, "branch").await;
    assert_eq!(branch.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_and_webhooks_are_administered() {
    let desk = desk().await;
    let sink = Sink::http().await;
    reach(&desk, sink.port);
    let mut admin = sign_in(&desk, "admin").await;
    assert!(admin.read("/desk/admin/deliveries").await.contains("没有投递记录"));
    let url = format!("http://127.0.0.1:{}/hook", sink.port);
    let fields = [("label", "群机器人"), ("login", "approver"), ("kind", "arrived"), ("active", "1")];
    let with = |url: &'static str| fields.into_iter().chain([("url", url)]).collect::<Vec<_>>();
    let refused = admin.post("/desk/admin/webhooks", &with("https://elsewhere.example/")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("不在设置的允许清单内"), "{}", refused.body);
    let mut allowed: Vec<(&str, &str)> = fields.to_vec();
    allowed.push(("url", &url));
    let made = admin.post("/desk/admin/webhooks", &allowed).await;
    assert!(made.body.contains("whsec_"), "{}", made.body);
    assert!(!admin.read("/desk/admin/webhooks").await.contains("whsec_"), "shown once");
    let edit = admin.read("/desk/admin/webhooks?webhook=1").await;
    assert!(edit.contains("修改回调") && edit.contains(&url), "{edit}");

    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    sink.answer("400 {}");
    sink.answer("400 {}");
    desk.desk.office.deliver_due().await.unwrap();
    let page = admin.read("/desk/admin/deliveries").await;
    assert!(page.contains("对方拒收 400") && page.contains("已收到") && page.contains("新到案件"), "{page}");
    assert!(!page.contains(&number), "who administers sees no cases");
    assert!(!page.contains("13812341234"));
    let log = admin.read("/desk/admin/deliveries?webhook=1").await;
    assert!(log.contains("新到案件") && !log.contains("短信"), "{log}");
    let failed = admin.read("/desk/admin/deliveries?status=failed").await;
    let message = between(&failed, "name=\"again\" value=\"", "\"").unwrap().to_owned();
    let again = admin.post("/desk/admin/deliveries", &[("again", &message)]).await;
    assert_eq!(again.location, "/desk/admin/deliveries?done=delivery");
    assert!(admin.read("/desk/admin/deliveries?status=failed").await.contains("没有投递记录"));
    for login in ["officer", "handler"] {
        let mut other = sign_in(&desk, login).await;
        for page in ["/desk/admin/deliveries", "/desk/admin/webhooks"] {
            assert_eq!(other.get(page).await.status, StatusCode::NOT_FOUND, "{login} {page}");
        }
    }
}

#[tokio::test]
async fn everybody_says_how_they_want_to_be_told() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let page = handler.read("/desk/me/notices").await;
    assert!(page.contains("还没有邮箱") && page.contains("分派给我"), "{page}");
    let needed = handler.post("/desk/me/notices", &[("by.assigned", "mail"), ("language", "zh")]).await;
    assert_eq!(needed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(needed.body.contains("请填写邮箱"), "{}", needed.body);
    let fields = [
        ("email", "li@bank.example"),
        ("by.assigned", "mail"),
        ("page.assigned", "1"),
        ("by.arrived", "digest"),
    ];
    let saved = handler.post("/desk/me/notices", &fields).await;
    assert_eq!(saved.location, "/desk/me/notices?done=wishes");
    let page = handler.read("/desk/me/notices").await;
    assert!(!page.contains("li@bank.example"), "shown masked");
    assert!(page.contains("<option value=\"digest\" selected>"), "{page}");
    let removed = handler.post("/desk/me/notices", &[("email_none", "1"), ("by.arrived", "nothing")]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.body);
    assert!(handler.read("/desk/me/notices").await.contains("还没有邮箱"));
}

/// Reads from a stream until it has said something, or a second has passed.
async fn heard(body: &mut Body, wanted: &str) -> String {
    let mut text = String::new();
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            if let Some(data) = frame.data_ref() {
                text.push_str(&String::from_utf8_lossy(data));
            }
            if text.contains(wanted) {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(5), reading).await;
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn news_reach_an_open_page_as_far_as_its_reader_may_see_them() {
    let desk = desk().await;
    let office = &desk.desk.office;
    let listen = async |login: &str| {
        let sign_in = office::SignIn {
            login: login.to_owned(),
            password: PASSWORD.to_owned(),
            network: "test".to_owned(),
            device: None,
            family: String::new(),
        };
        let secret = office.sign_in(sign_in).await.unwrap().signed_in().unwrap().secret.unwrap();
        let request = Request::get("/desk/stream")
            .header(COOKIE, format!("session={secret}"))
            .body(Body::empty())
            .unwrap();
        let response = desk.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        response.into_body()
    };
    let mut approver = listen("approver").await;
    let mut branch = listen("branch").await;
    assert!(heard(&mut approver, "event: unseen").await.contains("event: unseen"));
    heard(&mut branch, "event: unseen").await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    office.look_for_news().await.unwrap();
    let text = heard(&mut approver, "data: 1\n").await;
    for words in ["event: notice", &number, "新到案件", "event: unseen", "data: 1\n"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("周") && !text.contains("13812341234"), "{text}");
    let text = heard(&mut branch, "event: unseen").await;
    assert!(!text.contains(&number) && !text.contains("data: 1"), "{text}");

    // Whoever lost the right hears no more of it; whoever signed out hears nothing.
    let parsed: Number = number.parse().unwrap();
    let to = office.organisation().tree.by_code("B1").unwrap();
    let transfer = vec![
        Command::Accept,
        Command::Assign { handler: desk.user_id("handler") },
        Command::Transfer { to, reason: "属地办理".to_owned() },
    ];
    office.act(&Caller::system("test"), &parsed, None, transfer).await.unwrap();
    office.look_for_news().await.unwrap();
    let text = heard(&mut approver, "event: unseen").await;
    assert!(!text.contains("event: notice"), "{text}");
    office.end_news();
    let rest = tokio::time::timeout(Duration::from_secs(5), approver.collect()).await;
    assert!(rest.is_ok(), "the stream ends with the server");
}
