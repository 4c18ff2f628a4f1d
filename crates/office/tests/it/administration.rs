//! How far an administrator reaches, and how long a sign-in lasts.

use office::{InstitutionInput, OfficeError, SignIn, StaffInput};

use crate::harness::TestOffice;

fn staff(login: &str, home: &str, roles: &[&str], password: Option<&str>) -> StaffInput {
    StaffInput {
        login: login.to_owned(),
        display_name: login.to_owned(),
        institution: home.to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        password: password.map(str::to_owned),
        active: true,
    }
}

fn institution(code: &str, superior: Option<&str>) -> InstitutionInput {
    InstitutionInput {
        code: code.to_owned(),
        name_zh: code.to_owned(),
        name_en: String::new(),
        level: "branch".to_owned(),
        superior: superior.map(str::to_owned),
        region: Default::default(),
        supervised_by: Vec::new(),
        active: true,
    }
}

fn denied<T>(result: Result<T, OfficeError>) -> bool {
    matches!(result, Err(OfficeError::Denied { .. }))
}

fn code<T>(result: Result<T, OfficeError>) -> String {
    match result {
        Err(OfficeError::Invalid(errors)) => errors[0].code.clone(),
        Err(other) => other.to_string(),
        Ok(_) => "done".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_reaches_no_further_than_their_own_institutions() {
    let test = TestOffice::start().await;
    test.staff("local", "B1", &["administrator"]).await;
    let local = test.user("local");
    let office = &test.office;
    office.set_staff(&local, staff("new", "B1", &["handler"], None)).await.unwrap();
    assert!(denied(office.set_staff(&local, staff("new", "B1", &["officer@HQ"], None)).await), "not above");
    assert!(denied(office.set_staff(&local, staff("spy", "CC", &[], None)).await), "not beside");
    assert!(
        denied(office.set_staff(&local, staff("handler", "B1", &["handler"], None)).await),
        "nobody else's"
    );
    test.staff("guest", "B1", &["handler@CC"]).await;
    let taken_over = staff("guest", "B1", &[], Some("correct horse battery"));
    assert!(
        denied(office.set_staff(&local, taken_over).await),
        "who holds a role elsewhere is not theirs alone"
    );
    let more = staff("local", "B1", &["administrator", "handler"], None);
    assert_eq!(code(office.set_staff(&local, more).await), "roles_own");
    office.set_staff(&local, staff("local", "B1", &["administrator"], None)).await.unwrap();
    office.set_institution(&local, institution("B11", Some("B1"))).await.unwrap();
    assert!(denied(office.set_institution(&local, institution("B2", Some("HQ"))).await));
    assert!(
        denied(office.set_institution(&local, institution("B1", None)).await),
        "nobody leaves their superior"
    );
    let admin = test.user("admin");
    office.set_institution(&admin, institution("AS2", None)).await.unwrap();
    office.set_staff(&admin, staff("desk", "AS", &["supervisor"], None)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_nobody_elses_hand() {
    let test = TestOffice::start().await;
    test.staff("local", "B1", &["administrator"]).await;
    let (local, admin, office) = (test.user("local"), test.user("admin"), &test.office);
    let person = staff("person", "B1", &["handler"], Some("correct horse battery"));
    office.set_staff(&admin, person).await.unwrap();
    assert_eq!(code(office.create_token(&admin, "person", "", None).await), "token_of_person");
    office.create_token(&local, "branch", "import", None).await.unwrap();
    office.create_token(&local, "local", "", None).await.unwrap();
    assert!(denied(office.create_token(&local, "handler", "", None).await));
    let far = office.create_token(&admin, "handler", "", None).await.unwrap();
    let listed = office.tokens(&local).await.unwrap();
    assert_eq!(listed.len(), 2, "{listed:?}");
    let revoked = office.revoke_token(&local, &far.fingerprint).await;
    assert!(matches!(revoked, Err(OfficeError::NotFound { .. })));
    office.create_token(&office::Caller::system("test"), "person", "", None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_however_much_it_is_used() {
    let test = TestOffice::start().await;
    let person = staff("person", "B1", &["handler"], Some("correct horse battery"));
    test.office.set_staff(&test.user("admin"), person).await.unwrap();
    let sign_in = SignIn {
        login: "person".to_owned(),
        password: "correct horse battery".to_owned(),
        network: "10.0.0.1".to_owned(),
        device: None,
        family: String::new(),
    };
    let secret = test.office.sign_in(sign_in).await.unwrap().signed_in().unwrap().secret.unwrap();
    for _ in 0..20 {
        test.later(8);
        test.office.session(&secret).await.unwrap();
    }
    test.later(8);
    assert!(matches!(test.office.session(&secret).await, Err(OfficeError::Unauthenticated)));
}
