//! Nasty strings go in by the API, by a form and by a file, come back equal, are looked for without an error, and break no
//! page.

use std::ops::ControlFlow;
use std::sync::Arc;

use office::exchange::{
    BATCH_ROWS, Columns, ExportRequest, Format, ImportRequest, Language, Profile, Target,
};
use office::{Caller, CaseFilter};
use serde_json::json;

use crate::harness::{PASSWORD, Program, TestDesk};
use crate::nasty;
use crate::staff::visit::{Visit, between};

/// How many characters a subject may have.
const SUBJECT_CHARS: usize = 200;

/// All texts of a case, unmasked.
async fn told(program: &Program, number: &str) -> Vec<String> {
    let reason = json!({ "reason": "investigate" });
    let seen = program.post(&format!("/cases/{number}/unmask"), reason).await.expect(200);
    let texts = seen["texts"].as_object().unwrap().values();
    texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// Looks for a string in the lists and in full text.
async fn looked_for(program: &Program, string: &str) {
    let sought: String = string.chars().take(100).collect();
    let sought: String = sought.bytes().map(|byte| format!("%{byte:02X}")).collect();
    program.get(&format!("/cases?limit=1&text={sought}")).await.expect(200);
    program.get(&format!("/search?limit=1&q={sought}")).await.expect(200);
}

/// The page is whole, and nothing that somebody wrote is markup in it.
#[track_caller]
fn assert_whole(page: &str, place: &str) {
    assert!(page.trim_end().ends_with("</html>"), "{place}: {page}");
    for markup in ["<script>alert", "<img src=x", "<svg/onload", "</textarea><h1>", "</title><b>", "<%="] {
        assert!(!page.contains(markup), "{place}: {markup}");
    }
}

#[test]
fn there_are_enough_of_them() {
    let count = nasty::strings().len();
    assert!(count >= 515, "{count} strings");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_the_api() {
    let desk = TestDesk::start().await;
    let program = desk.program("handler").await;
    let strings = nasty::strings();
    let mut numbers = Vec::new();
    for string in &strings {
        let subject = if string.chars().count() <= SUBJECT_CHARS { string.as_str() } else { "长" };
        let sent = program
            .post(
                "/cases",
                json!({ "kind": "complaint", "institution": "CC", "channel": "hotline", "subject": subject,
                    "narrative": format!("  {string}\n"), "person": { "name": "周明远", "phone": "13812341234" } }),
            )
            .await;
        let number = sent.expect(201)["number"].as_str().unwrap().to_owned();
        let note = json!({ "steps": [{ "step": "note", "text": string, "investigation": true }] });
        program.post_at(1, &format!("/cases/{number}/steps"), note).await.expect(200);
        let texts = told(&program, &number).await;
        assert_eq!(texts.len(), 3, "{string:?}");
        let equal = texts.iter().filter(|text| *text == string).count();
        assert_eq!(equal, if subject == string { 3 } else { 2 }, "{string:?} came back as {texts:?}");
        numbers.push(number);
    }
    desk.desk.office.search_follow().await.unwrap();
    for string in &strings {
        looked_for(&program, string).await;
    }

    let mut handler = Visit::signed_in(desk.router(), "handler", PASSWORD).await;
    for number in numbers.iter().step_by(7) {
        let path = format!("/desk/cases/{number}");
        assert_whole(&handler.read(&path).await, &path);
    }
    assert_whole(&handler.read("/desk/cases").await, "/desk/cases");

    for format in [Format::Csv, Format::Jsonl, Format::Xlsx] {
        let path = desk.folder().join(format!("out.{format:?}").to_lowercase());
        let request = ExportRequest {
            filter: CaseFilter::default(),
            from: None,
            to: None,
            as_of: None,
            columns: Columns::Standard,
            format,
            target: Target::File(path),
            unmask: None,
            language: Language::Chinese,
            translate: None,
        };
        let report = desk.desk.office.export_cases(&Caller::system("test"), request, |_| {}).await.unwrap();
        assert_eq!(report.rows, strings.len() as u64);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_a_form() {
    let desk = TestDesk::start().await;
    let program = desk.program("handler").await;
    let mut handler = Visit::signed_in(desk.router(), "handler", PASSWORD).await;
    // A browser sends every end of a line as CR LF, and none in a field of one line.
    let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    for (index, string) in nasty::strings().iter().enumerate() {
        let one_line = !string.contains(['\r', '\n']) && string.chars().count() <= SUBJECT_CHARS;
        let subject = if one_line { string.as_str() } else { "长" };
        let phone = format!("138{index:08}");
        let typed = lines(string).replace('\n', "\r\n");
        let fields = [
            ("name", "周明远"),
            ("phone", phone.as_str()),
            ("subject", subject),
            ("narrative", typed.as_str()),
            ("institution", "CC"),
        ];
        let page = handler.fill("/desk/intake", "/desk/intake", &fields).await;
        assert_eq!(page.status, 200, "{string:?}: {}", page.body);
        assert_whole(&page.body, string);
        let number =
            between(&page.body, "<dd>", "</dd>").unwrap_or_else(|| panic!("{string:?}: {}", page.body));
        let texts = told(&program, number).await;
        assert!(texts.iter().any(|text| text == subject), "{subject:?} came back as {texts:?}");
        assert!(texts.iter().any(|text| lines(text) == lines(string)), "{string:?} came back as {texts:?}");
        let path = format!("/desk/cases/{number}");
        assert_whole(&handler.read(&path).await, &path);
    }
    for page in ["/desk", "/desk/cases", "/desk/queue?view=started"] {
        assert_whole(&handler.read(page).await, page);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_a_file() {
    let desk = TestDesk::start().await;
    let strings = nasty::strings();
    let path = desk.folder().join("nasty.csv");
    let mut file = "留言编号,留言主题,留言时间,留言详情\r\n".to_owned();
    for (index, string) in strings.iter().enumerate() {
        // As a program writes a cell that must not look like a neutralised formula.
        let escape = if string.starts_with("'=") { "'" } else { "" };
        let cell = string.replace('"', "\"\"");
        file.push_str(&format!("N-{index},第{index}件,2026-03-01 10:00:00,\"{escape}{cell}\"\r\n"));
    }
    std::fs::write(&path, file).unwrap();
    let request = ImportRequest {
        path,
        format: None,
        profile: Arc::new(Profile::load("messages").unwrap()),
        institution: "CC".to_owned(),
        batch_rows: BATCH_ROWS,
    };
    let office = &desk.desk.office;
    let report =
        office.import_cases(&Caller::system("test"), request, |_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!((report.imported, report.rejected), (strings.len() as u64, 0), "{report:?}");

    let program = desk.program("handler").await;
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = program.get(&format!("/cases?limit=200&order=newest{cursor}")).await.expect(200);
        let cases = page["cases"].as_array().unwrap();
        numbers.extend(cases.iter().map(|case| case["number"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let mut came_back = Vec::new();
    for number in &numbers {
        let texts = told(&program, number).await;
        came_back.extend(texts.into_iter().filter(|text| !(text.starts_with('第') && text.ends_with('件'))));
    }
    came_back.sort();
    assert_eq!(came_back.len(), strings.len());
    for (came, went) in came_back.iter().zip(&strings) {
        assert_eq!(came, went);
    }
    let mut handler = Visit::signed_in(desk.router(), "handler", PASSWORD).await;
    for number in numbers.iter().step_by(7) {
        let path = format!("/desk/cases/{number}");
        assert_whole(&handler.read(&path).await, &path);
    }
}
