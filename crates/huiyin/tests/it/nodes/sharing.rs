//! What nodes share beside cases: who is signed in, and what is done once whoever does it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Shared;
use crate::http::{Answer, send};
use crate::program::Serving;

const YEAR_2027: &str = "id = \"cn\"\ntitle = { zh = \"c\", en = \"c\" }\nweekend = [\"saturday\", \"sunday\"]\n\n\
    [[year]]\nyear = 2027\nday_off = [{ days = \"01-01\", zh = \"n\", en = \"New Year's Day\" }]\n";

fn page(node: &Serving, method: &str, path: &str, cookies: &str, form: &str) -> Answer {
    let headers = [("cookie", cookies), ("content-type", "application/x-www-form-urlencoded")];
    send(&node.address, method, path, &headers, form).unwrap()
}

/// The cookies an answer sets, as they are sent back.
fn cookies(answer: &Answer) -> String {
    let set = answer.head.lines().filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("set-cookie").then(|| value.split(';').next().unwrap_or_default())
    });
    set.collect::<Vec<_>>().join("; ")
}

/// The value of the hidden field that proves a form ours.
fn form_token(answer: &Answer) -> &str {
    let (_, behind) = answer.body.split_once("name=\"form_token\" value=\"").expect("a form");
    behind.split('"').next().unwrap()
}

/// Signed in is signed in at every node, also when the one it was done at is gone; signed out likewise.
#[test]
fn a_session_of_one_node_holds_at_the_others() {
    let Some((shared, _)) = Shared::with_handler() else { return };
    let made = shared.huiyin(&["user", "set", "zhou", "--institution", "HQ", "--role", "handler"]).ok();
    let password = made.trim();
    let (one, two, three) = (shared.serve(), shared.serve(), shared.serve());
    let asked = page(&one, "GET", "/desk/sign-in", "", "");
    let typed = format!("form_token={}&next=&login=zhou&password={password}", form_token(&asked));
    let signed_in = page(&one, "POST", "/desk/sign-in", &cookies(&asked), &typed);
    assert_eq!(signed_in.status, 303, "{signed_in:?}");
    let session = cookies(&signed_in);
    let (me, to_sign_in) = ("/desk/me", |answer: &Answer| {
        answer.header("location").is_some_and(|place| place.starts_with("/desk/sign-in"))
    });
    assert!(to_sign_in(&page(&two, "GET", me, "", "")));
    assert_eq!(page(&two, "GET", me, &session, "").status, 200);
    one.kill();
    let shown = page(&two, "GET", me, &session, "");
    assert_eq!(shown.status, 200);
    // The form of one node is a form of every other.
    let out = page(&three, "POST", "/desk/sign-out", &session, &format!("form_token={}", form_token(&shown)));
    assert_eq!(out.status, 303, "{out:?}");
    assert!(to_sign_in(&page(&two, "GET", me, &session, "")));
}

/// Three nodes look for what is due; each job is done by one of them, once.
#[test]
fn a_job_that_is_due_is_done_once() {
    let Some((shared, _)) = Shared::with_handler() else { return };
    let nodes: Vec<_> = (0..3).map(|_| shared.serve()).collect();
    let file = shared.installation.file("cn-2027.toml", YEAR_2027);
    shared.huiyin(&["calendar", "load", file.to_str().unwrap()]).ok();
    let jobs = || -> Vec<Value> {
        serde_json::from_str(&shared.huiyin(&["jobs", "list", "--format", "json"]).ok()).unwrap()
    };
    let is_done = |kind: &str| jobs().iter().any(|job| job["kind"] == kind && job["status"] == "done");
    let begun = Instant::now();
    for kind in ["sweep", "escalate", "calendar", "settle_dates", "erase_due"] {
        while !is_done(kind) {
            assert!(begun.elapsed() < Duration::from_secs(60), "{kind}: {:#?}", jobs());
            std::thread::sleep(Duration::from_millis(300));
        }
    }
    // As long as every node takes to look again.
    std::thread::sleep(Duration::from_secs(3));
    let jobs = jobs();
    assert_eq!(jobs.iter().filter(|job| job["kind"] == "calendar").count(), 1, "{jobs:#?}");
    let mut turns = BTreeSet::new();
    for job in &jobs {
        assert!(job["tries"].to_string().trim_matches('"') == "1" && job["status"] == "done", "{job:#?}");
        assert!(turns.insert((job["kind"].to_string(), job["due"].to_string())), "{jobs:#?}");
    }
    for node in nodes {
        assert_eq!(node.stop(), 0);
    }
}
