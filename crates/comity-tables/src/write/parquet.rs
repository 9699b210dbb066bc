//! Rows as Parquet: gathered until they make a row group, then written column by column.

use std::{io::Write, sync::Arc};

use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    errors::{ParquetError, Result},
    file::{
        properties::{EnabledStatistics, WriterProperties},
        writer::SerializedFileWriter,
    },
    schema::types::{ColumnPath, Type},
};

use super::{Column, Holds, Value};
use crate::error::TableError;

/// Rows of a row group, and bytes of text after which it ends earlier.
const ROWS: usize = 50_000;
const BYTES: usize = 16 << 20;

/// A table as Parquet.
pub struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Gathered>,
    rows: usize,
    bytes: usize,
}

/// The values of a column that wait for their row group.
struct Gathered {
    values: Values,
    /// 1 where a row has a value.
    levels: Vec<i16>,
}

enum Values {
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Text(Vec<ByteArray>),
}

impl<W: Write + Send> Parquet<W> {
    pub fn new(columns: Vec<Column>, to: W) -> std::result::Result<Self, TableError> {
        let writer = schema(&columns).and_then(|schema| SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties(&columns)))).map_err(fault)?;
        let gathered = columns.iter().map(|column| Gathered {
            values: match column.holds {
                Holds::Whole => Values::Whole(Vec::new()),
                Holds::Number => Values::Number(Vec::new()),
                Holds::Text | Holds::Whatever => Values::Text(Vec::new()),
            },
            levels: Vec::new(),
        });
        Ok(Self { writer, columns: gathered.collect(), rows: 0, bytes: 0 })
    }

    pub fn add(&mut self, row: &[Value]) -> std::result::Result<(), TableError> {
        for (column, value) in self.columns.iter_mut().zip(row) {
            let is_there = match (&mut column.values, value) {
                (Values::Whole(values), Value::Whole(value)) => {
                    values.push(*value);
                    true
                }
                (Values::Number(values), Value::Number(value)) => {
                    values.push(*value);
                    true
                }
                (Values::Text(values), Value::Text(value)) => {
                    self.bytes += value.len();
                    values.push(value.as_bytes().into());
                    true
                }
                _ => false,
            };
            column.levels.push(is_there.into());
        }
        self.rows += 1;
        if self.rows < ROWS && self.bytes < BYTES {
            return Ok(());
        }
        self.flush().map_err(fault)
    }

    /// Writes the rows gathered so far as a row group.
    fn flush(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column()? else { return Err(ParquetError::General("a column is missing".into())) };
            match (writer.untyped(), &mut column.values) {
                (ColumnWriter::Int64ColumnWriter(writer), Values::Whole(values)) => {
                    writer.write_batch(values, Some(&column.levels), None)?;
                    values.clear();
                }
                (ColumnWriter::DoubleColumnWriter(writer), Values::Number(values)) => {
                    writer.write_batch(values, Some(&column.levels), None)?;
                    values.clear();
                }
                (ColumnWriter::ByteArrayColumnWriter(writer), Values::Text(values)) => {
                    writer.write_batch(values, Some(&column.levels), None)?;
                    values.clear();
                }
                _ => return Err(ParquetError::General("a column holds another type".into())),
            }
            writer.close()?;
            column.levels.clear();
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    pub fn end(mut self) -> std::result::Result<(), TableError> {
        if self.rows > 0 {
            self.flush().map_err(fault)?;
        }
        self.writer.close().map_err(fault)?;
        Ok(())
    }
}

fn schema(columns: &[Column]) -> Result<Type> {
    let field = |column: &Column| {
        let (physical, logical) = match column.holds {
            Holds::Whole => (Physical::INT64, None),
            Holds::Number => (Physical::DOUBLE, None),
            Holds::Text | Holds::Whatever => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL).with_logical_type(logical);
        field.build().map(Arc::new)
    };
    Type::group_type_builder("answers").with_fields(columns.iter().map(field).collect::<Result<_>>()?).build()
}

fn properties(columns: &[Column]) -> WriterProperties {
    let created = format!("comity {}", env!("CARGO_PKG_VERSION"));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by(created);
    let long = columns.iter().filter(|column| column.holds == Holds::Whatever).map(|column| ColumnPath::new(vec![column.name.clone()]));
    let properties = long.fold(properties, |properties, path| {
        properties.set_column_dictionary_enabled(path.clone(), false).set_column_statistics_enabled(path, EnabledStatistics::None)
    });
    properties.build()
}

/// What the writer of the format says: the rows are ours, so it is about where they go.
fn fault(error: ParquetError) -> TableError {
    TableError::Written(std::io::Error::other(error))
}
