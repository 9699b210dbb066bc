//! `comity decide --batch`: JSON Lines in, JSON Lines out, same order, memory independent of the file's length.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, IsTerminal, Seek, SeekFrom, Write},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use comity_decide::{Batch, Engine, Options};
use comity_edge::{
    batch::{Line, Lines, REFUSED, read_line, read_round},
    bundled::LazyCriteria,
    screening::Screening,
};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;

use crate::{error::CliError, output::note};

/// A batch to run.
pub struct Job<'a> {
    pub input: &'a Path,
    pub output: &'a Path,
    pub resume: bool,
    pub threads: Option<usize>,
    pub as_of: Option<Date>,
    pub criteria: &'a LazyCriteria,
    pub options: Options,
    pub screening: Option<&'a Screening<'a>>,
}

pub fn run(engine: &Engine, job: &Job) -> Result<ExitCode, CliError> {
    let mut input = BufReader::with_capacity(1 << 20, File::open(job.input).map_err(CliError::file("read", job.input))?);
    let size = input.get_ref().metadata().map_or(0, |metadata| metadata.len());
    // What cannot be read must not cost the output, and the output must not cost the input.
    input.fill_buf().map_err(CliError::file("read", job.input))?;
    if let (Ok(from), Ok(to)) = (job.input.canonicalize(), job.output.canonicalize())
        && from == to
        && from.is_file()
    {
        return Err(CliError::SameFile { path: job.output.to_path_buf() });
    }
    let Output { file: output, lines: done, refused } = open_output(job)?;
    let mut output = BufWriter::with_capacity(1 << 20, output);
    for _ in 0..done {
        if read_line(&mut input).map_err(CliError::file("read", job.input))?.is_none() {
            return Err(CliError::Resume { path: job.output.to_path_buf() });
        }
    }
    let progress = progress(size);
    let threads = job.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
    let mut number = done;
    let mut failed = refused;
    let by = Lines { engine, criteria: job.criteria, screening: job.screening, as_of: job.as_of };
    // Each worker remembers the contexts it met from round to round, and all share what one of them wrote.
    let one = engine.batch(job.options);
    let mut batches: Vec<Batch> = (1..threads).map(|_| one.another()).collect();
    batches.push(one);
    // Texts of a round are written while the next round is decided; their room is used again.
    let mut texts: Vec<Vec<u8>> = vec![Vec::new(); threads];
    let mut spare: Vec<Vec<u8>> = vec![Vec::new(); threads];
    let mut round = read_round(&mut input, threads).map_err(CliError::file("read", job.input))?;
    while !round.is_empty() {
        let first = number + 1;
        number += round.len() as u64;
        let share = round.len().div_ceil(threads).max(1);
        // While the workers decide this round, this thread writes the one before and reads the next.
        let (errors, written, next) = std::thread::scope(|scope| {
            let workers: Vec<_> = round
                .chunks(share)
                .zip(batches.iter_mut().zip(&mut spare))
                .enumerate()
                .map(|(i, (lines, (batch, text)))| scope.spawn(move || decide_lines(by, batch, lines, first + (i * share) as u64, text)))
                .collect();
            let written = write(&mut output, &mut texts);
            let next = read_round(&mut input, threads);
            let errors: u64 = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).sum();
            (errors, written, next)
        });
        written.map_err(CliError::file("write", job.output))?;
        failed += errors;
        std::mem::swap(&mut texts, &mut spare);
        progress.set_position(input.stream_position().unwrap_or_default());
        progress.set_message(format!("{number} lines, {failed} refused"));
        round = next.map_err(CliError::file("read", job.input))?;
    }
    write(&mut output, &mut texts).and_then(|()| output.flush()).map_err(CliError::file("write", job.output))?;
    progress.finish_and_clear();
    note!("{number} lines, {failed} refused");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Writes texts and empties them.
fn write(output: &mut impl Write, texts: &mut [Vec<u8>]) -> io::Result<()> {
    texts.iter_mut().try_for_each(|text| {
        output.write_all(text)?;
        text.clear();
        Ok(())
    })
}

/// The output file, and what it already holds when a batch is resumed.
struct Output {
    file: File,
    lines: u64,
    refused: u64,
}

fn open_output(job: &Job) -> Result<Output, CliError> {
    let error = || CliError::file("write", job.output);
    if !job.resume {
        return Ok(Output { file: File::create(job.output).map_err(error())?, lines: 0, refused: 0 });
    }
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(job.output).map_err(error())?;
    let (mut lines, mut refused, mut whole, mut at) = (0u64, 0u64, 0u64, 0u64);
    let mut head = Vec::with_capacity(REFUSED.len());
    let mut reader = BufReader::new(&file);
    loop {
        let buffer = reader.fill_buf().map_err(error())?;
        if buffer.is_empty() {
            break;
        }
        for (i, byte) in buffer.iter().enumerate() {
            if *byte == b'\n' {
                lines += 1;
                refused += u64::from(head == REFUSED);
                whole = at + i as u64 + 1;
                head.clear();
            } else if head.len() < REFUSED.len() {
                head.push(*byte);
            }
        }
        let length = buffer.len();
        at += length as u64;
        reader.consume(length);
    }
    // A line cut off by an interruption is decided again.
    file.set_len(whole).map_err(error())?;
    file.seek(SeekFrom::Start(whole)).map_err(error())?;
    Ok(Output { file, lines, refused })
}

/// A bar over so many bytes, where somebody is looking.
pub fn progress(size: u64) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {elapsed} (left {eta})").unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(size).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Decides some lines; appends the output and gives how many were refused.
fn decide_lines(by: Lines, batch: &mut Batch, lines: &[Line], first: u64, out: &mut Vec<u8>) -> u64 {
    (first..).zip(lines).map(|(number, line)| u64::from(by.answer(batch, line, number, out))).sum()
}
