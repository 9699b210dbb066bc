//! Who is told of what happens beside an answer: at a terminal a line and a spinner, in a server a line of its log.

use std::any::Any;

use crate::error::EdgeError;

/// Is told of what stops nothing and should still be known.
pub trait Watch: Send + Sync {
    /// A sentence that a person should read, such as that a set of parties has no edition as early as the day asked for.
    fn notice(&self, text: &str);

    /// Something that the answer could do without cannot be used: it counts as not there.
    fn unusable(&self, error: EdgeError) {
        self.notice(&error.to_string());
    }

    /// Work begins that takes seconds; it ends when what is returned is dropped.
    fn busy(&self, _what: &str) -> Box<dyn Any> {
        Box::new(())
    }
}

/// Nobody is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn notice(&self, _text: &str) {}
}

/// What was found, for an answer that can do without: what cannot be used is said, and counts as not there.
pub fn usable<T>(found: Result<Option<T>, EdgeError>, watch: &dyn Watch) -> Option<T> {
    found.unwrap_or_else(|error| {
        watch.unusable(error);
        None
    })
}
