//! A calendar arrives: every provisional date is settled once, and its people are told once.

use domain::matter::Command;
use office::{CALENDAR_FOLDER, CaseRow, JobEnd, JobStatus, OfficeError, RulesError};

use crate::harness::TestOffice;
use crate::jobs::{do_all, told};

/// A year 2027 of our own making: New Year's Day, then a long rest in late January.
const YEAR_2027: &str = "id = \"cn\"\ntitle = { zh = \"日历\", en = \"Calendar\" }\nweekend = [\"saturday\", \"sunday\"]\n\n\
    [[year]]\nyear = 2027\nday_off = [\n  { days = \"01-01..01-03\", zh = \"元旦\", en = \"New Year's Day\" },\n  \
    { days = \"01-20..01-29\", zh = \"长假\", en = \"A long rest\" },\n]\n";

async fn row(test: &TestOffice, number: &domain::id::Number) -> CaseRow {
    test.office.case_row(&test.user("officer"), number).await.unwrap()
}

/// Cases whose last day lies in 2027: two complaints, one with a handler, and one that ended.
async fn cases(test: &TestOffice) -> [domain::id::Number; 3] {
    // 2026-12-20: the fifteenth day is 4 January.
    test.later(24 * 293);
    let mut numbers = Vec::new();
    for phone in ["13800001234", "13800001235", "13800001236"] {
        numbers.push(test.complaint("handler", "CC", "周敏", phone).await.number);
    }
    let [one, two, ended] = numbers.try_into().unwrap();
    let handler = test.user_id("handler");
    test.acts("approver", &one, vec![Command::Accept, Command::Assign { handler }]).await;
    test.work_off("handler", &ended).await;
    [one, two, ended]
}

