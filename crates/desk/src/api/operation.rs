//! One operation of the API: its route together with what the description says of it, so that neither can be without the
//! other.

use std::sync::Arc;

use axum::handler::Handler;
use axum::http::Method;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::parameters::{Parameter, of};
use crate::arrival::BodySize;
use crate::{Desk, Guard, Route};

/// The schema of a body.
pub(crate) type Model = fn(&mut SchemaGenerator) -> Schema;

/// What a body is made of.
#[derive(Clone, Copy)]
pub(crate) enum Content {
    Json(Model),
    /// Bytes of any type.
    Bytes,
}

/// An operation.
pub(crate) struct Operation {
    pub route: Route,
    pub id: &'static str,
    pub summary: &'static str,
    /// Beyond the summary; may be empty.
    pub description: &'static str,
    pub query: Vec<&'static [Parameter]>,
    pub takes: Option<Content>,
    pub status: u16,
    pub answers: Option<Content>,
    /// Whether the answer carries the version of a case as its ETag.
    pub tells_version: bool,
    /// Whether `If-Match` must name the version read.
    pub needs_version: bool,
    /// Whether the rules may refuse it.
    pub may_be_refused: bool,
}

impl Operation {
    fn new(route: Route, id: &'static str, summary: &'static str) -> Self {
        Self {
            route,
            id,
            summary,
            description: "",
            query: Vec::new(),
            takes: None,
            status: 200,
            answers: None,
            tells_version: false,
            needs_version: false,
            may_be_refused: false,
        }
    }

    pub(crate) fn get<H: Handler<T, Arc<Desk>>, T: 'static>(
        (id, summary): (&'static str, &'static str),
        path: &'static str,
        guard: Guard,
        handler: H,
    ) -> Self {
        Self::new(Route::get(path, guard, handler), id, summary)
    }

    pub(crate) fn post<H: Handler<T, Arc<Desk>>, T: 'static>(
        (id, summary): (&'static str, &'static str),
        path: &'static str,
        guard: Guard,
        handler: H,
    ) -> Self {
        Self::new(Route::post(path, guard, handler), id, summary)
    }

    pub(crate) fn put<H: Handler<T, Arc<Desk>>, T: 'static>(
        (id, summary): (&'static str, &'static str),
        path: &'static str,
        guard: Guard,
        handler: H,
    ) -> Self {
        Self::new(Route::put(path, guard, handler), id, summary)
    }

    pub(crate) fn described(self, description: &'static str) -> Self {
        Self { description, ..self }
    }

    pub(crate) fn asking(mut self, parameters: &'static [Parameter]) -> Self {
        self.query.push(parameters);
        self
    }

    pub(crate) fn takes<T: JsonSchema>(self) -> Self {
        Self { takes: Some(Content::Json(of::<T>)), ..self }
    }

    pub(crate) fn takes_bytes(mut self) -> Self {
        self.route.size = BodySize::WithFiles;
        Self { takes: Some(Content::Bytes), ..self }
    }

    pub(crate) fn answers<T: JsonSchema>(self, status: u16) -> Self {
        Self { answers: Some(Content::Json(of::<T>)), status, ..self }
    }

    pub(crate) fn answers_bytes(self) -> Self {
        Self { answers: Some(Content::Bytes), ..self }
    }

    pub(crate) fn answers_nothing(self) -> Self {
        Self { status: 204, ..self }
    }

    pub(crate) fn tells_version(self) -> Self {
        Self { tells_version: true, ..self }
    }

    /// Writes to a case at a version.
    pub(crate) fn at_version(self) -> Self {
        Self { needs_version: true, may_be_refused: true, ..self }
    }

    pub(crate) fn may_be_refused(self) -> Self {
        Self { may_be_refused: true, ..self }
    }

    /// Whether it may change something, so that a key can be given for it to happen once.
    pub(crate) fn writes(&self) -> bool {
        self.route.method != Method::GET
    }

    /// Every status it may answer with besides its own.
    pub(crate) fn errors(&self) -> Vec<u16> {
        let mut errors = vec![414, 429, 431, 500, 503];
        match self.route.guard {
            Guard::TokenAny => errors.push(401),
            Guard::Token(_) => errors.extend([401, 403]),
            _ => {}
        }
        if self.route.path.contains('{') {
            // An address that cannot be decoded is malformed; one that can names nothing.
            errors.extend([400, 404]);
        }
        if !self.query.is_empty() {
            errors.extend([400, 422]);
        }
        match self.takes {
            Some(Content::Json(_)) => errors.extend([400, 415, 422]),
            Some(Content::Bytes) => errors.push(422),
            None => {}
        }
        if self.writes() {
            // Also a key that is malformed, under way or another request's.
            errors.extend([400, 408, 409, 413, 422]);
        }
        if self.needs_version {
            errors.extend([412, 428]);
        }
        if self.may_be_refused {
            errors.extend([409, 422]);
        }
        errors.sort_unstable();
        errors.dedup();
        errors
    }
}
