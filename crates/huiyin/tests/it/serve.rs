//! The server: commands beside it, what it has acknowledged, and that it needs no network.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{Answer, get, post, send};
use crate::program::{HUIYIN, Installation, Serving, command, shown};

fn submission(row: usize) -> Value {
    json!({
        "kind": "complaint",
        "institution": "HQ",
        "channel": "hotline",
        "subject": format!("Charged twice, case {row}"),
        "narrative": "The fee was taken on two days.",
        "person": { "name": "Zhang", "phone": format!("1380000{row:04}") },
    })
}

#[track_caller]
fn create(address: &str, token: &str, row: usize) -> Answer {
    let created = post(address, token, "/api/v1/cases", None, &submission(row)).unwrap();
    assert_eq!(created.status, 201, "{created:?}");
    created
}

#[test]
fn commands_go_through_a_running_server() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    let socket = installation.data().join("huiyin.sock");
    assert_eq!(socket.metadata().unwrap().permissions().mode() & 0o777, 0o600);

    // What writes is carried out there, files and all; what is printed and the exit code come back.
    let imported = installation.import(25);
    assert_eq!((imported.code, &imported.json()["imported"]), (0, &25.into()), "{imported:?}");
    let file = installation.file("relative.jsonl", crate::program::messages(30));
    let ran = command(&installation.data(), &["import", "cases", "relative.jsonl", "--profile", "messages"])
        .current_dir(file.parent().unwrap())
        .output()
        .unwrap();
    assert!(
        ran.status.success() && String::from_utf8_lossy(&ran.stdout).contains("\"imported\":5"),
        "{ran:?}"
    );
    let made = installation.huiyin(&["token", "create", "--user", "li", "--label", "second"]).ok();
    assert_eq!(
        get(&serving.address, made.trim(), "/api/v1/cases/count").unwrap().json()["count"],
        30,
        "it is good at once"
    );
    let wrong = installation.huiyin(&["token", "create", "--user", "nobody", "--label", "x"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("there is no user `nobody`") && wrong.err.contains("hint: "), "{wrong:?}");

    // What reads goes on beside it.
    assert_eq!(installation.huiyin(&["ledger", "verify"]).code, 0);
    assert!(installation.huiyin(&["doctor"]).ok().contains("server: running"));
    assert_eq!(get(&serving.address, &token, "/api/v1/cases/count").unwrap().status, 200);

    // What needs the folder alone is refused with the reason.
    for arguments in [&["store", "rebuild"][..], &["serve", "--listen", "127.0.0.1:0"], &["init"]] {
        let ran = installation.huiyin(arguments);
        assert_eq!(ran.code, 1, "{arguments:?} {ran:?}");
        assert!(
            ran.err.contains("is in use by process") && ran.err.contains("hint: "),
            "{arguments:?} {ran:?}"
        );
    }
    assert_eq!(serving.stop(), 0);
    assert!(!socket.exists());
    assert_eq!(installation.huiyin(&["store", "rebuild"]).code, 0);
}

#[test]
fn what_is_written_is_sealed_within_a_second() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    for row in 0..20 {
        create(&serving.address, &token, row);
    }
    let begun = Instant::now();
    loop {
        let status: Value =
            serde_json::from_str(&installation.huiyin(&["ledger", "status", "--format", "json"]).ok())
                .unwrap();
        if status["waiting"] == 0 && status["checkpoint_size"] == status["size"] {
            break;
        }
        // Starting the program to look takes time too; the promise is one second.
        assert!(begun.elapsed() < Duration::from_secs(5), "{status:#}");
    }
    assert_eq!(serving.stop(), 0);
}

/// Ends the server as a power cut would while four clients write; everything it said it had taken is there.
#[test]
fn killing_the_server_loses_no_acknowledged_case() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    let acknowledged = Mutex::new(Vec::new());
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for client in 0..4 {
            let (address, token, acknowledged, over) = (&serving.address, &token, &acknowledged, &over);
            scope.spawn(move || {
                for row in 0.. {
                    let Ok(answer) =
                        post(address, token, "/api/v1/cases", None, &submission(client * 1_000 + row))
                    else {
                        break;
                    };
                    assert_eq!(answer.status, 201, "{answer:?}");
                    acknowledged.lock().unwrap().push(answer.json()["number"].as_str().unwrap().to_owned());
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
        }
        let begun = Instant::now();
        while acknowledged.lock().unwrap().len() < 60 && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let killed = Command::new("kill").args(["-KILL", &serving.process().to_string()]).status();
        assert!(killed.unwrap().success());
        over.store(true, Ordering::Relaxed);
    });
    drop(serving);
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= 60, "{} cases", acknowledged.len());

    let serving = installation.serve();
    for number in &acknowledged {
        let found = get(&serving.address, &token, &format!("/api/v1/cases/{number}")).unwrap();
        assert_eq!(found.status, 200, "{number} was acknowledged and is gone");
    }
    assert_eq!(serving.stop(), 0);
    let verified = installation.huiyin(&["ledger", "verify"]);
    assert_eq!(verified.code, 0, "{verified:?}");
}

