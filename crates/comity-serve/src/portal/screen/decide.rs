//! What somebody decides about a hit, on the page that shows it.

use axum::{
    extract::State as FromState,
    response::{IntoResponse, Redirect, Response},
};
use comity_edge::screen::party::ready;
use comity_portal::{Catalogue, Problem as FormProblem};
use comity_screen::adjudication::{Decision, Party};
use comity_store::{Action, DeterminationId, PartyId};
use jiff::{Timestamp, Zoned};

use super::{answered, query};
use crate::{
    hits::{self, Judgement},
    portal::{page::NoPage, sent::Posted, visitor::Visit},
    state::State,
};

/// Keeps a decision, and shows the hits as they stand then.
pub async fn decide(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::Adjudicate, &sent)?;
    let caller = &visitor.caller;
    let today = Zoned::now().date();
    // A party that is kept is asked about as it is kept, whatever the form says of it.
    let kept = match sent.get("party") {
        "" => None,
        id => Some(caller.office.party(id.parse::<PartyId>().map_err(|_| NoPage::Unknown)?).await?),
    };
    let wrong = |field: &str, text: String| [FormProblem { field: Some(field.into()), text }];
    let asked = match &kept {
        Some(party) => hits::asked(party, &state)?,
        None => match ready(query(&sent), &state.lists.known().countries) {
            Ok(asked) => asked,
            Err(why) => return answered(&state, &visit, &sent, &wrong("name", why), None).await,
        },
    };
    let words = Catalogue::english();
    let Ok(expires) = sent.get("expires").parse() else {
        return answered(
            &state,
            &visit,
            &sent,
            &wrong("expires", words.say("screen-decide-day").into_owned()),
            kept.as_ref().map(|party| (party.name.as_str(), asked)),
        )
        .await;
    };
    let decision = match sent.get("decided") {
        "same" => Decision::Same,
        "not-same" => Decision::NotSame,
        "unsure" => Decision::Unsure,
        _ => return Err(NoPage::Unknown),
    };
    let judgement =
        Judgement { record: sent.get("record").into(), decision, why: sent.get("why").into(), evidence: vec![sent.get("evidence").into()], expires };
    let name = kept.as_ref().map(|party| party.name.as_str());
    if let Err(problem) = hits::sound(&judgement, today) {
        return answered(&state, &visit, &sent, &wrong("expires", problem.detail()), name.map(|name| (name, asked))).await;
    }
    let Ok(record) = hits::listed(&state, &judgement, today).await else {
        return answered(&state, &visit, &sent, &wrong("name", words.say("screen-decide-record").into_owned()), name.map(|name| (name, asked))).await;
    };
    let id = DeterminationId::at(Timestamp::now())?.uuid().to_string();
    hits::adjudicate(&state, caller, id, Party::of(&asked.query), record, judgement).await?;
    match kept {
        Some(party) => Ok(Redirect::to(&format!("/screen/parties/{}", party.id)).into_response()),
        None => answered(&state, &visit, &sent, &[], None).await,
    }
}
