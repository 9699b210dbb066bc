//! What a request brings: a body of bounded size in a form that is read here, and parameters of which none is passed over in silence.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use comity_edge::document::Document;
use serde::de::DeserializeOwned;

use crate::problem::{Kind, Problem};

/// The parameters of an address. One that is not known is refused.
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(params) = Query::<T>::from_request_parts(parts, state).await.map_err(|error| Problem::new(Kind::Parameter, error.body_text()))?;
        Ok(Self(params))
    }
}

/// The parts of an address that stand for something.
pub struct Named<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(named) = Path::<T>::from_request_parts(parts, state).await.map_err(|error| Problem::new(Kind::Parameter, error.body_text()))?;
        Ok(Self(named))
    }
}

/// The form of a body, by its Content-Type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// JSON.
    Json,
    /// TOML.
    Toml,
    /// It does not say.
    Unsaid,
}

/// Media types of lines of JSON: the registered ones have no name that all use.
pub const LINES: [&str; 4] = ["application/x-ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines"];

/// The media type that a body says it has, in small letters and without parameters.
pub fn media(headers: &HeaderMap) -> Option<String> {
    let said = headers.get(header::CONTENT_TYPE)?.to_str().unwrap_or_default();
    Some(said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

impl Form {
    fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(media) = media(headers) else { return Ok(Self::Unsaid) };
        match media.as_str() {
            "application/json" => Ok(Self::Json),
            media if media.starts_with("application/") && media.ends_with("+json") => Ok(Self::Json),
            "application/toml" | "text/toml" => Ok(Self::Toml),
            media => Err(Problem::new(Kind::Form, format!("`{}` is not read here", media.chars().take(100).collect::<String>()))),
        }
    }
}

/// A body that is text of a bounded size.
pub struct Text {
    /// What it says it is.
    pub form: Form,
    /// The text, without a byte-order mark.
    pub text: String,
}

impl<S: Send + Sync> FromRequest<S> for Text {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let form = Form::of(request.headers())?;
        let bytes = Bytes::from_request(request, state).await.map_err(|error| body_problem(&error))?;
        let text = String::from_utf8(bytes.into()).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Problem::new(Kind::Syntax, format!("the body is no UTF-8 text: see byte {at}"))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(Self { form, text })
    }
}

fn body_problem(error: &BytesRejection) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(Kind::TooLarge, "the body is larger than this server reads of one question");
    }
    Problem::new(Kind::CutOff, error.body_text())
}

impl Text {
    /// The text as a document of this name.
    ///
    /// # Errors
    /// With the place where it breaks the language.
    pub fn document(self, name: &str) -> Result<Document, Problem> {
        let is_json = match self.form {
            Form::Json => true,
            Form::Toml => false,
            Form::Unsaid => self.text.trim_start().starts_with('{'),
        };
        Ok(Document::parse(name.to_owned(), self.text, is_json)?)
    }

    /// The text as JSON, where nothing else is read.
    ///
    /// # Errors
    /// When it is TOML, or no JSON.
    pub fn json(self, name: &str) -> Result<serde_json::Value, Problem> {
        if self.form == Form::Toml {
            return Err(Problem::new(Kind::Form, "application/json is read here"));
        }
        Ok(Document::parse(name.to_owned(), self.text, true)?.value)
    }
}

/// Names separated by commas.
pub fn names(text: Option<&str>) -> Vec<String> {
    text.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
