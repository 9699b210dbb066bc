//! A source read whole into memory, up to a limit that no official text comes near.

use std::io::Read;

use crate::error::{Place, ReadError};

/// The largest source that is read, in bytes: thirty times the largest list.
pub const LARGEST: u64 = 64 << 20;

/// The bytes of a source. `name` is what errors call it.
///
/// ```
/// assert_eq!(comity_read::whole::bytes("abc".as_bytes(), "list.json")?, b"abc");
/// # Ok::<(), comity_read::ReadError>(())
/// ```
///
/// # Errors
/// When it cannot be read, or is larger than [`LARGEST`].
pub fn bytes(input: impl Read, name: &str) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|cause| ReadError::Io { file: name.to_owned(), cause })?;
    if bytes.len() as u64 > LARGEST {
        return Err(ReadError::TooLarge { place: Place::new(name, None, LARGEST), limit: LARGEST });
    }
    Ok(bytes)
}

/// The text of a source. `name` is what errors call it.
///
/// # Errors
/// As [`bytes`], and where the source is not UTF-8: at its first byte that is not.
pub fn text(input: impl Read, name: &str) -> Result<String, ReadError> {
    String::from_utf8(bytes(input, name)?).map_err(|error| {
        let cause = error.utf8_error();
        ReadError::Damaged { place: Place::new(name, None, cause.valid_up_to() as u64), cause: cause.to_string() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_refused_before_it_is_understood() {
        assert!(matches!(bytes(std::io::repeat(0xff), "endless"), Err(ReadError::TooLarge { limit: LARGEST, .. })));
        assert!(matches!(text(std::io::repeat(0xff), "endless"), Err(ReadError::TooLarge { limit: LARGEST, .. })));
        assert_eq!(bytes(std::io::repeat(b' ').take(LARGEST), "large").unwrap().len() as u64, LARGEST);
    }

    #[test]
    fn the_first_wrong_byte_is_named() {
        let error = text(&b"ab\xffcd"[..], "list.txt").unwrap_err();
        assert!(error.to_string().starts_with("list.txt, byte 2: "), "{error}");
    }
}
