//! In and out through the front door: files become cases, cases become files.

mod bank68;
mod data;
mod export;
mod import;
mod telling;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::matter::Kind;
use office::exchange::{
    BATCH_ROWS, Columns, ExportReport, ExportRequest, Format, ImportError, ImportReport, ImportRequest,
    Language, Profile, Target,
};
use office::{Caller, CaseFilter, CaseOrder, CaseQuery, CaseRow, Scope};

use crate::harness::TestOffice;

/// What is to be imported for the card centre with a profile that ships.
pub fn request(path: &Path, profile: &str) -> ImportRequest {
    ImportRequest {
        path: path.to_owned(),
        format: None,
        profile: Arc::new(Profile::load(profile).unwrap()),
        institution: "CC".to_owned(),
        batch_rows: BATCH_ROWS,
    }
}

async fn import(test: &TestOffice, path: &Path, profile: &str) -> Result<ImportReport, ImportError> {
    let system = Caller::system("import");
    test.office.import_cases(&system, request(path, profile), |_| ControlFlow::Continue(())).await
}

/// Read, imported, duplicate, rejected.
fn counts(report: &ImportReport) -> [u64; 4] {
    [report.read, report.imported, report.duplicate, report.rejected]
}

fn export_request(path: &Path, columns: Columns) -> ExportRequest {
    ExportRequest {
        filter: CaseFilter::default(),
        from: None,
        to: None,
        as_of: None,
        columns,
        format: Format::of(path).unwrap(),
        target: Target::File(path.to_owned()),
        unmask: None,
        language: Language::Chinese,
        translate: None,
    }
}

async fn export(test: &TestOffice, caller: &Caller, request: ExportRequest) -> ExportReport {
    test.office.export_cases(caller, request, |_| {}).await.unwrap()
}

fn file(test: &TestOffice, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = test.folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// All cases, oldest first.
async fn rows(test: &TestOffice) -> Vec<CaseRow> {
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let query = CaseQuery {
            scope: Scope::All,
            filter: CaseFilter::default(),
            order: CaseOrder::Newest,
            cursor,
            backward: true,
            limit: 1_000,
        };
        let page = test.office.store().case_list(&query).await.unwrap();
        rows.extend(page.rows.into_iter().rev());
        cursor = page.previous;
        if cursor.is_none() {
            return rows;
        }
    }
}

/// Header and rows of a CSV file that begins with the sign of UTF-8.
fn table(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("spreadsheet programs know it as UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn status(row: &CaseRow) -> (Kind, &'static str, Option<&str>, bool) {
    (row.kind, row.status.into(), row.outcome.as_deref(), row.ended)
}
