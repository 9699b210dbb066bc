//! A connection to either database, and statements on it.

use futures_util::stream::{BoxStream, StreamExt as _};
use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, PgConnection, Postgres, Sqlite, SqliteConnection};

use super::fault::Fault;
use super::row::{Fields, Row, Stored};
use super::statement::{Kind, Sql, Value};
use crate::error::StoreError;

pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    SqliteReader(PoolConnection<Sqlite>),
    PostgresReader(PoolConnection<Postgres>),
}

/// A connection of one of the two kinds, whoever owns it.
enum Side<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Connection {
    fn side(&mut self) -> Side<'_> {
        match self {
            Self::Sqlite(own) => Side::Sqlite(own),
            Self::Postgres(own) => Side::Postgres(own),
            Self::SqliteReader(lent) => Side::Sqlite(lent),
            Self::PostgresReader(lent) => Side::Postgres(lent),
        }
    }

    /// Carries a statement out, and tells how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Result<u64, Fault> {
        refuse_nul(&values)?;
        Ok(match self.side() {
            Side::Sqlite(on) => sqlite_query(sql.into(), values).execute(on).await?.rows_affected(),
            Side::Postgres(on) => postgres_query(sql.into(), values).execute(on).await?.rows_affected(),
        })
    }

    /// The rows of a statement.
    pub(crate) async fn rows<T: Stored>(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Result<Vec<T>, Fault> {
        refuse_nul(&values)?;
        let read = |row: Row| T::read(&mut Fields::new(&row, T::KIND)).map_err(Fault::from);
        match self.side() {
            Side::Sqlite(on) => sqlite_query(sql.into(), values).fetch_all(on).await?.into_iter().map(|row| read(Row::Sqlite(row))).collect(),
            Side::Postgres(on) => postgres_query(sql.into(), values).fetch_all(on).await?.into_iter().map(|row| read(Row::Postgres(row))).collect(),
        }
    }

    /// The first row of a statement, if there is one.
    pub(crate) async fn row<T: Stored>(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Result<Option<T>, Fault> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    /// The rows of a statement without values, one after the other, each as its columns' values: not all of them are held at once.
    pub(crate) fn stream(&mut self, sql: &'static str, columns: &'static [Kind]) -> BoxStream<'_, Result<Vec<Value>, Fault>> {
        let read = move |row: Row| {
            let mut fields = Fields::new(&row, "a row");
            columns.iter().map(|kind| fields.value(*kind)).collect::<Result<_, StoreError>>().map_err(Fault::from)
        };
        match self.side() {
            Side::Sqlite(on) => sqlx::query(sql).fetch(on).map(move |row| read(Row::Sqlite(row?))).boxed(),
            Side::Postgres(on) => sqlx::query(sql).fetch(on).map(move |row| read(Row::Postgres(row?))).boxed(),
        }
    }

    /// Statements without values, several at once.
    pub(crate) async fn run(&mut self, sql: impl Into<Sql>) -> Result<(), Fault> {
        match self.side() {
            Side::Sqlite(on) => sqlx::raw_sql(sql.into().sqlite()).execute(on).await.map(drop)?,
            Side::Postgres(on) => sqlx::raw_sql(sql.into().postgres()).execute(on).await.map(drop)?,
        }
        Ok(())
    }

    pub(crate) async fn close(self) {
        // A connection that cannot be closed is gone already.
        match self {
            Self::Sqlite(own) => drop(own.close().await),
            Self::Postgres(own) => drop(own.close().await),
            Self::SqliteReader(lent) => drop(lent),
            Self::PostgresReader(lent) => drop(lent),
        }
    }
}

impl Sql {
    const fn sqlite(self) -> &'static str {
        match self {
            Self::Both(text) | Self::Each { sqlite: text, .. } => text,
        }
    }

    const fn postgres(self) -> &'static str {
        match self {
            Self::Both(text) | Self::Each { postgres: text, .. } => text,
        }
    }
}

/// PostgreSQL keeps no text with the character NUL; then neither does the store on SQLite.
fn refuse_nul(values: &[Value]) -> Result<(), StoreError> {
    let has_nul = |value: &Value| matches!(value, Value::Text(Some(text)) if text.contains('\0'));
    if values.iter().any(has_nul) { Err(StoreError::invalid("text", "it contains the character U+0000")) } else { Ok(()) }
}

type Query<DB> = sqlx::query::Query<'static, DB, <DB as sqlx::Database>::Arguments>;

fn sqlite_query(sql: Sql, values: Vec<Value>) -> Query<Sqlite> {
    values.into_iter().fold(sqlx::query(sql.sqlite()), |query, value| match value {
        Value::Text(value) => query.bind(value),
        Value::Int(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    })
}

fn postgres_query(sql: Sql, values: Vec<Value>) -> Query<Postgres> {
    values.into_iter().fold(sqlx::query(sql.postgres()), |query, value| match value {
        Value::Text(value) => query.bind(value),
        Value::Int(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    })
}
