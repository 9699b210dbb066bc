//! `comity member`: somebody who may sign in, made or kept out by whoever has the store at hand.

use std::{path::Path, process::ExitCode};

use clap::Args;
use comity_edge::EdgeError;
use comity_store::{Address, Role, Store};

use crate::{
    accounts,
    error::CliError,
    output::{note, say},
};

/// Arguments of `comity member`.
#[derive(Args)]
pub struct Arguments {
    /// The organisation. One that is not there is made, and its first member is its administrator.
    #[arg(long, value_name = "NAME", required_unless_present_any = ["disable", "enable"])]
    organisation: Option<String>,
    /// Who: the address by which they sign in. Somebody without an account gets one, with a password that is printed once.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// As what: analyst, approver, administrator, auditor, licensing-officer.
    #[arg(long, value_name = "ROLE", default_value = "analyst")]
    role: Role,
    /// Keep them out of every organisation: their sessions end, and their tokens open nothing.
    #[arg(long, conflicts_with_all = ["enable", "organisation", "role"])]
    disable: bool,
    /// Let them in again.
    #[arg(long, conflicts_with_all = ["organisation", "role"])]
    enable: bool,
    /// Where the store is: a file, or postgres://USER@HOST/DATABASE (default: comity.db in the data folder).
    #[arg(long, value_name = "ADDRESS", env = "COMITY_DATABASE")]
    database: Option<Address>,
}

pub fn run(data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let address = accounts::address(data, arguments.database.as_ref())?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work(&address, arguments))?;
    Ok(ExitCode::SUCCESS)
}

async fn work(address: &Address, arguments: &Arguments) -> Result<(), CliError> {
    let store = Store::open(address).await?;
    match &arguments.organisation {
        Some(organisation) => add(&store, organisation, arguments).await?,
        None => set_disabled(&store, &arguments.email, arguments.disable).await?,
    }
    store.close().await;
    Ok(())
}

async fn set_disabled(store: &Store, email: &str, disabled: bool) -> Result<(), CliError> {
    let Some(user) = store.user_by_email(email).await? else {
        let help = "write the address by which they sign in".to_owned();
        return Err(EdgeError::Unknown { what: "account", name: email.to_owned(), help }.into());
    };
    store.set_disabled(user.id, disabled, &accounts::stamp()).await?;
    note!("{} {}", user.email, if disabled { "is kept out" } else { "may sign in" });
    Ok(())
}

async fn add(store: &Store, organisation: &str, arguments: &Arguments) -> Result<(), CliError> {
    let stamp = accounts::stamp();
    let is_new = accounts::organisation(store, organisation).await?.is_none();
    let person = accounts::person(store, &arguments.email, true, stamp.at).await?;
    let office = accounts::office(store, organisation, &person.user, &stamp).await?;
    if !is_new {
        office.set_role(person.user.id, arguments.role, &stamp).await?;
        note!("{} is {} of {organisation}", person.user.email, arguments.role);
    }
    if let Some(password) = person.password {
        // Whoever reads it here knows it: its owner chooses another before anything else.
        store.give_password(person.user.id, &password, &stamp).await?;
        note!("their first password, shown only now; they choose their own when they first sign in:");
        say!("{password}")?;
    }
    Ok(())
}
