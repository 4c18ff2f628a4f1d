//! A complaint from receipt to closing through the pages, with a second person where the rules ask for one.

use axum::http::StatusCode;

use super::visit::{Visit, between};
use super::{desk, sign_in};

const CODES: [(&str, &str); 3] = [
    ("code.channel", "jrt0169-channel@2018:prov:A01033"),
    ("code.business", "jrt0169-business@2018:prov:B03023"),
    ("code.reason", "jrt0169-reason@2018:prov:C05"),
];

/// Registers a complaint and says its number.
pub async fn registers(visit: &mut Visit, name: &str, phone: &str) -> String {
    let fields = [
        ("phone", phone),
        ("name", name),
        ("subject", "分期手续费未提前告知，要求退还386.40元"),
        ("narrative", "10月通过手机银行办理分期，手机13812341234，没有提示手续费。"),
        ("request", "退还分期手续费386.40元"),
        ("institution", "CC"),
    ];
    let page = visit.fill("/desk/intake", "/desk/intake", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("查询码只显示这一次"), "{}", page.body);
    between(&page.body, "<dd>", "</dd>").unwrap().to_owned()
}

/// Takes a step and expects that it was recorded.
pub async fn takes(visit: &mut Visit, number: &str, step: &str, fields: &[(&str, &str)]) {
    let path = format!("/desk/cases/{number}/steps/{step}");
    let page = visit.fill(&path, &path, fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{step}: {}", page.body);
    assert!(page.location.contains(&format!("done={step}")), "{}", page.location);
}

#[tokio::test]
async fn a_handler_works_a_complaint_from_receipt_to_closing() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let case = format!("/desk/cases/{number}");

    let body = handler.read(&case).await;
    assert!(body.contains("待受理"), "{body}");
    assert!(body.contains("138****1234"), "the telephone is masked");
    assert!(!body.contains("13812341234") && !body.contains("周明远"), "nothing personal is in the page");
    assert!(body.contains("第18条第1款"), "the article of the date stands there");
    assert!(body.contains("暂不能办结：还没有决定"), "what cannot be done yet says why: {body}");

    takes(&mut handler, &number, "accept", &[]).await;
    let body = handler.read(&format!("{case}?done=accept")).await;
    assert!(body.contains("已受理。下一步：分派。"), "a step is told in the desk's own words: {body}");
    let handler_id = desk.user_id("handler").to_string();
    takes(&mut handler, &number, "assign", &[("assign.handler", &handler_id)]).await;
    takes(
        &mut handler,
        &number,
        "contact",
        &[("contact.note", "电话联系，约定补截图"), ("contact.reached", "yes")],
    )
    .await;
    takes(&mut handler, &number, "code", &CODES).await;

    // An extension waits for a second person.
    takes(&mut handler, &number, "extend", &[("extend.extension", "cn-n3/decide_30/complex")]).await;
    let body = handler.read(&case).await;
    assert!(body.contains("待审批") && body.contains("本人的申请由他人审批"), "{body}");
    let body = handler.read(&format!("{case}?done=extend")).await;
    assert!(body.contains("已提请延期，等待批准。") && !body.contains("下一步：批准"), "{body}");
    let version = between(&body, "name=\"version\" value=\"", "\"").unwrap_or("6").to_owned();
    let request = format!("{case}/requests/1");
    let page = handler.post(&request, &[("version", &version), ("answer", "approve")]).await;
    assert_ne!(page.status, StatusCode::SEE_OTHER, "nobody approves their own request");

    let mut approver = sign_in(&desk, "approver").await;
    let body = approver.read("/desk/approvals").await;
    assert!(body.contains(&number) && body.contains("延长至30日"), "{body}");
    let page = approver.fill("/desk/approvals", &request, &[("answer", "refuse")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(page.body.contains("请写明退回的原因"), "{}", page.body);
    // On the case's own page the same mistake leads nowhere else.
    let page = approver.fill(&case, &request, &[("answer", "refuse"), ("reason", "  ")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(page.body.contains("请写明退回的原因") && page.body.contains("id=\"clocks\""), "{}", page.body);
    let page = approver.fill("/desk/approvals", &request, &[("answer", "approve")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let body = handler.read(&case).await;
    assert!(!body.contains("本人的申请由他人审批"), "an answered request waits for nobody: {body}");

    let decision = [
        ("decide.outcome", "upheld"),
        ("decide.liability", "liable"),
        ("decide.basis", "分期协议第三条"),
        ("decide.reasons", "办理页面没有提示手续费"),
    ];
    let remedies =
        ["review", "mediation", "arbitration", "litigation"].map(|remedy| ("decide.remedies", remedy));
    takes(&mut handler, &number, "decide", &[&decision[..], &remedies[..]].concat()).await;
    takes(
        &mut handler,
        &number,
        "answer",
        &[("answer.text", "同意退还386.40元，3个工作日内到账。"), ("answer.evidence", "录音编号0001")],
    )
    .await;
    takes(&mut handler, &number, "close", &[]).await;

    let body = handler.read(&case).await;
    assert!(body.contains("已办结") && body.contains("同意退还"), "{body}");
    assert!(body.contains("决定：支持，有责"), "{body}");
    let queue = handler.read("/desk/queue?view=done").await;
    assert!(queue.contains(&number), "{queue}");
    let path = format!("{case}/receipt");
    let again = handler.fill(&path, &path, &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "no look without a reason");
    let receipt = handler.fill(&path, &path, &[("reason", "inspection")]).await.body;
    assert!(receipt.contains("inclusion"), "{receipt}");
}

#[tokio::test]
async fn one_form_records_the_usual_run_to_the_end() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "吴越", "13900001111").await;
    let path = format!("/desk/cases/{number}/steps/conclude");
    let body = handler.read(&path).await;
    assert!(body.contains("将记录：受理、分类、决定、答复、办结"), "{body}");
    let remedies =
        ["review", "mediation", "arbitration", "litigation"].map(|remedy| ("decide.remedies", remedy));
    let fields = [
        ("code.form", "short"),
        ("decide.outcome", "settled"),
        ("decide.liability", "not_liable"),
        ("decide.basis", "通话中说明收费依据"),
        ("decide.reasons", "消费者认可"),
        ("answer.text", "当场解决"),
        ("answer.evidence", "录音编号0001"),
    ];
    let page = handler.fill(&path, &path, &[&CODES[1..], &fields[..], &remedies[..]].concat()).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let body = handler.read(&format!("/desk/cases/{number}")).await;
    assert!(body.contains("已办结") && body.contains("简表"), "{body}");
}

#[tokio::test]
async fn an_answer_or_a_withdrawal_without_words_and_proof_is_not_taken() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "何静", "13900006666").await;
    let path = |step: &str| format!("/desk/cases/{number}/steps/{step}");
    takes(&mut handler, &number, "accept", &[]).await;
    let body = handler.read(&format!("/desk/cases/{number}")).await;
    assert!(body.contains("记录消费者撤回"), "{body}");
    let page = handler.fill(&path("withdraw"), &path("withdraw"), &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    let proof = [("withdraw.reason", "已协商解决"), ("withdraw.evidence", "录音编号0002")];
    takes(&mut handler, &number, "withdraw", &proof).await;

    let number = registers(&mut handler, "何静", "13900006666").await;
    let path = |step: &str| format!("/desk/cases/{number}/steps/{step}");
    let fields = [
        ("code.form", "short"),
        ("decide.outcome", "settled"),
        ("decide.liability", "not_liable"),
        ("decide.basis", "通话中说明收费依据"),
        ("decide.reasons", "消费者认可"),
        ("decide.remedies", "review"),
        ("decide.remedies", "mediation"),
        ("decide.remedies", "arbitration"),
        ("decide.remedies", "litigation"),
    ];
    let empty = [&CODES[1..], &fields[..]].concat();
    let page = handler.fill(&path("conclude"), &path("conclude"), &empty).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    for id in ["answer-text", "answer-evidence"] {
        assert!(page.body.contains(&format!("href=\"#{id}\"")), "{id}: {}", page.body);
    }
}

#[tokio::test]
async fn what_was_typed_is_kept_when_somebody_was_faster() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "郑爽", "13900002222").await;
    let path = format!("/desk/cases/{number}/steps/note");
    handler.read(&path).await;
    let mut approver = sign_in(&desk, "approver").await;
    takes(&mut approver, &number, "accept", &[]).await;
    let page = handler.post(&path, &[("version", "1"), ("note.text", "调取录音后再定")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.body);
    assert!(page.body.contains("您保存之前，此件有了新的记录"), "{}", page.body);
    assert!(page.body.contains("调取录音后再定"), "{}", page.body);
    let again = between(&page.body, "name=\"version\" value=\"", "\"").unwrap().to_owned();
    let page = handler.post(&path, &[("version", &again), ("note.text", "调取录音后再定")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let fields = [("phone", "138"), ("name", "王"), ("subject", ""), ("institution", "CC")];
    let page = handler.fill("/desk/intake", "/desk/intake", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(
        page.body.contains("aria-invalid=\"true\"") && page.body.contains("role=\"alert\""),
        "{}",
        page.body
    );

    let number = registers(&mut handler, "冯宝", "13900003333").await;
    takes(&mut handler, &number, "accept", &[]).await;
    let path = format!("/desk/cases/{number}/steps/open_task");
    let fields =
        [("open_task.kind", "compensation"), ("open_task.unit", "1"), ("open_task.amount_cents", "很多")];
    let page = handler.fill(&path, &path, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(page.body.contains("请填写金额，例如386.40") && page.body.contains("很多"), "{}", page.body);
}

#[tokio::test]
async fn a_repeat_by_the_same_person_joins_the_running_case_or_is_linked() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "陈晨", "13900004444").await;
    handler.read("/desk/intake").await;
    let page = handler.post("/desk/intake", &[("phone", "13900004444"), ("look", "1")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "going back asks nothing: {}", page.body);
    assert!(!page.location.contains("4444"), "no person stands in an address: {}", page.location);
    let body = handler.read(&page.location).await;
    assert!(body.contains("此前1件") && body.contains("1件未结"), "{body}");
    assert!(body.contains("value=\"13900004444\""), "{body}");
    let join = format!("join:{number}");
    let fields = [
        ("phone", "13900004444"),
        ("name", "陈晨"),
        ("kind", "complaint"),
        ("channel", "hotline"),
        ("institution", "CC"),
        ("subject", "同一件事再问"),
        ("earlier", &join),
    ];
    let page = handler.post("/desk/intake", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let body = handler.read(&format!("/desk/cases/{number}")).await;
    assert!(body.contains("重复2件") && body.contains("同一人再次提出"), "{body}");

    // Split: the person is not typed again.
    let origin = format!("/desk/intake?origin={number}&relation=split");
    let fields = [("subject", "另外要求更正账单地址"), ("institution", "CC")];
    let page = handler.fill(&origin, "/desk/intake", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let split = between(&page.body, "<dd>", "</dd>").unwrap().to_owned();
    let body = handler.read(&format!("/desk/cases/{split}")).await;
    assert!(body.contains("拆分") && body.contains("139****4444"), "{body}");

    // Both belong to one person, so they can be merged.
    let merge = format!("/desk/cases/{split}/merge");
    let page = handler.fill(&merge, &merge, &[("other", &number)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(page.location.contains(&number), "the earlier case goes on: {}", page.location);
}

#[tokio::test]
async fn personal_data_is_shown_for_a_reason_and_never_without() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "周明远", "13812341234").await;
    let path = format!("/desk/cases/{number}/unmask");
    let page = handler.fill(&path, &path, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(!page.body.contains("周明远"), "{}", page.body);
    let page = handler.fill(&path, &path, &[("reason", "contact_person")]).await;
    assert!(page.body.contains("周明远") && page.body.contains("13812341234"), "{}", page.body);
    assert!(page.body.contains("<h2>原文</h2>") && !page.body.contains("（已遮盖）"), "{}", page.body);
    assert!(page.body.contains("已显示完整信息，已记录"), "{}", page.body);
}

#[tokio::test]
async fn the_agreed_words_are_offered_the_delivery_proven_and_the_proof_stands_in_the_timeline() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let number = registers(&mut handler, "吴越", "13900001111").await;
    let case = format!("/desk/cases/{number}");
    let particular = [
        ("correct_fact.what", "particulars"),
        ("correct_fact.particular", "grade"),
        ("correct_fact.value", "一般投诉"),
        ("correct_fact.reason", "补登"),
    ];
    takes(&mut handler, &number, "correct_fact", &particular).await;
    let decline = [("decline.ground", "wrong_institution"), ("decline.text", "请向某银行提出")];
    takes(&mut handler, &number, "decline", &decline).await;
    let mut approver = sign_in(&desk, "approver").await;
    let request = format!("{case}/requests/1");
    let page = approver.fill(&case, &request, &[("answer", "approve")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);

    let form = handler.read(&format!("{case}/steps/answer")).await;
    assert!(form.contains("<p class=\"hint\">请向某银行提出</p>"), "{form}");
    let posted = [("answer.form", "posted"), ("answer.evidence", "挂号信存根第3页"), ("answer.text", "")];
    takes(&mut handler, &number, "answer", &posted).await;
    takes(&mut handler, &number, "prove_delivery", &[("prove_delivery.evidence", "邮局回执第7页")]).await;
    let body = handler.read(&case).await;
    for proof in ["凭证：挂号信存根第3页", "凭证：邮局回执第7页", "答复已送达消费者", "一般投诉"]
    {
        assert!(body.contains(proof), "{proof}: {body}");
    }
    assert!(!body.contains("steps/prove_delivery"), "it is proven once");
}

#[tokio::test]
async fn an_intake_sent_twice_is_one_case_and_shows_the_same_code() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let form = handler.read("/desk/intake").await;
    let key = between(&form, "name=\"key\" value=\"", "\"").unwrap().to_owned();
    let fields = |subject: &'static str| {
        vec![
            ("phone", "13900002222"),
            ("name", "郑洁"),
            ("subject", subject),
            ("narrative", "自助取款机吞卡三天。"),
            ("request", "退还卡片"),
            ("institution", "CC"),
        ]
    };
    let mut bodies = Vec::new();
    for subject in ["自助取款机吞卡", "自助取款机吞卡", "另一件事"] {
        let mut sent = fields(subject);
        sent.push(("key", &key));
        let page = handler.fill("/desk/intake", "/desk/intake", &sent).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        bodies.push(between(&page.body, "<dl", "</dl>").unwrap().to_owned());
    }
    assert_eq!(bodies[0], bodies[1], "reloading shows the number and the code again");
    assert_ne!(bodies[0], bodies[2], "another matter under the key of a page gone back to is another case");
    let (system, all) = (office::Caller::system("test"), office::CaseFilter::default());
    assert_eq!(desk.desk.office.count(&system, &all, 10).await.unwrap().count, 2);
}

#[tokio::test]
async fn a_matter_older_than_every_code_set_is_coded_with_those_of_today() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let old = [
        ("phone", "13900003333"),
        ("name", "沈岳"),
        ("subject", "销户后仍收年费"),
        ("institution", "CC"),
        ("received_at", "2009-05-04T09:30"),
    ];
    let page = handler.fill("/desk/intake", "/desk/intake", &old).await;
    let number = between(&page.body, "<dd>", "</dd>").unwrap().to_owned();
    takes(&mut handler, &number, "accept", &[]).await;
    takes(&mut handler, &number, "code", &CODES).await;
}

#[tokio::test]
async fn a_claim_for_redress_splits_off_an_objection_as_a_complaint() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let objection = [
        ("kind", "objection"),
        ("phone", "13900004444"),
        ("name", "许静"),
        ("subject", "已还清的贷款仍显示逾期"),
        ("institution", "CC"),
        ("item_number", "1"),
    ];
    let page = handler.fill("/desk/intake", "/desk/intake", &objection).await;
    let number = between(&page.body, "<dd>", "</dd>").unwrap().to_owned();
    let link = format!("/desk/intake?origin={number}&amp;relation=redress");
    assert!(page.body.contains(&link), "offered where it was registered: {}", page.body);
    assert!(handler.read(&format!("/desk/cases/{number}")).await.contains(&link), "and on the case");
    let form = format!("/desk/intake?origin={number}&relation=redress");
    let claim = [
        ("phone", "13900004444"),
        ("name", "许静"),
        ("subject", "要求赔偿因逾期记录多付的利息"),
        ("institution", "CC"),
    ];
    let page = handler.fill(&form, "/desk/intake", &claim).await;
    let claimed = between(&page.body, "<dd>", "</dd>").unwrap().to_owned();
    let system = office::Caller::system("test");
    let claimed = desk.desk.office.case(&system, &claimed.parse().unwrap()).await.unwrap();
    let parent = desk.desk.office.case(&system, &number.parse().unwrap()).await.unwrap();
    assert_eq!(claimed.case.kind, domain::matter::Kind::Complaint);
    assert_eq!(claimed.case.links.get(&parent.case.case_id), Some(&domain::matter::Relation::Redress));
}
