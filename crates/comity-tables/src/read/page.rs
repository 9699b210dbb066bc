//! Pages of a column, read within limits: their sizes are those of the file's own words, and none of these is believed.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use bytes::Bytes;
use parquet::{
    basic::{CompressionCodec, Encoding, Type},
    column::page::{Page, PageMetadata, PageReader},
    errors::{ParquetError, Result},
    file::{metadata::ColumnChunkMetaData, reader::ChunkReader},
};

use super::{
    codec,
    header::{Header, PageKind},
};
use crate::{error::TableError, limits::Limits};

/// Bytes read for a page's head; it is read again where they do not hold all of it.
const HEAD: u64 = 16 << 10;
/// Most bytes of a head: one may carry its page's least and greatest value.
const LONGEST_HEAD: u64 = 4 << 20;
/// What a value of a dictionary takes in memory beside its bytes.
const ENTRY: u64 = 40;

/// Bytes of unpacked pages, over all columns of a row group.
pub struct Held {
    now: AtomicU64,
    most: u64,
    work: Arc<Work>,
}

/// Bytes read and unpacked of a file, over all of its row groups: several of their columns may name the same pages.
pub struct Work {
    done: AtomicU64,
    most: u64,
}

impl Work {
    /// None so far, and so many at most.
    pub fn new(most: u64) -> Self {
        Self { done: AtomicU64::new(0), most }
    }

    fn take(&self, bytes: u64) -> std::result::Result<(), TableError> {
        if self.done.fetch_add(bytes, Relaxed).saturating_add(bytes) > self.most {
            return Err(TableError::TooLarge { what: "bytes of pages in a file of this size".into(), most: self.most });
        }
        Ok(())
    }
}

impl Held {
    /// None so far, and so many at most.
    pub fn new(most: u64, work: &Arc<Work>) -> Self {
        Self { now: AtomicU64::new(0), most, work: work.clone() }
    }

    fn take(&self, bytes: u64) -> std::result::Result<(), TableError> {
        if self.now.fetch_add(bytes, Relaxed).saturating_add(bytes) > self.most {
            return Err(TableError::TooLarge { what: "bytes of pages that are needed at the same time".into(), most: self.most });
        }
        Ok(())
    }

    fn give(&self, bytes: u64) {
        self.now.fetch_sub(bytes, Relaxed);
    }
}

/// What one column holds of it: its last page, and those before it while their cells are still needed.
#[derive(Default)]
pub struct Use {
    last: AtomicU64,
    before: AtomicU64,
}

impl Use {
    fn next(&self, bytes: u64) {
        self.before.fetch_add(self.last.swap(bytes, Relaxed), Relaxed);
    }

    /// The cells read so far are needed no more.
    pub fn forget(&self, held: &Held) {
        held.give(self.before.swap(0, Relaxed));
    }
}

/// The pages of a column in one row group.
pub struct Pages<R> {
    file: Arc<R>,
    at: u64,
    left: u64,
    codec: CompressionCodec,
    /// Fewest bytes of a value.
    least: u64,
    has_dictionary: bool,
    limits: Limits,
    held: Arc<Held>,
    used: Arc<Use>,
}

impl<R: ChunkReader> Pages<R> {
    /// The pages that a file says a column has.
    pub fn of(file: &Arc<R>, chunk: &ColumnChunkMetaData, held: &Arc<Held>, used: &Arc<Use>, limits: Limits) -> std::result::Result<Self, TableError> {
        if chunk.file_path().is_some() {
            return Err(TableError::damaged("a column is in another file"));
        }
        let first = chunk.dictionary_page_offset().filter(|at| *at > 0).map_or(chunk.data_page_offset(), |at| at.min(chunk.data_page_offset()));
        let outside = || TableError::damaged("a column is outside of the file");
        let (at, left) = (u64::try_from(first).map_err(|_| outside())?, u64::try_from(chunk.compressed_size()).map_err(|_| outside())?);
        if at.checked_add(left).is_none_or(|end| end > file.len()) {
            return Err(outside());
        }
        let least = match chunk.column_type() {
            Type::BOOLEAN => 0,
            Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY => u64::try_from(chunk.column_descr().type_length()).unwrap_or_default().max(1),
        };
        let (file, held, used) = (file.clone(), held.clone(), used.clone());
        Ok(Self { file, at, left, codec: chunk.compression_codec(), least, has_dictionary: false, limits, held, used })
    }

    fn head(&self) -> Result<Header> {
        for most in [HEAD, LONGEST_HEAD] {
            let bytes = self.file.get_bytes(self.at, self.left.min(most) as usize)?;
            if let Some(header) = Header::read(&bytes) {
                return Ok(header);
            }
        }
        Err(TableError::damaged("a page has no head that can be read").into())
    }

