//! *Can I ship it?*: a form becomes a transaction, the engine decides it, and the answer becomes a page.

mod answer;
mod ask;
mod form;
mod map;
mod question;

pub use form::decides;
pub use question::{NOT_LISTED, characteristics};

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_decide::Options;
use comity_edge::{EdgeError, decide::decide, document::Document, screening::Screening};
use comity_law::Law;
use comity_portal::{
    Problem as FormProblem, Section, Template,
    charts::WorldMap,
    pages::{
        ShipPage,
        ship::{Answer, ShipForm},
    },
};
use comity_store::Action;
use jiff::Zoned;

use super::{
    countries,
    page::{Around, NoPage, answer},
    sent::{Linked, Posted, Sent},
    visitor::Visit,
};
use crate::state::State;

/// The form, filled in with what the address says; the answer too, where it says where the items go.
pub async fn show(state: FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    if sent.get("from").is_empty() || sent.get("to").is_empty() {
        let FromState(state) = state;
        let form = form::form(state.law.law(), &sent, &today());
        return Ok(page(&state, &visit, StatusCode::OK, &form, &[], None, None));
    }
    ask(state, visit, Posted(sent)).await
}

/// The answer.
pub async fn ask(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let law = state.law.law();
    let form = form::form(law, &sent, &today());
    // A press on "add" asks for one more row, not for the answer.
    if !sent.get("add").is_empty() {
        return Ok(page(&state, &visit, StatusCode::OK, &form, &[], None, None));
    }
    let screening = state.screening_of(visit.caller()).await?;
    let can_keep = visit.caller().is_some_and(|caller| caller.may(Action::KeepDetermination));
    let working = state.clone();
    let given = sent.clone();
    let decided = state.pool.run(move || Ok(decided(&working, screening.as_deref(), &given, can_keep))).await?;
    match decided {
        Ok((answer, map)) => Ok(page(&state, &visit, StatusCode::OK, &form, &[], Some(&answer), map.as_ref())),
        Err(EdgeError::Input { faults, .. }) => {
            let problems: Vec<FormProblem> = faults
                .into_iter()
                .map(|fault| {
                    let field = question::field_of(&fault.place, &sent);
                    let text = [Some(fault.message), fault.remedy].into_iter().flatten().collect::<Vec<_>>().join(". ");
                    FormProblem { field, text }
                })
                .collect();
            let form = form::with_problems(form, &problems);
            Ok(page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, &form, &problems, None, None))
        }
        Err(error) => Err(error.into()),
    }
}

fn today() -> String {
    Zoned::now().date().to_string()
}

/// The transaction that a form states, as a document.
///
/// # Errors
/// When it is no document, which nothing that a form can send is.
pub fn document(state: &State, sent: &Sent) -> Result<Document, EdgeError> {
    let asked = question::transaction(state.law.law(), sent, &today());
    Document::parse("the form".into(), serde_json::to_string(&asked).unwrap_or_default(), true)
}

/// The form with what was sent, for pages that go on from an answer.
pub fn form_of(law: &Law, sent: &Sent) -> ShipForm {
    form::form(law, sent, &today())
}

/// Decides what was sent, and the same for every other destination.
fn decided(state: &State, screening: Option<&Screening>, sent: &Sent, can_keep: bool) -> Result<(Answer, Option<WorldMap>), EdgeError> {
    let law = state.law.law();
    let document = document(state, sent)?;
    let decided = decide(state.law.engine(), state.law.lazy_criteria(), screening, document, None, Options { strict: false, explain: true })?;
    let whole = sent.get("explain") == "whole";
    let answer = Answer { can_keep, ..answer::answer(law, &decided, sent, whole) };
    let map = map::map(state.law.engine(), &decided, sent);
    Ok((answer, map))
}

fn page(
    state: &State,
    visit: &Visit,
    status: StatusCode,
    form: &ShipForm,
    problems: &[FormProblem],
    given: Option<&Answer>,
    map: Option<&WorldMap>,
) -> Response {
    let countries = countries::all(state.law.law());
    let html = Around::of(state, visit).with(Section::Ship, |shell| ShipPage { shell, form, problems, answer: given, map, countries: &countries }.render());
    answer(status, html)
}
