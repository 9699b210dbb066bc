//! Rows as comma-separated values.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::{Column, Value};
use crate::error::TableError;

/// A table as comma-separated values.
pub struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    pub fn new(columns: &[Column], to: W) -> Result<Self, TableError> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
        writer.write_record(columns.iter().map(|column| &column.name)).map_err(fault)?;
        Ok(Self(writer))
    }

    pub fn add(&mut self, row: &[Value]) -> Result<(), TableError> {
        self.0.write_record(row.iter().map(cell)).map_err(fault)
    }

    pub fn end(mut self) -> Result<(), TableError> {
        self.0.flush().map_err(TableError::Written)
    }
}

fn fault(error: csv::Error) -> TableError {
    TableError::Written(io::Error::other(error))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Whole(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => inert(text),
    }
}

/// A text that no program for tables takes for a formula: one that begins as they do gets an apostrophe before it (OWASP, "CSV Injection"). A number is none.
fn inert(text: &str) -> String {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins && text.parse::<f64>().is_err() { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{super::Holds, *};

    #[test]
    fn rows_are_quoted_where_they_must_be_and_hold_no_formula() {
        let mut out = Vec::new();
        let mut csv = Csv::new(&[Column::new("id", Holds::Text), Column::new("score", Holds::Number)], &mut out).unwrap();
        for id in ["plain", "a \"b\", c", "=1+2", "-5", "-a"] {
            csv.add(&[Value::Text(id.into()), Value::Number(0.5)]).unwrap();
        }
        csv.add(&[Value::Nothing, Value::Nothing]).unwrap();
        csv.end().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "id,score\r\nplain,0.5\r\n\"a \"\"b\"\", c\",0.5\r\n'=1+2,0.5\r\n-5,0.5\r\n'-a,0.5\r\n,\r\n");
    }
}
