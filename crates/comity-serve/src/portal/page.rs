//! A page as an answer: what stands around it, and what is shown where it could not be made.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_portal::{
    Catalogue, Law, Section, Shell, Template,
    pages::{ErrorPage, ship::Hidden},
};

use crate::{problem::Problem, state::State};

/// What stands around every page of a request.
pub struct Around {
    law: Law,
}

impl Around {
    /// For somebody who has not signed in.
    pub fn of(state: &State) -> Self {
        let digest = state.law.digest();
        let short = digest.get(..19).map_or_else(|| digest.to_owned(), |head| format!("{head}…"));
        Self { law: Law { digest: short, engine: concat!("comity ", env!("CARGO_PKG_VERSION")).into() } }
    }

    /// Does something with the shell of a section.
    pub fn with<T>(&self, section: Section, show: impl FnOnce(&Shell) -> T) -> T {
        let mut shell = Shell::new(Catalogue::english(), section);
        shell.law = Some(&self.law);
        show(&shell)
    }
}

/// HTML, or the page that says that there is none.
pub fn answer(status: StatusCode, html: Result<String, impl std::error::Error>) -> Response {
    match html {
        Ok(html) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Why there is no page to show.
pub enum NoPage {
    /// There is no such thing.
    Unknown,
    /// The fault is ours, or the server is busy.
    Problem(Problem),
}

impl From<Problem> for NoPage {
    fn from(problem: Problem) -> Self {
        if problem.status() == StatusCode::NOT_FOUND { Self::Unknown } else { Self::Problem(problem) }
    }
}

impl From<comity_edge::EdgeError> for NoPage {
    fn from(error: comity_edge::EdgeError) -> Self {
        Problem::from(error).into()
    }
}

impl IntoResponse for NoPage {
    fn into_response(self) -> Response {
        let shell = Shell::new(Catalogue::english(), Section::None);
        match self {
            Self::Unknown => answer(StatusCode::NOT_FOUND, ErrorPage::not_found(&shell).render()),
            Self::Problem(problem) if problem.status() == StatusCode::TOO_MANY_REQUESTS => answer(problem.status(), ErrorPage::busy(&shell).render()),
            Self::Problem(problem) => answer(problem.status(), ErrorPage::fault(&shell, None).render()),
        }
    }
}

/// A value to send along.
pub fn hidden(name: &str, value: &str) -> Hidden {
    Hidden { name: name.into(), value: value.into() }
}
