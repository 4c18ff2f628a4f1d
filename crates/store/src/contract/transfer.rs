//! Copying everything.

use domain::id::{CaseId, PersonId, TextId, UserId};

use super::Engine;
use super::hearing::{call, hot_spot};
use super::lists::written;
use super::sample::{Random, approval, at, case_stream, link, source};
use super::sealing::{many_events, seal_all};
use crate::{
    Append, COPIED, Cell, Change, Credential, DoneRequest, InstitutionRow, Login, MaskedText, NewJob,
    NewNotice, PersonKeyRow, PersonStateRow, RoleRow, RuleFile, RuleKind, SealedItem, SecondFactorRow,
    Series, Session, Store, SubjectRow, TagRow, TokenRow, UserRow,
};

/// Every table, whatever page it is read by, and written into an emptied record again.
pub async fn copied_tables_are_read_back_equal(engine: &impl Engine) {
    let store = engine.open().await;
    fill(&*store).await;
    let mut kept = Vec::new();
    for table in COPIED {
        let all = store.table_rows(table, None, 10_000).await.expect("reads");
        assert!(!all.is_empty(), "`{}` is copied, and nothing writes to it here", table.name);
        assert!(all.iter().all(|row| row.len() == table.columns.len()), "{}", table.name);
        let mut paged: Vec<Vec<Cell>> = Vec::new();
        loop {
            let after = paged.last().map(|row| row[..table.key].to_vec());
            let page = store.table_rows(table, after.as_deref(), 3).await.expect("reads a page");
            if page.is_empty() {
                break;
            }
            paged.extend(page);
        }
        assert_eq!(paged, all, "{}", table.name);
        kept.push((table, all));
    }
    let before = (store.case_row(CaseId(3)).await.expect("reads"), store.users().await.expect("reads"));
    store.everything_clear().await.expect("clears");
    for (table, rows) in &kept {
        assert_eq!(store.table_rows(table, None, 1).await.expect("reads"), [[]; 0], "{}", table.name);
        store.table_write(table, rows.clone()).await.expect("writes");
    }
    for (table, rows) in kept {
        assert_eq!(store.table_rows(table, None, 10_000).await.expect("reads"), rows, "{}", table.name);
    }
    let after = (store.case_row(CaseId(3)).await.expect("reads"), store.users().await.expect("reads"));
    assert_eq!(after, before);
    beside_the_cases(&*store, 5).await;
    let jobs = store.jobs(None, None, 10).await.expect("lists");
    let keys: Vec<_> = jobs.iter().map(|row| row.job.key.as_str()).collect();
    assert_eq!(keys, ["5", "4", "3", "2", "1"], "what comes after a copy is numbered behind it");
}

/// In the order of the log, byte for byte: the root is the same.
pub async fn copied_events_make_the_same_log(engine: &impl Engine) {
    let store = engine.open().await;
    many_events(&*store, &mut Random::new(70), 700).await;
    seal_all(&*store).await;
    let head = store.head().await.expect("reads");
    let logged = store.logged_events(0, 10_000).await.expect("reads");
    store.everything_clear().await.expect("clears");
    for part in logged.chunks(300) {
        let events = part.iter().map(|logged| logged.event.clone()).collect();
        store.events_write(events).await.expect("writes");
    }
    assert_eq!(store.event_count().await.expect("counts"), head.size);
    seal_all(&*store).await;
    assert_eq!(store.head().await.expect("reads"), head);
    assert_eq!(store.logged_events(0, 10_000).await.expect("reads"), logged);
}

/// As a new one.
pub async fn clearing_leaves_an_empty_record(engine: &impl Engine) {
    let store = engine.open().await;
    fill(&*store).await;
    many_events(&*store, &mut Random::new(71), 20).await;
    seal_all(&*store).await;
    many_events(&*store, &mut Random::new(72), 20).await;
    store.everything_clear().await.expect("clears");
    assert_eq!(store.event_count().await.expect("counts"), 0);
    assert_eq!(store.head().await.expect("reads").root, store.hash_algorithm().empty_root());
    assert_eq!(store.unsealed().await.expect("counts"), (0, None));
    assert_eq!(store.stream_events(case_stream(1)).await.expect("reads"), []);
}

