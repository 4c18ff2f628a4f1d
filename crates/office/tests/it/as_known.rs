//! The record as it was known: what was recorded later changes nothing of it.

use domain::matter::{CodingForm, Command, Correction};
use jiff::civil::date;
use office::exchange::{Columns, ExportRequest, Format, Language, Target};
use office::{AsOf, CaseFilter, CaseOrder, CaseQuery, OfficeError, Scope};

use crate::harness::{TestOffice, codes};

fn query(filter: CaseFilter, limit: u32) -> CaseQuery {
    let scope = Scope::All;
    CaseQuery { scope, filter, order: CaseOrder::Newest, cursor: None, backward: false, limit }
}

/// What the March report rests on, asked as known: figures, list, count by reason, one case, the export.
async fn report(test: &TestOffice, as_of: AsOf) -> (u64, String) {
    let officer = test.user("officer");
    let known = test.office.as_known(as_of).await.unwrap();
    let (from, until) = (date(2026, 3, 1), date(2026, 3, 31));
    let overview = test.office.overview(&officer, None, from, until, Some(&known)).await.unwrap();
    let march = CaseFilter {
        received_from: Some(test.office.start_of(from).unwrap()),
        received_before: Some(test.office.start_of(date(2026, 4, 1)).unwrap()),
        ..CaseFilter::default()
    };
    // One row a page: pages together are the list.
    let (mut rows, mut asked) = (Vec::new(), query(march.clone(), 1));
    loop {
        let page = test.office.cases_as_known(&officer, &asked, &known).await.unwrap();
        rows.extend(page.rows);
        asked.cursor = page.next;
        if asked.cursor.is_none() {
            break;
        }
    }
    let by_reason = CaseFilter { code: Some("prov:C05".to_owned()), ..march.clone() };
    let count = test.office.count_as_known(&officer, &by_reason, &known, 100).await.unwrap().count;
    let path = test.folder.path().join("march.csv");
    let request = ExportRequest {
        filter: march,
        from: None,
        to: None,
        as_of: Some(as_of),
        columns: Columns::Standard,
        format: Format::of(&path).unwrap(),
        target: Target::File(path.clone()),
        unmask: None,
        language: Language::Chinese,
        translate: None,
    };
    let exported = test.office.export_cases(&officer, request, |_| {}).await.unwrap();
    assert_eq!(exported.log_size, Some(known.log_size));
    let file = std::fs::read_to_string(&path).unwrap();
    let first = rows.last().unwrap().number.parse().unwrap();
    let view = test.office.case_as_known(&officer, &first, &known).await.unwrap();
    assert!(view.steps.is_empty(), "nothing can be done in the past");
    let case = (view.row, view.timeline.len());
    (known.log_size, format!("{overview:?}\n{rows:?}\n{count}\n{case:?}\n{file}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_march_report_as_known_in_april_is_the_same_in_june_after_recoding() {
    let test = TestOffice::start().await;
    let answered = test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.later(24);
    let open = test.complaint("handler", "CC", "陈强", "13900005678").await;
    test.later(24);
    test.work_off("handler", &answered.number).await;
    test.acts("handler", &open.number, vec![Command::Accept]).await;
    test.acts("handler", &open.number, vec![Command::Code { codes: codes(), form: CodingForm::Full }]).await;
    test.later(24 * 35);
    let april = AsOf::Moment(test.office.surroundings().now());
    // Asking leaves a trace of its own: that somebody exported.
    test.later(1);
    let (log_size, then) = report(&test, april).await;

    test.later(24 * 60);
    let mut recoded = codes();
    recoded[2] = "jrt0169-reason@2018:prov:C01".parse().unwrap();
    for number in [&answered.number, &open.number] {
        let commands = vec![Command::Code { codes: recoded.clone(), form: CodingForm::Full }];
        test.acts("handler", number, commands).await;
    }
    let moved = Correction::ReceivedAt { source: 0, at: "2026-02-20T10:00:00+08:00".parse().unwrap() };
    let commands = vec![Command::CorrectFact { correction: moved, reason: "复核登记".to_owned() }];
    test.acts("handler", &open.number, commands).await;
    test.complaint("handler", "CC", "吴江", "13700001111").await;

    assert_eq!(report(&test, april).await, (log_size, then.clone()));
    assert_eq!(report(&test, AsOf::LogSize(log_size)).await.0, log_size);
    let officer = test.user("officer");
    let (from, until) = (date(2026, 3, 1), date(2026, 3, 31));
    let now = test.office.overview(&officer, None, from, until, None).await.unwrap();
    assert_eq!(now.figures.received, 1, "one of the two was received in February after all");
    let coded = CaseFilter { code: Some("prov:C05".to_owned()), ..CaseFilter::default() };
    assert_eq!(test.office.count(&officer, &coded, 100).await.unwrap().count, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_size_of_the_log_and_not_a_time_says_what_was_known() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let officer = test.user("officer");
    let moment = AsOf::Moment(test.office.surroundings().now());
    let known = test.office.as_known(moment).await.unwrap();
    assert_eq!(known.log_size, test.office.store().head().await.unwrap().size);
    // Recorded at a time that clocks allow to lie before, but later in the log.
    test.later(1);
    test.acts("handler", &receipt.number, vec![Command::Accept]).await;
    let again = test.office.as_known(moment).await.unwrap();
    assert_eq!(again.log_size, known.log_size);
    let asked = query(CaseFilter::default(), 10);
    let rows = test.office.cases_as_known(&officer, &asked, &again).await.unwrap().rows;
    assert_eq!((rows.len(), rows[0].version), (1, 1));
    let nothing = test.office.as_known(AsOf::LogSize(0)).await.unwrap();
    assert!(test.office.cases_as_known(&officer, &asked, &nothing).await.unwrap().rows.is_empty());
    let missing = test.office.case_as_known(&officer, &receipt.number, &nothing).await;
    assert!(matches!(missing, Err(OfficeError::NotFound { .. })));
    // Who may not see the case today does not see it as known either.
    let stranger = test.user("branch");
    assert!(test.office.cases_as_known(&stranger, &asked, &again).await.unwrap().rows.is_empty());
    assert_eq!(test.office.count_as_known(&stranger, &asked.filter, &again, 10).await.unwrap().count, 0);
    for wrong in [AsOf::LogSize(10_000), AsOf::Moment("2030-01-01T00:00:00Z".parse().unwrap())] {
        assert!(matches!(test.office.as_known(wrong).await, Err(OfficeError::Invalid(_))));
    }
    assert!(matches!(test.office.as_of("yesterday"), Err(OfficeError::Invalid(_))));
}
