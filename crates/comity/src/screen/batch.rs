//! `comity screen --batch`: a party a line in, its hits a line out, same order, memory independent of the file's length.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::Path,
    process::ExitCode,
};

use comity_edge::{
    batch::{Line, read_round},
    screen::{
        answer::Screener,
        lines::{Done, Lines},
        rescreen::Rescreen,
    },
};
use comity_read::parties::Countries;
use comity_screen::Workspace;

use crate::{batch::progress, error::CliError, output::note};

/// A batch to run.
pub struct Job<'a> {
    pub input: &'a Path,
    pub output: &'a Path,
    pub threads: Option<usize>,
    /// Also dismissed hits.
    pub all: bool,
    pub countries: &'a Countries,
    /// What every answer rests on besides its question.
    pub basis: String,
    /// Earlier answers to keep where they still hold.
    pub rescreen: Option<Rescreen>,
}

/// How the command line names standard input and output.
const STANDARD: &str = "-";

pub fn run(screener: &Screener, job: &Job) -> Result<ExitCode, CliError> {
    let (mut input, size) = open_input(job.input)?;
    // What cannot be read must not cost the output, and the output must not cost the input.
    input.fill_buf().map_err(CliError::file("read", job.input))?;
    if let (Ok(from), Ok(to)) = (job.input.canonicalize(), job.output.canonicalize())
        && from == to
        && from.is_file()
    {
        return Err(CliError::SameFile { path: job.output.to_path_buf() });
    }
    let mut output = open_output(job.output)?;
    let progress = progress(size);
    let threads = job.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
    let by = &Lines { screener, countries: job.countries, all: job.all, basis: &job.basis, rescreen: job.rescreen.as_ref() };
    let mut workspaces: Vec<Workspace> = vec![Workspace::default(); threads];
    let (mut number, mut failed, mut kept, mut differ) = (0u64, 0u64, 0u64, 0u64);
    let mut round = read_round(&mut input, threads).map_err(CliError::file("read", job.input))?;
    let mut texts: Vec<Vec<u8>> = Vec::new();
    while !round.is_empty() {
        let first = number + 1;
        number += round.len() as u64;
        let share = round.len().div_ceil(threads).max(1);
        // While the workers screen this round, this thread writes the one before and reads the next.
        let (done, written, next) = std::thread::scope(|scope| {
            let workers: Vec<_> = round
                .chunks(share)
                .zip(&mut workspaces)
                .enumerate()
                .map(|(i, (lines, workspace))| scope.spawn(move || screen_lines(by, lines, first + (i * share) as u64, workspace)))
                .collect();
            let written = texts.iter().try_for_each(|text| output.write_all(text));
            let next = read_round(&mut input, threads);
            let done: Vec<Screened> = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect();
            (done, written, next)
        });
        written.map_err(write_error(job.output))?;
        kept += done.iter().map(|one| one.kept).sum::<u64>();
        differ += done.iter().map(|one| one.differ).sum::<u64>();
        failed += done.iter().map(|one| one.refused).sum::<u64>();
        progress.inc(done.iter().map(|one| one.read).sum());
        progress.set_message(format!("{number} parties, {failed} refused"));
        texts = done.into_iter().map(|one| one.text).collect();
        round = next.map_err(CliError::file("read", job.input))?;
    }
    texts.iter().try_for_each(|text| output.write_all(text)).and_then(|()| output.flush()).map_err(write_error(job.output))?;
    progress.finish_and_clear();
    let again = job.rescreen.as_ref().map(|_| format!(", {} screened again ({differ} with other hits), {kept} kept as they were", number - failed - kept));
    note!("{number} parties, {failed} refused{}", again.unwrap_or_default());
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn open_input(path: &Path) -> Result<(Box<dyn BufRead>, u64), CliError> {
    if path.as_os_str() == STANDARD {
        return Ok((Box::new(BufReader::with_capacity(1 << 20, io::stdin())), 0));
    }
    let file = File::open(path).map_err(CliError::file("read", path))?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    Ok((Box::new(BufReader::with_capacity(1 << 20, file)), size))
}

fn open_output(path: &Path) -> Result<Box<dyn Write>, CliError> {
    if path.as_os_str() == STANDARD {
        return Ok(Box::new(BufWriter::with_capacity(1 << 20, io::stdout())));
    }
    Ok(Box::new(BufWriter::with_capacity(1 << 20, File::create(path).map_err(CliError::file("write", path))?)))
}

/// A reader of the output that went away is told from a disk that is full.
fn write_error(path: &Path) -> impl FnOnce(io::Error) -> CliError {
    move |error| if path.as_os_str() == STANDARD { CliError::Output(error) } else { CliError::file("write", path)(error) }
}

/// What a worker made of its share.
struct Screened {
    text: Vec<u8>,
    refused: u64,
    kept: u64,
    /// Parties with other hits than before.
    differ: u64,
    /// Bytes of the input.
    read: u64,
}

fn screen_lines(lines: &Lines, read: &[Line], first: u64, workspace: &mut Workspace) -> Screened {
    let mut out = Screened { text: Vec::new(), refused: 0, kept: 0, differ: 0, read: 0 };
    for (number, line) in (first..).zip(read) {
        out.read += match line {
            Line::Text(text) => text.len() as u64 + 1,
            Line::TooLong(length) => length + 1,
        };
        match lines.answer(line, number, workspace, &mut out.text) {
            Done::Refused => out.refused += 1,
            Done::Kept => out.kept += 1,
            Done::Screened { differs } => out.differ += u64::from(differs),
        }
    }
    out
}
