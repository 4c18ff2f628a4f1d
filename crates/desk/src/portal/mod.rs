//! The portal: what consumers see, without an account. It may be published alone.
//!
//! Filing is one question a page; what was typed lies sealed on the server for a day, under a key in the visitor's
//! cookie ([`keeping`]). Tracking asks for number and query code once an hour; the answer and withdrawing also for a one-time
//! code ([`code`]), where one can be sent to the telephone that was given.

mod acts;
mod channels;
mod chrome;
mod code;
pub(crate) mod draft;
mod file;
mod keeping;
pub(crate) mod offered;
mod pages;
mod progress;
pub(crate) mod send;
pub(crate) mod submission;
mod track;
mod verify;
mod way;

use crate::guard::Guard::{Consumer, Open};
use crate::routes::Route;

/// Every address of the portal.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Open, pages::home),
        Route::get("/help", Open, pages::help),
        Route::get(channels::PATH, Open, channels::show),
        Route::get("/privacy", Open, pages::privacy),
        Route::get("/accessibility", Open, pages::accessibility),
        Route::get("/file/{door}", Open, file::enter),
        Route::get("/file/{door}/{step}", Open, file::ask),
        Route::post("/file/{door}/{step}", Open, file::answer),
        Route::get("/file/{door}/sending", Open, send::go_on),
        Route::post("/file/clear", Open, file::clear),
        Route::get("/file/done", Open, send::done),
        Route::get("/track", Open, track::ask),
        Route::post("/track", Open, track::answer),
        Route::post("/track/leave", Open, track::leave),
        Route::get("/track/lost", Open, pages::lost),
        Route::get("/track/{number}", Consumer, progress::show),
        Route::get("/track/{number}/add", Consumer, acts::add_page),
        Route::upload("/track/{number}/add", Consumer, acts::add),
        Route::get("/track/{number}/code", Consumer, code::ask),
        Route::post("/track/{number}/code", Consumer, code::check),
        Route::post("/track/{number}/code/send", Consumer, code::send),
        Route::get("/track/{number}/withdraw", Consumer, acts::withdraw_page),
        Route::post("/track/{number}/withdraw", Consumer, acts::withdraw),
        Route::get("/track/{number}/disagree", Consumer, acts::disagree_page),
        Route::post("/track/{number}/disagree", Consumer, acts::disagree),
        Route::get("/track/{number}/answer", Consumer, acts::answer),
        Route::get("/track/{number}/receipt", Consumer, acts::receipt),
        Route::get("/verify", Open, verify::ask),
        Route::upload("/verify", Open, verify::answer),
    ]
}
