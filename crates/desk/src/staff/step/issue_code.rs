//! Another query code for the person, shown once to be read out or handed over.

use askama::Template;
use axum::response::{IntoResponse, Response};
use domain::id::Number;
use domain::matter::IdentityCheck;
use office::{CodeIssue, FieldError};

use super::Fault;
use crate::Desk;
use crate::guard::Staff;
use crate::page::Html;
use crate::staff::beside::Neighbours;
use crate::staff::case::{came_from, remembering};
use crate::staff::frame::Frame;
use crate::staff::typed::Typed;

/// The code, once.
#[derive(Template)]
#[template(path = "staff/code_issued.html")]
struct IssuedPage {
    page: Frame,
    number: String,
    query_code: String,
    /// The case, with the way back to the list it was opened from.
    case_href: String,
    /// The next case there; empty where there is none.
    next: String,
}

/// Issues it.
pub(super) async fn issue(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    typed: &Typed,
    beside: &Neighbours,
) -> Result<Response, Fault> {
    let version = typed.get("version").and_then(|version| version.parse().ok());
    let check = typed.get("issue_code.check").and_then(|word| word.parse::<IdentityCheck>().ok());
    let evidence = typed.owned("issue_code.evidence");
    let absent = [("issue_code.check", check.is_none()), ("issue_code.evidence", evidence.is_none())];
    let (Some(check), Some(evidence)) = (check, evidence) else {
        let absent = absent.into_iter().filter(|(_, absent)| *absent);
        let errors = absent.map(|(field, _)| FieldError::new(field, "missing", "this is needed"));
        return Err(Fault::Fields(errors.collect()));
    };
    let issue = CodeIssue { check, evidence, phone: typed.owned("issue_code.phone") };
    let issued = desk.office.issue_code(staff.caller(), number, version, &issue).await?;
    let page = Frame::new(desk, staff, staff.words.t("code-issued-title"), "/desk/cases");
    let page = IssuedPage {
        page,
        number: number.to_string(),
        query_code: issued.query_code,
        case_href: remembering(&format!("/desk/cases/{number}"), came_from(typed)),
        next: beside.next.clone(),
    };
    Ok(Html(page).into_response())
}
