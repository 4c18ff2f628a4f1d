//! Hot words on their page: what is new, where, by which cases; for whom, and nothing for others.

use std::time::Duration;

use axum::http::StatusCode;
use domain::matter::{Channel, Kind, Particulars};
use office::{Caller, PersonInput, Submission};

use super::visit::Visit;
use super::{desk, sign_in};
use crate::harness::TestDesk;

/// What is said every day.
const ORDINARY: [&str; 6] = [
    "柜台排队太久没有人管",
    "转账一直没有到账",
    "利息算得不对要求重算",
    "短信通知晚了好几天",
    "提前还款被拒没有理由",
    "信用卡账单没有收到",
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

async fn says(desk: &TestDesk, place: usize, words: &str) {
    says_from(desk, place, words, &format!("138{:08}", 10_000_000 + place)).await;
}

async fn says_from(desk: &TestDesk, place: usize, words: &str, phone: &str) {
    let told = Submission {
        kind: Kind::Complaint,
        institution: "CC".to_owned(),
        channel: Channel::Hotline,
        external_number: None,
        received_at: None,
        forwarded_at: None,
        required_on: None,
        feedback_owed: None,
        person: PersonInput {
            name: Some(format!("周{}", ["明", "芳", "强", "静", "磊", "艳"][place % 6])),
            phone: Some(phone.to_owned()),
            ..PersonInput::default()
        },
        agent: None,
        subject: words.to_owned(),
        narrative: Some(format!(
            "{}，{words}，手机{phone}，{}，{}。",
            BEFORE[place * 7 % 11],
            AFTER[place * 5 % 13],
            AFTER[(place * 3 + 4) % 13]
        )),
        request: None,
        complainants: 1,
        in_person: false,
        origin: None,
        particulars: Particulars::new(),
        respondents: vec![],
        item_number: None,
    };
    desk.desk.office.submit(&Caller::system("test"), told).await.unwrap();
}

async fn spoken(desk: &TestDesk) {
    let mut place = 0;
    for day in 0..35 {
        for words in ORDINARY {
            says(desk, place, words).await;
            place += 1;
        }
        if 30 <= day {
            for more in ["一直", "反复", "总是", "天天", "又是"] {
                says(desk, place, &format!("人脸识别闪退{more}登录不了")).await;
                place += 1;
            }
        }
        desk.later(86_400);
    }
}

/// The page once its texts are read, as a browser that looks again sees it.
async fn heard(visit: &mut Visit, address: &str) -> String {
    for _ in 0..200 {
        let body = visit.read(address).await;
        if !body.contains("正在读") && !body.contains("being read") {
            return body;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{address}: the texts are read for ever");
}

#[tokio::test]
async fn what_is_new_stands_on_its_page_with_its_cases() {
    let desk = desk().await;
    spoken(&desk).await;
    let mut officer = sign_in(&desk, "officer").await;
    let body = heard(&mut officer, "/desk/hearing").await;
    assert!(body.contains("这段时间突出的词") && body.contains("人脸识别"), "{body}");
    assert!(body.contains("<svg class=\"trend\"") && body.contains("<title>"), "{body}");
    assert!(body.contains("为什么多") && body.contains("拟写的场景："), "{body}");
    assert!(body.contains("原话（已脱敏）") && !body.contains("13810000"), "evidence is masked: {body}");
    assert!(body.contains("/desk/cases?q="), "a word leads to its cases: {body}");
    officer.read_in("en");
    let english = heard(&mut officer, "/desk/hearing?source=cases&baseline=20").await;
    assert!(english.contains("Words that stand out") && english.contains("人脸识别"), "{english}");
    officer.read_in("zh-CN");
    // Another unit says nothing of it: against it everything stands out or there is nothing to compare with.
    let against = heard(&mut officer, "/desk/hearing?institution=CC&compare=unit&against=B1").await;
    assert!(against.contains("用来比较的日子没有文字"), "{against}");
    let compared = "/desk/hearing?compare=period&from=2026-04-01&to=2026-04-05&against_from=2026-03-05&against_to=2026-03-14";
    let period = heard(&mut officer, compared).await;
    assert!(
        period.contains("与3月5日（周四）至3月14日（周六）的60份相比") && period.contains("人脸识别"),
        "{period}"
    );
    assert!(period.contains("value=\"2026-03-05\"") && !period.contains("<svg class=\"trend\""), "{period}");
    let nobody = heard(&mut officer, "/desk/hearing?compare=unit").await;
    assert!(nobody.contains("请选择另一机构"), "{nobody}");
    let shared_days = compared.replace("2026-03-14", "2026-04-02");
    assert!(heard(&mut officer, &shared_days).await.contains("两段时间有重叠的日子"));
    let wrong = heard(&mut officer, "/desk/hearing?from=2026-04-05&to=2026-04-01").await;
    assert!(wrong.contains("截止日早于起始日"), "{wrong}");
    let odd = heard(&mut officer, "/desk/hearing?from=x&baseline=-3&source=nobody&institution=nowhere").await;
    assert!(odd.contains("热词"), "{odd}");
}

#[tokio::test]
async fn hot_spots_are_listed_and_settled() {
    let desk = desk().await;
    spoken(&desk).await;
    let office = &desk.desk.office;
    office.schedule_jobs().await.unwrap();
    while office.do_next_job("test").await.unwrap().is_some() {}
    let mut officer = sign_in(&desk, "officer").await;
    let body = officer.read("/desk/hearing/spots").await;
    let settle = body.split("name=\"settle\" value=\"").nth(1).unwrap_or_else(|| panic!("{body}"));
    let spot = settle.split('"').next().unwrap().to_owned();
    assert!(officer.read("/desk/notices").await.contains("出现热点"));
    // Whoever answers for others meets them on the pages they open first.
    for page in ["/desk", "/desk/team", "/desk/team?institution=HQ"] {
        let alerts = officer.read(page).await;
        assert!(alerts.contains(&format!("/desk/hearing/spots#spot-{spot}")), "{page}: {alerts}");
    }
    assert!(!officer.read("/desk/team?institution=CC").await.contains("#spot-"), "it is over all of HQ");
    assert!(!officer.read("/desk?as_of=2026-03-20").await.contains("#spot-"));
    let proposed = super::visit::between(&body, "name=\"statement\"", "</textarea>").unwrap();
    assert!(!proposed.contains("说到“"), "nobody's phrase is kept: {body}");
    let long = "长".repeat(501);
    let refused = officer.post("/desk/hearing/spots", &[("settle", &spot), ("statement", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&long) && refused.body.contains("最多500字"), "{}", refused.body);
    let written = "手机银行用人脸识别登录时闪退";
    let page = officer.post("/desk/hearing/spots", &[("settle", &spot), ("statement", written)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(officer.read(&page.location).await.contains("已记下您了解这一条"));
    let all = officer.read("/desk/hearing/spots?all=1").await;
    assert!(all.contains("officer于") && all.contains(written), "{all}");
}

#[tokio::test]
async fn what_different_persons_share_is_an_officers_list() {
    let desk = desk().await;
    // The names differ, the telephone is one.
    for (place, words) in ORDINARY.into_iter().enumerate().take(3) {
        says_from(&desk, place, words, "13911112222").await;
    }
    desk.later(86_400);
    let office = &desk.desk.office;
    office.schedule_jobs().await.unwrap();
    while office.do_next_job("test").await.unwrap().is_some() {}
    let mut officer = sign_in(&desk, "officer").await;
    let body = officer.read("/desk/hearing/shared").await;
    assert!(body.contains("3人的来件留了同一个电话") && body.contains("不得据此不受理"), "{body}");
    assert!(!body.contains("13911112222") && body.contains("近90天"), "{body}");
    assert_eq!(body.matches("href=\"/desk/cases/TS-").count(), 4, "its name and all of its cases: {body}");
    assert!(!officer.read("/desk/hearing/spots").await.contains("同一电话"));
    let settle = super::visit::between(&body, "name=\"settle\" value=\"", "\"").unwrap();
    let page = officer.post("/desk/hearing/shared", &[("settle", settle), ("statement", "一家人")]).await;
    assert_eq!(page.location, "/desk/hearing/shared?done=hot_spot", "{}", page.body);
    assert!(officer.read("/desk/hearing/shared").await.contains("没有待了解的共用线索"));
    assert!(officer.read("/desk/hearing/shared?all=1").await.contains("一家人"));
    let mut handler = sign_in(&desk, "handler").await;
    assert_eq!(handler.get("/desk/hearing/shared").await.status, StatusCode::NOT_FOUND);
    assert!(!handler.read("/desk/hearing").await.contains("/desk/hearing/shared"));
}

#[tokio::test]
async fn cases_of_others_that_tell_the_same_stand_beside_a_case() {
    let desk = desk().await;
    for place in 0..24 {
        says(&desk, place, ORDINARY[place % ORDINARY.len()]).await;
    }
    for place in 24..26 {
        says(&desk, place, "积存金赎回失败，黄金价格下跌").await;
    }
    let office = &desk.desk.office;
    office.seal().await.unwrap();
    while !office.search_follow().await.unwrap().caught_up {}
    let mut officer = sign_in(&desk, "officer").await;
    let body = officer.read("/desk/cases/TS-2026-0000025").await;
    let similar = super::visit::between(&body, "id=\"similar-heading\"", "</section>").unwrap();
    assert!(similar.contains("TS-2026-0000026") && similar.contains("都说到："), "{similar}");
    desk.later(86_400);
    let mut officer = sign_in(&desk, "officer").await;
    assert!(!officer.read("/desk/cases/TS-2026-0000025?as_of=2026-03-02").await.contains("similar-heading"));
}

#[tokio::test]
async fn nobody_reads_what_is_said_elsewhere() {
    let desk = desk().await;
    spoken(&desk).await;
    let mut branch = sign_in(&desk, "branch").await;
    let body = heard(&mut branch, "/desk/hearing?institution=CC").await;
    assert!(!body.contains("人脸识别") && body.contains("这段时间没有文字"), "{body}");
    let missing = branch.get("/desk/hearing/calls/1").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
