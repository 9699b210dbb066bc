//! The head of a page: a structure in Thrift's compact protocol, of which what a page is read by is kept.
//!
//! The fields and their numbers are those of `parquet.thrift` (apache/parquet-format, `PageHeader`), the encoding that of Thrift's
//! `thrift-compact-protocol.md`.

use parquet::basic::Encoding;

/// Structures within structures; a page's head has four.
const DEEPEST: usize = 8;

/// The head of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// What follows it.
    pub kind: PageKind,
    /// Bytes of the page once it is unpacked.
    pub unpacked: u64,
    /// Bytes of the page in the file.
    pub packed: u64,
    /// Bytes of the head itself.
    pub length: usize,
}

/// What a page is.
#[derive(Clone, Debug, PartialEq)]
pub enum PageKind {
    /// Values, each of which later pages name by its place.
    Dictionary { values: u32, encoding: Encoding },
    /// Cells.
    One { values: u32, encoding: Encoding, definition: Encoding, repetition: Encoding },
    /// Cells, with levels that are not packed.
    Two { values: u32, nulls: u32, rows: u32, encoding: Encoding, definition_bytes: u32, repetition_bytes: u32, is_packed: bool },
    /// Something that is not needed to read the cells.
    Other,
}

impl Header {
    /// Reads a head; none where the bytes are none, or end before it does.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        let fields = reader.structure(0)?;
        let length = bytes.len() - reader.rest.len();
        let size = |id| fields.int(id).and_then(|size| u64::try_from(size).ok());
        let kind = match fields.int(1)? {
            0 => {
                let data = fields.structure(5)?;
                let (definition, repetition) = (encoding(data.int(3)?)?, encoding(data.int(4)?)?);
                PageKind::One { values: data.count(1)?, encoding: encoding(data.int(2)?)?, definition, repetition }
            }
            2 => {
                let dictionary = fields.structure(7)?;
                PageKind::Dictionary { values: dictionary.count(1)?, encoding: encoding(dictionary.int(2)?)? }
            }
            3 => {
                let data = fields.structure(8)?;
                PageKind::Two {
                    values: data.count(1)?,
                    nulls: data.count(2)?,
                    rows: data.count(3)?,
                    encoding: encoding(data.int(4)?)?,
                    definition_bytes: data.count(5)?,
                    repetition_bytes: data.count(6)?,
                    is_packed: data.bool(7).unwrap_or(true),
                }
            }
            _ => PageKind::Other,
        };
        Some(Self { kind, unpacked: size(2)?, packed: size(3)?, length })
    }
}

fn encoding(number: i64) -> Option<Encoding> {
    Some(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        #[expect(deprecated, reason = "old programs write levels so")]
        4 => Encoding::BIT_PACKED,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        _ => return None,
    })
}

/// Groups within groups of a schema: a field of a transaction has two above it.
const DEEPEST_GROUP: usize = 16;
/// Bytes of a name in a schema.
const LONGEST_NAME: u64 = 500;

/// Whether a file's description begins with a schema that the format's reader may be given: it makes room for as many children as an element says, calls
/// itself for each group within a group, and repeats the names of groups for each column.
pub fn is_sound_schema(bytes: &[u8], most: u64) -> bool {
    sound_schema(&mut Reader { rest: bytes }, most).is_some()
}

fn sound_schema(reader: &mut Reader<'_>, most: u64) -> Option<()> {
    // The version, then the elements: every program writes them in this order.
    if !matches!(reader.byte()?, 0x14..=0x16) {
        return None;
    }
    reader.signed()?;
    if reader.byte()? != 0x19 {
        return None;
    }
    let head = reader.byte()?;
    let count = if head >> 4 == 15 { reader.number()? } else { u64::from(head >> 4) };
    if head & 0x0f != 12 || count > most {
        return None;
    }
    // How many children each open group still lacks.
    let mut open: Vec<u64> = Vec::new();
    for _ in 0..count {
        let children = reader.structure(0)?.children()?;
        if let Some(left) = open.last_mut() {
            *left = left.checked_sub(1)?;
        }
        if children > 0 {
            open.push(children);
        } else {
            while open.last() == Some(&0) {
                open.pop();
            }
        }
        if children > most || open.len() > DEEPEST_GROUP {
            return None;
        }
    }
    Some(())
}

#[derive(Debug)]
struct Fields(Vec<(i16, Value)>);

#[derive(Debug)]
enum Value {
    Bool(bool),
    Byte,
    Int(i64),
    Binary(u64),
    Structure(Fields),
    Passed,
}

impl Fields {
    /// How many children an element of a schema has; none where a field is of another type than the format gives it: the format's reader does not look.
    fn children(&self) -> Option<u64> {
        let is_sound = |(id, value): &(i16, Value)| match (*id, value) {
            (1..=3 | 5..=9, Value::Int(_)) => true,
            (4, Value::Binary(length)) => *length <= LONGEST_NAME,
            (10, Value::Structure(logical)) => logical.is_logical(),
            _ => false,
        };
        if !self.0.is_sorted_by(|one, other| one.0 < other.0) || !self.0.iter().all(is_sound) {
            return None;
        }
        self.int(5).map_or(Some(0), |children| u64::try_from(children).ok())
    }

