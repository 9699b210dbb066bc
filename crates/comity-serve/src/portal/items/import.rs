//! A catalogue from a file: shown first, kept when somebody confirms it.

use std::collections::HashSet;

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_edge::{
    import::{Import, Meaning},
    table::{self, Table, TableError},
};
use comity_portal::{
    Catalogue, Problem as FormProblem, Section, Template,
    pages::{FaultRow, ImportColumn, ImportDone, ImportPage, ImportRow},
};
use comity_store::Action;
use miette::Diagnostic as _;

use crate::{
    importing,
    portal::{
        page::{Around, NoPage, answer},
        sent::Posted,
        upload::{File, Uploaded},
        visitor::{Visit, Visitor},
    },
    state::State,
};

/// Bytes of the form that confirms: what was read of a file comes back written for a form, where a sign may take three.
pub const LARGEST_FORM: usize = 3 * importing::LARGEST_FILE;
/// Rows and faults that the page shows.
const MOST_ROWS: usize = 20;
const MOST_FAULTS: usize = 200;

fn who_may_import<'v>(visit: &'v Visit, sent: &crate::portal::sent::Sent) -> Result<&'v Visitor, NoPage> {
    visit.who_changes(Action::Classify, sent)?;
    visit.who_changes(Action::WriteItems, sent)
}

/// What a file would make of the catalogue. Nothing is kept.
pub async fn look(FromState(state): FromState<State>, visit: Visit, uploaded: Uploaded) -> Result<Response, NoPage> {
    who_may_import(&visit, &uploaded.sent)?;
    let refuse = |file: &str, text: String| Ok(page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, Shown { file, problem: Some(text), ..Shown::default() }));
    let words = Catalogue::english();
    let (name, bytes) = match uploaded.file {
        File::Whole(name, bytes) => (name, bytes),
        File::None => return refuse("", words.say("import-no-file").into_owned()),
        File::TooLarge => return refuse("", words.say("import-too-large").into_owned()),
    };
    let working = state.clone();
    let read = state
        .pool
        .run(move || match table::read(&bytes, &importing::limits()) {
            Ok(table) => Ok(Ok((importing::of_table(&working, &table)?, table))),
            Err(error) => Ok(Err(error)),
        })
        .await?;
    match read {
        Ok((import, table)) => {
            let numbers: HashSet<u64> = import.items.iter().map(|item| item.number).collect();
            let usable = Table { rows: table.rows.into_iter().filter(|row| numbers.contains(&row.number)).collect(), ..table };
            let sent_back = (!import.items.is_empty()).then(|| usable.to_json());
            Ok(page(&state, &visit, StatusCode::OK, Shown { file: &name, import: Some(&import), table: sent_back.as_deref(), ..Shown::default() }))
        }
        Err(error) => refuse(&name, with_remedy(&error)),
    }
}

/// Keeps what was shown: it is read anew, as the law stands now, for it comes back from outside.
pub async fn keep(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = who_may_import(&visit, &sent)?;
    let file = sent.get("file");
    let table = match Table::from_json(sent.get("table"), &importing::limits()) {
        Ok(table) => table,
        Err(error) => {
            return Ok(page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, Shown { file, problem: Some(with_remedy(&error)), ..Shown::default() }));
        }
    };
    let working = state.clone();
    let import = state.pool.run(move || importing::of_table(&working, &table)).await?;
    let done = visitor.caller.office.import_items(importing::kept(&import, file), &visitor.caller.stamp()).await?;
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let done = ImportDone { created: count(done.created), changed: count(done.changed), unchanged: count(done.unchanged), classified: count(done.classified) };
    Ok(page(&state, &visit, StatusCode::OK, Shown { file, import: Some(&import), done: Some(done), ..Shown::default() }))
}

fn with_remedy(error: &TableError) -> String {
    [Some(error.to_string()), error.help().map(|help| help.to_string())].into_iter().flatten().collect::<Vec<_>>().join(": ")
}

/// What the page shows.
#[derive(Default)]
struct Shown<'a> {
    file: &'a str,
    problem: Option<String>,
    import: Option<&'a Import>,
    table: Option<&'a str>,
    done: Option<ImportDone>,
}

fn page(state: &State, visit: &Visit, status: StatusCode, shown: Shown<'_>) -> Response {
    let words = Catalogue::english();
    let problems: Vec<FormProblem> = shown.problem.into_iter().map(|text| FormProblem { field: None, text }).collect();
    let empty = Import::default();
    let import = shown.import.unwrap_or(&empty);
    let columns: Vec<ImportColumn> =
        import.columns.iter().map(|column| ImportColumn { name: column.name.clone(), meaning: meaning(state, &column.meaning) }).collect();
    let rows: Vec<ImportRow> = import.items.iter().take(MOST_ROWS).map(row).collect();
    let faults: Vec<FaultRow> = import
        .faults
        .iter()
        .take(MOST_FAULTS)
        .map(|fault| FaultRow {
            number: fault.number,
            column: fault.column.clone().unwrap_or_default(),
            text: fault.message.clone(),
            remedy: fault.remedy.clone(),
        })
        .collect();
    let unknown: Vec<FaultRow> = import
        .unknown_codes()
        .map(|(number, code)| FaultRow {
            number,
            column: title(state, &code.list),
            text: words
                .say_with("import-unknown-code", &[("list", title(state, &code.list).as_str().into()), ("code", code.code.as_str().into())])
                .into_owned(),
            remedy: code.near.as_deref().map(|near| words.say_with("import-unknown-near", &[("code", near.into())]).into_owned()).unwrap_or_default(),
        })
        .collect();
    let html = Around::of(state, visit).with(Section::Catalogue, |shell| {
        ImportPage {
            shell,
            file: shown.file,
            problems: &problems,
            columns: &columns,
            usable: import.items.len(),
            rows: &rows,
            faults: &faults,
            more_faults: import.faults.len().saturating_sub(MOST_FAULTS),
            unknown: &unknown,
            table: shown.table,
            done: shown.done,
        }
        .render()
    });
    answer(status, html)
}

fn row(item: &comity_edge::import::ItemRow) -> ImportRow {
    ImportRow {
        number: item.number,
        reference: item.reference.clone(),
        description: item.description.clone().unwrap_or_default(),
        codes: item.codes.iter().map(|code| format!("{}:{}", code.list, code.code)).collect(),
    }
}

fn title(state: &State, list: &str) -> String {
    state.law.law().lists.iter().find(|known| *known.id == *list).map_or_else(|| list.to_owned(), |known| known.title.to_string())
}

/// What a column is read as, in words.
fn meaning(state: &State, meaning: &Meaning) -> Option<String> {
    let words = Catalogue::english();
    let of_list = |key: &'static str, list: &str| words.say_with(key, &[("list", title(state, list).as_str().into())]).into_owned();
    Some(match meaning {
        Meaning::Unread => return None,
        Meaning::Reference => words.say("catalogue-reference").into_owned(),
        Meaning::Description => words.say("field-description").into_owned(),
        Meaning::Hs => words.say("field-hs").into_owned(),
        Meaning::Origin => words.say("field-origin").into_owned(),
        Meaning::Reasons => words.say("import-as-reasons").into_owned(),
        Meaning::Decided(None) => words.say("import-as-decided").into_owned(),
        Meaning::Decided(Some(list)) => of_list("import-as-decided-in", list),
        Meaning::Code(list) => of_list("import-as-code", list),
        Meaning::Characteristic(id) => words.say_with("import-as-characteristic", &[("name", id.as_str().into())]).into_owned(),
    })
}
