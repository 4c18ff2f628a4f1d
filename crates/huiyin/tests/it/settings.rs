//! Where values come from: keys, the settings file, the database URL, the environment.

use std::os::unix::fs::PermissionsExt;

use crate::program::{Installation, command, huiyin, shown};

fn mode(path: &std::path::Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o7777
}

#[test]
fn what_is_made_is_private() {
    let installation = Installation::nothing();
    let made = installation.huiyin(&["init", "--name", "Test bank"]);
    assert!(made.out.contains("login: admin\npassword: "), "{made:?}");
    let data = installation.data();
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("keys/vault.key")), 0o600);
    assert_eq!(mode(&data.join("keys/ledger.key")), 0o600);
    let again = installation.huiyin(&["init"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{again:?}");
    assert!(again.err.contains("already"), "{again:?}");
    assert!(installation.huiyin(&["institution", "list"]).ok().contains("Test bank"));
    assert!(installation.huiyin(&["doctor"]).ok().lines().all(|line| line.starts_with("ok ")));
}

#[test]
fn a_key_that_others_can_read_is_refused_and_doctor_says_so() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let key = installation.data().join("keys/vault.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = installation.huiyin(&["user", "list"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("mode 0644: expected 0600"), "{ran:?}");
    let doctor = installation.huiyin(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("BAD vault key"), "{doctor:?}");
}

/// A new key in the place of a lost one would lose everything sealed under it without a word.
#[test]
fn a_lost_key_is_not_replaced() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    std::fs::remove_file(installation.data().join("keys/vault.key")).unwrap();
    let ran = installation.huiyin(&["token", "list"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("vault.key` is missing") && ran.err.contains("hint: put the file back"),
        "{ran:?}"
    );
}

#[test]
fn keys_may_come_from_the_environment() {
    let installation = Installation::nothing();
    let data = installation.data();
    let run = |arguments: &[&str], key: &str| {
        let mut command = command(&data, arguments);
        command.env("HUIYIN_VAULT_KEY", key).output().unwrap()
    };
    let key = "4d".repeat(32);
    assert!(run(&["init"], &key).status.success());
    assert!(!data.join("keys/vault.key").exists(), "the file is not made beside the variable");
    assert!(run(&["user", "list"], &key).status.success());
    let wrong = run(&["user", "list"], "short");
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(said.contains("`HUIYIN_VAULT_KEY` is malformed") && !said.contains("short"), "{said}");
}

#[test]
fn the_database_may_lie_elsewhere() {
    let installation = Installation::nothing();
    let database = installation.path("elsewhere").join("huiyin.db");
    let url = format!("sqlite:{}", shown(&database));
    installation.huiyin(&["init", "--database-url", &url]).ok();
    assert!(database.exists() && !installation.data().join("huiyin.db").exists());
    installation.huiyin(&["ledger", "verify", "--database-url", &url]).ok();
}

#[test]
fn rules_of_one_s_own_come_from_the_settings_file() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let settings = installation.data().join("huiyin.toml");
    std::fs::write(&settings, "[rules]\nregimes = [\"own.toml\"]\n").unwrap();
    std::fs::write(installation.data().join("own.toml"), "id = 3\n").unwrap();
    let ran = installation.huiyin(&["user", "list"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("own.toml` line 1, field `id`"), "{ran:?}");
    std::fs::write(&settings, "listen_at = 3\n").unwrap();
    let ran = installation.huiyin(&["user", "list"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("huiyin.toml") && ran.err.contains("line 1") && ran.err.contains("listen_at"),
        "{ran:?}"
    );
}

#[test]
fn limits_that_make_no_sense_are_named() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let settings = installation.data().join("huiyin.toml");
    std::fs::write(&settings, "[alerts]\ngroup_persons = 8\ngroup_days = 3\nshared_days = 30\n").unwrap();
    installation.huiyin(&["user", "list"]).ok();
    for (limit, expected) in [
        ("group_persons = 1", "expected 2 persons or more"),
        ("group_days = 29", "expected 1 to 28 days"),
        ("shared_persons = 0", "expected 2 persons or more"),
        ("shared_days = 0", "expected 1 to 366 days"),
    ] {
        std::fs::write(&settings, format!("[alerts]\n{limit}\n")).unwrap();
        let ran = installation.huiyin(&["user", "list"]);
        let name = limit.split(' ').next().unwrap();
        assert!(ran.code == 2 && ran.err.contains(&format!("`alerts.{name}`")), "{ran:?}");
        assert!(ran.err.contains(expected), "{ran:?}");
    }
}

#[test]
fn reading_where_nothing_is_makes_nothing() {
    let installation = Installation::nothing();
    for arguments in
        [&["ledger", "verify"][..], &["token", "list"], &["store", "rebuild"], &["ledger", "key"]]
    {
        let ran = installation.huiyin(arguments);
        assert_ne!(ran.code, 0, "{arguments:?} {ran:?}");
        assert!(!installation.data().exists(), "{arguments:?}");
    }
}

#[test]
fn a_closed_pipe_is_silent() {
    let installation = Installation::nothing();
    let program = format!("{} store schema | head -n 1", crate::program::HUIYIN);
    let ran = std::process::Command::new("bash").args(["-o", "pipefail", "-c", &program]).output().unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{ran:?}");
    assert!(huiyin(&installation.data(), &["openapi"], "").ok().contains("\"3.1."));
}
