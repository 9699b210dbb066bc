//! The members of an organisation.

use axum::{
    extract::State as FromState,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use comity_portal::{
    Catalogue, Choice, Field, Problem as FormProblem, Section, Select, Template,
    pages::{Member, MembersPage},
};
use comity_store::{Action, Page, Role, UserId};

use crate::{
    people,
    portal::{
        page::{Around, NoPage, answer},
        sent::{Posted, Sent},
        visitor::Visit,
    },
    problem::Problem,
    state::State,
};

/// The members.
pub async fn show(FromState(state): FromState<State>, visit: Visit) -> Result<Response, NoPage> {
    page(&state, &visit, StatusCode::OK, &Sent::default(), &[], None).await
}

/// Adds somebody: with a first password, shown once, where there is no account yet.
pub async fn add(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::ManageMembers, &sent)?;
    let role: Role = sent.get("role").parse().map_err(|_| NoPage::Unknown)?;
    match people::add(&visitor.caller, sent.get("email"), sent.get("name"), role).await {
        Ok(added) => page(&state, &visit, StatusCode::OK, &Sent::default(), &[], added.first_password.as_deref()).await,
        Err(error) => refused(&state, &visit, &sent, error.to_string(), error.into()).await,
    }
}

/// Gives a member another role, or ends the membership.
pub async fn change(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::ManageMembers, &sent)?;
    let member: UserId = sent.get("member").parse().map_err(|_| NoPage::Unknown)?;
    // A form can only change who is a member already: adding has a form of its own.
    let seen = visitor.caller.office.member(member).await?;
    let done = if sent.get("remove").is_empty() {
        let role: Role = sent.get("role").parse().map_err(|_| NoPage::Unknown)?;
        people::change(&state, &visitor.caller, &seen, role).await.map(drop)
    } else {
        people::remove(&state, &visitor.caller, &seen).await
    };
    match done {
        Ok(()) => Ok(Redirect::to("/account/members").into_response()),
        Err(problem) => refused(&state, &visit, &Sent::default(), problem.detail(), problem).await,
    }
}

/// What is refused for a reason that the person can mend is told on the page.
async fn refused(state: &State, visit: &Visit, sent: &Sent, text: String, problem: Problem) -> Result<Response, NoPage> {
    let can_be_mended = [StatusCode::FORBIDDEN, StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED, StatusCode::UNPROCESSABLE_ENTITY];
    if !can_be_mended.contains(&problem.status()) {
        return Err(problem.into());
    }
    page(state, visit, StatusCode::UNPROCESSABLE_ENTITY, sent, &[FormProblem { field: None, text }], None).await
}

async fn page(state: &State, visit: &Visit, status: StatusCode, sent: &Sent, problems: &[FormProblem], secret: Option<&str>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ManageMembers)?;
    let words = Catalogue::english();
    let found = visitor.caller.office.members(&Page::first(Page::MOST)).await?;
    let members: Vec<Member> = found
        .items
        .into_iter()
        .map(|member| Member {
            id: member.user.to_string(),
            name: member.name,
            email: member.email,
            role: member.role.word().into(),
            disabled: member.disabled.is_some(),
            this: member.user == visitor.session.user.id,
        })
        .collect();
    let role = |role: &Role| Choice::new(role.word(), words.say(&format!("role-{}", role.word())), sent.get("role"));
    let roles = Select::new("role", Role::ALL.iter().map(role).collect());
    let (name, email) = (Field::new("name", sent.get("name")), Field::new("email", sent.get("email")));
    let html = Around::of(state, visit)
        .with(Section::Account, |shell| MembersPage { shell, problems, members: &members, roles: &roles, name: &name, email: &email, secret }.render());
    Ok(answer(status, html))
}
