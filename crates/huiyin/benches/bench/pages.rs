//! The desk's pages at a record of some size, as a member of staff in a browser waits for them: the workbench in each of
//! its views, the list of all cases under each single filter, the front page.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::asking::{Asker, encoded};
use crate::http::send;
use crate::program::Serving;
use crate::report::Report;

/// What a page must not take, in milliseconds.
const BAR: f64 = 50.0;

/// The views of the workbench.
const VIEWS: [&str; 7] = ["mine", "unassigned", "due", "waiting", "owed", "done", "started"];

/// The filters of the list of all cases, one at a time, as its bar and the figures of the front page write them.
const FILTERS: [&str; 33] = [
    "",
    "due=late",
    "due=today",
    "due=next",
    "due=soon",
    "due=week",
    "kind=complaint",
    "kind=praise",
    "institution=HQ",
    "institution=B1",
    "only=B1-3",
    "business=prov:B03",
    "business=prov:B0302",
    "channel=hotline",
    "channel=nfra",
    "channel=media",
    "status=closed",
    "status=received",
    "status=material_asked",
    "urgent=1",
    "major=1",
    "paused=1",
    "owed=1",
    "state=open",
    "state=ended",
    "q=TS-20",
    "q=Mortgage",
    "q=nothing+like+it",
    "counted=due",
    "counted=landed",
    "counted=echoed",
    "counted=not_answered",
    "counted=answered",
];

/// Asks for the pages, signed in as somebody whose institution is above all.
pub fn measure(serving: &Serving, password: &str, times: usize, today: Date, report: &mut Report) {
    // At the sign-in a hash of the password is computed: four at once show what the server lets happen at once.
    let cookies = std::thread::scope(|scope| {
        let signing = [(); 4].map(|()| scope.spawn(|| sign_in(&serving.address, "li", password)));
        signing.map(|signing| signing.join().unwrap())
    });
    let asker = Asker { serving, headers: vec![("cookie", cookies[0].clone())], times };
    assert!(asker.read("/desk/cases").body.contains("<table"), "the list shows cases");
    let views = VIEWS.map(|view| (view.to_owned(), format!("/desk/queue?view={view}")));
    asker.measure("page /desk/queue, view", &views, BAR, report);
    let mut lists: Vec<(String, String)> = FILTERS
        .iter()
        .map(|filter| {
            let (name, value) = filter.split_once('=').unwrap_or_default();
            let shown = if filter.is_empty() { "no filter" } else { filter };
            (shown.to_owned(), format!("/desk/cases?{name}={}", encoded(&value.replace('+', " "))))
        })
        .collect();
    let month = today.strftime("%Y-%m").to_string();
    let (week_ago, years_ago) = (today.saturating_sub(7.days()), today.saturating_sub(2_000.days()));
    for filter in [
        format!("rekinded={month}"),
        format!("received_from={week_ago}"),
        format!("received_until={years_ago}"),
        "handler=1".to_owned(),
    ] {
        lists.push((filter.clone(), format!("/desk/cases?{filter}")));
    }
    asker.measure("page /desk/cases", &lists, BAR, report);
    // No bar of its own: it counts a period, which no filter does.
    for period in ["month", "year"] {
        asker.time("page /desk, period", period, &format!("/desk?period={period}"));
    }
}

/// Signs in as a person does, and returns the cookies.
fn sign_in(address: &str, login: &str, password: &str) -> String {
    let asked = send(address, "GET", "/desk/sign-in", &[], "").unwrap();
    let before = cookies(&asked.head);
    let form_token =
        asked.body.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = format!("form_token={form_token}&next=&login={login}&password={password}");
    let headers = [("cookie", before.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let answered = send(address, "POST", "/desk/sign-in", &headers, &body).unwrap();
    assert_eq!(answered.status, 303, "{answered:?}");
    format!("{before}; {}", cookies(&answered.head))
}

fn cookies(head: &str) -> String {
    let found = head.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("set-cookie").then(|| value.trim().split(';').next().unwrap_or_default())
    });
    found.collect::<Vec<_>>().join("; ")
}
