//! A bank to hold the record: branches with their sub-branches, and staff who handle.

use domain::id::UserId;
use serde_json::Value;

use crate::program::{Installation, huiyin};

/// Branches, `B1` and on, each with sub-branches `B1-1` and on.
const BRANCHES: u64 = 5;
/// Sub-branches of a branch.
const SUB_BRANCHES: u64 = 4;

/// The codes of the sub-branches.
pub fn sub_branches() -> Vec<String> {
    let of = |branch| (1..=SUB_BRANCHES).map(move |number| format!("B{branch}-{number}"));
    (1..=BRANCHES).flat_map(of).collect()
}

/// Those who handle beside `li`, whom the token belongs to.
const STAFF: [&str; 3] = ["wang", "zhao", "chen"];

/// Who handles: `li` first.
pub fn handlers(installation: &Installation) -> Vec<UserId> {
    let list: Value =
        serde_json::from_str(&installation.huiyin(&["user", "list", "--format", "json"]).ok()).unwrap();
    let users = list.as_array().unwrap();
    let found = |login: &&str| users.iter().find(|user| user["login"] == *login);
    let handlers = std::iter::once("li").chain(STAFF);
    let found = handlers.filter_map(|login| found(&login));
    found.map(|user| UserId(user["id"].as_str().unwrap().parse().unwrap())).collect()
}

/// Sets up branches and staff; `li` may open every page and gets a password.
pub fn set_up(installation: &Installation, password: &str) {
    let set = |code: &str, name: String, level: &str, superior: &str| {
        let arguments =
            ["institution", "set", code, "--name", &name, "--level", level, "--superior", superior];
        installation.huiyin(&arguments).ok();
    };
    for branch in 1..=BRANCHES {
        set(&format!("B{branch}"), format!("第{branch}分行"), "branch", "HQ");
        for number in 1..=SUB_BRANCHES {
            let name = format!("第{branch}分行第{number}支行");
            set(&format!("B{branch}-{number}"), name, "sub_branch", &format!("B{branch}"));
        }
    }
    for login in STAFF {
        installation.huiyin(&["user", "set", login, "--institution", "HQ", "--role", "handler"]).ok();
    }
    let roles = ["handler", "officer", "approver", "administrator"].map(|role| ["--role", role]);
    let arguments = [&["user", "set", "li", "--institution", "HQ", "--password-stdin"], roles.as_flattened()];
    let told = huiyin(&installation.data(), &arguments.concat(), password);
    assert_eq!(told.code, 0, "{told:?}");
}
