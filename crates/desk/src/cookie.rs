//! Reading and setting cookies.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::DeskSettings;

/// The prefix makes browsers refuse a cookie of this name that a neighbouring host or a plain connection sets.
const PREFIX: &str = "__Host-";

fn named<'name>(settings: &DeskSettings, name: &'name str) -> std::borrow::Cow<'name, str> {
    if settings.secure_cookies { format!("{PREFIX}{name}").into() } else { name.into() }
}

/// The value of a cookie.
pub fn read(settings: &DeskSettings, headers: &HeaderMap, name: &str) -> Option<String> {
    let name = named(settings, name);
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// How long a cookie lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// Until the browser is closed.
    Visit,
    /// So many seconds.
    Seconds(u64),
    /// It is taken back.
    Ended,
}

/// A `Set-Cookie` header. Values are made by this program and hold letters, digits and `-_.` only; anything else is
/// left out.
pub fn set(settings: &DeskSettings, name: &str, value: &str, lasts: Lasts) -> HeaderValue {
    let value: String =
        value.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter)).collect();
    let name = named(settings, name);
    let secure = if settings.secure_cookies { "; Secure" } else { "" };
    let lasts = match lasts {
        Lasts::Visit => String::new(),
        Lasts::Seconds(seconds) => format!("; Max-Age={seconds}"),
        Lasts::Ended => "; Max-Age=0".to_owned(),
    };
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{lasts}");
    HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""))
}
