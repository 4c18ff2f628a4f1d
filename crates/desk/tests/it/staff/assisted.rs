//! Filing for somebody at the counter or on the telephone: the portal's questions, read back, number and code in the hand.

use super::{desk, sign_in};

#[tokio::test]
async fn what_was_read_back_is_filed_once_with_who_assisted() {
    let desk = desk().await;
    let mut intake = sign_in(&desk, "intake").await;
    let start = "/desk/intake/assisted";
    assert!(intake.read("/desk/intake").await.contains(start));
    let begun = intake.fill(start, start, &[("door", "complaint"), ("channel", "hotline")]).await;
    let what = format!("{start}/what");
    assert_eq!(begun.location, what);
    let page = intake.read(&what).await;
    assert!(page.contains("data-type=\"large\"") && page.contains("发生了什么事？"), "{page}");
    let early = intake.get(&format!("{start}/check")).await;
    assert_eq!(early.location, what, "back to the first open question");
    let empty = intake.fill(&what, &what, &[]).await;
    assert_eq!(empty.status.as_u16(), 422);
    let told =
        intake.fill(&what, &what, &[("what", "多收了年费，要求退还。<script>alert(1)</script>")]).await;
    let want = format!("{start}/want");
    assert_eq!(told.location, want, "{}", told.body);
    let told = intake.fill(&want, &want, &[("wish", "refund"), ("amount", "300")]).await;
    let you = format!("{start}/you");
    assert_eq!(told.location, you, "{}", told.body);
    let told = intake.fill(&you, &you, &[("name", "周明远"), ("phone", "13812341234")]).await;
    let check = format!("{start}/check");
    assert_eq!(told.location, check, "{}", told.body);
    let page = intake.read(&check).await;
    for part in ["多收了年费，要求退还。", "138 1234 1234", "300.00元", "前告诉您是否受理"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("<script>alert"), "{page}");
    let unread = intake.fill(&check, &check, &[]).await;
    assert_eq!(unread.status.as_u16(), 422);
    assert!(unread.body.contains("先读给本人听"), "{}", unread.body);
    let done = format!("{start}/done");
    assert_eq!(intake.fill(&check, &check, &[("read_back", "1")]).await.location, done);
    let slip = intake.read(&done).await;
    assert!(slip.contains("TS-2026-0000001") && slip.contains("data-print"), "{slip}");
    assert!(slip.contains("前，告诉您是否受理"), "what comes next, by when: {slip}");
    let again = intake.post(&check, &[("read_back", "1")]).await;
    assert_eq!(again.location, done, "sent twice, filed once");
    let mut handler = sign_in(&desk, "handler").await;
    let case = handler.read("/desk/cases/TS-2026-0000001").await;
    for part in ["代填", "已读给本人听，本人同意", "intake"] {
        assert!(case.contains(part), "{part}: {case}");
    }
    assert_eq!(handler.get("/desk/cases/TS-2026-0000002").await.status.as_u16(), 404);
    assert_eq!(handler.get(&done).await.location, start, "nobody else's slip");
    desk.later(31 * 60);
    assert_eq!(intake.get(&done).await.location, start, "the code is shown for half an hour");
}
