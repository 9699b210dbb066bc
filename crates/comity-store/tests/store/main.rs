//! The store on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod apart;
mod audit;
mod backups;
mod catalogue;
mod cluster;
mod determinations;
mod durable;
mod harness;
mod import;
mod jobs;
mod model;
mod outage;
mod people;
mod recheck;
mod schema;
mod together;
