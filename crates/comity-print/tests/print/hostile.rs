//! Whatever users write is printed to the letter, and never read as markup.

use comity_print::{Block, Entry};
use proptest::prelude::*;

use crate::{
    line, print,
    reader::{squeezed, text},
    sheet,
};

/// Prints a text in every kind of place, and looks for it in what came out.
#[track_caller]
fn check(written: &str) {
    let printed = print(&sheet(vec![
        line(written),
        Block::Facts { rows: vec![("name".into(), written.into())] },
        Block::Entries { rows: vec![Entry { text: written.into(), tags: vec![written.into()], ..Entry::default() }] },
        Block::Notice { text: written.into() },
    ]));
    assert_eq!(printed.without_glyph, [] as [char; 0], "{written:?}");
    let (out, want) = (text(&printed.bytes), squeezed(written));
    assert!(out.matches(&want).count() >= 5 || want.is_empty(), "{written:?} in {out}");
}

#[test]
fn markup_is_text() {
    for written in [
        "#strong[bold] $x^2$ \\ @label <label> `raw` *b* _i_ = heading",
        "#let x = 1; #x #read(\"/etc/passwd\") #import \"@preview/a:1.0.0\"",
        "\"quoted\" 'single' -- --- ... ~ // comment /* more */ https://example.org",
        "[brackets] {braces} (round) #[",
        "- item\n+ item\n/ term: words",
        "&amp; <b>html</b> %PDF-1.7 endobj stream",
        "fi ffi fl 1/2 ",
    ] {
        check(written);
    }
}

#[test]
fn greek_and_cyrillic_letters_and_accents_are_at_hand() {
    for written in ["Жовтневий Завод «Ёлка» № 5", "Ελληνική Εταιρεία Ωμέγα", "Øystein Łukasz Çağlar Ñandú Ğ İ ı ŷ ß", "€ £ § ° µ ± × ÷ ≤ ≥ – — “ ” ’"]
    {
        check(written);
    }
}

#[test]
fn a_word_without_end_stays_on_the_page() {
    let word = "x".repeat(3000);
    let printed = print(&sheet(vec![line(&word)]));
    assert!(text(&printed.bytes).contains(&word));
    // A page holds some 90 letters a line and 55 lines: what would run off it would take one line.
    let long = print(&sheet(vec![line(&"x".repeat(30_000))]));
    assert!(long.pages > 3, "{}", long.pages);
}

#[test]
fn a_character_that_no_font_has_stands_by_its_code_point() {
    let printed = print(&sheet(vec![line("株式会社 Example and \u{10FFFD}\u{7}\u{202E}end")]));
    assert_eq!(printed.without_glyph, ['\u{7}', '\u{202E}', '会', '式', '株', '社', '\u{10FFFD}']);
    let out = text(&printed.bytes);
    assert!(out.contains("U+682AU+5F0FU+4F1AU+793EExampleandU+10FFFDU+0007U+202Eend"), "{out}");
    assert!(out.contains("Somecharactershavenoglyph."), "{out}");
    // Where every character has a glyph, nothing is said about glyphs.
    assert!(!text(&print(&sheet(vec![line("plain")])).bytes).contains("glyph"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn names_of_printable_signs_print_to_the_letter(written in "[ -~]{1,60}") {
        check(&written);
    }

    #[test]
    fn any_text_at_all_is_printed_or_named(written in "\\PC{0,40}", controls in "[\\x00-\\x1f\\u{202a}-\\u{202e}\\u{fff0}-\\u{ffff}]{0,6}") {
        let printed = print(&sheet(vec![line(&format!("{written}{controls}"))]));
        let out = text(&printed.bytes);
        for c in printed.without_glyph {
            let point = format!("U+{:04X}", u32::from(c));
            prop_assert!(out.contains(&point), "{:?} {}", written, out);
        }
        let plain: String = written.chars().filter(char::is_ascii_alphanumeric).collect();
        let shown: String = out.chars().filter(char::is_ascii_alphanumeric).collect();
        // What is plain in it is there, in its order.
        let mut rest = shown.chars();
        prop_assert!(plain.chars().all(|c| rest.any(|other| other == c)), "{:?} {}", written, out);
    }
}

#[test]
fn a_mark_that_the_font_lacks_does_not_take_its_letter_along() {
    let printed = print(&sheet(vec![line("plain a\u{20D7} again")]));
    assert_eq!(printed.without_glyph, ['\u{20D7}']);
    assert!(text(&printed.bytes).contains("plainaU+20D7again"), "{}", text(&printed.bytes));
}
