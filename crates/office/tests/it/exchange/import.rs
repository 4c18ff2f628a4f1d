use std::ops::ControlFlow;

use expect_test::expect;
use office::Caller;
use office::exchange::{ImportError, Profile};

use super::{counts, file, import, request, rows, status};
use crate::harness::TestOffice;

const CFPB: &str = "\
complaint_id,product,sub_product,issue,sub_issue,state,date_received,date_sent,company_response,timely_response,disputed
1,Credit card,,Billing disputes,,FL,2015-01-05,2015-01-07,Closed with monetary relief,Yes,No
2,Credit card,,Billing disputes,,FL,2015-01-05,2015-01-07,Closed with explanation,No,
3,Mortgage,FHA mortgage,\"Loan modification,collection,foreclosure\",,CA,2015-01-06,2015-01-06,In progress,Yes,
4,Credit card,,Billing disputes,,FL,2015-01-05,2015-01-07,Untimely response,No,
5,No such product,,No such issue,,TX,2015-01-05,2015-01-07,Closed,Yes,
";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_other_system_closed_is_closed_and_the_rest_is_open() {
    let test = TestOffice::start().await;
    let report = import(&test, &file(&test, "a.csv", CFPB), "cfpb").await.unwrap();
    assert_eq!(counts(&report), [5, 5, 0, 0]);
    let rows = rows(&test).await;
    let shown: String = rows
        .iter()
        .map(|row| {
            format!(
                "{:?} received {} ended {:?} on_time {:?} product {:?} issue {:?} due {:?} | {}\n",
                status(row),
                row.received_at,
                row.ended_at.map(|at| at.to_string()),
                row.on_time,
                row.code_product.as_deref(),
                row.code_issue.as_deref(),
                row.due_stage.as_deref(),
                row.subject,
            )
        })
        .collect();
    expect![[r#"
        (Complaint, "closed", Some("upheld"), true) received 2015-01-05T05:00:00Z ended Some("2015-01-20T05:00:00Z") on_time Some(true) product Some("credit_card") issue Some("billing_disputes") due None | Credit card: Billing disputes
        (Complaint, "closed", Some("not_upheld"), true) received 2015-01-05T05:00:00Z ended Some("2026-03-02T02:00:00Z") on_time Some(false) product Some("credit_card") issue Some("billing_disputes") due None | Credit card: Billing disputes
        (Complaint, "received", None, false) received 2015-01-06T05:00:00Z ended None on_time None product Some("mortgage.fha_mortgage") issue Some("loan_modification_collection_foreclosure") due Some("us-cfpb/respond_15") | Mortgage: Loan modification,collection,foreclosure
        (Complaint, "received", None, false) received 2015-01-05T05:00:00Z ended None on_time None product Some("credit_card") issue Some("billing_disputes") due Some("us-cfpb/respond_15") | Credit card: Billing disputes
        (Complaint, "closed", Some("not_upheld"), true) received 2015-01-05T05:00:00Z ended Some("2015-01-20T05:00:00Z") on_time Some(true) product None issue None due None | No such product: No such issue
    "#]].assert_eq(&shown);
    assert!(
        rows.iter().all(|row| row.feedback_at.is_none()),
        "the day of the answer is not told, so it stays missing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_import_finds_everything_there() {
    let test = TestOffice::start().await;
    let path = file(&test, "a.csv", CFPB);
    assert_eq!(counts(&import(&test, &path, "cfpb").await.unwrap()), [5, 5, 0, 0]);
    assert_eq!(counts(&import(&test, &path, "cfpb").await.unwrap()), [5, 0, 5, 0]);
    let grown =
        file(&test, "b.csv", format!("{CFPB}6,Credit card,,Billing disputes,,FL,2015-01-08,2015-01-08,,,\n"));
    assert_eq!(counts(&import(&test, &grown, "cfpb").await.unwrap()), [6, 1, 5, 0]);
    let twice = CFPB.to_owned() + CFPB.split_once('\n').unwrap().1.replace("\n1,", "\n7,").as_str();
    assert_eq!(counts(&import(&test, &file(&test, "c.csv", twice), "cfpb").await.unwrap()), [10, 0, 10, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_kept_with_line_and_reason_and_the_rest_goes_on() {
    let test = TestOffice::start().await;
    let long = "9".repeat(121);
    let bad = format!(
        "\
complaint_id,product,issue,date_received,company_response
1,Credit card,Late fee,2015-13-05,Closed
2,Credit card,Late fee
3,Credit card,Late fee,2035-01-01,Closed
4,Credit card,Late fee,2015-01-05,Closed with joy
,Credit card,Late fee,2015-01-05,Closed
6,,,2015-01-05,
7,=cmd|' /C calc'!A0,Late fee,,Closed
{long},Credit card,Late fee,2015-01-05,Closed
9,Credit card,Late fee,2015-01-05,Closed
"
    );
    let path = file(&test, "bad.csv", bad);
    let report = import(&test, &path, "cfpb").await.unwrap();
    assert_eq!(counts(&report), [9, 1, 0, 8]);
    let rejects = report.rejects.unwrap();
    assert_eq!(rejects, test.folder.path().join("bad.csv.rejects.csv"));
    expect![[r#"
        complaint_id,product,issue,date_received,company_response,line,reason
        1,Credit card,Late fee,2015-13-05,Closed,2,`Date received` is `2015-13-05`: expected a date such as 2026-01-04
        2,Credit card,Late fee,,,3,"the row has 3 fields, the header 5"
        3,Credit card,Late fee,2035-01-01,Closed,4,`Date received` is `2035-01-01`: expected a time that has come
        4,Credit card,Late fee,2015-01-05,Closed with joy,5,"`Company response to consumer` is `Closed with joy`: expected one of `Closed with monetary relief`, `Closed with non-monetary relief`, `Closed with relief`, `Closed with explanation`, `Closed without relief`, `Closed`, `In progress`, `Untimely response`"
        ,Credit card,Late fee,2015-01-05,Closed,6,the row has no identifier: expected one in `Complaint ID` or `row_id`
        6,,,2015-01-05,,7,nothing says what it is about: expected `Product` or `Sub-product` or `Issue` or `Sub-issue` or `Consumer complaint narrative`
        7,'=cmd|' /C calc'!A0,Late fee,,Closed,8,`Date received` is empty: expected a date such as 2026-01-04
        LONG,Credit card,Late fee,2015-01-05,Closed,9,`Complaint ID` is `999999999999999999999999999999999999999999999999999999999999`: expected at most 120 characters
    "#]].assert_eq(&std::fs::read_to_string(&rejects).unwrap().trim_start_matches('\u{feff}').replace("\r\n", "\n").replace(&long, "LONG"));
    // Corrected, it is imported from where it lies.
    let corrected = std::fs::read_to_string(&rejects).unwrap().replace("2015-13-05", "2015-12-05");
    let corrected = file(&test, "corrected.csv", corrected);
    assert_eq!(counts(&import(&test, &corrected, "cfpb").await.unwrap()), [8, 1, 0, 7]);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_and_taken_up_again_it_comes_to_the_same() {
    let content = {
        let mut content = CFPB.split_once('\n').unwrap().0.to_owned() + "\n";
        for id in 0..1_000 {
            let day = 1 + id % 28;
            content +=
                &format!("{id},Credit card,,Late fee,,FL,2015-01-{day:02},2015-01-{day:02},Closed,Yes,\n");
        }
        content + "1000,,,,,,2015-01-01,,,,\n"
    };
    let facts = async |test: &TestOffice| {
        let mut facts: Vec<_> = rows(test)
            .await
            .iter()
            .map(|row| (row.subject.clone(), row.received_at, row.ended_at, row.outcome.clone()))
            .collect();
        facts.sort();
        facts
    };
    let whole = TestOffice::start().await;
    let path = file(&whole, "a.csv", &content);
    assert_eq!(counts(&import(&whole, &path, "cfpb").await.unwrap()), [1001, 1000, 0, 1]);

    let test = TestOffice::start().await;
    let path = file(&test, "a.csv", &content);
    let mut small = request(&path, "cfpb");
    small.batch_rows = 100;
    let mut batches = 0;
    let system = Caller::system("import");
    let stopped = test.office.import_cases(&system, small.clone(), |_| {
        batches += 1;
        if batches == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let stopped = stopped.await.unwrap();
    assert!(stopped.interrupted);
    assert_eq!(counts(&stopped), [400, 400, 0, 0], "what was on its way arrived");
    let test = test.restart().await;
    let resumed = test
        .office
        .import_cases(&Caller::system("import"), small, |_| ControlFlow::Continue(()))
        .await
        .unwrap();
    assert_eq!(counts(&resumed), [1001, 600, 400, 1]);
    assert_eq!(facts(&test).await, facts(&whole).await);
    let numbers: Vec<_> = rows(&test).await.iter().map(|row| row.case_id.0).collect();
    assert_eq!(numbers, (1..=1000).collect::<Vec<_>>(), "no number is skipped");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_of_one_file_at_once_make_each_case_once() {
    let test = TestOffice::start().await;
    let mut content = "id,title,time,text,name\n".to_owned();
    for id in 0..300 {
        content += &format!("{id},标题{id},2026-01-05 10:00:00,内容{id},\n");
    }
    let path = file(&test, "m.csv", content);
    let mut small = request(&path, "messages");
    small.batch_rows = 20;
    let system = Caller::system("import");
    let import = || test.office.import_cases(&system, small.clone(), |_| ControlFlow::Continue(()));
    let (one, other) = tokio::join!(import(), import());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.imported + other.imported, 300, "{one:?} {other:?}");
    assert_eq!(one.duplicate + other.duplicate, 300);
    assert_eq!(rows(&test).await.len(), 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_profiles_that_cannot_be_used_are_the_users_mistake() {
    let test = TestOffice::start().await;
    let folder = test.folder.path().display().to_string();
    let mistake = async |path: std::path::PathBuf, profile| {
        let error = import(&test, &path, profile).await.unwrap_err();
        assert!(error.is_mistake(), "{error}");
        error.to_string().replace(&folder, "FOLDER")
    };
    expect!["`FOLDER/none.csv` cannot be read"]
        .assert_eq(&mistake(test.folder.path().join("none.csv"), "cfpb").await);
    expect!["`FOLDER/a.txt`: expected a name that ends in .csv, .xlsx or .jsonl"]
        .assert_eq(&mistake(file(&test, "a.txt", "x"), "cfpb").await);
    expect!["`FOLDER/a.csv` has no column `Complaint ID` or `row_id`, which the profile `cfpb` needs; its columns are `a`, `b`"].assert_eq(&mistake(file(&test, "a.csv", "a,b\n1,2\n"), "cfpb").await);
    expect!["`FOLDER/a.xlsx` is not a readable workbook: invalid Zip archive: Could not find EOCD"]
        .assert_eq(&mistake(file(&test, "a.xlsx", "no workbook"), "cfpb").await);
    let mut elsewhere = request(&file(&test, "b.csv", CFPB), "cfpb");
    elsewhere.institution = "XX".to_owned();
    let error = test
        .office
        .import_cases(&Caller::system("import"), elsewhere, |_| ControlFlow::Continue(()))
        .await
        .unwrap_err();
    expect!["there is no institution `XX` that takes new work: expected the code of one"]
        .assert_eq(&error.to_string());
    assert!(rows(&test).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn importing_needs_the_right_over_the_institution() {
    let test = TestOffice::start().await;
    let path = file(&test, "a.csv", CFPB);
    let go = |_: &_| ControlFlow::Continue(());
    let denied = test.office.import_cases(&test.user("handler"), request(&path, "cfpb"), go).await;
    assert!(matches!(denied, Err(ImportError::Office(office::OfficeError::Denied { .. }))));
    let report = test.office.import_cases(&test.user("officer"), request(&path, "cfpb"), go).await.unwrap();
    assert_eq!(report.imported, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_a_reply_has_its_answer_and_one_without_waits() {
    let test = TestOffice::start().await;
    let content = "id,user_code,title,time,text,reply,reply_time\n\
        1,A1,小区停水,2019-01-05 10:00:00,\"停水三天,\n无人处理\",已恢复供水,2019-01-08 09:00:00\n\
        2,A2,公交站牌,2019/1/6 8:05,站牌倒了,,\n";
    let report = import(&test, &file(&test, "m.csv", content), "messages").await.unwrap();
    assert_eq!(counts(&report), [2, 2, 0, 0]);
    assert_eq!(report.columns_not_read, ["user_code"]);
    let rows = rows(&test).await;
    expect![[r#"
        (Enquiry, "closed", Some("explained"), true) 2019-01-05T02:00:00Z Some(2019-01-08T01:00:00Z)
        (Enquiry, "received", None, false) 2019-01-06T00:05:00Z None
    "#]]
    .assert_eq(
        &rows
            .iter()
            .map(|row| format!("{:?} {} {:?}\n", status(row), row.received_at, row.feedback_at))
            .collect::<String>(),
    );
    let view = test.office.case(&test.user("officer"), &rows[0].number.parse().unwrap()).await.unwrap();
    assert!(view.texts.values().any(|text| text == "已恢复供水"), "{:?}", view.texts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_of_ones_own_reads_json_lines() {
    let test = TestOffice::start().await;
    let profile = Profile::parse(
        "mine.toml",
        r#"
profile = "mine"
kind = "complaint"
channel = "hotline"
zone = "Asia/Shanghai"
dates = ["%Y-%m-%d"]
subject = ["{what}"]

[[column]]
names = ["id"]
means = ["external_id"]

[[column]]
names = ["day"]
means = ["received_at"]

[[column]]
names = ["what"]
keep = "text.narrative"

[[column]]
names = ["branch"]
keep = "particular.branch_code"
means = ["institution"]
"#,
    )
    .unwrap();
    let content = "{\"id\":1,\"day\":\"2026-01-05\",\"what\":\"年费\",\"branch\":\"B1\"}\n\
        {\"day\":\"2026-01-06\",\"id\":\"2\",\"what\":\"利息\",\"branch\":\"nobody knows\"}\n{\"id\":3}\n";
    let mut request = request(&file(&test, "m.jsonl", content), "cfpb");
    request.profile = profile.into();
    let report = test
        .office
        .import_cases(&Caller::system("import"), request, |_| ControlFlow::Continue(()))
        .await
        .unwrap();
    assert_eq!(counts(&report), [3, 2, 0, 1]);
    let organisation = test.office.organisation();
    let codes: Vec<_> = rows(&test)
        .await
        .iter()
        .map(|row| organisation.tree.get(row.institution_id).unwrap().code.clone())
        .collect();
    assert_eq!(codes, ["B1", "CC"], "an unknown institution falls back to the default one");
    let view =
        test.office.case(&test.user("officer"), &rows(&test).await[1].number.parse().unwrap()).await.unwrap();
    assert_eq!(
        view.case.particulars.values().collect::<Vec<_>>(),
        ["nobody knows"],
        "what was written is kept"
    );
}

/// The directory of the archive says how large it unpacks: nothing is unpacked to find out.
#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_that_would_burst_is_refused_by_name() {
    let test = TestOffice::start().await;
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().write(0, 0, "complaint_id").unwrap();
    let mut bytes = workbook.save_to_buffer().unwrap();
    let entry = bytes.windows(4).rposition(|mark| mark == b"PK\x01\x02").unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&(2_u32 << 30).to_le_bytes());
    let error = import(&test, &file(&test, "burst.xlsx", bytes), "cfpb").await.unwrap_err().to_string();
    assert!(error.contains("burst.xlsx") && error.contains("unpacks to 21474"), "{error}");
}

/// Rows are personal: the file of refused ones is nobody else's, and is not written through a link.
#[tokio::test(flavor = "multi_thread")]
async fn refused_rows_go_to_a_file_of_our_own() {
    use std::os::unix::fs::PermissionsExt;
    let test = TestOffice::start().await;
    let bad = file(&test, "bad.csv", CFPB.replace("2015-01-05,2015", "yesterday,2015"));
    let rejects = bad.with_file_name("bad.csv.rejects.csv");
    let elsewhere = file(&test, "elsewhere.txt", "kept");
    std::os::unix::fs::symlink(&elsewhere, &rejects).unwrap();
    let report = import(&test, &bad, "cfpb").await.unwrap();
    assert!(report.rejected > 0);
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "kept");
    let found = rejects.symlink_metadata().unwrap();
    assert!(found.is_file() && found.permissions().mode() & 0o777 == 0o600, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_tells_of_a_person_stands_in_no_event() {
    let test = TestOffice::start().await;
    let messages = "\
留言编号,留言主题,留言时间,留言详情,答复意见,答复时间,一级标签
周敏13812341234,咨询公积金,2019/1/3 10:00:00,如何提取,,,住房
M-2,咨询公积金,2019/1/3 10:00:00,如何提取,,,住房
";
    let path = file(&test, "messages.csv", messages);
    let report = import(&test, &path, "messages").await.unwrap();
    assert_eq!(counts(&report), [2, 1, 0, 1]);
    let rejects = std::fs::read_to_string(report.rejects.unwrap()).unwrap();
    let reason = rejects.lines().nth(1).unwrap().rsplit('`').next().unwrap();
    assert!(reason.contains("expected a number that holds nothing of a person"), "{rejects}");
}