/// Asks until the index has followed what was sealed.
fn found_within_seconds(address: &str, token: &str, query: &str, expected: u64) {
    let begun = Instant::now();
    loop {
        let answer = get(address, token, &format!("/api/v1/search?q={query}")).unwrap();
        if answer.status == 200 && answer.json()["total"] == expected {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{answer:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn what_is_written_is_found_and_a_killed_server_goes_on_following() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    create(&serving.address, &token, 1);
    found_within_seconds(&serving.address, &token, "charged%20twice", 1);
    create(&serving.address, &token, 2);
    serving.kill();

    let serving = installation.serve();
    create(&serving.address, &token, 3);
    found_within_seconds(&serving.address, &token, "charged%20twice", 3);
    let rebuilt = installation.huiyin(&["search", "rebuild", "--format", "json"]).json();
    assert_eq!((&rebuilt["documents"], &rebuilt["behind"]), (&json!(3), &json!(0)));
    found_within_seconds(&serving.address, &token, "charged%20twice", 3);
    let found = installation.huiyin(&["search", "find", "fee", "days", "--format", "json"]).ok();
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 3, "{found}");
    assert_eq!(serving.stop(), 0);
}

/// The spine: taken in, assigned, decided and answered over the API, and proved by a receipt on a machine with nothing.
#[test]
fn a_complaint_lives_from_receipt_to_proof() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    let created = create(&serving.address, &token, 1);
    let number = created.json()["number"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/cases/{number}/steps");
    let now = "2099-01-01T00:00:00Z";
    let steps = json!({ "steps": [{ "step": "accept" }] });
    let version = created.header("etag").unwrap().to_owned();
    let moved = post(&serving.address, &token, &path, Some(&version), &steps).unwrap();
    assert_eq!(moved.status, 200, "{moved:?}");
    assert_eq!(
        post(&serving.address, &token, &path, Some(&version), &steps).unwrap().status,
        412,
        "a stale version"
    );
    assert_eq!(post(&serving.address, &token, &path, None, &steps).unwrap().status, 428, "no version");
    let late = json!({ "steps": [{ "step": "report", "to": "superior", "at": now }] });
    let refused = post(&serving.address, &token, &path, moved.header("etag"), &late).unwrap();
    assert!(matches!(refused.status, 409 | 422), "nothing is reported in the future: {refused:?}");

    let file = installation.path("receipt.json");
    installation.huiyin(&["ledger", "receipt", &number, "-o", &shown(&file)]).ok();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let key = installation.huiyin(&["ledger", "key"]).ok();
    assert_eq!(serving.stop(), 0);
    let elsewhere = Installation::nothing();
    let copy = elsewhere.file("receipt.json", std::fs::read(&file).unwrap());
    let told = elsewhere.huiyin(&["ledger", "verify-receipt", &shown(&copy), "--key", key.trim()]).ok();
    assert!(told.contains("Charged twice, case 1") && told.contains("accepted by user:"), "{told}");
}

#[test]
fn the_log_is_json_when_asked_and_holds_no_personal_data() {
    let (installation, token) = Installation::with_handler();
    let log = installation.path("log");
    let mut command =
        command(&installation.data(), &["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
    command.env("HUIYIN_LOG", "trace").stderr(std::fs::File::create(&log).unwrap());
    let serving = Serving::start(command);
    let address = &serving.address;
    let (name, phone, mail, secret) = ("ZhangPlanted", "13800000077", "planted@example.com", "PlantedWords");
    let planted = json!({
        "kind": "complaint", "institution": "HQ", "channel": "hotline",
        "subject": format!("{secret} {phone}"), "narrative": secret, "request": secret, "external_number": "X-1",
        "person": { "name": name, "phone": phone, "email": mail },
    });
    let bearer = format!("Bearer {token}");
    let headers = |more: &[(&'static str, &'static str)]| {
        let usual = [
            ("content-type", "application/json"),
            ("user-agent", secret),
            ("referer", secret),
            ("x-planted", phone),
        ];
        usual
            .into_iter()
            .chain(more.iter().copied())
            .map(|(name, value)| (name, value.to_owned()))
            .collect::<Vec<_>>()
    };
    let ask = |method: &str, path: &str, more: &[(&'static str, &'static str)], body: &str| {
        let mut headers = headers(more);
        headers.push(("authorization", bearer.clone()));
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(address, method, path, &headers, body).unwrap()
    };
    let created =
        ask("POST", "/api/v1/cases", &[("idempotency-key", "PlantedWords-key")], &planted.to_string());
    assert_eq!(created.status, 201, "{created:?}");
    let (number, code) = (created.json()["number"].clone(), created.json()["query_code"].clone());
    let (number, code) = (number.as_str().unwrap(), code.as_str().unwrap());
    let case = |rest: &str| format!("/api/v1/cases/{number}{rest}");
    let note = json!({ "steps": [{ "step": "note", "text": secret, "investigation": true }] }).to_string();
    // What succeeds, what is refused, what is malformed: in the address, the query, a header, the body.
    for (method, path, more, body) in [
        ("POST", case("/steps"), &[("if-match", "*")][..], note.as_str()),
        ("POST", case("/steps"), &[("if-match", "PlantedWords")], note.as_str()),
        ("POST", case("/unmask"), &[], "{\"reason\":\"investigate\"}"),
        ("POST", case("/attachments?name=PlantedWords.txt"), &[("if-match", "*")], "PlantedWords"),
        ("POST", case("/unmask"), &[], "{\"reason\":\"PlantedWords\"}"),
        ("POST", "/api/v1/cases".to_owned(), &[], "{\"subject\":\"PlantedWords\""),
        ("GET", "/api/v1/cases?text=PlantedWords&cursor=PlantedWords".to_owned(), &[], ""),
        ("GET", "/api/v1/cases/PlantedWords".to_owned(), &[], ""),
        ("GET", "/api/v1/cases/%ff%50lantedWords".to_owned(), &[], ""),
        ("DELETE", "/api/v1/PlantedWords".to_owned(), &[], ""),
        ("GET", "/desk/cases?q=PlantedWords".to_owned(), &[], ""),
        ("GET", format!("/track?number={number}&code={code}&x=13800000077"), &[], ""),
        ("POST", "/track".to_owned(), &[], "number=PlantedWords"),
        (
            "GET",
            format!("/track/{number}"),
            &[("cookie", "case=PlantedWords; session=PlantedWords; visit=PlantedWords")],
            "",
        ),
        ("GET", "/PlantedWords".to_owned(), &[], ""),
        ("GET", "/readyz?PlantedWords".to_owned(), &[], ""),
    ] {
        let answer = ask(method, &path, more, body);
        assert!(answer.status < 500, "{method} {path}: {answer:?}");
    }
    assert_eq!(serving.stop(), 0);
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("\"/api/v1/cases/{number}/steps\""), "the log says which routes were asked");
    for line in log.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
        for personal in [name, phone, mail, secret, code, &token] {
            assert!(!line.to_lowercase().contains(&personal.to_lowercase()), "{line}");
        }
    }
}

/// A key stands across a kill: whether the first time ended with an answer or not, there is one case.
#[test]
fn killing_the_server_doubles_no_case_that_is_sent_again_under_its_key() {
    let (installation, token) = Installation::with_handler();
    let create = |address: &str, row: usize| {
        let (key, bearer) = (format!("key-{row}"), format!("Bearer {token}"));
        let headers = [
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
            ("idempotency-key", key.as_str()),
        ];
        send(address, "POST", "/api/v1/cases", &headers, &submission(row).to_string())
    };
    let (mut next, mut unanswered) = (0, 0);
    for round in 0..5_u64 {
        let serving = installation.serve();
        let process = serving.process().to_string();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(40 + 35 * round));
            assert!(Command::new("kill").args(["-KILL", &process]).status().unwrap().success());
        });
        let first = next;
        while create(&serving.address, next).is_ok_and(|answer| answer.status == 201) {
            next += 1;
        }
        // The one without an answer may be there or not; sent again, it is there once.
        next += 1;
        unanswered += 1;
        killer.join().unwrap();
        drop(serving);
        let serving = installation.serve();
        for row in first..next {
            let again = create(&serving.address, row).unwrap();
            assert_eq!(again.status, 201, "{again:?}");
        }
        assert_eq!(get(&serving.address, &token, "/api/v1/cases/count").unwrap().json()["count"], next);
        assert_eq!(serving.stop(), 0);
    }
    assert!(next > unanswered, "some were answered");
    assert_eq!(installation.huiyin(&["ledger", "verify"]).code, 0);
}

