//! Templates of replies: who sets them, who is offered which, and that nothing left open is sent.

use domain::matter::{AnswerForm, Command, Echo, Evidence, Kind, Liability, Outcome, Remedy};
use office::{OfficeError, ReplyTemplateInput};

use crate::harness::{TestOffice, codes};

fn template(institution: &str, kind: Option<Kind>, text: &str) -> ReplyTemplateInput {
    ReplyTemplateInput {
        template_id: None,
        version: 0,
        institution: institution.to_owned(),
        kind,
        name: "退费答复".to_owned(),
        text: text.to_owned(),
        active: true,
    }
}

fn code<T>(result: Result<T, OfficeError>) -> String {
    match result {
        Err(OfficeError::Invalid(errors)) => errors[0].code.clone(),
        Err(other) => other.to_string(),
        Ok(_) => "done".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_set_by_administrators_and_changed_by_version() {
    let test = TestOffice::start().await;
    let (admin, office) = (test.user("admin"), &test.office);
    let denied = office.set_reply_template(&test.user("handler"), template("CC", None, "好")).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })));
    assert_eq!(code(office.set_reply_template(&admin, template("CC", None, "{编码}")).await), "reply_place");
    assert_eq!(code(office.set_reply_template(&admin, template("CC", None, " ")).await), "reply_text");
    let id = office.set_reply_template(&admin, template("CC", None, "{编号}")).await.unwrap();
    let change = |version, text: &str| ReplyTemplateInput {
        template_id: Some(id),
        version,
        ..template("CC", None, text)
    };
    office.set_reply_template(&admin, change(1, "{number}")).await.unwrap();
    let stale = office.set_reply_template(&admin, change(1, "late")).await;
    assert!(matches!(stale, Err(OfficeError::Conflict)), "{stale:?}");
    let all = office.reply_templates(&admin).await.unwrap();
    assert_eq!((all.len(), all[0].version, all[0].text.as_str()), (1, 2, "{number}"));
    test.staff("local", "B1", &["administrator"]).await;
    assert_eq!(office.reply_templates(&test.user("local")).await.unwrap(), []);
    let hidden = office.set_reply_template(&test.user("local"), change(2, "x")).await;
    assert!(matches!(hidden, Err(OfficeError::NotFound { .. })), "{hidden:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_is_offered_the_templates_of_the_case_and_no_others() {
    let test = TestOffice::start().await;
    let (admin, office) = (test.user("admin"), &test.office);
    let text = "{称呼}您好：{机构}于{收到日期}收到您的投诉（{编号}）。";
    let fits = office.set_reply_template(&admin, template("HQ", Some(Kind::Complaint), text)).await.unwrap();
    office.set_reply_template(&admin, template("HQ", Some(Kind::Enquiry), text)).await.unwrap();
    office.set_reply_template(&admin, template("B1", None, text)).await.unwrap();
    let off = ReplyTemplateInput { active: false, ..template("CC", None, text) };
    office.set_reply_template(&admin, off).await.unwrap();
    let number = test.complaint("handler", "CC", "周明远", "13812341234").await.number;
    let handler = test.user("handler");
    let case = office.case(&handler, &number).await.unwrap().case;
    let offered = office.reply_templates_for(&handler, &case).await.unwrap();
    assert_eq!(offered.iter().map(|found| found.template_id).collect::<Vec<_>>(), [fits]);
    let filled = office.reply_filled(&handler, &number, fits).await.unwrap();
    assert!(filled.starts_with("{称呼}您好：") && filled.contains(number.as_str()), "{filled}");
    assert!(filled.contains("于2026年") && !filled.contains("周"), "nobody sees a name for it: {filled}");
    let elsewhere = office.reply_filled(&test.user("branch"), &number, fits).await;
    assert!(matches!(elsewhere, Err(OfficeError::NotFound { .. })), "{elsewhere:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_goes_out_with_nothing_left_open() {
    let test = TestOffice::start().await;
    let number = test.complaint("handler", "CC", "欧阳明远", "13812341234").await.number;
    let now = test.office.surroundings().now();
    let handler = test.user_id("handler");
    let decide = Command::Decide {
        at: now,
        outcome: Outcome::Upheld,
        liability: Some(Liability::Liable),
        basis: Some("合同第三条".to_owned()),
        reasons: Some("未提前告知".to_owned()),
        remedies: vec![Remedy::Review, Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation],
    };
    let coded = Command::Code { codes: codes(), form: domain::matter::CodingForm::Full };
    test.acts("handler", &number, vec![Command::Accept, Command::Assign { handler }, coded, decide]).await;
    let answer = |text: &str| Command::Answer {
        echo: Echo::Answered {
            form: AnswerForm::Sms,
            at: now,
            received_at: None,
            text: Some(text.to_owned()),
            evidence: Some(Evidence::Words("短信平台0001".to_owned())),
        },
    };
    let caller = test.user("handler");
    let open = test.office.act(&caller, &number, None, vec![answer("{称呼}：【请填写：原因】")]).await;
    assert_eq!(code(open), "reply_open");
    test.office.act(&caller, &number, None, vec![answer("{称呼}：{编号}已退还{{7*7}}。")]).await.unwrap();
    let view = test.office.case(&caller, &number).await.unwrap();
    let said = format!("欧阳先生/女士：{number}已退还{{{{7*7}}}}。");
    assert!(view.texts.values().any(|text| *text == said), "{:?}", view.texts);
}
