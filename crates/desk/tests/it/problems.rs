//! Pages that say why there is none.

use axum::body::Body;
use axum::http::Request;
use expect_test::expect;

use crate::harness::TestDesk;

fn words(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or(html);
    let mut text = String::new();
    let mut inside = true;
    for letter in main.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_page_that_does_not_exist_says_so_in_the_readers_language() {
    let desk = TestDesk::start().await;
    let ask = |language: &'static str| {
        Request::get("/nothing").header("accept-language", language).body(Body::empty()).unwrap()
    };
    let chinese = desk.send(ask("zh-CN,zh;q=0.9,en;q=0.8")).await;
    expect![[r#"
        没有这个页面
        请核对地址或编号。
        返回首页"#]]
    .assert_eq(&words(&chinese.text));
    assert!(chinese.text.contains("<html lang=\"zh-CN\""));
    let english = desk.send(ask("fr, en-GB;q=0.7, zh;q=0.3")).await;
    expect![[r#"
        There is no such page
        Check the address or the number.
        Back to the home page"#]]
    .assert_eq(&words(&english.text));
    assert!(english.text.contains("<html lang=\"en\""));
    assert!(desk.send(ask("fr")).await.text.contains("没有这个页面"), "Chinese where nothing else is known");
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_a_page_too() {
    let desk = TestDesk::start().await;
    for path in ["/static/%FF", "/track/%FF"] {
        let answer = desk.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert!(
            answer.status.is_client_error() || answer.status.as_u16() == 303,
            "{path}: {}",
            answer.status
        );
        assert!(!answer.text.contains("UTF-8"), "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn the_desk_says_that_it_lives_and_is_ready() {
    let desk = TestDesk::start().await;
    for (path, text) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = desk.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, text));
    }
}

#[tokio::test]
async fn the_language_chosen_goes_before_what_the_browser_prefers() {
    let desk = TestDesk::start().await;
    let request =
        Request::get("/nothing").header("accept-language", "zh-CN").header("cookie", "lang=en; type=large");
    let page = desk.send(request.body(Body::empty()).unwrap()).await;
    assert!(page.text.contains("<html lang=\"en\" data-type=\"large\">"), "{}", page.text);
}
