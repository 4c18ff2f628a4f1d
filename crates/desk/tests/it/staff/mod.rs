//! The staff's pages, through the front door.

mod as_known;
mod assisted;
mod channels;
mod erasure;
mod figures;
mod forms;
mod hearing;
mod hidden;
mod import;
pub mod life;
mod pages;
pub mod reaching;
mod reply_templates;
mod search;
mod suggested;
mod switcher;
mod told;
mod vault_keys;
pub mod visit;
mod workbench;

use axum::Router;

use crate::harness::{PASSWORD, TestDesk};
use visit::Visit;

/// Steps with a form of the general kind.
pub const STEPS: [&str; 50] = [
    "accept",
    "assign",
    "code",
    "mark",
    "verify",
    "centre_answer",
    "correct_information",
    "remove_mark",
    "record_statement",
    "decide",
    "answer",
    "close",
    "call_back",
    "contact",
    "note",
    "take_back",
    "attach",
    "ask_material",
    "receive_material",
    "send_feedback",
    "feedback_returned",
    "report",
    "open_task",
    "finish_task",
    "cancel_task",
    "transfer",
    "add_source",
    "merge_repeat",
    "link",
    "add_party",
    "issue_code",
    "recuse",
    "readmit",
    "claim_right",
    "rekind",
    "raise",
    "propose_major",
    "extend",
    "prove_delivery",
    "tell_extended",
    "agree_period",
    "pause_clock",
    "resume_clock",
    "set_centre_date",
    "refer_on",
    "decline",
    "withdraw",
    "reopen",
    "correct_fact",
    "conclude",
];

async fn desk() -> TestDesk {
    TestDesk::start().await
}

fn router(desk: &TestDesk) -> Router {
    desk.router()
}

pub async fn sign_in(desk: &TestDesk, login: &str) -> Visit {
    Visit::signed_in(desk.router(), login, PASSWORD).await
}
