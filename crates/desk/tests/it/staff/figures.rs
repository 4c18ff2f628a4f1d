//! Every figure of the overview leads to exactly the cases it counts; every list has one order.

use super::life::{registers, takes};
use super::visit::{Visit, between};
use super::{desk, sign_in};

/// Links of the overview whose label is a count, with the count; rates and medians stand on such links.
fn counts(body: &str) -> Vec<(String, u64)> {
    let main = body.split("<main").nth(1).unwrap();
    let links = main.split("<a href=\"/desk/cases?").skip(1).filter_map(|link| {
        let href = format!("/desk/cases?{}", link.split('"').next()?.replace("&#38;", "&"));
        let digits: String = between(link, ">", "<")?.chars().filter(char::is_ascii_digit).collect();
        Some((href, digits.parse().ok()?))
    });
    links.collect()
}

async fn listed(visit: &mut Visit, href: &str) -> u64 {
    let body = visit.read(href).await;
    between(&body, "role=\"status\">共", "件").unwrap_or_else(|| panic!("{href}: {body}")).parse().unwrap()
}

#[tokio::test]
async fn every_figure_opens_the_cases_it_counts() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let first = registers(&mut handler, "周明远", "13812341234").await;
    desk.later(13 * 86_400);
    let mut handler = sign_in(&desk, "handler").await;
    for (name, phone) in [("吴越", "13900001111"), ("郑爽", "13900002222"), ("冯宝", "13900003333")] {
        let number = registers(&mut handler, name, phone).await;
        takes(&mut handler, &number, "accept", &[]).await;
    }
    takes(&mut handler, &first, "accept", &[]).await;
    takes(&mut handler, &first, "raise", &[("raise.urgent", "1"), ("raise.reason", "老人")]).await;
    let withdrawn = registers(&mut handler, "陈晨", "13900004444").await;
    takes(&mut handler, &withdrawn, "note", &[("note.text", "记录")]).await;
    for days in [0, 3, 5, 60] {
        desk.later(days * 86_400);
        let mut officer = sign_in(&desk, "officer").await;
        let body = officer.read("/desk?period=year").await;
        let found = counts(&body);
        assert!(found.len() > 5, "{found:?} in {body}");
        for (href, count) in found {
            assert_eq!(listed(&mut officer, &href).await, count, "{href} after {days} days");
        }
    }
}

#[tokio::test]
async fn a_condition_that_is_not_known_is_left_out_and_said() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    registers(&mut handler, "周明远", "13812341234").await;
    let body = handler.read("/desk/cases?kind=nonsense&due=someday").await;
    assert!(body.contains("没有“类型：nonsense”这个条件"), "{body}");
    assert!(body.contains("没有“到期：someday”这个条件") && body.contains("共1件"), "{body}");
    let handler_id = desk.user_id("handler");
    let body = handler.read(&format!("/desk/cases?handler={handler_id}")).await;
    assert!(body.contains("经办：handler") && body.contains("共0件"), "{body}");
}

#[tokio::test]
async fn all_cases_are_found_by_the_end_of_a_number_and_stand_by_their_date() {
    let desk = desk().await;
    let mut handler = sign_in(&desk, "handler").await;
    let first = registers(&mut handler, "周明远", "13812341234").await;
    let second = registers(&mut handler, "吴越", "13900001111").await;
    takes(&mut handler, &second, "accept", &[]).await;
    takes(&mut handler, &second, "raise", &[("raise.urgent", "1"), ("raise.reason", "老人")]).await;
    let body = handler.read("/desk/cases").await;
    let place = |number: &str| body.find(number).unwrap();
    assert!(place(&second) < place(&first), "the urgent lane stands first: {body}");
    assert!(body.contains(">全部案件</a>") && body.contains("<h2>件</h2>"), "{body}");
    let tail = first.rsplit('-').next().unwrap();
    let body = handler.read(&format!("/desk/cases?q={tail}")).await;
    assert!(body.contains(&first) && !body.contains(&second), "{body}");
}
