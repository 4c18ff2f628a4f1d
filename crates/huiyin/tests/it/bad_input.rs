//! Bad input gets an error that names the place and what was expected, and exit code 2; nothing is half-written.

use crate::program::{Installation, Ran, shown};

/// Asserts a person's mistake: exit code 2, nothing on standard output, an error that says all of this.
#[track_caller]
fn check(ran: &Ran, says: &[&str]) {
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(ran.out, "", "{ran:?}");
    for part in says {
        assert!(ran.err.contains(part), "`{part}` is not in: {}", ran.err);
    }
    assert_eq!(ran.err.matches("error: ").count(), 1, "the chain is printed once: {}", ran.err);
}

#[test]
fn a_malformed_date_is_named() {
    let installation = Installation::nothing();
    let explain = |received: &str| {
        installation.huiyin(&["clock", "explain", "--regime", "cn-n3", "--received", received])
    };
    check(
        &explain("yesterday"),
        &["`yesterday`", "'--received", "2026-09-28T10:00:00+08:00"].map(|part| part.trim_matches('`')),
    );
    check(&explain("2026-02-30T10:00:00+08:00"), &["2026-02-30", "expected a date, a time and an offset"]);
    check(
        &installation.huiyin(&["export", "cases", "--from", "3 May", "-o", "x.csv"]),
        &["3 May", "as in `2026-09-28`"],
    );
    let backwards = installation.huiyin(&[
        "export",
        "cases",
        "--from",
        "2026-05-02",
        "--to",
        "2026-05-01",
        "-o",
        "x.csv",
    ]);
    check(&backwards, &["`--to 2026-05-01` is before `--from 2026-05-02`"]);
    let as_of = installation.huiyin(&["export", "cases", "--as-of", "later", "-o", "x.csv"]);
    check(&as_of, &["`later` is no date and no time"]);
}

#[test]
fn a_regime_that_does_not_exist_or_is_not_in_force_is_named() {
    let installation = Installation::nothing();
    let explain = |regime: &str, received: &str| {
        installation.huiyin(&["clock", "explain", "--regime", regime, "--received", received])
    };
    check(&explain("cn-n9", "2026-09-28T10:00:00+08:00"), &["there is no regime `cn-n9`", "cn-n3, cn-p5"]);
    check(
        &explain("cn-n3", "2019-09-28T10:00:00+08:00"),
        &["not in force on 2019-09-28", "from 2020-03-01 on"],
    );
}

#[test]
fn a_malformed_rule_file_is_named_with_line_and_field() {
    let installation = Installation::nothing();
    let explain = |option: &str, file: &str| {
        let arguments = [
            "clock",
            "explain",
            "--regime",
            "cn-n3",
            "--received",
            "2026-09-28T10:00:00+08:00",
            option,
            file,
        ];
        installation.huiyin(&arguments)
    };
    let regime = installation.file("regime.toml", "id = \"x\"\nversion = \"one\"\n");
    check(&explain("--regime-file", &shown(&regime)), &["regime.toml` line 2, field `version`", "expected"]);
    let calendar = installation.file("calendar.toml", "id = \"cn\"\nyears = 2027\n");
    check(&explain("--calendar", &shown(&calendar)), &["calendar.toml` line", "field `"]);
    let facts = installation.file("facts.json", "{\n  \"withdrawn\": 1\n}");
    check(
        &explain("--facts", &shown(&facts)),
        &["facts.json` line 2, field `", "unknown field `withdrawn`, expected"],
    );
    let binary = installation.file("binary.toml", b"id = \"x\"\n\xff\n");
    check(&explain("--calendar", &shown(&binary)), &["binary.toml` line 2: expected UTF-8 text"]);
    check(&explain("--facts", "missing.json"), &["failed to read `missing.json`"]);
}

#[test]
fn a_malformed_row_is_named_with_line_and_field() {
    let installation = Installation::nothing();
    let import = |name: &str, contents: &str, profile: &str| {
        let file = installation.file(name, contents);
        installation.huiyin(&["import", "cases", &shown(&file), "--profile", profile])
    };
    let row = import("row.csv", "留言编号,留言主题,留言时间,留言详情\n1,Counter,31 May,When?\n", "messages");
    assert_eq!(row.code, 2, "{row:?}");
    assert_eq!(row.json()["rejected"], 1);
    for part in ["row.csv", "line 2", "留言时间", "31 May"] {
        assert!(row.err.contains(part), "`{part}` is not in: {}", row.err);
    }
    check(
        &import("other.csv", "a,b\n1,2\n", "messages"),
        &["other.csv` has no column", "its columns are `a`, `b`"],
    );
    check(
        &import("rows.txt", "a\n", "messages"),
        &["rows.txt", "expected a name that ends in .csv, .xlsx or .jsonl"],
    );
    check(
        &import("rows.csv", "a\n", "nonsense"),
        &["there is no profile `nonsense`", "`cfpb`, `bank68`, `messages`"],
    );
    check(&installation.huiyin(&["import", "cases", "none.csv", "--profile", "cfpb"]), &["`none.csv`"]);
    let own = installation.file("own.toml", "profile = \"own\"\nkind = \"quarrel\"\n");
    check(&import("rows.csv", "a\n", &shown(&own)), &["own.toml` line 2, field `kind`"]);
}

