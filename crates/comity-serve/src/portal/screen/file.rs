//! A file of parties, screened as a job: handed in, watched, and looked through with the hits first.

use std::fmt::Write as _;

use axum::{
    body::Body,
    extract::{Path, State as FromState},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use comity_edge::{
    party_file::{self, PartyFileError},
    screen::party::left_out,
};
use comity_portal::{
    Catalogue, Problem as FormProblem, Section, Template,
    pages::{FileHit, FileResults, FileRow, ScreenFilePage},
};
use comity_store::{Action, Chunk, Job, JobId, JobState, Office, Page};
use jiff::Timestamp;
use miette::Diagnostic as _;
use serde_json::Value as Json;

use super::{Shown, THRESHOLD, answered};
use crate::{
    access::Caller,
    importing,
    incoming::Incoming,
    jobs::{self, How, Kind, Piece},
    portal::{
        classify::percent_of,
        page::{Around, NoPage, answer, minute},
        sent::Sent,
        upload::{File, Uploaded},
        visitor::Visit,
    },
    problem::Problem,
    state::State,
};

/// Parties with hits, and lines without an answer, that the page shows.
const MOST_SHOWN: usize = 500;
const MOST_REFUSED: usize = 100;
/// Hits of one party, at most.
const MOST_HITS: usize = 100;
/// Chunks that the page looks through: a hundred thousand lines.
const MOST_CHUNKS: i64 = 100;

/// Takes a file, and has it screened in the background.
pub async fn take(FromState(state): FromState<State>, visit: Visit, uploaded: Uploaded) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::RunJobs, &uploaded.sent)?;
    let caller = &visitor.caller;
    let words = Catalogue::english();
    let bytes = match uploaded.file {
        File::Whole(_, bytes) => bytes,
        File::None => return refused(&state, &visit, words.say("screen-file-none").into_owned()).await,
        File::TooLarge => return refused(&state, &visit, words.say("screen-file-too-large").into_owned()).await,
    };
    let read = state.pool.run(move || Ok(party_file::lines(&bytes, &importing::limits()))).await?;
    let lines = match read {
        Ok(lines) => lines,
        Err(PartyFileError::NoName) => return refused(&state, &visit, words.say("screen-file-no-name").into_owned()).await,
        Err(error) => {
            let text = [Some(error.to_string()), error.help().map(|help| help.to_string())].into_iter().flatten().collect::<Vec<_>>().join(": ");
            return refused(&state, &visit, text).await;
        }
    };
    let place = state.pool.place()?;
    let id = JobId::at(Timestamp::now())?;
    let how = How { threshold: Some(THRESHOLD), limit: Some(MOST_HITS), ..How::default() };
    caller.office.create_job(id, Kind::Screen.word(), &jobs::kept(&how)?, &caller.stamp()).await?;
    let input = Incoming::of(Body::from(lines.join("\n")));
    // A task of its own: where the asker goes away, the job still fails.
    let filling = tokio::spawn(jobs::filled(state.clone(), caller.clone(), id, input, Piece::Lines, place));
    filling.await.unwrap_or_else(|error| Err(Problem::fault(&format!("a worker failed: {error}"))))?;
    Ok(Redirect::to(&format!("/screen/files/{id}")).into_response())
}

