//! Templates of replies: set by administrators, chosen on the form of an answer, filled without script.

use super::{desk, sign_in};

#[tokio::test]
async fn a_template_is_set_and_fills_the_answer() {
    let desk = desk().await;
    let mut admin = sign_in(&desk, "admin").await;
    let path = "/desk/admin/reply-templates";
    assert!(admin.read(path).await.contains("还没有答复模板"));
    let text = "{称呼}：{编号}，【请填写：结果】";
    let fields = [("name", "通用"), ("institution", "HQ"), ("text", "{unknown}"), ("active", "1")];
    let wrong = admin.fill(path, path, &fields).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.body.contains("{unknown}") && wrong.body.contains("有位置的名称不认识"), "{}", wrong.body);
    let fields = [("name", "通用"), ("institution", "HQ"), ("text", text), ("active", "1")];
    assert_eq!(admin.fill(path, path, &fields).await.location, format!("{path}?done=reply-template"));
    let program = desk.program("handler").await;
    let complaint = crate::api::complaint("周明远", "13812341234");
    let number = program.post("/cases", complaint).await.expect(201)["number"].as_str().unwrap().to_owned();
    let mut life = crate::api::whole_life(&desk);
    life["steps"].as_array_mut().unwrap().truncate(5);
    program.post_at(1, &format!("/cases/{number}/steps"), life).await.expect(200);
    let mut handler = sign_in(&desk, "handler").await;
    let step = format!("/desk/cases/{number}/steps/answer");
    assert!(handler.read(&step).await.contains("<option value=\"1\">通用</option>"));
    let page = handler.read(&format!("{step}?template=1")).await;
    assert!(page.contains(&format!("{{称呼}}：{number}，【请填写：结果】</textarea>")), "{page}");
    assert_eq!(handler.get(&format!("{step}?template=9")).await.status.as_u16(), 200, "none of that number");
    let answer = [
        ("answer.echo", "answered"),
        ("answer.form", "sms"),
        ("answer.text", "{称呼}：【请填写：结果】"),
        ("answer.evidence", "短信平台0001"),
        ("answer.at", "2026-03-02T10:00"),
    ];
    let open = handler.fill(&step, &step, &answer).await;
    assert_eq!(open.status.as_u16(), 422);
    assert!(open.body.contains("还有没填写的地方"), "{}", open.body);
    let answer = [answer[0], answer[1], ("answer.text", "{称呼}：已退还。"), answer[3], answer[4]];
    assert_eq!(handler.fill(&step, &step, &answer).await.status.as_u16(), 303);
    assert!(handler.read(&format!("/desk/cases/{number}")).await.contains("周先生/女士：已退还。"));
}
