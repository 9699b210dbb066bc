//! A store into lines.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::tables::TABLES;
use super::{Backup, FORMAT};
use crate::database::{NEWEST, Sql, Value};
use crate::error::{Result, StoreError};
use crate::store::Store;

/// All reads after it see one moment. PostgreSQL's limits on time are for requests, not for this.
const ONE_MOMENT: Sql = Sql::Each {
    sqlite: "BEGIN",
    postgres: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
};

pub(super) async fn write(store: &Store, to: &mut (impl Write + Send)) -> Result<Backup> {
    let mut out = Lines { to, hash: Sha256::new() };
    let mut on = store.alone().await?;
    on.run(ONE_MOMENT).await?;
    out.line(&json!({ "format": FORMAT, "migration": NEWEST }))?;
    let mut rows = 0_u64;
    for table in TABLES {
        out.line(&json!({ "table": table.name, "columns": table.columns }))?;
        let mut all = on.stream(table.select, table.kinds);
        while let Some(row) = all.next().await {
            out.line(&row?.into_iter().map(json_of).collect())?;
            rows += 1;
        }
    }
    on.run("COMMIT").await?;
    on.close().await;
    let Lines { to, hash } = out;
    let digest = hex(&hash.finalize());
    writeln!(to, "{}", json!({ "rows": rows, "sha256": digest })).and_then(|()| to.flush()).map_err(failed)?;
    Ok(Backup { rows, digest })
}

fn json_of(value: Value) -> serde_json::Value {
    match value {
        Value::Text(text) => text.into(),
        Value::Int(number) => number.into(),
        Value::Bytes(bytes) => bytes.map(|bytes| STANDARD.encode(bytes)).into(),
    }
}

struct Lines<'a, W> {
    to: &'a mut W,
    hash: Sha256,
}

impl<W: Write> Lines<'_, W> {
    fn line(&mut self, line: &serde_json::Value) -> Result<()> {
        let text = format!("{line}\n");
        self.hash.update(&text);
        self.to.write_all(text.as_bytes()).map_err(failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn failed(error: std::io::Error) -> StoreError {
    StoreError::Backup { why: format!("it cannot be written: {error}"), instead: "see that there is room for it" }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
