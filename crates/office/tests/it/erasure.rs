//! Erasing persons: what keeps them, what nobody does with their data meanwhile, and what is left afterwards.

use std::path::Path;
use std::sync::Arc;

use domain::id::{CaseId, Number};
use domain::matter::{Command, Refusal};
use domain::person::{ErasureBar, ErasureReason, HoldLiftReason, HoldReason, PersonName};
use jiff::civil::date;
use office::{
    AttachmentInput, CaseFilter, Erasing, JobEnd, OfficeError, Scope, StaffInput, UnmaskReason,
    erasures_file, erasures_read,
};
use store::{CaseOrder, CaseQuery};

use crate::harness::{TestOffice, submission};
use crate::jobs::do_all;

const ASKED: ErasureReason = ErasureReason::PersonAsked;
const WHY: UnmaskReason = UnmaskReason::Inspection;
const DAY: i64 = 24;

fn of(number: &Number) -> PersonName {
    PersonName::ComplainantOf(number.clone())
}

async fn erase(test: &TestOffice, number: &Number) -> Result<Erasing, OfficeError> {
    test.office.erase_person(&test.user("officer"), &of(number), ASKED).await
}

fn refusal(error: OfficeError) -> Refusal {
    match error {
        OfficeError::Refused { refusal, .. } => *refusal,
        other => panic!("{other:?}"),
    }
}

