//! Which listed parties a party may be: questions made ready, editions searched, hits with what people decided about them.

pub mod answer;
mod error;
pub mod kept;
pub mod lines;
pub mod listed;
pub mod party;
pub mod rescreen;
pub mod shown;

pub use error::ScreenError;
