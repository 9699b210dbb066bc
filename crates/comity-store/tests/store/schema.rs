//! The tables, and the statements on them.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Connection as _, Row as _};

use crate::harness::{Fresh, Kind, runtime};
use comity_store::Address;

/// Each table's columns, as the database itself tells them.
async fn columns(fresh: &Fresh) -> BTreeMap<String, BTreeSet<String>> {
    fresh.store().await.close().await;
    let pairs: Vec<(String, String)> = match &fresh.address {
        Address::File(path) => {
            let sql = "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'";
            let mut on = sqlx::SqliteConnection::connect_with(&sqlx::sqlite::SqliteConnectOptions::new().filename(path)).await.unwrap();
            sqlx::query(sql).fetch_all(&mut on).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
        }
        Address::Postgres(address) => {
            let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'";
            let mut on = sqlx::PgConnection::connect(address).await.unwrap();
            sqlx::query(sql).fetch_all(&mut on).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
        }
    };
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, column) in pairs {
        tables.entry(table).or_default().insert(column);
    }
    tables.retain(|table, _| !table.starts_with("_sqlx") && !table.starts_with("sqlite_"));
    tables
}

#[test]
fn both_databases_have_the_same_tables_and_a_backup_holds_all_of_their_columns() {
    runtime().block_on(async {
        let fresh = Fresh::new(Kind::Sqlite);
        let mut tables = columns(&fresh).await;
        assert_eq!(tables, columns(&Fresh::new(Kind::Postgres)).await);
        let mut backup = Vec::new();
        fresh.store().await.backup_into(&mut backup).await.unwrap();
        let mut held = BTreeMap::new();
        for line in String::from_utf8(backup).unwrap().lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            if let (Some(table), Some(columns)) = (line["table"].as_str(), line["columns"].as_array()) {
                held.insert(table.to_owned(), columns.iter().map(|column| column.as_str().unwrap().to_owned()).collect());
            }
        }
        for left_out in ["session", "sign_in_failure"] {
            assert!(tables.remove(left_out).is_some());
        }
        assert_eq!(tables, held);
    });
}

/// The statements of a source file: its string literals that begin as one.
fn statements(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').skip(1).step_by(2).filter(|text| ["SELECT ", "UPDATE ", "DELETE ", "INSERT "].iter().any(|verb| text.trim_start().starts_with(verb)))
}

/// What those statements may do without naming the organisation, because it is not known yet: find it.
const FIND_IT: &[&str] = &["FROM session s JOIN", "FROM token t JOIN", "UPDATE token SET last_used", "FROM job WHERE state", "FROM delivery WHERE state"];

#[test]
fn every_statement_on_what_belongs_to_an_organisation_names_it() {
    let owned: Vec<String> = runtime().block_on(async {
        let tables = columns(&Fresh::new(Kind::Sqlite)).await;
        tables.into_iter().filter(|(name, columns)| columns.contains("organisation") && name != "session").map(|(name, _)| name).collect()
    });
    assert!(owned.len() > 15, "{owned:?}");
    let (mut seen, folder) = (0, std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for statement in statements(&source) {
                let words: Vec<_> = statement.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
                let on = owned.iter().any(|table| words.windows(2).any(|pair| ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0]) && pair[1] == table));
                // By its own memberships, a user is found in all organisations.
                let finds_it = FIND_IT.iter().any(|part| statement.contains(part)) || statement.contains("WHERE m.user_id = $1");
                if on && !finds_it && !statement.starts_with("SELECT name") {
                    seen += 1;
                    let names = ["organisation = $1", "organisation = $2", "(organisation,"].iter().any(|part| statement.contains(part))
                        || statement.contains("DELETE FROM idempotency WHERE at <")
                        || statement.contains("INSERT INTO token (id, organisation,");
                    assert!(names, "{}: {statement}", path.display());
                }
            }
        }
    }
    assert!(seen > 60, "{seen} statements: are they still found?");
}
