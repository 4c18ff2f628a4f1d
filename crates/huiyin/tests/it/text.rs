//! `huiyin text`: works on files, without any record.

use expect_test::expect;

use crate::program::huiyin;

#[test]
fn masking_reads_either_encoding_and_tells_where_things_stand() {
    let folder = tempfile::tempdir().unwrap();
    let words = "我叫周小明，手机138 1234 5678。\n没有什么。\n卡号6222021234567890128，订单20260315000123457";
    let masked = expect![[r#"
        我叫周*，手机138****5678。
        没有什么。
        卡号****0128，订单20260315000123457
    "#]];
    masked.assert_eq(&huiyin(folder.path(), &["text", "mask"], words).ok());
    let file = folder.path().join("gb.txt");
    std::fs::write(&file, encoding_rs::GB18030.encode(words).0).unwrap();
    masked.assert_eq(&huiyin(folder.path(), &["text", "mask", file.to_str().unwrap()], "").ok());
    expect![[r#"
        {"line":1,"start":6,"end":15,"type":"name","confidence":"medium","masked":"周*"}
        {"line":1,"start":24,"end":37,"type":"mobile","confidence":"high","masked":"138****5678"}
        {"line":3,"start":6,"end":25,"type":"card","confidence":"high","masked":"****0128"}
    "#]]
    .assert_eq(&huiyin(folder.path(), &["text", "mask", "--spans"], words).ok());
}

#[test]
fn masking_a_table_masks_the_column_and_keeps_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let table = "编号,内容\n13812345678,\"打13812345678，\n或发a@example.com\"\n2,\n";
    expect![[r#"
        编号,内容
        13812345678,"打138****5678，
        或发***@example.com"
        2,
    "#]]
    .assert_eq(&huiyin(folder.path(), &["text", "mask", "--text-column", "内容"], table).ok());
    expect![[r#"
        {"line":2,"column":"内容","start":3,"end":14,"type":"mobile","confidence":"medium","masked":"138****5678"}
        {"line":2,"column":"内容","start":24,"end":37,"type":"email","confidence":"high","masked":"***@example.com"}
    "#]]
    .assert_eq(&huiyin(folder.path(), &["text", "mask", "--spans", "--text-column", "内容"], table).ok());
    let missing = huiyin(folder.path(), &["text", "mask", "--text-column", "正文"], table);
    assert_eq!(missing.code, 2);
    expect!["error: standard input has no column `正文`: expected one of `编号`, `内容`"]
        .assert_eq(missing.err.trim());
    let absent = huiyin(folder.path(), &["text", "mask", "absent.txt"], "");
    assert_eq!(absent.code, 2);
    assert!(absent.err.contains("failed to read `absent.txt`"), "{}", absent.err);
}
