//! The quick switcher and the keys.

use serde_json::Value;

use super::life::{registers, takes};
use super::visit::Visit;
use super::{desk, sign_in};

/// The addresses that the switcher finds, each with its name.
async fn found(visit: &mut Visit, query: &str) -> Vec<(String, String)> {
    let body = visit.read(&format!("/desk/switch.json?{query}")).await;
    let hits: Vec<Value> = serde_json::from_str(&body).unwrap();
    let text = |hit: &Value, name: &str| hit[name].as_str().unwrap().to_owned();
    hits.iter().map(|hit| (text(hit, "label"), text(hit, "href"))).collect()
}

#[tokio::test]
async fn a_few_letters_lead_to_pages_cases_institutions_colleagues_and_codes() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    for query in ["q=gzt", "q=%E5%B7%A5%E4%BD%9C%E5%8F%B0", "q=gongzuo", "q=%EF%BD%87%EF%BD%9A%EF%BD%94"] {
        let hits = found(&mut handler, query).await;
        assert!(
            hits.iter().any(|(label, href)| label == "工作台" && href == "/desk/queue"),
            "{query}: {hits:?}"
        );
    }
    let tail = number.rsplit('-').next().unwrap();
    for query in [format!("q={tail}"), format!("q={number}"), format!("q={}", number.to_lowercase())] {
        let hits = found(&mut handler, &query).await;
        assert!(hits.contains(&(number.clone(), format!("/desk/cases/{number}"))), "{query}: {hits:?}");
    }
    let hits = found(&mut handler, "q=xykzx").await;
    assert!(
        hits.contains(&("信用卡中心".to_owned(), "/desk/cases?institution=CC&state=open".to_owned())),
        "{hits:?}"
    );
    let hits = found(&mut handler, "q=approv").await;
    assert!(hits.iter().any(|(label, href)| label == "approver" && href.contains("handler=")), "{hits:?}");
    let hits = found(&mut handler, "q=xyk").await;
    assert!(hits.iter().any(|(_, href)| href.contains("business=")), "{hits:?}");
    let page = handler.read("/desk/switch?q=gzt").await;
    assert!(page.contains("<a href=\"/desk/queue\">工作台</a>"), "{page}");
}

#[tokio::test]
async fn the_steps_of_the_case_in_hand_are_found_by_their_initials() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let accept = format!("/desk/cases/{number}/steps/accept");
    let hits = found(&mut handler, &format!("q=sl&case={number}")).await;
    assert!(hits.iter().any(|(label, href)| label == "受理" && href.starts_with(&accept)), "{hits:?}");
    takes(&mut handler, &number, "accept", &[]).await;
    let hits = found(&mut handler, &format!("q=sl&case={number}")).await;
    assert!(!hits.iter().any(|(_, href)| href.starts_with(&accept)), "it is not open any more: {hits:?}");
}

#[tokio::test]
async fn what_may_not_be_seen_is_not_found() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let mut branch = sign_in(&desk, "branch").await;
    for query in [
        format!("q={number}"),
        "q=0001".to_owned(),
        format!("q=sl&case={number}"),
        "q=xykzx".to_owned(),
        "q=handler".to_owned(),
    ] {
        assert_eq!(found(&mut branch, &query).await, [], "{query}");
    }
    let mut admin = sign_in(&desk, "admin").await;
    assert_eq!(found(&mut admin, &format!("q={number}")).await, []);
    let hits = found(&mut admin, "q=gl").await;
    assert!(hits.iter().any(|(_, href)| href.starts_with("/desk/admin/")), "{hits:?}");
    assert!(!found(&mut admin, "q=gzt").await.iter().any(|(_, href)| href == "/desk/queue"));
}

#[tokio::test]
async fn keys_stand_on_a_page_and_single_ones_can_be_turned_off() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let body = handler.read("/desk/keys").await;
    for key in ["<kbd>?</kbd>", "<kbd>Ctrl K</kbd>", "<kbd>1–9</kbd>", "撤销刚才的"] {
        assert!(body.contains(key), "{key}: {body}");
    }
    assert!(!body.contains("data-keys=\"off\""));
    let page = handler.fill("/desk/me", "/preferences", &[("keys", "off"), ("back", "/desk/me")]).await;
    assert_eq!(page.location, "/desk/me");
    let body = handler.read("/desk/me").await;
    assert!(body.contains("data-keys=\"off\"") && body.contains("单键快捷键已关闭"), "{body}");
    handler.fill("/desk/me", "/preferences", &[("keys", "on"), ("back", "/desk/me")]).await;
    assert!(!handler.read("/desk/queue").await.contains("data-keys=\"off\""));
    handler.fill("/desk/me", "/preferences", &[("rows", "compact"), ("back", "/desk/queue")]).await;
    registers(&mut handler, "周明远", "13812341234").await;
    assert!(handler.read("/desk/cases").await.contains("lines compact"));
}
