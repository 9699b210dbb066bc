//! `comity replay`: the same transaction, the same law, the same answer, proved by digests.

use std::{path::Path, process::ExitCode};

use comity_decide::Engine;
use comity_edge::{
    bundled::{self, LazyCriteria},
    document::Document,
    replay::{Replayed, replay},
};

use crate::{error::CliError, output::say};

pub fn run(folder: Option<&Path>, path: &Path) -> Result<ExitCode, CliError> {
    let file = Document::read(path)?;
    let law = bundled::law(folder)?;
    match replay(&Engine::new(&law), &LazyCriteria::of(folder), file)? {
        Replayed::Same(digest) => {
            say!("same answer: {digest}")?;
            Ok(ExitCode::SUCCESS)
        }
        Replayed::Other(differences) => {
            say!("not the same answer:")?;
            for line in differences {
                say!("  {line}")?;
            }
            Ok(ExitCode::from(1))
        }
    }
}
