//! *Can I ship it?*: a form becomes a transaction, the engine decides it, and the answer becomes a page.

mod answer;
mod ask;
mod form;
mod map;
mod question;
mod rows;

pub use form::decides;
pub use question::{FIELDS, NOT_LISTED, characteristics, faults_of_characteristics, transaction};
pub use rows::{ANSWER, MOST, Rows, of_row};

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_decide::Options;
use comity_edge::{EdgeError, Fault, decide::decide, document::Document, screening::Screening};
use comity_law::Law;
use comity_portal::{
    Catalogue, Notice, NoticeKind, Problem as FormProblem, Section, Template,
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
        let sent = rows::current(state.law.law(), &sent);
        return Ok(Shown::of(&state, &sent).page(&visit, StatusCode::OK, &[], None));
    }
    ask(state, visit, Posted(sent)).await
}

/// The answer.
pub async fn ask(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let sent = rows::current(state.law.law(), &sent);
    let shown = Shown::of(&state, &sent);
    // A press on "add" asks for one more row, not for the answer.
    if !sent.get("add").is_empty() {
        return Ok(shown.page(&visit, StatusCode::OK, &[], None));
    }
    let screening = state.screening_of(visit.caller()).await?;
    let can_keep = visit.caller().is_some_and(|caller| caller.may(Action::KeepDetermination));
    let working = state.clone();
    let given = sent.clone();
    let decided = state.pool.run(move || Ok(decided(&working, screening.as_deref(), &given, can_keep))).await?;
    match decided {
        Ok((answer, map)) => Ok(shown.page(&visit, StatusCode::OK, &[], Some((&answer, map.as_ref())))),
        Err(EdgeError::Input { faults, .. }) => Ok(refused(&state, &visit, &sent, faults)),
        Err(error) => Err(error.into()),
    }
}

/// The form with what is wrong with it.
pub fn refused(state: &State, visit: &Visit, sent: &Sent, faults: Vec<Fault>) -> Response {
    let law = state.law.law();
    let problem = |fault: Fault| {
        let field = question::field_of(law, &fault.place, sent);
        let text = [Some(fault.message), fault.remedy].into_iter().flatten().collect::<Vec<_>>().join(". ");
        FormProblem { field, text }
    };
    let problems: Vec<FormProblem> = faults.into_iter().map(problem).collect();
    Shown::of(state, sent).page(visit, StatusCode::UNPROCESSABLE_ENTITY, &problems, None)
}

fn today() -> String {
    Zoned::now().date().to_string()
}

/// The transaction that a form states, as a document.
///
/// # Errors
/// With what of the form has no place in a transaction.
pub fn document(state: &State, sent: &Sent) -> Result<Document, EdgeError> {
    let (asked, faults) = question::transaction(state.law.law(), sent, &today());
    let document = Document::parse("the form".into(), serde_json::to_string(&asked).unwrap_or_default(), true)?;
    if faults.is_empty() { Ok(document) } else { Err(document.faults(faults)) }
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

/// What every page of the form shows.
struct Shown<'s> {
    state: &'s State,
    form: ShipForm,
    /// The link that led here left parties out, and they were not named again.
    left_out: bool,
}

impl<'s> Shown<'s> {
    fn of(state: &'s State, sent: &Sent) -> Self {
        let law = state.law.law();
        let left_out = !sent.get(map::LEFT_OUT).is_empty() && Rows::of(law, sent).parties.is_empty();
        Self { state, form: form_of(law, sent), left_out }
    }

    fn page(self, visit: &Visit, status: StatusCode, problems: &[FormProblem], given: Option<(&Answer, Option<&WorldMap>)>) -> Response {
        let Self { state, form, left_out } = self;
        let form = form::with_problems(form, problems);
        let countries = countries::all(state.law.law());
        let notice = left_out.then(|| Notice { kind: NoticeKind::Warning, text: Catalogue::english().say("ship-parties-left-out").into_owned() });
        let (answered, map) = given.map_or((None, None), |(answer, map)| (Some(answer), map));
        let html = Around::of(state, visit)
            .telling(notice)
            .with(Section::Ship, |shell| ShipPage { shell, form: &form, problems, answer: answered, map, countries: &countries }.render());
        answer(status, html)
    }
}
