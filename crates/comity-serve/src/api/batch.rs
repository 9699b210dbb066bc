//! Many questions in one request, a line each: answered while they come in, with memory that does not grow with their number.

use std::io;

use axum::{
    body::{Body, Bytes},
    extract::{Request, State as FromState},
    http::header,
    response::{IntoResponse, Response},
};
use comity_edge::{
    batch::{Lines, read_round},
    screen::{answer::Screener, lines, rescreen, shown::demand_lists},
};
use futures_util::stream;
use jiff::Zoned;
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    task,
};

use super::{
    answers::{OfBody, OfLists},
    decide::DecideParams,
    screen::{ScreenParams, searched},
};
use crate::{
    access::{Asker, Decide, Screen},
    incoming::Incoming,
    problem::{Kind, Problem},
    request::{Params, names},
    state::State,
};

/// The media type of lines.
const LINES: &str = "application/x-ndjson";
/// Pieces of an answer that wait to be read: work is done no faster.
const WAITING: usize = 8;

/// Decide many transactions, one a line.
///
/// Answers come back a line each in the same order, while the questions are still coming in; a line that cannot be used has `{error, id, line}` in its
/// place. The same bytes as `comity decide --batch` writes.
#[utoipa::path(post, path = "/decide/batch", tag = "decide", params(DecideParams),
    request_body(content = String, content_type = "application/x-ndjson", description = "Transactions, a JSON object a line"),
    responses((status = 200, description = "Determinations, a JSON object a line", body = String, content_type = "application/x-ndjson"), OfBody))]
pub async fn decide_batch(
    FromState(state): FromState<State>,
    asker: Asker<Decide>,
    Params(params): Params<DecideParams>,
    request: Request,
) -> Result<Response, Problem> {
    if params.explain {
        return Err(Problem::new(Kind::Parameter, "`explain` is for one transaction at a time"));
    }
    let (place, body) = lines_of(&state, request)?;
    let screening = if params.no_screening { None } else { state.screening_of(asker.0.as_ref()).await? };
    Ok(answered(place, body, move |input, send| {
        let engine = state.law.engine();
        let lines = Lines { engine, criteria: state.law.lazy_criteria(), screening: screening.as_deref(), as_of: params.as_of };
        let mut batch = engine.batch(params.options());
        each_round(input, send, |line, number, out| {
            lines.answer(&mut batch, line, number, out);
        })
    }))
}

/// Screen many parties, one a line.
///
/// Hits come back a line each in the same order; a line that cannot be used has `{error, id, line}` in its place. The same bytes as
/// `comity screen --batch` writes.
#[utoipa::path(post, path = "/screen/batch", tag = "screen", params(ScreenParams),
    request_body(content = String, content_type = "application/x-ndjson", description = "Parties, a JSON object a line"),
    responses((status = 200, description = "Hits, a JSON object a line", body = String, content_type = "application/x-ndjson"), OfBody, OfLists))]
pub async fn screen_batch(
    FromState(state): FromState<State>,
    asker: Asker<Screen>,
    Params(params): Params<ScreenParams>,
    request: Request,
) -> Result<Response, Problem> {
    let options = params.options()?;
    let day = params.as_of.unwrap_or_else(|| Zoned::now().date());
    let (_, searched) = searched(&state, day).await?;
    let wanted = names(params.list.as_deref());
    demand_lists(searched.origin(), &searched.listed, &wanted)?;
    let decisions = state.decisions_of(asker.0.as_ref()).await?;
    let (place, body) = lines_of(&state, request)?;
    Ok(answered(place, body, move |input, send| {
        let screener = Screener { listed: &searched.listed, options, wanted: &wanted, decisions: &decisions, day, margin: rescreen::MARGIN };
        let basis = rescreen::basis(&searched.listed.sources, &screener, params.all);
        let lines = lines::Lines { screener: &screener, countries: &state.lists.known().countries, all: params.all, basis: &basis, rescreen: None };
        searched.with_workspace(|workspace| {
            each_round(input, send, |line, number, out| {
                lines.answer(line, number, workspace, out);
            })
        })
    }))
}

/// A place for the work, and the body of a request that brings lines.
fn lines_of(state: &State, request: Request) -> Result<(OwnedSemaphorePermit, Body), Problem> {
    let said = request.headers().get(header::CONTENT_TYPE).and_then(|form| form.to_str().ok());
    let media = said.map(|said| said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    let read_here = ["application/x-ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines"];
    if let Some(media) = media
        && !read_here.contains(&media.as_str())
    {
        return Err(Problem::new(Kind::Form, format!("a batch is {LINES}: a JSON object a line")));
    }
    Ok((state.pool.place()?, request.into_body()))
}

/// Sends a piece of the answer; false where nobody reads it any more.
type Send<'a> = &'a dyn Fn(Vec<u8>) -> bool;

/// Answers a body of lines by `work` on a thread of its own, while it comes in.
fn answered(place: OwnedSemaphorePermit, body: Body, work: impl FnOnce(&mut Incoming, Send) -> io::Result<()> + std::marker::Send + 'static) -> Response {
    let (to_asker, outgoing) = mpsc::channel::<io::Result<Bytes>>(WAITING);
    let mut input = Incoming::of(body);
    task::spawn_blocking(move || {
        let _place = place;
        let done = work(&mut input, &|bytes| to_asker.blocking_send(Ok(bytes.into())).is_ok());
        if let Err(error) = done {
            tracing::warn!("a batch was broken off: {error}");
            // The asker must not take what came for the whole: the answer ends in an error too.
            let _ = to_asker.blocking_send(Err(error));
        }
    });
    let outgoing = stream::unfold(outgoing, |mut outgoing| async move { outgoing.recv().await.map(|piece| (piece, outgoing)) });
    ([(header::CONTENT_TYPE, LINES)], Body::from_stream(outgoing)).into_response()
}

/// Answers rounds of lines until there are none.
fn each_round(input: &mut Incoming, send: Send, mut answer: impl FnMut(&comity_edge::batch::Line, u64, &mut Vec<u8>)) -> io::Result<()> {
    let mut number = 0;
    loop {
        let round = read_round(input, 1)?;
        if round.is_empty() {
            return Ok(());
        }
        let mut out = Vec::new();
        for line in &round {
            number += 1;
            answer(line, number, &mut out);
        }
        if !send(out) {
            return Ok(());
        }
    }
}
