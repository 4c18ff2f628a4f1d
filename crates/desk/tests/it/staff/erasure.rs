//! Erasing the person of a case, on its page.

use axum::http::StatusCode;

use super::life::registers;
use super::{desk, sign_in};

#[tokio::test]
async fn the_page_says_what_keeps_a_person_and_takes_wish_hold_and_lifting() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let case = format!("/desk/cases/{number}");
    let path = format!("{case}/erasure");
    assert!(!handler.read(&case).await.contains("/erasure"), "no button without the right");
    assert_eq!(handler.get(&path).await.status, StatusCode::NOT_FOUND);

    let mut officer = sign_in(&desk, "officer").await;
    assert!(officer.read(&case).await.contains("/erasure"));
    let body = officer.read(&path).await;
    assert!(body.contains(&format!("{number}尚未办结")), "{body}");
    let without = officer.post(&path, &[("act", "erase")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = officer.post(&path, &[("act", "erase"), ("reason", "person_asked")]).await;
    assert_eq!((asked.status, asked.location.as_str()), (StatusCode::SEE_OTHER, path.as_str()));
    let body = officer.read(&path).await;
    assert!(body.contains("已申请，尚不能删除"), "{body}");
    officer.post(&path, &[("act", "hold"), ("reason", "audit")]).await;
    assert!(officer.read(&path).await.contains("第1号留存：审计"));
    officer.post(&path, &[("act", "lift"), ("hold", "1"), ("reason", "over")]).await;
    officer.post(&path, &[("act", "withdraw")]).await;
    let body = officer.read(&path).await;
    assert!(!body.contains("第1号留存") && !body.contains("尚不能删除；"), "{body}");
    officer.read_in("en");
    assert!(officer.read(&path).await.contains("has not ended"));
}
