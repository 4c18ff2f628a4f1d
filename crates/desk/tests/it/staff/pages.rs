//! Every page in both languages, with what must stand on it; who may open which.

use axum::http::StatusCode;

use super::life::{registers, takes};
use super::visit::Visit;
use super::{PASSWORD, desk, router, sign_in};

/// What an address must show in Chinese and in English.
type Expected = (&'static str, &'static str, &'static str);

const HANDLER: &[Expected] = &[
    ("/desk", "件件有着落，事事有回音", "Every matter finds its outcome"),
    ("/desk/queue", "我的待办", "My open cases"),
    ("/desk/queue?view=unassigned", "本机构待分派", "To assign"),
    ("/desk/queue?view=due", "即将到期", "Due soon"),
    ("/desk/queue?view=waiting", "等待他人", "Waiting for others"),
    ("/desk/queue?view=done", "我已办结", "Closed by me"),
    ("/desk/queue?kind=complaint&kind=objection&due=week&q=x", "去掉", "Drop"),
    ("/desk/cases", "全部案件", "All cases"),
    ("/desk/cases?rekinded=2026-03", "改变了类型的件", "whose kind was changed"),
    ("/desk/search", "可以这样写", "What you can type"),
    ("/desk/intake", "登记", "Intake"),
    ("/desk/me", "修改密码", "Change password"),
    ("/desk/menu", "工作台", "Workbench"),
];

const APPROVER: &[Expected] = &[
    ("/desk/approvals", "等我审批", "Waiting"),
    ("/desk/approvals?view=settled", "已答复", "Settled"),
    ("/desk/team", "团队", "Team"),
    ("/desk/hearing", "这段时间突出的词", "Words that stand out in these days"),
    ("/desk/hearing?spots=all", "热点提示", "Hot spots"),
];

const ADMINISTRATOR: &[Expected] = &[
    ("/desk/admin/institutions", "由谁督办", "Supervised by"),
    ("/desk/admin/institutions?code=CC", "修改机构", "Change the institution"),
    ("/desk/admin/users", "管到哪个机构及其下级", "Over this institution and all below"),
    ("/desk/admin/users?login=handler", "修改人员", "Change the member of staff"),
    ("/desk/admin/tokens", "生成令牌", "Make a token"),
    ("/desk/admin/regimes", "第18条第1款", "art. 18(1)"),
    ("/desk/admin/codes", "分类代码", "Code sets"),
    ("/desk/admin/codes?set=jrt0169-business&version=2018", "信用卡", "B0302"),
    ("/desk/ledger", "公钥", "Public key"),
];

async fn in_both_languages(visit: &mut Visit, pages: &[Expected]) {
    for (path, chinese, english) in pages {
        for (language, expected) in [("zh-CN", chinese), ("en", english)] {
            visit.read_in(language);
            let body = visit.read(path).await;
            assert!(body.contains(&format!("<html lang=\"{language}\"")), "{path} in {language}");
            assert!(body.contains(expected), "{path} in {language} lacks `{expected}`: {body}");
            assert_eq!(body.matches("<h1").count(), 1, "{path} has one heading of the first rank");
        }
    }
}

#[tokio::test]
async fn every_page_reads_in_both_languages() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    registers(&mut handler, "周明远", "13812341234").await;
    in_both_languages(&mut handler, HANDLER).await;
    in_both_languages(&mut sign_in(&desk, "approver").await, APPROVER).await;
    in_both_languages(&mut sign_in(&desk, "admin").await, ADMINISTRATOR).await;
    let mut nobody = Visit::new(router(&desk));
    in_both_languages(&mut nobody, &[("/desk/sign-in", "登录回音", "Sign in to Huiyin")]).await;
}

#[tokio::test]
async fn every_step_has_a_form_in_both_languages() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    for kind in ["complaint", "enquiry", "objection", "suggestion", "praise", "tip_off", "petition"] {
        handler.read_in("zh-CN");
        let fields = [
            ("name", "李雷"),
            ("phone", "13611112222"),
            ("subject", "一件事"),
            ("institution", "CC"),
            ("kind", kind),
        ];
        let page = handler.fill("/desk/intake", "/desk/intake", &fields).await;
        let number = super::visit::between(&page.body, "<dd>", "</dd>").unwrap().to_owned();
        takes(&mut handler, &number, "accept", &[]).await;
        for language in ["zh-CN", "en"] {
            handler.read_in(language);
            handler.read(&format!("/desk/cases/{number}")).await;
            handler.read(&format!("/desk/cases/{number}/print")).await;
            handler.read(&format!("/desk/cases/{number}/unmask")).await;
            handler.read(&format!("/desk/cases/{number}/merge")).await;
            handler.read(&format!("/desk/cases/{number}/review")).await;
            for step in super::STEPS {
                handler.read(&format!("/desk/cases/{number}/steps/{step}")).await;
            }
        }
    }
}

