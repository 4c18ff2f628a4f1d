//! The words: both languages have the same keys with the same variables, every key used exists, every word of the domain
//! has its sentence, and no words stand in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use courier::FaultKind;
use desk::locale::sources;
use desk::{Locales, Missing};
use domain::clock::Language;
use domain::code::Axis;
use domain::matter::{
    AnswerForm, CarriedText, Channel, CodingForm, ContactForm, Expected, Kind, Liability, MajorGround,
    MessageKind, Outcome, Particular, PartyRole, PauseCause, Rank, Relation, Remedy, ReportTo, RequestStatus,
    Status, Step, TaskKind, TaskOutcome, TaskStatus, VerificationResult,
};
use domain::open_channel::{ChannelKind, Days, TestNote};
use domain::organisation::{FactorRemovalReason, Level, Role};
use domain::person::{ErasureReason, HoldLiftReason, HoldReason};
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use office::{
    By, GROUPS, HeardSources, HotSpotKind, JobKind, JobStatus, MessageForm, MessageStatus, NOTICE_KINDS,
    PHRASE, UnmaskReason,
};
use strum::IntoEnumIterator;

/// Keys of a language with the variables of each.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for (file, text) in sources(language) {
        let resource =
            fluent_syntax::parser::parse(*text).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut variables = BTreeSet::new();
            variables_of(
                &message.value.unwrap_or_else(|| panic!("{file}: {} has no words", message.id.name)),
                &mut variables,
            );
            let before = keys.insert(message.id.name.to_owned(), variables);
            assert!(before.is_none(), "{file}: `{}` stands twice", message.id.name);
        }
    }
    keys
}

fn variables_of(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            expression_variables(expression, found);
        }
    }
}

fn expression_variables(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => inline_variables(inline, found),
        Expression::Select { selector, variants } => {
            inline_variables(selector, found);
            variants.iter().for_each(|variant| variables_of(&variant.value, found));
        }
    }
}

fn inline_variables(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            positional.iter().for_each(|argument| inline_variables(argument, found));
        }
        InlineExpression::Placeable { expression } => expression_variables(expression, found),
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (chinese, english) = (keys(Language::Zh), keys(Language::En));
    let names = |keys: &BTreeMap<String, BTreeSet<String>>| keys.keys().cloned().collect::<BTreeSet<_>>();
    let differ: Vec<_> = names(&chinese).symmetric_difference(&names(&english)).cloned().collect();
    assert_eq!(differ, Vec::<String>::new(), "keys of one language only");
    for (key, variables) in &chinese {
        assert_eq!(variables, &english[key], "`{key}`");
    }
    assert!(Locales::shipped(Missing::Stops).is_ok());
}

fn source_files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, extension: &str, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, extension, found);
            } else if path.extension().is_some_and(|found| found == extension) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), extension, &mut found);
    found
}

/// What ships: without unit tests, which stand last in a file.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

#[test]
fn every_key_that_pages_use_has_words() {
    let keys = keys(Language::Zh);
    let mut missing = Vec::new();
    let mut seen = 0;
    for (path, text) in source_files("src", "rs").into_iter().chain(source_files("templates", "html")) {
        for call in [".t(\"", ".t1(\"", ".t2(\"", ".tn(\""] {
            for rest in shipped(&text).split(call).skip(1) {
                let key = rest.split('"').next().unwrap();
                seen += 1;
                if !keys.contains_key(key) {
                    missing.push(format!("{}: {key}", path.display()));
                }
            }
        }
        // A key put together from a group and a value: at least the group exists.
        for rest in shipped(&text).split(".t(&format!(\"").skip(1) {
            let group = rest.split('{').next().unwrap();
            if !group.is_empty() && !keys.keys().any(|key| key.starts_with(group)) {
                missing.push(format!("{}: {group}…", path.display()));
            }
        }
    }
    assert!(seen > 200, "only {seen} keys found: is this looking in the right place?");
    assert_eq!(missing, Vec::<String>::new());
}

