//! The store at hand: what the commands share that make organisations, members and tokens.

use std::path::Path;

use comity_edge::data_folder::DataFolder;
use comity_store::{Actor, Address, NewUser, Office, Organisation, OrganisationId, Page, Role, Secret, Stamp, Store, User, UserId};
use jiff::Timestamp;

use crate::{error::CliError, output::note};

/// Where the store is: what was said, else `comity.db` in the data folder.
pub fn address(data: Option<&Path>, given: Option<&Address>) -> Result<Address, CliError> {
    Ok(comity_serve::store_address(DataFolder::find(data).as_ref(), given)?)
}

/// Now, and by the command line: whoever has the store at hand may do everything.
pub fn stamp() -> Stamp {
    Stamp::new(Timestamp::now(), Actor::program("command-line"))
}

/// Somebody by their e-mail address.
pub struct Person {
    pub user: User,
    /// A password that was made for them, where they had no account.
    pub password: Option<String>,
}

/// Somebody by their e-mail address; one who has no account gets one, with a password if they are to sign in.
pub async fn person(store: &Store, email: &str, signs_in: bool, now: Timestamp) -> Result<Person, CliError> {
    if let Some(user) = store.user_by_email(email).await? {
        return Ok(Person { user, password: None });
    }
    let name = email.split('@').next().unwrap_or_default();
    let password = signs_in.then(password).transpose()?;
    let user = store.create_user(&NewUser { id: UserId::at(now)?, email, name, password: password.as_deref() }, now).await?;
    Ok(Person { user, password })
}

/// A password of 128 random bits, in words of four characters.
fn password() -> Result<String, CliError> {
    let letters: Vec<char> =
        Secret::generate()?.digest().iter().take(16).flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|four| char::from_digit(four.into(), 16)).collect();
    Ok(letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-"))
}

/// The organisation of a name, as its members see it. One that is not there is made, with the user as its administrator.
pub async fn office(store: &Store, name: &str, user: &User, stamp: &Stamp) -> Result<Office, CliError> {
    if let Some(found) = organisation(store, name).await? {
        return Ok(store.of(found.id));
    }
    let made = store.create_organisation(OrganisationId::at(stamp.at)?, name, stamp).await?;
    let office = store.of(made.id);
    office.set_role(user.id, Role::Administrator, stamp).await?;
    note!("{} is made, with {} as its administrator", made.name, user.email);
    Ok(office)
}

/// The organisation of a name. Names of two are told apart by nobody: the first one that was made is taken.
pub async fn organisation(store: &Store, name: &str) -> Result<Option<Organisation>, CliError> {
    let mut page = Page::first(Page::MOST);
    let mut found = None;
    loop {
        let turned = store.organisations(&page).await?;
        for one in turned.items.into_iter().filter(|one| one.name == name) {
            if found.as_ref().is_none_or(|before: &Organisation| one.created < before.created) {
                found = Some(one);
            }
        }
        let Some(next) = turned.next else { return Ok(found) };
        page = Page::after(next, Page::MOST);
    }
}
