//! Packed pages, unpacked to no more than they say.

use std::io::Read as _;

use parquet::basic::CompressionCodec as Codec;

use crate::{error::TableError, fields::shown};

/// Most that an unpacker of Zstandard may look back, in bytes: what its programs take unless told otherwise is 8 MiB at most (RFC 8878, section 3.1.1.1.2).
const WINDOW: u64 = 16 << 20;

/// Refuses a codec that is not unpacked here.
pub fn demand(codec: Codec, column: &str) -> Result<(), TableError> {
    match codec {
        Codec::UNCOMPRESSED | Codec::SNAPPY | Codec::GZIP | Codec::ZSTD | Codec::LZ4_RAW => Ok(()),
        other => Err(TableError::Column {
            column: shown(column),
            why: format!("it is packed by {other:?}"),
            remedy: "write the file with the compression snappy, gzip, zstd or none",
        }),
    }
}

/// Unpacks to exactly so many bytes, adding them to `out`.
pub fn unpack(codec: Codec, packed: &[u8], size: usize, out: &mut Vec<u8>) -> Result<(), TableError> {
    let start = out.len();
    let fault = |error: &dyn std::fmt::Display| TableError::damaged(format!("a page cannot be unpacked: {error}"));
    match codec {
        Codec::UNCOMPRESSED => out.extend(packed),
        Codec::SNAPPY => {
            if snap::raw::decompress_len(packed).map_err(|error| fault(&error))? == size {
                out.resize(start + size, 0);
                let room = out.get_mut(start..).unwrap_or_default();
                snap::raw::Decoder::new().decompress(packed, room).map_err(|error| fault(&error))?;
            }
        }
        Codec::LZ4_RAW => {
            out.resize(start + size, 0);
            let written = lz4_flex::block::decompress_into(packed, out.get_mut(start..).unwrap_or_default()).map_err(|error| fault(&error))?;
            out.truncate(start + written);
        }
        Codec::GZIP => {
            let unpacker = flate2::read::MultiGzDecoder::new(packed);
            unpacker.take(size as u64 + 1).read_to_end(out).map_err(|error| fault(&error))?;
        }
        Codec::ZSTD => {
            let unpacker = ruzstd::decoding::StreamingDecoder::new_with_max_window_size(packed, WINDOW).map_err(|error| fault(&error))?;
            unpacker.take(size as u64 + 1).read_to_end(out).map_err(|error| fault(&error))?;
        }
        other => return Err(fault(&format!("by {other:?}"))),
    }
    if out.len() - start == size { Ok(()) } else { Err(fault(&"it has another size than it says")) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn packed(codec: Codec, plain: &[u8]) -> Vec<u8> {
        match codec {
            Codec::SNAPPY => snap::raw::Encoder::new().compress_vec(plain).unwrap(),
            Codec::LZ4_RAW => lz4_flex::block::compress(plain),
            Codec::GZIP => {
                let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                packer.write_all(plain).unwrap();
                packer.finish().unwrap()
            }
            Codec::ZSTD => ruzstd::encoding::compress_to_vec(plain, ruzstd::encoding::CompressionLevel::Fastest),
            _ => plain.to_vec(),
        }
    }

    const ALL: [Codec; 5] = [Codec::UNCOMPRESSED, Codec::SNAPPY, Codec::LZ4_RAW, Codec::GZIP, Codec::ZSTD];

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked_after_what_is_there(plain in proptest::collection::vec(0..4u8, 0..3000), codec in proptest::sample::select(&ALL[..])) {
            let mut out = b"head".to_vec();
            unpack(codec, &packed(codec, &plain), plain.len(), &mut out).unwrap();
            prop_assert_eq!(&out[..4], b"head");
            prop_assert_eq!(&out[4..], &plain);
        }

        #[test]
        fn bytes_that_were_never_packed_are_refused_or_give_the_size_that_they_say(
            bytes in proptest::collection::vec(any::<u8>(), 0..300), size in 0..5000usize, codec in proptest::sample::select(&ALL[..]),
        ) {
            let mut out = Vec::new();
            if unpack(codec, &bytes, size, &mut out).is_ok() {
                prop_assert_eq!(out.len(), size);
            }
        }
    }

    #[test]
    fn a_page_that_grows_beyond_what_it_says_is_left_at_once() {
        let bomb = vec![0; 32 << 20];
        for codec in ALL {
            let mut out = Vec::new();
            assert!(unpack(codec, &packed(codec, &bomb), 1000, &mut out).is_err(), "{codec:?}");
            assert!(codec == Codec::UNCOMPRESSED || out.capacity() < 1 << 20, "{codec:?}: {}", out.capacity());
        }
    }
}
