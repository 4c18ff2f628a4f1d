//! What every answer carries, and where a request comes from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::page::{PageError, is_api};
use crate::problem::Problem;
use crate::{Desk, DeskSettings};

/// Nothing from another host, nothing inline, no frame around us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/// In this order: the header and its value.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    ),
];

/// Whoever came by TLS once comes by TLS for two years, to hosts below this one too (RFC 6797).
const BY_TLS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Adds them. What a handler says about caching stands; else nothing is kept, by nobody.
pub(crate) async fn add(State(desk): State<Arc<Desk>>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    if desk.settings.secure_cookies {
        headers.insert(STRICT_TRANSPORT_SECURITY, BY_TLS);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The address a request comes from. Behind a proxy of the institution, what the nearest proxy says.
pub(crate) fn network(settings: &DeskSettings, request: &Request) -> String {
    let forwarded = || {
        let line = request.headers().get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?;
        // Each proxy adds at the end; what stands before it anybody can have written.
        line.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    let direct =
        || request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let address = if settings.behind_proxy { forwarded().or_else(direct) } else { direct() };
    address.map_or_else(|| "unknown".to_owned(), counted_as)
}

/// The network whose requests are counted: none for the own machine, unless a proxy stands before it.
pub(crate) fn counted_network(settings: &DeskSettings, request: &Request) -> Option<String> {
    let direct = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let own = direct.is_none_or(|ConnectInfo(address)| address.ip().to_canonical().is_loopback());
    (settings.behind_proxy || !own).then(|| network(settings, request))
}

/// The longest address with its query, in bytes; links to filtered lists are a few hundred.
const URI_BYTES_MAX: usize = 8 * 1024;
/// The longest head of a request, in bytes: names and values of all headers.
const HEAD_BYTES_MAX: usize = 32 * 1024;

/// Refuses what no reader of ours sends: addresses and headers without end.
pub(crate) async fn bound(request: Request, next: Next) -> Response {
    let uri = request.uri().path_and_query().map_or(0, |uri| uri.as_str().len());
    let head: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    let (status, code, what, max) = match (uri > URI_BYTES_MAX, head > HEAD_BYTES_MAX) {
        (true, _) => (StatusCode::URI_TOO_LONG, "address_too_long", "an address", URI_BYTES_MAX),
        (_, true) => {
            (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large", "all headers", HEAD_BYTES_MAX)
        }
        _ => return next.run(request).await,
    };
    match is_api(request.uri().path()) {
        true => {
            Problem::new(status, code, format!("{what} together have at most {max} bytes")).into_response()
        }
        false => PageError::Bare(status).into_response(),
    }
}

/// The network an address is counted under: of IPv6 the first 64 bits, since whoever has one address has all of those.
fn counted_as(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let prefix = address.to_bits() >> 64 << 64;
            format!("{}/64", Ipv6Addr::from_bits(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_household_are_one_network() {
        for (address, network) in [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(counted_as(address.parse().unwrap()), network);
        }
    }
}
