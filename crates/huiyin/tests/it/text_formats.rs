//! The formats of files: the same rows give the same answer whatever they are written in.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::program::huiyin;

const ENDINGS: [&str; 10] =
    ["csv", "csv.gz", "csv.zst", "tsv", "tsv.gz", "tsv.zst", "jsonl", "jsonl.gz", "jsonl.zst", "parquet"];

/// Writes rows in a format, with these names of the two columns.
fn write(folder: &Path, ending: &str, names: [&str; 2], rows: &[[&str; 2]]) -> PathBuf {
    let path = folder.join(format!("rows.{ending}"));
    let (plain, packing) = ending.split_once('.').unwrap_or((ending, ""));
    if plain == "parquet" {
        parquet_file(&path, names, rows);
        return path;
    }
    let line = |cells: [&str; 2]| match plain {
        "csv" => format!("{}\n", cells.map(|cell| format!("\"{cell}\"")).join(",")),
        "tsv" => format!("{}\n", cells.join("\t")),
        _ => format!("{}\n", serde_json::json!({ names[0]: cells[0], names[1]: cells[1] })),
    };
    let head = if plain == "jsonl" { String::new() } else { line(names) };
    let text = head + &rows.iter().map(|row| line(*row)).collect::<String>();
    let bytes = match packing {
        "gz" => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(text.as_bytes()).unwrap();
            packed.finish().unwrap()
        }
        "zst" => zstd::encode_all(text.as_bytes(), 0).unwrap(),
        _ => text.into_bytes(),
    };
    std::fs::write(&path, bytes).unwrap();
    path
}

fn parquet_file(path: &Path, names: [&str; 2], rows: &[[&str; 2]]) {
    let schema = format!(
        "message rows {{ required binary {} (UTF8); required binary {} (UTF8); }}",
        names[0], names[1]
    );
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let file = std::fs::File::create(path).unwrap();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(file, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for at in 0..2 {
        let values: Vec<ByteArray> = rows.iter().map(|row| ByteArray::from(row[at])).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

fn labelled() -> Vec<[String; 2]> {
    let said = [
        ("fee", ["扣了年费", "年费不合理", "要求退年费", "年费没有减免"]),
        ("loan", ["房贷没放款", "房贷利率高", "提前还房贷", "房贷结清证明"]),
    ];
    let times = 0..8;
    times
        .flat_map(|time| {
            said.iter().flat_map(move |(label, texts)| {
                texts.map(|text| [format!("第{time}次来电，{text}"), (*label).to_owned()])
            })
        })
        .collect()
}

#[test]
fn every_format_trains_the_same_model_and_tries_it_alike() {
    let folder = tempfile::tempdir().unwrap();
    let rows = labelled();
    let rows: Vec<[&str; 2]> = rows.iter().map(|row| [row[0].as_str(), row[1].as_str()]).collect();
    let mut first: Option<(Vec<u8>, String)> = None;
    for ending in ENDINGS {
        let file = write(folder.path(), ending, ["text", "label"], &rows);
        let (file, model) = (file.to_str().unwrap(), folder.path().join("model"));
        let model = model.to_str().unwrap();
        let columns = ["--text-column", "text", "--label-column", "label"];
        let train = ["text", "train", "--input", file, "-o", model, "--describe", "rows"];
        huiyin(folder.path(), &[&train[..], &columns].concat(), "").ok();
        let eval = ["text", "eval", "--model", model, "--input", file, "--format", "json"];
        let found =
            (std::fs::read(model).unwrap(), huiyin(folder.path(), &[&eval[..], &columns].concat(), "").ok());
        let report: serde_json::Value = serde_json::from_str(&found.1).unwrap();
        assert_eq!(report["texts"], 64, "{ending}");
        let first = first.get_or_insert_with(|| found.clone());
        assert!(*first == found, "{ending} differs");
    }
}

#[test]
fn every_format_is_masked_and_coded() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [["一", "手机13812345678"], ["二", "没有"]];
    for ending in ENDINGS {
        let file = write(folder.path(), ending, ["n", "text"], &rows);
        let file = file.to_str().unwrap();
        let masked = huiyin(folder.path(), &["text", "mask", "--text-column", "text", file], "").ok();
        assert!(masked.contains("手机138****5678") && !masked.contains("13812345678"), "{ending}: {masked}");
        assert!(masked.contains('一') && masked.contains("没有"), "{ending}: {masked}");
        let spans = ["text", "mask", "--spans", "--text-column", "text", file];
        let spans = huiyin(folder.path(), &spans, "").ok();
        assert!(spans.contains("\"column\":\"text\",\"start\":6,\"end\":17"), "{ending}: {spans}");
        let coded = ["text", "code", "--input", file, "--text-column", "text", "--format", "json"];
        assert_eq!(huiyin(folder.path(), &coded, "").ok().lines().count(), 2, "{ending}");
        let absent = huiyin(folder.path(), &["text", "mask", "--text-column", "absent", file], "");
        assert_eq!(absent.code, 2, "{ending}: {}", absent.out);
        assert!(!absent.out.contains("13812345678"), "{ending}: {}", absent.out);
    }
    let whole = write(folder.path(), "parquet", ["n", "text"], &rows);
    let refused = huiyin(folder.path(), &["text", "mask", whole.to_str().unwrap()], "");
    assert!(refused.code == 2 && refused.err.contains("--text-column"), "{}", refused.err);
}

#[test]
fn every_format_answers_questions() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [["年费怎么收", "每年一次"], ["怎么挂失", "拨打客服热线"], ["怎么还房贷", "每月自动扣款"]];
    for ending in ENDINGS {
        let file = write(folder.path(), ending, ["question", "answer"], &rows);
        let ask =
            ["text", "ask", "--knowledge", file.to_str().unwrap(), "--query", "怎么挂失", "--format", "json"];
        let told: serde_json::Value = serde_json::from_str(&huiyin(folder.path(), &ask, "").ok()).unwrap();
        assert_eq!(told["replies"][0]["matches"][0]["answer"], "拨打客服热线", "{ending}");
    }
}

#[test]
fn damaged_files_are_told_not_trusted() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["csv.gz", "csv.zst", "parquet"] {
        let file = write(folder.path(), ending, ["n", "text"], &[["一", "手机13812345678"], ["二", "没有"]]);
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
        let ran =
            huiyin(folder.path(), &["text", "mask", "--text-column", "text", file.to_str().unwrap()], "");
        assert_eq!(ran.code, 2, "{ending}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("failed to read"), "{ending}: {}", ran.err);
    }
}