async fn refused(state: &State, visit: &Visit, text: String) -> Result<Response, NoPage> {
    let problems = [FormProblem { field: Some("parties".into()), text }];
    Shown { problems: &problems, ..Shown::of(state, visit).await? }.page(state, visit, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The files that were screened last.
pub async fn lately(caller: &Caller, most: u32) -> Result<Vec<FileRow>, NoPage> {
    let jobs = caller.office.jobs(&Page::first(4 * most)).await?;
    let screened = jobs.items.iter().filter(|job| job.kind == Kind::Screen.word());
    let row = |job: &Job| FileRow {
        at: minute(job.created),
        path: format!("/screen/files/{}", job.id),
        state: job.state.word().into(),
        parties: count(job.total.unwrap_or(0)),
    };
    Ok(screened.take(most as usize).map(row).collect())
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

async fn job(office: &Office, id: &str) -> Result<Job, NoPage> {
    let job = office.job(id.parse::<JobId>().map_err(|_| NoPage::Unknown)?).await?;
    if job.kind == Kind::Screen.word() { Ok(job) } else { Err(NoPage::Unknown) }
}

/// How far a file is, or what came of it.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Path(id): Path<String>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let office = &visitor.caller.office;
    let job = job(office, &id).await?;
    let path = format!("/screen/files/{}", job.id);
    let gathered = match job.state {
        JobState::Done => Some(gather(office, &job, &path).await?),
        _ => None,
    };
    let results = gathered.as_ref().map(|found| FileResults {
        hits: found.hits.get(..MOST_SHOWN).unwrap_or(&found.hits),
        with_hits: found.hits.len(),
        without: found.without,
        refused: &found.refused,
        refused_in_all: count(job.failed) + found.in_part,
        cut: found.cut,
    });
    let words = Catalogue::english();
    let stopped = matches!(job.state, JobState::Failed | JobState::Cancelled);
    let problem = stopped
        .then(|| job.problem.clone().unwrap_or_else(|| words.say(if job.state == JobState::Failed { "job-failed" } else { "job-cancelled" }).into_owned()));
    let at = minute(job.created);
    let html = Around::of(&state, &visit).with(Section::Screen, |shell| {
        ScreenFilePage {
            shell,
            at: &at,
            path: &path,
            state: job.state.word(),
            problem: problem.as_deref(),
            done: count(job.done),
            total: count(job.total.unwrap_or(0)),
            results,
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

/// What came of a file, so far as the page looks through it.
#[derive(Default)]
struct Gathered {
    hits: Vec<FileHit>,
    without: usize,
    /// Those without a hit whose names could not be compared whole.
    in_part: usize,
    refused: Vec<(usize, String, String)>,
    cut: bool,
}

async fn gather(office: &Office, job: &Job, path: &str) -> Result<Gathered, NoPage> {
    let mut found = Gathered::default();
    let mut after = -1;
    while let Some((number, pairs)) = answers(office, job.id, after).await? {
        after = number;
        if number >= MOST_CHUNKS {
            found.cut = true;
            break;
        }
        for Answered { line, asked, answer } in pairs {
            let name = asked.get("name").and_then(Json::as_str).unwrap_or_default().to_owned();
            if let Some(error) = answer.get("error").and_then(Json::as_str) {
                if found.refused.len() < MOST_REFUSED {
                    found.refused.push((line, name, error.to_owned()));
                }
                continue;
            }
            let hits = answer.get("hits").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
            let Some(best) = hits.first() else {
                match left_out(&name) {
                    None => found.without += 1,
                    Some(why) => {
                        found.in_part += 1;
                        if found.refused.len() < MOST_REFUSED {
                            found.refused.push((line, name, why.to_owned()));
                        }
                    }
                }
                continue;
            };
            let text = |name: &str| best.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
            found.hits.push(FileHit {
                line,
                path: format!("{path}/{line}"),
                name,
                listed: text("name"),
                list: text("list"),
                score: percent_of(best.get("score").and_then(Json::as_f64).unwrap_or(0.0)),
                hits: hits.len(),
                standing: best.get("standing").and_then(Json::as_str).unwrap_or("open").to_owned(),
            });
        }
    }
    found.hits.sort_by(|a, b| b.score.cmp(&a.score).then(a.line.cmp(&b.line)));
    Ok(found)
}

/// A line of a job with its answer.
struct Answered {
    line: usize,
    asked: Json,
    answer: Json,
}

/// The lines and answers of the chunk after a number, with its own.
async fn answers(office: &Office, id: JobId, after: i64) -> Result<Option<(i64, Vec<Answered>)>, NoPage> {
    let Some(output) = office.job_output(id, after, 1).await?.into_iter().next() else { return Ok(None) };
    // The chunk of answers has the number of the chunk that it answers.
    let input = office.job_input(id, output.number - 1, 1).await?.into_iter().next().filter(|input| input.number == output.number);
    let input = input.ok_or_else(|| Problem::fault("a chunk of answers has no chunk of questions"))?;
    let (first, lines) = jobs::lines(&input)?;
    let body = String::from_utf8_lossy(&output.body);
    let pairs = lines.iter().zip(body.lines()).zip(first..);
    let read = |text: &str| serde_json::from_str::<Json>(text).unwrap_or_default();
    Ok(Some((output.number, pairs.map(|((asked, answer), line)| Answered { line: count(line), asked: read(asked), answer: read(answer) }).collect())))
}

/// One party of a file, with its hits as they stand today.
pub async fn line(FromState(state): FromState<State>, visit: Visit, Path((id, line)): Path<(String, String)>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let office = &visitor.caller.office;
    let job = job(office, &id).await?;
    let line = line.parse().map_err(|_| NoPage::Unknown)?;
    let asked = asked(office, job.id, line).await?.ok_or(NoPage::Unknown)?;
    answered(&state, &visit, &sent(&asked), &[], None).await
}

/// The question on a line of a job.
async fn asked(office: &Office, id: JobId, line: u64) -> Result<Option<Json>, NoPage> {
    let mut after = -1;
    loop {
        let Some(Chunk { number, body }) = office.job_input(id, after, 1).await?.into_iter().next() else { return Ok(None) };
        let (first, lines) = jobs::lines(&Chunk { number, body })?;
        if let Some(at) = line.checked_sub(first).and_then(|at| usize::try_from(at).ok())
            && let Some(text) = lines.get(at)
        {
            return Ok(serde_json::from_str(text).ok());
        }
        after = number;
    }
}

/// A line of a job as the form states it.
fn sent(asked: &Json) -> Sent {
    let mut pairs = Vec::new();
    for name in ["id", "name", "type", "country", "date_of_birth"] {
        match asked.get(name) {
            Some(Json::String(text)) => pairs.push((name.to_owned(), text.clone())),
            Some(Json::Number(number)) => pairs.push((name.to_owned(), number.to_string())),
            _ => {}
        }
    }
    pairs.push(("identifier".to_owned(), super::numbers(asked.get("identifiers"))));
    Sent::of(pairs)
}

/// All that came of a file, a row a hit, and a row for each party without one.
pub async fn export(visit: Visit, Path(id): Path<String>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let office = &visitor.caller.office;
    let job = job(office, &id).await?;
    if job.state != JobState::Done {
        return Err(NoPage::Unknown);
    }
    let mut out = String::from("line,id,name,result,score,listed,list,record,standing\r\n");
    let mut after = -1;
    while let Some((number, pairs)) = answers(office, job.id, after).await? {
        after = number;
        for answered in &pairs {
            rows(&mut out, answered);
        }
    }
    let as_file = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"screened.csv\"")];
    Ok((as_file, out).into_response())
}

fn rows(out: &mut String, Answered { line, asked, answer }: &Answered) {
    let text = |of: &Json, name: &str| match of.get(name) {
        Some(Json::String(text)) => cell(text),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let (id, name) = (text(asked, "id"), text(asked, "name"));
    if let Some(error) = answer.get("error").and_then(Json::as_str) {
        let _ = write!(out, "{line},{id},{name},{},,,,,\r\n", cell(&format!("not screened: {error}")));
        return;
    }
    let hits = answer.get("hits").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    if hits.is_empty() {
        let notes = answer.get("notes").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let said: Vec<&str> = std::iter::once("no hit").chain(notes.iter().filter_map(Json::as_str)).collect();
        let _ = write!(out, "{line},{id},{name},{},,,,,\r\n", cell(&said.join("; ")));
    }
    for hit in hits {
        let score = hit.get("score").and_then(Json::as_f64).unwrap_or(0.0);
        let standing = hit.get("standing").and_then(Json::as_str).unwrap_or("open");
        let record =
            cell(&format!("{}:{}", hit.get("set").and_then(Json::as_str).unwrap_or_default(), hit.get("id").and_then(Json::as_str).unwrap_or_default()));
        let _ = write!(out, "{line},{id},{name},hit,{score:.3},{},{},{record},{standing}\r\n", text(hit, "name"), text(hit, "list"));
    }
    if hits.len() >= MOST_HITS {
        let _ = write!(out, "{line},{id},{name},perhaps more hits than these,,,,,\r\n");
    }
}

/// A text as a cell: in quotes where it needs them, and never a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !text.contains(['"', ',', '\r', '\n']) { text.to_owned() } else { format!("\"{guard}{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_formulas_in_the_table() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("Doe, \"J\""), "\"Doe, \"\"J\"\"\"");
        assert_eq!(cell("Jane"), "Jane");
    }
}
