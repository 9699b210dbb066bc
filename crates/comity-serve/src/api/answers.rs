//! How questions fail: the same on every route.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

/// Statuses by what they mean.
type Statuses = &'static [(u16, &'static str)];

/// Statuses that every question can be answered with.
const EVERYWHERE: Statuses = &[
    (401, "No token or session that holds was shown"),
    (403, "Who asks may not do this"),
    (429, "Too much is asked at once, by this token or of this server"),
    (500, "The server failed"),
    (503, "The store cannot be used now"),
];

const NO_PARAMETER: (u16, &str) = (400, "A parameter is not understood");
const TOO_LARGE: (u16, &str) = (413, "The body is too large");
const NO_FORM: (u16, &str) = (415, "The body is of a form that is not read here");
const NO_INPUT: (u16, &str) = (422, "The question cannot be used: every fault with its field");
const NO_LIST: (u16, &str) = (404, "A list that was named does not exist");
const NOT_OURS: (u16, &str) = (404, "There is no such thing in this organisation");

/// Problems as the description tells of them.
fn problems<'s>(statuses: impl IntoIterator<Item = &'s (u16, &'static str)>) -> BTreeMap<String, RefOr<Response>> {
    let problem = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let answer = |(status, meaning): &(u16, &'static str)| {
        let response = ResponseBuilder::new().description(*meaning).content("application/problem+json", problem());
        (status.to_string(), response.into())
    };
    statuses.into_iter().map(answer).collect()
}

/// The same, with an answer that says only that it is known already.
fn or_known(mut responses: BTreeMap<String, RefOr<Response>>) -> BTreeMap<String, RefOr<Response>> {
    responses.insert("304".to_owned(), ResponseBuilder::new().description("It is known already").into());
    responses
}

/// Answers to a question with a body.
pub enum OfBody {}

impl IntoResponses for OfBody {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [(400, "The body is neither JSON nor TOML, or a parameter is not understood"), TOO_LARGE, NO_FORM, NO_INPUT];
        problems(own.iter().chain(EVERYWHERE))
    }
}

/// Answers to a question in the address alone.
pub enum OfQuery {}

impl IntoResponses for OfQuery {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems([NO_PARAMETER].iter().chain(EVERYWHERE))
    }
}

/// Answers to a question about something that is named in the address.
pub enum OfName {}

impl IntoResponses for OfName {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        or_known(problems([NO_PARAMETER, (404, "Something that was named does not exist")].iter().chain(EVERYWHERE)))
    }
}

/// Answers to a question about one entity of the lists.
pub enum OfEntity {}

impl IntoResponses for OfEntity {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [NO_PARAMETER, (404, "No list in use has an entity of this id"), (409, "No list of parties is imported")];
        problems(own.iter().chain(EVERYWHERE))
    }
}

/// Answers where lists of parties are searched, beside those of the question.
pub enum OfLists {}

impl IntoResponses for OfLists {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[NO_LIST, (409, "No list of parties is imported, or none as early as the day asked for")])
    }
}

/// Answers about what an organisation keeps.
pub enum OfRecord {}

impl IntoResponses for OfRecord {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [NO_PARAMETER, NOT_OURS, (422, "What is kept cannot be read by the law that is loaded")];
        or_known(problems(own.iter().chain(EVERYWHERE)))
    }
}

/// Answers to a change of what an organisation keeps.
pub enum OfChange {}

impl IntoResponses for OfChange {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [
            (400, "The body is no JSON, or a parameter is not understood"),
            NOT_OURS,
            (409, "It exists already, the idempotency key is taken, or there is no list to search"),
            (412, "It was changed in the meantime"),
            TOO_LARGE,
            NO_FORM,
            NO_INPUT,
            (428, "A change must say which state it changes"),
        ];
        problems(own.iter().chain(EVERYWHERE))
    }
}
