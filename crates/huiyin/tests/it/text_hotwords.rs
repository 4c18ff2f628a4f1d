//! `huiyin text hotwords` on files of every format, good and bad.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::program::{Ran, huiyin};

/// Rows of five weeks; in the last week a new word.
fn rows() -> Vec<(String, String, &'static str)> {
    let what = ["年费重复收取", "转账一直失败", "柜台排队太久", "短信通知延迟", "利息算得不对"];
    let new = ["打不开", "扣了两次钱", "一直转圈", "要求注销", "怎么关掉"];
    let mut rows = Vec::new();
    for day in 0..35 {
        let date = format!(
            "2026-{:02}-{:02}",
            if day < 28 { 5 } else { 6 },
            if day < 28 { day + 4 } else { day - 27 }
        );
        for number in 0..20 {
            rows.push((
                date.clone(),
                format!("客户第{day}{number}次反映{}", what[(day + number) % 5]),
                "网点",
            ));
        }
        if day >= 28 {
            for (number, new) in new.iter().enumerate() {
                rows.push((date.clone(), format!("开通的云闪盈{new}，第{day}{number}回"), "手机,银行"));
            }
        }
    }
    rows
}

fn csv() -> String {
    let row = |(date, text, channel): &(String, String, &str)| format!("{date},\"{text}\",\"{channel}\"\n");
    std::iter::once("date,text,channel\n".to_owned()).chain(rows().iter().map(row)).collect()
}

fn hotwords(folder: &Path, name: &str, more: &[&str]) -> Ran {
    let input = folder.join(name);
    let input = input.to_str().unwrap();
    let window = ["--from", "2026-06-01", "--to", "2026-06-07"];
    huiyin(folder, &[&["text", "hotwords", "--input", input], &window[..], more].concat(), "")
}

const COLUMNS: [&str; 6] = ["--date-column", "date", "--text-column", "text", "--group-column", "channel"];

#[track_caller]
fn finds(ran: Ran) -> serde_json::Value {
    let report: serde_json::Value = serde_json::from_str(&ran.ok()).unwrap();
    assert!(report["words"][0]["text"].as_str().unwrap().contains("云闪盈"), "{report}");
    report
}

#[test]
fn every_format_tells_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let table = csv();
    std::fs::write(path("a.csv"), &table).unwrap();
    let json = [&COLUMNS[..], &["--format", "json"]].concat();
    let expected = finds(hotwords(folder.path(), "a.csv", &json));
    assert_eq!(expected["words"][0]["scenarios"][0]["value"], "手机,银行");

    std::fs::write(path("a.csv.zst"), zstd::encode_all(table.as_bytes(), 1).unwrap()).unwrap();
    assert_eq!(finds(hotwords(folder.path(), "a.csv.zst", &json)), expected);

    let (gb18030, _, _) = encoding_rs::GB18030.encode(&table);
    std::fs::write(path("b.csv"), &gb18030).unwrap();
    assert_eq!(finds(hotwords(folder.path(), "b.csv", &json)), expected);

    let lines = rows().into_iter().map(|(date, text, channel)| {
        serde_json::json!({ "date": date, "text": text, "channel": channel }).to_string() + "\n"
    });
    std::fs::write(path("a.jsonl"), lines.collect::<String>()).unwrap();
    assert_eq!(finds(hotwords(folder.path(), "a.jsonl", &json)), expected);

    parquet(&path("a.parquet"));
    assert_eq!(finds(hotwords(folder.path(), "a.parquet", &json)), expected);

    let tabs: String = rows().iter().map(|(date, text, _)| format!("{date}\t{text}\n")).collect();
    std::fs::write(path("a.tsv"), tabs).unwrap();
    let numbers = ["--no-header", "--date-column", "1", "--text-column", "2", "--format", "json"];
    finds(hotwords(folder.path(), "a.tsv", &numbers));
}

fn parquet(path: &Path) {
    let schema = "message rows { required int32 date (DATE); required binary text (UTF8); required binary channel (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let days: Vec<i32> = rows()
        .iter()
        .map(|(date, ..)| {
            let date: jiff::civil::Date = date.parse().unwrap();
            (date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24) as i32
        })
        .collect();
    let bytes = |text: &str| ByteArray::from(text.as_bytes().to_vec());
    let texts: Vec<ByteArray> = rows().iter().map(|(_, text, _)| bytes(text)).collect();
    let channels: Vec<ByteArray> = rows().iter().map(|(.., channel)| bytes(channel)).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&days, None, None).unwrap();
    column.close().unwrap();
    for cells in [&texts, &channels] {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(cells, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn people_get_a_table_programs_csv_pages_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), csv()).unwrap();
    let format =
        |format| hotwords(folder.path(), "a.csv", &[&COLUMNS[..], &["--format", format]].concat()).ok();
    assert!(format("table").starts_with("RANK  WORD"));
    assert!(format("csv").starts_with("rank,word,documents"));
    let svg = format("svg");
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>") && svg.contains("云闪盈"));
}

#[test]
fn bad_input_is_told_by_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, contents: &[u8], more: &[&str]| {
        std::fs::write(folder.path().join(name), contents).unwrap();
        let ran = hotwords(folder.path(), name, more);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        (ran.code, ran.err)
    };
    let columns = &COLUMNS[..4];
    let (code, said) = told("a.csv", b"day,text\n2026-06-01,a\n", columns);
    assert!(code == 2 && said.contains("no column `date`") && said.contains("`day`"), "{said}");
    let (code, said) = told("b.csv", "date,text\n昨天,a\n".as_bytes(), columns);
    assert!(code == 2 && said.contains("row 1") && said.contains("is no date"), "{said}");
    let (code, said) = told("c.csv", b"date,text\n2026-06-01,a\n", columns);
    assert!(code == 0 && said.contains("nothing to compare with"), "{said}");
    let (code, said) = told("d.csv", b"", columns);
    assert!(code == 0 && said.contains("no text is of the window"), "{said}");
    let (code, said) = told("e.jsonl", b"{\"date\":\"2026-06-01\",\"text\":\"a\"}\n{broken\n", columns);
    assert!(code == 0 && said.contains("row 2"), "{said}");
    let (code, said) = told("f.parquet", b"PAR1 is what it begins with", columns);
    assert!(code == 2 && said.contains("f.parquet"), "{said}");
    let (code, said) = told("g.csv.zst", b"not compressed", columns);
    assert!(code == 2 && said.contains("g.csv.zst"), "{said}");
    let (code, said) = told("h.xlsx", b"", columns);
    assert!(code == 2 && said.contains("of no known format"), "{said}");
    let (code, said) = told("i.csv", b"date,text\n2026-06-01,\xff\xfe\xff\n", columns);
    assert!(code == 0 && said.contains("no characters"), "{said}");
    let long = format!("date,text\n2026-06-01,{}\n9999-12-31,b\n0001-01-01,c\n", "长".repeat(1_000_000));
    let (code, said) = told("j.csv", long.as_bytes(), columns);
    assert!(code == 0, "{said}");
}
