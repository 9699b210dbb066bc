//! Jobs: questions by the hundred thousand, handed in at once and answered in the background.

use axum::{
    body::{Body, Bytes},
    extract::{Request, State as FromState},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_edge::screen::shown::demand_lists;
use comity_store::{Job, JobId, JobState, Office, StoreError};
use futures_util::stream;
use jiff::{Timestamp, Zoned, civil::Date};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::{Turn, named, page};
use crate::{
    access::{Allowed, ReadRecords, RunJobs},
    api::{
        answers::{OfChange, OfRecord},
        screen,
    },
    incoming::Incoming,
    jobs::{self, How, Kind, Piece, Shape},
    problem::{self, Problem},
    request::{LINES, Named, Params, media, names},
    state::State,
};

fn shown(job: &Job) -> Json {
    json!({
        "id": job.id.to_string(), "kind": job.kind, "state": job.state.word(), "by": job.actor.to_string(),
        "total": job.total, "done": job.done, "failed": job.failed, "created": job.created, "ended": job.ended,
        "cancel_asked": job.cancel_asked, "problem": job.problem,
    })
}

/// The jobs, newest first.
#[utoipa::path(get, path = "/jobs", operation_id = "list_jobs", tag = "records", params(Turn),
    responses((status = 200, description = "A page of jobs", body = ref("#/components/schemas/JobPage")), OfRecord))]
pub async fn list(caller: Allowed<ReadRecords>, Params(turn): Params<Turn>) -> Result<Response, Problem> {
    Ok(page(caller.office.jobs(&turn.page()?).await?, shown))
}

/// What is to be done with each line.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobParams {
    /// Decide, or screen.
    #[param(inline)]
    kind: Kind,
    /// Presume nothing about what the exporter knows.
    #[serde(default)]
    #[param(required = false)]
    strict: bool,
    /// Decide, or screen, as if on this day.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// Do not screen the parties of transactions.
    #[serde(default)]
    #[param(required = false)]
    no_screening: bool,
    /// Only hits of these lists or sets, separated by commas.
    list: Option<String>,
    /// Hits below this score are left out (0.5 where nothing is said).
    #[param(minimum = 0, maximum = 1)]
    threshold: Option<f64>,
    /// At most so many hits (10 where nothing is said); where there are more, those of the lowest scores are left out.
    #[param(minimum = 0, maximum = 500)]
    limit: Option<usize>,
}

/// Hand in a job.
///
/// The body is JSON Lines, or a table whose columns are named by the fields (`item.codes.us/ccl` is the first item's code): CSV with a first row of names, or
/// Parquet. Lines and CSV are read while they come in and may be of any length. An empty cell says nothing. The job begins when all of it has come; where the
/// input breaks off or cannot be used, it fails and says why.
#[utoipa::path(post, path = "/jobs", operation_id = "create_job", tag = "records", params(JobParams),
    request_body(content((String = "application/x-ndjson"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.parquet")),
        description = "Questions, one a line or row"),
    responses((status = 202, description = "The job, which waits for a worker", body = ref("#/components/schemas/Job")), OfChange))]
pub async fn create(
    FromState(state): FromState<State>,
    caller: Allowed<RunJobs>,
    Params(params): Params<JobParams>,
    request: Request,
) -> Result<Response, Problem> {
    screen::options(params.threshold, params.limit)?;
    let is_foreign = match params.kind {
        Kind::Decide => params.list.is_some() || params.threshold.is_some() || params.limit.is_some(),
        Kind::Screen => params.strict || params.no_screening,
    };
    if is_foreign {
        let why = "`list`, `threshold` and `limit` are of `kind=screen`, `strict` and `no_screening` of `kind=decide`";
        return Err(Problem::new(problem::Kind::Parameter, why));
    }
    let form = match media(request.headers()).as_deref() {
        None => Piece::Lines,
        Some(media) if LINES.contains(&media) => Piece::Lines,
        Some("text/csv") => Piece::Rows,
        Some("application/vnd.apache.parquet") => Piece::Table,
        Some(_) => return Err(Problem::new(problem::Kind::Form, "a job's input is application/x-ndjson, text/csv or application/vnd.apache.parquet")),
    };
    let how = How {
        strict: params.strict,
        as_of: params.as_of,
        no_screening: params.no_screening,
        lists: names(params.list.as_deref()),
        threshold: params.threshold,
        limit: params.limit,
    };
    if params.kind == Kind::Screen {
        // A list that is not there is told of now, not when the job has failed.
        let (_, searched) = screen::searched(&state, params.as_of.unwrap_or_else(|| Zoned::now().date())).await?;
        demand_lists(searched.origin(), &searched.listed, &how.lists)?;
    }
    let place = state.pool.place()?;
    let id = JobId::at(Timestamp::now())?;
    caller.office.create_job(id, params.kind.word(), &jobs::kept(&how)?, &caller.stamp()).await?;
    let input = Incoming::of(request.into_body());
    // A task of its own: where the asker goes away, the job still fails.
    let filling = tokio::spawn(jobs::filled(state, (*caller).clone(), id, input, form, place));
    filling.await.unwrap_or_else(|error| Err(Problem::fault(&format!("a worker failed: {error}"))))?;
    let job = caller.office.job(id).await?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("/api/v1/jobs/{id}"))], axum::Json(shown(&job))).into_response())
}

