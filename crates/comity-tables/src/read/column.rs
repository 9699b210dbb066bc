//! The cells of one column, a batch at a time.

use std::sync::Arc;

use parquet::{
    basic::Type,
    column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader},
    data_type::{ByteArray, DataType, FixedLenByteArray},
    file::{metadata::ColumnChunkMetaData, reader::ChunkReader},
};

use super::{
    kind::Kind,
    page::{Held, Pages, Use},
    text,
};
use crate::{
    error::TableError,
    fields::{Cell, shown},
    limits::Limits,
};

/// One column of a row group.
pub struct Column {
    name: String,
    kind: Kind,
    reader: ColumnReader,
    /// The level of a value that is there; none where every row has one.
    there: Option<i16>,
    levels: Vec<i16>,
    /// Where each row's value is.
    places: Vec<Option<usize>>,
    values: Values,
    held: Arc<Held>,
    used: Arc<Use>,
}

/// The values of a batch.
enum Values {
    Bools(Vec<bool>),
    /// As they are in their pages.
    Bytes(Vec<ByteArray>),
    /// As they would be written; none for a number that is none.
    Written(Vec<Option<String>>),
}

impl Column {
    /// A column, before its first row.
    pub fn open<R: ChunkReader + 'static>(
        file: &Arc<R>,
        chunk: &ColumnChunkMetaData,
        kind: Kind,
        held: &Arc<Held>,
        limits: Limits,
    ) -> Result<Self, TableError> {
        let (name, used, about) = (chunk.column_path().parts().join("."), Arc::new(Use::default()), chunk.column_descr_ptr());
        // A decimal number of 38 digits has 16; room for a batch of values is made before one is read.
        if about.physical_type() == Type::FIXED_LEN_BYTE_ARRAY && !(1..=64).contains(&about.type_length()) {
            return Err(TableError::damaged(format!("column `{}`: values of no bytes, or of more than 64", shown(&name))));
        }
        let pages = Pages::of(file, chunk, held, &used, limits).map_err(|error| of_column(&name, error))?;
        let there = (about.max_def_level() > 0).then_some(about.max_def_level());
        let reader = get_column_reader(about, Box::new(pages));
        let (held, values) = (held.clone(), Values::Written(Vec::new()));
        Ok(Self { name, kind, reader, there, levels: Vec::new(), places: Vec::new(), values, held, used })
    }

    /// Reads so many rows on.
    pub fn read(&mut self, rows: usize) -> Result<(), TableError> {
        self.levels.clear();
        let values = self.batch(rows).map_err(|error| of_column(&self.name, error))?;
        self.places.clear();
        let mut next = 0;
        match self.there {
            None => self.places.extend((0..rows).map(Some)),
            Some(there) => self.places.extend(self.levels.iter().map(|level| {
                (*level == there).then(|| {
                    next += 1;
                    next - 1
                })
            })),
        }
        self.values = values;
        if self.kind == Kind::Nothing && self.places.iter().any(Option::is_some) {
            return Err(of_column(&self.name, TableError::damaged("it says that it holds nothing but nulls, and has a value")));
        }
        Ok(())
    }

    fn batch(&mut self, rows: usize) -> Result<Values, TableError> {
        let (kind, levels) = (self.kind, &mut self.levels);
        let written = |values: Vec<i64>, bits| Values::Written(values.into_iter().map(|value| Some(text::whole(value, bits, kind))).collect());
        Ok(match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => Values::Bools(some(reader, rows, levels)?),
            ColumnReader::Int32ColumnReader(reader) => written(some(reader, rows, levels)?.into_iter().map(i64::from).collect(), 32),
            ColumnReader::Int64ColumnReader(reader) => written(some(reader, rows, levels)?, 64),
            ColumnReader::FloatColumnReader(reader) => Values::Written(some(reader, rows, levels)?.into_iter().map(text::short_floating).collect()),
            ColumnReader::DoubleColumnReader(reader) => Values::Written(some(reader, rows, levels)?.into_iter().map(text::floating).collect()),
            ColumnReader::ByteArrayColumnReader(reader) => bytes(some(reader, rows, levels)?, kind)?,
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                bytes(some(reader, rows, levels)?.into_iter().map(|value: FixedLenByteArray| ByteArray::from(value)).collect(), kind)?
            }
            // No kind is of it: `Kind::of` refuses the column.
            ColumnReader::Int96ColumnReader(_) => return Err(TableError::damaged("moments in 96 bits")),
        })
    }

    /// What the batch's row of this place says.
    pub fn cell(&self, row: usize) -> Option<Cell<'_>> {
        let place = (*self.places.get(row)?)?;
        match &self.values {
            _ if self.kind == Kind::Nothing => None,
            Values::Bools(values) => values.get(place).copied().map(Cell::Bool),
            // They were looked at when they were read.
            Values::Bytes(values) => std::str::from_utf8(values.get(place)?.data()).ok().map(Cell::Text),
            Values::Written(values) => values.get(place)?.as_deref().map(Cell::Text),
        }
    }

    /// How many bytes it takes in a line, with its name.
    pub fn length(&self, row: usize) -> u64 {
        match self.cell(row) {
            None => 0,
            Some(Cell::Bool(_)) => self.name.len() as u64 + 5,
            Some(Cell::Text(text)) => (self.name.len() + text.len()) as u64,
        }
    }

    /// The batch's cells are needed no more.
    pub fn forget(&mut self) {
        self.values = Values::Written(Vec::new());
        self.used.forget(&self.held);
    }

    /// After the last row there is nothing.
    pub fn end(&mut self) -> Result<(), TableError> {
        self.levels.clear();
        let levels = &mut self.levels;
        let more = match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => any(reader, levels),
            ColumnReader::Int32ColumnReader(reader) => any(reader, levels),
            ColumnReader::Int64ColumnReader(reader) => any(reader, levels),
            ColumnReader::Int96ColumnReader(reader) => any(reader, levels),
            ColumnReader::FloatColumnReader(reader) => any(reader, levels),
            ColumnReader::DoubleColumnReader(reader) => any(reader, levels),
            ColumnReader::ByteArrayColumnReader(reader) => any(reader, levels),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => any(reader, levels),
        };
        match more.map_err(|error| of_column(&self.name, error))? {
            true => Err(of_column(&self.name, TableError::damaged("it has more rows than its group"))),
            false => Ok(()),
        }
    }
}

