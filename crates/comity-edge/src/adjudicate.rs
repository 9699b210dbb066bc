//! Decisions of people about hits, as the data folder keeps them.

mod error;
mod store;

pub use self::{
    error::AdjudicateError,
    store::{DecisionFile, Decisions, Line},
};
