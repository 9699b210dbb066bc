//! A source as a stream of sound UTF-8: what is not UTF-8 is replaced and counted, and a place can be told by its line.

use std::{
    cell::{Cell, RefCell},
    io::{self, BufReader, Read},
    rc::Rc,
};

use crate::error::{Place, ReadError};

/// Bytes taken from the source at a time.
const STEP: usize = 64 << 10;
/// The largest source. The largest collection of party lists that is published today has less than this.
const WHOLE: u64 = 8 << 30;

/// A source of parties: its name for messages, and its bytes.
pub struct Source<'a> {
    /// What to call it in messages: the path as the user gave it.
    pub name: String,
    /// The bytes.
    pub content: Box<dyn Read + 'a>,
}

impl<'a> Source<'a> {
    /// A source with a name for messages.
    pub fn new(name: impl Into<String>, content: impl Read + 'a) -> Self {
        Self { name: name.into(), content: Box::new(content) }
    }
}

/// An opened source.
pub(super) struct Input<'a> {
    pub name: String,
    pub reader: BufReader<Mended<'a>>,
    pub watch: Rc<Watch>,
}

impl<'a> Input<'a> {
    /// Opens a source and returns it with its beginning, by which its format is recognised.
    pub fn open(source: Source<'a>) -> Result<(Self, String), ReadError> {
        let Source { name, mut content } = source;
        let failed = |cause| ReadError::Io { file: name.clone(), cause };
        let mut head = Vec::new();
        content.by_ref().take(STEP as u64).read_to_end(&mut head).map_err(failed)?;
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(unexpected(&name, "text in UTF-8", "UTF-16"));
        }
        let start = if head.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        let head: Vec<u8> = head.split_off(start);
        let beginning = String::from_utf8_lossy(&head).into_owned();
        let watch = Rc::new(Watch::default());
        let inner = Box::new(io::Cursor::new(head).chain(content.take(WHOLE)));
        let mended = Mended { inner, carry: Vec::new(), out: Vec::new(), at: 0, ended: false, watch: Rc::clone(&watch) };
        Ok((Self { name, reader: BufReader::with_capacity(STEP, mended), watch }, beginning))
    }
}

fn unexpected(name: &str, expected: &str, found: &str) -> ReadError {
    ReadError::Unexpected { place: Place::of_entry(name, None), expected: expected.into(), found: found.into() }
}

/// What was seen of a source while it was read.
#[derive(Default)]
pub(super) struct Watch {
    /// Sequences of bytes that are no UTF-8, each replaced by U+FFFD.
    pub replaced: Cell<u64>,
    /// The line of the first of them.
    pub first: Cell<u64>,
    /// The last two pieces handed on: a parser is never further behind than that.
    window: RefCell<[Piece; 2]>,
}

#[derive(Default)]
struct Piece {
    offset: u64,
    line: u64,
    bytes: Vec<u8>,
}

impl Watch {
    /// The line, from 1, on which a byte stands, where it is near enough to tell.
    pub fn line(&self, offset: u64) -> Option<u64> {
        let window = self.window.borrow();
        let piece = window.iter().rev().find(|piece| piece.offset <= offset && !piece.bytes.is_empty())?;
        let length = usize::try_from(offset - piece.offset).ok()?.min(piece.bytes.len());
        let before = piece.bytes.get(..length)?;
        Some(piece.line + newlines(before) + 1)
    }

    /// A place in the source of this name.
    pub fn place(&self, name: &str, offset: u64) -> Place {
        Place::new(name, None, offset).on_line(self.line(offset))
    }

    fn push(&self, bytes: &[u8]) {
        let mut window = self.window.borrow_mut();
        window.swap(0, 1);
        let [before, last] = &mut *window;
        last.offset = before.offset + before.bytes.len() as u64;
        last.line = before.line + newlines(&before.bytes);
        last.bytes.clear();
        last.bytes.extend_from_slice(bytes);
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// A stream in which every byte sequence that is no UTF-8 is replaced by U+FFFD.
pub(super) struct Mended<'a> {
    inner: Box<dyn Read + 'a>,
    /// Bytes read and not yet handed on: at most the beginning of one character.
    carry: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    ended: bool,
    watch: Rc<Watch>,
}

impl Read for Mended<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.out.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let rest = self.out.get(self.at..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += length;
        Ok(length)
    }
}

impl Mended<'_> {
    fn refill(&mut self) -> io::Result<()> {
        let mut raw = std::mem::take(&mut self.carry);
        let kept = raw.len() as u64;
        self.inner.by_ref().take(STEP as u64).read_to_end(&mut raw)?;
        self.ended = raw.len() as u64 == kept;
        self.out.clear();
        self.at = 0;
        let mut lines = None;
        let mut chunks = raw.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.out.extend_from_slice(chunk.valid().as_bytes());
            let invalid = chunk.invalid();
            if invalid.is_empty() {
                continue;
            }
            // A character cut by the end of a piece is whole in the next.
            if !self.ended && chunks.peek().is_none() && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none()) {
                self.carry = invalid.to_vec();
                continue;
            }
            self.watch.replaced.set(self.watch.replaced.get() + 1);
            lines.get_or_insert_with(|| newlines(&self.out));
            self.out.extend_from_slice("\u{fffd}".as_bytes());
        }
        self.watch.push(&self.out);
        if let Some(before) = lines
            && self.watch.first.get() == 0
        {
            self.watch.first.set(self.watch.window.borrow()[1].line + before + 1);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A source that gives a few bytes at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(buffer.len());
            let (now, rest) = self.0.split_at(length);
            buffer[..length].copy_from_slice(now);
            self.0 = rest;
            Ok(length)
        }
    }

    fn mend(bytes: &[u8]) -> (String, u64, u64) {
        let (mut input, _) = Input::open(Source::new("t", Drops(bytes, 7))).unwrap();
        let mut out = String::new();
        input.reader.read_to_string(&mut out).unwrap();
        (out, input.watch.replaced.get(), input.watch.first.get())
    }

    #[test]
    fn what_is_no_utf8_is_replaced_counted_and_placed() {
        assert_eq!(mend("a\né\u{feff}".as_bytes()), ("a\né\u{feff}".into(), 0, 0));
        assert_eq!(mend(b"a\nArm\xe9s\n\xff"), ("a\nArm\u{fffd}s\n\u{fffd}".into(), 2, 2));
        assert_eq!(mend(b"\xef\xbb\xbfx"), ("x".into(), 0, 0));
        assert!(Input::open(Source::new("t", Drops(b"\xff\xfea\0", 9))).is_err());
    }

    #[test]
    fn a_character_across_pieces_stays_whole() {
        let text = "é".repeat(STEP) + "x";
        let (out, replaced, _) = mend(format!("a{text}").as_bytes());
        assert_eq!((out.len(), replaced), (2 * STEP + 2, 0));
    }

    #[test]
    fn lines_are_told_near_the_end() {
        let text = "line\n".repeat(100_000);
        let (mut input, _) = Input::open(Source::new("t", text.as_bytes())).unwrap();
        io::copy(&mut input.reader, &mut io::sink()).unwrap();
        assert_eq!(input.watch.line(499_999), Some(100_000));
        assert_eq!(input.watch.line(0), None);
    }

    proptest! {
        #[test]
        fn mends_as_the_standard_library_does(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assume!(!bytes.starts_with(&[0xff, 0xfe]) && !bytes.starts_with(&[0xfe, 0xff]) && !bytes.starts_with(&[0xef, 0xbb, 0xbf]));
            prop_assert_eq!(mend(&bytes).0, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}
