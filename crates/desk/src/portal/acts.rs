//! What a person can do with their own matter: add, withdraw, disagree, take a receipt and the answer home.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Number;
use office::{AttachmentInput, OfficeError};

use super::chrome::{Chrome, Errors, Link};
use super::code::{self, Purpose};
use super::pages::Said;
use super::progress::may_disagree;
use super::way::Way;
use crate::guard::{Consumer, Visitor};
use crate::page::{Html, PageError};
use crate::sentence::field_sentence;
use crate::staff::typed::Typed;
use crate::{Desk, Words};

/// A page with one thing to write.
#[derive(Template)]
#[template(path = "portal/write.html")]
struct WritePage {
    page: Chrome,
    way: Way,
    errors: Errors,
    paragraphs: Vec<String>,
    action: String,
    label: String,
    hint: String,
    optional: bool,
    typed: String,
    files: bool,
    button: String,
    button_class: &'static str,
    keep: String,
}

/// The number and code of a review, shown once.
#[derive(Template)]
#[template(path = "portal/reviewed.html")]
struct ReviewedPage {
    page: Chrome,
    number: String,
    query_code: String,
    back: String,
}

/// Which page it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Add,
    Withdraw,
    Disagree,
}

fn write_page(
    desk: &Desk,
    visitor: &Visitor,
    number: &Number,
    act: Act,
    typed: &str,
    errors: Errors,
) -> Response {
    let words = &visitor.words;
    let word = match act {
        Act::Add => "add",
        Act::Withdraw => "withdraw",
        Act::Disagree => "disagree",
    };
    let action = format!("/track/{number}/{word}");
    let page = Chrome::new(desk, visitor, words.t(&format!("{word}-title")), &action).wrong(&errors);
    let t = |key: &str| words.t(key);
    let (label, hint, keep) = match act {
        Act::Add => (t("add-label"), t("add-hint"), String::new()),
        Act::Withdraw => (t("withdraw-why"), String::new(), t("withdraw-keep")),
        Act::Disagree => (t("disagree-label"), t("disagree-hint"), String::new()),
    };
    let withdrawing = act == Act::Withdraw;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = WritePage {
        page,
        way: Way::beside(format!("/track/{number}")),
        errors,
        paragraphs: if withdrawing { vec![t("withdraw-ends"), t("withdraw-stays")] } else { Vec::new() },
        action,
        label,
        hint,
        optional: withdrawing,
        typed: typed.to_owned(),
        files: act == Act::Add,
        button: t(&format!("{word}-go")),
        button_class: if withdrawing { "danger" } else { "primary" },
        keep,
    };
    (status, Html(page)).into_response()
}

/// What to answer where the office did not carry it out: the matter has moved on, or somebody wrote at the same moment.
fn not_now(
    desk: &Desk,
    visitor: &Visitor,
    number: &Number,
    act: Act,
    typed: &str,
    error: OfficeError,
) -> Result<Response, PageError> {
    let words = &visitor.words;
    match error {
        OfficeError::Refused { .. } => {
            let page = Chrome::new(desk, visitor, words.t("not-now-title"), &format!("/track/{number}"));
            let links = vec![Link::primary(format!("/track/{number}"), words.t("track-go"))];
            let page = Html(Said { page, paragraphs: vec![words.t("not-now")], links });
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        OfficeError::Conflict => {
            let errors = Errors::one("words", words.t("portal-error-changed"));
            Ok(write_page(desk, visitor, number, act, typed, errors))
        }
        OfficeError::Throttled { seconds } => {
            let errors = Errors::one("words", words.t1("portal-error-turns", "seconds", seconds));
            Ok(write_page(desk, visitor, number, act, typed, errors))
        }
        OfficeError::Invalid(found) if found.iter().any(|error| error.code == "files_too_many") => {
            let errors = Errors::one("file", words.t("error-files_too_many"));
            Ok(write_page(desk, visitor, number, act, typed, errors))
        }
        other => Err(other.into()),
    }
}

/// The page of an act, where the matter still takes it; else its progress, which says why not.
async fn offered(desk: &Desk, consumer: &Consumer, act: Act) -> Result<Response, PageError> {
    let progress = desk.office.progress(&consumer.number).await?;
    let may = match act {
        Act::Add => progress.may_add,
        Act::Withdraw => progress.may_withdraw,
        Act::Disagree => may_disagree(desk, &progress),
    };
    if !may {
        return Ok(Redirect::to(&format!("/track/{}?not_now=1", consumer.number)).into_response());
    }
    Ok(write_page(desk, &consumer.visitor, &consumer.number, act, "", Errors::default()))
}

fn did(number: &Number, what: &str) -> Response {
    Redirect::to(&format!("/track/{number}?did={what}")).into_response()
}

/// `GET /track/{number}/add`.
pub(crate) async fn add_page(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
) -> Result<Response, PageError> {
    offered(&desk, &consumer, Act::Add).await
}

/// Which of the files is not taken, and why.
fn refused(desk: &Desk, files: &[AttachmentInput], words: &Words) -> Option<String> {
    files.iter().find_map(|file| match desk.office.check_attachment(file) {
        Err(OfficeError::Invalid(found)) => {
            let reason = found.first().map(|error| field_sentence(error, words)).unwrap_or_default();
            Some(words.t2("portal-error-file", "name", file.name.as_str(), "reason", reason))
        }
        _ => None,
    })
}

/// `POST /track/{number}/add`. All files are looked at before anything is recorded, so that a refusal loses nothing.
pub(crate) async fn add(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let Consumer { number, visitor, .. } = consumer;
    let mut typed = String::new();
    let mut files = Vec::new();
    while let Ok(Some(part)) = parts.next_field().await {
        match part.name() {
            Some("words") => typed = part.text().await.unwrap_or_default(),
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let content = part.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
                // A browser sends an empty part where no file was chosen.
                if !name.is_empty() || !content.is_empty() {
                    files.push(AttachmentInput { name, content });
                }
            }
            _ => {}
        }
    }
    let words = &visitor.words;
    let errors = match refused(&desk, &files, words) {
        Some(sentence) => Errors::one("file", sentence),
        None if typed.trim().is_empty() && files.is_empty() => {
            Errors::one("words", words.t("portal-error-words"))
        }
        None => Errors::default(),
    };
    if !errors.is_empty() {
        return Ok(write_page(&desk, &visitor, &number, Act::Add, &typed, errors));
    }
    // A file's name says what came where nothing was written about it.
    let said = if typed.trim().is_empty() {
        files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join("\n")
    } else {
        typed.clone()
    };
    let added = match desk.office.take_turn(&visitor.network).await {
        Ok(()) => desk.office.add_material(&number, said, files).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(()) => Ok(did(&number, "added")),
        Err(error) => not_now(&desk, &visitor, &number, Act::Add, &typed, error),
    }
}

