//! Parquet files: what is read of sound ones, and that spoilt ones are refused.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;

use bytes::Bytes;
use comity_tables::{Column, Form, Holds, Limits, Parquet, TableError, Value, Writer};
use parquet::{
    basic::{Compression, Encoding},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    file::{
        properties::{WriterProperties, WriterVersion},
        writer::SerializedFileWriter,
    },
    schema::parser::parse_message_type,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// Values of a column that is written.
enum Written {
    Bools(Vec<bool>),
    Ints(Vec<i32>),
    Longs(Vec<i64>),
    Floats(Vec<f32>),
    Doubles(Vec<f64>),
    Texts(Vec<&'static str>),
}

/// A file of one row group. The columns are optional; a level is 1 where a row has a value.
fn file(message: &str, properties: WriterProperties, columns: &[(Written, &[i16])]) -> Bytes {
    let mut out = Vec::new();
    let schema = Arc::new(parse_message_type(message).unwrap());
    let mut writer = SerializedFileWriter::new(&mut out, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for (values, levels) in columns {
        let mut column = group.next_column().unwrap().unwrap();
        let levels = Some(*levels);
        match (column.untyped(), values) {
            (ColumnWriter::BoolColumnWriter(to), Written::Bools(values)) => to.write_batch(values, levels, None),
            (ColumnWriter::Int32ColumnWriter(to), Written::Ints(values)) => to.write_batch(values, levels, None),
            (ColumnWriter::Int64ColumnWriter(to), Written::Longs(values)) => to.write_batch(values, levels, None),
            (ColumnWriter::FloatColumnWriter(to), Written::Floats(values)) => to.write_batch(values, levels, None),
            (ColumnWriter::DoubleColumnWriter(to), Written::Doubles(values)) => to.write_batch(values, levels, None),
            (ColumnWriter::ByteArrayColumnWriter(to), Written::Texts(values)) => {
                to.write_batch(&values.iter().map(|text| ByteArray::from(*text)).collect::<Vec<_>>(), levels, None)
            }
            _ => panic!("another type"),
        }
        .unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    out.into()
}

fn rows(file: Bytes, limits: Limits) -> Result<Vec<Json>, TableError> {
    let mut rows = Vec::new();
    let count = Parquet::open(file, limits)?.each(|row| {
        rows.push(row);
        Ok::<_, TableError>(())
    })?;
    assert_eq!(count as usize, rows.len());
    Ok(rows)
}

#[track_caller]
fn refused(file: Bytes, want: &str) {
    let error = rows(file, Limits::default()).unwrap_err();
    assert!(error.to_string().contains(want), "{error}");
}

const EVERY_TYPE: &str = "message m {
    optional int64 id;
    optional binary to (STRING);
    optional int32 date (DATE);
    optional boolean end_use.military;
    optional int32 item.value (DECIMAL(9,2));
    optional double item.characteristics.resolution;
    optional float item.characteristics.rate;
    optional int64 item.made (TIMESTAMP(MICROS,false));
    optional int32 item.count (INTEGER(32,false));
}";

fn every_type(properties: WriterProperties) -> Bytes {
    let columns = [
        (Written::Longs(vec![7, 8]), &[1, 1, 0][..]),
        (Written::Texts(vec!["IN", ""]), &[1, 0, 1]),
        (Written::Ints(vec![20_657]), &[1, 0, 0]),
        (Written::Bools(vec![false, true]), &[1, 0, 1]),
        (Written::Ints(vec![-1250]), &[1, 0, 0]),
        (Written::Doubles(vec![12.0, f64::NAN]), &[1, 1, 0]),
        (Written::Floats(vec![0.1]), &[0, 1, 0]),
        (Written::Longs(vec![20_657 * 86_400_000_000]), &[0, 0, 1]),
        (Written::Ints(vec![-1]), &[0, 0, 1]),
    ];
    file(EVERY_TYPE, properties, &columns)
}

fn every_row() -> [Json; 3] {
    [
        json!({ "id": "7", "to": "IN", "date": "2026-07-23", "end_use": { "military": false }, "item": [{ "value": "-12.50", "characteristics": { "resolution": "12" } }] }),
        json!({ "id": "8", "item": [{ "characteristics": { "rate": "0.1" } }] }),
        json!({ "end_use": { "military": true }, "item": [{ "made": "2026-07-23", "count": "4294967295" }] }),
    ]
}

#[test]
fn every_type_becomes_the_cell_of_a_line_and_nothing_stays_nothing() {
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
            for dictionary in [true, false] {
                let properties = WriterProperties::builder().set_writer_version(version).set_compression(compression).set_encoding(Encoding::PLAIN);
                let file = every_type(properties.set_dictionary_enabled(dictionary).build());
                assert_eq!(rows(file, Limits::default()).unwrap(), every_row(), "{version:?} {compression:?} {dictionary}");
            }
        }
    }
}

#[test]
fn a_column_that_is_no_fact_is_refused_by_its_name() {
    let plain = || WriterProperties::builder().build();
    let cases = [
        ("optional int64 shipped (TIMESTAMP(MICROS,true));", Written::Longs(vec![1]), "the column `shipped` cannot be read: it holds moments"),
        ("optional binary item.photo;", Written::Texts(vec!["x"]), "the column `item.photo` cannot be read: it holds bytes"),
        ("optional int32 at (TIME(MILLIS,true));", Written::Ints(vec![1]), "the column `at` cannot be read: it holds"),
    ];
    for (column, values, want) in cases {
        refused(file(&format!("message m {{ {column} }}"), plain(), &[(values, &[1])]), want);
    }
    let properties = WriterProperties::builder().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_BYTE_ARRAY).build();
    refused(file("message m { optional binary id (STRING); }", properties, &[(Written::Texts(vec!["a"]), &[1])]), "the column `id` cannot be read: its pages");
    let twice = "message m { optional int32 id; optional group item { optional int32 id; } optional int32 item.id; }";
    let ints = || Written::Ints(vec![1]);
    let error = rows(file(twice, plain(), &[(ints(), &[1]), (ints(), &[2]), (ints(), &[1])]), Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "the columns `item.id` and `item.id` give the same field");
}

