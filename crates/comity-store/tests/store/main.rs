//! The store on both databases.

mod audit;
mod cluster;
mod determinations;
mod harness;
mod jobs;
mod people;
