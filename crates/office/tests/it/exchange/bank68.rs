//! The 68 columns: in and out again, the same.

use std::path::Path;
use std::sync::Arc;

use domain::matter::{
    AnswerForm, Channel, CodingForm, Command, Echo, Evidence, Liability, Outcome, Remedy, TaskKind,
    TaskOutcome,
};
use office::exchange::{Columns, Profile};
use office::{Caller, UnmaskReason};

use super::{counts, export, export_request, file, import, request, rows, table};
use crate::harness::TestOffice;

/// A value for each of the 68 columns, with what breaks careless readers: commas, quotes, line breaks, leading zeros, what
/// looks like a formula, letters outside the basic plane.
const FULL: [&str; 68] = [
    "某某支行,\"城东\"营业部",
    "B1",
    "GD2025-000123",
    "YS000987",
    "RH-2025-0001",
    "已办结",
    "电话",
    "2025-11-03",
    "2025-11-14 17:05:00",
    "客户自行投诉",
    "周敏",
    "女",
    "中国",
    "浙江省",
    "杭州市",
    "西湖区",
    "11010519491231002X",
    "1949",
    "13800001234",
    "013900005678",
    "0571-87654321",
    "本人于2025年10月办理分期，\n客服\"未告知\"手续费，\r\n请退还。𠮷",
    "某某支行",
    "二级支行",
    "某某分行",
    "浙江省",
    "杭州市",
    "西湖区",
    "一般投诉",
    "信用卡中心",
    "信用卡",
    "因定价收费引起的投诉",
    "95xxx客服",
    "信用卡条线",
    "信用卡",
    "账单分期",
    "0.0386",
    "1",
    "=退还手续费",
    "2025-11-04调取录音；\n2025-11-06联系客户。",
    "-已与客户协商",
    "支持",
    "某某分行消保部",
    "一级分行",
    "总行",
    "管理部门",
    "浙江省",
    "杭州市",
    "上城区",
    "11",
    "是",
    "是",
    "2025-11-14",
    "是",
    "2025-11-20",
    "某某分行",
    "满意",
    "客户表示\"满意\",无其他诉求",
    "是",
    "@已扣减绩效",
    "是",
    "386.40",
    "已报送",
    "否",
    "2025-11-18",
    "不适用",
    "+优化办理页面提示",
    "无",
];

/// The same person again, with less known and another telephone.
const AGAIN: [(usize, &str); 11] = [
    (2, "GD2025-000124"),
    (7, "2025/12/1"),
    (10, "周敏"),
    (16, "11010519491231002x"),
    (18, "13700007777"),
    (21, "再次投诉"),
    (30, "信用卡"),
    // A descriptor with a telephone in it.
    (42, "消保部，请拨13611112222"),
    (41, "经核实，我行收费符合合同约定，已向客户解释。"),
    (51, "是"),
    (58, "无责"),
];

/// Open, and nobody named.
const OPEN: [(usize, &str); 5] =
    [(2, "GD2025-000125"), (5, "处理中"), (7, "2026-02-20"), (21, "无法登录"), (36, "-5.25")];

fn sparse(cells: &[(usize, &str)]) -> Vec<String> {
    let mut row = vec![String::new(); 68];
    for (place, value) in cells {
        row[*place] = (*value).to_owned();
    }
    row
}

fn fixture() -> Vec<Vec<String>> {
    let profile = Profile::load("bank68").unwrap();
    let header = profile.columns.iter().map(|column| column.name().to_owned()).collect();
    vec![header, FULL.map(str::to_owned).to_vec(), sparse(&AGAIN), sparse(&OPEN)]
}

