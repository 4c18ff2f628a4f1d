//! New keys, asked for in the browser: confirmed by their number, done as a job, the older ones taken away.

use axum::http::StatusCode;
use office::{Caller, StaffInput};

use super::life::registers;
use super::{desk, sign_in};
use crate::harness::PASSWORD;

const PATH: &str = "/desk/admin/keys";

#[tokio::test]
async fn keys_are_renewed_and_the_older_ones_taken_away() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let mut admin = sign_in(&desk, "admin").await;
    let body = admin.read(PATH).await;
    assert!(body.contains("AES-256-GCM") && body.contains("最多1人"), "{body}");
    assert!(!body.contains("value=\"retire\""), "there is nothing to take away: {body}");

    let refused = admin.post(PATH, &[("act", "rotate"), ("next", "7")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("与上面的代号不一样"), "{}", refused.body);
    assert!(admin.read(PATH).await.contains("value=\"rotate\""), "nothing began");

    let begun = admin.post(PATH, &[("act", "rotate"), ("next", "2")]).await;
    assert_eq!(begun.location, format!("{PATH}?done=keys_begun"));
    let body = admin.read(PATH).await;
    assert!(body.contains("等待") && !body.contains("value=\"retire\""), "the job comes first: {body}");
    let early = admin.post(PATH, &[("act", "retire"), ("older", "1")]).await;
    assert!(early.body.contains("还有个人密钥或查找标记用着旧密钥"), "{}", early.body);
    let again = admin.post(PATH, &[("act", "rotate"), ("next", "3")]).await;
    assert_eq!(again.location, PATH, "one generation at a time");

    while desk.desk.office.do_next_job("test").await.unwrap().is_some() {}
    let body = admin.read(PATH).await;
    assert!(body.contains("已完成") && body.contains("value=\"retire\""), "{body}");
    assert!(admin.read("/desk/admin/jobs").await.contains("更换1把个人密钥"));
    let go_on = admin.post(PATH, &[("act", "go_on")]).await;
    assert_eq!(go_on.location, format!("{PATH}?done=keys_begun"));
    assert!(admin.read(PATH).await.contains("等待"), "it is looked through once more");
    while desk.desk.office.do_next_job("test").await.unwrap().is_some() {}

    let retired = admin.post(PATH, &[("act", "retire"), ("older", "1")]).await;
    assert_eq!(retired.location, format!("{PATH}?done=keys_retired"));
    admin.read_in("en");
    let body = admin.read(PATH).await;
    assert!(body.contains("Type 3 to say") && !body.contains("value=\"retire\""), "{body}");
    assert!(handler.read(&format!("/desk/cases/{number}")).await.contains("周*"), "what was sealed opens");
}

#[tokio::test]
async fn keys_are_renewed_by_those_of_the_whole_installation() {
    let desk = desk().await;
    let mut officer = sign_in(&desk, "officer").await;
    assert_eq!(officer.get(PATH).await.status, StatusCode::NOT_FOUND);
    let part = StaffInput {
        login: "partly".to_owned(),
        display_name: "partly".to_owned(),
        institution: "B1".to_owned(),
        roles: vec!["administrator".to_owned()],
        password: Some(PASSWORD.to_owned()),
        active: true,
    };
    desk.desk.office.set_staff(&Caller::system("test"), part).await.unwrap();
    let mut partly = sign_in(&desk, "partly").await;
    let body = partly.read(PATH).await;
    assert!(body.contains("由管理全部机构的管理员更换") && !body.contains("AES"), "{body}");
    let refused = partly.post(PATH, &[("act", "rotate"), ("next", "2")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}
