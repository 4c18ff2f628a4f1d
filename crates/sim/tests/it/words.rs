//! What is written in the year: complete, varied, and about nobody.

use std::collections::BTreeSet;

use domain::matter::{Command, Kind};
use jiff::civil::date;
use sim::{PersonPlan, SubmissionPlan, What, Year, lives};

use crate::office::Office;

fn submissions(seed: u64, cases: u32) -> Vec<SubmissionPlan> {
    let year = Year::new(seed, cases, date(2026, 11, 23)).expect("the tables that ship");
    let directory = Office::open(year.bank()).directory;
    let actions = year.actions(&directory).expect("a complete directory");
    actions
        .filter_map(|action| if let What::Submit(plan) = action.what { Some(*plan) } else { None })
        .collect()
}

fn id_is_valid(text: &str) -> bool {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let values: Vec<u32> = text.chars().map(|letter| letter.to_digit(10).unwrap_or(10)).collect();
    let sum: u32 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    text.len() == 18
        && &text[2..6] == "9999"
        && [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2][(sum % 11) as usize] == values[17]
}

fn luhn_is_valid(text: &str) -> bool {
    let digits = text.chars().rev().map(|letter| letter.to_digit(10).expect("a digit"));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    text.starts_with("629999") && sum.is_multiple_of(10)
}

fn check_person(person: &PersonPlan) {
    let phone = person.phone.as_deref().expect("a telephone");
    assert!(phone.len() == 11 && phone.starts_with('1') && &phone[3..6] == "000", "{phone}");
    assert!(person.id_number.as_deref().is_none_or(id_is_valid), "{person:?}");
    assert!(person.account.as_deref().is_none_or(luhn_is_valid), "{person:?}");
    let domain = person.email.as_deref().map(|email| email.split_once('@').expect("an address").1);
    assert!(domain.is_none_or(|domain| ["example.com", "example.net", "example.org"].contains(&domain)));
    assert!(
        person.name.as_deref().is_some_and(|name| (2..=20).contains(&name.chars().count())),
        "{person:?}"
    );
}

#[test]
fn persons_are_complete_and_fictional() {
    for plan in submissions(21, 3000) {
        check_person(&plan.person);
        plan.agent.iter().for_each(|agent| check_person(&agent.person));
    }
}

#[test]
fn no_gap_stays_open_and_no_text_is_empty() {
    let year = Year::new(22, 4000, date(2026, 11, 23)).expect("the tables that ship");
    let directory = Office::open(year.bank()).directory;
    let mut seen = 0;
    let mut check = |words: &str| {
        seen += 1;
        assert!(!words.trim().is_empty() && !words.contains(['{', '}']), "`{words}`");
    };
    for action in year.actions(&directory).expect("a complete directory") {
        match action.what {
            What::Submit(plan) => {
                check(&plan.subject);
                assert!(plan.subject.chars().count() <= 80, "`{}` is long for one line", plan.subject);
                plan.narrative.iter().chain(&plan.request).for_each(|words| check(words));
            }
            What::Act { commands, .. } => {
                for command in commands {
                    let read: Result<Command<()>, ()> = command.try_map(&mut |_, words: String| {
                        check(&words);
                        Ok(())
                    });
                    assert!(read.is_ok());
                }
            }
            What::Review { grounds, .. } => check(&grounds),
            What::Merge { .. } | What::Link { .. } => {}
        }
    }
    assert!(seen > 20_000, "{seen} texts");
}

#[test]
fn stories_differ_and_carry_numbers_to_mask() {
    let plans = submissions(23, 2000);
    let stories: BTreeSet<&str> = plans.iter().filter_map(|plan| plan.narrative.as_deref()).collect();
    assert!(stories.len() * 100 > plans.len() * 88, "{} different stories of {}", stories.len(), plans.len());
    let complaints: Vec<&str> = plans
        .iter()
        .filter(|plan| plan.kind == Kind::Complaint && plan.origin.is_none())
        .filter_map(|plan| plan.narrative.as_deref())
        .collect();
    let different: BTreeSet<&str> = complaints.iter().copied().collect();
    assert!(different.len() * 100 > complaints.len() * 93, "{} of {}", different.len(), complaints.len());
    let planted =
        stories.iter().filter(|story| story.contains("000") && story.chars().any(|c| c.is_ascii_digit()));
    assert!(planted.count() * 100 > plans.len() * 12);
    let subjects: BTreeSet<&str> = plans.iter().map(|plan| plan.subject.as_str()).collect();
    assert!(subjects.len() > 500, "{} different subjects", subjects.len());
}

#[test]
fn lives_repeat_by_seed_and_are_complete() {
    let take = |seed| lives(seed).expect("the tables that ship").take(300).collect::<Vec<_>>();
    assert_eq!(take(1), take(1));
    assert_ne!(take(1), take(2));
    for life in take(3) {
        check_person(&life.submission.person);
        assert_eq!(life.codes.len(), 3);
        let words = [&life.basis, &life.reasons, &life.answer, &life.submission.subject];
        assert!(words.iter().all(|words| !words.is_empty() && !words.contains('{')), "{words:?}");
    }
}
