//! Every way of altering the record behind its back is found by `huiyin ledger verify`, with exit code 1.

use std::sync::OnceLock;

use rusqlite::Connection;

use crate::program::{Installation, shown};

/// A record of some events, made once; every test damages a copy.
fn sound() -> &'static Installation {
    static SOUND: OnceLock<Installation> = OnceLock::new();
    SOUND.get_or_init(|| {
        let installation = Installation::nothing();
        installation.import(40).ok();
        installation
    })
}

/// Damages a copy with SQL and asserts that verifying finds it.
#[track_caller]
fn check(damage: &str) {
    let copy = sound().copy();
    let database = Connection::open(copy.data().join("huiyin.db")).unwrap();
    database.execute_batch(damage).unwrap();
    assert!(database.total_changes() > 0, "nothing was damaged: {damage}");
    drop(database);
    found(&copy, damage);
}

/// Asserts that verifying finds something, and says so in JSON and in words.
#[track_caller]
fn found(copy: &Installation, what: &str) {
    let ran = copy.huiyin(&["ledger", "verify", "--format", "json"]);
    assert_eq!(ran.code, 1, "{what}: {ran:?}");
    let verdict = ran.json();
    assert_eq!(verdict["ok"], false, "{what}: {verdict}");
    assert!(verdict["events"].is_u64(), "{what}: {verdict}");
    assert!(verdict["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{what}: {verdict}");
    let ran = copy.huiyin(&["ledger", "verify"]);
    assert!(ran.code == 1 && ran.out.starts_with("NOT OK"), "{what}: {ran:?}");
}

#[test]
fn a_sound_record_is_sound() {
    let ran = sound().huiyin(&["ledger", "verify", "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let verdict = ran.json();
    assert_eq!(
        (&verdict["ok"], &verdict["first_bad"], &verdict["reason"]),
        (&true.into(), &().into(), &().into())
    );
    assert!(verdict["events"].as_u64().unwrap() > 80, "{verdict}");
}

#[test]
fn any_changed_field_of_any_event_is_found() {
    for damage in [
        "update events set payload = replace(payload, 'enquiry', 'complaint') where event_seq = 3 or event_seq = 4",
        "update events set payload = payload || ' ' where event_seq = 50",
        "update events set actor = 'user:1' where event_seq = 20",
        "update events set recorded_at = recorded_at + 1 where event_seq = 1",
        "update events set occurred_at = occurred_at - 86400000000 where event_seq = 33",
        "update events set name = 'closed' where event_seq = 10",
        "update events set name_version = 2 where event_seq = 11",
        "update events set version = 900 where event_seq = 12",
        "update events set stream_id = 900 where event_seq = 13",
        "update events set stream_sort = 2 where event_seq = (select max(event_seq) from events where stream_sort = 1)",
        "update events set payload = cast(x'ff00ff' as text) where event_seq = 14",
        "update events set recorded_at = 9223372036854775807 where event_seq = 15",
        "update events set payload = 'x' where event_seq = (select max(event_seq) from events)",
    ] {
        check(damage);
    }
}

#[test]
fn an_event_missing_added_or_moved_is_found() {
    for damage in [
        "delete from events where event_seq = 1",
        "delete from events where event_seq = 40",
        "delete from events where event_seq = 40; delete from leaves where log_index = 39",
        // One is taken out, and the rest moved up as if it had never been.
        "delete from events where event_seq = 40; update events set event_seq = -event_seq where event_seq > 40; \
         update events set event_seq = -event_seq - 1 where event_seq < 0",
        // Two change places.
        "update events set event_seq = -1 where event_seq = 20; update events set event_seq = 20 where event_seq = 21; \
         update events set event_seq = 21 where event_seq = -1",
        // One is pushed in before the end.
        "update events set event_seq = event_seq + 1000 where event_seq > 30; \
         insert into events select 31, stream_sort, 9000, 1, name, name_version, occurred_at, recorded_at, actor, payload \
         from events where event_seq = 30; update events set event_seq = event_seq - 999 where event_seq > 1000",
        "delete from leaves where log_index = 7",
        "update leaves set leaf_hash = zeroblob(32) where log_index = 7",
    ] {
        check(damage);
    }
}

/// A row of somebody's own behind the sealed ones, waiting for the sealer to vouch for it.
fn forge_waiting(installation: &Installation, places_behind: u64, recorded_earlier_by: &str) {
    let database = Connection::open(installation.data().join("huiyin.db")).unwrap();
    let forged = format!(
        "insert into events select event_seq + {places_behind}, stream_sort, 9000, 1, name, name_version, \
         occurred_at - {recorded_earlier_by}, recorded_at - {recorded_earlier_by}, 'user:5', payload \
         from events where event_seq = (select max(event_seq) from events)"
    );
    assert_eq!(database.execute(&forged, []).unwrap(), 1);
}

#[test]
fn a_forged_row_that_waits_is_found_and_never_sealed() {
    const YEAR: &str = "31536000000000";
    for (places_behind, recorded_earlier_by) in [(500, "0"), (1, YEAR), (1, "-31536000000000")] {
        let what = format!("{places_behind} places behind, {recorded_earlier_by} earlier");
        let copy = sound().copy();
        let sealed =
            copy.huiyin(&["ledger", "verify", "--format", "json"]).json()["events"].as_u64().unwrap();
        forge_waiting(&copy, places_behind, recorded_earlier_by);
        found(&copy, &what);
        let verdict = copy.huiyin(&["ledger", "verify", "--format", "json"]).json();
        assert_eq!((&verdict["first_bad"], &verdict["waiting"]), (&sealed.into(), &1.into()), "{what}");
        let doctor = copy.huiyin(&["doctor"]);
        assert!(
            doctor.code == 1 && doctor.out.contains("BAD record: sealing is stuck"),
            "{what}: {doctor:?}"
        );

        // What is written after it does not make it true.
        copy.import(42);
        found(&copy, &format!("{what}, then more"));
        let status = copy.huiyin(&["ledger", "status", "--format", "json"]).ok();
        assert!(status.contains(&format!("\"size\": {sealed},")), "{what}: {status}");
    }
}

/// Puts the database of `earlier` in the place of the one of `later`.
fn restore(earlier: &Installation, later: &Installation) {
    for name in ["huiyin.db", "huiyin.db-wal", "huiyin.db-shm"] {
        let (from, to) = (earlier.data().join(name), later.data().join(name));
        match from.exists() {
            true => drop(std::fs::copy(from, to).unwrap()),
            false => drop(std::fs::remove_file(to)),
        }
    }
}

/// No second tree grows under the name of the first, and the checkpoints of the first stay.
#[test]
fn a_restored_database_goes_on_as_a_new_log() {
    let earlier = Installation::nothing();
    earlier.import(5).ok();
    let later = earlier.copy();
    later.import(9).ok();
    let whole = later.huiyin(&["ledger", "verify", "--format", "json"]).json();
    let kept = later.file("kept.txt", std::fs::read(later.data().join("checkpoints.txt")).unwrap());
    restore(&earlier, &later);
    let doctor = later.huiyin(&["doctor"]);
    assert!(doctor.code == 1 && doctor.out.contains("the record was restored"), "{doctor:?}");

    let ran = later.import(7);
    assert!(ran.code == 0 && ran.err.contains("It goes on as a new log"), "{ran:?}");
    let verdict = later.huiyin(&["ledger", "verify", "--format", "json"]).json();
    assert_eq!(verdict["ok"], true, "{verdict}");
    let former = &verdict["former"][0];
    assert_eq!(former["size"], whole["events"], "{verdict}");
    assert!(former["kept"].as_u64() < former["size"].as_u64(), "{verdict}");
    let ran = later.import(12);
    assert!(ran.code == 0 && !ran.err.contains("new log"), "it is told once: {ran:?}");
    assert_eq!(later.huiyin(&["ledger", "verify"]).code, 0);
    assert_eq!(later.huiyin(&["doctor"]).code, 0);
    // Who kept a copy of the checkpoints can prove what is gone.
    assert_eq!(later.huiyin(&["ledger", "verify", "--checkpoint", &shown(&kept)]).code, 1);

    // The same copy restored once more is told once more.
    restore(&earlier, &later);
    assert!(later.import(8).err.contains("It goes on as a new log"));
    let verdict = later.huiyin(&["ledger", "verify", "--format", "json"]).json();
    assert_eq!(
        (&verdict["ok"], verdict["former"].as_array().map(Vec::len)),
        (&true.into(), Some(2)),
        "{verdict}"
    );
}

/// A new name does not wash clean: what the former log attests of the part that is there still binds.
#[test]
fn a_rewritten_tree_stays_found_after_more_was_written() {
    let copy = sound().copy();
    let database = Connection::open(copy.data().join("huiyin.db")).unwrap();
    database.execute_batch("update events set actor = 'user:1' where event_seq = 20").unwrap();
    rebuild_tree(&database);
    drop(database);
    assert!(copy.import(45).err.contains("It goes on as a new log"));
    found(&copy, "a rewritten tree, then more");
}

/// Events, leaves, head and the checkpoints in the database: only the file beside it still knows.
#[test]
fn the_newest_rows_cut_off_are_found_against_the_file_of_checkpoints() {
    let earlier = Installation::nothing();
    earlier.import(5).ok();
    let later = earlier.copy();
    later.import(9).ok();
    restore(&earlier, &later);
    found(&later, "an older database put in the place of the newer");
    // The same against a file of checkpoints that somebody kept elsewhere.
    let kept = later.file("kept.txt", std::fs::read(later.data().join("checkpoints.txt")).unwrap());
    std::fs::copy(earlier.data().join("checkpoints.txt"), later.data().join("checkpoints.txt")).unwrap();
    assert_eq!(later.huiyin(&["ledger", "verify"]).code, 0, "without a newer checkpoint nobody can know");
    let ran = later.huiyin(&["ledger", "verify", "--checkpoint", &shown(&kept), "--format", "json"]);
    assert_eq!((ran.code, &ran.json()["ok"]), (1, &false.into()), "{ran:?}");
}

/// Somebody alters an event and builds the whole tree anew over it: every hash fits, but not what was signed.
#[test]
fn a_rewritten_tree_is_found() {
    let copy = sound().copy();
    let database = Connection::open(copy.data().join("huiyin.db")).unwrap();
    database.execute_batch("update events set actor = 'user:1' where event_seq = 20").unwrap();
    rebuild_tree(&database);
    drop(database);
    found(&copy, "a rewritten tree");
}

/// Writes leaves, tiles and head anew from the events, as a forger who knows the code would.
fn rebuild_tree(database: &Connection) {
    let algorithm = ledger::HashAlgorithm::Sha256;
    let mut frontier = ledger::Frontier::new(algorithm);
    let mut query = database
        .prepare("select stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload from events order by event_seq")
        .unwrap();
    let mut rows = query.query([]).unwrap();
    let mut index = 0;
    let mut data = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let text = |column: usize| row.get::<_, String>(column).unwrap();
        let (name, actor, payload) = (text(3), text(7), text(8));
        store::EventFields {
            stream_sort: row.get(0).unwrap(),
            stream_id: row.get::<_, i64>(1).unwrap().cast_unsigned(),
            version: row.get::<_, i64>(2).unwrap().cast_unsigned(),
            name: name.as_bytes(),
            name_version: row.get::<_, i64>(4).unwrap().cast_unsigned(),
            occurred_at: row.get(5).unwrap(),
            recorded_at: row.get(6).unwrap(),
            actor: actor.as_bytes(),
            payload: payload.as_bytes(),
        }
        .write_leaf_data(&mut data);
        let leaf = algorithm.leaf(&data);
        frontier.append(leaf, |_| ());
        let written = database
            .execute(
                "update leaves set leaf_hash = ?1 where log_index = ?2",
                (leaf.as_bytes().as_slice(), index),
            )
            .unwrap();
        assert_eq!(written, 1);
        index += 1;
    }
    let frontier_text = serde_json::to_string(&frontier).unwrap();
    let root = frontier.root();
    database
        .execute(
            "update ledger_head set root = ?1, frontier = ?2",
            (root.as_bytes().as_slice(), frontier_text),
        )
        .unwrap();
}

#[test]
fn checkpoints_removed_or_of_another_key_are_found() {
    let copy = sound().copy();
    let file = copy.data().join("checkpoints.txt");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    found(&copy, "no file of checkpoints");
    let other = Installation::nothing();
    other.import(2).ok();
    std::fs::copy(other.data().join("checkpoints.txt"), &file).unwrap();
    found(&copy, "the checkpoints of another installation");
    let size = whole.lines().nth(1).unwrap();
    std::fs::write(&file, whole.replacen(&format!("\n{size}\n"), "\n1\n", 1)).unwrap();
    found(&copy, "an altered checkpoint");
}

#[test]
fn whoever_has_the_public_key_alone_can_verify() {
    let copy = sound().copy();
    let key = copy.huiyin(&["ledger", "key"]).ok();
    std::fs::remove_dir_all(copy.data().join("keys")).unwrap();
    assert_eq!(copy.huiyin(&["ledger", "verify", "--key", key.trim()]).code, 0);
    let other = Installation::nothing();
    other.huiyin(&["init"]).ok();
    let other_key = other.huiyin(&["ledger", "key"]).ok();
    let ran = copy.huiyin(&["ledger", "verify", "--key", other_key.trim()]);
    assert_eq!(ran.code, 1, "{ran:?}");
}

/// The chain holds commitments alone: what they commit to is opened when asked.
#[test]
fn a_sealed_text_lost_or_exchanged_is_found_when_texts_are_opened() {
    let ran = sound().huiyin(&["ledger", "verify", "--texts", "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.json()["texts"].as_u64().unwrap() >= 80, "{ran:?}");
    assert!(sound().huiyin(&["ledger", "verify"]).ok().contains("sealed texts were not opened"));
    for damage in [
        "delete from sealed_items where text_id = 20",
        "update sealed_items set sealed = (select sealed from sealed_items where text_id = 21) where text_id = 20",
        "update sealed_items set sealed = zeroblob(length(sealed)) where text_id = 20",
        "delete from person_keys where person_id = (select person_id from sealed_items where text_id = 20)",
    ] {
        let copy = sound().copy();
        Connection::open(copy.data().join("huiyin.db")).unwrap().execute_batch(damage).unwrap();
        assert_eq!(copy.huiyin(&["ledger", "verify"]).code, 0, "{damage}");
        let ran = copy.huiyin(&["ledger", "verify", "--texts", "--format", "json"]);
        assert_eq!((ran.code, &ran.json()["ok"]), (1, &false.into()), "{damage}: {ran:?}");
    }
}

/// The read models stand outside the chain: they are held to the events.
#[test]
fn a_row_that_no_event_speaks_of_is_found() {
    let (installation, _) = Installation::with_handler();
    installation.import(12).ok();
    assert_eq!(installation.huiyin(&["store", "check"]).code, 0);
    for damage in [
        "insert into user_roles select max(user_id), 'auditor', min(institution_id) from users",
        "update users set active = 0",
        "update cases set subject = 'another' where case_id = 5",
        "update cases set ended = 0 where case_id = 5",
        "delete from cases where case_id = 5",
        "delete from case_sources where case_id = 5",
        "update masked_texts set masked = 'another' where text_id = 9",
        "update institutions set details = replace(details, 'HQ', 'XX')",
    ] {
        let copy = installation.copy();
        let database = Connection::open(copy.data().join("huiyin.db")).unwrap();
        database.execute_batch(damage).unwrap();
        assert!(database.total_changes() > 0, "{damage}");
        drop(database);
        let ran = copy.huiyin(&["store", "check"]);
        assert!(ran.code == 1 && ran.out.starts_with("NOT OK"), "{damage}: {ran:?}");
        if !damage.contains("institutions set") {
            assert_eq!(copy.huiyin(&["store", "rebuild"]).code, 0, "{damage}");
            assert_eq!(copy.huiyin(&["store", "check"]).code, 0, "{damage}");
        }
    }
}
