//! When there is no page to show.

use askama::Template;

use crate::Shell;

/// Something went wrong, in plain words, with a way on.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The status of the answer.
    pub status: u16,
    /// The key of the title.
    pub title: &'a str,
    /// The key of what it means and what to do.
    pub words: &'a str,
    /// What exactly is wrong, where that is to be told.
    pub why: Option<&'a str>,
    /// The number of the request, to find it in the log.
    pub request: Option<&'a str>,
}

impl<'a> ErrorPage<'a> {
    /// There is no such page.
    pub fn not_found(shell: &'a Shell<'a>) -> Self {
        Self { shell, status: 404, title: "error-404-title", words: "error-404-words", why: None, request: None }
    }

    /// The person's role does not allow it.
    pub fn forbidden(shell: &'a Shell<'a>) -> Self {
        Self { shell, status: 403, title: "error-403-title", words: "error-403-words", why: None, request: None }
    }

    /// What was sent cannot be used, and why.
    pub fn not_used(shell: &'a Shell<'a>, status: u16, why: &'a str) -> Self {
        Self { shell, status, title: "error-422-title", words: "error-422-words", why: Some(why), request: None }
    }

    /// The fault is ours.
    pub fn fault(shell: &'a Shell<'a>, request: Option<&'a str>) -> Self {
        Self { shell, status: 500, title: "error-500-title", words: "error-500-words", why: None, request }
    }

    /// As much work as the server takes on is under way.
    pub fn busy(shell: &'a Shell<'a>) -> Self {
        Self { shell, status: 429, title: "error-429-title", words: "error-429-words", why: None, request: None }
    }

    /// The store cannot be reached: what needs nothing stored still works.
    pub fn unavailable(shell: &'a Shell<'a>, request: Option<&'a str>) -> Self {
        Self { shell, status: 503, title: "error-503-title", words: "error-503-words", why: None, request }
    }
}
