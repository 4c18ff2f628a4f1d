//! Every filter of a list of cases by itself, with values that find much and values that find little.

use domain::id::{InstitutionId, PersonId, UserId};
use domain::matter::{Kind, Status};
use jiff::Timestamp;
use store::{CaseFilter, Scope};

use super::{CHANNELS, FINAL_DAY, INSTITUTIONS, Sampler, date};

/// Name, scope and filters.
pub fn single_filters(sampler: &mut Sampler) -> Vec<(&'static str, Scope, Vec<CaseFilter>)> {
    let none = CaseFilter::default;
    let many = |make: &mut dyn FnMut(u64) -> CaseFilter| (0..40).map(make).collect::<Vec<_>>();
    let kinds =
        [Kind::Complaint, Kind::Enquiry, Kind::Objection, Kind::Suggestion, Kind::Praise, Kind::Petition];
    let statuses = [Status::Received, Status::Accepted, Status::Closed, Status::CalledBack, Status::Declined];
    let moment =
        |day: u64| Timestamp::from_second((FINAL_DAY - 1_000 + day.cast_signed()) * 86_400 + 30_000).unwrap();
    let words = |text: &str| vec![CaseFilter { text: Some(text.to_owned()), ..none() }; 10];
    let one = |filter: CaseFilter| vec![filter; 20];
    let part = Scope::Institutions((1..=40).map(InstitutionId).collect());
    vec![
        ("nothing", Scope::All, one(none())),
        ("scope of 40 institutions", part.clone(), one(none())),
        ("scope of 40 institutions and open", part, one(CaseFilter { ended: Some(false), ..none() })),
        ("kind", Scope::All, many(&mut |n| CaseFilter { kinds: vec![kinds[n as usize % 6]], ..none() })),
        (
            "status",
            Scope::All,
            many(&mut |n| CaseFilter { statuses: vec![statuses[n as usize % 5]], ..none() }),
        ),
        ("open", Scope::All, one(CaseFilter { ended: Some(false), ..none() })),
        ("ended", Scope::All, one(CaseFilter { ended: Some(true), ..none() })),
        (
            "institution",
            Scope::All,
            many(&mut |n| CaseFilter {
                institutions: vec![InstitutionId(1 + n * 7 % INSTITUTIONS)],
                ..none()
            }),
        ),
        ("handler", Scope::All, many(&mut |n| CaseFilter { handler: Some(UserId(1 + n * 11)), ..none() })),
        ("unassigned", Scope::All, one(CaseFilter { unassigned: true, ..none() })),
        ("person", Scope::All, many(&mut |n| CaseFilter { person: Some(PersonId(1 + n * 97)), ..none() })),
        (
            "channel",
            Scope::All,
            many(&mut |n| CaseFilter { channels: vec![CHANNELS[n as usize % 8].to_owned()], ..none() }),
        ),
        ("code, leaf", Scope::All, many(&mut |_| CaseFilter { code: Some(sampler.code()), ..none() })),
        (
            "code, top",
            Scope::All,
            many(&mut |n| CaseFilter { code: Some(format!("prov:B{:02}", 1 + n % 10)), ..none() }),
        ),
        ("code, whole axis", Scope::All, one(CaseFilter { code: Some("prov:B".to_owned()), ..none() })),
        (
            "due this week",
            Scope::All,
            one(CaseFilter { due_from: Some(date(0)), due_to: Some(date(7)), ..none() }),
        ),
        ("due, late", Scope::All, one(CaseFilter { due_to: Some(date(-1)), ..none() })),
        (
            "received on a day",
            Scope::All,
            many(&mut |n| CaseFilter {
                received_from: Some(moment(n * 20)),
                received_before: Some(moment(n * 20 + 1)),
                ..none()
            }),
        ),
        (
            "received in a month",
            Scope::All,
            many(&mut |n| CaseFilter {
                received_from: Some(moment(n * 20)),
                received_before: Some(moment(n * 20 + 30)),
                ..none()
            }),
        ),
        (
            "received in a year",
            Scope::All,
            many(&mut |n| CaseFilter {
                received_from: Some(moment(n * 10)),
                received_before: Some(moment(n * 10 + 365)),
                ..none()
            }),
        ),
        (
            "received before",
            Scope::All,
            many(&mut |n| CaseFilter { received_before: Some(moment(n * 20)), ..none() }),
        ),
        (
            "number",
            Scope::All,
            many(&mut |n| CaseFilter { text: Some(format!("TS-2026-{:07}", 1 + n * 50)), ..none() }),
        ),
        ("words in many subjects", Scope::All, words("积分")),
        ("words in no subject", Scope::All, words("珊瑚礁")),
        ("urgent", Scope::All, one(CaseFilter { urgent: Some(true), ..none() })),
        ("not urgent", Scope::All, one(CaseFilter { urgent: Some(false), ..none() })),
        ("major", Scope::All, one(CaseFilter { major: Some(true), ..none() })),
        ("not major", Scope::All, one(CaseFilter { major: Some(false), ..none() })),
        ("clock stopped", Scope::All, one(CaseFilter { paused: Some(true), ..none() })),
        ("clock running", Scope::All, one(CaseFilter { paused: Some(false), ..none() })),
        ("feedback owed", Scope::All, one(CaseFilter { feedback_owed: Some(true), ..none() })),
        (
            "tasks of a unit",
            Scope::All,
            many(&mut |n| CaseFilter { task_institutions: vec![InstitutionId(1 + n)], ..none() }),
        ),
        (
            "re-kinded in a month",
            Scope::All,
            many(&mut |n| CaseFilter {
                rekinded_from: Some(moment(n * 20)),
                rekinded_before: Some(moment(n * 20 + 30)),
                ..none()
            }),
        ),
    ]
}
