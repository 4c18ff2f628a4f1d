//! `huiyin import calls`: turns become calls, each kept once, nothing as it came.

use crate::program::huiyin;

const CALLS: &str = "call,started_at,speaker,text\n\
c1,2026-03-02 10:15:00,坐席,您好\n\
c1,2026-03-02 10:15:20,customer,我叫周小明，手机13812345678，年费扣错了\n\
c2,2026-03-02T11:00:00+08:00,customer,卡号6222021234567890128被盗刷\n\
,2026-03-02 12:00:00,customer,没有编号\n\
c3,昨天,customer,没有时间\n";

#[test]
fn a_file_read_twice_keeps_each_call_once_and_masked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = folder.path().join("calls.csv");
    std::fs::write(&file, CALLS).unwrap();
    let import = ["import", "calls", file.to_str().unwrap()];
    let ran = huiyin(&data, &import, "");
    assert_eq!(
        ran.json(),
        serde_json::json!({"rows": 5, "refused": 2, "calls": 2, "kept": 2, "known": 0, "cut": 0})
    );
    assert!(
        ran.err.contains("row 4: it names no call") && ran.err.contains("row 5: its beginning is no time")
    );
    let again = huiyin(&data, &import, "").json();
    assert_eq!((&again["kept"], &again["known"]), (&0.into(), &2.into()), "{again}");
    let connection = rusqlite::Connection::open(data.join("huiyin.db")).unwrap();
    let kept: Vec<String> = connection
        .prepare("select turns from calls order by call_id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        kept,
        [
            r#"[{"speaker":"agent","text":"您好"},{"speaker":"customer","text":"我叫周*，手机138****5678，年费扣错了"}]"#,
            r#"[{"speaker":"customer","text":"卡号****0128被盗刷"}]"#,
        ]
    );
    let lines = concat!(
        r#"{"call":"d1","started_at":"2026-03-02T10:15:00+08:00","#,
        r#""text":[{"speaker":"agent","text":"您好"},{"speaker":"customer","text":"我的手机13812345678"}]}"#,
        "\n"
    );
    let file = folder.path().join("calls.jsonl.zst");
    std::fs::write(&file, zstd::encode_all(lines.as_bytes(), 0).unwrap()).unwrap();
    let kept = huiyin(&data, &["import", "calls", file.to_str().unwrap()], "").json();
    assert_eq!((&kept["calls"], &kept["kept"]), (&1.into(), &1.into()), "{kept}");
    // A turn of more characters than a call may have is cut, and that is told.
    let long = format!(
        "call,started_at,speaker,text\nlong,2026-03-02 10:00,customer,{}\n",
        "一直在等".repeat(1_001)
    );
    let file = folder.path().join("long.csv");
    std::fs::write(&file, long).unwrap();
    let kept = huiyin(&data, &["import", "calls", file.to_str().unwrap()], "").json();
    assert_eq!((&kept["kept"], &kept["cut"]), (&1.into(), &1.into()), "{kept}");
}

#[test]
fn what_is_no_file_of_calls_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calls.csv");
    std::fs::write(&file, "a,b\n1,2\n").unwrap();
    let import = ["import", "calls", file.to_str().unwrap()];
    let ran = huiyin(&folder.path().join("data"), &import, "");
    assert!(ran.code == 2 && ran.err.contains("no column `call`"), "{}", ran.err);
    let nowhere = [&import[..], &["--institution", "nowhere"]].concat();
    let ran = huiyin(&folder.path().join("data"), &nowhere, "");
    assert!(ran.code == 2 && ran.err.contains("there is no institution `nowhere`"), "{}", ran.err);
}
