//! What a column holds, and whether a fact can be read from it.

use parquet::{
    basic::{ConvertedType, LogicalType, TimeUnit, Type},
    schema::types::ColumnDescriptor,
};

use crate::{error::TableError, fields::shown};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Nothing but nulls.
    Nothing,
    /// Yes or no.
    Bool,
    /// Whole numbers.
    Whole {
        /// Whether those below none are meant: else the bits are those of a greater number.
        is_signed: bool,
    },
    /// Whole numbers of which so many digits stand behind the point.
    Decimal {
        /// How many.
        scale: u32,
    },
    /// Floating-point numbers.
    Floating,
    /// Days since 1970-01-01.
    Day,
    /// Moments of a calendar that knows no time zone, in parts of a second since 1970-01-01.
    Moment {
        /// How many parts a second has.
        parts: i64,
    },
    /// Text.
    Text,
    /// UUIDs.
    Uuid,
}

/// Most digits of a decimal number: what 128 bits hold.
const DIGITS: i32 = 38;

impl Kind {
    /// What a column says that it holds.
    pub fn of(column: &ColumnDescriptor, name: &str) -> Result<Self, TableError> {
        let refused = |why: &str, remedy| Err(TableError::Column { column: shown(name), why: why.to_owned(), remedy });
        if column.max_rep_level() > 0 {
            return refused("it holds lists", "write one row for each, or name a column for each field (`item.codes.LIST`)");
        }
        let (ty, logical, converted) = (column.physical_type(), column.logical_type_ref(), column.converted_type());
        Ok(match (ty, logical, converted) {
            (_, Some(LogicalType::Unknown), _) => Self::Nothing,
            (Type::BOOLEAN, None, ConvertedType::NONE) => Self::Bool,
            (Type::INT32 | Type::INT64, Some(LogicalType::Integer(about)), _) => Self::Whole { is_signed: about.is_signed },
            (Type::INT32, Some(LogicalType::Date), _) | (Type::INT32, None, ConvertedType::DATE) => Self::Day,
            (Type::INT64, Some(LogicalType::Timestamp(about)), _) if !about.is_adjusted_to_u_t_c => Self::Moment {
                parts: match about.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                },
            },
            (Type::INT96, ..) | (_, Some(LogicalType::Timestamp(_)), _) | (_, None, ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS) => {
                return refused("it holds moments, of which the day differs by place", "write it as a date, or as a timestamp without a time zone");
            }
            (_, Some(LogicalType::Decimal(_)), _) | (_, None, ConvertedType::DECIMAL) => match (column.type_precision(), u32::try_from(column.type_scale())) {
                (1..=DIGITS, Ok(scale)) if scale <= DIGITS as u32 => Self::Decimal { scale },
                _ => return refused("it holds decimal numbers of more than 38 digits", "write it as text"),
            },
            (Type::INT32 | Type::INT64, None, ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64) => {
                Self::Whole { is_signed: false }
            }
            (
                Type::INT32 | Type::INT64,
                None,
                ConvertedType::NONE | ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32 | ConvertedType::INT_64,
            ) => Self::Whole { is_signed: true },
            (Type::FLOAT | Type::DOUBLE, None, ConvertedType::NONE) => Self::Floating,
            (Type::BYTE_ARRAY, Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _)
            | (Type::BYTE_ARRAY, None, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON) => Self::Text,
            (Type::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Uuid), _) if column.type_length() == 16 => Self::Uuid,
            (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, None, ConvertedType::NONE) => {
                return refused("it holds bytes that are not said to be text", "write it as text (a string column)");
            }
            (_, Some(other), _) => return refused(&format!("it holds {other:?}"), "write it as text"),
            (_, None, other) => return refused(&format!("it holds {other}"), "write it as text"),
        })
    }
}
