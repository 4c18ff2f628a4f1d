//! Institutions, staff and tokens from the command line.

use crate::program::{Installation, huiyin};

#[test]
fn what_is_not_named_stays_as_it_is() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let branch = [
        "institution",
        "set",
        "B1",
        "--name",
        "分行",
        "--level",
        "branch",
        "--superior",
        "HQ",
        "--region",
        "滨海省, 滨海市",
    ];
    installation.huiyin(&branch).ok();
    installation.huiyin(&["institution", "set", "B1", "--name-en", "Branch"]).ok();
    let list = installation.huiyin(&["institution", "list", "--format", "csv"]).ok();
    assert!(list.lines().any(|line| line == "B1,分行,Branch,branch,HQ,,true"), "{list}");

    let made = installation.huiyin(&[
        "user",
        "set",
        "Wang",
        "--institution",
        "B1",
        "--role",
        "handler",
        "--name",
        "王",
    ]);
    assert_eq!(made.out.trim().len(), 23, "a password is made and printed: {made:?}");
    let changed = huiyin(
        &installation.data(),
        &["user", "set", "wang", "--active", "false", "--password-stdin"],
        "correct horse\n",
    );
    assert_eq!((changed.code, changed.out.as_str()), (0, ""), "{changed:?}");
    let list = installation.huiyin(&["user", "list", "--format", "csv"]).ok();
    assert!(list.lines().any(|line| line.ends_with(",wang,王,B1,handler@B1,false")), "{list}");
}

#[test]
fn a_token_is_listed_by_its_fingerprint_and_taken_back() {
    let (installation, token) = Installation::with_handler();
    assert!(token.starts_with("hy_"));
    let made = installation
        .huiyin(&["token", "create", "--user", "li", "--label", "x", "--days", "3", "--format", "json"]);
    let fingerprint = made.json()["fingerprint"].as_str().unwrap().to_owned();
    installation.huiyin(&["token", "revoke", &fingerprint]).ok();
    let list = installation.huiyin(&["token", "list", "--format", "csv"]).ok();
    let states: Vec<&str> = list.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(states, ["revoked", "good"], "{list}");
    assert!(!list.contains(&token), "a token is shown once");
}

#[test]
fn staff_come_from_a_file_and_the_same_file_changes_nothing() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let rows = "login,name,institution,roles\nzhang,张敏,HQ,handler;approver\nwu,吴,XX,handler\n";
    let file = installation.file("staff.csv", rows);
    let file = file.to_str().unwrap();
    let looked = installation.huiyin(&["user", "import", file, "--check", "--format", "csv"]);
    assert_eq!(looked.code, 1, "a row cannot be used: {looked:?}");
    assert!(!installation.huiyin(&["user", "list", "--format", "csv"]).ok().contains("zhang"));
    let done = installation.huiyin(&["user", "import", file, "--format", "csv"]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(
        done.out.contains("2,zhang,entered,,") && done.out.contains("3,wu,rejected,\"institution: "),
        "{done:?}"
    );
    let list = installation.huiyin(&["user", "list", "--format", "csv"]).ok();
    assert!(list.lines().any(|line| line.ends_with(",zhang,张敏,HQ,approver@HQ handler@HQ,true")), "{list}");
    let again = installation.huiyin(&["user", "import", file, "--format", "csv"]);
    assert!(again.out.contains("2,zhang,as_before,,\n"), "{again:?}");
}
