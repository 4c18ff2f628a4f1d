//! The staff's pages. Each module is a page or a family of pages: handlers, the template's content, nothing of the rules.
//!
//! Forms of steps are made from one table ([`step::table`]); a new step needs a row there and words in `locales/`.

mod admin;
mod approvals;
mod as_known;
mod assisted;
mod attach;
mod beside;
mod bulk;
mod case;
mod cases;
mod channels;
mod export;
mod filter;
mod form_key;
mod frame;
mod hearing;
mod import;
mod intake;
mod intake_form;
pub(crate) mod issuer;
mod keys;
mod ledger;
mod list;
mod listing;
pub(crate) mod me;
mod merge;
pub(crate) mod notices;
mod overview;
mod queue;
mod search;
pub(crate) mod second_factor;
pub(crate) mod shown;
mod sign_in;
pub(crate) mod slice;
mod step;
mod stream;
mod switcher;
mod team;
pub(crate) mod typed;
mod views;
mod wishes;

use domain::matter::{Kind, Status};
use domain::organisation::Right;
use office::Caller;

use crate::guard::Guard::{Listening, Open, Signed, SignedAny};
use crate::routes::Route;

/// The kinds, in the order of lists.
pub(crate) const KINDS: [Kind; 7] = [
    Kind::Complaint,
    Kind::Enquiry,
    Kind::Objection,
    Kind::Suggestion,
    Kind::Praise,
    Kind::TipOff,
    Kind::Petition,
];

/// The statuses, in the order of a life.
pub(crate) const STATUSES: [Status; 23] = [
    Status::Received,
    Status::Accepted,
    Status::Investigating,
    Status::HelpAsked,
    Status::Transferred,
    Status::MaterialAsked,
    Status::InMediation,
    Status::InAppraisal,
    Status::AwaitingApproval,
    Status::Marked,
    Status::Verifying,
    Status::Decided,
    Status::Answered,
    Status::Unreachable,
    Status::UnderReview,
    Status::Reopened,
    Status::FeedbackOwed,
    Status::Closed,
    Status::CalledBack,
    Status::Declined,
    Status::Withdrawn,
    Status::Merged,
    Status::ReferredOn,
];

/// The first page after sign-in: handlers and approvers go to their list, who steers or looks on to the overview.
pub(crate) fn first_page(caller: &Caller) -> &'static str {
    let may = |right| caller.may_somewhere(right);
    if may(Right::Handle) && !may(Right::Import) {
        "/desk/queue"
    } else if may(Right::Figures) {
        "/desk"
    } else if may(Right::Intake) {
        "/desk/intake"
    } else if may(Right::Administer) {
        "/desk/admin/institutions"
    } else {
        "/desk/me"
    }
}

/// Every address of the desk's pages.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = everyone();
    routes.extend(of_cases());
    routes.extend(of_administration());
    routes
}