/// `GET /track/{number}/withdraw`.
pub(crate) async fn withdraw_page(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
) -> Result<Response, PageError> {
    if code::needed(&desk, &consumer).await? {
        return Ok(Redirect::to(&Purpose::Withdraw.path(&consumer.number)).into_response());
    }
    offered(&desk, &consumer, Act::Withdraw).await
}

/// `POST /track/{number}/withdraw`.
pub(crate) async fn withdraw(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let code_needed = code::needed(&desk, &consumer).await?;
    let Consumer { number, visitor, .. } = consumer;
    if code_needed {
        // It ran out while the reason was written; the reason comes along.
        return code::page(&desk, &visitor, &number, Purpose::Withdraw, &typed, false, Errors::default())
            .await;
    }
    match desk.office.withdraw(&number, typed.owned("words")).await {
        Ok(()) => Ok(did(&number, "withdrawn")),
        Err(error) => not_now(&desk, &visitor, &number, Act::Withdraw, typed.shown("words"), error),
    }
}

/// The page of withdrawing with the reason that was written before the code was asked for.
pub(super) fn withdraw_again(desk: &Desk, visitor: &Visitor, number: &Number, typed: &Typed) -> Response {
    write_page(desk, visitor, number, Act::Withdraw, typed.shown("words"), Errors::default())
}

/// `GET /track/{number}/disagree`.
pub(crate) async fn disagree_page(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
) -> Result<Response, PageError> {
    offered(&desk, &consumer, Act::Disagree).await
}

/// `POST /track/{number}/disagree`: a request for review, with a number and code of its own.
pub(crate) async fn disagree(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Consumer { number, visitor, .. } = consumer;
    let words = &visitor.words;
    let Some(grounds) = typed.owned("words") else {
        let errors = Errors::one("words", words.t("portal-error-words"));
        return Ok(write_page(&desk, &visitor, &number, Act::Disagree, "", errors));
    };
    match desk.office.disagree(&number, grounds.clone()).await {
        Ok(receipt) => {
            let back = format!("/track/{number}");
            let page = Chrome::new(&desk, &visitor, words.t("disagree-done-title"), &back);
            let number = receipt.number.to_string();
            Ok(Html(ReviewedPage { page, number, query_code: receipt.query_code, back }).into_response())
        }
        Err(error) => not_now(&desk, &visitor, &number, Act::Disagree, &grounds, error),
    }
}

/// `GET /track/{number}/receipt`: a file that proves, without this system, what was recorded when.
pub(crate) async fn receipt(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
) -> Result<Response, PageError> {
    let answered = desk.office.progress(&consumer.number).await?.answer.is_some();
    if answered && code::needed(&desk, &consumer).await? {
        return Ok(Redirect::to(&Purpose::Receipt.path(&consumer.number)).into_response());
    }
    let receipt = desk.office.consumer_receipt(&consumer.number).await?;
    let text = receipt.to_text().map_err(|error| OfficeError::Unreadable(error.to_string()))?;
    Ok(download(&format!("{}-receipt.json", consumer.number), "application/json", text))
}

/// `GET /track/{number}/answer`: the answer as a file.
pub(crate) async fn answer(State(desk): State<Arc<Desk>>, consumer: Consumer) -> Result<Response, PageError> {
    if code::needed(&desk, &consumer).await? {
        return Ok(Redirect::to(&Purpose::Answer.path(&consumer.number)).into_response());
    }
    let progress = desk.office.progress(&consumer.number).await?;
    let said = progress.answer.map(|(_, said)| said).filter(|said| !said.is_empty());
    let said = said.ok_or(OfficeError::NotFound { what: "answer" })?;
    Ok(download(
        &format!("{}.txt", consumer.number),
        "text/plain; charset=utf-8",
        format!("{}\n\n{said}\n", consumer.number),
    ))
}

/// A file to keep. Its name is made of a number: nothing in it needs quoting.
fn download(name: &str, media_type: &'static str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
        .into_response()
}
