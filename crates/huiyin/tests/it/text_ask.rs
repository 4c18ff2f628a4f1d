//! `huiyin text ask`: a file of questions and answers, without any installation.

use crate::program::Installation;

const KNOWLEDGE: &str = "id,question,answer,wordings
loss,银行卡丢了怎么挂失,在手机银行或拨打热线挂失。,卡不见了怎么挂失|卡被偷了去哪里挂失|找不到卡了怎么挂失|卡丢了去哪里挂失
fee,信用卡年费怎么减免,\"一年刷满六次,免年费。\",年费能不能不收|卡的年费怎么减免|每年的费用能不能不收|信用卡年费能不能不收
code,短信验证码收不到,请检查是否拦截了短信。,手机验证码一直没有来|动态码收不到|验证码收不到怎么办|短信验证码一直没有来
";

#[test]
fn a_question_is_answered_and_a_stranger_is_not() {
    let installation = Installation::nothing();
    let path = installation.path("faq.csv");
    std::fs::write(&path, KNOWLEDGE).unwrap();
    let file = path.to_str().unwrap();
    let ask =
        ["text", "ask", "--knowledge", file, "--query", "我的年费怎么减免呀", "--query", "明天天气如何"];
    let ran = installation.huiyin(&[&ask[..], &["--format", "json"]].concat()).ok();
    let replies: serde_json::Value = serde_json::from_str(&ran).unwrap();
    assert_eq!(replies["replies"][0]["answer"], "一年刷满六次,免年费。");
    assert_eq!(replies["replies"][0]["matches"][0]["id"], "fee");
    assert_eq!(replies["replies"][1]["answered"], false);
    assert_eq!(replies["replies"][1]["answer"], serde_json::Value::Null);
    assert_eq!(replies["calibration"]["basis"], "wordings");
    let table = installation.huiyin(&ask);
    assert!(table.err.contains("I don't know") && table.ok().contains("fee"));
}

#[test]
fn a_file_without_questions_is_named() {
    let installation = Installation::nothing();
    for (name, contents, says) in [
        ("a.csv", "title,answer\n一,二\n", "no column `question`, only `title`, `answer`"),
        ("b.csv", "question,answer\n", "holds no question"),
        ("c.txt", "question\n", ".csv, .xlsx or .jsonl"),
        ("d.jsonl", "{\"answer\": \"一\"}\n", "holds no question"),
    ] {
        let path = installation.path(name);
        std::fs::write(&path, contents).unwrap();
        let ran =
            installation.huiyin(&["text", "ask", "--knowledge", path.to_str().unwrap(), "--query", "一"]);
        assert_eq!((ran.code, ran.err.contains(says)), (2, true), "{ran:?}");
    }
}
