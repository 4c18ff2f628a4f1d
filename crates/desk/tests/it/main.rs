//! The desk through its front door: the whole application on a store in a temporary folder.

mod harness;
mod portal;
mod staff;
mod stylesheet;
