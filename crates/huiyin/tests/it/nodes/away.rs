//! A database server that stops under load: whoever writes is told, nothing acknowledged is lost, nothing is half-written,
//! and the node goes on by itself once the server is back.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use store_postgres::cluster::{Cluster, Tell};

use super::{Shared, submission};
use crate::http::{get, post};

#[test]
fn a_server_that_stops_under_load_loses_nothing_and_is_outlived() {
    const CLIENTS: usize = 4;
    let Some(cluster) = Cluster::start().unwrap_or_else(|error| panic!("{error}")) else { return };
    let (shared, token) = Shared::in_cluster(&cluster).with_staff();
    let node = shared.serve();
    let (acknowledged, refused) = (Mutex::new(Vec::new()), Mutex::new(0_u64));
    let over = AtomicBool::new(false);
    let wait_for = |what: &str, is_so: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let ready = || get(&node.address, "", "/readyz").unwrap();
    std::thread::scope(|scope| {
        // Whatever fails here, the clients are told.
        let _over = crate::backup::Stopping(&over);
        for client in 0..CLIENTS {
            let (acknowledged, refused, over, node, token) = (&acknowledged, &refused, &over, &node, &token);
            scope.spawn(move || {
                for row in 0.. {
                    if over.load(Ordering::SeqCst) {
                        break;
                    }
                    let path = "/api/v1/cases";
                    let answer = post(&node.address, token, path, None, &submission(client, row)).unwrap();
                    match answer.status {
                        201 => {
                            let number = answer.json()["number"].as_str().unwrap().to_owned();
                            acknowledged.lock().unwrap().push(number);
                        }
                        503 => {
                            assert_eq!(answer.json()["code"], "unavailable", "{answer:?}");
                            assert_eq!(answer.header("retry-after"), Some("5"));
                            *refused.lock().unwrap() += 1;
                            std::thread::sleep(Duration::from_millis(50));
                        }
                        _ => panic!("{answer:?}"),
                    }
                }
            });
        }
        for _ in 0..3 {
            let (before, told) = (acknowledged.lock().unwrap().len(), *refused.lock().unwrap());
            wait_for("clients write", &|| acknowledged.lock().unwrap().len() > before + 20);
            cluster.tell(Tell::Stop).unwrap();
            wait_for("clients are told", &|| *refused.lock().unwrap() > told + 3);
            let answer = ready();
            assert!(answer.status == 503 && answer.body.contains("\"database\""), "{answer:?}");
            cluster.tell(Tell::Start).unwrap();
        }
        let after = acknowledged.lock().unwrap().len();
        wait_for("clients write again", &|| acknowledged.lock().unwrap().len() > after + 20);
        over.store(true, Ordering::SeqCst);
    });
    wait_for("the node is ready", &|| ready().status == 200);
    let acknowledged = acknowledged.into_inner().unwrap();
    for number in &acknowledged {
        let found = get(&node.address, &token, &format!("/api/v1/cases/{number}")).unwrap();
        assert_eq!(found.status, 200, "{number} was acknowledged and is gone");
    }
    // What was refused may have been written before its answer was lost, whole and at most once.
    let count = get(&node.address, &token, "/api/v1/cases/count").unwrap().json()["count"].as_u64().unwrap();
    let (least, most) = (acknowledged.len() as u64, acknowledged.len() as u64 + *refused.lock().unwrap());
    assert!((least..=most).contains(&count), "{count} cases, {least} acknowledged, at most {most}");
    assert_eq!(node.stop(), 0);
    for arguments in [&["ledger", "verify", "--texts"][..], &["store", "check"]] {
        let checked = shared.huiyin(arguments);
        assert_eq!(checked.code, 0, "{checked:?}");
    }
}
