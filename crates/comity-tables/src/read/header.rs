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

#[derive(Debug)]
struct Fields(Vec<(i16, Value)>);

#[derive(Debug)]
enum Value {
    Bool(bool),
    Int(i64),
    Structure(Fields),
    Passed,
}

impl Fields {
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
            1..=3 => drop(self.byte()?),
            4..=6 => return self.signed().map(Value::Int),
            7 => self.pass(8)?,
            8 => {
                let length = self.number()?;
                self.pass(length)?;
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

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(header) = Header::read(&bytes) {
                prop_assert!(header.length <= bytes.len());
            }
        }
    }
}