#[test]
fn a_malformed_number_token_or_role_is_named() {
    let (installation, _) = Installation::with_handler();
    let receipt = |case: &str| installation.huiyin(&["ledger", "receipt", case, "-o", "receipt.json"]);
    check(&receipt("48213"), &["`48213` is not a case number", "as in `TS-2026-0048213`"]);
    check(&receipt("TS-2026-0048213"), &["there is no case `TS-2026-0048213`"]);
    check(
        &installation.huiyin(&["token", "revoke", "zz"]),
        &["`zz` is no fingerprint: expected at least 8 hexadecimal digits"],
    );
    check(&installation.huiyin(&["token", "revoke", "00000000"]), &["there is no such token"]);
    check(
        &installation.huiyin(&["token", "create", "--user", "nobody", "--label", "x"]),
        &["there is no user `nobody`"],
    );
    let role = installation.huiyin(&["user", "set", "wang", "--institution", "HQ", "--role", "king"]);
    check(&role, &["field `roles`: `king` is no role"]);
    let level = installation.huiyin(&["institution", "set", "B1", "--name", "x", "--level", "tower"]);
    check(&level, &["tower", "expected one of head_office, centre"]);
    assert!(!installation.huiyin(&["user", "list"]).ok().contains("wang"), "nothing is half-written");
}

#[test]
fn a_malformed_checkpoint_is_named_with_its_line() {
    let installation = Installation::nothing();
    installation.import(3).ok();
    let verify = |contents: &str| {
        let file = installation.file("checkpoint.txt", contents);
        installation.huiyin(&["ledger", "verify", "--checkpoint", &shown(&file)])
    };
    check(&verify(""), &["checkpoint.txt` holds no checkpoint"]);
    check(&verify("bank\nmany\n"), &["checkpoint.txt", "line"]);
    let whole = std::fs::read_to_string(installation.data().join("checkpoints.txt")).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let other_size = whole.replacen(&format!("\n{}\n", lines[1]), "\nmany\n", 1);
    check(&verify(&other_size), &["checkpoint.txt", "line 2", "`many`", "size of the tree"]);
    assert_eq!(verify(&whole).code, 0);
}

#[test]
fn a_malformed_receipt_or_key_is_named() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let key = installation.huiyin(&["ledger", "key"]).ok();
    let verify = |contents: &str, key: &str| {
        let file = installation.file("receipt.json", contents);
        installation.huiyin(&["ledger", "verify-receipt", &shown(&file), "--key", key])
    };
    check(&verify("{\n  \"format\": \n", key.trim()), &["receipt.json` is no receipt", "line 3"]);
    check(
        &verify("{\"format\": \"other/9\"}", key.trim()),
        &["receipt.json` is no receipt", "`other/9`", "`huiyin-receipt/1`"],
    );
    check(
        &verify("{}", "nonsense"),
        &["`nonsense` is neither a public key nor a file", "hint: `huiyin ledger key`"],
    );
    check(&verify("{}", "a+00000000+AAAA"), &["`a+00000000+AAAA`", "expected `name+8 hexadecimal digits"]);
}

#[test]
fn a_database_url_that_cannot_be_is_named() {
    let installation = Installation::nothing();
    let open = |url: &str| installation.huiyin(&["user", "list", "--database-url", url]);
    check(
        &open("postgres://me:secret@db"),
        &["names no database", "expected `postgres://USER:PASSWORD@HOST:PORT/DATABASE`"],
    );
    assert!(!open("postgres://me:secret@db").err.contains("secret"));
    check(&open("mysql://db"), &["unknown scheme `mysql`"]);
    check(&open("sqlite:other.sqlite"), &["other.sqlite", "`huiyin.db`"]);
}

#[test]
fn a_file_that_is_no_database_is_named_and_left_as_it_is() {
    let installation = Installation::nothing();
    std::fs::create_dir(installation.data()).unwrap();
    let database = installation.data().join("huiyin.db");
    std::fs::write(&database, "this is no database, and long enough to be looked at as one ".repeat(20))
        .unwrap();
    let before = std::fs::read(&database).unwrap();
    let ran = installation.huiyin(&["init"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("failed to open the database") && ran.err.contains("huiyin.db"), "{ran:?}");
    assert_eq!(std::fs::read(&database).unwrap(), before);
    assert!(!installation.data().join("keys").exists(), "no keys are made for it");
}

#[test]
fn an_address_that_is_none_is_named() {
    let installation = Installation::nothing();
    let serve = |listen: &str| installation.huiyin(&["serve", "--listen", listen]);
    check(&serve("8080"), &["`8080` is no address to listen at: expected HOST:PORT"]);
    check(&serve("127.0.0.1:99999"), &["`127.0.0.1:99999`"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    check(&serve(&address), &["failed to listen at", "hint: another address"]);
    assert!(!installation.data().exists(), "nothing is made for a server that cannot listen");
}

#[test]
fn an_unknown_word_is_the_person_s_mistake() {
    let installation = Installation::nothing();
    for arguments in [
        &["fly"][..],
        &["ledger", "verify", "--format", "xml"],
        &["demo", "--cases", "0"],
        &["token", "create"],
    ] {
        assert_eq!(installation.huiyin(arguments).code, 2, "{arguments:?}");
    }
}
