//! `comity serve`: the same answers over HTTP.

use std::{net::SocketAddr, path::Path, process::ExitCode};

use clap::Args;
use comity_serve::{Config, serve, telemetry};

use crate::error::CliError;

/// Arguments of `comity serve`.
#[derive(Args)]
pub struct Arguments {
    /// Where to listen: an address of this machine and a port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", env = "COMITY_LISTEN")]
    listen: SocketAddr,
    /// Threads that answer (default: all cores).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

pub fn run(law: Option<&Path>, data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    telemetry::log();
    let config = Config { listen: arguments.listen, law: law.map(Path::to_path_buf), data: data.map(Path::to_path_buf), ..Config::default() };
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    if let Some(count) = arguments.threads {
        threads.worker_threads(count.into());
    }
    threads.enable_all().build()?.block_on(serve(config))?;
    Ok(ExitCode::SUCCESS)
}
