//! Rows of a Parquet file, batch by batch.

mod codec;
mod column;
mod header;
mod kind;
mod page;
mod text;

use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use parquet::file::{
    metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData},
    reader::ChunkReader,
};
use serde_json::Value as Json;

use self::{
    column::Column,
    kind::Kind,
    page::{Held, Work},
};
use crate::{
    error::TableError,
    fields::{Fields, shown},
    limits::Limits,
};

/// Rows that are unpacked at a time.
const BATCH: usize = 1024;

/// A Parquet file whose rows are transactions or parties.
///
/// Text, whole and decimal numbers, floating-point numbers, booleans, days, moments without a time zone and UUIDs are read; the codecs Snappy, gzip, Zstandard
/// and LZ4. A column of anything else is refused by its name: it is not passed over. A null, and a number that is none (`NaN`), says nothing.
///
/// ```no_run
/// use comity_tables::{Limits, Parquet, TableError};
///
/// let file = std::fs::File::open("shipments.parquet").unwrap();
/// let parquet = Parquet::open(file, Limits::default())?;
/// parquet.each(|row| {
///     println!("{row}");
///     Ok::<_, TableError>(())
/// })?;
/// # Ok::<(), TableError>(())
/// ```
pub struct Parquet<R> {
    file: Arc<R>,
    about: ParquetMetaData,
    fields: Fields,
    kinds: Vec<Kind>,
    limits: Limits,
}

impl<R: ChunkReader + 'static> Parquet<R> {
    /// Reads what a file says of itself, and whether its columns can be read.
    ///
    /// # Errors
    /// When it is no Parquet, is larger than the limits, or has a column that cannot be read.
    pub fn open(file: R, limits: Limits) -> Result<Self, TableError> {
        let about = guarded(|| description(&file, &limits))?;
        let schema = about.file_metadata().schema_descr();
        if schema.num_columns() > limits.columns {
            return Err(TableError::TooLarge { what: format!("{} columns", schema.num_columns()), most: limits.columns as u64 });
        }
        let names: Vec<String> = schema.columns().iter().map(|column| column.path().parts().join(".")).collect();
        let fields = Fields::of(names.iter().map(String::as_str))?;
        let kinds = schema.columns().iter().zip(&names).map(|(column, name)| Kind::of(column, name)).collect::<Result<_, _>>()?;
        for group in about.row_groups() {
            for (chunk, name) in group.columns().iter().zip(&names) {
                demand(chunk, name)?;
            }
        }
        Ok(Self { file: Arc::new(file), about, fields, kinds, limits })
    }

    /// Hands each row to `row` as the JSON object that a line would be, and gives how many there were.
    ///
    /// # Errors
    /// When the file does not hold what it says, or is larger than the limits; or with what `row` gives.
    pub fn each<E: From<TableError>>(&self, mut row: impl FnMut(Json) -> Result<(), E>) -> Result<u64, E> {
        let mut room = Room { left: self.limits.text.saturating_add(self.file.len().saturating_mul(self.limits.growth)), most: 0 };
        room.most = room.left;
        let work = Arc::new(Work::new(room.most.saturating_mul(4)));
        let mut count = 0;
        for group in self.about.row_groups() {
            count += self.group(group, &work, &mut room, &mut row)?;
        }
        if i64::try_from(count).ok() != Some(self.about.file_metadata().num_rows()) {
            return Err(TableError::damaged(format!("it says {} rows, and has {count}", self.about.file_metadata().num_rows())).into());
        }
        Ok(count)
    }

    fn group<E: From<TableError>>(
        &self,
        group: &RowGroupMetaData,
        work: &Arc<Work>,
        room: &mut Room,
        row: &mut impl FnMut(Json) -> Result<(), E>,
    ) -> Result<u64, E> {
        let rows = u64::try_from(group.num_rows()).map_err(|_| TableError::damaged("a row group of less than no rows"))?;
        let held = Arc::new(Held::new(self.limits.held, work));
        let columns = group.columns().iter().zip(&self.kinds).map(|(chunk, kind)| Column::open(&self.file, chunk, *kind, &held, self.limits));
        let mut columns = guarded(|| columns.collect::<Result<Vec<_>, _>>())?;
        if columns.len() != self.fields.len() {
            return Err(TableError::damaged("a row group lacks a column").into());
        }
        let mut left = rows;
        while left > 0 {
            let now = left.min(BATCH as u64);
            guarded(|| columns.iter_mut().try_for_each(|column| column.read(now as usize)))?;
            for index in 0..now as usize {
                room.take(columns.iter().map(|column| column.length(index)).sum())?;
                row(self.fields.document(columns.iter().map(|column| column.cell(index))))?;
            }
            columns.iter_mut().for_each(Column::forget);
            left -= now;
        }
        guarded(|| columns.iter_mut().try_for_each(Column::end))?;
        Ok(rows)
    }
}