fn everyone() -> Vec<Route> {
    vec![
        Route::get("/desk/sign-in", Open, sign_in::ask),
        Route::post("/desk/sign-in", Open, sign_in::sign_in),
        Route::get("/desk/sign-in/code", Open, sign_in::ask_code),
        Route::post("/desk/sign-in/code", Open, sign_in::show_code),
        Route::get(issuer::PATH, Open, issuer::leave),
        Route::get(issuer::BACK_PATH, Open, issuer::come_back),
        Route::post("/desk/sign-out", SignedAny, sign_in::sign_out),
        Route::get("/desk", SignedAny, overview::show),
        Route::get("/desk/menu", SignedAny, me::menu),
        Route::get(me::PATH, SignedAny, me::show),
        Route::post(me::PATH, SignedAny, me::change_password),
        Route::post(me::SESSIONS_PATH, SignedAny, me::end_sessions),
        Route::get(second_factor::PATH, SignedAny, second_factor::show),
        Route::post(second_factor::PATH, SignedAny, second_factor::act),
        Route::get(stream::PATH, Listening, stream::listen),
        Route::get(wishes::PATH, SignedAny, wishes::show),
        Route::post(wishes::PATH, SignedAny, wishes::save),
        Route::get(notices::PATH, Signed(Right::See), notices::show),
        Route::post(notices::PATH, Signed(Right::See), notices::see),
        Route::get("/desk/keys", SignedAny, keys::show),
        Route::get("/desk/switch", SignedAny, switcher::show),
        Route::get("/desk/switch.json", SignedAny, switcher::answer),
        Route::get(views::PATH, Signed(Right::See), views::show),
        Route::post(views::PATH, Signed(Right::See), views::save),
        Route::post("/desk/views/{view}", Signed(Right::See), views::change),
        Route::get("/desk/queue", Signed(Right::See), queue::show),
        Route::get("/desk/queue/export", Signed(Right::Export), export::queue),
        Route::get("/desk/bulk/{step}", Signed(Right::Handle), bulk::ask),
        Route::post("/desk/bulk/{step}", Signed(Right::Handle), bulk::take),
        Route::get("/desk/cases", Signed(Right::See), cases::show),
        Route::get("/desk/cases/export", Signed(Right::Export), export::cases),
        Route::get("/desk/search", Signed(Right::See), search::show),
        Route::get("/desk/intake", Signed(Right::Intake), intake::ask),
        Route::post("/desk/intake", Signed(Right::Intake), intake::save),
        Route::get(assisted::PATH, Signed(Right::Intake), assisted::ask_start),
        Route::post(assisted::PATH, Signed(Right::Intake), assisted::start),
        Route::get("/desk/intake/assisted/done", Signed(Right::Intake), assisted::done),
        Route::get("/desk/intake/assisted/{step}", Signed(Right::Intake), assisted::ask),
        Route::post("/desk/intake/assisted/{step}", Signed(Right::Intake), assisted::answer),
        Route::get(import::PATH, Signed(Right::Import), import::show),
        Route::upload(import::PATH, Signed(Right::Import), import::hand_in),
        Route::get("/desk/import/{key}", Signed(Right::Import), import::file),
        Route::post("/desk/import/{key}", Signed(Right::Import), import::act),
        Route::get("/desk/import/{key}/rejects", Signed(Right::Import), import::rejects),
        Route::get("/desk/approvals", Signed(Right::Approve), approvals::show),
        Route::get(channels::PATH, Signed(Right::See), channels::show),
        Route::get("/desk/channels/export", Signed(Right::Export), channels::export),
        Route::get("/desk/channels/{code}", Signed(Right::See), channels::one),
        Route::post("/desk/channels/{code}/tests", Signed(Right::Intake), channels::test),
        Route::post("/desk/channels/{code}/missed", Signed(Right::Intake), channels::missed),
        Route::get("/desk/team", Signed(Right::Steer), team::show),
        Route::get(hearing::PATH, Signed(Right::Figures), hearing::show),
        Route::get(hearing::spots::SPOTS_PATH, Signed(Right::Figures), hearing::spots::show),
        Route::post(hearing::spots::SPOTS_PATH, Signed(Right::Steer), hearing::spots::settle),
        Route::get(hearing::spots::SHARED_PATH, Signed(Right::Steer), hearing::spots::show_shared),
        Route::post(hearing::spots::SHARED_PATH, Signed(Right::Steer), hearing::spots::settle_shared),
        Route::get("/desk/hearing/calls/{call}", Signed(Right::See), hearing::call),
        Route::get("/desk/ledger", Signed(Right::Audit), ledger::show),
        Route::post("/desk/ledger", Signed(Right::Audit), ledger::verify),
    ]
}

