//! One's own second factor: setting it up, confirming it by a code, new recovery codes, removing it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::{OfficeError, Owed, SecondFactor};

use super::frame::{Frame, Problem, see};
use super::shown::Stamp;
use super::typed::Typed;
use crate::Desk;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::qr::{Qr, qr};

/// The path of the page.
pub(crate) const PATH: &str = "/desk/me/second-factor";

/// What the page is about now.
pub(crate) enum Stage {
    /// There is none yet.
    None,
    /// A secret is shown and waits for a code.
    Begun {
        /// In groups of four letters.
        secret: String,
        code: Option<Qr>,
    },
    /// It is asked for at sign-in.
    Confirmed { since: Stamp, codes_left: u64 },
    /// Recovery codes, shown now and never again.
    Codes(Vec<String>),
}

/// The page.
#[derive(Template)]
#[template(path = "staff/second_factor.html")]
pub(crate) struct SecondFactorPage {
    pub page: Frame,
    pub stage: Stage,
    /// Whether a role asks for it.
    pub required: bool,
    /// Whether nothing else can be done before.
    pub owed: bool,
    pub errors: Vec<Problem>,
}

/// `GET /desk/me/second-factor`.
pub(crate) async fn show(State(desk): State<Arc<Desk>>, staff: Staff) -> Result<Response, PageError> {
    let stage = stage(&desk, &staff).await?;
    Ok(Html(page(&desk, &staff, stage, Vec::new())).into_response())
}

/// `POST /desk/me/second-factor`.
pub(crate) async fn act(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (office, code) = (&desk.office, typed.shown("code"));
    // One's own session is counted, not the network that it happens to come through.
    let network = format!("session:{}", staff.signed_in.user_id);
    let done = match typed.get("act") {
        Some("begin") => {
            let password = typed.shown("password").to_owned();
            office.second_factor_begin(staff.caller(), password, &network).await.map(|()| None)
        }
        Some("confirm") => office.second_factor_confirm(&staff.signed_in, code, &network).await.map(Some),
        Some("renew") => office.recovery_codes_renew(staff.caller(), code, &network).await.map(Some),
        Some("remove") => office.second_factor_remove(&staff.signed_in, code, &network).await.map(|()| None),
        _ => Err(OfficeError::NotFound { what: "act" }),
    };
    let (status, problems) = match done {
        Ok(Some(codes)) => {
            return Ok(Html(page(&desk, &staff, Stage::Codes(codes), Vec::new())).into_response());
        }
        // Also where another page was faster: this one shows how it stands.
        Ok(None) | Err(OfficeError::Conflict) => return Ok(see(PATH)),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, problems)
        }
        Err(OfficeError::Throttled { seconds }) => {
            let wait = i64::try_from(seconds).unwrap_or(i64::MAX);
            let sentence = staff.words.t1("sign-in-throttled", "seconds", wait);
            (StatusCode::TOO_MANY_REQUESTS, vec![Problem::of_case(sentence)])
        }
        Err(other) => return Err(other.into()),
    };
    let stage = stage(&desk, &staff).await?;
    Ok((status, Html(page(&desk, &staff, stage, problems))).into_response())
}

async fn stage(desk: &Desk, staff: &Staff) -> Result<Stage, PageError> {
    Ok(match desk.office.second_factor(staff.caller()).await? {
        SecondFactor::None => Stage::None,
        SecondFactor::Begun { secret } => {
            let organisation = desk.office.organisation();
            let login = organisation.users.get(&staff.signed_in.user_id).map(|user| user.login.as_str());
            let code = qr(&address(&desk.settings.name, login.unwrap_or_default(), &secret));
            let groups: Vec<&str> =
                secret.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
            Stage::Begun { secret: groups.join(" "), code }
        }
        SecondFactor::Confirmed { at, codes_left } => {
            Stage::Confirmed { since: Stamp::new(at, &desk.office.book().zone), codes_left }
        }
    })
}

/// What an authenticator reads out of the picture.
fn address(name: &str, login: &str, secret: &str) -> String {
    let name = encoded(if name.is_empty() { "Huiyin" } else { name });
    format!(
        "otpauth://totp/{name}:{}?secret={secret}&issuer={name}&algorithm=SHA1&digits=6&period=30",
        encoded(login)
    )
}

fn page(desk: &Desk, staff: &Staff, stage: Stage, errors: Vec<Problem>) -> SecondFactorPage {
    let title = staff.words.t("second-factor-title");
    SecondFactorPage {
        page: Frame::new(desk, staff, title, "/desk/me").at(PATH),
        required: desk.office.organisation().requires_second_factor(staff.signed_in.user_id),
        owed: staff.signed_in.owes == Some(Owed::SecondFactor) && !matches!(stage, Stage::Codes(_)),
        stage,
        errors,
    }
}
