//! A job's input as it comes in: stored in chunks, or failed as a whole.

use std::{fs::File, io, path::Path};

use comity_store::JobId;
use tokio::{runtime::Handle, sync::OwnedSemaphorePermit};

use super::{
    input::{self, Piece, Source},
    lease,
};
use crate::{
    access::Caller,
    incoming::Incoming,
    problem::{Kind, Problem},
    state::State,
};

/// Stores a job's input and lets it begin. Where the input breaks off or cannot be used, the job fails and says why.
pub async fn filled(state: State, caller: Caller, id: JobId, input: Incoming, form: Piece, place: OwnedSemaphorePermit) -> Result<(), Problem> {
    let (office, handle, working) = (caller.office.clone(), Handle::current(), state.clone());
    let filling = tokio::task::spawn_blocking(move || {
        let _place = place;
        let source = match form {
            Piece::Lines => Source::Lines(input),
            Piece::Rows => Source::Rows(input),
            Piece::Table => Source::Table(set_aside(&working, input)?),
        };
        input::fill(source, |chunk| Ok(handle.block_on(office.add_input(id, chunk))?))
    });
    let filled = lease::while_filling(&state, &caller.office, id, filling).await;
    match filled.unwrap_or_else(|error| Err(Problem::fault(&format!("a worker failed: {error}")))) {
        Ok(total) => Ok(caller.office.queue_job(id, total).await?),
        Err(problem) => {
            // Where not even this can be stored, the job fails when nobody holds it any more.
            caller.office.fail_input(id, &problem.detail(), &caller.stamp()).await?;
            Err(problem)
        }
    }
}

/// The whole of an input in a file without a name, which goes when it is closed.
fn set_aside(state: &State, mut input: Incoming) -> Result<File, Problem> {
    let folder = state.data.as_ref().map_or_else(std::env::temp_dir, |data| data.root().to_path_buf());
    let mut file = made_in(&folder).map_err(|error| no_room(&error))?;
    let most = state.config.largest_table;
    let mut length = 0;
    loop {
        let piece = io::BufRead::fill_buf(&mut input).map_err(|error| input::cut_off(&error))?;
        if piece.is_empty() {
            return Ok(file);
        }
        length += piece.len() as u64;
        if length > most {
            return Err(Problem::new(Kind::TooLarge, format!("a table of more than {most} bytes is not read: send it in several, or as JSON Lines or CSV")));
        }
        io::Write::write_all(&mut file, piece).map_err(|error| no_room(&error))?;
        let used = piece.len();
        io::BufRead::consume(&mut input, used);
    }
}

fn made_in(folder: &Path) -> io::Result<File> {
    std::fs::create_dir_all(folder)?;
    tempfile::tempfile_in(folder)
}

fn no_room(error: &io::Error) -> Problem {
    tracing::error!("a table cannot be set aside: {error}");
    Problem::new(Kind::Unavailable, "there is no room for the table now")
}
