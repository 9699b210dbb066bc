//! How questions fail: the same on every route.

use utoipa::IntoResponses;

use crate::problem::Problem;

/// Answers to a question with a body.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "described, not made: every problem answers for itself")]
pub enum OfBody {
    /// The body is neither JSON nor TOML, or a parameter is not understood
    #[response(status = 400, content_type = "application/problem+json")]
    Syntax(Problem),
    /// No token or session that holds was shown
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorised(Problem),
    /// Who asks may not do this
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// The body is too large
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is of a form that is not read here
    #[response(status = 415, content_type = "application/problem+json")]
    Form(Problem),
    /// The question cannot be used: every fault with its field
    #[response(status = 422, content_type = "application/problem+json")]
    Input(Problem),
    /// Too much is asked at once, by this token or of this server
    #[response(status = 429, content_type = "application/problem+json")]
    TooBusy(Problem),
    /// The server failed
    #[response(status = 500, content_type = "application/problem+json")]
    Fault(Problem),
    /// The store cannot be used now
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
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
    Parameter(Problem),
    /// No token or session that holds was shown
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorised(Problem),
    /// Who asks may not do this
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// Something that was named does not exist
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Problem),
    /// Too much is asked at once, by this token or of this server
    #[response(status = 429, content_type = "application/problem+json")]
    TooBusy(Problem),
    /// The server failed
    #[response(status = 500, content_type = "application/problem+json")]
    Fault(Problem),
    /// The store cannot be used now
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// Answers where lists of parties are searched.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "described, not made: every problem answers for itself")]
pub enum OfLists {
    /// No list of parties is imported, or none as early as the day asked for
    #[response(status = 409, content_type = "application/problem+json")]
    Nothing(Problem),
    /// A list that was named does not exist
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Problem),
}

/// Answers about what an organisation keeps.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "described, not made: every problem answers for itself")]
pub enum OfRecord {
    /// It is known already
    #[response(status = 304)]
    Known,
    /// A parameter is not understood
    #[response(status = 400, content_type = "application/problem+json")]
    Parameter(Problem),
    /// No token or session that holds was shown
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorised(Problem),
    /// Who asks may not do this
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// There is no such thing in this organisation
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Problem),
    /// What is kept cannot be read by the law that is loaded
    #[response(status = 422, content_type = "application/problem+json")]
    Input(Problem),
    /// Too much is asked at once, by this token or of this server
    #[response(status = 429, content_type = "application/problem+json")]
    TooBusy(Problem),
    /// The server failed
    #[response(status = 500, content_type = "application/problem+json")]
    Fault(Problem),
    /// The store cannot be used now
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// Answers to a change of what an organisation keeps.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "described, not made: every problem answers for itself")]
pub enum OfChange {
    /// The body is no JSON, or a parameter is not understood
    #[response(status = 400, content_type = "application/problem+json")]
    Syntax(Problem),
    /// No token or session that holds was shown
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorised(Problem),
    /// Who asks may not do this
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// There is no such thing in this organisation
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Problem),
    /// It exists already, the idempotency key is taken, or there is no list to search
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// It was changed in the meantime
    #[response(status = 412, content_type = "application/problem+json")]
    Changed(Problem),
    /// The body is too large
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is of a form that is not read here
    #[response(status = 415, content_type = "application/problem+json")]
    Form(Problem),
    /// The question cannot be used: every fault with its field
    #[response(status = 422, content_type = "application/problem+json")]
    Input(Problem),
    /// A change must say which state it changes
    #[response(status = 428, content_type = "application/problem+json")]
    NoState(Problem),
    /// Too much is asked at once, by this token or of this server
    #[response(status = 429, content_type = "application/problem+json")]
    TooBusy(Problem),
    /// The server failed
    #[response(status = 500, content_type = "application/problem+json")]
    Fault(Problem),
    /// The store cannot be used now
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}
