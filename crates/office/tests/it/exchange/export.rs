use std::io::Write;
use std::sync::{Arc, Mutex};

use domain::id::Stream;
use domain::matter::{Command, Kind};
use expect_test::expect;
use office::exchange::{Columns, ExportError, Format, Target};
use office::{Caller, CaseFilter, OfficeError, UnmaskReason};

use super::{export, export_request, table};
use crate::harness::{TestOffice, submission};

#[tokio::test(flavor = "multi_thread")]
async fn formulas_are_harmless_and_numbers_stay_numbers() {
    let test = TestOffice::start().await;
    let mut evil = submission("CC", "周敏", "13800001234");
    evil.subject = "=HYPERLINK(\"http://example.com\",\"点击\")".to_owned();
    test.office.submit(&test.user("handler"), evil).await.unwrap();
    let officer = test.user("officer");
    let csv = test.folder.path().join("list.csv");
    let report = export(&test, &officer, export_request(&csv, Columns::Standard)).await;
    assert_eq!(report.rows, 1);
    let found = table(&csv);
    let cell = |name: &str| found[1][found[0].iter().position(|column| column == name).unwrap()].as_str();
    assert!(cell("subject").starts_with("'=HYPERLINK("), "{}", cell("subject"));
    assert_eq!(
        [cell("kind"), cell("complainants"), cell("received_at"), cell("urgent")],
        ["complaint", "1", "2026-03-02 10:00:00", "no"]
    );

    let jsonl = test.folder.path().join("list.jsonl");
    export(&test, &officer, export_request(&jsonl, Columns::Standard)).await;
    let row: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&jsonl).unwrap()).unwrap();
    assert_eq!(row["complainants"], 1);
    assert_eq!(row["received_at"], "2026-03-02T10:00:00+08:00");
    assert!(row["ended_at"].is_null());

    let xlsx = test.folder.path().join("list.xlsx");
    export(&test, &officer, export_request(&xlsx, Columns::Standard)).await;
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let mut workbook: Xlsx<_> = open_workbook(&xlsx).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let place = |name: &str| found[0].iter().position(|column| column == name).unwrap() as u32;
    assert!(
        matches!(sheet.get_value((1, place("subject"))), Some(Data::String(text)) if text.starts_with("'=HYPERLINK("))
    );
    assert_eq!(sheet.get_value((1, place("complainants"))), Some(&Data::Float(1.0)));
    assert!(matches!(sheet.get_value((1, place("received_at"))), Some(Data::DateTime(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_caller_may_see_goes_out_and_it_is_recorded() {
    let test = TestOffice::start().await;
    test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.complaint("branch", "B1", "陈强", "13900005678").await;
    let path = test.folder.path().join("list.csv");
    for login in ["handler", "desk", "admin"] {
        let denied = test
            .office
            .export_cases(&test.user(login), export_request(&path, Columns::Standard), |_| {})
            .await;
        assert!(matches!(denied, Err(ExportError::Office(OfficeError::Denied { .. }))), "{login}");
    }
    assert!(!path.exists(), "nothing half-written");
    export(&test, &test.user("approver"), export_request(&path, Columns::Standard)).await;
    assert_eq!(table(&path).len(), 2, "the approver of the card centre sees its own");
    let trail = test.office.store().stream_events(Stream::User(test.user_id("approver"))).await.unwrap();
    let last = &trail.last().unwrap().event;
    assert_eq!(
        (last.name.as_str(), last.payload.as_str()),
        ("exported", "{\"rows\":1,\"format\":\"csv standard\"}")
    );
    export(&test, &Caller::system("cli"), export_request(&path, Columns::Standard)).await;
    assert_eq!(test.office.store().stream_events(Stream::Office).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_full_only_with_the_right_and_every_look_is_recorded() {
    let test = TestOffice::start().await;
    let mut story = submission("CC", "周敏", "13800001234");
    story.subject = "请致电13800001234".to_owned();
    test.office.submit(&test.user("handler"), story).await.unwrap();
    let path = test.folder.path().join("list.csv");
    let request = || {
        let mut request = export_request(&path, Columns::Standard);
        request.unmask = Some(UnmaskReason::Inspection);
        request
    };
    let denied = test.office.export_cases(&test.user("auditor"), request(), |_| {}).await;
    assert!(matches!(denied, Err(ExportError::Office(OfficeError::Denied { .. }))));
    export(&test, &test.user("officer"), request()).await;
    assert!(std::fs::read_to_string(&path).unwrap().contains("13800001234"));
    let trail = test.office.store().stream_events(Stream::User(test.user_id("officer"))).await.unwrap();
    let names: Vec<_> = trail.iter().rev().take(2).map(|event| event.event.name.clone()).collect();
    assert_eq!(names, ["exported", "unmasked"]);
    export(&test, &test.user("auditor"), export_request(&path, Columns::Standard)).await;
    assert!(!std::fs::read_to_string(&path).unwrap().contains("13800001234"));
}

#[tokio::test(flavor = "multi_thread")]
async fn as_known_on_a_date_it_gives_the_figures_of_that_day() {
    let test = TestOffice::start().await;
    let first = test.complaint("handler", "CC", "周敏", "13800001234").await;
    let then = test.office.surroundings().now();
    test.later(24);
    test.work_off("handler", &first.number).await;
    test.complaint("handler", "CC", "陈强", "13900005678").await;
    let path = test.folder.path().join("list.csv");
    let officer = test.user("officer");
    let column = |name: &str| {
        let found = table(&path);
        let place = found[0].iter().position(|column| column == name).unwrap();
        found[1..].iter().map(|row| row[place].clone()).collect::<Vec<_>>()
    };
    export(&test, &officer, export_request(&path, Columns::Standard)).await;
    assert_eq!(column("status"), ["closed", "received"]);
    let mut request = export_request(&path, Columns::Standard);
    request.as_of = Some(office::AsOf::Moment(then));
    export(&test, &officer, request).await;
    assert_eq!((column("status"), column("outcome")), (vec!["received".to_owned()], vec![String::new()]));
    let mut request = export_request(&path, Columns::Standard);
    request.as_of = Some(office::AsOf::Moment(then));
    request.filter = CaseFilter { ended: Some(true), ..CaseFilter::default() };
    export(&test, &officer, request).await;
    assert!(column("status").is_empty(), "then it had not ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_filters_words_and_writers() {
    let test = TestOffice::start().await;
    test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.later(48);
    let mut enquiry = submission("CC", "陈强", "13900005678");
    enquiry.kind = Kind::Enquiry;
    let enquiry = test.office.submit(&test.user("handler"), enquiry).await.unwrap();
    test.acts("handler", &enquiry.number, vec![Command::Accept]).await;
    let officer = test.user("officer");

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);
    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let numbers = async |from: &str, to: &str, kinds: Vec<Kind>| {
        let written = Shared::default();
        let mut request = export_request("x.csv".as_ref(), Columns::Standard);
        request.from = Some(from.parse().unwrap());
        request.to = Some(to.parse().unwrap());
        request.filter.kinds = kinds;
        request.target = Target::Writer(Box::new(written.clone()));
        request.format = Format::Csv;
        request.translate = Some(Arc::new(|group, word| match (group, word) {
            ("column", "number") => Some("编号".to_owned()),
            ("kind", "enquiry") => Some("咨询".to_owned()),
            _ => None,
        }));
        export(&test, &officer, request).await;
        let bytes = written.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines()
            .map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join("\n")
    };
    expect!["\u{feff}编号 kind\nTS-2026-0000001 complaint\nZX-2026-0000002 咨询"]
        .assert_eq(&numbers("2026-03-02", "2026-03-04", vec![]).await);
    expect!["\u{feff}编号 kind\nTS-2026-0000001 complaint"]
        .assert_eq(&numbers("2026-03-02", "2026-03-03", vec![]).await);
    expect!["\u{feff}编号 kind\nZX-2026-0000002 咨询"]
        .assert_eq(&numbers("2026-03-01", "2026-03-31", vec![Kind::Enquiry]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_cannot_be_written_is_told_and_left_alone() {
    let test = TestOffice::start().await;
    let nowhere = test.folder.path().join("none/list.csv");
    let error = test
        .office
        .export_cases(&test.user("officer"), export_request(&nowhere, Columns::Standard), |_| {})
        .await;
    let error = error.unwrap_err();
    assert!(error.is_mistake());
    assert!(error.to_string().contains("none/list.csv"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_row_said_and_no_column_keeps_is_told_by_the_case() {
    let test = TestOffice::start().await;
    let rows = "留言编号,留言主题,留言时间,留言详情,答复意见,答复时间,一级标签\nM-2,公积金,2019-01-03 10:00:00,如何提取,可以提取,2019-01-05 09:30:00,住房\n";
    super::import(&test, &super::file(&test, "in.csv", rows), "messages").await.unwrap();
    let out = test.folder.path().join("out.csv");
    let profile = Arc::new(office::exchange::Profile::load("messages").unwrap());
    export(&test, &test.user("officer"), export_request(&out, Columns::Profile(profile))).await;
    let table = table(&out);
    let cell = |name: &str| table[1][table[0].iter().position(|column| column == name).unwrap()].as_str();
    assert_eq!(
        [cell("留言编号"), cell("留言时间"), cell("答复时间")],
        ["M-2", "2019-01-03 10:00:00", "2019-01-05 09:30:00"]
    );
}
