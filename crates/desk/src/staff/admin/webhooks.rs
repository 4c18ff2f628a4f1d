//! Webhooks: programs that are told what a member of staff is told. The secret is shown once.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::{NOTICE_KINDS, OfficeError, WebhookInfo, WebhookInput};

use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem};
use crate::staff::shown::Stamp;
use crate::staff::step::choice::Choice;
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/webhooks";

/// A webhook as a line.
pub(crate) struct Line {
    pub webhook_id: u64,
    pub label: String,
    pub url: String,
    pub login: String,
    pub kinds: String,
    pub status: String,
    pub failing: Option<Stamp>,
    pub created: Stamp,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/webhooks.html")]
pub(crate) struct WebhooksPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub lines: Vec<Line>,
    /// What the form is about: a webhook, or a new one.
    pub webhook_id: String,
    pub label: String,
    pub url: String,
    pub users: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub active: bool,
    pub errors: Vec<Problem>,
    /// The secret just made; shown now and never again.
    pub made: String,
}

/// `GET /desk/admin/webhooks`; `?webhook=3` fills the form with that one.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let found = desk.office.webhooks(staff.caller()).await?;
    let wanted = query.get("webhook").and_then(|id| id.parse::<u64>().ok());
    let organisation = desk.office.organisation();
    let edited = found.iter().find(|webhook| Some(webhook.webhook_id) == wanted);
    let input = match edited {
        Some(webhook) => WebhookInput {
            webhook_id: Some(webhook.webhook_id),
            login: organisation
                .users
                .get(&webhook.user_id)
                .map(|user| user.login.clone())
                .unwrap_or_default(),
            label: webhook.label.clone(),
            url: webhook.url.clone(),
            kinds: webhook.kinds.clone(),
            active: webhook.active,
            another_secret: false,
        },
        None => WebhookInput {
            active: true,
            kinds: NOTICE_KINDS.into_iter().map(str::to_owned).collect(),
            ..WebhookInput::default()
        },
    };
    Ok(Html(page(&desk, &staff, &found, &input, Vec::new(), String::new()).told_by(&query)).into_response())
}

/// `POST /desk/admin/webhooks`.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let input = WebhookInput {
        webhook_id: typed.get("webhook").and_then(|id| id.parse().ok()),
        login: typed.shown("login").to_owned(),
        label: typed.shown("label").to_owned(),
        url: typed.shown("url").to_owned(),
        kinds: typed.all("kind").map(str::to_owned).collect(),
        active: typed.ticked("active"),
        another_secret: typed.ticked("another_secret"),
    };
    let saved = desk.office.set_webhook(staff.caller(), input.clone()).await;
    let found = desk.office.webhooks(staff.caller()).await?;
    match saved {
        Ok(secret) => {
            let made = secret.map(|secret| secret.as_str().to_owned()).unwrap_or_default();
            let fresh = WebhookInput { active: true, ..WebhookInput::default() };
            let shown = page(&desk, &staff, &found, &fresh, Vec::new(), made);
            let done = Typed(vec![("done".to_owned(), "webhook".to_owned())]);
            Ok(Html(shown.told_by(&done)).into_response())
        }
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let shown = page(&desk, &staff, &found, &input, problems, String::new());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

impl WebhooksPage {
    fn told_by(self, query: &Typed) -> Self {
        Self { page: self.page.told(query), ..self }
    }
}

fn page(
    desk: &Desk,
    staff: &Staff,
    found: &[WebhookInfo],
    input: &WebhookInput,
    errors: Vec<Problem>,
    made: String,
) -> WebhooksPage {
    let words = &staff.words;
    let zone = &desk.office.book().zone;
    let organisation = desk.office.organisation();
    let kind_word = |kind: &str| words.t(&format!("notice_kind-{kind}"));
    let line = |webhook: &WebhookInfo| Line {
        webhook_id: webhook.webhook_id,
        label: webhook.label.clone(),
        url: webhook.url.clone(),
        login: organisation.users.get(&webhook.user_id).map(|user| user.login.clone()).unwrap_or_default(),
        kinds: webhook.kinds.iter().map(|kind| kind_word(kind)).collect::<Vec<_>>().join(" · "),
        status: words.t(match (webhook.active, webhook.failing_since) {
            (false, Some(_)) => "webhook-disabled",
            (false, None) => "webhook-off",
            (true, Some(_)) => "webhook-failing",
            (true, None) => "webhook-on",
        }),
        failing: webhook.failing_since.map(|at| Stamp::new(at, zone)),
        created: Stamp::new(webhook.created_at, zone),
    };
    let users = organisation.users.values().filter(|user| user.active).map(|user| Choice {
        chosen: input.login == user.login,
        ..Choice::new(&user.login, format!("{} {}", user.display_name, user.login))
    });
    let kinds = NOTICE_KINDS.into_iter().map(|kind| Choice {
        chosen: input.kinds.iter().any(|chosen| chosen == kind),
        ..Choice::new(kind, kind_word(kind))
    });
    WebhooksPage {
        page: Frame::new(desk, staff, words.t("admin-webhooks"), PATH),
        tabs: super::tabs("webhooks", words),
        lines: found.iter().map(line).collect(),
        webhook_id: input.webhook_id.map(|id| id.to_string()).unwrap_or_default(),
        label: input.label.clone(),
        url: input.url.clone(),
        users: users.collect(),
        kinds: kinds.collect(),
        active: input.active,
        errors,
        made,
    }
}