/// A closed complaint with an attachment.
async fn closed(test: &TestOffice, name: &str, phone: &str) -> Number {
    let number = test.complaint("handler", "CC", name, phone).await.number;
    let file =
        AttachmentInput { name: format!("{name}的合同.pdf"), content: b"%PDF-1.7 planted".to_vec() };
    test.office.attach(&test.user("handler"), &number, None, file).await.unwrap();
    test.work_off("handler", &number).await;
    number
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_kept_while_a_case_is_open_inside_retention_and_under_hold() {
    let test = TestOffice::start().await;
    let officer = test.user("officer");
    let number = test.complaint("handler", "CC", "周敏", "13800001234").await.number;
    let denied = test.office.erase_person(&test.user("handler"), &of(&number), ASKED).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })), "{denied:?}");

    let Erasing::Barred(standing) = erase(&test, &number).await.unwrap() else { panic!("it is open") };
    assert!(matches!(&standing.bars[..], [ErasureBar::OpenCase { .. }]), "{:?}", standing.bars);
    assert_eq!(standing.erasable_from, None);
    assert!(standing.state.restricted.is_some());

    // Who must answer the open case still sees what that takes.
    test.office.unmask(&test.user("handler"), &number, WHY).await.unwrap();
    test.work_off("handler", &number).await;
    let Erasing::Barred(standing) = erase(&test, &number).await.unwrap() else { panic!("it is kept") };
    let [ErasureBar::Retention { until, years: 3, regime, .. }] = &standing.bars[..] else {
        panic!("{:?}", standing.bars)
    };
    assert_eq!((*until, regime.as_str()), (date(2029, 3, 2), "cn-p5"));
    assert_eq!(standing.erasable_from, Some(date(2029, 3, 2)));

    let held = test.office.set_hold(&officer, &of(&number), HoldReason::Litigation).await.unwrap();
    assert_eq!((held.bars.len(), held.erasable_from), (2, None));
    test.later(3 * 366 * DAY);
    assert!(matches!(erase(&test, &number).await.unwrap(), Erasing::Barred(_)), "the hold stands");
    assert_eq!(test.office.erase_due(&officer).await.unwrap(), []);
    let unknown = test.office.lift_hold(&officer, &of(&number), 9, HoldLiftReason::Over).await;
    assert!(matches!(unknown, Err(OfficeError::NotFound { what: "hold" })));
    let free = test.office.lift_hold(&officer, &of(&number), 1, HoldLiftReason::Over).await.unwrap();
    assert!(free.bars.is_empty());
    assert_eq!(test.office.erase_due(&officer).await.unwrap(), [free.person_id]);
    assert_eq!(test.office.erase_due(&officer).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_of_who_waits_to_be_erased_is_stored_and_not_used() {
    let test = TestOffice::start().await;
    let handler = test.user("handler");
    let number = closed(&test, "周敏", "13800001234").await;
    let person = test.office.case(&handler, &number).await.unwrap().case.complainant();
    erase(&test, &number).await.unwrap();

    let view = test.office.case(&handler, &number).await.unwrap();
    assert!(!view.may_unmask);
    assert_eq!(
        refusal(test.office.unmask(&handler, &number, WHY).await.unwrap_err()),
        Refusal::PersonRestricted
    );
    let blob = view.case.attachments[0];
    let file = test.office.attachment(&handler, &number, blob, WHY).await;
    assert_eq!(refusal(file.unwrap_err()), Refusal::PersonRestricted);
    let now = test.office.surroundings().now();
    let call = Command::CallBack { at: now, reached: true, satisfaction: None, note: None };
    let called = test.office.act(&handler, &number, None, vec![call]).await;
    assert_eq!(refusal(called.unwrap_err()), Refusal::PersonRestricted);

    // Not recognised at the next intake, not shown under the telephone, not merged.
    let again = test.complaint("handler", "CC", "周敏", "13800001234").await;
    assert!(again.others_running.is_empty());
    let view = test.office.case(&handler, &again.number).await.unwrap();
    assert_ne!(view.case.complainant(), person);
    let earlier = test.office.earlier_matters(&handler, "13800001234").await.unwrap();
    assert_eq!(earlier.iter().map(|row| row.number.as_str()).collect::<Vec<_>>(), [again.number.as_str()]);
    assert!(test.office.merge(&handler, &number, &again.number).await.is_err());

    let free = test.office.lift_restriction(&test.user("officer"), &of(&number)).await.unwrap();
    assert!(free.state.restricted.is_none());
    test.office.unmask(&handler, &number, WHY).await.unwrap();
    let third = test.complaint("handler", "CC", "周敏", "13800001234").await;
    assert_eq!(test.office.case(&handler, &third.number).await.unwrap().case.complainant(), person);
}

/// Everything a report or a list is made of, but for the subjects of one person.
async fn figures(test: &TestOffice, erased: &[CaseId]) -> String {
    let store = test.office.store();
    let query = CaseQuery {
        scope: Scope::All,
        filter: CaseFilter::default(),
        order: CaseOrder::Deadline,
        cursor: None,
        backward: false,
        limit: 1_000,
    };
    let mut rows = store.case_list(&query).await.unwrap().rows;
    for row in rows.iter_mut().filter(|row| erased.contains(&row.case_id)) {
        row.subject.clear();
    }
    let overview = test
        .office
        .overview(&test.user("officer"), None, date(2026, 1, 1), date(2026, 12, 31), None)
        .await
        .unwrap();
    let mut events = Vec::new();
    for row in &rows {
        events.extend(store.stream_events(domain::id::Stream::Case(row.case_id)).await.unwrap());
    }
    format!("{rows:#?}\n{overview:#?}\n{events:#?}")
}

/// Every byte in the files below a folder that are not keys.
fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(bytes_below(&path)),
            false => all.extend(std::fs::read(path).unwrap()),
        }
    }
    all
}

fn contains(bytes: &[u8], sought: &[u8]) -> bool {
    bytes.windows(sought.len()).any(|window| window == sought)
}

/// What is planted: a name, a telephone, words, an identity number, a file.
const PLANTED: [&str; 6] =
    ["欧阳植入", "13811112222", "植入的标题", "植入的正文", "11010519491231002X", "planted file"];