/// A key is used where it stands in code or templates, or where code puts it together from a group and a value.
#[test]
fn no_words_lie_there_that_nobody_says() {
    let folders = [("src", "rs"), ("templates", "html"), ("../huiyin/src", "rs"), ("../office/src", "rs")];
    let files = folders.into_iter().flat_map(|(folder, extension)| source_files(folder, extension));
    let code: String = files.map(|(_, text)| shipped(&text).to_owned()).collect();
    let said = |key: &str| {
        let group = |end: usize| {
            let group = key.get(..end).unwrap_or_default();
            [format!("{group}-{{"), format!("\"{group}\""), format!("\"{group}-\"")]
                .iter()
                .any(|used| code.contains(used))
        };
        code.contains(&format!("{key}\"")) || key.match_indices('-').any(|(end, _)| group(end))
    };
    let unsaid: Vec<_> = keys(Language::Zh).into_keys().filter(|key| !said(key)).collect();
    assert_eq!(unsaid, Vec::<String>::new());
}

#[test]
fn every_word_of_the_domain_has_its_word_on_screen() {
    let keys = keys(Language::En);
    let mut missing = Vec::new();
    let mut check = |group: &str, values: Vec<String>| {
        missing.extend(
            values.iter().map(|value| format!("{group}-{value}")).filter(|key| !keys.contains_key(key)),
        );
    };
    fn all<T: IntoEnumIterator + std::fmt::Display>() -> Vec<String> {
        T::iter().map(|value| value.to_string()).collect()
    }
    check("kind", all::<Kind>());
    check("status", all::<Status>());
    check("channel", all::<Channel>());
    check("party_role", all::<PartyRole>());
    check("answer_form", all::<AnswerForm>());
    check("contact_form", all::<ContactForm>());
    check("outcome", all::<Outcome>());
    check("liability", all::<Liability>());
    check("remedy", all::<Remedy>());
    check("task_kind", all::<TaskKind>());
    check("task_outcome", all::<TaskOutcome>());
    check("task_status", all::<TaskStatus>());
    check("pause_cause", all::<PauseCause>());
    check("major_ground", all::<MajorGround>());
    check("coding_form", all::<CodingForm>());
    check("relation", all::<Relation>());
    check("report_to", all::<ReportTo>());
    check("verification_result", all::<VerificationResult>());
    check("step", all::<Step>());
    check("told", all::<Step>());
    check("rank", all::<Rank>());
    check("refusal-out_of_range", Expected::iter().map(|expected| expected.word().to_owned()).collect());
    check("request_status", all::<RequestStatus>());
    check("particular", all::<Particular>());
    check("carried", CarriedText::iter().map(|text| text.as_ref().to_owned()).collect());
    check("axis", all::<Axis>());
    check("level", all::<Level>());
    check("role", all::<Role>());
    check("unmask_reason", all::<UnmaskReason>());
    check("job_kind", all::<JobKind>());
    check("job_status", all::<JobStatus>());
    check("factor_reason", all::<FactorRemovalReason>());
    check("erasure_reason", all::<ErasureReason>());
    check("hold_reason", all::<HoldReason>());
    check("message_kind", all::<MessageKind>());
    check("message_form", all::<MessageForm>());
    check("message_status", all::<MessageStatus>());
    check("wish_by", all::<By>());
    check("notice_kind", NOTICE_KINDS.map(str::to_owned).to_vec());
    check("notice", NOTICE_KINDS.map(str::to_owned).to_vec());
    check("hot_spot", all::<HotSpotKind>());
    check("hot_spot-told", all::<HotSpotKind>());
    check("hearing-source", all::<HeardSources>());
    let holds = GROUPS.into_iter().chain([PHRASE]).map(str::to_owned).collect::<Vec<_>>();
    check("cause", holds.clone());
    check("statement", holds);
    check("fault", FaultKind::ALL.map(|kind| kind.word().to_owned()).to_vec());
    check("hold_lift_reason", all::<HoldLiftReason>());
    check("channel_kind", all::<ChannelKind>());
    check("hour_days", all::<Days>());
    check("test_note", all::<TestNote>());
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_refusal_and_every_field_error_has_its_sentence() {
    let keys = keys(Language::En);
    let mut missing = Vec::new();
    let (_, refusals) = source_files("../domain/src/matter", "rs")
        .into_iter()
        .find(|(path, _)| path.ends_with("refusal.rs"))
        .expect("the refusals stand in `refusal.rs`");
    let variants = refusals.split("pub enum Refusal {").nth(1).unwrap().split("\n}").next().unwrap();
    let named = variants
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(char::is_uppercase));
    let mut refusals_seen = 0;
    for variant in named {
        let name: String = variant.chars().take_while(char::is_ascii_alphanumeric).collect();
        refusals_seen += 1;
        let key = format!("refusal-{}", snake(&name));
        // A code's refusal and a value out of its range have sentences of their own.
        if name != "Code" && name != "OutOfRange" && !keys.contains_key(&key) {
            missing.push(key);
        }
    }
    assert!(refusals_seen > 40, "only {refusals_seen} refusals found");

    let mut errors_seen = 0;
    for (path, text) in source_files("../office/src", "rs").into_iter().chain(source_files("src", "rs")) {
        // What imports say goes into a file of rejected rows, in English.
        if path.components().any(|part| part.as_os_str() == "exchange") {
            continue;
        }
        for call in ["FieldError::new(", "findings.add("] {
            for rest in shipped(&text).split(call).skip(1) {
                let Some(code) = second_argument(rest) else { continue };
                errors_seen += 1;
                let key = format!("error-{code}");
                if !keys.contains_key(&key) {
                    missing.push(format!("{}: {key}", path.display()));
                }
            }
        }
    }
    assert!(errors_seen > 20, "only {errors_seen} field errors found");
    for field in [
        "name",
        "phone",
        "email",
        "id_number",
        "account",
        "birth_year",
        "contact",
        "reserved_phone",
        "reply_phone",
    ] {
        let key = format!("error-person_{field}");
        if !keys.contains_key(&key) {
            missing.push(key);
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_event_is_called_by_name_to_whoever_verifies_a_receipt() {
    let keys = keys(Language::En);
    let events =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src/matter/event.rs"))
            .unwrap();
    let variants = events.split("pub enum Event {").nth(1).unwrap().split("\n}").next().unwrap();
    let named = variants.lines().filter_map(|line| line.strip_prefix("    "));
    let names = named.filter(|line| line.starts_with(char::is_uppercase));
    let names: Vec<String> = names
        .map(|line| snake(&line.chars().take_while(char::is_ascii_alphanumeric).collect::<String>()))
        .collect();
    assert!(names.len() > 40, "only {} events found", names.len());
    let missing: Vec<_> =
        names.iter().filter(|name| !keys.contains_key(&format!("recorded-{name}"))).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// The second argument of a call, where it is a plain string.
fn second_argument(rest: &str) -> Option<String> {
    let mut depth = 0;
    let mut quoted = false;
    let mut commas = 0;
    let mut argument = String::new();
    for letter in rest.chars() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                commas += 1;
                continue;
            }
            _ => {}
        }
        if commas > 1 || depth < 0 {
            break;
        }
        if commas == 1 {
            argument.push(letter);
        }
    }
    argument.trim().strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[test]
fn no_words_stand_in_code_or_templates() {
    let han = |text: &str| {
        text.chars().any(|letter| matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
    };
    let mut found = Vec::new();
    for (path, text) in source_files("src", "rs") {
        for (number, line) in shipped(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap();
            if han(code) {
                found.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    for (path, text) in source_files("templates", "html") {
        for (number, line) in text.lines().enumerate() {
            if han(line) {
                found.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn english_files_hold_no_han_and_chinese_figures_stand_without_blanks() {
    let is_han = |letter: char| matches!(letter, '\u{3400}'..='\u{9fff}');
    for (file, text) in sources(Language::En) {
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("switch-language"))
        {
            assert!(!line.contains(is_han), "{file}: {line}");
        }
    }
    // Between Han and Latin letters or figures no blank is typed; the stylesheet draws it (DESK.md, section 4).
    for (file, text) in sources(Language::Zh) {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let words = line.split_once(" = ").map_or(line, |(_, words)| words);
            let letters: Vec<char> = words.chars().collect();
            for window in letters.windows(3) {
                let [before, blank, after] = window else { continue };
                let one = is_han(*before) && after.is_ascii_alphanumeric();
                let other = before.is_ascii_alphanumeric() && is_han(*after);
                assert!(!(*blank == ' ' && (one || other)), "{file}: {line}");
            }
        }
    }
}
