//! Institutions, staff, secrets, sessions, settings.

use domain::id::{InstitutionId, UserId};

use super::Engine;
use super::sample::at;
use crate::{
    Append, AttemptLimit, Change, Credential, InstitutionRow, Login, RoleRow, Session, Store, TokenRow,
    TurnLimit, UserRow,
};

/// In the order of their identifiers; a later row replaces an earlier one with its roles.
pub async fn institutions_and_staff_are_read_back(engine: &impl Engine) {
    let store = engine.open().await;
    let institution = |id, code: &str| InstitutionRow {
        institution_id: InstitutionId(id),
        version: 1,
        code: code.to_owned(),
        details: "{\"name\":\"总行\"}".to_owned(),
    };
    let role = |role: &str, id| RoleRow { role: role.to_owned(), institution_id: InstitutionId(id) };
    let user = |id, login: &str, roles| UserRow {
        user_id: UserId(id),
        version: 1,
        login: login.to_owned(),
        display_name: "王小明".to_owned(),
        active: true,
        institution_id: InstitutionId(1),
        roles,
    };
    let institutions = [institution(1, "HQ"), institution(2, "CC")];
    let users = [user(3, "wang", vec![role("approver", 1), role("handler", 2)]), user(9, "li", vec![])];
    for index in [1, 0] {
        write(&*store, Change::Institution(institutions[index].clone())).await;
        write(&*store, Change::User(users[index].clone())).await;
    }
    assert_eq!(store.institutions().await.expect("reads"), institutions);
    assert_eq!(store.users().await.expect("reads"), users);
    assert_eq!(store.user_by_login("wang").await.expect("reads"), Some(users[0].clone()));
    assert_eq!(store.user_by_login("Wang").await.expect("reads"), None);

    let changed = UserRow { version: 2, active: false, roles: vec![role("auditor", 1)], ..users[0].clone() };
    write(&*store, Change::User(changed.clone())).await;
    let renamed = InstitutionRow { version: 2, code: "C2".to_owned(), ..institutions[1].clone() };
    write(&*store, Change::Institution(renamed.clone())).await;
    assert_eq!(store.user_by_login("wang").await.expect("reads"), Some(changed));
    assert_eq!(store.institutions().await.expect("reads")[1], renamed);
    write(&*store, Change::Institution(institution(3, "CC"))).await;
}

/// Replaced by a later one; tokens newest first.
pub async fn credentials_and_tokens_are_read_back(engine: &impl Engine) {
    let store = engine.open().await;
    for hash in ["$argon2id$1", "$argon2id$2"] {
        let credential = Credential {
            user_id: UserId(1),
            password_hash: hash.to_owned(),
            set_at: at(5),
            one_time: hash.ends_with('1'),
        };
        write(&*store, Change::Credential(credential.clone())).await;
        assert_eq!(store.credential(UserId(1)).await.expect("reads"), Some(credential));
    }
    assert_eq!(store.credential(UserId(2)).await.expect("reads"), None);
    let token = |hash: &str, created_at| TokenRow {
        token_hash: hash.to_owned(),
        user_id: UserId(1),
        label: "load".to_owned(),
        created_at,
        expires_at: (hash == "b").then(|| at(99)),
        revoked: false,
    };
    let (old, new) = (token("a", at(1)), token("b", at(2)));
    write(&*store, Change::Token(old.clone())).await;
    write(&*store, Change::Token(new.clone())).await;
    assert_eq!(store.tokens().await.expect("reads"), [new.clone(), old.clone()]);
    let revoked = TokenRow { revoked: true, ..old };
    write(&*store, Change::Token(revoked.clone())).await;
    assert_eq!(store.token("a").await.expect("reads"), Some(revoked));
    assert_eq!(store.token("b").await.expect("reads"), Some(new));
    assert_eq!(store.token("c").await.expect("reads"), None);
}

