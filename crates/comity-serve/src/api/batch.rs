//! Many questions in one request, a line each: answered while they come in, with memory that does not grow with their number.

use std::{io, time::Duration};

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
    runtime::Handle,
    sync::{
        OwnedSemaphorePermit,
        mpsc::{self, error::SendTimeoutError},
        oneshot,
    },
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
    request::{self, Params, media, names},
    state::State,
};

/// The media type of lines.
const LINES: &str = "application/x-ndjson";
/// Pieces of an answer that wait to be read: work is done no faster.
const WAITING: usize = 8;
/// For how long an answer may lie unread: a place for long work is not held for somebody who reads no more.
pub const PATIENCE: Duration = Duration::from_secs(60);

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
    if media(request.headers()).is_some_and(|media| !request::LINES.contains(&media.as_str())) {
        return Err(Problem::new(Kind::Form, format!("a batch is {LINES}: a JSON object a line")));
    }
    Ok((state.pool.place()?, request.into_body()))
}

/// Sends a piece of the answer; an error where nobody reads it any more.
pub type Send<'a> = &'a (dyn Fn(Vec<u8>) -> io::Result<()> + Sync);

/// Answers a body of lines by `work` on a thread of its own, while it comes in.
fn answered(place: OwnedSemaphorePermit, body: Body, work: impl FnOnce(&mut Incoming, Send) -> io::Result<()> + std::marker::Send + 'static) -> Response {
    let mut input = Incoming::of(body);
    let body = written(PATIENCE, move |send| {
        let _place = place;
        work(&mut input, send)
    });
    ([(header::CONTENT_TYPE, LINES)], body).into_response()
}

/// A body that `work` writes on a thread of its own, as long as somebody reads it. Where the work breaks off, the body ends in an error: whoever reads
/// it must not take what came for the whole.
pub fn written(patience: Duration, work: impl FnOnce(Send) -> io::Result<()> + std::marker::Send + 'static) -> Body {
    let (to_asker, outgoing) = mpsc::channel::<Bytes>(WAITING);
    let (end, ended) = oneshot::channel::<io::Result<()>>();
    let here = Handle::current();
    task::spawn_blocking(move || {
        let send = |bytes: Vec<u8>| {
            here.block_on(to_asker.send_timeout(bytes.into(), patience)).map_err(|error| match error {
                SendTimeoutError::Timeout(_) => io::Error::new(io::ErrorKind::TimedOut, "the answer was not read for too long"),
                SendTimeoutError::Closed(_) => io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads the answer any more"),
            })
        };
        let done = work(&send);
        if let Err(error) = &done {
            tracing::warn!("a batch was broken off: {error}");
        }
        let _ = end.send(done); // nobody is there to be told where the asker has gone
    });
    Body::from_stream(stream::unfold((outgoing, Some(ended)), |(mut outgoing, mut ended)| async move {
        if let Some(piece) = outgoing.recv().await {
            return Some((Ok(piece), (outgoing, ended)));
        }
        let error = match ended.take()?.await {
            Ok(Ok(())) => return None,
            Ok(Err(error)) => error,
            // Work that panicked said nothing.
            Err(_) => io::Error::other("the work broke off"),
        };
        Some((Err(error), (outgoing, ended)))
    }))
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
        send(out)?;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::StreamExt;

    use super::*;

    #[test]
    fn an_answer_that_nobody_reads_ends_in_an_error() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (tell, told) = mpsc::channel();
        let body = runtime.block_on(async {
            written(Duration::from_millis(50), move |send| {
                let done = (0..100).try_for_each(|_| send(b"line\n".to_vec()));
                tell.send(()).unwrap();
                done
            })
        });
        // The work ends although nobody read anything.
        told.recv_timeout(Duration::from_secs(30)).unwrap();
        let pieces: Vec<_> = runtime.block_on(body.into_data_stream().collect());
        let (last, whole) = pieces.split_last().unwrap();
        assert!(last.is_err() && whole.iter().all(Result::is_ok) && whole.len() < 100, "{}", whole.len());
    }

    #[test]
    fn an_answer_whose_work_gives_up_ends_in_an_error() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let pieces: Vec<_> = runtime.block_on(async {
            let body = written(Duration::from_secs(30), |send| {
                send(b"line\n".to_vec())?;
                panic!("of the test");
            });
            body.into_data_stream().collect().await
        });
        assert!(pieces.len() == 2 && pieces[0].is_ok() && pieces[1].is_err());
    }

    #[test]
    fn an_answer_that_is_read_is_whole() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let pieces: Vec<_> = runtime.block_on(async {
            written(Duration::from_secs(30), |send| (0..100).try_for_each(|_| send(b"line\n".to_vec()))).into_data_stream().collect().await
        });
        assert!(pieces.len() == 100 && pieces.iter().all(Result::is_ok));
    }
}
