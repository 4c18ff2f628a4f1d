//! Not part of the repository.
use crate::harness::{PASSWORD, TestDesk};
use crate::staff::sign_in;
use crate::staff::visit::Visit;

fn keep(name: &str, html: &str) {
    let mut text = html.to_owned();
    while let Some(at) = text.find("href=\"/static/") {
        let end = text[at + 6..].find('"').unwrap() + at + 6;
        text.replace_range(at..end, "href=\"huiyin.css");
    }
    std::fs::write(format!("/tmp/w/e2-look/{name}.html"), text).unwrap();
}

#[tokio::test]
async fn pictures() {
    let desk = TestDesk::start().await;
    let mut handler = sign_in(&desk, "handler").await;
    sign_in(&desk, "handler").await;
    keep("me", &handler.read("/desk/me").await);
    keep("factor-none", &handler.read("/desk/me/second-factor").await);
    handler.post("/desk/me/second-factor", &[("act", "begin"), ("password", PASSWORD)]).await;
    keep("factor-begun", &handler.read("/desk/me/second-factor").await);
    let page = handler.read("/desk/me/second-factor").await;
    let secret = crate::staff::visit::between(&page, "class=\"code secret\">", "<").unwrap().replace(' ', "");
    let code = crate::access::shows(&desk, &secret);
    let wrong = handler.post("/desk/me/second-factor", &[("act", "confirm"), ("code", "000000")]).await;
    keep("factor-wrong", &wrong.body);
    let codes = handler.post("/desk/me/second-factor", &[("act", "confirm"), ("code", &code)]).await;
    keep("factor-codes", &codes.body);
    keep("factor-on", &handler.read("/desk/me/second-factor").await);
    let mut visit = Visit::new(desk.router());
    visit.get("/desk/sign-in").await;
    visit.post("/desk/sign-in", &[("login", "handler"), ("password", PASSWORD)]).await;
    keep("sign-in-code", &visit.read("/desk/sign-in/code").await);
    let mut admin = sign_in(&desk, "admin").await;
    admin.read("/desk/admin/access").await;
    admin.post("/desk/admin/access", &[("act", "rules"), ("role", "approver"), ("role", "senior_manager")]).await;
    keep("access", &admin.read("/desk/admin/access?login=handler").await);
    keep("import", &admin.read("/desk/admin/users/import").await);
    let file = "用户名,姓名,机构,角色\nzhang.min,张敏,CC,经办;审批@B1\nwu,吴,XX,经办\nhandler,handler,CC,经办\n";
    let looked = admin.upload("/desk/admin/users/import", &[], "staff.csv", file.as_bytes()).await;
    keep("import-checked", &looked.body);
    let done = admin.post("/desk/admin/users/import/apply", &[("text", file), ("passwords", "1")]).await;
    keep("import-done", &done.body);
    keep("rules", &admin.read("/desk/admin/rules").await);
    let mut officer = sign_in(&desk, "officer").await;
    crate::staff::life::registers(&mut officer, "周明远", "13812341234").await;
    let regime = include_str!("../../../../regimes/cn-n3.toml")
        .replacen("version = 1\n", "version = 9\n", 1)
        .replacen("in_force_from = \"2020-03-01\"", "in_force_from = \"2026-01-01\"", 1)
        .replacen("duration = 15", "duration = 10", 1);
    let seen = admin.upload("/desk/admin/rules", &[("kind", "regime")], "n3.toml", regime.as_bytes()).await;
    keep("rules-seen", &seen.body);
    keep("users", &admin.read("/desk/admin/users?login=handler").await);
}
