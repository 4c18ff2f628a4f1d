//! What people say: hot words of what one may see, hot spots raised once, calls kept masked.

use std::time::Duration;

use domain::id::InstitutionId;
use jiff::civil::{Date, date};
use office::{
    Against, CallInput, CallTurn, Caller, HeardIn, HeardSources, HotQuestion, HotSpot, HotSpotKind,
    HotSpotList, NothingHot, OfficeError, Submission,
};

use crate::harness::{TestOffice, submission};
use crate::jobs::do_all;

/// Longer than any answer takes.
const LONG: Duration = Duration::from_secs(600);

/// What is said every day.
const ORDINARY: [&str; 8] = [
    "柜台排队太久没有人管",
    "转账一直没有到账",
    "利息算得不对要求重算",
    "短信通知晚了好几天",
    "提前还款被拒没有理由",
    "理财收益和宣传不符",
    "信用卡账单没有收到",
    "客服电话打不通",
];

/// What else people tell, so that no two tell it in the same words.
const BEFORE: [&str; 11] = [
    "上周二下午我在家里操作",
    "昨天夜里准备给孩子交学费",
    "本人是你行十几年的老客户",
    "今天一早去单位的路上",
    "月底要还房贷急着用钱",
    "国庆期间人在外地出差",
    "我母亲七十多岁不会用",
    "刚换了新手机不到三天",
    "收到提示以后马上去看",
    "之前一直都好好的没问题",
    "店里等着付货款给供应商",
];
const AFTER: [&str; 13] = [
    "客服让我等却没有下文",
    "柜台的人说不归他们管",
    "前后打了七八个电话都占线",
    "重启和重装都不起作用",
    "耽误了签合同损失不小",
    "希望给一个书面的解释",
    "要求有人负责联系本人",
    "网上也有不少人遇到同样的事",
    "截图和记录都已经保存",
    "别家银行从来没有这样",
    "请尽快查清楚并恢复正常",
    "已经影响到日常的生活",
    "再不解决就向监管部门反映",
];

async fn says(test: &TestOffice, institution: &str, place: usize, words: &str) {
    let name = format!("周{}", ["明", "芳", "强", "静", "磊", "艳", "涛", "敏"][place % 8]);
    let phone = format!("138{:08}", 10_000_000 + place);
    let told = Submission {
        subject: words.to_owned(),
        narrative: Some(format!(
            "{}，{words}，{}，{}。",
            BEFORE[place * 7 % 11],
            AFTER[place * 5 % 13],
            AFTER[(place * 3 + 4) % 13]
        )),
        request: None,
        ..submission(institution, &name, &phone)
    };
    test.office.submit(&Caller::system("test"), told).await.unwrap();
}

/// Five weeks of ordinary complaints, and in the last days many of one new thing.
async fn spoken(test: &TestOffice, institution: &str) {
    let mut place = 0;
    for day in 0..35 {
        for words in ORDINARY {
            says(test, institution, place, words).await;
            place += 1;
        }
        if 30 <= day {
            for more in 0..6 {
                says(
                    test,
                    institution,
                    place,
                    &format!("人脸识别闪退{}登录不了", ["一直", "反复", "总是"][more % 3]),
                )
                .await;
                place += 1;
            }
        }
        test.later(24);
    }
}

fn question() -> HotQuestion {
    // The harness begins on 2 March.
    HotQuestion {
        from: date(2026, 3, 31),
        to: date(2026, 4, 5),
        against: Against::Before(28),
        sources: HeardSources::All,
        institution: None,
    }
}