#[tokio::test(flavor = "multi_thread")]
async fn erasing_leaves_events_cases_and_figures_and_nothing_of_the_person() {
    let test = TestOffice::start().await;
    let other = closed(&test, "陈强", "13900005678").await;
    let mut planted = submission("CC", "欧阳植入", "13811112222");
    planted.person.id_number = Some("11010519491231002X".to_owned());
    planted.subject = "植入的标题：分期手续费".to_owned();
    planted.narrative = Some("植入的正文，手机13811112222".to_owned());
    let handler = test.user("handler");
    let receipt = test.office.submit(&handler, planted).await.unwrap();
    let number = receipt.number.clone();
    let file = AttachmentInput { name: "植入.pdf".to_owned(), content: b"%PDF-1.7 planted file".to_vec() };
    test.office.attach(&handler, &number, None, file).await.unwrap();
    test.work_off("handler", &number).await;
    // The search index holds the masked words until then.
    test.office.seal().await.unwrap();
    while !test.office.search_follow().await.unwrap().caught_up {}
    let view = test.office.case(&handler, &number).await.unwrap();
    let person = view.case.complainant().unwrap();
    let store = Arc::clone(test.office.store());
    let wrapped = store.person_key(person).await.unwrap().unwrap().wrapped;
    let tags = store.tags_of(&[person]).await.unwrap();
    let sealed = store.sealed_items_of(person).await.unwrap();
    assert!(tags.len() >= 3 && sealed.len() >= 10);
    let case_id = view.case.case_id;
    let attachments = || walk(&test.folder.path().join("attachments"));
    assert_eq!(attachments(), 2);

    let before = bytes_below(test.folder.path());
    let masked = contains(&before, "植入的标题".as_bytes());
    assert!(masked && contains(&before, &wrapped) && contains(&before, &sealed[0].sealed), "they are there");

    test.later(3 * 366 * DAY);
    let before = figures(&test, &[case_id]).await;
    let Erasing::Erased(standing) = erase(&test, &number).await.unwrap() else {
        panic!("nothing keeps them")
    };
    assert!(standing.state.erased_at().is_some());
    assert_eq!(figures(&test, &[case_id]).await, before);
    assert_eq!(attachments(), 1, "the other person's file stays");

    // Proof and read models hold.
    test.office.seal().await.unwrap();
    let verified = test.office.verify_ledger(&test.user("auditor")).await.unwrap();
    assert!(verified.ok, "{verified:?}");
    let texts = test.office.verify_texts(verified).await.unwrap();
    assert!(texts.ok && texts.texts.unwrap() > 3, "{texts:?}");
    let check = test.office.check_views(|_| {}).await.unwrap();
    assert_eq!((check.different, check.first), (0, None));
    test.office.rebuild(|_| {}).await.unwrap();
    assert_eq!(figures(&test, &[case_id]).await, before);

    // What is shown and done afterwards.
    let view = test.office.case(&test.user("handler"), &number).await.unwrap();
    assert!(view.persons[0].data.is_empty() && view.texts.is_empty() && !view.may_unmask);
    assert_eq!(refusal(test.office.unmask(&handler, &number, WHY).await.unwrap_err()), Refusal::PersonErased);
    let reopened =
        test.office.act(&handler, &number, None, vec![Command::Reopen { reason: "新".to_owned() }]).await;
    assert_eq!(refusal(reopened.unwrap_err()), Refusal::PersonErased);
    assert!(test.office.check_query_code(number.as_str(), &receipt.query_code, "net").await.is_err());
    test.office.case(&test.user("handler"), &other).await.unwrap();
    assert!(
        matches!(erase(&test, &number).await.unwrap(), Erasing::Erased(_)),
        "asked again, nothing happens"
    );

    // The bytes are gone from every file, while the record is open.
    store.deleted_purge().await.unwrap();
    let bytes = bytes_below(test.folder.path());
    for words in PLANTED {
        assert!(!contains(&bytes, words.as_bytes()), "`{words}` is left");
    }
    assert!(!contains(&bytes, &wrapped), "the key is left");
    assert!(tags.iter().all(|row| !contains(&bytes, &row.tag)));
    assert!(sealed.iter().all(|item| !contains(&bytes, &item.sealed)));
    let register = erasures_read(&erasures_file(test.folder.path())).unwrap();
    assert_eq!(register.iter().map(|one| one.person).collect::<Vec<_>>(), [person]);

    // Who comes again is somebody new.
    let again = test.complaint("handler", "CC", "欧阳植入", "13811112222").await;
    let view = test.office.case(&test.user("handler"), &again.number).await.unwrap();
    assert_ne!(view.case.complainant(), Some(person));
}

