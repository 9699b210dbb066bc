//! `comity token`: a token of the API, made by whoever has the store at hand.

use std::{path::Path, process::ExitCode};

use clap::Args;
use comity_edge::{EdgeError, data_folder::DataFolder};
use comity_store::{Actor, Address, NewToken, NewUser, Organisation, OrganisationId, Page, Role, Scope, Stamp, Store, TokenId, UserId};
use jiff::{SignedDuration, Timestamp};

use crate::{
    error::CliError,
    output::{note, say},
};

/// Arguments of `comity token`.
#[derive(Args)]
pub struct Arguments {
    /// The organisation that it opens. One that is not there is made.
    #[arg(long, value_name = "NAME")]
    organisation: String,
    /// Whose it is. Somebody who is not there yet becomes an administrator of an organisation that is made, and is refused by one that was there.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// What it may be used for; may be given again.
    #[arg(long = "scope", value_name = "SCOPE", default_values = ["decide", "screen"])]
    scopes: Vec<Scope>,
    /// What it is for, in your words.
    #[arg(long, value_name = "TEXT", default_value = "made on the command line")]
    name: String,
    /// In how many days it ends.
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=366))]
    days: i64,
    /// Where the store is: a file, or postgres://USER@HOST/DATABASE (default: comity.db in the data folder).
    #[arg(long, value_name = "ADDRESS", env = "COMITY_DATABASE")]
    database: Option<Address>,
}

pub fn run(data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let address = match &arguments.database {
        Some(address) => address.clone(),
        None => {
            let folder = DataFolder::demand(data)?;
            std::fs::create_dir_all(folder.root()).map_err(CliError::file("make the folder", folder.root()))?;
            Address::file(folder.root().join("comity.db"))
        }
    };
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    threads.block_on(make(&address, arguments))?;
    Ok(ExitCode::SUCCESS)
}

async fn make(address: &Address, arguments: &Arguments) -> Result<(), CliError> {
    let store = Store::open(address).await?;
    let now = Timestamp::now();
    let stamp = Stamp::new(now, Actor::program("command-line"));
    let user = match store.user_by_email(&arguments.email).await? {
        Some(user) => user,
        None => {
            let name = arguments.email.split('@').next().unwrap_or_default();
            store.create_user(&NewUser { id: UserId::at(now)?, email: &arguments.email, name, password: None }, now).await?
        }
    };
    let organisation = match organisation(&store, &arguments.organisation).await? {
        Some(found) => found.id,
        None => {
            let made = store.create_organisation(OrganisationId::at(now)?, &arguments.organisation, &stamp).await?;
            store.of(made.id).set_role(user.id, Role::Administrator, &stamp).await?;
            note!("{} is made, with {} as its administrator", made.name, user.email);
            made.id
        }
    };
    let office = store.of(organisation);
    if office.role(user.id).await?.is_none() {
        let help = "an administrator of the organisation adds members".to_owned();
        return Err(EdgeError::Unknown { what: "member of that organisation", name: user.email, help }.into());
    }
    let expires = now + SignedDuration::from_hours(24 * arguments.days);
    let new = NewToken { id: TokenId::at(now)?, user: user.id, name: &arguments.name, scopes: &arguments.scopes, expires };
    let (secret, token) = office.create_token(&new, &stamp).await?;
    store.close().await;
    note!("it ends on {} and is shown only now", token.expires.strftime("%Y-%m-%d"));
    say!("{}", secret.reveal())?;
    Ok(())
}

/// The organisation of a name. Names of two are told apart by nobody: the first one that was made is taken.
async fn organisation(store: &Store, name: &str) -> Result<Option<Organisation>, CliError> {
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
