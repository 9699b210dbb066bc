//! Answers that say what is wrong: problem details (RFC 9457), with the fields that are meant.

mod kind;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_edge::{EdgeError, screen::ScreenError};
use comity_store::StoreError;
use comity_tables::TableError;
use miette::Diagnostic;
use serde::Serialize;
use utoipa::ToSchema;

pub use self::kind::Kind;

/// What is wrong with a question, as `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Problem {
    /// A relative URI that names the kind of problem; a page that explains it stands there.
    #[serde(rename = "type")]
    #[schema(example = "/problems/input")]
    uri: String,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    #[serde(serialize_with = "code")]
    #[schema(value_type = u16, example = 422)]
    status: StatusCode,
    /// What is wrong in this case.
    detail: String,
    /// The fields that are meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip)]
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// The path of the field, such as `item[0].codes`; empty where the whole document is meant.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

fn code<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem of a kind.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { uri: kind.uri(), title: kind.title(), status: kind.status(), detail: detail.into(), errors: Vec::new(), headers: Vec::new() }
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, path: impl Into<String>, message: impl Into<String>, help: Option<String>) -> Self {
        self.errors.push(FieldError { path: path.into(), message: message.into(), help });
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// All places for long work are taken.
    pub fn too_busy() -> Self {
        Self::new(Kind::TooBusy, "as much long work as this server takes on is under way: try again in a few seconds")
            .header(header::RETRY_AFTER, HeaderValue::from_static("5"))
    }

    /// A fault of the server: what exactly stands in the log, not in the answer.
    pub fn fault(cause: &str) -> Self {
        tracing::error!(cause, "an answer could not be given");
        Self::new(Kind::Fault, "the answer could not be given; the server's log says why, under this request's id")
    }

    /// What is wrong in this case.
    pub fn detail(&self) -> String {
        self.detail.clone()
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<EdgeError> for Problem {
    fn from(error: EdgeError) -> Self {
        let detail = error.to_string();
        let help = error.help().map(|help| help.to_string());
        match error {
            EdgeError::Input { faults, .. } => {
                let broken = faults.iter().all(|fault| fault.place.is_empty() && fault.message.starts_with("not "));
                let mut problem = Self::new(if broken { Kind::Syntax } else { Kind::Input }, detail);
                problem.errors = faults.into_iter().map(|fault| FieldError { path: fault.place, message: fault.message, help: fault.remedy }).collect();
                problem
            }
            EdgeError::Unknown { name, .. } => Self::new(Kind::Unknown, detail).field("", name, help),
            EdgeError::NotAReceipt { .. } => Self::new(Kind::Input, detail),
            EdgeError::Screen(ScreenError::Party { .. }) => Self::new(Kind::Input, detail).field("name", "nothing of it can be compared", help),
            EdgeError::Screen(ScreenError::NothingImported) => Self::no_lists(),
            EdgeError::Screen(ScreenError::NoneSoEarly { .. }) | EdgeError::Lists(comity_edge::lists::ListsError::NoEdition { .. }) => {
                Self::new(Kind::NoEdition, detail)
            }
            error => Self::fault(&format!("{error}: {}", help.unwrap_or_default())),
        }
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        let (detail, help) = (error.to_string(), error.help().map(|help| help.to_string()));
        match error {
            TableError::Damaged { .. } | TableError::Nameless => Self::new(Kind::Syntax, detail),
            TableError::Column { column, why, .. } => Self::new(Kind::Input, detail).field(column, why, help),
            TableError::Twice { other, .. } => Self::new(Kind::Syntax, detail.clone()).field(other, detail, help),
            TableError::TooLarge { .. } => Self::new(Kind::TooLarge, detail),
            error => Self::fault(&error.to_string()),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let detail = error.to_string();
        match error {
            StoreError::NotFound { .. } => Self::new(Kind::Unknown, detail),
            StoreError::Exists { .. } => Self::new(Kind::Exists, detail),
            StoreError::Changed { .. } => Self::new(Kind::Changed, detail),
            StoreError::Refused { .. } => Self::new(Kind::Forbidden, detail),
            StoreError::Invalid { what, why } => Self::new(Kind::Input, detail).field(what, why, None),
            StoreError::Unavailable { .. } => {
                tracing::error!("the store cannot be used: {detail}");
                Self::new(Kind::Unavailable, "the store cannot be used now").header(header::RETRY_AFTER, HeaderValue::from_static("5"))
            }
            error => Self::fault(&error.to_string()),
        }
    }
}

impl Problem {
    /// No list of parties is imported.
    pub fn no_lists() -> Self {
        Self::new(Kind::NoLists, "no list of parties is imported on this server: nothing was searched")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // Texts and numbers always serialise.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