/// Text that rows may still become.
struct Room {
    left: u64,
    most: u64,
}

impl Room {
    /// A row takes its cells' bytes, and some for its names and signs: a row of nothing is a line too.
    fn take(&mut self, bytes: u64) -> Result<(), TableError> {
        self.left =
            self.left.checked_sub(bytes + 16).ok_or_else(|| TableError::TooLarge { what: "bytes of text in a file of this size".into(), most: self.most })?;
        Ok(())
    }
}

/// What the file says of itself, at its end: the length of the description is the number before the last four bytes.
fn description<R: ChunkReader>(file: &R, limits: &Limits) -> Result<ParquetMetaData, TableError> {
    let length = file.len();
    let at = length.checked_sub(8).ok_or_else(|| TableError::damaged("it has no end"))?;
    let end = file.get_bytes(at, 8).map_err(TableError::of)?;
    let (size, magic) = end.split_first_chunk::<4>().ok_or_else(|| TableError::damaged("it has no end"))?;
    match magic {
        b"PAR1" => {}
        b"PARE" => return Err(TableError::damaged("it is encrypted")),
        _ => return Err(TableError::damaged("it does not end as Parquet does")),
    }
    let size = u64::from(u32::from_le_bytes(*size));
    if size > limits.footer {
        return Err(TableError::TooLarge { what: format!("{size} bytes of description"), most: limits.footer });
    }
    let at = at.checked_sub(size).ok_or_else(|| TableError::damaged("its description is longer than the file"))?;
    let bytes = file.get_bytes(at, usize::try_from(size).map_err(TableError::damaged)?).map_err(TableError::of)?;
    if !header::is_sound_schema(&bytes, (limits.columns as u64).saturating_mul(4).saturating_add(16)) {
        return Err(TableError::damaged("its schema is none, nests too deeply, has too many columns or too long names"));
    }
    ParquetMetaDataReader::decode_metadata(&bytes).map_err(TableError::of)
}

/// Refuses a column whose pages are packed, or written, in a way that is not read.
fn demand(chunk: &ColumnChunkMetaData, name: &str) -> Result<(), TableError> {
    codec::demand(chunk.compression_codec(), name)?;
    match chunk.encodings().find(|encoding| !page::is_read(*encoding)) {
        None => Ok(()),
        Some(encoding) => Err(TableError::Column {
            column: shown(name),
            why: format!("its pages are written as {encoding}"),
            remedy: "write the file with plain pages or dictionaries: data pages of version 1.0",
        }),
    }
}

/// Does what the reader of the format does, which gives up some faulty files by panicking.
fn guarded<T>(work: impl FnOnce() -> Result<T, TableError>) -> Result<T, TableError> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(TableError::damaged("what a page holds is not as it says")))
}

impl<R> std::fmt::Debug for Parquet<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parquet").field("rows", &self.about.file_metadata().num_rows()).field("columns", &self.fields.len()).finish_non_exhaustive()
    }
}