#[test]
fn a_field_within_a_group_is_a_field_with_a_dot() {
    let message = "message m { optional group end_use { optional boolean military; optional boolean wmd; } }";
    let columns = [(Written::Bools(vec![true]), &[2, 1, 0][..]), (Written::Bools(vec![]), &[1, 1, 0])];
    let read = rows(file(message, WriterProperties::builder().build(), &columns), Limits::default()).unwrap();
    assert_eq!(read, [json!({ "end_use": { "military": true } }), json!({}), json!({})]);
}

#[test]
fn what_is_written_is_read_again() {
    let columns =
        vec![Column::new("id", Holds::Text), Column::new("hits", Holds::Whole), Column::new("score", Holds::Number), Column::new("answer", Holds::Whatever)];
    let mut out = Vec::new();
    let mut writer = Writer::new(Form::Parquet, columns, &mut out).unwrap();
    // More than a row group holds.
    for number in 0..60_000 {
        let row = [Value::Text(format!("q{}", number % 9)), Value::Whole(number), if number % 2 == 0 { Value::Nothing } else { Value::Number(0.5) }];
        writer.add(&[&row[..], &[Value::Text(format!("{number}{number}"))]].concat()).unwrap();
    }
    writer.end().unwrap();
    let read = rows(out.into(), Limits::default()).unwrap();
    assert_eq!(read.len(), 60_000);
    assert_eq!(read[59_999], json!({ "id": "q5", "hits": "59999", "score": "0.5", "answer": "5999959999" }));
    assert_eq!(read[1234], json!({ "id": "q1", "hits": "1234", "answer": "12341234" }));
}

