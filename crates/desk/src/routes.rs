//! The table of every address there is, with the guard before it. The server is built from it and from nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state, map_response_with_state};
use axum::routing::MethodRouter;
use tower_http::catch_panic::CatchPanicLayer;

use crate::arrival::BodySize;
use crate::guard::stand;
use crate::page::{nothing_here, other_method, show_faults};
use crate::{Desk, Guard, api, gateway, health, meters, portal, preferences, staff, static_files};

/// An address under one method.
#[derive(Clone)]
pub struct Route {
    /// The method: GET, POST or PUT.
    pub method: Method,
    /// The path, `/desk/cases/{number}`.
    pub path: &'static str,
    /// What somebody must show.
    pub guard: Guard,
    /// How large a form it takes.
    pub size: BodySize,
    handler: MethodRouter<Arc<Desk>>,
}

impl Route {
    /// Reading.
    pub fn get<H: Handler<T, Arc<Desk>>, T: 'static>(path: &'static str, guard: Guard, handler: H) -> Self {
        Self::new(Method::GET, path, guard, axum::routing::get(handler))
    }

    /// Writing.
    pub fn post<H: Handler<T, Arc<Desk>>, T: 'static>(path: &'static str, guard: Guard, handler: H) -> Self {
        Self::new(Method::POST, path, guard, axum::routing::post(handler))
    }

    /// Writing something whose name the caller knows. Programs only: forms do not put.
    pub fn put<H: Handler<T, Arc<Desk>>, T: 'static>(path: &'static str, guard: Guard, handler: H) -> Self {
        Self::new(Method::PUT, path, guard, axum::routing::put(handler))
    }

    /// Writing, with files.
    pub fn upload<H: Handler<T, Arc<Desk>>, T: 'static>(
        path: &'static str,
        guard: Guard,
        handler: H,
    ) -> Self {
        Self { size: BodySize::WithFiles, ..Self::post(path, guard, handler) }
    }

    fn new(method: Method, path: &'static str, guard: Guard, handler: MethodRouter<Arc<Desk>>) -> Self {
        Self { method, path, guard, size: BodySize::Letter, handler }
    }
}

/// Every address of a desk.
pub fn table(desk: &Desk) -> Vec<Route> {
    let mut routes = health::routes();
    routes.extend(static_files::routes());
    routes.extend(preferences::routes());
    routes.extend(portal::routes());
    routes.extend(gateway::routes());
    if !desk.settings.portal_only {
        routes.extend(staff::routes());
        routes.extend(api::routes());
        routes.extend(meters::routes());
    }
    routes
}

/// The server.
pub fn router(desk: Arc<Desk>) -> Router {
    let mut paths: BTreeMap<&'static str, MethodRouter<Arc<Desk>>> = BTreeMap::new();
    for route in table(&desk) {
        let guarded = route
            .handler
            .route_layer(from_fn_with_state((Arc::clone(&desk), route.guard, route.size), stand));
        let merged = match paths.remove(route.path) {
            Some(methods) => methods.merge(guarded),
            None => guarded,
        };
        paths.insert(route.path, merged);
    }
    let router = paths.into_iter().fold(Router::new(), |router, (path, methods)| router.route(path, methods));
    router
        .method_not_allowed_fallback(other_method)
        .fallback(nothing_here)
        // Guards and API readers limit bodies themselves, each to what it expects.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::new())
        .layer(from_fn(crate::headers::bound))
        .layer(from_fn_with_state(Arc::clone(&desk), show_faults))
        .layer(map_response_with_state(Arc::clone(&desk), crate::headers::add))
        .layer(from_fn(crate::compressed::compress))
        .layer(from_fn_with_state(Arc::clone(&desk), meters::measure))
        .with_state(desk)
}