/// In a network namespace of its own there is not even a loopback address up; the program starts and keeps its record.
#[test]
fn it_needs_no_network() {
    let apart = |arguments: &[&str]| Command::new("unshare").args(["-r", "-n"]).args(arguments).output();
    match apart(&["true"]) {
        Ok(ran) if ran.status.success() => {}
        _ => {
            eprintln!(
                "SKIPPED: no network namespace may be made here, so starting without a network was not tried"
            );
            return;
        }
    }
    let installation = Installation::nothing();
    let data = shown(&installation.data());
    let ran = apart(&[HUIYIN, "--data-dir", &data, "init"]).unwrap();
    assert!(ran.status.success(), "{ran:?}");
    // Served, asked and stopped inside the namespace, where loopback is brought up but leads nowhere else.
    let script = format!(
        "(ip link set lo up || ifconfig lo up) 2>/dev/null; \
         '{HUIYIN}' --data-dir '{data}' serve --listen 127.0.0.1:0 > '{data}.out' & server=$!; \
         for i in $(seq 200); do grep -q listening '{data}.out' && break; sleep 0.05; done; \
         kill -TERM $server; wait $server"
    );
    let ran = apart(&["bash", "-c", &script]).unwrap();
    let out = std::fs::read_to_string(format!("{data}.out")).unwrap();
    assert!(ran.status.success() && out.contains("listening on http://127.0.0.1:"), "{out} {ran:?}");
}