fn turn(speaker: &str, text: &str) -> CallTurn {
    CallTurn { speaker: speaker.to_owned(), text: text.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_found_raised_once_and_settled_by_a_person() {
    let test = TestOffice::start().await;
    spoken(&test, "CC").await;
    let officer = test.user("officer");
    let found = test.office.hot_words(&officer, &question(), LONG).await.unwrap().unwrap();
    let words: Vec<&str> = found.report.words.iter().map(|word| word.text.as_str()).collect();
    assert!(words.iter().any(|word| word.contains("人脸识别") || word.contains("闪退")), "{words:?}");
    assert_eq!(found.causes.len(), words.len());
    let cause = &found.causes[0];
    assert!(cause.covered <= cause.group && cause.group == found.report.words[0].documents, "{cause:?}");
    let word = &found.report.words[0].text;
    let tells_itself = |why: &office::Why| why.holds.iter().any(|(_, value)| value == word);
    assert!(!cause.whys.iter().any(tells_itself), "that it is said explains nothing: {cause:?}");
    let first = cause.whys.first().unwrap_or_else(|| panic!("{cause:?}"));
    assert!(
        !first.cases.is_empty() && first.count <= cause.group && !cause.statement.is_empty(),
        "{cause:?}"
    );
    let said = &found.report.words[0].evidence[0];
    let number = test.office.heard_in_case(&officer, HeardIn::of(said.reference)).await.unwrap();
    assert!(
        number.is_some_and(|case| case.number.starts_with("TS-")) && !said.text.contains("13810"),
        "{said:?}"
    );

    let done = do_all(&test).await;
    assert!(done.iter().any(|(kind, _)| kind == "hot_spots"), "{done:?}");
    let spots = test.office.hot_spots(&officer, HotSpotList::Heard, true).await.unwrap();
    assert!(!spots.is_empty(), "{done:?}");
    assert!(spots.iter().all(|spot| !spot.details.cases.is_empty()), "{spots:?}");
    let notices = test.office.notices(&officer, None).await.unwrap();
    assert!(notices.iter().any(|notice| notice.row.notice.kind == "hot_spot"), "{notices:?}");
    // The next day says nothing new.
    test.later(24);
    do_all(&test).await;
    assert_eq!(test.office.hot_spots(&officer, HotSpotList::Heard, true).await.unwrap().len(), spots.len());

    let id = spots[0].row.hot_spot_id;
    let denied = test.office.settle_hot_spot(&test.user("handler"), HotSpotList::Heard, id, "").await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. } | OfficeError::NotFound { .. })), "{denied:?}");
    let long = test.office.settle_hot_spot(&officer, HotSpotList::Heard, id, &"长".repeat(501)).await;
    assert!(matches!(long, Err(OfficeError::Invalid(_))), "{long:?}");
    test.office
        .settle_hot_spot(&officer, HotSpotList::Heard, id, " 手机银行登录，回拨13812345678 ")
        .await
        .unwrap();
    assert!(
        test.office.settle_hot_spot(&officer, HotSpotList::Heard, id, "").await.is_err(),
        "it is settled once"
    );
    let settled = test.office.hot_spots(&officer, HotSpotList::Heard, false).await.unwrap();
    let settled = settled.iter().find(|spot| spot.row.hot_spot_id == id).unwrap();
    let statement = settled.row.statement.as_deref().unwrap();
    assert!(statement.starts_with("手机银行登录") && !statement.contains("13812345678"), "{statement}");
    assert_eq!(
        test.office.hot_spots(&officer, HotSpotList::Heard, true).await.unwrap().len(),
        spots.len() - 1
    );
    assert_eq!(test.office.hot_spots(&officer, HotSpotList::Heard, false).await.unwrap().len(), spots.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_stretches_of_days_are_held_against_each_other_either_way() {
    let test = TestOffice::start().await;
    spoken(&test, "CC").await;
    let officer = test.user("officer");
    let (quiet, loud) = ((date(2026, 3, 5), date(2026, 3, 14)), (date(2026, 4, 1), date(2026, 4, 5)));
    let held = async |window: (Date, Date), against: (Date, Date)| {
        let against = Against::Period { from: against.0, to: against.1 };
        let asked = HotQuestion { from: window.0, to: window.1, against, ..question() };
        test.office.hot_words(&officer, &asked, LONG).await.unwrap().unwrap()
    };
    let found = held(loud, quiet).await;
    let word = found.report.words.iter().find(|word| word.text.contains("人脸识别")).unwrap();
    assert_eq!((word.baseline_documents, found.report.documents.baseline), (0, 80), "{word:?}");
    assert!(loud.0 <= word.evidence[0].date && word.evidence[0].date <= loud.1, "{word:?}");
    // The other way round it is what fell silent.
    let back = held(quiet, loud).await;
    assert_eq!(back.report.documents.window, 80);
    assert!(!back.report.words.iter().any(|word| word.text.contains("人脸识别")), "{:?}", back.report.words);
}

/// A day's letter of one person about an event, in their own words.
async fn tells_of_the_outage(test: &TestOffice, place: usize) {
    let words = format!(
        "昨晚十点手机银行全面瘫痪，{}，{}，{}",
        BEFORE[place % 11],
        ["屏幕显示系统维护中E0417", "提示系统维护中E0417请稍候", "一直转圈报系统维护中E0417"][place % 3],
        AFTER[(place * 4 + 1) % 13]
    );
    let phone = format!("139{:08}", 20_000_000 + place);
    let name = format!("吴{}", ["明", "芳", "强", "静", "磊", "艳", "涛", "敏"][place % 8]);
    let told = Submission {
        subject: "手机银行全面瘫痪".to_owned(),
        narrative: Some(words),
        request: None,
        ..submission("CC", &name, &phone)
    };
    test.office.submit(&Caller::system("test"), told).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn from_how_many_persons_on_a_group_is_raised_the_house_says() {
    let groups = async |persons: u16| -> Vec<HotSpot> {
        let test = TestOffice::start_by(|book| book.alerts.group_persons = persons).await;
        for place in 0..12 {
            tells_of_the_outage(&test, place).await;
        }
        test.later(24);
        do_all(&test).await;
        let spots = test.office.hot_spots(&test.user("officer"), HotSpotList::Heard, true).await.unwrap();
        spots.into_iter().filter(|spot| spot.row.spot.kind == HotSpotKind::Group.as_ref()).collect()
    };
    let raised = groups(8).await;
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert!(8 <= raised[0].details.count && raised[0].details.count <= 12, "{raised:?}");
    assert_eq!(groups(13).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_what_they_may_not_see() {
    let test = TestOffice::start().await;
    spoken(&test, "CC").await;
    let elsewhere = test.user("branch");
    let found = test.office.hot_words(&elsewhere, &question(), LONG).await.unwrap().unwrap();
    assert_eq!(found.report.nothing, Some(NothingHot::WindowEmpty), "{:?}", found.report.words);
    do_all(&test).await;
    assert_eq!(
        test.office.hot_spots(&elsewhere, HotSpotList::Heard, false).await.unwrap(),
        [],
        "a hot spot of others"
    );
    let administrator = test.office.hot_words(&test.user("admin"), &question(), LONG).await;
    assert!(matches!(administrator, Err(OfficeError::Denied { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_days_are_told_by_field() {
    let test = TestOffice::start().await;
    let officer = test.user("officer");
    let asks = async |question: HotQuestion| match test.office.hot_words(&officer, &question, LONG).await {
        Err(OfficeError::Invalid(errors)) => errors[0].code.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(asks(HotQuestion { to: date(2026, 3, 1), ..question() }).await, "hot_days_backwards");
    let before = |days| HotQuestion { against: Against::Before(days), ..question() };
    assert_eq!(asks(before(0)).await, "hot_days_many");
    assert_eq!(asks(before(5_000)).await, "hot_days_many");
    let old = HotQuestion { from: date(2023, 1, 1), to: date(2023, 1, 7), ..question() };
    assert_eq!(asks(old.clone()).await, "hot_days_calls");
    let of_cases = HotQuestion { sources: HeardSources::Cases, ..old };
    assert!(test.office.hot_words(&officer, &of_cases, LONG).await.is_ok());
    let other = |from, to| HotQuestion { against: Against::Period { from, to }, ..question() };
    assert_eq!(asks(other(date(2026, 3, 9), date(2026, 3, 8))).await, "hot_days_backwards");
    assert_eq!(asks(other(date(2026, 3, 1), date(2026, 3, 31))).await, "hot_days_overlap");
    assert_eq!(asks(other(date(2025, 1, 1), date(2026, 3, 1))).await, "hot_days_many");
    let none = test.office.hot_words(&officer, &question(), LONG).await.unwrap().unwrap();
    assert_eq!(none.report.nothing, Some(NothingHot::WindowEmpty));
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_kept_masked_once_and_heard_with_cases_or_apart() {
    let test = TestOffice::start().await;
    let centre: InstitutionId = test.office.organisation().tree.by_code("CC").unwrap();
    let system = Caller::system("test");
    let mut calls = Vec::new();
    for place in 0..280_usize {
        let day = place / 8;
        let started_at = test.office.surroundings().now() + jiff::SignedDuration::from_hours(24 * day as i64);
        let said = if 30 <= day && place % 2 == 0 { "积存金赎回失败" } else { ORDINARY[place % 8] };
        let (before, after) = (BEFORE[place * 7 % 11], AFTER[place * 5 % 13]);
        let more = AFTER[(place * 3 + 4) % 13];
        let words = format!("我叫周小明，手机13812345678，{before}，{said}，{after}，{more}");
        calls.push(CallInput {
            reference: format!("call-{place}-13812345678"),
            started_at,
            turns: vec![turn("agent", "您好很高兴为您服务"), turn("customer", &words)],
        });
    }
    let kept = test.office.keep_calls(&system, centre, calls.clone()).await.unwrap();
    assert_eq!((kept.kept, kept.known), (280, 0));
    let again = test.office.keep_calls(&system, centre, calls).await.unwrap();
    assert_eq!((again.kept, again.known), (0, 280));
    let denied = test.office.keep_calls(&test.user("handler"), centre, Vec::new()).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })));

    let officer = test.user("officer");
    let calls = HotQuestion { sources: HeardSources::Calls, ..question() };
    let found = test.office.hot_words(&officer, &calls, LONG).await.unwrap().unwrap();
    let word = found.report.words.iter().find(|word| word.text.contains("积存金")).unwrap();
    assert!(word.evidence.iter().all(|said| !said.text.contains("13812345678")), "{word:?}");
    assert!(!found.report.words.iter().any(|word| word.text.contains("为您服务")), "what our own people say");
    let HeardIn::Call(id) = HeardIn::of(word.evidence[0].reference) else { panic!("{word:?}") };
    let call = test.office.call(&officer, id).await.unwrap();
    assert!(
        !format!("{call:?}").contains("13812345678") && !format!("{call:?}").contains("周小明"),
        "{call:?}"
    );
    let stored = test.office.store().call(id).await.unwrap().unwrap();
    assert!(stored.call.reference.starts_with("call-") && !stored.call.reference.contains("13812345678"));
    let hidden = test.office.call(&test.user("branch"), id).await;
    assert!(matches!(hidden, Err(OfficeError::NotFound { .. })));
    // What no question can reach any more goes.
    let sweep = async || {
        let done = do_all(&test).await;
        let sweep = done.iter().find(|(kind, _)| kind == "sweep").unwrap();
        assert!(format!("{sweep:?}").contains("calls"), "{sweep:?}");
    };
    test.later(24 * 700);
    sweep().await;
    assert!(test.office.call(&officer, id).await.is_ok());
    test.later(24 * 80);
    sweep().await;
    assert!(matches!(test.office.call(&officer, id).await, Err(OfficeError::NotFound { .. })));
    let cases = HotQuestion { sources: HeardSources::Cases, ..question() };
    let apart = test.office.hot_words(&officer, &cases, LONG).await.unwrap().unwrap();
    assert_eq!(apart.report.nothing, Some(NothingHot::WindowEmpty));
}