#[tokio::test(flavor = "multi_thread")]
async fn provisional_dates_are_settled_and_told_once() {
    let test = TestOffice::start().await;
    let [one, two, ended] = cases(&test).await;
    do_all(&test).await;
    assert!(row(&test, &one).await.due_provisional && row(&test, &two).await.due_provisional);
    let version = row(&test, &one).await.version;
    let admin = test.user("admin");
    assert!(test.office.calendar_arrives(&admin, "cn-2027.toml", YEAR_2027).await.unwrap());
    assert!(
        !test.office.calendar_arrives(&admin, "again.toml", YEAR_2027).await.unwrap(),
        "it waits already"
    );
    let done = do_all(&test).await;
    let JobEnd::Done(counts) = &done[0].1 else { panic!("{done:?}") };
    assert_eq!((done[0].0.as_str(), counts.as_str()), ("calendar", "{\"cases\":2,\"told\":2}"));
    for number in [&one, &two] {
        let row = row(&test, number).await;
        assert!(!row.due_provisional, "{row:?}");
        let view = test.office.case(&test.user("officer"), number).await.unwrap();
        assert!(!view.clocks.governing().unwrap().provisional);
    }
    assert_eq!(row(&test, &one).await.version, version, "nobody's open page is out of date by it");
    assert_eq!(told(&test, "handler").await, [("decide_15".to_owned(), one.to_string())]);
    assert_eq!(
        told(&test, "approver").await,
        [("decide_15".to_owned(), two.to_string())],
        "nobody handles it yet"
    );
    assert!(row(&test, &ended).await.ended);

    // Again by hand, after a restart, and by the daily round: nothing more is told, nothing differs.
    assert!(!test.office.calendar_arrives(&admin, "cn-2027.toml", YEAR_2027).await.unwrap());
    let job = test.office.jobs(&admin, Some(JobStatus::Done), None, 100).await.unwrap();
    let job = job.iter().find(|row| row.job.kind == "calendar").unwrap().job_id;
    test.office.run_job_again(&admin, job).await.unwrap();
    let test = test.restart().await;
    test.later(24);
    let done = do_all(&test).await;
    assert!(done.iter().all(|(_, end)| matches!(end, JobEnd::Done(_))), "{done:?}");
    assert_eq!((told(&test, "handler").await.len(), told(&test, "approver").await.len()), (1, 1));
    let check = test.office.check_views(|_| {}).await.unwrap();
    assert_eq!(check.different, 0, "{:?}", check.first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_that_was_interrupted_tells_nobody_twice() {
    let test = TestOffice::start().await;
    let [one, ..] = cases(&test).await;
    do_all(&test).await;
    test.office.calendar_arrives(&test.user("admin"), "cn-2027.toml", YEAR_2027).await.unwrap();
    // Killed after the notices were kept and before any row was written.
    let notices: Vec<_> = ["handler", "approver"]
        .into_iter()
        .zip([&one, &cases_second(&one)])
        .map(|(login, number)| store::NewNotice {
            user_id: test.user_id(login),
            case_id: number.case_id(),
            kind: "date_settled".to_owned(),
            rule: "cn-n3/decide_15".to_owned(),
            run: 1,
            at: test.office.surroundings().now(),
        })
        .collect();
    let changes = notices.into_iter().map(store::Change::Notice).collect();
    test.office.store().append(store::Append { writes: vec![], changes }).await.unwrap();
    let done = do_all(&test).await;
    let JobEnd::Done(counts) = &done[0].1 else { panic!("{done:?}") };
    assert_eq!(counts, "{\"cases\":2,\"told\":0}");
    assert_eq!((told(&test, "handler").await.len(), told(&test, "approver").await.len()), (1, 1));
}

/// The case received after this one.
fn cases_second(first: &domain::id::Number) -> domain::id::Number {
    domain::id::Number::new("TS", 2026, domain::id::CaseId(first.case_id().0 + 1))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_is_named_with_its_place_and_changes_nothing() {
    let test = TestOffice::start().await;
    let admin = test.user("admin");
    for (from, to, said) in [
        ("year = 2027", "year = \"soon\"", "`bad.toml` line 6, field `year[0].year`"),
        (
            "01-20..01-29",
            "01-29..01-20",
            "line 9, field `year[0].day_off[1].days`: `01-29..01-20` is no run of days",
        ),
        ("[\"saturday\", \"sunday\"]", "[\"friday\"]", "line 3, field `weekend`: expected the days"),
    ] {
        let wrong = YEAR_2027.replacen(from, to, 1);
        match test.office.calendar_arrives(&admin, "bad.toml", &wrong).await {
            Err(RulesError::File(error)) => assert!(error.to_string().contains(said), "{error}"),
            other => panic!("{other:?}"),
        }
    }
    let denied = test.office.calendar_arrives(&test.user("officer"), "cn-2027.toml", YEAR_2027).await;
    assert!(matches!(denied, Err(RulesError::Office(OfficeError::Denied { .. }))));
    assert!(test.office.jobs(&admin, None, None, 10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_the_folder_is_taken_in_or_fails_for_all_to_see() {
    let test = TestOffice::start().await;
    let folder = test.folder.path().join(CALENDAR_FOLDER);
    test.office.look_for_calendars().await.unwrap();
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("cn-2027.toml"), YEAR_2027).unwrap();
    std::fs::write(folder.join("bad.toml"), "id = \"cn\"\nweekend = 3\n").unwrap();
    std::fs::write(folder.join("gbk.toml"), b"id = \"cn\"\n# \xc8\xd5\xc0\xfa\n").unwrap();
    for _ in 0..2 {
        test.office.look_for_calendars().await.unwrap();
    }
    let test = test.restart().await;
    test.office.look_for_calendars().await.unwrap();
    do_all(&test).await;
    let cn = |test: &TestOffice| {
        let covers = test.office.book().calendars.get("cn").unwrap().years().collect::<Vec<_>>();
        covers.contains(&2027) && covers.contains(&2026)
    };
    assert!(cn(&test));
    let admin = test.user("admin");
    let failed = test.office.jobs(&admin, Some(JobStatus::Failed), None, 10).await.unwrap();
    let mut reasons: Vec<String> = failed.into_iter().map(|row| row.message.unwrap()).collect();
    reasons.sort();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(
        reasons[0].contains("bad.toml` line 1, field `.`") || reasons[0].contains("bad.toml` line 2"),
        "{reasons:?}"
    );
    assert!(reasons[1].contains("gbk.toml` line 2: expected UTF-8 text"), "{reasons:?}");
    let test = test.restart().await;
    assert!(cn(&test), "it is there after a restart");
}
