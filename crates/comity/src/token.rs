//! `comity token`: a token of the API, made by whoever has the store at hand.

use std::{path::Path, process::ExitCode};

use clap::Args;
use comity_edge::EdgeError;
use comity_store::{Address, NewToken, Scope, Store, TokenId};
use jiff::SignedDuration;

use crate::{
    accounts,
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
    let address = accounts::address(data, arguments.database.as_ref())?;
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    threads.block_on(make(&address, arguments))?;
    Ok(ExitCode::SUCCESS)
}

async fn make(address: &Address, arguments: &Arguments) -> Result<(), CliError> {
    let store = Store::open(address).await?;
    let stamp = accounts::stamp();
    let now = stamp.at;
    let user = accounts::person(&store, &arguments.email, false, now).await?.user;
    let office = accounts::office(&store, &arguments.organisation, &user, &stamp).await?;
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
