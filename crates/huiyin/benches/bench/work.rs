//! Work on a record that was imported: open cases get handlers and stand in different states, as on any day.

use std::sync::Mutex;

use domain::id::UserId;
use serde_json::{Value, json};

use crate::http::{get, post};
use crate::program::Serving;
use crate::report::detail;

/// Who works at once.
const WORKERS: usize = 8;

/// What happens to a case, by its turn, once it is somebody's.
fn steps(turn: usize) -> Vec<Value> {
    match turn % 8 {
        0 => vec![json!({ "step": "ask_material", "what": "对账单" })],
        1 | 2 => vec![json!({ "step": "note", "text": "已致电核实", "investigation": true })],
        3 => {
            vec![json!({ "step": "raise", "urgent": true, "reason": "年长" })]
        }
        _ => Vec::new(),
    }
}

/// Gives up to `count` open cases to the handlers in turn and takes a step on some.
pub fn on_open_cases(serving: &Serving, token: &str, handlers: &[UserId], count: usize) {
    let waiting = Mutex::new(open(serving, token, count).into_iter().enumerate());
    let refused = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap().next();
                    let Some((turn, (number, received))) = next else { break };
                    let handler = handlers[turn % handlers.len()];
                    let mut all = if received { vec![json!({ "step": "accept" })] } else { Vec::new() };
                    all.push(json!({ "step": "assign", "handler": handler }));
                    all.extend(steps(turn / handlers.len()));
                    let path = format!("/api/v1/cases/{number}/steps");
                    let answer =
                        post(&serving.address, token, &path, Some("*"), &json!({ "steps": all })).unwrap();
                    if answer.status != 200 {
                        refused.lock().unwrap().push(answer.body);
                    }
                }
            });
        }
    });
    let refused = refused.into_inner().unwrap();
    assert!(refused.is_empty(), "{} refused, the first: {}", refused.len(), refused[0]);
}

/// Numbers of open cases from the newest down, and whether each is still to be accepted.
fn open(serving: &Serving, token: &str, count: usize) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    while found.len() < count {
        let path = format!("/api/v1/cases?ended=false&order=newest&limit=200{cursor}");
        let page = get(&serving.address, token, &path).unwrap().json();
        found.extend(
            page["cases"]
                .as_array()
                .unwrap()
                .iter()
                .map(|case| (case["number"].as_str().unwrap().to_owned(), case["status"] == "received")),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    found.truncate(count);
    detail("open cases given to handlers", found.len());
    found
}
