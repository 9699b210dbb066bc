//! Lines into a store.

use std::io::BufRead;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::tables::{TABLES, Table};
use super::write::hex;
use super::{Backup, FORMAT};
use crate::database::{Connection, Fault, Fields, Kind, NEWEST, Sql, Stored, Value};
use crate::error::{Result, StoreError};
use crate::store::Store;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    migration: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    table: String,
    columns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    rows: u64,
    sha256: String,
}

const LONG_WORK: Sql =
    Sql::Each { sqlite: "BEGIN IMMEDIATE", postgres: "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0" };

pub(super) async fn restore(store: &Store, from: &mut (impl BufRead + Send)) -> Result<Backup> {
    let mut on = store.alone().await?;
    on.run(LONG_WORK).await?;
    refuse_unless_empty(&mut on).await?;
    // What goes wrong from here on drops the connection, and with it all that was not committed.
    let backup = rows(&mut on, from).await?;
    on.run("COMMIT").await?;
    on.close().await;
    Ok(backup)
}

struct Any(String);

impl Stored for Any {
    const KIND: &'static str = "a row";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.text().map(Self)
    }
}

async fn refuse_unless_empty(on: &mut Connection) -> Result<()> {
    for table in TABLES {
        let any: Option<Any> = on.row(table.any, Vec::new()).await?;
        if let Some(Any(table)) = any {
            let why = format!("the store is not empty: there are rows in `{table}`");
            return Err(StoreError::Backup { why, instead: "restore into a new file, or a new database" });
        }
    }
    Ok(())
}

/// A table being restored: for each of its columns, its place in the rows of the backup.
struct Into {
    table: &'static Table,
    places: Vec<Option<usize>>,
    width: usize,
}

async fn rows(on: &mut Connection, from: &mut (impl BufRead + Send)) -> Result<Backup> {
    let (mut hash, mut text, mut number, mut rows) = (Sha256::new(), String::new(), 0_u64, 0_u64);
    let mut into: Option<Into> = None;
    loop {
        text.clear();
        number += 1;
        from.read_line(&mut text).map_err(|error| wrong(number, &error))?;
        if text.is_empty() {
            return Err(wrong(number, &"it ends before its last line; it was cut"));
        }
        if number == 1 {
            header(&text)?;
        } else {
            let line: serde_json::Value = serde_json::from_str(&text).map_err(|error| wrong(number, &error))?;
            match line {
                serde_json::Value::Array(row) => {
                    let into = into.as_ref().ok_or_else(|| wrong(number, &"a row before the first table"))?;
                    let values = values_of(into, &row, number)?;
                    match on.execute(into.table.insert, values).await.map_err(|fault| refused(fault, number))? {
                        1 => rows += 1,
                        // A trigger passes over a row whose key is there.
                        _ => return Err(wrong(number, &"a row that stands there twice")),
                    }
                }
                begin if begin.get("table").is_some() => {
                    into = Some(begin_table(&serde_json::from_value(begin).map_err(|error| wrong(number, &error))?, number)?);
                }
                end => {
                    let end: End = serde_json::from_value(end).map_err(|error| wrong(number, &error))?;
                    let digest = hex(&hash.finalize());
                    if end.rows != rows || end.sha256 != digest {
                        return Err(wrong(number, &"its digest does not hold; it was changed or damaged"));
                    }
                    return Ok(Backup { rows, digest });
                }
            }
        }
        hash.update(&text);
    }
}

fn header(text: &str) -> Result<()> {
    let header: Header = serde_json::from_str(text).map_err(|_| wrong(1, &"it is no backup of a store"))?;
    if header.format != FORMAT {
        return Err(wrong(1, &format!("the format `{}` is not known", header.format)));
    }
    if header.migration > NEWEST {
        let why = format!("it is of a newer version of the program: tables {}, and this one knows {NEWEST}", header.migration);
        return Err(StoreError::Backup { why, instead: "restore it with the newer version" });
    }
    Ok(())
}

fn begin_table(begin: &Begin, number: u64) -> Result<Into> {
    let table = TABLES.iter().find(|table| table.name == begin.table);
    let table = table.ok_or_else(|| wrong(number, &format!("the table `{}` is not known", begin.table)))?;
    if let Some(unknown) = begin.columns.iter().find(|column| !table.columns.contains(&column.as_str())) {
        return Err(wrong(number, &format!("the column `{unknown}` of `{}` is not known", begin.table)));
    }
    let places = table.columns.iter().map(|column| begin.columns.iter().position(|other| other == column)).collect();
    Ok(Into { table, places, width: begin.columns.len() })
}

fn values_of(into: &Into, row: &[serde_json::Value], number: u64) -> Result<Vec<Value>> {
    if row.len() != into.width {
        return Err(wrong(number, &format!("a row of {} values, where there are {} columns", row.len(), into.width)));
    }
    let kinds = into.table.kinds.iter();
    kinds
        .zip(&into.places)
        .map(|(kind, place)| {
            let value = place.and_then(|place| row.get(place)).unwrap_or(&serde_json::Value::Null);
            value_of(*kind, value).ok_or_else(|| wrong(number, &format!("`{value}` is not of the column's type")))
        })
        .collect()
}

fn value_of(kind: Kind, value: &serde_json::Value) -> Option<Value> {
    use serde_json::Value::Null;
    Some(match (kind, value) {
        (Kind::Text, Null) => Value::Text(None),
        (Kind::Int, Null) => Value::Int(None),
        (Kind::Bytes, Null) => Value::Bytes(None),
        (Kind::Text, value) => Value::Text(Some(value.as_str()?.to_owned())),
        (Kind::Int, value) => Value::Int(Some(value.as_i64()?)),
        (Kind::Bytes, value) => Value::Bytes(Some(STANDARD.decode(value.as_str()?).ok()?)),
    })
}

fn refused(fault: Fault, number: u64) -> StoreError {
    match fault.into_error() {
        unavailable @ StoreError::Unavailable { .. } => unavailable,
        other => wrong(number, &other),
    }
}

fn wrong(number: u64, why: &dyn std::fmt::Display) -> StoreError {
    StoreError::Backup { why: format!("line {number}: {why}"), instead: "use another backup; nothing was restored" }
}