fn of_cases() -> Vec<Route> {
    vec![
        Route::get("/desk/cases/{number}", Signed(Right::See), case::show),
        Route::get("/desk/cases/{number}/print", Signed(Right::See), case::paper::print),
        Route::get("/desk/cases/{number}/receipt", Signed(Right::Unmask), case::paper::ask_receipt),
        Route::post("/desk/cases/{number}/receipt", Signed(Right::Unmask), case::paper::receipt),
        Route::get("/desk/cases/{number}/messages", Signed(Right::See), case::messages::show),
        Route::post("/desk/cases/{number}/messages", Signed(Right::Handle), case::messages::act),
        Route::get(
            "/desk/cases/{number}/messages/{message}/letter",
            Signed(Right::Handle),
            case::messages::letter,
        ),
        Route::get("/desk/cases/{number}/steps/{step}", Signed(Right::Handle), step::show),
        Route::post("/desk/cases/{number}/steps/{step}", Signed(Right::Handle), step::take),
        Route::post("/desk/cases/{number}/requests/{request}", Signed(Right::Approve), approvals::answer),
        Route::get("/desk/cases/{number}/merge", Signed(Right::Handle), merge::ask),
        Route::post("/desk/cases/{number}/merge", Signed(Right::Handle), merge::merge),
        Route::get("/desk/cases/{number}/review", Signed(Right::Handle), merge::ask_review),
        Route::post("/desk/cases/{number}/review", Signed(Right::Handle), merge::open_review),
        Route::get("/desk/cases/{number}/unmask", Signed(Right::Unmask), case::unmask::ask),
        Route::post("/desk/cases/{number}/unmask", Signed(Right::Unmask), case::unmask::show),
        Route::get("/desk/cases/{number}/erasure", Signed(Right::Erase), case::erasure::show),
        Route::post("/desk/cases/{number}/erasure", Signed(Right::Erase), case::erasure::act),
        Route::upload("/desk/cases/{number}/attachments", Signed(Right::Handle), attach::add),
        Route::get("/desk/cases/{number}/attachments/{blob}", Signed(Right::Unmask), attach::ask),
        Route::post("/desk/cases/{number}/attachments/{blob}", Signed(Right::Unmask), attach::fetch),
    ]
}

fn of_administration() -> Vec<Route> {
    let administer = Signed(Right::Administer);
    vec![
        Route::get("/desk/admin/institutions", administer, admin::institutions::show),
        Route::post("/desk/admin/institutions", administer, admin::institutions::save),
        Route::get("/desk/admin/users", administer, admin::users::show),
        Route::post("/desk/admin/users", administer, admin::users::save),
        Route::get("/desk/admin/channels", administer, admin::channels::show),
        Route::post("/desk/admin/channels", administer, admin::channels::save),
        Route::get("/desk/admin/channel-periods", administer, admin::channel_periods::show),
        Route::post("/desk/admin/channel-periods", administer, admin::channel_periods::save),
        Route::get("/desk/admin/reply-templates", administer, admin::reply_templates::show),
        Route::post("/desk/admin/reply-templates", administer, admin::reply_templates::save),
        Route::get(admin::staff_import::PATH, administer, admin::staff_import::ask),
        Route::upload(admin::staff_import::PATH, administer, admin::staff_import::check),
        Route::post(admin::staff_import::APPLY_PATH, administer, admin::staff_import::apply),
        Route::get("/desk/admin/access", administer, admin::access::show),
        Route::post("/desk/admin/access", administer, admin::access::act),
        Route::get("/desk/admin/tokens", administer, admin::tokens::show),
        Route::post("/desk/admin/tokens", administer, admin::tokens::save),
        Route::get(admin::vault_keys::PATH, administer, admin::vault_keys::show),
        Route::post(admin::vault_keys::PATH, administer, admin::vault_keys::act),
        Route::get("/desk/admin/jobs", administer, admin::jobs::show),
        Route::post("/desk/admin/jobs", administer, admin::jobs::again),
        Route::get("/desk/admin/deliveries", administer, admin::deliveries::show),
        Route::post("/desk/admin/deliveries", administer, admin::deliveries::again),
        Route::get("/desk/admin/webhooks", administer, admin::webhooks::show),
        Route::post("/desk/admin/webhooks", administer, admin::webhooks::save),
        Route::get(admin::load_rules::PATH, administer, admin::load_rules::ask),
        Route::upload(admin::load_rules::PATH, administer, admin::load_rules::look),
        Route::post(admin::load_rules::APPLY_PATH, administer, admin::load_rules::apply),
        Route::get("/desk/admin/regimes", administer, admin::rules::regimes),
        Route::get("/desk/admin/codes", administer, admin::rules::codes),
    ]
}