#[test]
fn a_small_file_does_not_become_any_number_of_rows() {
    let text: &'static str = "x".repeat(1 << 16).leak();
    let many = vec![1; 100_000];
    let columns = [(Written::Texts(vec![text; 100_000]), &many[..])];
    let file = file("message m { optional binary description (STRING); }", WriterProperties::builder().set_compression(Compression::SNAPPY).build(), &columns);
    assert!(file.len() < 1 << 20, "{}", file.len());
    let error = rows(file, Limits::default()).unwrap_err();
    assert!(matches!(error, TableError::TooLarge { .. }), "{error}");
}

#[test]
fn pages_are_counted_over_all_row_groups() {
    // Many groups may name one page: it is unpacked for each.
    let groups = |count| {
        let mut out = Vec::new();
        let schema = Arc::new(parse_message_type("message m { optional int32 id; }").unwrap());
        let mut writer = SerializedFileWriter::new(&mut out, schema, Arc::new(WriterProperties::builder().build())).unwrap();
        for _ in 0..count {
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let ColumnWriter::Int32ColumnWriter(to) = column.untyped() else { panic!("another type") };
            to.write_batch(&[1], Some(&[1]), None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.close().unwrap();
        Bytes::from(out)
    };
    let limits = Limits { growth: 0, text: 100_000, ..Limits::default() };
    assert_eq!(rows(groups(5), limits).unwrap().len(), 5);
    let error = rows(groups(500), limits).unwrap_err();
    assert!(error.to_string().contains("bytes of pages"), "{error}");
}

#[test]
fn values_of_any_width_are_refused_before_there_is_room_for_them() {
    let message = "message m { optional fixed_len_byte_array(268435455) share (DECIMAL(9,2)); }";
    let schema = Arc::new(parse_message_type(message).unwrap());
    let mut out = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut out, schema, Arc::new(WriterProperties::builder().build())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let ColumnWriter::FixedLenByteArrayColumnWriter(to) = column.untyped() else { panic!("another type") };
    to.write_batch(&[], Some(&[0]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let error = rows(out.into(), Limits::default()).unwrap_err();
    assert!(error.to_string().contains("more than 64"), "{error}");
}

#[test]
fn a_cut_file_is_refused_wherever_it_was_cut() {
    let whole = every_type(WriterProperties::builder().set_compression(Compression::SNAPPY).build());
    for end in 0..whole.len() {
        assert!(rows(whole.slice(..end), Limits::default()).is_err(), "{end}");
    }
}

#[test]
fn limits_hold() {
    let file = every_type(WriterProperties::builder().build());
    for limits in [
        Limits { footer: 100, ..Limits::default() },
        Limits { columns: 8, ..Limits::default() },
        Limits { page: 4, ..Limits::default() },
        Limits { values: 2, ..Limits::default() },
        Limits { dictionary: 0, ..Limits::default() },
        Limits { held: 60, ..Limits::default() },
        Limits { growth: 0, text: 50, ..Limits::default() },
    ] {
        let error = rows(file.clone(), limits).unwrap_err();
        assert!(matches!(error, TableError::TooLarge { .. }), "{limits:?}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// Whatever became of the bytes: rows, or an error that says why not; never a panic that gets out.
    #[test]
    fn a_changed_file_is_read_or_refused(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6), dictionary in any::<bool>(), packed in any::<bool>(), second in any::<bool>(),
    ) {
        let compression = if packed { Compression::SNAPPY } else { Compression::UNCOMPRESSED };
        let version = if second { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
        let properties = WriterProperties::builder().set_compression(compression).set_dictionary_enabled(dictionary).set_writer_version(version).set_encoding(Encoding::PLAIN);
        let mut bytes = every_type(properties.build()).to_vec();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = rows(bytes.into(), Limits { text: 1 << 20, ..Limits::default() });
    }
}
