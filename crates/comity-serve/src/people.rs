//! Who belongs to an organisation, as it is changed at every door: by a program over the API, and by a person on a page.

use comity_store::{Added, Member, Role, UserId};

use crate::{
    access::Caller,
    problem::{Kind, Problem},
    state::State,
};

/// Makes somebody a member; see [`comity_store::Office::add_member`].
///
/// # Errors
/// Where they are one already, or a value cannot be used.
pub async fn add(caller: &Caller, email: &str, name: &str, role: Role) -> Result<Added, comity_store::StoreError> {
    let stamp = caller.stamp();
    caller.office.add_member(UserId::at(stamp.at)?, email, name, role, &stamp).await
}

/// Gives a member another role. What they may do changes at once on this server.
///
/// # Errors
/// Where they are not what was seen, or the last administrator.
pub async fn change(state: &State, caller: &Caller, seen: &Member, role: Role) -> Result<Member, Problem> {
    let changed = caller.office.change_member(seen, role, &caller.stamp()).await?;
    state.known.forget_user(seen.user);
    changed.ok_or_else(self::changed)
}

/// Ends a membership. Their sessions and tokens end at once on this server.
///
/// # Errors
/// Where they are not what was seen, or the last administrator.
pub async fn remove(state: &State, caller: &Caller, seen: &Member) -> Result<(), Problem> {
    let is_done = caller.office.remove_member_as_seen(seen, &caller.stamp()).await?;
    state.known.forget_user(seen.user);
    if is_done { Ok(()) } else { Err(changed()) }
}

/// They are not what the asker saw them to be.
pub fn changed() -> Problem {
    Problem::new(Kind::Changed, "the member was changed since you read it: read it again, and send its ETag in If-Match")
}
