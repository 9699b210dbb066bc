//! A page as an answer: what stands around it, and what is shown where it could not be made.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use comity_portal::{
    Catalogue, Law, Notice, Section, Shell, Template,
    pages::{ErrorPage, ship::Hidden},
};
use comity_store::StoreError;
use jiff::{Timestamp, tz::TimeZone};

use super::visitor::Visit;
use crate::{problem::Problem, state::State};

/// What stands around every page of a request.
pub struct Around {
    law: Law,
    visit: Visit,
    notice: Option<Notice>,
}

impl Around {
    /// For whoever opens the page.
    pub fn of(state: &State, visit: &Visit) -> Self {
        let digest = state.law.digest();
        let short = digest.get(..19).map_or_else(|| digest.to_owned(), |head| format!("{head}…"));
        Self { law: Law { digest: short, engine: concat!("comity ", env!("CARGO_PKG_VERSION")).into() }, visit: visit.clone(), notice: None }
    }

    /// With something to tell.
    #[must_use]
    pub fn telling(self, notice: Option<Notice>) -> Self {
        Self { notice, ..self }
    }

    /// Does something with the shell of a section.
    pub fn with<T>(&self, section: Section, show: impl FnOnce(&Shell) -> T) -> T {
        let mut shell = Shell::new(Catalogue::english(), section);
        shell.law = Some(&self.law);
        shell.accounts = true;
        shell.notice = self.notice.as_ref();
        if let Some(visitor) = self.visit.somebody() {
            shell.person = Some(&visitor.person);
            shell.csrf = Some(&visitor.session.csrf);
        }
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
    /// A stranger asks for what belongs to somebody.
    SignIn,
    /// Their role does not allow it, or their form is none of ours.
    Forbidden,
    /// The store cannot be reached.
    Unavailable,
    /// What was sent cannot be used, the fault is ours, or the server is busy.
    Problem(Problem),
}

impl From<Problem> for NoPage {
    fn from(problem: Problem) -> Self {
        match problem.status() {
            StatusCode::NOT_FOUND => Self::Unknown,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            _ => Self::Problem(problem),
        }
    }
}

impl From<comity_edge::EdgeError> for NoPage {
    fn from(error: comity_edge::EdgeError) -> Self {
        Problem::from(error).into()
    }
}

impl From<StoreError> for NoPage {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}

impl IntoResponse for NoPage {
    fn into_response(self) -> Response {
        let shell = Shell::new(Catalogue::english(), Section::None);
        match self {
            Self::Unknown => answer(StatusCode::NOT_FOUND, ErrorPage::not_found(&shell).render()),
            Self::SignIn => Redirect::to("/sign-in").into_response(),
            Self::Forbidden => answer(StatusCode::FORBIDDEN, ErrorPage::forbidden(&shell).render()),
            Self::Unavailable => answer(StatusCode::SERVICE_UNAVAILABLE, ErrorPage::unavailable(&shell, None).render()),
            Self::Problem(problem) if problem.status() == StatusCode::TOO_MANY_REQUESTS => answer(problem.status(), ErrorPage::busy(&shell).render()),
            Self::Problem(problem) if problem.status().is_client_error() => {
                answer(problem.status(), ErrorPage::not_used(&shell, problem.status().as_u16(), &problem.detail()).render())
            }
            Self::Problem(problem) => answer(problem.status(), ErrorPage::fault(&shell, None).render()),
        }
    }
}

/// A value to send along.
pub fn hidden(name: &str, value: &str) -> Hidden {
    Hidden { name: name.into(), value: value.into() }
}

/// A time to the minute, in universal time: the people of one organisation sit in several zones.
pub fn minute(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
}
