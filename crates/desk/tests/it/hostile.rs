//! Input nobody means well with: nasty strings go in and come back equal, and whatever is thrown at tokens, cursors,
//! versions, keys and forms is refused in words, never with a fault of ours.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderValue, Request};
use office::exchange::{Columns, ExportRequest, Format, Language, Target};
use office::{Caller, CaseFilter};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::json;

use crate::harness::{PASSWORD, TestDesk};
use crate::nasty;
use crate::staff::visit::Visit;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nasty_strings_come_back_equal_and_break_nothing() {
    let desk = TestDesk::start().await;
    let program = desk.program("handler").await;
    let strings = nasty::strings();
    assert!(strings.len() >= 480, "{} strings", strings.len());
    let mut numbers = Vec::new();
    for (index, string) in strings.iter().enumerate() {
        let subject = if string.chars().count() <= 200 { string.as_str() } else { "长" };
        let told = program
            .post(
                "/cases",
                json!({ "kind": "complaint", "institution": "CC", "channel": "hotline", "subject": subject,
                    "narrative": format!("  {string}\n"), "person": { "name": "周明远", "phone": "13812341234" } }),
            )
            .await;
        let number = told.expect(201)["number"].as_str().unwrap().to_owned();
        let note = json!({ "steps": [{ "step": "note", "text": string, "investigation": true }] });
        program.post_at(1, &format!("/cases/{number}/steps"), note).await.expect(200);
        let seen = program
            .post(&format!("/cases/{number}/unmask"), json!({ "reason": "investigate" }))
            .await
            .expect(200);
        let texts: Vec<&str> =
            seen["texts"].as_object().unwrap().values().filter_map(|text| text.as_str()).collect();
        assert_eq!(texts.len(), 3, "{string:?}");
        let equal = texts.iter().filter(|text| **text == string).count();
        assert_eq!(equal, if subject == string { 3 } else { 2 }, "{string:?} came back as {texts:?}");
        // One in seven is looked for and looked at; all of them are on the lists.
        if index % 7 == 0 {
            let sought: String =
                string.chars().take(100).map(|character| format!("{:X}", Bytes(character))).collect();
            program.get(&format!("/cases?limit=200&text={sought}")).await.expect(200);
        }
        numbers.push(number);
    }

    let mut handler = Visit::signed_in(desk.router(), "handler", PASSWORD).await;
    for number in numbers.iter().step_by(7) {
        let page = handler.read(&format!("/desk/cases/{number}")).await;
        assert!(page.trim_end().ends_with("</html>"));
        for markup in ["<script>alert", "<img src=x", "<svg/onload", "</textarea><h1>"] {
            assert!(!page.contains(markup), "{number}: {markup}");
        }
    }
    handler.read("/desk/cases").await;

    for format in [Format::Csv, Format::Jsonl, Format::Xlsx] {
        let path = desk.folder().join(format!("out.{format:?}").to_lowercase());
        let request = ExportRequest {
            filter: CaseFilter::default(),
            from: None,
            to: None,
            as_of: None,
            columns: Columns::Standard,
            format,
            target: Target::File(path),
            unmask: None,
            language: Language::Chinese,
            translate: None,
        };
        let report = desk.desk.office.export_cases(&Caller::system("test"), request, |_| {}).await.unwrap();
        assert_eq!(report.rows, strings.len() as u64);
    }
}

/// A character percent-encoded.
struct Bytes(char);

impl std::fmt::UpperHex for Bytes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.encode_utf8(&mut [0; 4]).bytes().try_for_each(|byte| write!(formatter, "%{byte:02X}"))
    }
}

/// Something like `good`, or nothing like it.
fn spoiled(good: &[u8], random: &mut ChaCha20Rng) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=random.next_u32() % 6 {
        let place = random.next_u32() as usize % (bytes.len() + 1);
        match random.next_u32() % 5 {
            0 => bytes.insert(place, random.next_u32() as u8),
            1 => bytes.truncate(place),
            2 => bytes.extend(good),
            3 if place < bytes.len() => bytes[place] ^= 1 << (random.next_u32() % 8),
            _ => bytes.splice(place.., good.iter().rev().copied()).for_each(drop),
        }
    }
    bytes
}

