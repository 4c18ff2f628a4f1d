//! Properties of a whole year.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::matter::{Channel, Ending, Kind, Outcome, Phase, Status, Step, case_clocks};
use domain::organisation::Role;
use jiff::civil::{Date, date};
use sim::{Action, Directory, Doer, What, Year};

use crate::office::Office;

const END: Date = date(2026, 11, 23);

/// Every state a case can be in.
const STATES: [Status; 23] = [
    Status::Received,
    Status::Accepted,
    Status::Investigating,
    Status::HelpAsked,
    Status::Transferred,
    Status::MaterialAsked,
    Status::InMediation,
    Status::InAppraisal,
    Status::AwaitingApproval,
    Status::Decided,
    Status::Answered,
    Status::Unreachable,
    Status::Marked,
    Status::Verifying,
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

fn directory(year: &Year) -> Directory {
    Office::open(year.bank()).directory
}

fn actions(seed: u64, cases: u32) -> impl Iterator<Item = Action> {
    let year = Year::new(seed, cases, END).expect("the tables that ship");
    let directory = directory(&year);
    year.actions(&directory).expect("a complete directory")
}

fn replayed(seed: u64, cases: u32, end: Date) -> Office {
    let year = Year::new(seed, cases, end).expect("the tables that ship");
    let mut office = Office::open(year.bank());
    let actions = year.actions(&office.directory).expect("a complete directory");
    for action in actions {
        office.carry_out(&action);
    }
    office
}

fn hash(seed: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    actions(seed, 400).for_each(|action| format!("{action:?}").hash(&mut hasher));
    hasher.finish()
}

#[test]
fn every_action_of_the_year_is_legal_when_it_comes() {
    for (seed, end) in [(1, END), (7, date(2025, 12, 31)), (42, date(2026, 3, 15)), (99, date(2027, 2, 10))] {
        let office = replayed(seed, 2000, end);
        assert!(
            office.refused.is_empty(),
            "seed {seed}: {} of {} actions refused, the first:\n{}",
            office.refused.len(),
            office.done,
            office.refused.iter().take(5).cloned().collect::<Vec<_>>().join("\n"),
        );
        assert!(office.cases.len() >= 1950, "{} cases", office.cases.len());
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_gives_others() {
    assert_eq!(hash(5), hash(5));
    assert_ne!(hash(5), hash(6));
}

#[test]
fn actions_come_in_the_order_of_time_within_the_year() {
    let year = Year::new(3, 800, END).expect("the tables that ship");
    let first = year.start().at(0, 0, 0, 0).in_tz("Asia/Shanghai").expect("a zone").timestamp();
    let last = END.at(23, 59, 59, 999_999_999).in_tz("Asia/Shanghai").expect("a zone").timestamp();
    let mut before = first;
    let mut submitted = BTreeSet::new();
    for action in year.actions(&directory(&year)).expect("a complete directory") {
        assert!(before <= action.at && action.at <= last, "{action:?} stands at the wrong place");
        before = action.at;
        match &action.what {
            What::Submit(plan) => assert!(submitted.insert(plan.key)),
            What::Review { case, review, .. } => {
                assert!(submitted.contains(case) && submitted.insert(*review));
            }
            What::Act { case, .. } => assert!(submitted.contains(case)),
            What::Merge { one, other } => assert!(submitted.contains(one) && submitted.contains(other)),
            What::Link { case, other, .. } => assert!(submitted.contains(case) && submitted.contains(other)),
        }
    }
}

#[test]
fn businesses_and_reasons_have_the_shares_of_large_banks() {
    let mut businesses: BTreeMap<String, f64> = BTreeMap::new();
    let mut reasons: BTreeMap<String, f64> = BTreeMap::new();
    let mut coded = 0.0;
    let spring = date(2026, 2, 1)..date(2026, 5, 20);
    for action in actions(11, 6000) {
        let day = action.at.in_tz("Asia/Shanghai").expect("a zone").date();
        let What::Act { commands, .. } = &action.what else { continue };
        for command in commands.iter().filter(|_| !spring.contains(&day)) {
            let domain::matter::Command::Code { codes, .. } = command else { continue };
            coded += 1.0;
            for code in codes {
                let major = code.code().trim_start_matches("prov:").chars().take(3).collect();
                match code.set() {
                    "jrt0169-business" => *businesses.entry(major).or_default() += 1.0,
                    "jrt0169-reason" => *reasons.entry(major).or_default() += 1.0,
                    _ => {}
                }
            }
        }
    }
    for (major, expected, tolerance) in [
        ("B03", 61.5, 4.0),
        ("B02", 14.0, 3.0),
        ("B05", 5.5, 2.0),
        ("B12", 4.8, 2.0),
        ("B99", 4.1, 2.0),
        ("B07", 2.3, 1.5),
    ] {
        let share = businesses.get(major).copied().unwrap_or_default() * 100.0 / coded;
        assert!((share - expected).abs() < tolerance, "{major}: {share:.1} %, expected about {expected} %");
    }
    let rules = reasons["C03"] * 100.0 / coded;
    assert!((50.0..80.0).contains(&rules), "rules and processes: {rules:.1} %");
    assert!(reasons.values().all(|count| *count <= reasons["C03"]));
    assert!(reasons.len() >= 10, "{reasons:?}");
}

#[test]
fn the_last_day_finds_cases_in_every_state() {
    let office = replayed(1, 2000, END);
    let states: BTreeSet<Status> = office.cases.values().map(|case| case.status()).collect();
    let missing: Vec<Status> = STATES.iter().copied().filter(|status| !states.contains(status)).collect();
    assert!(missing.is_empty(), "no case is {missing:?}");
    let now = END.at(18, 0, 0, 0).in_tz("Asia/Shanghai").expect("a zone").timestamp();
    let mut urgency: BTreeMap<&str, u32> = BTreeMap::new();
    for case in office.cases.values().filter(|case| !case.is_ended()) {
        let clocks = case_clocks(case, "", &office.book, now);
        let Some(due) = clocks.governing() else { continue };
        let days = (due.alert_date() - END).get_days();
        let word = match days {
            ..0 => "late",
            0 => "today",
            1..=2 => "soon",
            _ => "later",
        };
        *urgency.entry(word).or_default() += 1;
    }
    for word in ["late", "today", "soon", "later"] {
        assert!(urgency.get(word).is_some_and(|count| *count > 0), "{urgency:?}");
    }
    assert!(urgency["late"] * 3 < urgency.values().sum(), "{urgency:?}");
}

#[test]
fn a_few_complaints_are_answered_late() {
    let office = replayed(2, 3000, END);
    let now = END.at(23, 0, 0, 0).in_tz("Asia/Shanghai").expect("a zone").timestamp();
    let judged: Vec<bool> = office
        .cases
        .values()
        .filter(|case| {
            case.kind == Kind::Complaint && matches!(case.phase, Phase::Ended(Ending::Closed { .. }))
        })
        .filter_map(|case| case_clocks(case, "", &office.book, now).on_time(now))
        .collect();
    let late = judged.iter().filter(|on_time| !**on_time).count() as f64 * 100.0 / judged.len() as f64;
    assert!((2.0..7.0).contains(&late), "{late:.1} % of {} are late", judged.len());
}

#[test]
fn the_year_has_everything_in_it() {
    let year = Year::new(4, 3000, END).expect("the tables that ship");
    let mut steps: BTreeMap<Step, u32> = BTreeMap::new();
    let mut whats: BTreeMap<&str, u32> = BTreeMap::new();
    let mut channels: BTreeSet<Channel> = BTreeSet::new();
    let mut actors: BTreeSet<String> = BTreeSet::new();
    let (mut english, mut agents, mut joint, mut submissions) = (0, 0, 0, 0);
    for action in year.actions(&directory(&year)).expect("a complete directory") {
        if let Doer::Staff(login) = &action.actor {
            actors.insert(login.clone());
        }
        let what = match &action.what {
            What::Submit(plan) => {
                submissions += 1;
                channels.insert(plan.channel);
                english += u32::from(plan.particulars.values().any(|value| value == "en"));
                agents += u32::from(plan.agent.is_some());
                joint += u32::from(plan.complainants >= 20 && plan.in_person);
                "submit"
            }
            What::Act { commands, .. } => {
                commands.iter().for_each(|command| *steps.entry(command.step()).or_default() += 1);
                "act"
            }
            What::Merge { .. } => "merge",
            What::Link { .. } => "link",
            What::Review { .. } => "review",
        };
        *whats.entry(what).or_default() += 1;
    }
    assert_eq!(whats.len(), 5, "{whats:?}");
    let expected = [
        Step::Accept,
        Step::Assign,
        Step::Code,
        Step::Mark,
        Step::Verify,
        Step::CentreAnswer,
        Step::CorrectInformation,
        Step::RemoveMark,
        Step::RecordStatement,
        Step::Decide,
        Step::Answer,
        Step::Close,
        Step::CallBack,
        Step::Contact,
        Step::Note,
        Step::AskMaterial,
        Step::ReceiveMaterial,
        Step::SendFeedback,
        Step::FeedbackReturned,
        Step::Report,
        Step::OpenTask,
        Step::FinishTask,
        Step::Transfer,
        Step::AddSource,
        Step::MergeRepeat,
        Step::Recuse,
        Step::ClaimRight,
        Step::Rekind,
        Step::Raise,
        Step::ProposeMajor,
        Step::Approve,
        Step::Refuse,
        Step::Extend,
        Step::AgreePeriod,
        Step::PauseClock,
        Step::ResumeClock,
        Step::SetCentreDate,
        Step::ReferOn,
        Step::Decline,
        Step::Withdraw,
        Step::Reopen,
    ];
    let missing: Vec<Step> = expected.into_iter().filter(|step| !steps.contains_key(step)).collect();
    assert!(missing.is_empty(), "nobody takes {missing:?}");
    assert_eq!(channels.len(), 12, "{channels:?}");
    assert!((20..=60).contains(&(english * 1000 / submissions)), "{english} of {submissions} are English");
    assert!(agents > 20 && (1..30).contains(&joint), "{agents} agents, {joint} joint");
    assert!(actors.len() >= 55, "only {} of the staff do anything", actors.len());
    assert_eq!(year.epidemic(), Some((date(2026, 2, 1), date(2026, 4, 30))));
}

#[test]
fn the_staff_holds_every_role() {
    let year = Year::new(1, 1, END).expect("the tables that ship");
    let bank = year.bank();
    let roles: BTreeSet<Role> =
        bank.staff.iter().flat_map(|plan| plan.grants.iter().map(|grant| grant.role)).collect();
    assert_eq!(roles.len(), 8);
    let logins: BTreeSet<&str> = bank.staff.iter().map(|plan| plan.login.as_str()).collect();
    assert!(logins.len() == bank.staff.len() && logins.len() >= 40);
    assert_eq!(
        bank.institutions.iter().filter(|plan| plan.level == domain::organisation::Level::Branch).count(),
        6
    );
}

#[test]
fn a_directory_that_lacks_somebody_is_refused() {
    let year = Year::new(1, 1, END).expect("the tables that ship");
    let mut directory = directory(&year);
    directory.users.remove("limin");
    let error = year.actions(&directory).map(|_| ()).expect_err("a member of staff is missing");
    assert_eq!(error.to_string(), "`limin` of the plan's staff has no identifier");
}

#[test]
fn outcomes_are_not_all_alike() {
    let office = replayed(8, 2000, END);
    let mut outcomes: BTreeMap<Outcome, u32> = BTreeMap::new();
    for case in office.cases.values() {
        if let Some(decision) = case.decision() {
            *outcomes.entry(decision.outcome).or_default() += 1;
        }
    }
    assert_eq!(outcomes.len(), 12, "{outcomes:?}");
}
