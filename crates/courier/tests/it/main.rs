//! The ways out, each against a server of the test's own on this machine.

mod ways;
