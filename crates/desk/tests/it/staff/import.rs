//! Files from the browser: handed in, looked at, imported; the refused rows come back.

use std::time::Duration;

use axum::http::StatusCode;
use domain::matter::Kind;
use office::Caller;

use super::visit::{Visit, between};
use crate::harness::{PASSWORD, TestDesk};

const FILE: &str =
    "工单号,网点机构号,投诉受理渠道,投诉受理日期,投诉业务类别,投诉内容,投诉人姓名,投诉电话/邮箱,备用列
GD1,B1,网点,2026-02-25,信用卡使用和还款,重复扣年费,周敏,13800000001,一
GD2,,客服热线,2026-02-26,信用卡使用和还款,积分清零,李强,13800000002,二
GD3,,客服热线,不是日期,信用卡使用和还款,积分清零,李强,13800000002,三
";

/// Waits until the page no longer says that it goes on.
async fn ended(visit: &mut Visit, path: &str) -> String {
    for _ in 0..200 {
        let page = visit.read(path).await;
        if !page.contains("正在导入") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the import of {path} does not end");
}

async fn handed_in(visit: &mut Visit, name: &str, content: &str) -> String {
    visit.read("/desk/import").await;
    let page = visit.upload("/desk/import", &[], name, content.as_bytes()).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_looked_at_then_imported_and_what_was_refused_comes_back() {
    let desk = TestDesk::start().await;
    let mut officer = Visit::signed_in(desk.router(), "officer", PASSWORD).await;
    let path = handed_in(&mut officer, "台账.csv", FILE).await;
    let preview = officer.read(&path).await;
    for said in ["已试读全部3行", "其中1行会被拒收", "第4行", "收到日期", "不读取", "重复扣年费", "***"]
    {
        assert!(preview.contains(said), "{said}: {preview}");
    }
    for hidden in ["周敏", "13800000001", desk.folder().to_str().unwrap()] {
        assert!(!preview.contains(hidden), "{hidden}: {preview}");
    }
    let sent = officer.fill(&path, &path, &[("institution", "CC")]).await;
    assert_eq!((sent.status, &sent.location), (StatusCode::SEE_OTHER, &path), "{}", sent.body);
    let done = ended(&mut officer, &path).await;
    assert!(done.contains("读取3行，登记2件，已有0行，拒收1行"), "{done}");
    let rejects = officer.get(&format!("{path}/rejects")).await;
    assert_eq!(rejects.status, StatusCode::OK);
    assert!(rejects.body.contains("GD3") && !rejects.body.contains("GD1"), "{}", rejects.body);

    let corrected = handed_in(&mut officer, "again.csv", &FILE.replace("不是日期", "2026-02-27")).await;
    let sent = officer.fill(&corrected, &corrected, &[("institution", "CC")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let done = ended(&mut officer, &corrected).await;
    assert!(done.contains("读取3行，登记1件，已有2行，拒收0行"), "{done}");
    assert_eq!(officer.get(&format!("{corrected}/rejects")).await.status, StatusCode::NOT_FOUND);
    let listed = officer.read("/desk/import").await;
    assert!(listed.contains("台账.csv") && listed.contains("again.csv"), "{listed}");

    let folder = desk.folder().join("imports");
    let left = |folder: &std::path::Path| {
        let files = std::fs::read_dir(folder).unwrap().flatten();
        files.flat_map(|entry| std::fs::read_dir(entry.path()).unwrap().flatten()).count()
    };
    assert_eq!(left(&folder), 3, "both notes and one file of refused rows; no rows that went in");
    desk.later(25 * 3_600);
    desk.desk.office.schedule_jobs().await.unwrap();
    while desk.desk.office.do_next_job("test").await.unwrap().is_some() {}
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "a day later everything is gone");
    let organisation = desk.desk.office.organisation();
    let system = Caller::system("test");
    let branch = organisation.tree.by_code("B1").unwrap();
    let query = office::CaseQuery {
        scope: office::Scope::All,
        filter: office::CaseFilter { institutions: vec![branch], ..office::CaseFilter::default() },
        order: office::CaseOrder::Newest,
        cursor: None,
        backward: false,
        limit: 10,
    };
    let rows = desk.desk.office.cases(&system, query).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [Kind::Complaint], "it names its branch");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_what_somebody_else_handed_in_and_who_may_not_import_sees_no_page() {
    let desk = TestDesk::start().await;
    let mut officer = Visit::signed_in(desk.router(), "officer", PASSWORD).await;
    let path = handed_in(&mut officer, "a.csv", FILE).await;
    desk.desk
        .office
        .set_staff(
            &Caller::system("test"),
            office::StaffInput {
                login: "second".to_owned(),
                display_name: "second".to_owned(),
                institution: "HQ".to_owned(),
                roles: vec!["officer".to_owned()],
                password: Some(PASSWORD.to_owned()),
                active: true,
            },
        )
        .await
        .unwrap();
    let mut second = Visit::signed_in(desk.router(), "second", PASSWORD).await;
    assert!(!second.read("/desk/import").await.contains("a.csv"));
    for other in [path.clone(), format!("{path}/rejects"), "/desk/import/..".to_owned()] {
        assert_eq!(second.get(&other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
    for fields in [[("delete", "1")], [("profile", "bank68")]] {
        assert_eq!(second.post(&path, &fields).await.status, StatusCode::NOT_FOUND, "{fields:?}");
    }
    let mut handler = Visit::signed_in(desk.router(), "handler", PASSWORD).await;
    assert!(!handler.read("/desk/queue").await.contains("/desk/import"));
    assert_eq!(handler.get("/desk/import").await.status, StatusCode::NOT_FOUND);

    officer.read(&path).await;
    let gone = officer.post(&path, &[("delete", "1")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    assert!(officer.read("/desk/import").await.contains("还没有交来的文件"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_table_is_refused_with_what_would_be_right() {
    let desk = TestDesk::start().await;
    let mut officer = Visit::signed_in(desk.router(), "officer", PASSWORD).await;
    officer.read("/desk/import").await;
    for (name, content, sentence) in [
        ("a.csv", "", "请选择一个有内容的文件"),
        ("a.pdf", "%PDF-1.7", "只接收.csv、.xlsx、.jsonl文件"),
        ("../../a", "x", "只接收.csv、.xlsx、.jsonl文件"),
    ] {
        let page = officer.upload("/desk/import", &[], name, content.as_bytes()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.body.contains(sentence), "{name}: {}", page.body);
    }
    // Tables of something else, and no tables at all: the page says so and takes nothing in.
    for (name, content) in [("b.csv", "a,b\n1,2\n"), ("c.xlsx", "PK\u{3}\u{4}nonsense"), ("d.csv", "\n\n")] {
        let path = handed_in(&mut officer, name, content).await;
        let page = officer.read(&path).await;
        assert!(!page.contains("开始导入"), "{name}: {page}");
        assert!(page.contains("不能导入") || page.contains("读不了"), "{name}: {page}");
        assert!(!page.contains(desk.folder().to_str().unwrap()), "{name}: {page}");
        assert!(between(&page, "name=\"delete\"", ">").is_some(), "{name}: {page}");
    }
}
