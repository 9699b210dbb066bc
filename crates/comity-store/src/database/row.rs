//! A row, read field by field in the order of the statement.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use super::statement::{Kind, Value};
use crate::error::{Result, StoreError};

pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What is read from a row, by the statement that names its columns.
pub(crate) trait Stored: Sized {
    /// What it is called when it cannot be read.
    const KIND: &'static str;

    fn read(fields: &mut Fields<'_>) -> Result<Self>;
}

/// The fields of a row from left to right.
pub(crate) struct Fields<'a> {
    row: &'a Row,
    next: usize,
    kind: &'static str,
}

impl<'a> Fields<'a> {
    pub(crate) const fn new(row: &'a Row, kind: &'static str) -> Self {
        Self { row, next: 0, kind }
    }

    fn take<T>(&mut self) -> Result<T>
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        let index = self.next;
        self.next += 1;
        match self.row {
            Row::Sqlite(row) => row.try_get(index),
            Row::Postgres(row) => row.try_get(index),
        }
        .map_err(|error| StoreError::damaged(self.kind, error))
    }

    pub(crate) fn text(&mut self) -> Result<String> {
        self.take()
    }

    pub(crate) fn text_or_none(&mut self) -> Result<Option<String>> {
        self.take()
    }

    pub(crate) fn int(&mut self) -> Result<i64> {
        self.take()
    }

    pub(crate) fn int_or_none(&mut self) -> Result<Option<i64>> {
        self.take()
    }

    /// A count, which is never below zero.
    pub(crate) fn count(&mut self) -> Result<u64> {
        self.int()?.try_into().map_err(|error| StoreError::damaged(self.kind, error))
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>> {
        self.take()
    }

    pub(crate) fn bytes_or_none(&mut self) -> Result<Option<Vec<u8>>> {
        self.take()
    }

    pub(crate) fn value(&mut self, kind: Kind) -> Result<Value> {
        Ok(match kind {
            Kind::Text => Value::Text(self.take()?),
            Kind::Int => Value::Int(self.take()?),
            Kind::Bytes => Value::Bytes(self.take()?),
        })
    }

    pub(crate) fn digest(&mut self) -> Result<[u8; 32]> {
        let kind = self.kind;
        self.bytes()?.try_into().map_err(|other: Vec<u8>| StoreError::damaged(kind, format!("a digest of {} bytes", other.len())))
    }

    pub(crate) fn at(&mut self) -> Result<Timestamp> {
        let micros = self.int()?;
        Timestamp::from_microsecond(micros).map_err(|error| StoreError::damaged(self.kind, error))
    }

    pub(crate) fn at_or_none(&mut self) -> Result<Option<Timestamp>> {
        self.int_or_none()?.map(Timestamp::from_microsecond).transpose().map_err(|error| StoreError::damaged(self.kind, error))
    }

    pub(crate) fn day(&mut self) -> Result<Date> {
        self.parsed()
    }

    /// Text that is a word of ours.
    pub(crate) fn parsed<T: FromStr<Err: std::fmt::Display>>(&mut self) -> Result<T> {
        let text = self.text()?;
        text.parse().map_err(|error: T::Err| StoreError::damaged(self.kind, error))
    }

    pub(crate) fn parsed_or_none<T: FromStr<Err: std::fmt::Display>>(&mut self) -> Result<Option<T>> {
        let text = self.text_or_none()?;
        text.map(|text| text.parse()).transpose().map_err(|error: T::Err| StoreError::damaged(self.kind, error))
    }
}
