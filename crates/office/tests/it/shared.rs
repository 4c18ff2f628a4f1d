//! What different persons share, listed for officers: contacts by their tags, templates by their words.

use domain::matter::PartyRole;
use domain::person::{ErasureReason, PersonName};
use office::{AgentInput, Caller, HotSpotKind, HotSpotList, OfficeError, PersonInput, Submission};

use crate::harness::{TestOffice, submission};
use crate::jobs::do_all;

/// A letter of the kind that agents send for many, which differs in names and amounts alone.
fn letter(amount: usize) -> String {
    format!(
        "本人因收入骤减已无力按期偿还信用卡欠款，依据商业银行信用卡业务监督管理办法第七十条，现要求贵行立即停止催收、停息挂账，\
         减免全部利息违约金，并就剩余本金{amount}元签订个性化分期还款协议，否则将向银保监部门持续投诉直至问题解决为止。"
    )
}

fn told(name: &str, phone: &str, narrative: &str) -> Submission {
    Submission {
        narrative: Some(narrative.to_owned()),
        request: None,
        subject: "要求处理".to_owned(),
        ..submission("CC", name, phone)
    }
}

async fn files(test: &TestOffice, submission: Submission) -> String {
    test.office.submit(&Caller::system("test"), submission).await.unwrap().number.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_sees_which_persons_share_something_and_nobody_is_told_of_it() {
    let test = TestOffice::start().await;
    let plain = ["账单一直没有收到", "转账到账太慢了", "柜台排队太久", "利息算得不对", "还款被扣了两次"];
    // One telephone for three persons; another for two, who may be husband and wife.
    let mut first = Vec::new();
    for (name, words) in [("周明", plain[0]), ("周芳", plain[1]), ("周强", plain[2])] {
        first.push(files(&test, told(name, "13911112222", words)).await);
    }
    for (name, words) in [("王明", plain[3]), ("王芳", plain[4])] {
        files(&test, told(name, "13933334444", words)).await;
    }
    // One person three times is one person.
    for words in &plain[..3] {
        files(&test, told("赵静", "13955556666", words)).await;
    }
    // One agent for three persons.
    for (place, name) in ["孙明", "孙芳", "孙强"].into_iter().enumerate() {
        let agent = AgentInput {
            role: PartyRole::Agent,
            person: PersonInput {
                name: Some("钱代理".to_owned()),
                phone: Some("13977778888".to_owned()),
                ..PersonInput::default()
            },
            document: Some("委托书".to_owned()),
        };
        let phone = format!("1380000111{place}");
        files(&test, Submission { agent: Some(agent), ..told(name, &phone, plain[place + 1]) }).await;
    }
    // One letter from four persons.
    for (place, name) in ["李明", "李芳", "李强", "李静"].into_iter().enumerate() {
        let phone = format!("1370000222{place}");
        files(&test, told(name, &phone, &letter(10_000 + 3_017 * place))).await;
    }
    // One house, written in two ways.
    let homes = [
        "上海市浦东新区张杨路500号1203室",
        "上海市 浦东新区，张杨路５００号1203室",
        "上海市浦东新区张杨路500号1203室",
    ];
    for (place, home) in homes.into_iter().enumerate() {
        let mut submission =
            told(["吴明", "吴芳", "吴强"][place], &format!("1360000333{place}"), plain[place]);
        submission.person.address = Some(home.to_owned());
        files(&test, submission).await;
    }
    test.later(24);
    do_all(&test).await;

    let officer = test.user("officer");
    let listed = test.office.hot_spots(&officer, HotSpotList::Shared, true).await.unwrap();
    let mut found: Vec<(HotSpotKind, u32)> =
        listed.iter().map(|spot| (spot.row.spot.kind.parse().unwrap(), spot.details.count)).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            (HotSpotKind::Template, 4),
            (HotSpotKind::Phone, 3),
            (HotSpotKind::Phone, 3),
            (HotSpotKind::Address, 3)
        ],
        "{listed:?}"
    );
    let phone = listed.iter().find(|spot| spot.row.spot.title == first[0]).unwrap();
    assert_eq!(phone.details.cases.len(), 3);
    let kept = format!("{listed:?}");
    assert!(
        !kept.contains("13911112222") && !kept.contains("停息挂账") && !kept.contains("张杨路"),
        "{kept}"
    );
    let notices = test.office.notices(&officer, None).await.unwrap();
    assert!(!notices.iter().any(|notice| notice.row.notice.kind == "hot_spot"), "{notices:?}");

    // It is the officer's list: whoever handles cases does not see it, nor does a branch, nor are they counted otherwise.
    let handler = test.office.hot_spots(&test.user("handler"), HotSpotList::Shared, true).await;
    assert!(matches!(handler, Err(OfficeError::Denied { .. })), "{handler:?}");
    let heard = test.office.hot_spots(&officer, HotSpotList::Heard, true).await.unwrap();
    assert!(heard.iter().all(|spot| spot.row.spot.kind == "word" || spot.row.spot.kind == "group"));

    // The next day finds nothing new; twice as many persons do.
    test.later(24);
    do_all(&test).await;
    assert_eq!(test.office.hot_spots(&officer, HotSpotList::Shared, true).await.unwrap().len(), listed.len());
    for (name, words) in [("周静", plain[3]), ("周磊", plain[4]), ("周艳", plain[0])] {
        files(&test, told(name, "13911112222", words)).await;
    }
    test.later(24);
    do_all(&test).await;
    let grown = test.office.hot_spots(&officer, HotSpotList::Shared, true).await.unwrap();
    assert_eq!((grown.len(), grown[0].details.count), (listed.len() + 1, 6), "{grown:?}");

    let settles = async |login, list| {
        test.office.settle_hot_spot(&test.user(login), list, grown[0].row.hot_spot_id, "一家人").await
    };
    // Whoever decides cases does not see it either, nor is it settled as what it is not.
    let approver = test.office.hot_spots(&test.user("approver"), HotSpotList::Shared, true).await;
    assert!(matches!(approver, Err(OfficeError::Denied { .. })), "{approver:?}");
    assert!(settles("approver", HotSpotList::Shared).await.is_err());
    assert!(settles("officer", HotSpotList::Heard).await.is_err());
    settles("officer", HotSpotList::Shared).await.unwrap();
    let open = test.office.hot_spots(&officer, HotSpotList::Shared, true).await.unwrap();
    assert_eq!(open.len(), listed.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_to_be_erased_is_held_against_nobody() {
    let test = TestOffice::start().await;
    let mut numbers = Vec::new();
    for name in ["周明", "周芳", "周强"] {
        numbers.push(files(&test, told(name, "13911112222", &format!("{name}的账单没有收到"))).await);
    }
    let officer = test.user("officer");
    let listed = async || test.office.hot_spots(&officer, HotSpotList::Shared, false).await.unwrap();
    test.later(24);
    do_all(&test).await;
    assert_eq!(listed().await.len(), 1);
    let person = PersonName::ComplainantOf(numbers[0].parse().unwrap());
    test.office.erase_person(&officer, &person, ErasureReason::PersonAsked).await.unwrap();
    assert_eq!(listed().await, [], "what was raised before is gone with them");
    test.later(24);
    do_all(&test).await;
    assert_eq!(listed().await, []);
    // The others are held against each other all the same.
    files(&test, told("周静", "13911112222", "周静的账单没有收到")).await;
    test.later(24);
    do_all(&test).await;
    let found = listed().await;
    assert_eq!((found.len(), found[0].details.count), (1, 3), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_does_not_hide_the_agent_of_one_of_them() {
    let test = TestOffice::start().await;
    let officer = test.user("officer");
    let mut place = 0;
    let mut file = async |phone: &str, agent: Option<&str>| {
        place += 1;
        let agent = agent.map(|phone| AgentInput {
            role: PartyRole::Agent,
            person: PersonInput {
                name: Some("钱代理".to_owned()),
                phone: Some(phone.to_owned()),
                ..PersonInput::default()
            },
            document: Some("委托书".to_owned()),
        });
        let name = format!("郑{}", ["明", "芳", "强", "静", "磊", "艳", "涛", "敏"][place % 8]);
        files(&test, Submission { agent, ..told(&name, phone, &format!("第{place}次来说利息")) }).await;
    };
    for agent in [None, None, None, Some("13977778888")] {
        file("13911112222", agent).await;
    }
    for client in 0..2 {
        file(&format!("1360000444{client}"), Some("13977778888")).await;
    }
    test.later(24);
    do_all(&test).await;
    let listed = test.office.hot_spots(&officer, HotSpotList::Shared, true).await.unwrap();
    let mut counts: Vec<u32> = listed.iter().map(|spot| spot.details.count).collect();
    counts.sort_unstable();
    assert_eq!(counts, [3, 4], "{listed:?}");
}
