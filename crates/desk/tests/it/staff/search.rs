//! The page of full text: box, hits with the words in them, facets that are links, what to try where nothing is.

use super::life::registers;
use super::{desk, sign_in};

const CASE: &str = "/desk/search?q=%E6%89%8B%E7%BB%AD%E8%B4%B9"; // 手续费

#[tokio::test]
async fn hits_show_the_words_and_facets_narrow() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    desk.desk.office.search_follow().await.unwrap();
    let body = handler.read(CASE).await;
    assert!(body.contains("<mark>手续费</mark>") && body.contains(&number), "{body}");
    assert!(body.contains("共1件") && body.contains("kind=complaint"), "{body}");
    assert!(!body.contains("13812341234") && !body.contains("周明远"), "{body}");
    let narrowed = handler.read(&format!("{CASE}&kind=complaint&channel=hotline")).await;
    assert!(narrowed.contains("aria-current=\"true\""), "{narrowed}");
    let none = handler.read(&format!("{CASE}&kind=enquiry")).await;
    assert!(none.contains("没有找到") && none.contains("共0件") && none.contains("kind=complaint"), "{none}");
    // 种类：投诉 到期:soon
    let typed = "/desk/search?q=%E7%A7%8D%E7%B1%BB%EF%BC%9A%E6%8A%95%E8%AF%89+due%3Asometime";
    let body = handler.read(typed).await;
    assert!(body.contains("“due:sometime”没有看懂"), "{body}");
    let page = handler.get(&format!("/desk/search?q={number}")).await;
    assert_eq!(page.location, format!("/desk/cases/{number}"));
}

#[tokio::test]
async fn the_header_leads_there_and_an_empty_question_says_what_to_try() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let body = handler.read("/desk/search").await;
    assert!(body.contains("action=\"/desk/search\"") && body.contains("可以这样写"), "{body}");
    desk.desk.office.search_follow().await.unwrap();
    // <script>"
    let body = handler.read("/desk/search?q=%3Cscript%3E%22").await;
    assert!(!body.contains("<script>\""), "{body}");
}

#[tokio::test]
async fn a_stranger_finds_nothing_of_a_hidden_case() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    desk.desk.office.search_follow().await.unwrap();
    let mut stranger = sign_in(&desk, "branch").await;
    for path in
        [CASE.to_owned(), "/desk/search?q=kind%3Acomplaint".to_owned(), format!("/desk/search?q=-{number}")]
    {
        let body = stranger.read(&path).await.replace(&format!("-{number}"), "");
        assert!(!body.contains(&number) && !body.contains("未提前告知"), "{path}: {body}");
        assert!(!body.contains("class=\"facets\"") && body.contains("共0件"), "{path}: {body}");
    }
}