/// One by one, all of a person, and those that lapsed.
pub async fn sessions_begin_and_end(engine: &impl Engine) {
    let store = engine.open().await;
    let session = |hash: &str, user, expires_at| Session {
        session_hash: hash.to_owned(),
        user_id: UserId(user),
        form_secret: "0f".to_owned(),
        created_at: at(0),
        expires_at,
        seen_at: at(1),
        family: "Firefox, Windows".to_owned(),
        network: "10.0.0.0/24".to_owned(),
        second_factor: user == 2,
        one_time: user == 1,
    };
    let all =
        [session("a", 1, at(10)), session("b", 1, at(20)), session("c", 2, at(30)), session("d", 2, at(40))];
    for session in &all {
        store.session_put(session.clone()).await.expect("keeps");
    }
    let prolonged = Session { expires_at: at(15), ..all[0].clone() };
    store.session_put(prolonged.clone()).await.expect("keeps");
    assert_eq!(store.session("a").await.expect("reads"), Some(prolonged));
    store.session_end("b").await.expect("ends");
    store.session_end("b").await.expect("ending it again changes nothing");
    assert_eq!(store.session("b").await.expect("reads"), None);
    assert_eq!(store.lapsed_delete(at(30), at(0)).await.expect("deletes"), 2);
    assert_eq!(store.session("c").await.expect("reads"), None);
    assert_eq!(store.session("d").await.expect("reads"), Some(all[3].clone()));
    let seen = |hash: &str, seconds| Session { seen_at: at(seconds), ..session(hash, 2, at(90)) };
    for session in [seen("e", 3), seen("f", 5), session("g", 3, at(90))] {
        store.session_put(session).await.expect("keeps");
    }
    let found = store.sessions_of(UserId(2)).await.expect("reads");
    assert_eq!(found, [seen("f", 5), seen("e", 3), all[3].clone()], "the one last used first");
    assert_eq!(store.sessions_end_of(UserId(2), Some("e")).await.expect("ends"), 2);
    assert_eq!(store.sessions_of(UserId(2)).await.expect("reads"), [seen("e", 3)]);
    assert_eq!(store.sessions_end_of(UserId(2), None).await.expect("ends"), 1);
    assert_eq!(store.session("e").await.expect("reads"), None);
    assert!(store.session("g").await.expect("reads").is_some(), "another's");
}

/// Who ended a session ended it: a request that was under way does not bring it back.
pub async fn an_ended_session_is_not_kept_alive(engine: &impl Engine) {
    let store = engine.open().await;
    let session = Session {
        session_hash: "a".to_owned(),
        user_id: UserId(1),
        form_secret: "0f".to_owned(),
        created_at: at(0),
        expires_at: at(10),
        seen_at: at(0),
        family: String::new(),
        network: String::new(),
        second_factor: false,
        one_time: false,
    };
    store.session_put(session.clone()).await.expect("keeps");
    store.session_keep("a", at(5), at(20), true).await.expect("keeps");
    let kept = Session { seen_at: at(5), expires_at: at(20), second_factor: true, ..session };
    assert_eq!(store.session("a").await.expect("reads"), Some(kept));
    store.session_end("a").await.expect("ends");
    store.session_keep("a", at(6), at(30), true).await.expect("changes nothing");
    assert_eq!(store.session("a").await.expect("reads"), None);
}

/// Until cleared or lapsed.
pub async fn failures_are_counted_by_key(engine: &impl Engine) {
    let store = engine.open().await;
    for failures in 1..=3 {
        let login = Login { failures, last_failure_at: at(i64::from(failures)) };
        store.login_failures_put("login:wang", Some(login)).await.expect("counts");
        assert_eq!(store.login_failures("login:wang").await.expect("reads"), Some(login));
    }
    assert_eq!(store.login_failures("login:li").await.expect("reads"), None);
    assert_eq!(store.lapsed_delete(at(100), at(3)).await.expect("deletes"), 0);
    store.login_failures_put("login:wang", None).await.expect("clears");
    assert_eq!(store.login_failures("login:wang").await.expect("reads"), None);
    let lapsed = Login { failures: 1, last_failure_at: at(2) };
    store.login_failures_put("net:10.0.0.0/24", Some(lapsed)).await.expect("counts");
    assert_eq!(store.lapsed_delete(at(100), at(3)).await.expect("deletes"), 1);
}

/// However many come together, no more are let through than are free; success gives back.
pub async fn attempts_at_once_are_counted_one_by_one(engine: &impl Engine) {
    let store = engine.open().await;
    let limit = |key: &str, free| AttemptLimit { key: key.to_owned(), free, wait_seconds_max: 60 };
    let begin = |now| {
        let store = std::sync::Arc::clone(&store);
        let limits = vec![limit("pair", 5), limit("network", 50)];
        async move { store.attempt_begin(limits, now).await.expect("counts") }
    };
    let attempts: Vec<_> = (0..40).map(|_| tokio::spawn(begin(at(0)))).collect();
    let mut let_through = 0;
    for attempt in attempts {
        let_through += u32::from(attempt.await.expect("no panic").is_none());
    }
    assert_eq!(let_through, 5);
    assert_eq!(store.login_failures("network").await.expect("reads").map(|login| login.failures), Some(5));
    assert_eq!(begin(at(0)).await, Some(2));
    assert_eq!(begin(at(2)).await, None);
    assert_eq!(begin(at(2)).await, Some(4));
    store.attempt_succeeded(vec!["pair".to_owned()], vec!["network".to_owned()]).await.expect("gives back");
    assert_eq!(store.login_failures("pair").await.expect("reads"), None);
    assert_eq!(store.login_failures("network").await.expect("reads").map(|login| login.failures), Some(5));
    for _ in 0..7 {
        begin(at(3)).await;
    }
    assert!(begin(at(3)).await.is_some());
    assert_eq!(begin(at(3 + 24 * 3_600)).await, None, "a day later");
}