fn csv_of(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

async fn export_full(test: &TestOffice, path: &Path) {
    let mut request = export_request(path, Columns::Profile(Arc::new(Profile::load("bank68").unwrap())));
    request.unmask = Some(UnmaskReason::ReportToRegulator);
    let report = export(test, &test.user("officer"), request).await;
    assert_eq!(report.rows, 3);
}

/// The table as it was imported.
fn restored(path: &Path) -> Vec<Vec<String>> {
    let restore = |cell: &String| match cell.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            text.to_owned()
        }
        _ => cell.clone(),
    };
    table(path).iter().map(|row| row.iter().map(restore).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_68_values_come_back_in_either_encoding() {
    let utf8 = csv_of(&fixture());
    let (gb18030, _, lost) = encoding_rs::GB18030.encode(std::str::from_utf8(&utf8).unwrap());
    assert!(!lost);
    for content in [utf8.as_slice(), gb18030.as_ref()] {
        let test = TestOffice::start().await;
        let report = import(&test, &file(&test, "in.csv", content), "bank68").await.unwrap();
        assert_eq!(counts(&report), [3, 3, 0, 0]);
        assert!(report.columns_not_read.is_empty());
        let out = test.folder.path().join("out.csv");
        export_full(&test, &out).await;
        assert_eq!(restored(&out), fixture());
        // Formulas are harmless in the file, and what was exported can be imported again.
        assert_eq!(table(&out)[1][38], "'=退还手续费");
        let report = import(&test, &out, "bank68").await.unwrap();
        assert_eq!(counts(&report), [3, 0, 3, 0]);
        let elsewhere = TestOffice::start().await;
        assert_eq!(import(&elsewhere, &out, "bank68").await.unwrap().imported, 3);
        let again = elsewhere.folder.path().join("again.csv");
        export_full(&elsewhere, &again).await;
        assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&out).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_brings_back_the_same() {
    let test = TestOffice::start().await;
    import(&test, &file(&test, "in.csv", csv_of(&fixture())), "bank68").await.unwrap();
    let workbook = test.folder.path().join("out.xlsx");
    export_full(&test, &workbook).await;
    let elsewhere = TestOffice::start().await;
    assert_eq!(counts(&import(&elsewhere, &workbook, "bank68").await.unwrap()), [3, 3, 0, 0]);
    let out = elsewhere.folder.path().join("out.csv");
    export_full(&elsewhere, &out).await;
    // A workbook knows one sort of line break.
    let unified = |rows: Vec<Vec<String>>| -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| cell.replace("\r\n", "\n")).collect()).collect()
    };
    assert_eq!(unified(restored(&out)), unified(fixture()));
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_data_is_masked_and_never_in_an_event() {
    let test = TestOffice::start().await;
    import(&test, &file(&test, "in.csv", csv_of(&fixture())), "bank68").await.unwrap();
    let out = test.folder.path().join("masked.csv");
    let request = export_request(&out, Columns::Profile(Arc::new(Profile::load("bank68").unwrap())));
    export(&test, &test.user("auditor"), request).await;
    let row = &table(&out)[1];
    assert_eq!([&*row[10], &*row[17], &*row[18]], ["周*", "***", "138****1234"]);
    assert_eq!(row[61], FULL[61], "what is not personal is as it was");
    assert_eq!(table(&out)[2][42], "消保部，请拨136****2222");
    let written = std::fs::read_to_string(&out).unwrap();
    for secret in ["周敏", "11010519491231002", "13800001234", "13900005678", "87654321", "13611112222"] {
        assert!(!written.contains(secret), "{secret} is in the export");
        for case in rows(&test).await {
            for event in
                test.office.store().stream_events(domain::id::Stream::Case(case.case_id)).await.unwrap()
            {
                assert!(!event.event.payload.contains(secret), "{secret} is in {}", event.event.payload);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_person_is_recognised_and_the_texts_are_sealed() {
    let test = TestOffice::start().await;
    import(&test, &file(&test, "in.csv", csv_of(&fixture())), "bank68").await.unwrap();
    let rows = rows(&test).await;
    assert_eq!(rows[0].person_id, rows[1].person_id);
    assert_ne!(rows[0].person_id, rows[2].person_id);
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            (row.status.to_string(), row.outcome.as_deref(), row.liability.as_deref(), row.satisfaction)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("called_back".to_owned(), Some("upheld"), Some("liable"), Some(4)),
            // No day of closing is told: by now it had ended.
            ("closed".to_owned(), Some("not_upheld"), Some("not_liable"), None),
            ("accepted".to_owned(), None, None, None),
        ]
    );
    for text in ["未告知", "调取录音", "扣减绩效", "收费符合合同"] {
        for row in &rows {
            for event in
                test.office.store().stream_events(domain::id::Stream::Case(row.case_id)).await.unwrap()
            {
                assert!(!event.event.payload.contains(text), "{text} stands in an event");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_of_this_office_fills_the_columns_it_can() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "陈强", "13900005678").await;
    test.later(48);
    let now = test.office.surroundings().now();
    let remedies = vec![Remedy::Review, Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation];
    let unit = test.office.organisation().tree.by_code("CC").unwrap();
    let compensate = Command::OpenTask {
        kind: TaskKind::Compensation,
        unit,
        owner: None,
        due_on: Some(jiff::civil::date(2026, 3, 10)),
        due_time: None,
        until: None,
        amount_cents: Some(5_000),
        details: None,
    };
    test.acts("handler", &receipt.number, vec![Command::Accept, compensate]).await;
    test.acts("approver", &receipt.number, vec![Command::Approve { request: 1 }]).await;
    let steps = vec![
        Command::FinishTask {
            task: 1,
            outcome: TaskOutcome::Done,
            note: None,
            proof: Some(Evidence::Words("付款回单第3页".to_owned())),
        },
        Command::Code { codes: crate::harness::codes(), form: CodingForm::Full },
        Command::Decide {
            at: now,
            outcome: Outcome::Upheld,
            liability: Some(Liability::Liable),
            basis: Some("合同第三条".to_owned()),
            reasons: Some("未提前告知".to_owned()),
            remedies,
        },
        Command::Answer {
            echo: Echo::Answered {
                form: AnswerForm::Sms,
                at: now,
                received_at: None,
                text: Some("同意退还".to_owned()),
                evidence: Some(Evidence::Words("录音编号0001".to_owned())),
            },
        },
        Command::Close,
        Command::CallBack { at: now, reached: true, satisfaction: None, note: None },
    ];
    test.acts("handler", &receipt.number, steps).await;
    let out = test.folder.path().join("own.csv");
    let request = export_request(&out, Columns::Profile(Arc::new(Profile::load("bank68").unwrap())));
    export(&test, &test.user("officer"), request).await;
    let table = table(&out);
    let shown: String = table[0]
        .iter()
        .zip(&table[1])
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name} {value}\n"))
        .collect();
    expect_test::expect![[r#"
        网点名称 CC
        网点机构号 CC
        工单号 TS-2026-0000001
        工单状态 已办结
        投诉受理渠道 客服热线
        投诉受理日期 2026-03-02
        办结日期 2026-03-04
        工单来源 客服热线
        投诉人姓名 陈*
        投诉电话/邮箱 139****5678
        投诉内容 我叫陈*，手机139****5678，卡号****0128，要求退还386.40元。
        被投诉机构 CC
        被投诉机构所在层级 直属中心
        被投诉机构归属机构 HQ
        投诉业务办理渠道 移动客户端
        投诉业务类别 信用卡账单服务
        投诉原因 因信息披露引起的投诉
        投诉人数 1
        投诉请求 退还手续费
        投诉处理结果 支持
        投诉处理机构 CC
        投诉处理机构所在层级 直属中心
        投诉处理机构归属机构 HQ
        投诉处理时长 2
        是否回复投诉人 是
        回复投诉人/作出处理决定日期 2026-03-04
        是否回访 是
        回访日期 2026-03-04
        是否有责 有责
        是否进行小额补偿 是
        小额补偿金额 50.00
    "#]]
    .assert_eq(&shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_the_peoples_bank_was_told_is_exported() {
    let test = TestOffice::start().await;
    let mut passed_on = crate::harness::submission("CC", "周敏", "13800001234");
    passed_on.channel = Channel::Pbc;
    let number = test.office.submit(&test.user("handler"), passed_on).await.unwrap().number;
    test.complaint("handler", "CC", "陈强", "13900005678").await;
    let profile = Arc::new(Profile::load("bank68").unwrap());
    let out = test.folder.path().join("out.csv");
    let mut seen = Vec::new();
    for round in 0..2 {
        if round == 1 {
            let at = test.office.surroundings().now();
            let told = Command::SendFeedback { source: 0, form: AnswerForm::Posted, at, text: None };
            test.work_off("handler", &number).await;
            test.acts("handler", &number, vec![told]).await;
        }
        export(&test, &test.user("officer"), export_request(&out, Columns::Profile(profile.clone()))).await;
        let table = table(&out);
        let column = table[0].iter().position(|name| name == "报送人行状态").unwrap();
        seen.push([table[1][column].clone(), table[2][column].clone()]);
    }
    assert_eq!(seen, [["未报送", ""], ["已报送", ""]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_case_that_moved_here_tells_how_it_stands_now() {
    let test = TestOffice::start().await;
    import(&test, &file(&test, "in.csv", csv_of(&fixture())), "bank68").await.unwrap();
    let open = rows(&test).await.remove(2);
    let number = open.number.parse().unwrap();
    let officer = test.user("officer");
    let received_at = test.office.surroundings().now();
    let commands = vec![Command::Withdraw {
        received_at,
        form: AnswerForm::Telephone,
        confirmed_at: received_at,
        reason: Some("已协商解决".to_owned()),
        evidence: Some(Evidence::Words("录音编号0002".to_owned())),
    }];
    test.office.act(&officer, &number, None, commands).await.unwrap();
    let out = test.folder.path().join("out.csv");
    export(
        &test,
        &officer,
        export_request(&out, Columns::Profile(Arc::new(Profile::load("bank68").unwrap()))),
    )
    .await;
    let row = &table(&out)[3];
    assert_eq!([&*row[5], &*row[8], &*row[2]], ["已办结", "2026-03-02", "GD2025-000125"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_of_one_person_share_a_key_and_keep_what_each_says() {
    let test = TestOffice::start().await;
    let mut rows = vec![fixture().remove(0)];
    for number in 0..60 {
        let mut row = sparse(&AGAIN);
        row[2] = format!("GD{number:03}");
        // Every third says nothing of a telephone, the others take turns.
        row[18] = ["", "13700007777", "13600006666"][number % 3].to_owned();
        rows.push(row);
    }
    let mut request = request(&file(&test, "in.csv", csv_of(&rows)), "bank68");
    request.batch_rows = 7;
    let go = |_: &_| std::ops::ControlFlow::Continue(());
    let report = test.office.import_cases(&Caller::system("import"), request, go).await.unwrap();
    assert_eq!(counts(&report), [60, 60, 0, 0]);
    let persons: std::collections::BTreeSet<_> =
        super::rows(&test).await.iter().map(|row| row.person_id).collect();
    assert_eq!(persons.len(), 1);
    let out = test.folder.path().join("out.csv");
    let mut request = export_request(&out, Columns::Profile(Arc::new(Profile::load("bank68").unwrap())));
    request.unmask = Some(UnmaskReason::Inspection);
    export(&test, &test.user("officer"), request).await;
    let mut found = restored(&out);
    // Rows that waited for their person came in later.
    found[1..].sort_by(|one, other| one[2].cmp(&other[2]));
    assert_eq!(found, rows);
}
