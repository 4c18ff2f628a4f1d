//! Input nobody means well with: whatever is thrown at tokens, cursors, versions, keys and forms is refused in words, never
//! with a fault of ours.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderValue, Request};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::json;

use crate::harness::TestDesk;

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