fn walk(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_database_brings_nobody_back() {
    let test = TestOffice::start().await;
    let number = closed(&test, "周敏", "13800001234").await;
    test.later(3 * 366 * DAY);
    let database = test.folder.path().join("huiyin.db");
    let test = test.restart().await;
    let copy = copied(&database);
    // A person whom the copy does not know yet, and who is erased too.
    let later = closed(&test, "陈强", "13900005678").await;
    let unknown = test.office.case(&test.user("handler"), &later).await.unwrap().case.complainant().unwrap();
    let person = test.office.case(&test.user("handler"), &number).await.unwrap().case.complainant().unwrap();
    erase(&test, &number).await.unwrap();
    test.later(3 * 366 * DAY);
    erase(&test, &later).await.unwrap();
    assert_eq!(test.office.keep_erasures().await.unwrap(), 0, "register and record agree");

    let replace = || {
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(beside(&database, ending));
        }
        std::fs::write(&database, &copy).unwrap();
    };
    let test = test.restart_with(replace).await;
    let store = Arc::clone(test.office.store());
    assert!(store.person_key(person).await.unwrap().is_some(), "the copy holds the key");
    assert_eq!(test.office.keep_erasures().await.unwrap(), 2);
    assert_eq!(store.person_key(person).await.unwrap(), None);
    assert!(store.sealed_items_of(person).await.unwrap().is_empty());
    let next = test.complaint("handler", "CC", "孙莉", "13700001111").await.number;
    let next = test.office.case(&test.user("handler"), &next).await.unwrap().case.complainant().unwrap();
    assert!(unknown < next, "an erased person's identifier is nobody else's");
    assert_eq!(test.office.keep_erasures().await.unwrap(), 0);
}

