//! A record on paper.

use axum::{
    extract::{Path, State as FromState},
    http::header,
    response::{IntoResponse, Response},
};
use comity_store::Action;

use super::looked_at;
use crate::{
    paper,
    portal::{page::NoPage, visitor::Visit},
    state::State,
};

/// A record as a PDF, with its reasoning where the law that is loaded is the one that it was made under.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Path(id): Path<String>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let found = looked_at(visitor, &id, "determination.printed").await?;
    let name = format!("attachment; filename=\"determination-{}.pdf\"", found.summary.id);
    let bytes = paper::print(&state, &visitor.caller.office, found).await?;
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name), (header::CACHE_CONTROL, "no-store".to_owned())], bytes)
        .into_response())
}