#[test]
fn the_first_server_of_an_empty_folder_makes_an_administrator() {
    let installation = Installation::nothing();
    let serving = installation.serve();
    assert_eq!(send(&serving.address, "GET", "/", &[], "").unwrap().status, 200);
    assert!(installation.huiyin(&["user", "list"]).ok().contains("admin"));
    serving.kill();
    let again = installation.serve();
    assert_eq!(again.stop(), 0, "a lock and a socket left behind are no obstacle");
}

/// Whoever sends half a request and waits is sent away, and keeps nobody else out.
#[test]
fn a_request_that_is_never_finished_is_cut_off() {
    use std::io::{Read, Write};
    let (installation, _) = Installation::with_handler();
    let serving = installation.serve();
    let mut waiting: Vec<_> = (0..50)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(&serving.address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ").unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            stream
        })
        .collect();
    assert_eq!(get(&serving.address, "", "/healthz").unwrap().status, 200);
    let begun = Instant::now();
    for stream in &mut waiting {
        let mut answer = Vec::new();
        assert!(stream.read_to_end(&mut answer).is_ok(), "the server closes what is never finished");
    }
    assert!(begun.elapsed() < Duration::from_secs(18), "{:?}", begun.elapsed());
    assert_eq!(serving.stop(), 0);
}

#[test]
fn nobody_else_reads_the_data_folder() {
    let (installation, _) = Installation::with_handler();
    let data = installation.data();
    let open = std::fs::Permissions::from_mode;
    std::fs::set_permissions(&data, open(0o755)).unwrap();
    for name in ["huiyin.db", "checkpoints.txt"] {
        let path = data.join(name);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{name} as it is made");
        std::fs::set_permissions(path, open(0o644)).unwrap();
    }
    let ran = installation.import(3);
    assert!(ran.code == 0 && ran.err.contains("others could read"), "{ran:?}");
    assert_eq!(data.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    for entry in std::fs::read_dir(&data).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", entry.path());
    }
}

/// The database is made before the keys.
#[test]
fn a_first_start_killed_before_it_made_the_keys_is_made_good() {
    let installation = Installation::nothing();
    std::fs::create_dir_all(installation.data()).unwrap();
    let options = store_sqlite::OpenOptions {
        access: store_sqlite::Access::Create,
        hash_algorithm: ledger::HashAlgorithm::Sha256,
        opened_at: jiff::Timestamp::UNIX_EPOCH,
    };
    drop(store_sqlite::SqliteStore::open(&installation.data(), options).unwrap());
    assert_eq!(installation.import(3).code, 0);
    std::fs::remove_file(installation.data().join("keys/vault.key")).unwrap();
    let ran = installation.import(4);
    assert!(ran.code == 2 && ran.err.contains("is missing, and the record holds something"), "{ran:?}");
}
