//! The one-time code: before the answer is read, a receipt with it is taken home, or the matter is withdrawn, the person
//! shows that they hold the telephone they gave. Where no code can be sent, number and query code are enough.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Number;
use office::OfficeError;
use strum::{EnumString, IntoStaticStr};

use super::acts;
use super::chrome::{Chrome, Errors};
use super::way::Way;
use crate::Desk;
use crate::case_cookie::Shown;
use crate::guard::{Consumer, Visitor};
use crate::page::{Html, PageError};
use crate::staff::typed::Typed;

/// What the code is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Purpose {
    /// Reading the answer on the page of the matter.
    Read,
    /// The answer as a file.
    Answer,
    /// A receipt, which holds the answer.
    Receipt,
    /// Withdrawing.
    Withdraw,
}

impl Purpose {
    fn of(typed: &Typed) -> Self {
        typed.get("purpose").and_then(|word| word.parse().ok()).unwrap_or(Self::Read)
    }

    /// The page that asks for the code.
    pub(super) fn path(self, number: &Number) -> String {
        let word: &'static str = self.into();
        format!("/track/{number}/code?purpose={word}")
    }

    /// Where it leads.
    fn goal(self, number: &Number) -> String {
        match self {
            Self::Read => format!("/track/{number}#answer"),
            Self::Answer => format!("/track/{number}/answer"),
            Self::Receipt => format!("/track/{number}/receipt"),
            Self::Withdraw => format!("/track/{number}/withdraw"),
        }
    }
}

/// Whether the code has to be asked for before going on.
pub(super) async fn needed(desk: &Desk, consumer: &Consumer) -> Result<bool, OfficeError> {
    Ok(!consumer.holds_telephone && desk.office.one_time_code_phone(&consumer.number).await?.is_some())
}

/// The page.
#[derive(Template)]
#[template(path = "portal/code.html")]
struct CodePage {
    page: Chrome,
    way: Way,
    errors: Errors,
    number: String,
    purpose: &'static str,
    /// What was written on the page that the code leads back to.
    typed: String,
    /// Why a code, and to which telephone.
    paragraphs: Vec<String>,
    /// Whether one is on its way.
    sent: bool,
    elsewhere: String,
}

/// The page that asks for the code; none where no code can be sent.
pub(super) async fn page(
    desk: &Desk,
    visitor: &Visitor,
    number: &Number,
    purpose: Purpose,
    typed: &Typed,
    sent: bool,
    errors: Errors,
) -> Result<Response, PageError> {
    let words = &visitor.words;
    let Some(phone) = desk.office.one_time_code_phone(number).await? else {
        return Ok(Redirect::to(&purpose.goal(number)).into_response());
    };
    let page = Chrome::new(desk, visitor, words.t("code-title"), &purpose.path(number)).wrong(&errors);
    let word: &'static str = purpose.into();
    let told = words.t1(if sent { "code-sent" } else { "code-to" }, "phone", phone);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = CodePage {
        elsewhere: page.with_hotline("code-elsewhere", "code-elsewhere-none"),
        paragraphs: vec![words.t(&format!("code-why-{word}")), told],
        way: Way::beside(format!("/track/{number}")),
        number: number.to_string(),
        purpose: word,
        typed: typed.shown("words").to_owned(),
        page,
        errors,
        sent,
    };
    Ok((status, Html(page)).into_response())
}

/// `GET /track/{number}/code`.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let purpose = Purpose::of(&query);
    if consumer.holds_telephone {
        return Ok(Redirect::to(&purpose.goal(&consumer.number)).into_response());
    }
    page(&desk, &consumer.visitor, &consumer.number, purpose, &query, false, Errors::default()).await
}

/// `POST /track/{number}/code/send`.
pub(crate) async fn send(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Consumer { number, visitor, .. } = consumer;
    let purpose = Purpose::of(&typed);
    let errors = match desk.office.one_time_code_send(&number, &visitor.network).await {
        Ok(_) | Err(OfficeError::NotFound { .. }) => Errors::default(),
        // The code of a minute ago still counts.
        Err(OfficeError::Throttled { seconds }) if seconds <= 60 => {
            Errors::one("code", visitor.words.t1("code-again", "seconds", seconds))
        }
        Err(OfficeError::Throttled { .. }) => Errors::one("send", visitor.words.t("code-many")),
        Err(OfficeError::Unsent(_)) => Errors::one("send", visitor.words.t("code-unsent")),
        Err(error) => return Err(error.into()),
    };
    let sent = !errors.has("send");
    page(&desk, &visitor, &number, purpose, &typed, sent, errors).await
}

/// `POST /track/{number}/code`: checks the code and goes on.
pub(crate) async fn check(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Consumer { number, visitor, .. } = consumer;
    let purpose = Purpose::of(&typed);
    let wrong = |sentence| Errors::one("code", sentence);
    let errors = match desk.office.one_time_code_check(&number, typed.shown("code")).await {
        Ok(()) => {
            let mut response = match (purpose, typed.get("words")) {
                (Purpose::Withdraw, Some(_)) => acts::withdraw_again(&desk, &visitor, &number, &typed),
                _ => Redirect::to(&purpose.goal(&number)).into_response(),
            };
            response.headers_mut().append(SET_COOKIE, Shown::Telephone.cookie(&desk, &number));
            return Ok(response);
        }
        Err(OfficeError::Invalid(found)) => {
            let code = found.first().map_or("one_time_code_wrong", |error| error.code.as_str());
            wrong(visitor.words.t(&format!("error-{code}")))
        }
        Err(error) => return Err(error.into()),
    };
    page(&desk, &visitor, &number, purpose, &typed, true, errors).await
}
