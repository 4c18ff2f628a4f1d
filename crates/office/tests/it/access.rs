//! Signing in: the second factor, what is owed before anything else, sessions and who ends them.

use std::collections::BTreeSet;

use domain::id::Stream;
use domain::organisation::{FactorRemovalReason, Role};
use hmac::{Hmac, KeyInit, Mac};
use office::{Caller, DraftKey, Entry, OfficeError, Owed, SecondFactor, SignIn, SignedIn, StaffInput};

use crate::harness::TestOffice;

const PASSWORD: &str = "correct horse battery";
const NETWORK: &str = "10.0.0.1";

fn attempt(login: &str, password: &str) -> SignIn {
    SignIn {
        login: login.to_owned(),
        password: password.to_owned(),
        network: NETWORK.to_owned(),
        device: None,
        family: "Firefox, Windows".to_owned(),
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, OfficeError>) -> String {
    match result {
        Err(OfficeError::Invalid(errors)) => errors[0].code.clone(),
        other => panic!("{other:?}"),
    }
}

impl TestOffice {
    /// Gives somebody a password, as the operator does: it is theirs.
    async fn password(&self, login: &str, home: &str, role: &str) {
        let input = StaffInput {
            login: login.to_owned(),
            display_name: login.to_owned(),
            institution: home.to_owned(),
            roles: vec![role.to_owned()],
            password: Some(PASSWORD.to_owned()),
            active: true,
        };
        self.office.set_staff(&Caller::system("test"), input).await.unwrap();
    }

    async fn enter(&self, login: &str) -> Entry {
        self.office.sign_in(attempt(login, PASSWORD)).await.unwrap()
    }

    async fn signed_in(&self, login: &str) -> SignedIn {
        self.enter(login).await.signed_in().unwrap()
    }

    async fn half_way(&self, login: &str) -> DraftKey {
        match self.enter(login).await {
            Entry::Code(key) => key,
            Entry::In(_) => panic!("{login} came in without a code"),
        }
    }

    /// The session of a cookie, now.
    async fn still(&self, signed_in: &SignedIn) -> Result<SignedIn, OfficeError> {
        self.office.session(signed_in.secret.as_deref().unwrap()).await
    }

    /// What an authenticator with that secret shows now.
    fn shows(&self, secret: &str) -> String {
        authenticator(secret, self.office.surroundings().now().as_second() / 30)
    }

    /// Sets a second factor up. Returns its secret and the recovery codes.
    async fn set_up(&self, signed_in: &SignedIn) -> (String, Vec<String>) {
        let caller = &signed_in.caller;
        self.office.second_factor_begin(caller, PASSWORD.to_owned(), NETWORK).await.unwrap();
        let SecondFactor::Begun { secret } = self.office.second_factor(caller).await.unwrap() else {
            panic!("a secret was made");
        };
        let codes =
            self.office.second_factor_confirm(signed_in, &self.shows(&secret), NETWORK).await.unwrap();
        (secret.to_string(), codes)
    }

    /// The events of a member of staff, by name and payload.
    async fn events_of(&self, login: &str) -> Vec<(String, String)> {
        let events = self.office.store().stream_events(Stream::User(self.user_id(login))).await.unwrap();
        events.into_iter().map(|stored| (stored.event.name, stored.event.payload)).collect()
    }
}

/// An authenticator of our own, written from RFC 6238 apart from the one under test.
pub fn authenticator(secret: &str, step: i64) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        secret.chars().map(|letter| format!("{:05b}", letters.find(letter).unwrap())).collect();
    let key: Vec<u8> = (0..bits.len() / 8)
        .map(|byte| u8::from_str_radix(&bits[byte * 8..byte * 8 + 8], 2).unwrap())
        .collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = (digest[19] & 15) as usize;
    let number = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_asked_for_after_the_password_and_taken_once() {
    let test = TestOffice::start().await;
    test.password("person", "CC", "handler").await;
    let signed_in = test.signed_in("person").await;
    let (secret, _) = test.set_up(&signed_in).await;
    let used = test.shows(&secret);
    assert!(test.still(&signed_in).await.is_ok(), "the session that set it up goes on");

    let key = test.half_way("person").await;
    assert_eq!(test.office.half_way(&key).await.unwrap(), "person");
    let show =
        async |key: &DraftKey, code: &str| test.office.sign_in_with_code(key, code, NETWORK, None).await;
    assert_eq!(
        code(show(&key, &used).await),
        "second_factor_code",
        "the code of the confirmation is used up"
    );
    test.fixed.wait_seconds(30);
    let fresh = test.shows(&secret);
    assert_eq!(code(show(&key, "000000").await), "second_factor_code");
    // Full width, with a blank, as somebody may type it.
    let typed: String = fresh.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap()).collect();
    let inside = show(&key, &format!(" {typed} ")).await.unwrap();
    assert!(test.still(&inside).await.is_ok());
    let replayed = test.half_way("person").await;
    assert_eq!(code(show(&replayed, &fresh).await), "second_factor_code", "nobody uses it again");
    assert!(matches!(show(&key, &fresh).await, Err(OfficeError::Unauthenticated)), "nor the step before it");
    // Two who show one code at one moment: one comes in.
    test.fixed.wait_seconds(30);
    let (one, other) = (test.half_way("person").await, test.half_way("person").await);
    let now = test.shows(&secret);
    let (first, second) = tokio::join!(show(&one, &now), show(&other, &now));
    assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1);
    // Ten minutes later the first step is forgotten.
    let late = test.half_way("person").await;
    test.fixed.wait_seconds(601);
    assert!(matches!(show(&late, &test.shows(&secret)).await, Err(OfficeError::Unauthenticated)));
    // Nothing of the secret is in the log.
    for (name, payload) in test.events_of("person").await {
        assert!(!payload.contains(&secret), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_at_codes_is_slowed() {
    let test = TestOffice::start().await;
    test.password("person", "CC", "handler").await;
    let signed_in = test.signed_in("person").await;
    let (secret, codes) = test.set_up(&signed_in).await;
    test.fixed.wait_seconds(60);
    let key = test.half_way("person").await;
    let show = async |code: &str| test.office.sign_in_with_code(&key, code, NETWORK, None).await;
    for guess in 0..5 {
        assert_eq!(code(show(&format!("{guess:06}")).await), "second_factor_code");
    }
    for right in [test.shows(&secret), codes[0].clone()] {
        assert!(matches!(show(&right).await, Err(OfficeError::Throttled { .. })), "also the right one waits");
    }
    test.fixed.wait_seconds(3);
    assert!(show(&test.shows(&secret)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_lets_in_once_and_new_ones_replace_all() {
    let test = TestOffice::start().await;
    test.password("person", "CC", "handler").await;
    let signed_in = test.signed_in("person").await;
    let (secret, codes) = test.set_up(&signed_in).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
    let show = async |code: &str| {
        let key = test.half_way("person").await;
        test.office.sign_in_with_code(&key, code, NETWORK, None).await
    };
    assert!(show(&codes[3].to_lowercase().replace('-', " ")).await.is_ok(), "however it is typed");
    assert_eq!(code(show(&codes[3]).await), "second_factor_code", "once");
    let state = test.office.second_factor(&signed_in.caller).await.unwrap();
    assert!(matches!(state, SecondFactor::Confirmed { codes_left: 9, .. }), "{state:?}");
    let used = test.events_of("person").await.into_iter().filter(|(name, _)| name == "recovery_code_used");
    assert_eq!(used.count(), 1);
    test.fixed.wait_seconds(60);
    let caller = &signed_in.caller;
    assert_eq!(code(test.office.recovery_codes_renew(caller, "123", NETWORK).await), "second_factor_code");
    let renewed = test.office.recovery_codes_renew(caller, &test.shows(&secret), NETWORK).await.unwrap();
    assert_eq!(code(show(&codes[4]).await), "second_factor_code", "the former ones count no more");
    assert!(show(&renewed[0]).await.is_ok());
    // They outlive a restart and new keys of the vault.
    let admin = test.user("admin");
    test.office.rotate_keys(&admin, |_| {}).await.unwrap();
    assert!(show(&renewed[1]).await.is_ok());
    test.fixed.wait_seconds(60);
    assert!(show(&test.shows(&secret)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_the_password_to_begin_and_a_code_to_end() {
    let test = TestOffice::start().await;
    test.password("person", "CC", "handler").await;
    let (one, other) = (test.signed_in("person").await, test.signed_in("person").await);
    let begun = test.office.second_factor_begin(&one.caller, "wrong".to_owned(), NETWORK).await;
    assert_eq!(code(begun), "password_wrong");
    let early = test.office.second_factor_confirm(&one, "123456", NETWORK).await;
    assert!(matches!(early, Err(OfficeError::NotFound { .. })));
    test.office.second_factor_begin(&one.caller, PASSWORD.to_owned(), NETWORK).await.unwrap();
    assert_eq!(code(test.office.second_factor_confirm(&one, "000000", NETWORK).await), "second_factor_code");
    assert!(
        test.still(&test.signed_in("person").await).await.is_ok(),
        "it is not asked for before it is confirmed"
    );
    let (secret, _) = test.set_up(&one).await;
    assert!(matches!(test.still(&other).await, Err(OfficeError::Unauthenticated)), "the other sessions end");
    let again = test.office.second_factor_begin(&one.caller, PASSWORD.to_owned(), NETWORK).await;
    assert!(matches!(again, Err(OfficeError::Conflict)), "nobody replaces one with a password alone");
    test.fixed.wait_seconds(60);
    assert_eq!(code(test.office.second_factor_remove(&one, "000000", NETWORK).await), "second_factor_code");
    test.office.second_factor_remove(&one, &test.shows(&secret), NETWORK).await.unwrap();
    assert_eq!(test.office.second_factor(&one.caller).await.unwrap(), SecondFactor::None);
    assert!(test.still(&test.signed_in("person").await).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_may_have_to_have_one() {
    let test = TestOffice::start().await;
    test.password("person", "CC", "approver").await;
    let before = test.signed_in("person").await;
    let admin = test.user("admin");
    test.staff("local", "B1", &["administrator"]).await;
    let roles = BTreeSet::from([Role::Approver]);
    let denied = test.office.require_second_factor(&test.user("local"), roles.clone()).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })), "the head office says so");
    for _ in 0..2 {
        test.office.require_second_factor(&admin, roles.clone()).await.unwrap();
    }
    assert_eq!(
        test.still(&before).await.unwrap().owes,
        Some(Owed::SecondFactor),
        "whoever is in owes it now"
    );
    let lacking = async |caller: Caller| {
        let lacking = test.office.without_second_factor(&caller).await.unwrap();
        lacking.into_iter().map(|user| user.login).collect::<Vec<_>>()
    };
    assert_eq!(lacking(test.user("admin")).await, ["approver", "person"]);
    assert_eq!(lacking(test.user("local")).await, [""; 0], "nobody of another branch");
    let signed_in = test.signed_in("person").await;
    let (secret, _) = test.set_up(&signed_in).await;
    assert_eq!(test.still(&signed_in).await.unwrap().owes, None);
    test.fixed.wait_seconds(60);
    let removed = test.office.second_factor_remove(&signed_in, &test.shows(&secret), NETWORK).await;
    assert_eq!(code(removed), "second_factor_required");
    let events = test.office.store().stream_events(Stream::Office).await.unwrap();
    let said: Vec<_> = events.iter().filter(|stored| stored.event.name == "second_factor_required").collect();
    assert_eq!(said.len(), 1, "saying the same again records nothing");
    let test = test.restart().await;
    assert_eq!(test.office.organisation().second_factor_roles, roles, "it outlives a restart");
    test.office.store().setting_put("second_factor_roles", "[]").await.unwrap();
    assert_eq!(test.office.check_views(|_| {}).await.unwrap().different, 1, "no event says so");
    test.office.rebuild(|_| {}).await.unwrap();
    assert_eq!(test.office.organisation().second_factor_roles, roles, "a rebuild says what was said last");
    assert_eq!(test.office.check_views(|_| {}).await.unwrap().different, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_removes_it_with_a_reason_within_reach() {
    let test = TestOffice::start().await;
    test.password("person", "CC", "handler").await;
    test.password("admin", "HQ", "administrator").await;
    test.staff("local", "B1", &["administrator"]).await;
    let signed_in = test.signed_in("person").await;
    test.set_up(&signed_in).await;
    let reset = async |caller: Caller, login: &str| {
        test.office.second_factor_reset(&caller, login, FactorRemovalReason::DeviceLost).await
    };
    assert!(matches!(reset(test.user("local"), "person").await, Err(OfficeError::NotFound { .. })));
    assert!(matches!(reset(test.user("handler"), "person").await, Err(OfficeError::Denied { .. })));
    assert!(
        matches!(reset(test.user("admin"), "handler").await, Err(OfficeError::NotFound { .. })),
        "has none"
    );
    let own = test.signed_in("admin").await;
    test.set_up(&own).await;
    assert_eq!(code(reset(own.caller.clone(), "admin").await), "second_factor_own");
    reset(test.user("admin"), "person").await.unwrap();
    assert!(matches!(test.still(&signed_in).await, Err(OfficeError::Unauthenticated)), "every session ends");
    assert!(test.still(&test.signed_in("person").await).await.is_ok());
    let (name, payload) = test.events_of("person").await.pop().unwrap();
    assert_eq!((&*name, &*payload), ("second_factor_removed", "{\"reason\":\"device_lost\"}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_an_administrator_set_is_for_one_sign_in() {
    let test = TestOffice::start().await;
    let input = |password: &str| StaffInput {
        login: "person".to_owned(),
        display_name: "周敏敏敏".to_owned(),
        institution: "CC".to_owned(),
        roles: vec!["handler".to_owned()],
        password: Some(password.to_owned()),
        active: true,
    };
    let admin = test.user("admin");
    for (password, word) in [("Password2026", "password_common"), ("person-2026-x", "password_own")] {
        assert_eq!(code(test.office.set_staff(&admin, input(password)).await), word);
    }
    test.office.set_staff(&admin, input(PASSWORD)).await.unwrap();
    let first = test.signed_in("person").await;
    assert_eq!(first.owes, Some(Owed::Password));
    let change = async |new: &str| {
        let network = NETWORK.to_owned();
        test.office.change_password(&first.caller, PASSWORD.to_owned(), new.to_owned(), network).await
    };
    assert_eq!(code(change(PASSWORD).await), "password_same");
    change("another horse entirely").await.unwrap();
    assert!(matches!(test.still(&first).await, Err(OfficeError::Unauthenticated)));
    let own = test.office.sign_in(attempt("person", "another horse entirely")).await.unwrap();
    assert_eq!(own.signed_in().unwrap().owes, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_one_by_one_and_all_others() {
    let test = TestOffice::start().await;
    test.password("person", "CC", "handler").await;
    test.password("other", "CC", "handler").await;
    let (one, two) = (test.signed_in("person").await, test.signed_in("person").await);
    test.fixed.wait_seconds(1);
    let three = test.signed_in("person").await;
    let strange = test.signed_in("other").await;
    let listed = test.office.sessions(&one).await.unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!(listed.iter().filter(|session| session.current).count(), 1);
    for session in &listed {
        assert_eq!((&*session.network, &*session.family), ("10.0.0.0/24", "Firefox, Windows"));
    }
    // Seen again a while later, the first goes on top.
    test.fixed.wait_seconds(400);
    test.still(&one).await.unwrap();
    let listed = test.office.sessions(&one).await.unwrap();
    assert!(listed[0].current && listed[0].seen_at > listed[0].created_at, "{listed:?}");
    let handle = listed[1].handle.clone();
    let anothers = test.office.session_end(&strange, &handle).await;
    assert!(matches!(anothers, Err(OfficeError::NotFound { .. })), "nobody ends another's");
    test.office.session_end(&one, &handle).await.unwrap();
    assert!(test.still(&two).await.is_err() != test.still(&three).await.is_err(), "one of them ended");
    assert_eq!(test.office.sessions_end_others(&one).await.unwrap(), 1);
    assert!(
        test.still(&one).await.is_ok()
            && test.still(&two).await.is_err()
            && test.still(&three).await.is_err()
    );

    test.staff("local", "B1", &["administrator"]).await;
    let far = test.office.sessions_end_for(&test.user("local"), "person").await;
    assert!(matches!(far, Err(OfficeError::NotFound { .. })));
    let state = test.office.sign_in_state(&test.user("admin"), "person").await.unwrap();
    assert_eq!((state.sessions, state.password, state.one_time), (1, true, false));
    assert_eq!(test.office.sessions_end_for(&test.user("admin"), "person").await.unwrap(), 1);
    assert!(test.still(&one).await.is_err() && test.still(&strange).await.is_ok());
    assert_eq!(test.events_of("person").await.pop().unwrap().1, "{\"sessions\":1}");
}
