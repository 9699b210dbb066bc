//! `comity serve`: the same answers over HTTP.

mod oidc;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::Args;
use comity_edge::document::Document;
use comity_serve::{Config, EXAMPLE, State, serve_state, telemetry, webhooks};
use comity_store::Address;

use crate::{accounts, error::CliError, output::note};

/// Arguments of `comity serve`.
#[derive(Args)]
pub struct Arguments {
    /// Where to listen: an address of this machine and a port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", env = "COMITY_LISTEN")]
    listen: SocketAddr,
    /// Where the store is: a file, or postgres://USER@HOST/DATABASE (default: comity.db in the data folder).
    #[arg(long, value_name = "ADDRESS", env = "COMITY_DATABASE")]
    database: Option<Address>,
    /// This server's own address as browsers see it, where a proxy ends TLS before it (default: http and the address it listens on).
    #[arg(long, value_name = "URL", env = "COMITY_PUBLIC_URL")]
    public_url: Option<String>,
    /// Also answer strangers what leaves nothing behind: decide, classify, compare, screen.
    #[arg(long)]
    open: bool,
    /// How often each token may ask in a minute.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    requests_a_minute: u64,
    /// For how many seconds a job stays with a server that says nothing any more, before another one goes on with it.
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=3600))]
    lease: u16,
    /// For how many years a determination is kept at least, beside what the law of the jurisdictions asks (default: the longest time that any law loaded
    /// asks for).
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(i16).range(1..=100), env = "COMITY_KEEP_YEARS")]
    keep_years: Option<i16>,
    /// A folder of fonts to print with, for names in scripts that the fonts of this program lack (read when something is first printed).
    #[arg(long, value_name = "DIR", env = "COMITY_FONTS")]
    fonts: Option<PathBuf>,
    /// For a first look: make a small sample organisation, and say how to sign in to it.
    #[arg(long)]
    example: bool,
    /// Threads that answer (default: all cores).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Let webhooks lead to plain http and to addresses that are not public: on an intranet, where everybody who may make one may also reach what this machine reaches.
    #[arg(long, env = "COMITY_WEBHOOK_PRIVATE")]
    webhook_private: bool,
    #[command(flatten)]
    oidc: oidc::OidcArguments,
}

pub fn run(law: Option<&Path>, data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    // Delivers the last traces when it is dropped, at the end.
    let _traces = telemetry::log()?;
    let config = Config {
        listen: arguments.listen,
        law: law.map(Path::to_path_buf),
        data: data.map(Path::to_path_buf),
        database: arguments.database.clone(),
        open: arguments.open,
        oidc: arguments.oidc.settings(&arguments.public_url.clone().unwrap_or_else(|| format!("http://{}", arguments.listen)))?,
        public_url: arguments.public_url.clone(),
        requests_a_minute: arguments.requests_a_minute,
        webhooks: webhooks::Settings { private: arguments.webhook_private, ..webhooks::Settings::default() },
        lease: Duration::from_secs(arguments.lease.into()),
        keep_years: arguments.keep_years,
        fonts: arguments.fonts.clone(),
        ..Config::default()
    };
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    if let Some(count) = arguments.threads {
        threads.worker_threads(count.into());
    }
    let threads = threads.enable_all().build()?;
    threads.block_on(async {
        let state = State::open(config).await.map_err(CliError::from)?;
        if arguments.example {
            example(&state, arguments).await?;
        }
        serve_state(state).await.map_err(CliError::from)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The transaction of the sample organisation.
static TRANSACTION: &str = include_str!("../../../examples/shipment.toml");

/// Who may sign in to the sample organisation. The domain is for examples (RFC 2606).
const SOMEBODY: &str = "analyst@example.org";

/// Makes the sample organisation where it is not there yet, and says how to sign in.
async fn example(state: &State, arguments: &Arguments) -> Result<(), CliError> {
    let store = &state.store;
    if accounts::organisation(store, EXAMPLE).await?.is_none() {
        let stamp = accounts::stamp();
        let person = accounts::person(store, SOMEBODY, true, stamp.at).await?;
        let transaction = Document::parse("examples/shipment.toml".to_owned(), TRANSACTION.to_owned(), false)?;
        comity_serve::example(store, &state.law, person.user.id, transaction, &stamp).await?;
        if let Some(password) = person.password {
            note!("the sample organisation is made: sign in as {SOMEBODY} with the password {password} (shown only now)");
        }
    } else {
        note!("the sample organisation is there: sign in as {SOMEBODY} with the password that was shown when it was made");
    }
    note!("the portal is at http://{}/", arguments.listen);
    Ok(())
}
