//! Readers of official sources.

pub mod ccl;
pub mod condition;
pub mod destination;
pub mod error;
pub mod exceptions;
pub mod label;
pub mod model;
pub mod notes;
pub mod reference;
pub mod scope;
pub mod text;
pub mod tree;
