//! `comity member`: somebody who may sign in, made by whoever has the store at hand.

use std::{path::Path, process::ExitCode};

use clap::Args;
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
    #[arg(long, value_name = "NAME")]
    organisation: String,
    /// Who: the address by which they sign in. Somebody without an account gets one, with a password that is printed once.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// As what: analyst, approver, administrator, auditor, licensing-officer.
    #[arg(long, value_name = "ROLE", default_value = "analyst")]
    role: Role,
    /// Where the store is: a file, or postgres://USER@HOST/DATABASE (default: comity.db in the data folder).
    #[arg(long, value_name = "ADDRESS", env = "COMITY_DATABASE")]
    database: Option<Address>,
}

pub fn run(data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let address = accounts::address(data, arguments.database.as_ref())?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(add(&address, arguments))?;
    Ok(ExitCode::SUCCESS)
}

async fn add(address: &Address, arguments: &Arguments) -> Result<(), CliError> {
    let store = Store::open(address).await?;
    let stamp = accounts::stamp();
    let is_new = accounts::organisation(&store, &arguments.organisation).await?.is_none();
    let person = accounts::person(&store, &arguments.email, true, stamp.at).await?;
    let office = accounts::office(&store, &arguments.organisation, &person.user, &stamp).await?;
    if !is_new {
        office.set_role(person.user.id, arguments.role, &stamp).await?;
        note!("{} is {} of {}", person.user.email, arguments.role, arguments.organisation);
    }
    if let Some(password) = &person.password {
        // Whoever reads it here knows it: its owner chooses another before anything else.
        store.give_password(person.user.id, password, &stamp).await?;
    }
    store.close().await;
    if let Some(password) = person.password {
        note!("their first password, shown only now; they choose their own when they first sign in:");
        say!("{password}")?;
    }
    Ok(())
}
