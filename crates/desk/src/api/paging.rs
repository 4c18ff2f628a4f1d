//! Lists page by page: which page is asked for, what it holds, and the links to its neighbours.

use std::str::FromStr;

use axum::http::header::LINK;
use axum::http::{HeaderValue, Uri};
use axum::response::Response;
use office::{FieldError, OfficeError};
use schemars::{Schema, SchemaGenerator, json_schema};

use super::parameters::{Asked, Parameter, of, one};
use crate::encoded::encoded;
use crate::problem::Problem;

/// Rows on a page, where nobody says.
const PAGE_DEFAULT: u32 = 50;
/// Rows on a page, at most.
const PAGE_MAX: u32 = 200;

/// What every list is asked.
pub(crate) const PAGE: &[Parameter] = &[
    one("cursor", "`next` of the page before.", of::<String>),
    one("limit", "Rows on the page; 50 where left out.", limit_schema),
];

fn limit_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": PAGE_DEFAULT })
}

/// The page that is asked for.
pub(crate) struct Wanted {
    pub cursor: Option<String>,
    pub limit: u32,
}

impl Wanted {
    /// Reads [`PAGE`].
    pub(crate) fn read(asked: &mut Asked) -> Self {
        let limit = asked.value("limit", "a number from 1 to 200").unwrap_or(PAGE_DEFAULT);
        if !(1..=PAGE_MAX).contains(&limit) {
            asked.wrong("limit", format!("`{limit}`: expected a number from 1 to {PAGE_MAX}"));
        }
        Self { cursor: asked.text("cursor"), limit }
    }

    /// The cursor of a list in the order of a number.
    pub(crate) fn number(&self) -> Result<Option<u64>, Problem> {
        let number = |word: &str| word.parse().map_err(|_| unknown(word));
        self.cursor.as_deref().map(number).transpose()
    }

    /// The page of a list in memory that is in the order of a key, and the cursor that goes on behind it.
    pub(crate) fn page<T, K: Ord + FromStr + ToString>(
        &self,
        all: impl Iterator<Item = T>,
        key: impl Fn(&T) -> K,
    ) -> Result<(Vec<T>, Option<String>), Problem> {
        let after = self.cursor.as_deref().map(|word| word.parse::<K>().map_err(|_| unknown(word)));
        let after = after.transpose()?;
        let limit = self.limit as usize;
        let behind = all.skip_while(|item| after.as_ref().is_some_and(|after| key(item) <= *after));
        let mut page: Vec<T> = behind.take(limit + 1).collect();
        let more = page.len() > limit;
        page.truncate(limit);
        let next = page.last().filter(|_| more).map(|last| key(last).to_string());
        Ok((page, next))
    }
}

/// A cursor that no page gave out, as the record's lists refuse it.
fn unknown(word: &str) -> Problem {
    let shown: String = word.chars().take(40).collect();
    let message = format!("`{shown}` is not a cursor of this list");
    OfficeError::Invalid(vec![FieldError::new("cursor", "cursor_unknown", message)]).into()
}

/// A page with the links to its neighbours.
pub(crate) fn linked(
    mut response: Response,
    uri: &Uri,
    next: Option<&str>,
    previous: Option<&str>,
) -> Response {
    let link = link(uri, next, previous);
    if let Ok(value) = HeaderValue::from_str(&link)
        && !link.is_empty()
    {
        response.headers_mut().insert(LINK, value);
    }
    response
}

/// The neighbouring pages, RFC 8288.
fn link(uri: &Uri, next: Option<&str>, previous: Option<&str>) -> String {
    let kept = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor=") && !pair.starts_with("before="));
    let kept: Vec<&str> = kept.collect();
    let to = |relation: &str, name: &str, place: &str| {
        let mut pairs = kept.clone();
        let pair = format!("{name}={}", encoded(place));
        pairs.push(&pair);
        format!("<{}?{}>; rel=\"{relation}\"", uri.path(), pairs.join("&"))
    };
    let next = next.map(|place| to("next", "cursor", place));
    let previous = previous.map(|place| to("prev", "before", place));
    next.into_iter().chain(previous).collect::<Vec<_>>().join(", ")
}
