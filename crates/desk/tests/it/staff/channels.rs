//! Channels open to consumers: entered and changed by administrators, shown on the portal, tried and counted by staff.

use super::{desk, sign_in};
use crate::staff::visit::Visit;

const CHANNEL: &[(&str, &str)] = &[
    ("code", "CC-TEL"),
    ("institution", "CC"),
    ("kind", "telephone"),
    ("name_zh", "信用卡热线"),
    ("name_en", "Card hotline"),
    ("place", "400-800-1234"),
    ("hours.0.days", "working_days"),
    ("hours.0.from", "0900"),
    ("hours.0.to", "18:00"),
    ("published", "1"),
];

#[tokio::test]
async fn a_channel_that_is_entered_stands_on_the_portal_with_its_hours() {
    let desk = desk().await;
    let mut visitor = Visit::new(desk.router());
    let none = visitor.read("/channels").await;
    assert!(none.contains("95588"), "the service telephone, as long as nothing is registered: {none}");
    let mut admin = sign_in(&desk, "admin").await;
    let saved = admin.fill("/desk/admin/channels", "/desk/admin/channels", CHANNEL).await;
    assert_eq!(saved.location, "/desk/admin/channels?done=channel", "{}", saved.body);
    for path in ["/", "/channels"] {
        let page = visitor.read(path).await;
        for part in ["信用卡热线", "href=\"tel:4008001234\"", "服务中，到18:00", "工作日09:00–18:00"]
        {
            assert!(page.contains(part), "{path}: {part}: {page}");
        }
    }
    let filing = visitor.read("/file/complaint/what").await;
    assert!(filing.contains("也可以用信用卡热线：400-800-1234（服务中，到18:00）"), "{filing}");
    visitor.read_in("en");
    assert!(visitor.read("/channels").await.contains("Working days 09:00–18:00"));
    let mut branch = sign_in(&desk, "branch").await;
    assert!(!branch.read("/desk/channels").await.contains("信用卡热线"), "what a branch does not see");
    assert_eq!(branch.get("/desk/channels/CC-TEL").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_form_that_is_wrong_keeps_what_was_typed_and_says_what_would_be_right() {
    let desk = desk().await;
    let mut admin = sign_in(&desk, "admin").await;
    let mut typed: Vec<(&str, &str)> =
        CHANNEL.iter().filter(|(name, _)| *name != "hours.0.to").copied().collect();
    typed.push(("hours.0.to", "8:00"));
    let page = admin.fill("/desk/admin/channels", "/desk/admin/channels", &typed).await;
    assert_eq!(page.status.as_u16(), 422);
    for part in ["“到”要晚于“从”", "value=\"8:00\"", "value=\"信用卡热线\"", "href=\"#hours-0-to\""]
    {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
}

#[tokio::test]
async fn one_act_changes_the_hours_of_many_channels_for_a_period() {
    let desk = desk().await;
    let mut admin = sign_in(&desk, "admin").await;
    admin.fill("/desk/admin/channels", "/desk/admin/channels", CHANNEL).await;
    let changed =
        [("code", "CC-WEB"), ("name_zh", "官网"), ("place", "https://example.com/"), ("kind", "web")];
    let mut second: Vec<(&str, &str)> =
        CHANNEL.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name)).copied().collect();
    second.extend(changed);
    admin.fill("/desk/admin/channels", "/desk/admin/channels", &second).await;
    let path = "/desk/admin/channel-periods";
    let period = [
        ("name", "系统升级"),
        ("from", "2026-03-02"),
        ("to", "2026-03-04"),
        ("channels", "CC-TEL"),
        ("instead", "CC-WEB"),
    ];
    let saved = admin.fill(path, path, &period).await;
    assert_eq!(saved.location, format!("{path}?done=channel-period"), "{}", saved.body);
    let mut visitor = Visit::new(desk.router());
    let page = visitor.read("/channels").await;
    assert!(page.contains("系统升级期间"), "{page}");
    assert!(page.contains("请改用官网（https://example.com/）"), "{page}");
    assert!(page.contains("现在不在服务时间，3月5日"), "{page}");
    desk.later(3 * 24 * 3_600);
    assert!(!visitor.read("/channels").await.contains("系统升级"), "over by itself");
    let mut admin = sign_in(&desk, "admin").await;
    let listed = admin.read(path).await;
    assert!(listed.contains("没有正在执行"), "{listed}");
}

#[tokio::test]
async fn staff_record_test_contacts_and_missed_calls_and_read_the_figures() {
    let desk = desk().await;
    let mut admin = sign_in(&desk, "admin").await;
    admin.fill("/desk/admin/channels", "/desk/admin/channels", CHANNEL).await;
    let mut handler = sign_in(&desk, "handler").await;
    let one = "/desk/channels/CC-TEL";
    assert!(handler.read("/desk/channels").await.contains("从未拨测"));
    let (tests, missed) = (format!("{one}/tests"), format!("{one}/missed"));
    let wrong = handler.fill(one, &tests, &[("reached", "no")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.body.contains("未接通要选原因"), "{}", wrong.body);
    let saved = handler.fill(one, &tests, &[("reached", "no"), ("note", "busy")]).await;
    assert_eq!(saved.location, format!("{one}?done=channel-test"), "{}", saved.body);
    handler.fill(one, &tests, &[("reached", "yes"), ("waited_seconds", "12")]).await;
    handler.fill(one, &missed, &[("count", "17")]).await;
    let page = handler.read(one).await;
    assert!(page.contains("占线") && page.contains("12秒"), "{page}");
    let figures = handler.read("/desk/channels").await;
    for part in ["50.0%", "1/2次", "17", "今天"] {
        assert!(figures.contains(part), "{part}: {figures}");
    }
    assert!(handler.read("/desk/channels?only=untested").await.contains("所有渠道都按时拨测了"));
    let mut approver = sign_in(&desk, "approver").await;
    let file = approver.read("/desk/channels/export").await;
    assert!(file.contains("CC-TEL,信用卡热线,电话,400-800-1234"), "{file}");
    let file = approver.read("/desk/channels/export?what=tests").await;
    assert!(file.lines().count() == 3 && file.contains("占线"), "{file}");
    let mut auditor = sign_in(&desk, "auditor").await;
    assert!(!auditor.read(one).await.contains("记录拨测</button>"), "who reads alone has no form");
}
