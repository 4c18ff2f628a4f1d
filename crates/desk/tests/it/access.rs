//! The second factor, sessions, staff from a file and rules from a file, through the pages; and attacks on the way in.

use axum::http::StatusCode;
use hmac::{Hmac, KeyInit, Mac};
use office::Caller;

use crate::harness::{PASSWORD, TestDesk};
use crate::staff::sign_in;
use crate::staff::visit::{Page, Visit, between};

/// An authenticator of our own, written from RFC 6238 apart from the one under test.
fn authenticator(secret: &str, now: i64) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        secret.chars().map(|letter| format!("{:05b}", letters.find(letter).unwrap())).collect();
    let key: Vec<u8> = (0..bits.len() / 8)
        .map(|byte| u8::from_str_radix(&bits[byte * 8..byte * 8 + 8], 2).unwrap())
        .collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(now / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = (digest[19] & 15) as usize;
    let number = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn shows(desk: &TestDesk, secret: &str) -> String {
    authenticator(secret, desk.desk.office.surroundings().now().as_second())
}

const FACTOR: &str = "/desk/me/second-factor";

/// Sets a second factor up through the pages. Returns its secret and the recovery codes.
async fn set_up(desk: &TestDesk, visit: &mut Visit) -> (String, Vec<String>) {
    visit.read(FACTOR).await;
    let begun = visit.post(FACTOR, &[("act", "begin"), ("password", PASSWORD)]).await;
    assert_eq!((begun.status.as_u16(), begun.location.as_str()), (303, FACTOR), "{}", begun.body);
    let page = visit.read(FACTOR).await;
    assert!(page.contains("<svg class=\"qr\"") && !page.contains("style="), "{page}");
    let secret = between(&page, "class=\"code secret\">", "<").unwrap().replace(' ', "");
    let done = visit.post(FACTOR, &[("act", "confirm"), ("code", &shows(desk, &secret))]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let codes: Vec<String> = done
        .body
        .split("<li class=\"code\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10, "{}", done.body);
    desk.later(60);
    (secret, codes)
}

async fn first_step(desk: &TestDesk, login: &str, next: &str) -> (Visit, Page) {
    let mut visit = Visit::new(desk.router());
    visit.get("/desk/sign-in").await;
    let fields = [("login", login), ("password", PASSWORD), ("next", next)];
    let page = visit.post("/desk/sign-in", &fields).await;
    (visit, page)
}

#[tokio::test]
async fn a_second_factor_is_set_up_and_asked_for() {
    let desk = TestDesk::start().await;
    let mut handler = sign_in(&desk, "handler").await;
    let me = handler.read("/desk/me").await;
    assert!(me.contains("第二重验证") && me.contains("未启用"), "{me}");
    handler.read(FACTOR).await;
    let wrong = handler.post(FACTOR, &[("act", "begin"), ("password", "wrong")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("原密码不对"), "{}", wrong.body);
    let (secret, codes) = set_up(&desk, &mut handler).await;
    let shown = handler.read(FACTOR).await;
    assert!(!shown.contains(&secret) && !shown.contains(&codes[0]), "shown once: {shown}");

    let (mut visit, page) = first_step(&desk, "handler", "").await;
    assert_eq!((page.status.as_u16(), page.location.as_str()), (303, "/desk/sign-in/code"));
    let inside = visit.get("/desk/queue").await;
    assert!(inside.location.starts_with("/desk/sign-in?next="), "half of the way opens nothing: {inside:?}");
    let asked = visit.read("/desk/sign-in/code").await;
    assert!(asked.contains("autocomplete=\"one-time-code\""), "{asked}");
    let wrong = visit.post("/desk/sign-in/code", &[("code", "000000")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("验证码不对或已用过"), "{}", wrong.body);
    let right = shows(&desk, &secret);
    let done = visit.post("/desk/sign-in/code", &[("code", &right)]).await;
    assert_eq!((done.status.as_u16(), done.location.as_str()), (303, "/desk/queue"), "{}", done.body);
    visit.read("/desk/queue").await;

    // The same code once more, by whoever looked over the shoulder.
    let (mut replay, _) = first_step(&desk, "handler", "").await;
    replay.read("/desk/sign-in/code").await;
    let again = replay.post("/desk/sign-in/code", &[("code", &right)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A recovery code lets in; without the first step nothing is even asked.
    let done = replay.post("/desk/sign-in/code", &[("code", &codes[0])]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let mut stranger = Visit::new(desk.router());
    assert_eq!(stranger.get("/desk/sign-in/code").await.location, "/desk/sign-in");
    let guessed = stranger.post("/desk/sign-in/code", &[("code", &codes[1])]).await;
    assert_ne!(guessed.status, StatusCode::OK);
}

#[tokio::test]
async fn a_role_that_has_to_have_one_does_nothing_else_before() {
    let desk = TestDesk::start().await;
    let mut admin = sign_in(&desk, "admin").await;
    let mut approver = sign_in(&desk, "approver").await;
    admin.read("/desk/admin/access").await;
    let saved = admin.post("/desk/admin/access", &[("act", "rules"), ("role", "approver")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = admin.read("/desk/admin/access").await;
    assert!(page.contains("value=\"approver\" checked") && page.contains("?login=approver#person"), "{page}");
    for path in ["/desk/queue", "/desk/me", "/desk/cases", "/desk/stream"] {
        let page = approver.get(path).await;
        assert_eq!((page.status.as_u16(), page.location.as_str()), (303, FACTOR), "{path}");
    }
    let page = approver.read(FACTOR).await;
    assert!(page.contains("启用后才能继续"), "{page}");
    let (_, codes) = set_up(&desk, &mut approver).await;
    approver.read("/desk/queue").await;
    let removed = approver.post(FACTOR, &[("act", "remove"), ("code", &codes[0])]).await;
    assert!(removed.status == 422 && removed.body.contains("不能停用"), "{}", removed.body);

    // An administrator resets it, with a reason.
    let page = admin.read("/desk/admin/access?login=approver").await;
    assert!(page.contains("已启用") && page.contains("设备丢失或损坏"), "{page}");
    let none = admin.post("/desk/admin/access", &[("act", "reset"), ("login", "approver")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("act", "reset"), ("login", "approver"), ("reason", "device_lost")];
    let reset = admin.post("/desk/admin/access", &fields).await;
    assert_eq!(reset.status, StatusCode::SEE_OTHER, "{}", reset.body);
    assert!(approver.get("/desk/queue").await.location.starts_with("/desk/sign-in"), "they are out");
    let page = admin.read("/desk/admin/access?login=nobody").await;
    assert!(page.contains("没有这个登录名"), "{page}");
}

#[tokio::test]
async fn a_password_somebody_else_set_is_replaced_first() {
    let desk = TestDesk::start().await;
    let mut admin = sign_in(&desk, "admin").await;
    let fields = [
        ("login", "new.one"),
        ("display_name", "新同事"),
        ("institution", "CC"),
        ("password", PASSWORD),
        ("active", "1"),
        ("role_1", "handler"),
    ];
    admin.read("/desk/admin/users").await;
    let saved = admin.post("/desk/admin/users", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let mut visit = sign_in(&desk, "new.one").await;
    let sent = visit.get("/desk/queue").await;
    assert_eq!((sent.status.as_u16(), sent.location.as_str()), (303, "/desk/me"));
    let page = visit.read("/desk/me").await;
    assert!(page.contains("请先换成自己的密码"), "{page}");
    for (new, sentence) in [("Password2026", "人人先试"), (PASSWORD, "和现在的一样")] {
        let refused = visit.post("/desk/me", &[("old", PASSWORD), ("new", new), ("again", new)]).await;
        assert!(refused.status == 422 && refused.body.contains(sentence), "{}", refused.body);
    }
    let own = "another horse entirely";
    let done = visit.post("/desk/me", &[("old", PASSWORD), ("new", own), ("again", own)]).await;
    assert_eq!(done.location, "/desk/sign-in");
    Visit::signed_in(desk.router(), "new.one", own).await.read("/desk/queue").await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let desk = TestDesk::start().await;
    let (mut one, mut two, mut three) =
        (sign_in(&desk, "handler").await, sign_in(&desk, "handler").await, sign_in(&desk, "handler").await);
    let page = one.read("/desk/me").await;
    assert_eq!(page.matches("name=\"end\"").count(), 3, "two others, and all others: {page}");
    assert!(page.contains("这台设备"), "{page}");
    let handle = between(&page, "name=\"end\" value=\"", "\"").unwrap().to_owned();
    let ended = one.post("/desk/me/sessions", &[("end", &handle)]).await;
    assert_eq!(ended.location, "/desk/me?done=sessions#sessions");
    let out = |page: &Page| page.location.starts_with("/desk/sign-in");
    assert_ne!(out(&two.get("/desk/queue").await), out(&three.get("/desk/queue").await), "one of them");
    one.read("/desk/me").await;
    one.post("/desk/me/sessions", &[("end", "others")]).await;
    assert!(out(&two.get("/desk/queue").await) && out(&three.get("/desk/queue").await));
    one.read("/desk/queue").await;
    let mut admin = sign_in(&desk, "admin").await;
    admin.read("/desk/admin/access?login=handler").await;
    admin.post("/desk/admin/access", &[("act", "end"), ("login", "handler")]).await;
    assert!(out(&one.get("/desk/queue").await), "an administrator ended it");
}

#[tokio::test]
async fn nobody_keeps_a_session_that_somebody_else_began() {
    let desk = TestDesk::start().await;
    // Somebody leaves a session of their own in a browser; who signs in there gets another, and the former is gone.
    let planted = sign_in(&desk, "handler").await;
    let mut victim = planted.clone();
    victim.get("/desk/sign-in").await;
    let mut attacker = planted;
    let signed_in = victim.post("/desk/sign-in", &[("login", "officer"), ("password", PASSWORD)]).await;
    // The form token was the planted session's or the visit's own: either way the session is a new one.
    if signed_in.status == StatusCode::SEE_OTHER {
        victim.read("/desk").await;
        assert!(
            attacker.get("/desk/queue").await.location.starts_with("/desk/sign-in"),
            "the planted one ended"
        );
    } else {
        panic!("{signed_in:?}");
    }
    // A session that was made up opens nothing.
    let mut forged = Visit::new(desk.router());
    forged.set_cookie("session", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert!(forged.get("/desk").await.location.starts_with("/desk/sign-in"));
}

#[tokio::test]
async fn the_way_back_leads_nowhere_else() {
    use base64::Engine;
    let desk = TestDesk::start().await;
    let mut handler = sign_in(&desk, "handler").await;
    let (secret, _) = set_up(&desk, &mut handler).await;
    for (wanted, there) in [
        ("https://evil.example/", "/desk"),
        ("//evil.example/desk", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/desk\\..\\//evil.example", "/desk"),
        ("/deskevil", "/deskevil"),
        ("/desk/cases?q=1", "/desk/cases?q=1"),
    ] {
        let next = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(wanted);
        let (_, page) = first_step(&desk, "officer", &next).await;
        assert_eq!(page.location, there, "{wanted}");
        let (mut visit, page) = first_step(&desk, "handler", &next).await;
        assert_eq!(page.location, format!("/desk/sign-in/code?next={next}"));
        visit.read("/desk/sign-in/code").await;
        let fields = [("code", &*shows(&desk, &secret)), ("next", &next)];
        let page = visit.post("/desk/sign-in/code", &fields).await;
        assert_eq!(page.location, there, "{wanted}");
        desk.later(30);
    }
    // What is none of ours is not even carried on.
    let (_, page) = first_step(&desk, "handler", "x\r\nset-cookie: a=b").await;
    assert_eq!(page.location, "/desk/sign-in/code");
}

#[tokio::test]
async fn staff_are_imported_from_a_file() {
    let desk = TestDesk::start().await;
    let mut admin = sign_in(&desk, "admin").await;
    let page = admin.read("/desk/admin/users/import").await;
    assert!(page.contains("用户名,姓名,机构,角色"), "{page}");
    let file = "用户名,姓名,机构,角色\nzhang.min,<b>张敏</b>,CC,经办\nwu,吴,XX,经办\n";
    let looked = admin.upload("/desk/admin/users/import", &[], "staff.csv", file.as_bytes()).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.body);
    for words in ["新增：1", "不能用：1", "没有这个机构", "&#60;b&#62;张敏"] {
        assert!(looked.body.contains(words), "{words}: {}", looked.body);
    }
    assert!(desk.desk.office.organisation().users.values().all(|user| user.login != "zhang.min"));
    let done = admin.post("/desk/admin/users/import/apply", &[("text", file), ("passwords", "1")]).await;
    assert!(done.body.contains("一次性密码只显示这一次"), "{}", done.body);
    let row = done.body.split("zhang.min").nth(1).unwrap();
    let password = between(row, "data-head=\"一次性密码\">", "<").unwrap().to_owned();
    let mut visit = Visit::signed_in(desk.router(), "zhang.min", &password).await;
    assert_eq!(visit.get("/desk/queue").await.location, "/desk/me", "their own password first");
    let again = admin.post("/desk/admin/users/import/apply", &[("text", file), ("passwords", "1")]).await;
    assert!(again.body.contains("没有变化：1") && !again.body.contains("只显示这一次"), "{}", again.body);
    let empty = admin.upload("/desk/admin/users/import", &[], "staff.csv", b"").await;
    assert!(empty.status == 422 && empty.body.contains("第一行须是列名"), "{}", empty.body);
}

#[tokio::test]
async fn rules_are_seen_before_they_are_applied() {
    let desk = TestDesk::start().await;
    let mut admin = sign_in(&desk, "admin").await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = crate::staff::life::registers(&mut handler, "周明远", "13812341234").await;
    let page = admin.read("/desk/admin/rules").await;
    assert!(page.contains("期限规则或日历"), "{page}");
    let regime = include_str!("../../../../regimes/cn-n3.toml")
        .replacen("version = 1\n", "version = 9\n", 1)
        .replacen("in_force_from = \"2020-03-01\"", "in_force_from = \"2026-01-01\"", 1)
        .replacen("duration = 15", "duration = 10", 1);
    let look = async |admin: &mut Visit, content: &str| {
        admin.upload("/desk/admin/rules", &[("kind", "regime")], "n3.toml", content.as_bytes()).await
    };
    let bad = look(&mut admin, "id = 3").await;
    assert!(bad.status == 422 && bad.body.contains("`n3.toml` line 1"), "{}", bad.body);
    let seen = look(&mut admin, &regime).await;
    for words in ["期限规则cn-n3，第9版", "1件的期限变化", "其中提前1件"] {
        assert!(seen.body.contains(words), "{words}: {}", seen.body);
    }
    assert!(!seen.body.contains(&number), "an administrator sees no case: {}", seen.body);
    let fields = |changed: &'static str| {
        [
            ("kind", "regime".to_owned()),
            ("name", "n3.toml".to_owned()),
            ("text", regime.clone()),
            ("changed", changed.to_owned()),
        ]
    };
    for (changed, status) in [("", 422), ("7", 422), ("1", 303)] {
        let fields = fields(changed);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = admin.post("/desk/admin/rules/apply", &fields).await;
        assert_eq!(page.status.as_u16(), status, "{changed}: {}", page.body);
    }
    while desk.desk.office.do_next_job("test").await.unwrap().is_some() {}
    assert_eq!(desk.desk.office.book().regimes.get("cn-n3").unwrap().version, 9);
    // An administrator of a branch does not move the dates of the whole house.
    let local = office::StaffInput {
        login: "local".to_owned(),
        display_name: "本地".to_owned(),
        institution: "B1".to_owned(),
        roles: vec!["administrator".to_owned()],
        password: Some(PASSWORD.to_owned()),
        active: true,
    };
    desk.desk.office.set_staff(&Caller::system("test"), local).await.unwrap();
    let mut local = sign_in(&desk, "local").await;
    local.read("/desk/admin/rules").await;
    let refused = look(&mut local, &regime).await;
    assert!(refused.status == 422 && refused.body.contains("总行管理员"), "{}", refused.body);
}