/// The values of so many rows, and a level for each row where some have none.
fn some<T: DataType>(reader: &mut ColumnReaderImpl<T>, rows: usize, levels: &mut Vec<i16>) -> Result<Vec<T::T>, TableError> {
    let mut values = Vec::new();
    let (read, ..) = reader.read_records(rows, Some(levels), None, &mut values).map_err(TableError::of)?;
    if read == rows { Ok(values) } else { Err(TableError::damaged("it has fewer rows than its group")) }
}

fn any<T: DataType>(reader: &mut ColumnReaderImpl<T>, levels: &mut Vec<i16>) -> Result<bool, TableError> {
    let (read, ..) = reader.read_records(1, Some(levels), None, &mut Vec::new()).map_err(TableError::of)?;
    Ok(read > 0)
}

fn bytes(values: Vec<ByteArray>, kind: Kind) -> Result<Values, TableError> {
    let each = |written: fn(&[u8], u32) -> Option<String>, scale, what: &str| {
        let written = values.iter().map(|value| written(value.data(), scale).map(Some).ok_or_else(|| TableError::damaged(what)));
        written.collect::<Result<_, _>>().map(Values::Written)
    };
    match kind {
        Kind::Decimal { scale } => each(text::decimal_of_bytes, scale, "a decimal number of no bytes, or of more than 38 digits"),
        Kind::Uuid => each(|bytes, _| text::uuid(bytes), 0, "a UUID that is none"),
        _ => match values.iter().find(|value| std::str::from_utf8(value.data()).is_err()) {
            Some(_) => Err(TableError::damaged("text that is no UTF-8")),
            None => Ok(Values::Bytes(values)),
        },
    }
}

/// An error with the name of the column that it is about.
fn of_column(name: &str, error: TableError) -> TableError {
    match error {
        TableError::Damaged { why } => TableError::Damaged { why: format!("column `{}`: {why}", shown(name)) },
        other => other,
    }
}