/// However many come together, no more get a turn than there are; each comes free in its time.
pub async fn turns_at_once_are_counted_one_by_one(engine: &impl Engine) {
    let store = engine.open().await;
    let take = |now| {
        let store = std::sync::Arc::clone(&store);
        let limit = TurnLimit { key: "turn:10.0.0.1".to_owned(), turns: 5, seconds_each: 20 };
        async move { store.turn_take(limit, now).await.expect("counts") }
    };
    let takers: Vec<_> = (0..30).map(|_| tokio::spawn(take(at(0)))).collect();
    let mut taken = 0;
    for taker in takers {
        taken += u32::from(taker.await.expect("no panic").is_none());
    }
    assert_eq!(taken, 5);
    assert_eq!(take(at(12)).await, Some(8));
    assert_eq!(take(at(41)).await, None, "two came free");
    assert_eq!(take(at(41)).await, None);
    assert_eq!(take(at(41)).await, Some(20));
}

/// The first value stands, and everybody is told it; a later one replaces the one it knew.
pub async fn of_many_who_name_something_one_does(engine: &impl Engine) {
    let store = engine.open().await;
    let namers: Vec<_> = (0..20)
        .map(|number| {
            let store = std::sync::Arc::clone(&store);
            let name = format!("log-{number}");
            tokio::spawn(async move { store.setting_replace("origin", None, &name).await.expect("keeps") })
        })
        .collect();
    let kept = store.setting_replace("origin", None, "too late").await.expect("keeps");
    for namer in namers {
        assert_eq!(namer.await.expect("no panic"), kept);
    }
    assert_eq!(store.setting("origin").await.expect("reads"), Some(kept.clone()));
    let replace = async |before, value| store.setting_replace("origin", before, value).await.expect("keeps");
    assert_eq!(replace(Some("another"), "next").await, kept);
    assert_eq!(replace(Some(&*kept), "next").await, "next");
}

/// Gone at their time, not a moment before; replaced, and deleted by an empty one.
pub async fn drafts_expire(engine: &impl Engine) {
    let store = engine.open().await;
    let read = async |now| store.draft("key", now).await.expect("reads");
    store.draft_put("key", &[1], at(10)).await.expect("keeps");
    store.draft_put("key", &[0, 255, 7], at(20)).await.expect("keeps");
    assert_eq!(read(at(19)).await, Some(vec![0, 255, 7]));
    assert_eq!(read(at(20)).await, None);
    store.draft_put("key", &[], at(20)).await.expect("deletes");
    assert_eq!(read(at(0)).await, None);
    store.draft_put("key", &[1], at(10)).await.expect("keeps");
    assert_eq!(store.lapsed_delete(at(9), at(0)).await.expect("deletes"), 0);
    assert_eq!(store.lapsed_delete(at(10), at(0)).await.expect("deletes"), 1);
    assert_eq!(read(at(0)).await, None);
}

/// By name, replaced by a later value, until deleted.
pub async fn settings_are_kept(engine: &impl Engine) {
    let store = engine.open().await;
    assert_eq!(store.setting("origin").await.expect("reads"), None);
    for value in ["huiyin.example/1", "", "回音"] {
        store.setting_put("origin", value).await.expect("keeps");
        assert_eq!(store.setting("origin").await.expect("reads").as_deref(), Some(value));
    }
    drop(store);
    let store = engine.open().await;
    assert_eq!(store.setting("origin").await.expect("reads").as_deref(), Some("回音"));
    for _ in 0..2 {
        store.setting_delete("origin").await.expect("deletes");
        assert_eq!(store.setting("origin").await.expect("reads"), None);
    }
}

async fn write(store: &dyn Store, change: Change) {
    store.append(Append { writes: vec![], changes: vec![change] }).await.expect("writes");
}
