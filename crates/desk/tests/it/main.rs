//! The desk through its front door: the whole application on a store in a temporary folder.

// All of this binary is test code, its helpers too: what cannot be unwrapped fails the test that asked.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod api;
mod browser;
mod coming_back;
mod described;
mod harness;
mod hostile;
mod issuer;
mod locales;
mod nasty;
mod openapi;
mod portal;
mod problems;
mod reckoning;
mod routes;
mod staff;
mod stylesheet;
mod watching;
