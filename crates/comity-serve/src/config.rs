//! What a server is told when it starts.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use comity_store::Address;

use crate::{oidc, webhooks};

/// What a server is told when it starts. Everything has a default that suits one office on one machine.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Its own address as browsers see it, where that is another: of the proxy that ends TLS before it.
    pub public_url: Option<String>,
    /// The law folder to use instead of the law built in.
    pub law: Option<PathBuf>,
    /// The data folder; the platform's where none is given.
    pub data: Option<PathBuf>,
    /// Where the store is; `comity.db` in the data folder where nothing is said.
    pub database: Option<Address>,
    /// Whether strangers may ask what leaves nothing behind: decide, classify, compare, screen.
    pub open: bool,
    /// The provider at which people may sign in beside by password, where there is one.
    pub oidc: Option<oidc::Settings>,
    /// How messages to webhooks are sent.
    pub webhooks: webhooks::Settings,
    /// How often each token may ask in a minute.
    pub requests_a_minute: u64,
    /// For how many years a determination is kept at least, beside what the law of the jurisdictions asks; the longest time that any law loaded asks for
    /// where nothing is said.
    pub keep_years: Option<i16>,
    /// A folder of further fonts to print with: names in scripts that the fonts of the program lack.
    pub fonts: Option<PathBuf>,
    /// Largest body of one question, in bytes. A batch may be longer: it is read line by line.
    pub largest_body: usize,
    /// Batches, comparisons and other long work under way at once; more are told to come back. By default two for each core.
    pub long_work: usize,
    /// For how long a job stays with a server that says nothing any more, before another one goes on with it.
    pub lease: Duration,
    /// Largest table that is handed in as Parquet, in bytes: it is set aside as a whole before it is read.
    pub largest_table: u64,
    /// How often the data folder is looked at for lists that were imported since.
    pub look_for_lists: Duration,
    /// How long requests under way may take to end once the server is told to stop.
    pub grace: Duration,
}

impl Default for Config {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            law: None,
            data: None,
            database: None,
            open: false,
            oidc: None,
            webhooks: webhooks::Settings::default(),
            requests_a_minute: 1_000_000,
            keep_years: None,
            fonts: None,
            largest_body: 1 << 20,
            long_work: 2 * cores,
            lease: Duration::from_secs(15),
            largest_table: 1 << 30,
            look_for_lists: Duration::from_secs(30),
            grace: Duration::from_secs(30),
        }
    }
}

impl Config {
    /// Whether browsers come by TLS, so that they may be told to come by nothing else.
    pub fn is_behind_tls(&self) -> bool {
        self.public_url.as_ref().is_some_and(|own| own.starts_with("https://"))
    }
}
