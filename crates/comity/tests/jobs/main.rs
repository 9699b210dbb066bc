//! Jobs through the real server: killed at any moment, shared by several, cut off while they come in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(unix)]

/// The PostgreSQL of the store's own tests.
#[path = "../../../comity-store/tests/store/cluster.rs"]
#[allow(dead_code, reason = "what the store's tests do with it besides")]
mod cluster;

mod chance;
mod killed;
mod server;
mod shared;
mod work;