    /// The next page that holds values or a dictionary.
    fn next_page(&mut self) -> Result<Option<Page>> {
        while self.left > 0 {
            let header = self.head()?;
            self.held.work.take(HEAD.saturating_add(header.length as u64).saturating_add(header.unpacked))?;
            let too_long = || ParquetError::from(TableError::damaged("a page is longer than its column"));
            self.pass(header.length as u64).ok_or_else(too_long)?;
            let at = self.at;
            self.pass(header.packed).ok_or_else(too_long)?;
            if header.kind == PageKind::Other {
                continue;
            }
            for size in [header.packed, header.unpacked] {
                if size > self.limits.page {
                    return Err(TableError::TooLarge { what: format!("{size} bytes of a page"), most: self.limits.page }.into());
                }
            }
            self.held.take(header.unpacked)?;
            let packed = self.file.get_bytes(at, header.packed as usize)?;
            return self.page(&header, packed).map(Some);
        }
        Ok(None)
    }

    fn pass(&mut self, bytes: u64) -> Option<()> {
        self.left = self.left.checked_sub(bytes)?;
        self.at += bytes;
        Some(())
    }

    fn page(&mut self, header: &Header, packed: Bytes) -> Result<Page> {
        let size = header.unpacked as usize;
        match header.kind {
            PageKind::Dictionary { values, encoding } => {
                if values > self.limits.dictionary {
                    return Err(TableError::TooLarge { what: format!("{values} values of a dictionary"), most: self.limits.dictionary.into() }.into());
                }
                if u64::from(values) * self.least > header.unpacked {
                    return Err(TableError::damaged("a dictionary is too short for its values").into());
                }
                // Kept as long as the column is read, with its values unpacked.
                self.held.take(u64::from(values) * ENTRY)?;
                self.has_dictionary = true;
                Ok(Page::DictionaryPage { buf: self.unpacked(&packed, 0, true, size)?, num_values: values, encoding, is_sorted: false })
            }
            PageKind::One { values, encoding, definition, repetition } => {
                self.used.next(header.unpacked);
                let buf = self.unpacked(&packed, 0, true, size)?;
                self.demand(values, encoding)?;
                Ok(Page::DataPage { buf, num_values: values, encoding, def_level_encoding: definition, rep_level_encoding: repetition, statistics: None })
            }
            PageKind::Two { values, nulls, rows, encoding, definition_bytes, repetition_bytes, is_packed } => {
                self.used.next(header.unpacked);
                let levels = definition_bytes as usize + repetition_bytes as usize;
                if levels > size {
                    return Err(TableError::damaged("the levels of a page are longer than the page").into());
                }
                let buf = self.unpacked(&packed, levels, is_packed, size)?;
                self.demand(values, encoding)?;
                Ok(Page::DataPageV2 {
                    buf,
                    num_values: values,
                    encoding,
                    num_nulls: nulls,
                    num_rows: rows,
                    def_levels_byte_len: definition_bytes,
                    rep_levels_byte_len: repetition_bytes,
                    is_compressed: is_packed,
                    statistics: None,
                })
            }
            PageKind::Other => Err(TableError::damaged("a page of no known kind").into()),
        }
    }

    /// A page's bytes: the first ones as they are, then what was packed.
    fn unpacked(&self, packed: &Bytes, plain: usize, is_packed: bool, size: usize) -> Result<Bytes> {
        if !is_packed || self.codec == CompressionCodec::UNCOMPRESSED {
            if packed.len() != size {
                return Err(TableError::damaged("a page that is not packed has two sizes").into());
            }
            return Ok(packed.clone());
        }
        let short = || ParquetError::from(TableError::damaged("a page is shorter than its levels"));
        let (levels, rest) = (packed.get(..plain).ok_or_else(short)?, packed.get(plain..).ok_or_else(short)?);
        let mut out = Vec::with_capacity(size.min(1 << 20));
        out.extend(levels);
        // Nothing but nulls is packed to nothing.
        if size > plain {
            codec::unpack(self.codec, rest, size - plain, &mut out)?;
        }
        Ok(out.into())
    }

    /// Refuses a page that says that it has more values than are read, or that is written in a way that is not read.
    fn demand(&self, values: u32, encoding: Encoding) -> Result<()> {
        if values > self.limits.values {
            return Err(TableError::TooLarge { what: format!("{values} values of a page"), most: self.limits.values.into() }.into());
        }
        if !is_read(encoding) {
            return Err(TableError::damaged(format!("a page is written as {encoding}, and its column does not say so")).into());
        }
        if matches!(encoding, Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY) && !self.has_dictionary {
            return Err(TableError::damaged("a page names a dictionary that is not there").into());
        }
        Ok(())
    }
}

/// Whether values written so are read. Texts with their lengths apart are not: room for as many lengths as the page says is made before one is read.
pub fn is_read(encoding: Encoding) -> bool {
    !matches!(encoding, Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY)
}

impl<R: ChunkReader> Iterator for Pages<R> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.next_page().transpose()
    }
}

impl<R: ChunkReader> PageReader for Pages<R> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.next_page()
    }

    // Pages are never looked at ahead, nor passed over: all rows are read.
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Err(ParquetError::NYI("looking ahead".into()))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        Err(ParquetError::NYI("passing over pages".into()))
    }
}