#[tokio::test]
async fn whatever_stands_in_a_header_or_an_address_is_answered_in_words() {
    let desk = TestDesk::start().await;
    let token = desk.program("handler").await.token;
    super::api::received(&desk.program("intake").await).await;
    let mut random = ChaCha20Rng::seed_from_u64(20_261_124);
    let cursor = b"eyJyYW5rIjoxLCJjYXNlIjoxfQ";
    for round in 0..400 {
        let header =
            |good: &[u8], random: &mut ChaCha20Rng| HeaderValue::from_bytes(&spoiled(good, random)).ok();
        let mut request =
            Request::post("/api/v1/cases/TS-2026-0000001/steps").header(CONTENT_TYPE, "application/json");
        let bearer = format!("Bearer {token}");
        let mut authorization = HeaderValue::from_str(&bearer).ok();
        let mut body = json!({ "steps": [{ "step": "accept" }] }).to_string().into_bytes();
        let (mut version, mut key) = (HeaderValue::from_static("\"1\""), None);
        match round % 4 {
            0 => authorization = header(bearer.as_bytes(), &mut random),
            1 => version = header(b"\"1\"", &mut random).unwrap_or(version),
            2 => key = header(b"\"8e03978e-40d5-43e8\"", &mut random),
            _ => body = spoiled(&body, &mut random),
        }
        for (name, value) in
            [("authorization", authorization), ("if-match", Some(version)), ("idempotency-key", key)]
        {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let answer = desk.send(request.body(Body::from(body)).unwrap()).await;
        assert!(answer.status.as_u16() < 500, "round {round}: {} {}", answer.status, answer.text);
        if answer.status.is_client_error() {
            assert_eq!(answer.header("content-type"), "application/problem+json", "round {round}");
        }

        let place: String = spoiled(cursor, &mut random).iter().map(|byte| format!("%{byte:02X}")).collect();
        let request = Request::get(format!("/api/v1/cases?cursor={place}")).header(AUTHORIZATION, bearer);
        let answer = desk.send(request.body(Body::empty()).unwrap()).await;
        assert!(matches!(answer.status.as_u16(), 200 | 400 | 422), "{place}: {}", answer.text);
    }
}

#[tokio::test]
async fn whatever_is_sent_as_a_form_is_answered_with_a_page() {
    let desk = TestDesk::start().await;
    let page = desk.send(Request::get("/track").body(Body::empty()).unwrap()).await;
    let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
    let token = page.text.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut random = ChaCha20Rng::seed_from_u64(7);
    let fields = format!("form_token={token}&number=TS-2026-0000001&code=7K4M-Q9XW");
    let parts = format!(
        "--b\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n--b\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"r.json\"\r\nContent-Type: application/json\r\n\r\n{{\"format\":\"huiyin-receipt/1\"}}\r\n--b--\r\n"
    );
    for round in 0..300 {
        let (path, media_type, good) = match round % 2 {
            0 => ("/track", "application/x-www-form-urlencoded", &fields),
            _ => ("/verify", "multipart/form-data; boundary=b", &parts),
        };
        // The token stays whole, so that what is spoiled is read at all.
        let kept = good.find(token).unwrap() + token.len();
        let mut body = good.as_bytes()[..kept].to_vec();
        body.extend(spoiled(&good.as_bytes()[kept..], &mut random));
        let request = Request::post(path).header(CONTENT_TYPE, media_type).header(COOKIE, &cookie);
        let answer = desk.send(request.body(Body::from(body)).unwrap()).await;
        assert!(answer.status.as_u16() < 500, "round {round}: {} {}", answer.status, answer.text);
        if !answer.status.is_redirection() {
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "round {round}");
        }
    }
}

/// Deeper than any body of ours: refused before anything is built from it.
#[tokio::test]
async fn bodies_without_bottom_are_refused() {
    let desk = TestDesk::start().await;
    let token = desk.program("handler").await.token;
    let send = async |body: String| {
        let request = Request::post("/api/v1/cases/TS-2026-0000001/steps")
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header("if-match", "*")
            .header(CONTENT_TYPE, "application/json");
        desk.send(request.body(Body::from(body)).unwrap()).await
    };
    for body in ["[".repeat(100_000), format!("{{\"steps\":{}", "[{\"a\":".repeat(90_000))] {
        assert_eq!(send(body).await.expect(400)["code"], "malformed");
    }
    let steps = vec![json!({ "step": "accept" }); 21];
    assert_eq!(
        send(json!({ "steps": steps }).to_string()).await.expect(422)["errors"][0]["code"],
        "steps_count"
    );
    // Thousands of words that might be the malformed one are not tried one after the other.
    let words: Vec<String> = (0..40_000).map(|word| word.to_string()).collect();
    let begun = std::time::Instant::now();
    let step = json!({ "step": "contact", "at": "gestern", "form": words, "reached": true });
    send(json!({ "steps": [step] }).to_string()).await.expect(422);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