    /// Whether these are those of a logical type, each of the type that the format gives it.
    fn is_logical(&self) -> bool {
        let is_empty = |value: &Value| matches!(value, Value::Structure(fields) if fields.0.is_empty());
        self.0.iter().all(|(id, value)| match (*id, value) {
            (1..=4 | 6 | 11..=15, value) => is_empty(value),
            (5, Value::Structure(decimal)) => decimal.0.iter().all(|(_, value)| matches!(value, Value::Int(_))),
            (7 | 8, Value::Structure(time)) => time.0.iter().all(|(id, value)| match (*id, value) {
                (1, Value::Bool(_)) => true,
                (2, Value::Structure(unit)) => unit.0.iter().all(|(_, value)| is_empty(value)),
                _ => false,
            }),
            (10, Value::Structure(whole)) => whole.0.iter().all(|(id, value)| matches!((*id, value), (1, Value::Byte) | (2, Value::Bool(_)))),
            _ => false,
        })
    }

    fn get(&self, id: i16) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == id).map(|(_, value)| value)
    }

    fn int(&self, id: i16) -> Option<i64> {
        if let Value::Int(value) = self.get(id)? { Some(*value) } else { None }
    }

    fn count(&self, id: i16) -> Option<u32> {
        self.int(id)?.try_into().ok()
    }

    fn bool(&self, id: i16) -> Option<bool> {
        if let Value::Bool(value) = self.get(id)? { Some(*value) } else { None }
    }

    fn structure(&self, id: i16) -> Option<&Self> {
        if let Value::Structure(fields) = self.get(id)? { Some(fields) } else { None }
    }
}

/// Reads the compact protocol; none wherever the bytes end too early.
struct Reader<'b> {
    rest: &'b [u8],
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn pass(&mut self, bytes: u64) -> Option<()> {
        self.rest = self.rest.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// Numbers with a sign: 0, -1, 1, -2, 2, …
    fn signed(&mut self) -> Option<i64> {
        let value = self.number()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn structure(&mut self, depth: usize) -> Option<Fields> {
        if depth > DEEPEST {
            return None;
        }
        let (mut fields, mut id) = (Vec::new(), 0i16);
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(Fields(fields));
            }
            id = match head >> 4 {
                0 => self.signed()?.try_into().ok()?,
                step => id.checked_add(i16::from(step))?,
            };
            let value = match head & 0x0f {
                1 => Value::Bool(true),
                2 => Value::Bool(false),
                ty => self.value(ty, depth)?,
            };
            fields.push((id, value));
        }
    }

    fn value(&mut self, ty: u8, depth: usize) -> Option<Value> {
        match ty {
            // Within lists a boolean is a byte of its own.
            1 | 2 => drop(self.byte()?),
            3 => return self.byte().map(|_| Value::Byte),
            4..=6 => return self.signed().map(Value::Int),
            7 => self.pass(8)?,
            8 => {
                let length = self.number()?;
                self.pass(length)?;
                return Some(Value::Binary(length));
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
                self.values(count, &[head & 0x0f], depth)?;
            }
            11 => {
                let count = self.number()?;
                if count > 0 {
                    let types = self.byte()?;
                    self.values(count, &[types >> 4, types & 0x0f], depth)?;
                }
            }
            12 => return self.structure(depth + 1).map(Value::Structure),
            _ => return None,
        }
        Some(Value::Passed)
    }

    fn values(&mut self, count: u64, types: &[u8], depth: usize) -> Option<()> {
        if depth > DEEPEST || count > self.rest.len() as u64 {
            return None; // each takes a byte at least
        }
        for _ in 0..count {
            for ty in types {
                self.value(*ty, depth + 1)?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A data page of the first version: 5 values in 20 bytes, packed to 15, with statistics of which nothing is kept.
    const PLAIN: &[u8] =
        &[0x15, 0x00, 0x15, 0x28, 0x15, 0x1e, 0x2c, 0x15, 0x0a, 0x15, 0x00, 0x15, 0x06, 0x15, 0x06, 0x1c, 0x18, 0x03, b'a', b'b', b'c', 0x00, 0x00, 0x00, 0xff];

    #[test]
    fn a_head_is_read_to_its_end_and_no_further() {
        let kind = PageKind::One { values: 5, encoding: Encoding::PLAIN, definition: Encoding::RLE, repetition: Encoding::RLE };
        assert_eq!(Header::read(PLAIN), Some(Header { kind, unpacked: 20, packed: 15, length: PLAIN.len() - 1 }));
        for cut in 0..PLAIN.len() - 1 {
            assert_eq!(Header::read(&PLAIN[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn what_nests_without_end_is_refused() {
        assert_eq!(Header::read(&[0x1c; 100_000]), None);
        assert_eq!(Header::read(&[0x19; 100_000]), None);
    }

    #[test]
    fn a_schema_without_end_is_refused() {
        let chain = |count: &[u8], children: &[u8], times: usize| {
            let element = [&[0x35, 0x02, 0x18, 0x01, b'g', 0x15][..], children, &[0]].concat();
            [&[0x15, 0x02, 0x19, 0xfc], count, &element.repeat(times)].concat()
        };
        assert!(is_sound_schema(&chain(&[0x03], &[0x02], 3), 5000), "three groups in each other");
        assert!(!is_sound_schema(&chain(&[0xe8, 0x07], &[0x02], 1000), 5000), "a thousand groups in each other");
        assert!(!is_sound_schema(&chain(&[0x01], &[0xfe, 0xff, 0xff, 0xff, 0x0f], 1), 5000), "2147483647 children");
        assert!(!is_sound_schema(&chain(&[0xe8, 0x07], &[0x00], 1000), 500), "more columns than are read");
        let long = [&[0x15, 0x02, 0x19, 0x1c, 0x48, 0xfd, 0x07][..], &[b'n'; 1021], &[0]].concat();
        assert!(!is_sound_schema(&long, 5000), "a name of a thousand bytes");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(header) = Header::read(&bytes) {
                prop_assert!(header.length <= bytes.len());
            }
        }
    }
}
