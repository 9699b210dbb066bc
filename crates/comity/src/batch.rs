//! `comity decide --batch`: JSON Lines in, JSON Lines out, same order, memory independent of the file's length.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, IsTerminal, Read, Seek, SeekFrom, Write},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use comity_decide::{Batch, Engine, InputProblem, Options, Transaction};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::{bundled::LazyCriteria, error::CliError, json, output::note, screening::Screening};

/// A batch to run.
pub struct Job<'a> {
    pub input: &'a Path,
    pub output: &'a Path,
    pub resume: bool,
    pub threads: Option<usize>,
    pub as_of: Option<Date>,
    pub criteria: &'a LazyCriteria<'a>,
    pub options: Options,
    pub screening: Option<&'a Screening<'a>>,
}

/// Longest line that is read; a longer one gets an error in its place.
pub const LONGEST: usize = 4 << 20;
/// Lines that one worker decides before the next round.
const SHARE: usize = 256;

/// A line as read.
pub enum Line {
    Text(Vec<u8>),
    TooLong(u64),
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
                .map(|(i, (lines, (batch, text)))| scope.spawn(move || decide_lines(batch, engine, job, lines, first + (i * share) as u64, text)))
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

/// How the line of a refused transaction begins.
const REFUSED: &[u8] = br#"{"error":"#;

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

/// The next lines, at most so many for each thread.
pub fn read_round(input: &mut impl BufRead, threads: usize) -> io::Result<Vec<Line>> {
    let mut round = Vec::with_capacity(threads * SHARE);
    let mut bytes = 0;
    // A round ends early when its lines are long: memory stays bounded by bytes, not lines.
    while round.len() < threads * SHARE && bytes < 32 << 20 {
        match read_line(input)? {
            Some(line) => {
                bytes += match &line {
                    Line::Text(text) => text.len(),
                    Line::TooLong(_) => 0,
                };
                round.push(line);
            }
            None => break,
        }
    }
    Ok(round)
}

fn read_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let read = input.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(Line::Text(line)));
    }
    if line.len() <= LONGEST {
        return Ok(Some(Line::Text(line)));
    }
    let mut length = line.len() as u64;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(Some(Line::TooLong(length)));
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        length += used as u64;
        input.consume(used);
        if end.is_some() {
            return Ok(Some(Line::TooLong(length - 1)));
        }
    }
}

/// Decides some lines; appends the output and gives how many were refused.
fn decide_lines(batch: &mut Batch, engine: &Engine, job: &Job, lines: &[Line], first: u64, out: &mut Vec<u8>) -> u64 {
    let mut refused = 0;
    for (number, line) in (first..).zip(lines) {
        if let Err(refusal) = decide_line(batch, engine, job, line, out) {
            refused += 1;
            let refusal = json!({ "error": refusal.error, "id": refusal.id, "line": number });
            // A map of strings always serialises.
            out.extend(serde_json::to_vec(&refusal).unwrap_or_default());
        }
        out.push(b'\n');
    }
    refused
}

struct Refusal {
    id: Json,
    error: String,
}

fn decide_line(batch: &mut Batch, engine: &Engine, job: &Job, line: &Line, out: &mut Vec<u8>) -> Result<(), Refusal> {
    let nameless = |error: String| Refusal { id: Json::Null, error };
    let text = match line {
        Line::Text(text) => text,
        Line::TooLong(length) => return Err(nameless(format!("the line has {length} bytes; at most {LONGEST} are read"))),
    };
    let text = std::str::from_utf8(text).map_err(|error| nameless(format!("not UTF-8 at byte {}", error.valid_up_to())))?;
    // Some programs begin a file with a byte-order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut document = json::parse(text).map_err(|error| {
        let (message, column) = (error.to_string(), error.column());
        nameless(format!("not JSON: {} at byte {column}", message.split(" at line ").next().unwrap_or(&message)))
    })?;
    if let Some(screening) = job.screening {
        let id = document.get("id").cloned().unwrap_or(Json::Null);
        screening.add(&mut document, job.as_of).map_err(|error| Refusal { id, error: error.to_string() })?;
    }
    let refuse = |problems: Vec<InputProblem>| {
        let texts: Vec<String> = problems
            .iter()
            .take(20)
            .map(|problem| {
                let remedy = problem.remedy().map(|remedy| format!(" ({remedy})")).unwrap_or_default();
                let place = problem.place();
                if place.is_empty() { format!("{problem}{remedy}") } else { format!("{place}: {problem}{remedy}") }
            })
            .collect();
        Refusal { id: document.get("id").cloned().unwrap_or(Json::Null), error: texts.join("; ") }
    };
    let mut transaction = engine.read(&document, job.as_of).map_err(refuse)?;
    if Transaction::is_described(&document) {
        let criteria = job.criteria.get().map_err(|error| nameless(error.to_string()))?;
        transaction.derive(engine.law(), criteria, &document).map_err(refuse)?;
    }
    batch.decide_to_json(&transaction, &document, out);
    Ok(())
}