fn beside(database: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn copied(database: &Path) -> Vec<u8> {
    let target = tempfile::tempdir().unwrap();
    let (copy, keys) = (target.path().join("copy.db"), target.path().join("keys.db"));
    store_sqlite::copy_database(database.parent().unwrap(), &copy, &keys).unwrap();
    assert_eq!(store_sqlite::person_keys_put(&copy, &keys).unwrap(), 0);
    std::fs::read(copy).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_was_killed_half_way_is_completed_at_the_next_opening() {
    let test = TestOffice::start().await;
    let number = closed(&test, "周敏", "13800001234").await;
    test.later(3 * 366 * DAY);
    erase(&test, &number).await.unwrap();
    // As if killed after the transaction: the register says nothing, the file is still there.
    let register = erasures_file(test.folder.path());
    std::fs::remove_file(&register).unwrap();
    let test = test.restart().await;
    assert_eq!(test.office.keep_erasures().await.unwrap(), 0);
    assert_eq!(erasures_read(&register).unwrap().len(), 1);
}

/// What an index or a reader keeps from being done at once is done later, and keeps nobody from being erased, nor the
/// installation from being opened.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_fails_and_a_reader_at_an_older_state_undo_no_erasure() {
    let test = TestOffice::start().await;
    let mut letter = submission("CC", "周敏", "13800001234");
    letter.narrative = Some("zyxwvutsplanted 计划".to_owned());
    let number = test.office.submit(&test.user("handler"), letter).await.unwrap().number;
    test.work_off("handler", &number).await;
    test.office.seal().await.unwrap();
    while !test.office.search_follow().await.unwrap().caught_up {}
    let index = test.folder.path().join("search");
    assert!(contains(&bytes_below(&index), b"zyxwvutsplanted"));
    test.later(3 * 366 * DAY);
    // Nobody can lock the folder of the index.
    let lock = test.folder.path().join("search.lock");
    let instead = || {
        std::fs::remove_file(&lock).unwrap();
        std::fs::create_dir(&lock).unwrap();
    };
    let test = test.restart_with(instead).await;
    assert!(test.office.search_forget(&[]).await.is_err(), "the index cannot be used");
    let reader = rusqlite::Connection::open(test.folder.path().join("huiyin.db")).unwrap();
    reader.execute_batch("begin; select count(*) from events").unwrap();
    reader.query_row("select count(*) from events", [], |row| row.get::<_, i64>(0)).unwrap();

    let Erasing::Erased(_) = erase(&test, &number).await.unwrap() else { panic!("nothing keeps them") };
    let register = erasures_file(test.folder.path());
    assert_eq!(erasures_read(&register).unwrap().len(), 1);
    let owed = async |test: &TestOffice| test.office.store().setting("purge_owed").await.unwrap().is_some();
    assert!(owed(&test).await, "the reader still sees what was deleted");
    // As if killed before the register was written: the next opening completes it, index or not.
    std::fs::remove_file(&register).unwrap();
    let test = test.restart().await;
    assert_eq!(test.office.keep_erasures().await.unwrap(), 0);
    assert_eq!(erasures_read(&register).unwrap().len(), 1);
    assert!(owed(&test).await);

    drop(reader);
    std::fs::remove_dir(&lock).unwrap();
    do_all(&test).await;
    assert!(!owed(&test).await, "what the program does by itself has purged");
    test.office.seal().await.unwrap();
    while !test.office.search_follow().await.unwrap().caught_up {}
    assert!(!contains(&bytes_below(&index), b"zyxwvutsplanted"), "it has followed the log");
}

/// Who asked while something kept them is erased by the program itself on the day nothing does any more.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_falls_due_is_carried_out_by_itself() {
    let test = TestOffice::start().await;
    let number = closed(&test, "周敏", "13800001234").await;
    let other = closed(&test, "陈强", "13900005678").await;
    let Erasing::Barred(standing) = erase(&test, &number).await.unwrap() else { panic!("it is kept") };
    let days_left = (standing.erasable_from.unwrap() - test.office.today()).get_days();
    let erase_due = |done: Vec<(String, JobEnd)>| {
        let mut ends = done.into_iter().filter(|(kind, _)| kind == "erase_due").map(|(_, end)| end);
        let end = ends.next().expect("it comes round every day");
        assert_eq!(ends.next(), None);
        end
    };
    test.later((i64::from(days_left) - 1) * DAY);
    assert_eq!(erase_due(do_all(&test).await), JobEnd::Done(r#"{"persons":0}"#.to_owned()));
    test.later(DAY);
    assert_eq!(erase_due(do_all(&test).await), JobEnd::Done(r#"{"persons":1}"#.to_owned()));
    let standing = test.office.person_standing(&test.user("officer"), &of(&number)).await.unwrap();
    assert!(standing.state.erased_at().is_some());
    let kept = test.office.person_standing(&test.user("officer"), &of(&other)).await.unwrap();
    assert!(kept.state.erased_at().is_none(), "nobody asked for it");
    assert_eq!(erasures_read(&erasures_file(test.folder.path())).unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn disabling_a_member_of_staff_leaves_events_cases_and_figures() {
    let test = TestOffice::start().await;
    closed(&test, "周敏", "13800001234").await;
    test.complaint("handler", "CC", "陈强", "13900005678").await;
    let before = figures(&test, &[]).await;
    let input = StaffInput {
        login: "handler".to_owned(),
        display_name: "handler".to_owned(),
        institution: "CC".to_owned(),
        roles: vec!["handler".to_owned()],
        password: None,
        active: false,
    };
    test.office.set_staff(&test.user("admin"), input).await.unwrap();
    assert_eq!(figures(&test, &[]).await, before);
    let check = test.office.check_views(|_| {}).await.unwrap();
    assert_eq!((check.different, check.first), (0, None));
}