/// How far a job is: how many of its lines are done, and how many of these could not be used.
#[utoipa::path(get, path = "/jobs/{id}", operation_id = "get_job", tag = "records", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The job", body = ref("#/components/schemas/Job")), OfRecord))]
pub async fn one(caller: Allowed<ReadRecords>, Named(id): Named<String>) -> Result<Response, Problem> {
    Ok(axum::Json(shown(&caller.office.job(named(&id, "job")?).await?)).into_response())
}

/// Cancel a job: at once where no worker has it, else within a second or so.
#[utoipa::path(delete, path = "/jobs/{id}", operation_id = "cancel_job", tag = "records", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The job as it is now", body = ref("#/components/schemas/Job")), OfChange))]
pub async fn cancel(caller: Allowed<RunJobs>, Named(id): Named<String>) -> Result<Response, Problem> {
    Ok(axum::Json(shown(&caller.office.cancel_job(named(&id, "job")?, &caller.stamp()).await?)).into_response())
}

/// In which form a result is given.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ResultParams {
    /// JSON Lines, CSV or Parquet; what `Accept` says where nothing is said here.
    #[param(inline)]
    format: Option<Shape>,
}

/// The answers of a job that is done, in the order of its questions.
///
/// As JSON Lines, an object a line. As CSV or Parquet, a row a line: `position` (the line, from 1), `id`, `error` (of a line that could not be used), and the whole
/// answer as JSON in `answer`. Between them stand, of determinations, `outcome`, `outcome.us` and so on for each jurisdiction that any answer has a finding of, and
/// `receipt`; of screenings, `hits` (how many are shown: as many as `limit` mean that there may be more), and of the best one `score`, `hit.id`, `hit.list` and `hit.name`. In CSV a text that begins like a formula has an
/// apostrophe before it.
#[utoipa::path(get, path = "/jobs/{id}/result", operation_id = "get_job_result", tag = "records", params(ResultParams, ("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "Answers, an object a line or a row each",
            content((String = "application/x-ndjson"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.parquet"))),
        (status = 409, description = "It is not done", body = Problem, content_type = "application/problem+json"), OfRecord))]
pub async fn result(
    FromState(state): FromState<State>,
    caller: Allowed<ReadRecords>,
    Named(id): Named<String>,
    Params(params): Params<ResultParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let job = caller.office.job(named(&id, "job")?).await?;
    if job.state != JobState::Done {
        return Err(Problem::new(problem::Kind::NotDone, format!("the job is {}", job.state)));
    }
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let shape = params.format.unwrap_or_else(|| Shape::accepted(accept));
    if let Some((form, ending)) = shape.table() {
        let kind = Kind::by_word(&job.kind).ok_or_else(|| Problem::fault(&format!("no job of kind `{}` is known", job.kind)))?;
        let body = jobs::table(caller.office.clone(), job.id, kind, form, state.pool.place()?);
        let name = format!("attachment; filename=\"{}.{ending}\"", job.id);
        return Ok(([(header::CONTENT_TYPE, shape.media().to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response());
    }
    let chunks = stream::try_unfold((caller.office.clone(), job.id, -1), |(office, id, after)| async move {
        let found = next(&office, id, after).await?;
        Ok::<_, StoreError>(found.map(|(number, body)| (body, (office, id, number))))
    });
    Ok(([(header::CONTENT_TYPE, shape.media())], Body::from_stream(chunks)).into_response())
}

/// The chunk after a number.
async fn next(office: &Office, id: JobId, after: i64) -> Result<Option<(i64, Bytes)>, StoreError> {
    Ok(office.job_output(id, after, 1).await?.into_iter().next().map(|chunk| (chunk.number, chunk.body.into())))
}