#[tokio::test]
async fn what_a_reader_may_not_use_is_absent() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let body = handler.read("/desk/queue").await;
    for absent in ["/desk/approvals", "/desk/team", "/desk/ledger", "/desk/admin/"] {
        assert!(!body.contains(absent), "a handler reads of {absent}");
        let page = handler.get(&absent.replace("admin/", "admin/users")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{absent}");
    }
    let mut admin = sign_in(&desk, "admin").await;
    let page = admin.get("/desk/queue").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "an administrator sees no case");
}

#[tokio::test]
async fn sign_in_leads_by_role_and_slows_down_guessing() {
    let desk = desk().await;
    let mut visit = Visit::new(router(&desk));
    for (login, first) in
        [("handler", "/desk/queue"), ("officer", "/desk"), ("admin", "/desk/admin/institutions")]
    {
        visit.get("/desk/sign-in").await;
        let page = visit.post("/desk/sign-in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, first), "{login}");
    }
    let mut guesser = Visit::new(router(&desk));
    let asked = guesser.get("/desk/cases?kind=complaint").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    guesser.get(&asked.location).await;
    for _ in 0..5 {
        let page =
            guesser.post("/desk/sign-in", &[("login", "handler"), ("password", "wrong password")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.body.contains("用户名或密码不对") && page.body.contains("value=\"handler\""),
            "{}",
            page.body
        );
    }
    let page = guesser.post("/desk/sign-in", &[("login", "handler"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.body.contains("请等2秒再试"), "{}", page.body);
}

#[tokio::test]
async fn an_administrator_enters_institutions_staff_and_tokens() {
    let desk = desk().await;
    let mut admin = sign_in(&desk, "admin").await;
    let fields = [
        ("code", "B9"),
        ("name_zh", "城东支行"),
        ("level", "sub_branch"),
        ("superior", "B1"),
        ("active", "1"),
    ];
    let path = "/desk/admin/institutions";
    let page = admin.fill(path, path, &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(admin.read(path).await.contains("城东支行"));
    let page = admin.fill(path, path, &[("code", ""), ("name_zh", ""), ("level", "branch")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);

    let path = "/desk/admin/users";
    let fields = [
        ("login", "zhangwei"),
        ("display_name", "张伟"),
        ("institution", "B9"),
        ("password", "a long password"),
        ("active", "1"),
        ("role_1", "handler"),
        ("role_1_at", "B1"),
    ];
    let page = admin.fill(path, path, &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let mut fresh = Visit::signed_in(router(&desk), "zhangwei", "a long password").await;
    // Somebody else knows the password: first they replace it.
    assert_eq!(fresh.get("/desk/queue").await.location, "/desk/me");

    let path = "/desk/admin/tokens";
    let fields = [("login", "zhangwei"), ("label", "loader"), ("days", "30")];
    let page = admin.fill(path, path, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "a token is nobody else's hand");
    assert!(page.body.contains("没有密码的账号"), "{}", page.body);
    let page = admin.fill(path, path, &[("login", "admin"), ("label", "loader"), ("days", "30")]).await;
    assert!(page.body.contains("hy_") && page.body.contains("只显示这一次"), "{}", page.body);
    let body = admin.read(path).await;
    assert!(!body.contains("hy_") && body.contains("loader"), "{body}");

    let page = admin.fill("/desk/ledger", "/desk/ledger", &[]).await;
    assert!(page.body.contains("没有改动"), "{}", page.body);
}

#[tokio::test]
async fn lists_of_administration_are_read_page_by_page() {
    let desk = desk().await;
    for number in 0..45 {
        let input = office::StaffInput {
            login: format!("clerk{number:02}"),
            display_name: format!("柜员{number:02}"),
            institution: "CC".to_owned(),
            roles: vec!["handler".to_owned()],
            password: None,
            active: true,
        };
        desk.desk.office.set_staff(&office::Caller::system("test"), input).await.unwrap();
    }
    let mut admin = Visit::signed_in(router(&desk), "admin", PASSWORD).await;
    let clerks = |body: &str| (0..45).filter(|number| body.contains(&format!("柜员{number:02}</a>"))).count();
    let first = admin.read("/desk/admin/users").await;
    assert!(first.contains("rel=\"next\"") && !first.contains("rel=\"prev\""));
    let second = admin.read("/desk/admin/users?at=40").await;
    assert!(second.contains("rel=\"prev\"") && !second.contains("rel=\"next\""));
    assert_eq!(clerks(&first) + clerks(&second), 45);
    assert!(clerks(&first) < 41, "{}", clerks(&first));
    let beyond = admin.read("/desk/admin/users?at=99999").await;
    assert_eq!(clerks(&beyond), 0);
    for path in ["/desk/admin/institutions", "/desk/admin/tokens"] {
        assert!(!admin.read(path).await.contains("rel=\"next\""), "{path} has one page");
    }
}
