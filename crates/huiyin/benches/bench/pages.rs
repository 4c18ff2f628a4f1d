//! The desk's pages at a record of some size, as a member of staff in a browser waits for them: the workbench in each of
//! its views, the list of all cases under each single filter, every other page; and what a first load brings over the wire.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::asking::{Asker, encoded};
use crate::http::send;
use crate::program::Serving;
use crate::report::{Bar, Report, detail};

/// What a page must not take, in milliseconds.
const BAR: f64 = 50.0;

/// What a first load brings over the wire at most, in kilobytes.
const WEIGHT_BAR: f64 = 100.0;

/// Pages beside these lists; `{number}` is a case.
const OTHERS: [&str; 24] = [
    "/desk?period=month",
    "/desk?period=year",
    "/desk/cases/{number}",
    "/desk/cases/{number}/print",
    "/desk/cases/{number}/messages",
    "/desk/cases/{number}/steps/note",
    "/desk/cases/{number}/steps/conclude",
    "/desk/search",
    "/desk/search?q=mortgage",
    "/desk/search?q=%E4%BF%A1%E7%94%A8%E5%8D%A1",
    "/desk/team",
    "/desk/hearing",
    "/desk/approvals",
    "/desk/notices",
    "/desk/channels",
    "/desk/intake",
    "/desk/import",
    "/desk/me",
    "/desk/admin/institutions",
    "/desk/admin/users",
    "/desk/admin/keys",
    "/desk/admin/jobs",
    "/",
    "/track",
];

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
    let number = a_case(&asker);
    let others = OTHERS.map(|path| (path.to_owned(), path.replace("{number}", &number)));
    // What the roles of whoever asks do not open is said, and is no page of theirs.
    let (open, shut): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, path)| asker.status(path) != 403);
    for (path, _) in shut {
        detail(format!("page {path}"), "not open to this account");
    }
    asker.measure("page", &open, BAR, report);
    let all = views.iter().map(|(_, path)| path).chain(lists.iter().chain(&open).map(|(_, path)| path));
    let heaviest = all.map(|path| (first_load(&asker, path), path)).max().unwrap();
    let what = format!("first load of the heaviest page (`{}`): kilobytes over the wire", heaviest.1);
    report.bar(what, heaviest.0 as f64 / 1_024.0, Bar::Below(WEIGHT_BAR));
}

/// The number of an open case that somebody handles.
fn a_case(asker: &Asker<'_>) -> String {
    let list = asker.read("/desk/queue?view=mine").body;
    let (_, after) = list.split_once("/desk/cases/TS-").expect("somebody handles a case");
    let digits: String = after.chars().take_while(|letter| !"?\"/".contains(*letter)).collect();
    format!("TS-{digits}")
}

/// What a page and all that it names bring over the wire to a browser that was never here, in bytes.
fn first_load(asker: &Asker<'_>, path: &str) -> usize {
    let page = asker.read(path).body;
    let named = page.split(['"', '\'']).filter(|part| part.starts_with("/static/"));
    let parts: BTreeSet<&str> = named.chain([path]).collect();
    parts.into_iter().map(|part| over_the_wire(asker, part)).sum()
}

fn over_the_wire(asker: &Asker<'_>, path: &str) -> usize {
    let address = &asker.serving.address;
    let mut request =
        format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\naccept-encoding: gzip\r\n");
    for (name, value) in &asker.headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("{request}\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}");
    answer.len()
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
