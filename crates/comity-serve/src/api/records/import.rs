//! A catalogue taken over from a file.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Request, State as FromState},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_edge::{
    import::{Import, Meaning},
    table::{self, TableError},
};
use comity_store::{Action, Imported};
use miette::Diagnostic;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::{Allowed, WriteItems},
    api::answers::OfChange,
    idempotency::{self, Made},
    importing,
    problem::{Kind, Problem},
    request::Params,
    state::State,
};

/// The route: its body may be longer than that of a question.
pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(importing::LARGEST_FILE))
}

/// How a file is taken over.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportParams {
    /// Only say what would be taken over: nothing is stored.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
    /// Leave out rows with a fault, rather than refuse the file.
    #[serde(default)]
    #[param(required = false)]
    partial: bool,
}

/// A file's bytes.
pub struct File(Bytes);

impl<S: Send + Sync> FromRequest<S> for File {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let said = request.headers().get(header::CONTENT_TYPE).and_then(|form| form.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
        if !FORMS.contains(&said.split(';').next().unwrap_or_default().trim()) {
            return Err(Problem::new(Kind::Form, format!("a catalogue is {}", FORMS.join(" or "))));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            let kind = if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Kind::TooLarge } else { Kind::CutOff };
            Problem::new(kind, error.body_text())
        })?;
        Ok(Self(bytes))
    }
}

const FORMS: [&str; 2] = ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];

/// Take over a catalogue from a CSV or XLSX file.
///
/// The first row names the columns; they are recognised by what people call them. An item of a reference that is there already is changed: what the
/// file does not say stays. All rows are taken over, or none. A code that its list does not have is kept as it is and named in `unknown_codes`.
#[utoipa::path(post, path = "/items/import", operation_id = "import_items", tag = "records",
    params(ImportParams, ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless")),
    request_body(content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), description = "A table, its first row the names of its columns"),
    responses((status = 200, description = "What was taken over, or would be", body = ref("#/components/schemas/ItemImport")), OfChange))]
pub async fn import(
    FromState(state): FromState<State>,
    caller: Allowed<WriteItems>,
    Params(params): Params<ImportParams>,
    headers: HeaderMap,
    File(bytes): File,
) -> Result<Response, Problem> {
    let working = state.clone();
    let file = bytes.clone();
    let read = state.pool.run(move || importing::of_table(&working, &table::read(&file, &importing::limits()).map_err(refused)?)).await?;
    if read.items.iter().any(|item| !item.codes.is_empty()) {
        caller.demand(Action::Classify)?;
    }
    if params.dry_run {
        return Ok(axum::Json(shown(&read, None)).into_response());
    }
    if !params.partial && !read.faults.is_empty() {
        return Err(at_fault(&read));
    }
    let said = [&bytes[..], if params.partial { &b"partial"[..] } else { b"" }].concat();
    idempotency::once(
        &caller,
        &headers,
        "POST items/import",
        &said,
        |_| "/api/v1/items".to_owned(),
        async |_| {
            let imported = caller.office.import_items(importing::kept(&read, "the API"), &caller.stamp()).await?;
            let body = serde_json::to_vec(&shown(&read, Some(imported))).unwrap_or_default();
            Ok(Made { status: StatusCode::OK, media: "application/json", body })
        },
    )
    .await
}

/// A file that cannot be read, with what to do about it.
fn refused(error: TableError) -> Problem {
    let help = error.help().map(|help| help.to_string());
    let kind = match error {
        TableError::ManyRows { .. } | TableError::ManyColumns { .. } | TableError::MuchText { .. } | TableError::Unpacked { .. } => Kind::TooLarge,
        TableError::LongCell { .. } | TableError::Empty => Kind::Input,
        _ => Kind::Syntax,
    };
    Problem::new(kind, error.to_string()).field("", error.to_string(), help)
}

/// Faults that an answer names, at most.
const MOST_FAULTS: usize = 200;

fn at_fault(read: &Import) -> Problem {
    let problem = Problem::new(Kind::Input, format!("{} faults in the rows of the file: nothing was taken over", read.faults.len()));
    read.faults.iter().take(MOST_FAULTS).fold(problem, |problem, fault| {
        let path = fault.column.as_deref().map_or_else(|| format!("row {}", fault.number), |column| format!("row {}, {column}", fault.number));
        problem.field(path, fault.message.clone(), Some(fault.remedy.clone()))
    })
}

fn shown(read: &Import, imported: Option<Imported>) -> Json {
    let columns: Vec<Json> = read.columns.iter().map(|column| json!({ "name": column.name, "read_as": read_as(&column.meaning) })).collect();
    let faults: Vec<Json> =
        read.faults.iter().map(|fault| json!({ "row": fault.number, "column": fault.column, "message": fault.message, "help": fault.remedy })).collect();
    let unknown: Vec<Json> = read.unknown_codes().map(|(row, code)| json!({ "row": row, "list": code.list, "code": code.code, "near": code.near })).collect();
    json!({
        "dry_run": imported.is_none(), "rows": read.items.len(), "columns": columns, "faults": faults, "unknown_codes": unknown,
        "created": imported.map(|done| done.created), "changed": imported.map(|done| done.changed),
        "unchanged": imported.map(|done| done.unchanged), "classified": imported.map(|done| done.classified),
    })
}

/// What a column is read as: a field of an item, `codes.LIST`, `decided` or `decided.LIST`, `characteristics.ID`; nothing where it is not read.
fn read_as(meaning: &Meaning) -> Option<String> {
    Some(match meaning {
        Meaning::Reference => "reference".into(),
        Meaning::Description => "description".into(),
        Meaning::Hs => "hs".into(),
        Meaning::Origin => "origin".into(),
        Meaning::Reasons => "reasons".into(),
        Meaning::Decided(None) => "decided".into(),
        Meaning::Decided(Some(list)) => format!("decided.{list}"),
        Meaning::Code(list) => format!("codes.{list}"),
        Meaning::Characteristic(id) => format!("characteristics.{id}"),
        Meaning::Unread => return None,
    })
}
