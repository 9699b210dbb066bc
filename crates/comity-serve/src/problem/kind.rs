//! The kinds of problem, each with a page of its own under `/problems/`.

use axum::http::StatusCode;

/// A kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The body is no JSON or TOML.
    Syntax,
    /// The body, or a parameter, says something that cannot be used.
    Input,
    /// A parameter of the address is not understood.
    Parameter,
    /// The body is of a form that is not read here.
    Form,
    /// The body is too large.
    TooLarge,
    /// Something that was named does not exist.
    Unknown,
    /// There is nothing at this address.
    NoPage,
    /// The address does not take this method.
    Method,
    /// No list of parties is imported.
    NoLists,
    /// No imported edition is as early as the day asked for.
    NoEdition,
    /// As much long work as the server takes on is under way.
    TooBusy,
    /// The body ended before it was whole.
    CutOff,
    /// Nobody that is known asks.
    Unauthorised,
    /// Who asks may not do this.
    Forbidden,
    /// A token asks more often than it may.
    TooMany,
    /// It exists already.
    Exists,
    /// It was changed in the meantime.
    Changed,
    /// A change that does not say which state it changes.
    NoState,
    /// The idempotency key belongs to another request, or its request is under way.
    Key,
    /// A job that is not done has no result.
    NotDone,
    /// The store cannot be used now.
    Unavailable,
    /// The server failed.
    Fault,
}

/// Every kind with its name in addresses, its status, its title, and what to do about it.
const KINDS: &[(Kind, &str, StatusCode, &str, &str)] = &[
    (
        Kind::Syntax,
        "syntax",
        StatusCode::BAD_REQUEST,
        "The body is neither JSON nor TOML",
        "Mend the text at the place that `errors` names, and say in Content-Type which of the two it is.",
    ),
    (
        Kind::Input,
        "input",
        StatusCode::UNPROCESSABLE_ENTITY,
        "The question cannot be used",
        "Every field that is meant stands in `errors`, with what to do about it.",
    ),
    (
        Kind::Parameter,
        "parameter",
        StatusCode::BAD_REQUEST,
        "A parameter of the address is not understood",
        "/openapi.json lists each address with its parameters.",
    ),
    (
        Kind::Form,
        "form",
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The body is of a form that is not read here",
        "Send application/json (or application/toml where a transaction or items are asked for, application/x-ndjson for a batch).",
    ),
    (Kind::TooLarge, "too-large", StatusCode::PAYLOAD_TOO_LARGE, "The body is too large", "Send many questions as a batch, a line each."),
    (
        Kind::Unknown,
        "unknown",
        StatusCode::NOT_FOUND,
        "Something that was named does not exist",
        "`errors` names it, with what there is or what is spelt nearly like it.",
    ),
    (Kind::NoPage, "no-page", StatusCode::NOT_FOUND, "There is nothing at this address", "/openapi.json lists what there is."),
    (Kind::Method, "method", StatusCode::METHOD_NOT_ALLOWED, "The address does not take this method", "The header Allow names those that it takes."),
    (
        Kind::NoLists,
        "no-lists",
        StatusCode::CONFLICT,
        "No list of parties is imported",
        "Whoever runs the server imports one: comity lists import SET FILE. It is taken into use within a minute.",
    ),
    (
        Kind::NoEdition,
        "no-edition",
        StatusCode::CONFLICT,
        "No edition is as early as that day",
        "Ask for a later day, or have an earlier edition imported. Nothing was searched, so nothing is ruled out.",
    ),
    (
        Kind::TooBusy,
        "too-busy",
        StatusCode::TOO_MANY_REQUESTS,
        "The server is busy with other long work",
        "Try again after as many seconds as Retry-After says.",
    ),
    (Kind::CutOff, "cut-off", StatusCode::BAD_REQUEST, "The body ended before it was whole", "Send it again."),
    (
        Kind::Unauthorised,
        "unauthorised",
        StatusCode::UNAUTHORIZED,
        "Nobody that is known asks",
        "Send Authorization: Bearer with a token of your organisation that has not expired and was not revoked.",
    ),
    (
        Kind::Forbidden,
        "forbidden",
        StatusCode::FORBIDDEN,
        "This may not be done by who asks",
        "Ask an administrator of your organisation for the role or the scope that `detail` names.",
    ),
    (
        Kind::TooMany,
        "too-many",
        StatusCode::TOO_MANY_REQUESTS,
        "The token asks more often than it may",
        "Wait as many seconds as Retry-After says, or send many questions as a batch.",
    ),
    (Kind::Exists, "exists", StatusCode::CONFLICT, "It exists already", "Take another name, or change the one that is there."),
    (
        Kind::Changed,
        "changed",
        StatusCode::PRECONDITION_FAILED,
        "It was changed in the meantime",
        "Read it again, make the change to what it is now, and send that with its ETag in If-Match.",
    ),
    (Kind::NoState, "no-state", StatusCode::PRECONDITION_REQUIRED, "A change must say which state it changes", "Send the ETag that you read in If-Match."),
    (
        Kind::Key,
        "key",
        StatusCode::CONFLICT,
        "The idempotency key is taken",
        "Use a new key for a new request; where the same request is under way, wait for its answer.",
    ),
    (
        Kind::NotDone,
        "not-done",
        StatusCode::CONFLICT,
        "The job is not done",
        "Ask for the job until its state is `done`; a job that failed or was cancelled has no result.",
    ),
    (
        Kind::Unavailable,
        "unavailable",
        StatusCode::SERVICE_UNAVAILABLE,
        "The store cannot be used now",
        "Send the same request again later; nothing that was acknowledged is lost.",
    ),
    (
        Kind::Fault,
        "fault",
        StatusCode::INTERNAL_SERVER_ERROR,
        "The server failed",
        "Give the request's id (X-Request-Id) to whoever runs the server: its log says what happened.",
    ),
];

