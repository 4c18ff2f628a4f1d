//! Any string is a question: it finds something or nothing, within bounded work.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use search::Reach;

use crate::world::{Place, case, place};

fn office() -> Place {
    place(&[case(1, &["信用卡積分 late fee 138****1234 “引号”"]), case(2, &["：-\"kind:\" 《》 \u{200b}"])])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn anything_may_be_typed(typed in any::<String>()) {
        office_of_thread(|place| { place.found(&typed, &Reach::All); });
    }

    #[test]
    fn signs_in_any_order_may_be_typed(
        typed in r#"((kind|期限|due|received|code|机构|number|急)[:：]?|[-－"“”「」＜<>=~.:：,、 ]|[卡积分年a-c0-9]|投诉|3d|2026-11){0,24}"#
    ) {
        office_of_thread(|place| { place.found(&typed, &Reach::All); });
    }
}

fn office_of_thread(ask: impl FnOnce(&Place)) {
    thread_local! { static OFFICE: Place = office(); }
    OFFICE.with(ask);
}

#[test]
fn a_long_question_costs_no_more_than_a_short_one() {
    let place = office();
    let started = Instant::now();
    for typed in
        ["卡".repeat(1_000_000), "a ".repeat(500_000), "\"".repeat(100_000), "-kind:".repeat(100_000)]
    {
        place.found(&typed, &Reach::All);
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}
