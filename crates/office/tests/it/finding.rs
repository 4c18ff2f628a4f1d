//! Full text: what the follower makes findable, for whom, and what is left after erasure.

use domain::matter::{Command, Kind};
use office::{CaseFilter, CaseOrder, CaseQuery, Finding, FoundCases, Scope};
use store::{Append, Change, MaskedText};

use crate::harness::{TestOffice, submission};

async fn finds(test: &TestOffice, login: &str, text: &str) -> FoundCases {
    let finding = Finding { text: text.to_owned(), limit: 20, ..Finding::default() };
    test.office.find(&test.user(login), finding, &|_, _| None).await.unwrap()
}

fn numbers(found: &FoundCases) -> Vec<String> {
    let mut numbers: Vec<String> = found.cases.iter().map(|case| case.row.number.clone()).collect();
    numbers.sort_unstable();
    numbers
}

/// Everything that was recorded is sealed and followed.
async fn follow(test: &TestOffice) {
    test.office.seal().await.unwrap();
    while !test.office.search_follow().await.unwrap().caught_up {}
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_found_by_their_masked_words_and_never_by_what_is_masked() {
    let test = TestOffice::start().await;
    let number = test.complaint("handler", "CC", "周敏", "13800001234").await.number.to_string();
    follow(&test).await;
    for text in [
        "手续费",
        "期手续",
        "手續費 退還",
        "386.40",
        "kind:complaint handler:none",
        "institution:CC 提前告知",
    ] {
        assert_eq!(numbers(&finds(&test, "handler", text).await), std::slice::from_ref(&number), "{text}");
    }
    for text in ["周敏", "13800001234", "6222021234567890128", "no such words"] {
        assert!(finds(&test, "handler", text).await.cases.is_empty(), "{text}");
    }
    test.acts(
        "handler",
        &number.parse().unwrap(),
        vec![Command::Note { text: "已联系客户，停息挂账".to_owned(), investigation: false }],
    )
    .await;
    follow(&test).await;
    let found = finds(&test, "handler", "停息掛賬").await;
    assert_eq!(numbers(&found), [number]);
    assert!(found.cases[0].extract.iter().any(|piece| piece.found && piece.text == "停息挂账"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_narrowed_to_words_is_answered_by_the_full_text() {
    let test = TestOffice::start().await;
    let complaint = async |login: &'static str, institution, subject: &str| {
        let mut submission = submission(institution, "周敏", "13800001234");
        submission.subject = subject.to_owned();
        test.office.submit(&test.user(login), submission).await.unwrap().number
    };
    let stolen = complaint("handler", "CC", "信用卡被盗刷三次").await;
    let elsewhere = complaint("branch", "B1", "储蓄卡被盗刷").await;
    complaint("handler", "CC", "年费").await;
    let listed = async |login: &str, filter: CaseFilter| {
        let (limit, scope) = (1, Scope::All);
        let mut query =
            CaseQuery { filter, limit, scope, order: CaseOrder::Newest, cursor: None, backward: false };
        let mut found = Vec::new();
        loop {
            let page = test.office.cases(&test.user(login), query.clone()).await.unwrap();
            found.extend(page.rows.into_iter().map(|row| row.number));
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
        }
        let count = test.office.count(&test.user(login), &query.filter, 1_000).await.unwrap().count;
        assert_eq!(count, found.len() as u64);
        found
    };
    let text = |text: &str| CaseFilter { text: Some(text.to_owned()), ..CaseFilter::default() };
    assert!(
        listed("auditor", text("刷三次 盗刷")).await.is_empty(),
        "the record knows subjects as they stand"
    );
    follow(&test).await;
    let (stolen, elsewhere) = (stolen.to_string(), elsewhere.to_string());
    assert_eq!(listed("auditor", text("刷三次 盗刷")).await, std::slice::from_ref(&stolen));
    assert_eq!(listed("auditor", text("盗刷")).await, [elsewhere.clone(), stolen.clone()]);
    assert_eq!(
        listed("handler", text("盗刷")).await,
        std::slice::from_ref(&stolen),
        "what one may not see is not there"
    );
    let whole = CaseFilter {
        ended: Some(false),
        unassigned: true,
        kinds: vec![Kind::Complaint],
        due_to: Some(jiff::civil::date(2026, 12, 31)),
        received_from: Some("2026-03-02T00:00:00+08:00".parse().unwrap()),
        received_before: Some("2026-03-02T23:00:00+08:00".parse().unwrap()),
        ..text("盗刷")
    };
    assert_eq!(listed("auditor", whole.clone()).await, [elsewhere, stolen.clone()]);
    assert!(listed("auditor", CaseFilter { ended: Some(true), ..whole.clone() }).await.is_empty());
    let before = Some("2026-03-02T09:00:00+08:00".parse().unwrap());
    assert!(listed("auditor", CaseFilter { received_before: before, ..whole }).await.is_empty());
    assert_eq!(listed("auditor", text(&stolen)).await, [stolen]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_or_counts_a_case_they_may_not_see() {
    let test = TestOffice::start().await;
    test.complaint("handler", "CC", "周敏", "13800001234").await;
    let own = test.complaint("branch", "B1", "钱多", "13700000000").await.number;
    follow(&test).await;
    for text in ["手续费", "kind:complaint", "institution:CC", "-年费", "status:received", "1"] {
        let found = finds(&test, "branch", text).await;
        assert!(found.cases.iter().all(|case| case.row.number == own.to_string()), "{text}");
        assert!(found.total <= 1 && found.facets.institutions.len() <= 1, "{text}");
        assert!(found.facets.kinds.iter().all(|(kind, count)| (*kind, *count) == (Kind::Complaint, 1)));
    }
    assert_eq!(finds(&test, "desk", "手续费").await.total, 1, "an association sees whom it supervises");
    assert_eq!(finds(&test, "auditor", "手续费").await.total, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_follower_goes_on_after_a_restart_and_a_rebuild_is_equal() {
    let test = TestOffice::start().await;
    test.complaint("handler", "CC", "周敏", "13800001234").await;
    follow(&test).await;
    let test = test.restart().await;
    test.complaint("handler", "CC", "钱多", "13700000000").await;
    test.office.seal().await.unwrap();
    let behind = test.office.search_status().await.unwrap();
    assert!(behind.behind > 0 && behind.documents == 1 && !behind.filling, "{behind:?}");
    let turn = test.office.search_follow().await.unwrap();
    assert_eq!((turn.cases, turn.caught_up), (1, true), "only what came since is read");
    let followed = finds(&test, "handler", "手续费").await;
    assert_eq!(followed.cases.len(), 2);

    let mut told = 0;
    let status =
        test.office.search_rebuild(|done| told = done).await.unwrap().expect("nobody else writes it");
    assert_eq!((told, status.documents, status.behind), (2, 2, 0));
    let rebuilt = finds(&test, "handler", "手续费").await;
    assert_eq!(numbers(&rebuilt), numbers(&followed));
    assert_eq!((rebuilt.total, &rebuilt.facets), (followed.total, &followed.facets));

    // Damage is noticed, and mended from the record.
    let folder = test.folder.path().join("search");
    let test = test.restart().await;
    std::fs::write(folder.join("meta.json"), "damage").unwrap();
    follow(&test).await;
    assert_eq!(finds(&test, "handler", "手续费").await.total, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_leaves_no_byte_in_the_folder() {
    let test = TestOffice::start().await;
    let mut letter = submission("CC", "周敏", "13800001234");
    letter.narrative = Some("zyxwvutsplanted 计划".to_owned());
    let receipt = test.office.submit(&test.user("handler"), letter).await.unwrap();
    follow(&test).await;
    let folder = test.folder.path().join("search");
    let holds = || {
        let files = std::fs::read_dir(&folder).unwrap().flatten().filter(|file| file.path().is_file());
        let mut contents = files.map(|file| std::fs::read(file.path()).unwrap());
        contents.any(|bytes| bytes.windows(15).any(|window| window == b"zyxwvutsplanted"))
    };
    assert!(holds(), "the scan finds nothing at all");
    test.office.search_forget(&[receipt.case_id]).await.unwrap();
    assert!(holds(), "what is still kept masked stays findable");
    let view = test.office.case(&test.user("handler"), &receipt.number).await.unwrap();
    let planted = view.texts.iter().filter(|(_, text)| text.contains("zyxwvutsplanted"));
    let erased =
        planted.map(|(text_id, _)| Change::Masked(MaskedText { text_id: *text_id, masked: String::new() }));
    let append = Append { writes: vec![], changes: erased.collect() };
    test.office.store().append(append).await.unwrap();
    test.office.search_forget(&[receipt.case_id]).await.unwrap();
    assert!(!holds());
    assert_eq!(finds(&test, "handler", "zyxwvutsplanted").await.total, 0);
    assert_eq!(finds(&test, "handler", "手续费").await.total, 1, "the case itself stays findable");
}
