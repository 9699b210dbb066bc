//! Lines of printed pages, as converters of PDF files give them, joined to running text.

/// The hyphen that a typesetter put at the end of a line; it is no part of the word.
const SOFT_HYPHEN: char = '\u{AD}';

/// Adds a line to a text: a word broken at the line's end is closed, a compound keeps its hyphen.
///
/// ```
/// use comity_read::printed::join_line;
/// let mut text = "A micro\u{AD}".to_owned();
/// join_line(&mut text, "circuit of silicon-on- ");
/// join_line(&mut text, "sapphire");
/// assert_eq!(text, "A microcircuit of silicon-on-sapphire");
/// ```
pub fn join_line(text: &mut String, line: &str) {
    let line = line.trim();
    if line.is_empty() {
        return;
    }
    if text.ends_with(SOFT_HYPHEN) {
        text.pop();
    } else if !(text.is_empty() || breaks_compound(text, line)) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether a hyphen at the end joins two words: it follows a letter or a figure, and a word goes on.
fn breaks_compound(text: &str, line: &str) -> bool {
    let mut end = text.chars().rev();
    let hyphen = end.next() == Some('-');
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    hyphen && word(end.next()) && word(line.chars().next()) && !["and ", "or ", "to "].iter().any(|w| line.starts_with(w))
}

/// Takes away what only looks differently in print: a space before a raised figure, the degree as a raised
/// letter, marks of corrigenda.
///
/// ```
/// assert_eq!(comity_read::printed::tidy("5 × 10 ^{3} Gy/cm ^{2}"), "5 × 10^{3} Gy/cm^{2}");
/// ```
pub fn tidy(line: &str) -> String {
    let mut line = line.replace(" ^{", "^{").replace("^{o}", "°").replace('◄', "");
    while let Some(at) = line.find('►') {
        let end = line.get(at..).and_then(|rest| rest.find(' ')).map_or(line.len(), |n| at + n + 1);
        line.replace_range(at..end, "");
    }
    line
}

/// The head of a part of a category, such as `Part 2 - "INFORMATION SECURITY"`.
///
/// ```
/// assert!(comity_read::printed::is_part_of_category("Part 2 - \"JARS\""));
/// assert!(!comity_read::printed::is_part_of_category("Part 1 - Jars, and"));
/// ```
pub fn is_part_of_category(line: &str) -> bool {
    let rest = line.strip_prefix("Part ").and_then(|rest| rest.get(1..)).map(str::trim);
    rest.is_some_and(|rest| rest.starts_with(['-', '–', '—']) && !rest.contains(|c: char| c.is_lowercase()))
}
