//! The load program lives complaints on a server that runs, as a real client: what a call told, the next one may say.

use std::time::Duration;

use domain::id::UserId;
use load::Load;

use crate::program::Installation;

#[test]
fn every_life_comes_to_its_end() {
    let (installation, token) = Installation::with_handler();
    let listed = installation.huiyin(&["user", "list", "--format", "json"]).ok();
    let users: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let handler = users.iter().find(|user| user["login"] == "li").unwrap();
    let serving = installation.serve();
    let report = load::run(&Load {
        server: serving.address.clone(),
        token,
        institution: "HQ".to_owned(),
        handler: UserId(handler["id"].as_str().unwrap().parse().unwrap()),
        connections: 4,
        duration: Duration::from_secs(1),
        seed: 1,
    })
    .unwrap();
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    assert!(report.lives >= 4, "{report:?}");
}
