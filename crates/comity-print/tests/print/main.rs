//! What is printed, read back by a reader of PDFs that knows nothing of how it was set.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod hostile;
mod paper;
mod reader;
mod standards;

use std::sync::OnceLock;

use comity_print::{Block, Press, Printed, Sheet, Time};

/// The fonts take longer to read than a page to print.
fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(|| Press::new([]))
}

const MADE: Time = Time { year: 2026, month: 7, day: 23, hour: 9, minute: 30, second: 5 };

fn sheet(blocks: Vec<Block>) -> Sheet {
    Sheet { title: "A sample".into(), no_glyph: "Some characters have no glyph.".into(), blocks, ..Sheet::empty("en", MADE) }
}

fn print(sheet: &Sheet) -> Printed {
    press().print(sheet).unwrap_or_else(|error| panic!("{error}: {sheet:?}"))
}

fn line(text: &str) -> Block {
    Block::Paragraph { text: text.into(), soft: false }
}
