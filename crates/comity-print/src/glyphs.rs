//! Which characters of a sheet can be printed with the fonts at hand.

use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::Value as Json;
use typst::{
    layout::{Frame, FrameItem},
    text::FontBook,
};

/// Whether a character is never printed as itself: what controls devices, turns the direction of what follows, marks the order of bytes, is private to
/// somebody, or no character. A name that holds one shows it.
fn is_never_printed(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    // Embeddings, overrides and isolates (Unicode 16, UAX #9, table 1), with which a name can be made to read as another.
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    // Line and paragraph separators, interlinear marks, tags and byte-order marks.
    let hidden = matches!(c, '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' | '\u{FEFF}');
    let private = matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
    let noncharacter = u32::from(c) & 0xFFFE == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}');
    control || turns || hidden || private || noncharacter
}

/// Characters that no font has, or that are never printed as themselves.
pub fn without_glyph(data: &Json, book: &FontBook) -> BTreeSet<char> {
    let mut all = BTreeSet::new();
    characters(data, &mut all);
    let fonts: Vec<_> = (0..).map_while(|index| book.info(index)).collect();
    let has_glyph = |c: char| c.is_ascii() || c.is_whitespace() || is_joiner(c) || fonts.iter().any(|font| font.coverage.contains(c.into()));
    all.retain(|c| is_never_printed(*c) || !has_glyph(*c));
    all
}

/// What tells letters how to join and lines where to break: it has no looks of its own.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}')
}

fn characters(data: &Json, all: &mut BTreeSet<char>) {
    match data {
        Json::String(text) => all.extend(text.chars()),
        Json::Array(values) => values.iter().for_each(|value| characters(value, all)),
        Json::Object(fields) => fields.values().for_each(|value| characters(value, all)),
        _ => {}
    }
}

/// Characters that were set as the glyph for "no such glyph": a font can have a character and not this combination of it with others.
pub fn set_without_glyph(frame: &Frame, found: &mut BTreeSet<char>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => set_without_glyph(&group.frame, found),
            FrameItem::Text(text) => {
                let own = &text.font.info().coverage;
                let lost = text.glyphs.iter().filter(|glyph| glyph.id == 0);
                let mut lost: Vec<char> = lost.flat_map(|glyph| text.text.get(glyph.range()).unwrap_or_default().chars()).collect();
                // A letter that the font has is lost only for a mark on it that the font lacks: the mark is named, and the letter stands everywhere.
                if lost.iter().any(|c| !own.contains(u32::from(*c))) {
                    lost.retain(|c| !own.contains(u32::from(*c)));
                }
                found.extend(lost);
            }
            _ => {}
        }
    }
}

/// A regular expression for runs of these characters.
pub fn runs_of(characters: &BTreeSet<char>) -> Option<String> {
    if characters.is_empty() {
        return None;
    }
    let mut out = String::from("[");
    for c in characters {
        let _ = write!(out, "\\x{{{:X}}}", u32::from(*c)); // writing to a string cannot fail
    }
    Some(out + "]+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_named_by_code_point() {
        assert_eq!(runs_of(&BTreeSet::new()), None);
        assert_eq!(runs_of(&BTreeSet::from(['\u{5F0F}', ']'])).as_deref(), Some("[\\x{5D}\\x{5F0F}]+"));
    }

    #[test]
    fn what_turns_the_direction_is_never_printed_as_itself() {
        for c in ['\u{202E}', '\u{2066}', '\0', '\u{7f}', '\u{FEFF}', '\u{E000}', '\u{FFFF}', '\u{10FFFF}'] {
            assert!(is_never_printed(c), "{c:?}");
        }
        for c in ['a', 'Ж', '\n', '\u{200D}', '漢'] {
            assert!(!is_never_printed(c), "{c:?}");
        }
    }
}
