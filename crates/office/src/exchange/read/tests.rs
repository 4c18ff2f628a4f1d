use std::io::Write;

use expect_test::{Expect, expect};
use tempfile::NamedTempFile;

use super::*;

fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

fn rows(content: &[u8], format: Format) -> String {
    let file = file(content);
    let mut shown = String::new();
    let result = read(file.path(), format, &mut |row| {
        let fault = row.fault.map(|fault| format!(" !! {fault}")).unwrap_or_default();
        shown += &format!("{} {:?}{fault}\n", row.line, row.cells);
        ControlFlow::Continue(())
    });
    match result {
        Ok(()) => shown,
        Err(error) => shown + &error.to_string().replace(&file.path().display().to_string(), "FILE"),
    }
}

#[track_caller]
fn check(content: impl AsRef<[u8]>, expected: Expect) {
    expected.assert_eq(&rows(content.as_ref(), Format::Csv));
}

#[test]
fn quotes_line_breaks_and_blank_lines() {
    check(
        "\u{feff}编号,内容\r\n1,\"第一行\r\n第二行,\"\"引\"\"\"\r\n\r\n2,a\"b\n,\n3,末尾",
        expect![[r#"
            2 ["1", "第一行\r\n第二行,\"引\""]
            5 ["2", "a\"b"]
            7 ["3", "末尾"]
        "#]],
    );
}

#[test]
fn a_quote_left_open_costs_its_own_line_only() {
    check(
        "a,b\n1,x\n2,\"open\n3,y\n4,\"closed\"\n5,z\n",
        expect![[r#"
            2 ["1", "x"]
            3 ["2,\"open"] !! a quote is opened and not closed
            4 ["3", "y"]
            5 ["4", "closed"]
            6 ["5", "z"]
        "#]],
    );
}

#[test]
fn the_wrong_number_of_fields_is_told() {
    check(
        "a,b\n1\n2,3,4\n5,6\n",
        expect![[r#"
            2 ["1"] !! the row has 1 fields, the header 2
            3 ["2", "3", "4"] !! the row has 3 fields, the header 2
            4 ["5", "6"]
        "#]],
    );
}

#[test]
fn gb18030_is_recognised_and_read() {
    let text = "编号,投诉内容\n1,\"信用卡年费，\n未告知\"\n2,𠮷㐂\n";
    let (encoded, _, unmappable) = encoding_rs::GB18030.encode(text);
    assert!(!unmappable);
    assert_eq!(rows(&encoded, Format::Csv), rows(text.as_bytes(), Format::Csv));
    // Also where the first letters beyond ASCII come late.
    let late = [
        b"id,text\n".as_slice(),
        b"1,a\n".repeat(100_000).as_slice(),
        encoding_rs::GB18030.encode("2,贷款\n").0.as_ref(),
    ]
    .concat();
    assert!(rows(&late, Format::Csv).ends_with("100002 [\"2\", \"贷款\"]\n"));
}

#[test]
fn a_damaged_line_does_not_change_the_encoding() {
    let content =
        [b"a,b\n1,".as_slice(), "好\n2,".as_bytes(), b"\xff\xff", "\n3,好\n4,好\n".as_bytes()].concat();
    check(
        content,
        expect![[r#"
            2 ["1", "好"]
            3 ["2", "��"] !! the line has bytes that are not UTF-8
            4 ["3", "好"]
            5 ["4", "好"]
        "#]],
    );
}

#[test]
fn other_encodings_and_empty_files_are_refused() {
    check(b"\xff\xfea\0,\0", expect!["`FILE` seems to be written in UTF-16: expected UTF-8 or GB18030"]);
    check("", expect!["`FILE` line 1: the file is empty: expected a row with the names of the columns"]);
    check(",,\n1,2,3\n", expect!["`FILE` line 1: expected a row with the names of the columns"]);
}

#[test]
fn a_line_without_end_does_not_fill_the_memory() {
    let content = [b"a,b\n1,".as_slice(), &vec![b'x'; 3 * ROW_BYTES_MAX], b"\n2,y\n"].concat();
    let shown = rows(&content, Format::Csv);
    assert!(shown.contains("!! the line is longer than 1048576 bytes\n3 [\"2\", \"y\"]"), "{}", shown.len());
}

#[test]
fn our_own_apostrophes_are_taken_away() {
    check(
        "a,b\n'=1+1,''=x\n'quoted',-5\n",
        expect![[r#"
        2 ["=1+1", "'=x"]
        3 ["'quoted'", "-5"]
    "#]],
    );
}

#[test]
fn json_lines_may_have_different_keys() {
    let content = "{\"id\":1,\"text\":\"a\\nb\"}\n\n{\"text\":\"c\",\"new\":true,\"id\":null}\nnot json\n{\"id\":[1]}\n";
    expect![[r#"
        1 ["1", "a\nb"]
        3 ["", "c", "true"]
        4 ["not json"] !! not a JSON object (column 2): expected one object a line
        5 ["{\"id\":[1]}"] !! `id` is a list or an object: expected a plain value
    "#]]
    .assert_eq(&rows(content.as_bytes(), Format::Jsonl));
}

#[test]
fn a_workbook_gives_text_numbers_and_dates_as_they_look() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (column, name) in ["编号", "日期", "金额", "内容"].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    sheet.write(1, 0, 12_345_678_901_f64).unwrap();
    sheet
        .write_with_format(
            1,
            1,
            rust_xlsxwriter::ExcelDateTime::parse_from_str("2026-01-05 10:30:00").unwrap(),
            &date,
        )
        .unwrap();
    sheet.write(1, 2, 1.25).unwrap();
    sheet.write(1, 3, "'=1+1").unwrap();
    sheet.write(3, 3, "第二行").unwrap();
    let buffer = workbook.save_to_buffer().unwrap();
    expect![[r#"
        2 ["12345678901", "2026-01-05 10:30:00", "1.25", "=1+1"]
        4 ["", "", "", "第二行"]
    "#]]
    .assert_eq(&rows(&buffer, Format::Xlsx));
    assert!(rows(b"not a workbook", Format::Xlsx).contains("is not a readable workbook"));
}

#[test]
fn names_of_columns_are_compared_loosely() {
    let header =
        Header::new(vec!["Timely response?".into(), "投诉金额（万元）".into(), "Timely_Response".into()]);
    assert_eq!(header.position("timely_response"), Some(0));
    assert_eq!(header.position("投诉金额(万元)"), Some(1));
    assert_eq!(header.position("other"), None);
}
