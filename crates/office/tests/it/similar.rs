//! Cases that tell the same, beside a case: as far as the reader sees them, and only what others told.

use office::{Caller, SimilarCase, Submission};

use crate::harness::{TestOffice, submission};

async fn files(test: &TestOffice, institution: &str, place: usize, words: &str) -> String {
    let name = format!("周{}", ["明", "芳", "强", "静", "磊", "艳", "涛", "敏"][place % 8]);
    let told = Submission {
        subject: words.chars().take(12).collect(),
        narrative: Some(words.to_owned()),
        request: None,
        ..submission(institution, &name, &format!("138{:08}", 30_000_000 + place))
    };
    test.office.submit(&Caller::system("test"), told).await.unwrap().number.to_string()
}

async fn follow(test: &TestOffice) {
    test.office.seal().await.unwrap();
    while !test.office.search_follow().await.unwrap().caught_up {}
}

async fn similar(test: &TestOffice, login: &str, number: &str) -> Vec<SimilarCase> {
    let caller = test.user(login);
    let view = test.office.case(&caller, &number.parse().unwrap()).await.unwrap();
    test.office.similar_cases(&caller, &view).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_told_of_the_same_stands_beside_a_case() {
    let test = TestOffice::start().await;
    let ordinary = [
        "柜台排队两个小时没有人管，保安态度恶劣",
        "理财产品到期收益和宣传单写的不符合",
        "贷款提前还清后违约金照样收取不退",
        "短信提醒服务每月扣三元从未同意开通",
    ];
    for place in 0..40 {
        files(&test, "CC", place, &format!("{}，第{place}次来电反映", ordinary[place % 4])).await;
    }
    let own = files(&test, "CC", 41, "积存金赎回失败，页面提示额度不足，黄金价格下跌造成损失").await;
    let same = files(&test, "CC", 42, "积存金赎回失败，页面提示额度不足，黄金价格下跌造成亏损").await;
    let event = files(&test, "CC", 43, "我的积存金怎么都赎回不了，黄金跌了谁来赔").await;
    let elsewhere = files(&test, "B1", 44, "积存金赎回失败，页面提示额度不足，黄金价格下跌造成损失").await;
    // Another of the same person, who stands among their earlier matters.
    let again = files(&test, "CC", 41, "积存金赎回失败已经三天了，黄金价格下跌").await;
    assert!(similar(&test, "handler", &own).await.is_empty(), "there is no index yet");
    follow(&test).await;

    let found = similar(&test, "handler", &own).await;
    let numbers: Vec<&str> = found.iter().map(|similar| similar.row.number.as_str()).collect();
    assert_eq!(numbers, [same.as_str(), event.as_str()], "{found:?}");
    assert!(found[0].is_nearly_same && !found[1].is_nearly_same, "{found:?}");
    assert!(found[1].words.iter().any(|word| word.contains("赎回")), "{found:?}");
    assert!(!numbers.contains(&again.as_str()));
    // Who sees both places finds both.
    let all = similar(&test, "officer", &own).await;
    assert!(all.iter().any(|similar| similar.row.number == elsewhere), "{all:?}");
    assert!(similar(&test, "branch", &elsewhere).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_is_named_inside_another() {
    let test = TestOffice::start().await;
    for place in 3..20 {
        files(&test, "CC", place, &format!("柜台排队两个小时没有人管，第{place}次来电反映")).await;
    }
    let own = files(&test, "CC", 1, "捆绑销售保险，不买就不放款，客户经理说是规定").await;
    files(&test, "CC", 2, "办信用卡捆绑销售保险，拒绝以后就不放款").await;
    follow(&test).await;

    let found = similar(&test, "handler", &own).await;
    let words = &found.first().expect("one is like it").words;
    // 捆绑 is a word of both, too.
    assert!(words.iter().any(|word| word == "捆绑销售"), "{words:?}");
    assert!(!words.iter().any(|word| word == "捆绑" || word == "销售"), "{words:?}");
}
