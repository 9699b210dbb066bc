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
use comity_store::{Action, NewUser, Page, Role, Secret, StoreError, UserId};

use crate::{
    portal::{
        page::{Around, NoPage, answer},
        sent::{Posted, Sent},
        visitor::Visit,
    },
    state::State,
};

/// The members.
pub async fn show(FromState(state): FromState<State>, visit: Visit) -> Result<Response, NoPage> {
    page(&state, &visit, StatusCode::OK, &Sent::default(), &[], None).await
}

/// Adds somebody: with a first password, shown once, where there is no account yet.
pub async fn add(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::ManageMembers, &sent)?;
    let stamp = visitor.caller.stamp();
    let role: Role = sent.get("role").parse().map_err(|_| NoPage::Unknown)?;
    let (user, secret) = match state.store.user_by_email(sent.get("email")).await? {
        Some(user) => (user.id, None),
        None => {
            let secret = Secret::generate()?.reveal();
            let new = NewUser { id: UserId::at(stamp.at)?, email: sent.get("email"), name: sent.get("name"), password: Some(secret.as_str()) };
            match state.store.create_user(&new, stamp.at).await {
                Ok(user) => (user.id, Some(secret)),
                Err(error) => return refused(&state, &visit, &sent, error).await,
            }
        }
    };
    if let Err(error) = visitor.caller.office.set_role(user, role, &stamp).await {
        return refused(&state, &visit, &sent, error).await;
    }
    state.known.forget_user(user);
    page(&state, &visit, StatusCode::OK, &Sent::default(), &[], secret.as_deref()).await
}

/// Gives a member another role, or ends the membership.
pub async fn change(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::ManageMembers, &sent)?;
    let member: UserId = sent.get("member").parse().map_err(|_| NoPage::Unknown)?;
    let (office, stamp) = (&visitor.caller.office, visitor.caller.stamp());
    let done = if sent.get("remove").is_empty() {
        let role: Role = sent.get("role").parse().map_err(|_| NoPage::Unknown)?;
        // A form can only change who is a member already: adding has a form of its own.
        office.role(member).await?.ok_or(NoPage::Unknown)?;
        office.set_role(member, role, &stamp).await
    } else {
        office.remove_member(member, &stamp).await
    };
    // Their tokens allow what they allow now, or nothing.
    state.known.forget_user(member);
    match done {
        Ok(()) => Ok(Redirect::to("/account/members").into_response()),
        Err(error) => refused(&state, &visit, &Sent::default(), error).await,
    }
}

/// What the store refuses for a reason that the person can mend is told on the page.
async fn refused(state: &State, visit: &Visit, sent: &Sent, error: StoreError) -> Result<Response, NoPage> {
    match error {
        StoreError::Refused { .. } | StoreError::Invalid { .. } | StoreError::Exists { .. } => {
            let problems = [FormProblem { field: None, text: error.to_string() }];
            page(state, visit, StatusCode::UNPROCESSABLE_ENTITY, sent, &problems, None).await
        }
        error => Err(error.into()),
    }
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