impl Kind {
    fn row(self) -> Option<&'static (Self, &'static str, StatusCode, &'static str, &'static str)> {
        KINDS.iter().find(|(kind, ..)| *kind == self)
    }

    /// The kind of a name in addresses.
    pub fn by_name(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known, ..)| *known == name).map(|(kind, ..)| *kind)
    }

    /// A relative URI that names it.
    pub fn uri(self) -> String {
        format!("/problems/{}", self.row().map_or("fault", |(_, name, ..)| name))
    }

    /// Its HTTP status.
    pub fn status(self) -> StatusCode {
        self.row().map_or(StatusCode::INTERNAL_SERVER_ERROR, |(_, _, status, ..)| *status)
    }

    /// It in words.
    pub fn title(self) -> &'static str {
        self.row().map_or("", |(_, _, _, title, _)| title)
    }

    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        self.row().map_or("", |(.., remedy)| remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_row_and_a_name_of_its_own() {
        let kinds = [
            Kind::Syntax,
            Kind::Input,
            Kind::Parameter,
            Kind::Form,
            Kind::TooLarge,
            Kind::Unknown,
            Kind::NoPage,
            Kind::Method,
            Kind::NoLists,
            Kind::NoEdition,
            Kind::TooBusy,
            Kind::CutOff,
            Kind::Unauthorised,
            Kind::Forbidden,
            Kind::TooMany,
            Kind::Exists,
            Kind::Changed,
            Kind::NoState,
            Kind::Key,
            Kind::NotDone,
            Kind::Unavailable,
            Kind::Fault,
        ];
        assert_eq!(kinds.len(), KINDS.len());
        for kind in kinds {
            let name = kind.uri();
            assert_eq!(Kind::by_name(name.trim_start_matches("/problems/")), Some(kind), "{name}");
            assert!(!kind.title().is_empty() && !kind.remedy().is_empty() && kind.status().as_u16() >= 400);
        }
    }
}
