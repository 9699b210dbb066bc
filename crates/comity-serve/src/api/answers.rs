//! How questions fail: the same on every route.

use utoipa::IntoResponses;

use crate::problem::Problem;

/// Answers to a question with a body.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "described, not made: every problem answers for itself")]
pub enum OfBody {
    /// The body is neither JSON nor TOML, or a parameter is not understood
    #[response(status = 400, content_type = "application/problem+json")]
    Syntax(#[to_schema] Problem),
    /// The body is too large
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] Problem),
    /// The body is of a form that is not read here
    #[response(status = 415, content_type = "application/problem+json")]
    Form(#[to_schema] Problem),
    /// The question cannot be used: every fault with its field
    #[response(status = 422, content_type = "application/problem+json")]
    Input(#[to_schema] Problem),
    /// The server is busy with other long work
    #[response(status = 429, content_type = "application/problem+json")]
    TooBusy(#[to_schema] Problem),
    /// The server failed
    #[response(status = 500, content_type = "application/problem+json")]
    Fault(#[to_schema] Problem),
}

/// Answers to a question about something that is named in the address.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "described, not made: every problem answers for itself")]
pub enum OfName {
    /// It is known already
    #[response(status = 304)]
    Known,
    /// A parameter is not understood
    #[response(status = 400, content_type = "application/problem+json")]
    Parameter(#[to_schema] Problem),
    /// Something that was named does not exist
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(#[to_schema] Problem),
    /// The server is busy with other long work
    #[response(status = 429, content_type = "application/problem+json")]
    TooBusy(#[to_schema] Problem),
    /// The server failed
    #[response(status = 500, content_type = "application/problem+json")]
    Fault(#[to_schema] Problem),
}

/// Answers where lists of parties are searched.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "described, not made: every problem answers for itself")]
pub enum OfLists {
    /// No list of parties is imported, or none as early as the day asked for
    #[response(status = 409, content_type = "application/problem+json")]
    Nothing(#[to_schema] Problem),
    /// A list that was named does not exist
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(#[to_schema] Problem),
}
