//! The first page: what this is, and the four questions.

use askama::Template;

use crate::Shell;

/// The first page.
#[derive(Template)]
#[template(path = "start.html")]
pub struct StartPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// Jurisdictions whose law is loaded, by name.
    pub jurisdictions: &'a [String],
    /// Lists that items can be classified in, by title.
    pub lists: &'a [String],
    /// Party lists in use.
    pub party_lists: usize,
    /// Parties whose hits wait for a decision; none for those who have not signed in.
    pub waiting: Option<usize>,
    /// Kept answers that would come out otherwise today; none for those who have not signed in.
    pub changed: Option<usize>,
}
