//! How much is read of one file.

/// How much is read of one file, whatever the file says of itself. The defaults are far beyond what programs write, and hold the memory of one file below
/// some 400 MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the description at its end. Programs write some kilobytes; what is read of it takes up to some twenty times as much memory.
    pub footer: u64,
    /// Columns.
    pub columns: usize,
    /// Bytes of a page, packed or unpacked. Programs write 8 KiB to 1 MiB (the format's recommendation is 8 KiB).
    pub page: u64,
    /// Values of a page. A page of one repeated value may stand for a whole row group, of a million rows with most programs.
    pub values: u32,
    /// Values of a dictionary. Programs end a dictionary at 1 MiB.
    pub dictionary: u32,
    /// Bytes of pages that are unpacked at the same time, over all columns.
    pub held: u64,
    /// Bytes of text that rows become, for each byte of the file: a page of some bytes can stand for any number of rows.
    pub growth: u64,
    /// Bytes of text that rows may become however small the file is.
    pub text: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { footer: 8 << 20, columns: 1000, page: 64 << 20, values: 1 << 24, dictionary: 1 << 20, held: 256 << 20, growth: 1000, text: 64 << 20 }
    }
}
