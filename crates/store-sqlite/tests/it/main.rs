//! The engine through its front door.

mod engine;

mod contract {
    store::contract_tests!(crate::engine::fresh);
}