/// Something in every copied table, and more than a page where order matters.
async fn fill(store: &dyn Store) {
    store.calls_put(vec![call(1, "a", 10), call(2, "b", 20)]).await.expect("keeps");
    let found_on = jiff::civil::date(2026, 3, 2);
    store.hot_spot_raise(hot_spot(1, "闪退", found_on), found_on).await.expect("raises");
    store.saved_view_add(UserId(1), "年费", "/desk/queue?view=mine", at(1)).await.expect("saves");
    let samples = written(store, 80, 20).await;
    let mut random = Random::new(81);
    let mut changes = Vec::new();
    for sample in &samples {
        let case_id = sample.row.case_id;
        changes.push(Change::Sources(case_id, vec![source(&mut random, 0), source(&mut random, 1)]));
        changes.push(Change::Links(case_id, vec![link(&mut random)]));
        changes.push(Change::Approvals(case_id, vec![approval(&mut random, 1)]));
        changes.push(Change::QueryCode { case_id, tag: vec![7; 32] });
        changes.push(Change::Imported {
            profile: "cfpb".to_owned(),
            external_id: format!("年-{}", case_id.0),
            case_id,
        });
        changes
            .push(Change::PersonKey(PersonKeyRow { person_id: PersonId(case_id.0), wrapped: vec![0, 255] }));
        changes.push(Change::Sealed(SealedItem {
            text_id: TextId(case_id.0),
            person_id: PersonId(case_id.0),
            case_id,
            field: "name".to_owned(),
            sealed: vec![0, 1, 2],
        }));
        changes.push(Change::Tag(TagRow {
            field: if random.chance(50) { "phone" } else { "Name" }.to_owned(),
            tag: vec![1; 32],
            person_id: PersonId(case_id.0),
        }));
        changes.push(Change::Masked(MaskedText { text_id: TextId(case_id.0), masked: "王**".to_owned() }));
        changes.push(Change::PersonState(PersonStateRow {
            person_id: PersonId(case_id.0),
            restricted_at: random.chance(50).then(|| at(2)),
            holds: 1,
            erased_at: None,
        }));
    }
    for number in 1..=4 {
        let institution_id = domain::id::InstitutionId(number);
        let role = |role: &str| RoleRow { role: role.to_owned(), institution_id };
        changes.push(Change::Institution(InstitutionRow {
            institution_id,
            version: 1,
            code: format!("I{number}"),
            details: "{}".to_owned(),
        }));
        changes.push(Change::User(UserRow {
            user_id: UserId(number),
            version: 1,
            login: format!("wang{number}"),
            display_name: "王".to_owned(),
            active: number > 1,
            institution_id,
            roles: vec![role("Handler"), role("approver")],
        }));
        changes.push(Change::Credential(Credential {
            user_id: UserId(number),
            password_hash: "$argon2id$".to_owned(),
            set_at: at(5),
            one_time: number == 3,
        }));
        changes.push(Change::SecondFactor(SecondFactorRow {
            user_id: UserId(number),
            secret: vec![0, 255],
            made_at: at(1),
            confirmed_at: (number > 1).then(|| at(2)),
            last_step: 59,
        }));
        changes.push(Change::RecoveryCodes(UserId(number), vec![vec![0; 32], vec![255; 32]]));
        changes.push(Change::Subject(SubjectRow {
            user_id: UserId(number),
            issuer: "https://id.example".to_owned(),
            subject: format!("主体-{number}"),
            linked_at: at(3),
        }));
        changes.push(Change::Token(TokenRow {
            token_hash: format!("{number:x}"),
            user_id: UserId(number),
            label: "load".to_owned(),
            created_at: at(1),
            expires_at: None,
            revoked: number == 2,
        }));
        store
            .session_put(Session {
                session_hash: format!("{number:x}"),
                user_id: UserId(number),
                form_secret: "0f".to_owned(),
                created_at: at(0),
                expires_at: at(9),
                seen_at: at(2),
                family: "Edge, Windows".to_owned(),
                network: "10.0.0.0/24".to_owned(),
                second_factor: number > 1,
                one_time: number == 1,
            })
            .await
            .expect("keeps");
        let login = Login { failures: 1, last_failure_at: at(2) };
        store.login_failures_put(&format!("login:{number}"), Some(login)).await.expect("counts");
        store.setting_put(&format!("setting-{number}"), "回音").await.expect("keeps");
        store.draft_put(&format!("draft-{number}"), &[number as u8, 0], at(9)).await.expect("keeps");
        store.checkpoint_put(number, "note").await.expect("keeps");
        changes.push(Change::Done(DoneRequest {
            key: vec![number as u8, 0],
            fingerprint: vec![255],
            sealed: vec![0, number as u8],
            done_at: at(1),
            expires_at: at(9),
        }));
        changes.push(Change::Message(Box::new(super::messages::message(
            &format!("消息-{number}"),
            crate::MessageForm::Sms,
            1,
        ))));
        changes.push(Change::Webhook(crate::WebhookRow {
            webhook_id: 0,
            user_id: UserId(number),
            label: "群".to_owned(),
            url: "https://hooks.example/".to_owned(),
            secret: vec![0, 1],
            kinds: "assigned".to_owned(),
            active: number > 1,
            failing_since: None,
            created_at: at(1),
        }));
        changes.push(Change::Channel(super::open_channels::channel(number, 1, &format!("码{number}"))));
        changes.push(Change::ContactTest(super::open_channels::test(1, number as u32, 5)));
        let day = jiff::civil::date(2026, 3, number as i8);
        changes.push(Change::MissedCalls(super::open_channels::missed(1, day, 3)));
        changes.push(Change::ReplyTemplate(super::open_channels::template(1, number as u32, 1, "格式")));
        let email = (number > 1).then(|| vec![0, 255]);
        let preference = crate::PreferenceRow { user_id: UserId(number), ways: "{}".to_owned(), email };
        store.preference_put(preference).await.expect("keeps");
        let code =
            crate::OneTimeCode { case_id: CaseId(number), tag: vec![1; 32], expires_at: at(9), tries: 2 };
        store.one_time_code_put(code).await.expect("keeps");
        beside_the_cases(store, number).await;
    }
    store.append(Append { writes: vec![], changes }).await.expect("writes");
    for series in [Series::Case, Series::Text] {
        store.allocate(series, 5).await.expect("allocates");
    }
}

/// A job, a notice and rules of a number.
async fn beside_the_cases(store: &dyn Store, number: u64) {
    let key = number.to_string();
    let job = NewJob {
        key: key.clone(),
        kind: "sweep".to_owned(),
        argument: String::new(),
        due_at: at(5),
        created_at: at(0),
    };
    assert!(store.job_add(job).await.expect("adds"));
    let notice = NewNotice {
        user_id: UserId(number),
        case_id: CaseId(1),
        kind: "escalation".to_owned(),
        rule: "late".to_owned(),
        run: 1,
        at: at(3),
    };
    let append = Append { writes: vec![], changes: vec![Change::Notice(notice)] };
    store.append(append).await.expect("keeps");
    for kind in [RuleKind::Calendar, RuleKind::Regime] {
        let file = RuleFile {
            kind,
            digest: key.clone(),
            name: "年.toml".to_owned(),
            text: "# 日历".to_owned(),
            arrived_at: at(4),
        };
        assert!(store.rule_file_put(file).await.expect("keeps"));
    }
}
