//! An index and its records as one block of bytes, which is kept in a file and read whole.
//!
//! Layout: eight signs, the head's length and checksum, the head, the index, the records a line each. A block is used only when its head says what
//! is expected and the checksum over the rest holds: anything else is made anew.

use std::{borrow::Cow, ops::Range, sync::OnceLock};

use comity_screen::{Index, Record, Records};
use memchr::memchr_iter;
use serde::{Deserialize, Serialize};

use super::error::ScreenError;

const SIGNS: &[u8; 8] = b"comity1\n";

/// What the block says of itself.
#[derive(Serialize, Deserialize)]
struct Head {
    /// What it was made from and by which code.
    key: String,
    index: u64,
    lines: u64,
    /// Of index and lines.
    checksum: u64,
}

/// An index with its records, which are decoded when they are first needed.
pub struct Kept {
    /// Names, or addresses, ready to be searched.
    pub index: Index,
    bytes: Vec<u8>,
    lines: Vec<Range<usize>>,
    decoded: Vec<OnceLock<Option<Box<Record>>>>,
}

/// Writes an index over records as a block.
///
/// # Errors
/// When index or records cannot be written.
pub fn to_bytes(key: &str, index: &Index, records: &[Record]) -> Result<Vec<u8>, ScreenError> {
    let fault = |what: String| ScreenError::Index { what };
    let mut body = postcard::to_stdvec(index).map_err(|error| fault(error.to_string()))?;
    let length = body.len();
    for record in records {
        serde_json::to_writer(&mut body, record).map_err(|error| fault(error.to_string()))?;
        body.push(b'\n');
    }
    let head = Head { key: key.to_owned(), index: length as u64, lines: (body.len() - length) as u64, checksum: checksum(&body) };
    let head = postcard::to_stdvec(&head).map_err(|error| fault(error.to_string()))?;
    let mut bytes = SIGNS.to_vec();
    bytes.extend((head.len() as u64).to_le_bytes());
    bytes.extend(checksum(&head).to_le_bytes());
    bytes.extend(head);
    bytes.extend(body);
    Ok(bytes)
}

impl Kept {
    /// Reads a block; `None` where it is not whole, is damaged, or was made from something else or by other code.
    pub fn from_bytes(key: &str, bytes: Vec<u8>) -> Option<Self> {
        let rest = bytes.strip_prefix(SIGNS)?;
        let (length, rest) = number(rest)?;
        let (sum, rest) = number(rest)?;
        let (head, body) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        if checksum(head) != sum {
            return None;
        }
        let head: Head = postcard::from_bytes(head).ok()?;
        let (index, lines) = body.split_at_checked(usize::try_from(head.index).ok()?)?;
        if head.key != key || lines.len() as u64 != head.lines || checksum(body) != head.checksum {
            return None;
        }
        let index: Index = postcard::from_bytes(index).ok()?;
        let start = bytes.len() - lines.len();
        let mut from = start;
        let ends = memchr_iter(b'\n', lines).map(|end| {
            let line = from..start + end;
            from = start + end + 1;
            line
        });
        let lines: Vec<Range<usize>> = ends.collect();
        if lines.len() != index.size().records {
            return None;
        }
        Some(Self { decoded: std::iter::repeat_with(OnceLock::new).take(lines.len()).collect(), index, lines, bytes })
    }

    /// The record at a place.
    pub fn get(&self, at: u32) -> Option<&Record> {
        let place = self.decoded.get(at as usize)?;
        let decode = || serde_json::from_slice(self.bytes.get(self.lines.get(at as usize)?.clone())?).ok();
        place.get_or_init(decode).as_deref()
    }
}

impl Records for Kept {
    fn record(&self, at: u32) -> Option<Cow<'_, Record>> {
        self.get(at).map(Cow::Borrowed)
    }
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_le_bytes(*number), rest))
}

/// A checksum against accidents, eight bytes at a step: a file of tens of megabytes is checked in milliseconds.
fn checksum(bytes: &[u8]) -> u64 {
    let step = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(bytes.len() as u64, |sum, word| step(sum, u64::from_le_bytes(*word)));
    rest.iter().fold(sum, |sum, byte| step(sum, u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> Vec<u8> {
        let records = [("1", "Jane Doe"), ("2", "Richard Roe")].map(|(id, name)| Record { id: id.into(), name: name.into(), ..Record::default() });
        to_bytes("key", &Index::new(&records), &records).unwrap()
    }

    #[test]
    fn a_block_reads_back() {
        let kept = Kept::from_bytes("key", block()).unwrap();
        assert_eq!(kept.get(1).map(|record| record.name.as_str()), Some("Richard Roe"));
        assert!(kept.get(2).is_none());
    }

    #[test]
    fn a_block_of_another_key_is_not_used() {
        assert!(Kept::from_bytes("other", block()).is_none());
    }

    #[test]
    fn any_damaged_byte_and_any_cut_is_noticed() {
        let whole = block();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            assert!(Kept::from_bytes("key", bytes).is_none(), "byte {at}");
            assert!(Kept::from_bytes("key", whole[..at].to_vec()).is_none(), "cut at {at}");
        }
    }
}
