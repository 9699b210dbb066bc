//! Why an official text could not be fetched. What was stored before stays as it was.

use std::{io, time::Duration};

use jiff::civil::Date;
use miette::Diagnostic;
use thiserror::Error;

/// Why an official text could not be fetched.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum FetchError {
    /// The law folder names no address that a reader reads.
    #[error("no address of `{list}` gives a form that comity reads")]
    #[diagnostic(code(comity::fetch::no_address), help("{help}"))]
    NoAddress { list: String, help: String },
    /// The law folder names a reader that does not exist.
    #[error("no reader is called `{reader}`, which the address of `{list}` names")]
    #[diagnostic(code(comity::fetch::reader), help("mend `sources.kdl` of the list; docs/law-format.md names the readers"))]
    NoReader { list: String, reader: String },
    /// One file or address for several lists.
    #[error("--from and --address are for one list")]
    #[diagnostic(code(comity::fetch::one_list), help("name the list that the file or address holds, such as LIST@2026-07-23"))]
    OneList,
    /// The address cannot be reached.
    #[error("{address} cannot be reached: {cause}")]
    #[diagnostic(code(comity::fetch::unreachable), help("check the network, or download it another way and give it with --from FILE"))]
    Unreachable { address: String, cause: Box<ureq::Error> },
    /// The server took too long.
    #[error("{address} did not answer whole within {} s", after.as_secs())]
    #[diagnostic(code(comity::fetch::timeout), help("try again, with a longer --timeout where the line is slow"))]
    Timeout { address: String, after: Duration },
    /// The server refused.
    #[error("{address} answers with status {status}")]
    #[diagnostic(code(comity::fetch::status), help("{help}"))]
    Status { address: String, status: u16, help: &'static str },
    /// The answer broke off.
    #[error("{address} broke off after {received} bytes: {cause}")]
    #[diagnostic(code(comity::fetch::interrupted), help("try again"))]
    Interrupted { address: String, received: usize, cause: io::Error },
    /// The answer is larger than any official text.
    #[error("{address} gives more than {limit} bytes")]
    #[diagnostic(code(comity::fetch::too_large), help("this is not the list: check the address"))]
    TooLarge { address: String, limit: u64 },
    /// The text is far from the law that is loaded.
    #[error("only {found} of the {expected} provisions of {list}, edition {edition}, stand in {address}")]
    #[diagnostic(code(comity::fetch::far_off), help("this is another list or edition, or its form has changed: nothing was stored"))]
    FarOff { address: String, list: String, edition: Date, found: usize, expected: usize },
}
