//! The open cases of another system flood nobody.

use super::{counts, file, import};
use crate::harness::TestOffice;
use crate::jobs::{do_all, told};

/// So many open complaints, accepted on a day.
async fn open_ones(test: &TestOffice, accepted: &str, count: u64) {
    let mut content = "work_order_no,status,accepted_date,complainant_name,content\n".to_owned();
    for number in 0..count {
        content += &format!("GD-{accepted}-{number},处理中,{accepted},周敏,账单有误\n");
    }
    let report = import(test, &file(test, &format!("{accepted}.csv"), content), "bank68").await.unwrap();
    assert_eq!(counts(&report), [count, count, 0, 0]);
}

const STAFF: [&str; 4] = ["handler", "approver", "senior", "officer"];

#[tokio::test(flavor = "multi_thread")]
async fn what_old_open_cases_missed_elsewhere_is_told_to_nobody() {
    let test = TestOffice::start().await;
    open_ones(&test, "2024-01-08", 300).await;
    for _ in 0..3 {
        do_all(&test).await;
        for login in STAFF {
            assert_eq!(told(&test, login).await, [], "{login}");
        }
        test.later(24 * 20);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_many_dates_on_one_day_is_told_of_them_together_and_once() {
    let test = TestOffice::start().await;
    // Due on 3 March: known here on the 2nd, when they are due tomorrow.
    open_ones(&test, "2026-02-16", 300).await;
    open_ones(&test, "2026-03-02", 3).await;
    let mut before = 0;
    for day in 0..14 {
        for _ in 0..2 {
            do_all(&test).await;
            test.later(1);
        }
        let notices = test.office.notices(&test.user("approver"), None).await.unwrap();
        assert!(notices.len() <= before + 4, "day {day}: {notices:?}");
        before = notices.len();
        test.later(22);
    }
    let notices = test.office.notices(&test.user("approver"), None).await.unwrap();
    let many: Vec<u64> =
        notices.iter().rev().filter_map(|notice| office::told_together(&notice.row.notice.rule)).collect();
    assert_eq!(many, [300, 300, 300], "a day before, a day after, a week after");
    assert_eq!(notices.len(), 3 + 3, "the three that came today are told one by one");
    assert_eq!(test.office.notices_unseen(&test.user("approver")).await.unwrap().count, 6);
}
