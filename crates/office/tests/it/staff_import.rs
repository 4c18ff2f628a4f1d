//! Staff from a file: looked at first, in by sign-in name, again without effect.

use office::{NewPasswords, OfficeError, Owed, SignIn, StaffFate, StaffImport};

use crate::harness::TestOffice;

const FILE: &str = "用户名,姓名,机构,角色,可以登录\n\
    zhang.min,张敏,CC,经办；审批@B1,是\n\
    li.lei,李雷,HQ,auditor,\n\
    handler,经办甲,CC,handler,是\n\
    no one,无名,CC,handler,是\n\
    wu,吴,XX,行长,是\n\
    sun,孙,CC,handler,也许\n\
    zhang.min,张敏二,CC,handler,是\n\
    \"qian,钱,CC\n";

fn fates(import: &StaffImport) -> Vec<(u64, StaffFate, Vec<&str>)> {
    let rows = import.rows.iter();
    rows.map(|row| (row.line, row.fate, row.errors.iter().map(|error| error.code.as_str()).collect()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn good_rows_go_in_and_bad_ones_say_why() {
    let test = TestOffice::start().await;
    let admin = test.user("admin");
    let before = test.office.organisation().users.len();
    let checked = test.office.staff_import_check(&admin, FILE.as_bytes()).await.unwrap();
    let expected = [
        (2, StaffFate::Entered, vec![]),
        (3, StaffFate::Entered, vec![]),
        (4, StaffFate::Changed, vec![]),
        (5, StaffFate::Rejected, vec!["login_form"]),
        (6, StaffFate::Rejected, vec!["institution_unknown", "role_unknown"]),
        (7, StaffFate::Rejected, vec!["yes_or_no"]),
        (8, StaffFate::Rejected, vec!["row_twice"]),
        (9, StaffFate::Rejected, vec!["row_unreadable"]),
    ];
    assert_eq!(fates(&checked), expected);
    assert_eq!(test.office.organisation().users.len(), before, "looking changes nothing");

    // In GB18030, as spreadsheets write it.
    let (gb, ..) = encoding_rs::GB18030.encode(FILE);
    assert_eq!(fates(&test.office.staff_import_check(&admin, &gb).await.unwrap()), expected);

    let done = test.office.staff_import(&admin, FILE.as_bytes(), NewPasswords::OneTime).await.unwrap();
    assert_eq!(fates(&done), expected);
    let organisation = test.office.organisation();
    assert_eq!(organisation.users.len(), before + 2);
    let zhang = organisation.users.values().find(|user| user.login == "zhang.min").unwrap();
    let roles: Vec<_> = zhang.roles.iter().map(|role| role.role.as_str()).collect();
    assert_eq!(roles, ["approver", "handler"]);
    let passwords: Vec<_> = done.rows.iter().filter_map(|row| row.password.clone()).collect();
    assert_eq!(passwords.len(), 2, "who was there keeps theirs");
    let attempt = SignIn {
        login: "zhang.min".to_owned(),
        password: passwords[0].clone(),
        network: "10.0.0.1".to_owned(),
        device: None,
        family: String::new(),
    };
    let signed_in = test.office.sign_in(attempt).await.unwrap().signed_in().unwrap();
    assert_eq!(signed_in.owes, Some(Owed::Password), "it is good for one sign-in");

    let again = test.office.staff_import(&admin, FILE.as_bytes(), NewPasswords::OneTime).await.unwrap();
    assert_eq!(again.count(StaffFate::AsBefore), 3, "{:?}", fates(&again));
    assert!(again.rows.iter().all(|row| row.password.is_none()));
    assert!(test.office.session(&signed_in.secret.unwrap()).await.is_ok(), "nobody is signed out by it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_imports_within_reach() {
    let test = TestOffice::start().await;
    test.staff("local", "B1", &["administrator"]).await;
    let local = test.user("local");
    let file = "login,name,institution,roles\nnew,New,B1,handler\nspy,Spy,CC,handler\nchief,Chief,B1,officer@HQ\n\
        handler,Taken,B1,handler\nlocal,Local,B1,administrator officer\n";
    let done = test.office.staff_import(&local, file.as_bytes(), NewPasswords::None).await.unwrap();
    let expected = [
        (2, StaffFate::Entered, vec![]),
        (3, StaffFate::Rejected, vec!["beyond_reach"]),
        (4, StaffFate::Rejected, vec!["beyond_reach"]),
        (5, StaffFate::Rejected, vec!["beyond_reach"]),
        (6, StaffFate::Rejected, vec!["roles_own"]),
    ];
    assert_eq!(fates(&done), expected);
    assert!(done.rows.iter().all(|row| row.password.is_none()));
    let denied = test.office.staff_import(&test.user("officer"), file.as_bytes(), NewPasswords::None).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_table_is_refused_whole() {
    let test = TestOffice::start().await;
    let admin = test.user("admin");
    let long = format!("login,name,institution\n{}", "a1,A,CC\n".repeat(501));
    for (file, word) in [
        (&b""[..], "table_header"),
        (b"login,name,institution\n", "table_empty"),
        (b"login,institution\nab,CC\n", "table_columns"),
        (long.as_bytes(), "table_long"),
    ] {
        match test.office.staff_import_check(&admin, file).await {
            Err(OfficeError::Invalid(errors)) => assert_eq!(errors[0].code, word),
            other => panic!("{word}: {other:?}"),
        }
    }
}
