//! Codes that a model suggests: on the form of coding and after an intake, with reasons, taken by one press.

use axum::http::StatusCode;

use super::visit::{Visit, between};
use super::{desk, sign_in};

async fn registers(visit: &mut Visit, subject: &str, narrative: &str) -> (String, String) {
    let fields = [
        ("phone", "13812341234"),
        ("name", "周明远"),
        ("subject", subject),
        ("narrative", narrative),
        ("institution", "CC"),
    ];
    let page = visit.fill("/desk/intake", "/desk/intake", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    (between(&page.body, "<dd>", "</dd>").unwrap().to_owned(), page.body)
}

fn plain(href: &str) -> String {
    href.replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn a_suggestion_names_its_words_and_is_taken_by_one_press() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let told = "信用卡在境外被盗刷三笔，我没有出过国，卡一直在身边，要求赔付。手机13812341234";
    let (number, done) = registers(&mut handler, "信用卡被盗刷", told).await;
    assert!(done.contains("建议分类") && done.contains("信用卡盗刷"), "after the intake: {done}");
    let to_code = plain(between(&done, "<a class=\"button\" href=\"", "\"").unwrap());
    assert!(to_code.starts_with(&format!("/desk/cases/{number}/steps/code?from=")), "{to_code}");

    let path = format!("/desk/cases/{number}/steps/code");
    let body = handler.read(&path).await;
    assert!(body.contains("建议分类") && body.contains("信用卡盗刷") && body.contains("依据："), "{body}");
    assert!(body.contains("请核对后提交") && !body.contains("13812341234"), "{body}");
    let chosen = "value=\"jrt0169-business@2018:prov:B03026\" selected";
    assert!(!body.contains(chosen), "nothing is chosen before somebody takes it: {body}");
    let case = handler.read(&format!("/desk/cases/{number}")).await;
    assert!(case.contains("建议分类") && case.contains("信用卡盗刷") && case.contains("依据："), "{case}");
    let line = body.split("<li><strong>").find(|line| line.contains("信用卡盗刷")).unwrap();
    let href = plain(between(line, "href=\"", "\"").unwrap());
    let filled = handler.read(&href).await;
    assert!(filled.contains(chosen), "{filled}");
    assert!(handler.read(&to_code).await.contains(chosen), "the way from the intake fills it, too");

    let codes = [
        ("code.business", "jrt0169-business@2018:prov:B03026"),
        ("code.reason", "jrt0169-reason@2018:prov:C10"),
    ];
    let form = [("code.form", "short")];
    let page = handler.fill(&href, &path, &[&codes[..], &form].concat()).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let case = handler.read(&format!("/desk/cases/{number}")).await;
    assert!(!case.contains("建议分类"), "what is coded needs no suggestion: {case}");
}

#[tokio::test]
async fn where_the_model_is_not_sure_nothing_is_said() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let (number, done) = registers(&mut handler, "你好，请问有人吗", "喂？听得到吗").await;
    assert!(!done.contains("建议分类"), "{done}");
    let body = handler.read(&format!("/desk/cases/{number}/steps/code")).await;
    assert!(!body.contains("建议分类"), "{body}");
    assert!(!handler.read(&format!("/desk/cases/{number}/steps/note")).await.contains("建议分类"));
}

/// A hidden case says nothing, and neither does a form that is not open.
#[tokio::test]
async fn who_may_not_code_gets_no_suggestion() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let (number, _) = registers(&mut handler, "信用卡被盗刷", "信用卡在境外被盗刷三笔").await;
    let path = format!("/desk/cases/{number}/steps/code");
    let mut branch = sign_in(&desk, "branch").await;
    assert_eq!(branch.get(&path).await.status, StatusCode::NOT_FOUND);
    let mut auditor = sign_in(&desk, "auditor").await;
    let seen = auditor.get(&path).await;
    assert!(!seen.body.contains("建议分类"), "{}", seen.body);
}
