//! The text of a PDF, by Poppler's reader, which knows nothing of how it was set (Debian: poppler-utils).

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use lopdf::Document;

/// The text of all pages in the order of what is drawn, without white space: where lines break is the typesetter's choice, and long words break by a
/// space that has no width.
pub fn text(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-enc", "UTF-8", "-raw", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("these tests want pdftotext, of poppler-utils: {error}"));
    let mut input = reader.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writing = std::thread::spawn(move || input.write_all(&bytes).unwrap());
    let read = reader.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(read.status.success(), "{read:?}");
    squeezed(&String::from_utf8(read.stdout).unwrap())
}

/// A text without white space and without marks that have no looks.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

/// The document's own dictionary, and what it says of itself.
pub fn document(pdf: &[u8]) -> Document {
    Document::load_mem(pdf).unwrap()
}
