//! Somebody without rights sees neither title, count, list row nor number of a hidden case.

use axum::http::StatusCode;

use super::life::registers;
use super::{desk, sign_in};

#[tokio::test]
async fn a_case_of_another_institution_is_nowhere() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let case = format!("/desk/cases/{number}");
    let mut stranger = sign_in(&desk, "branch").await;

    let pages = [
        "/desk/queue?view=mine",
        "/desk/queue?view=unassigned",
        "/desk/queue?view=due",
        "/desk/queue?view=waiting",
        "/desk/queue?view=done",
        "/desk/cases",
        "/desk/cases?q=%E5%88%86%E6%9C%9F%E6%89%8B%E7%BB%AD%E8%B4%B9",
        "/desk/cases?kind=complaint&institution=CC",
        "/desk",
    ];
    let asked = format!("/desk/cases?q={number}");
    for path in pages.into_iter().chain([asked.as_str()]) {
        let body = stranger.read(path).await;
        // What was asked for stands in the search field, its chip and the address of the page; nothing else may.
        let echoes = ["value=\"", "q=", "q%3D", "案号或诉求："].map(|before| format!("{before}{number}"));
        let shown = echoes.iter().fold(body.clone(), |shown, echo| shown.replace(echo, ""));
        assert!(!shown.contains(&number), "{path} shows the number: {body}");
        assert!(!shown.contains("未提前告知"), "{path} shows the matter: {body}");
        assert!(!body.contains("共1件"), "{path} counts it: {body}");
    }
    for path in [
        case.clone(),
        format!("{case}/print"),
        format!("{case}/receipt"),
        format!("{case}/merge"),
        format!("{case}/review"),
        format!("{case}/unmask"),
        format!("{case}/steps/note"),
        format!("/desk/intake?origin={number}"),
    ] {
        let page = stranger.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.body.contains("分期手续费"), "{path}: {}", page.body);
        let unknown = stranger.get(&path.replace(&number, "TS-2026-0999999")).await;
        assert_eq!(
            page.body,
            unknown.body.replace("TS-2026-0999999", &number),
            "{path}: hidden and unknown differ"
        );
    }
    // Another's telephone shows no earlier matter either, and a link to it cannot be made.
    stranger.read("/desk/intake").await;
    let page = stranger.post("/desk/intake", &[("phone", "13812341234"), ("look", "1")]).await;
    let body = stranger.read(&page.location).await;
    assert!(body.contains("此前0件") && !body.contains(&number), "{body}");
    let own = {
        let fields =
            [("name", "钱多"), ("phone", "13700000000"), ("subject", "自己的件"), ("institution", "B1")];
        let page = stranger.fill("/desk/intake", "/desk/intake", &fields).await;
        super::visit::between(&page.body, "<dd>", "</dd>").unwrap().to_owned()
    };
    let link = format!("/desk/cases/{own}/steps/link");
    let page = stranger.fill(&link, &link, &[("link.other", &number), ("link.relation", "related")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(page.body.contains("没有这件"), "{}", page.body);
    let page = stranger.post(&format!("{case}/steps/note"), &[("note.text", "x")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
