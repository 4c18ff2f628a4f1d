//! A backup of a server's database while nodes run becomes an installation of either engine, and brings nobody back.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Shared, submission};
use crate::backup::{PROFILE, Stopping, copy_keys, keys_in, person};
use crate::http::{get, post};
use crate::program::{Installation, huiyin, shown};

#[test]
fn a_backup_beside_nodes_is_restored_to_a_file_and_to_a_server() {
    let Some((shared, token)) = Shared::with_handler() else { return };
    let rows = shared.installation.file("old.jsonl", person(1, "aardvark", "王植入", "13811110001"));
    let profile = shared.installation.file("old.toml", PROFILE);
    shared.huiyin(&["import", "cases", &shown(&rows), "--profile", &shown(&profile)]).ok();
    let node = shared.serve();
    let stop = AtomicBool::new(false);
    let (backup, keys) = (shared.installation.path("backup"), shared.installation.path("keys-apart"));
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut written = 0;
            while !stop.load(Ordering::SeqCst) {
                let created = post(&node.address, &token, "/api/v1/cases", None, &submission(1, written));
                assert_eq!(created.unwrap().status, 201);
                written += 1;
            }
            written
        });
        let _stopping = Stopping(&stop);
        while get(&node.address, &token, "/api/v1/cases/count").unwrap().json()["count"] == 1 {}
        let arguments = ["store", "backup", "-o", &shown(&backup), "--person-keys", &shown(&keys)];
        shared.huiyin(&arguments).ok();
        stop.store(true, Ordering::SeqCst);
        assert!(0 < writing.join().unwrap());
    });
    assert!(!backup.join("huiyin.lock").exists() && !backup.join("huiyin.db-wal").exists());
    let copied = rusqlite::Connection::open(backup.join("huiyin.db")).unwrap();
    let count = |table: &str| {
        copied.query_row(&format!("select count(*) from {table}"), [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(count("person_keys"), 0, "they lie apart");
    assert!(count("cases") >= 2 && count("sealed_items") > 0 && count("user_roles") > 0);
    drop(copied);

    // As it was, in a file.
    let restored = Installation::nothing();
    copy_keys(&shared.installation, &restored);
    let from = ["store", "restore", &shown(&backup), "--person-keys", &keys_in(&keys)];
    let ran = huiyin(&restored.data(), &from, "");
    assert!(ran.out.contains("the ledger verifies") && !ran.err.contains("new log"), "{ran:?}");
    assert_eq!(restored.huiyin(&["ledger", "verify", "--texts"]).code, 0);
    assert_eq!(restored.huiyin(&["store", "check"]).code, 0);
    let held = restored.huiyin(&["vault", "show", "--case", "TS-2019-0000001"]).ok();
    assert!(held.contains("nothing is asked for"), "{held}");

    // Beside what was known later, on a server: who was erased stays erased, and a log that is behind gets a new name.
    let erase = ["vault", "erase", "--case", "TS-2019-0000001", "--reason", "retention_over"];
    assert!(shared.huiyin(&erase).ok().contains("erased at"));
    assert_eq!(node.stop(), 0);
    let again = Shared::nothing().unwrap();
    copy_keys(&shared.installation, &again.installation);
    let later =
        ["erasures.jsonl", "checkpoints.txt"].map(|name| shown(&shared.installation.data().join(name)));
    let beside = [&from[..], &["--erasures", &later[0], "--checkpoints", &later[1]]].concat();
    let ran = again.huiyin(&beside);
    assert!(ran.err.contains("erased again") && ran.err.contains("goes on as a new log"), "{ran:?}");
    assert!(ran.out.contains("the ledger verifies"), "{ran:?}");
    assert!(!again.installation.data().join(".restore").exists());
    let held = again.huiyin(&["vault", "show", "--case", "TS-2019-0000001"]).ok();
    assert!(held.contains("erased at"), "{held}");
    assert_eq!(again.huiyin(&["ledger", "verify", "--texts"]).code, 0);
    assert_eq!(again.huiyin(&["store", "check"]).code, 0);
    let twice = again.huiyin(&beside);
    assert!(twice.code == 2 && twice.err.contains("is not empty"), "{twice:?}");
    let node = again.serve();
    let created = post(&node.address, &token, "/api/v1/cases", None, &submission(2, 1)).unwrap();
    assert_eq!(created.status, 201, "{created:?}");
}
