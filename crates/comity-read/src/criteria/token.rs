//! Cutting a paragraph into words, numbers, codes, CAS numbers and marks.

use super::Dialect;
use super::characters::plain;
use super::measure::{Measure, Quantity, is_unit};
use super::number::{Number, scan};
use super::word::normal_chunk;

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word, or a sign such as `≥`.
    Word,
    /// A word with digits that names something: `UF6`, `2-dimensional`, `ISO 230-2`.
    Name,
    /// A number whose unit has not been looked for.
    Number(Number),
    /// A number with its unit, without a comparator.
    Quantity(Quantity),
    /// A number with its comparator.
    Measure(Measure),
    /// A code of a provision, or several that are no reference of the item itself.
    Code(String),
    /// Provisions that the item meets, or does not (`true`).
    Refer(Vec<String>, bool),
    /// A CAS registry number.
    Cas(String),
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// `:`.
    Colon,
    /// A full stop.
    Stop,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// How it is written.
    pub raw: String,
}

impl Token {
    fn new(kind: Kind, raw: &str) -> Self {
        Self { kind, raw: raw.to_owned() }
    }
    /// Whether it is this word, in either case.
    pub fn is(&self, word: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Name) && self.raw.eq_ignore_ascii_case(word)
    }
    /// Whether it is one of these words.
    pub fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|w| self.is(w))
    }
    /// Whether it is a mark between words.
    pub fn is_mark(&self) -> bool {
        matches!(self.kind, Kind::Open | Kind::Close | Kind::Comma | Kind::Semicolon | Kind::Colon | Kind::Stop)
    }
    /// Its normalised words; a mark has none.
    pub fn norm(&self) -> Vec<String> {
        let mut out = Vec::new();
        match &self.kind {
            Kind::Word | Kind::Name | Kind::Number(_) | Kind::Quantity(_) => {
                for part in self.raw.split([' ', '(', ')', '[', ']']) {
                    normal_chunk(part, &mut out);
                }
            }
            Kind::Code(codes) => out.extend(codes.split(' ').map(|code| super::phrase::plain_code(code).to_lowercase())),
            Kind::Measure(_) | Kind::Refer(..) | Kind::Cas(_) => {}
            Kind::Open | Kind::Close | Kind::Comma | Kind::Semicolon | Kind::Colon | Kind::Stop => {}
        }
        out
    }
}

/// Signs that stand for words.
const SIGNS: [char; 9] = ['≥', '≤', '<', '>', '=', '±', '≈', '~', '×'];

/// Cuts a text into tokens.
///
/// ```
/// use comity_read::criteria::{Dialect, token::{Kind, tokens}};
/// let tokens = tokens("1,3 GHz (see 3A001.b)", &Dialect::decimal_comma(true));
/// assert_eq!(tokens.iter().map(|t| t.raw.as_str()).collect::<Vec<_>>(), ["1,3", "GHz", "(", "see", "3A001.b", ")"]);
/// assert!(matches!(tokens[0].kind, Kind::Number(_)));
/// ```
pub fn tokens(text: &str, dialect: &Dialect) -> Vec<Token> {
    let text = plain(text);
    let mut out = Vec::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let single = |kind: Kind, out: &mut Vec<Token>| out.push(Token { kind, raw: c.to_string() });
        let mut used = c.len_utf8();
        match c {
            ' ' | '"' => {}
            '\'' => {}
            // A raised mass number: `^10B`.
            '^' if rest.get(1..).is_some_and(isotope) => {}
            '(' | '[' | '{' => single(Kind::Open, &mut out),
            ')' | ']' | '}' => single(Kind::Close, &mut out),
            ',' => single(Kind::Comma, &mut out),
            ';' => single(Kind::Semicolon, &mut out),
            ':' => single(Kind::Colon, &mut out),
            '.' if !rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric())) => single(Kind::Stop, &mut out),
            '–' | '#' => single(Kind::Word, &mut out),
            c if SIGNS.contains(&c) => single(Kind::Word, &mut out),
            _ => used = piece(rest, dialect, &mut out),
        }
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    out
}

/// One word, number, code or CAS number at the head of `rest`; gives the length used.
fn piece(rest: &str, dialect: &Dialect, out: &mut Vec<Token>) -> usize {
    if let Some(len) = cas(rest) {
        let raw = rest.get(..len).unwrap_or_default();
        out.push(Token::new(Kind::Cas(raw.to_owned()), raw));
        return len;
    }
    if let Some(len) = code(rest) {
        let raw = rest.get(..len).unwrap_or_default();
        out.push(Token::new(Kind::Code(raw.trim_end_matches('.').to_owned()), raw));
        return len;
    }
    if let Some(len) = group_or_isotope(rest, out.last()) {
        out.push(Token::new(Kind::Name, rest.get(..len).unwrap_or_default()));
        return len;
    }
    // `.50 caliber`: the nought is left out. Elsewhere `.65` can be a label.
    if let [b'.', digit, ..] = rest.as_bytes()
        && digit.is_ascii_digit()
        && out.last().is_none_or(|t| t.kind == Kind::Word)
        && let Some((number, len)) = scan(&format!("0{rest}"), dialect)
        && rest.get(len - 1..).is_some_and(|tail| [" caliber", " calibre", " inch"].iter().any(|unit| tail.starts_with(unit)))
    {
        out.push(Token::new(Kind::Number(number), rest.get(..len - 1).unwrap_or_default()));
        return len - 1;
    }
    let signed = rest.starts_with(['-', '+']) && rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
    if (rest.starts_with(|c: char| c.is_ascii_digit()) || signed)
        && let Some((number, len)) = scan(rest, dialect)
    {
        let tail = rest.get(len..).unwrap_or_default();
        if number_ends(tail) {
            out.push(Token::new(Kind::Number(number), rest.get(..len).unwrap_or_default()));
            return len;
        }
        // `10-bit`: a number and its unit.
        let (run, raw) = word(tail);
        if let Some(symbol) = raw.strip_prefix('-').filter(|s| s.len() > 1 && is_unit(s)) {
            out.push(Token::new(Kind::Number(number), rest.get(..len).unwrap_or_default()));
            out.push(Token::new(Kind::Word, symbol));
            return len + run;
        }
    }
    // `1.B` of one family of lists is `1B` of the others.
    if let [digit, b'.', group @ b'A'..=b'E', tail @ ..] = rest.as_bytes()
        && digit.is_ascii_digit()
        && !tail.first().is_some_and(u8::is_ascii_alphanumeric)
        && !(tail.first() == Some(&b'.') && tail.get(1).is_some_and(u8::is_ascii_alphanumeric))
    {
        let raw = format!("{}{}", char::from(*digit), char::from(*group));
        out.push(Token { kind: Kind::Name, raw });
        return if tail.first() == Some(&b'.') { 4 } else { 3 };
    }
    let (len, raw) = word(rest);
    let kind = if raw.contains(|c: char| c.is_ascii_digit()) && is_name(raw) { Kind::Name } else { Kind::Word };
    out.push(Token::new(kind, raw));
    len
}

/// Digits with the symbol of an element directly behind them.
fn isotope(rest: &str) -> bool {
    let symbol = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    symbol.len() < rest.len() && symbol.starts_with(|c: char| c.is_ascii_uppercase())
}

/// A product group, `2B`, or an isotope in brackets, `(10B)`, `(3He)`: the length it takes.
fn group_or_isotope(rest: &str, before: Option<&Token>) -> Option<usize> {
    let (_, raw) = word(rest);
    let digits = raw.find(|c: char| !c.is_ascii_digit())?;
    let symbol = raw.get(digits..)?;
    let group = digits == 1 && matches!(symbol, "A" | "B" | "C" | "D" | "E");
    let element = symbol.len() <= 2 && symbol.starts_with(|c: char| c.is_ascii_uppercase()) && symbol.chars().skip(1).all(|c| c.is_ascii_lowercase());
    let bracketed = before.is_some_and(|t| t.kind == Kind::Open) && rest.get(raw.len()..)?.starts_with(')');
    (group || element && bracketed && (1..=3).contains(&digits)).then_some(raw.len())
}

/// Whether a number can end before `tail`: at a space or mark, or before a unit written without a space.
fn number_ends(tail: &str) -> bool {
    let glued = tail.find([' ', '(', ')', '[', ']', ';', '"', '\'']).map_or(tail, |at| tail.get(..at).unwrap_or_default());
    let glued = glued.find(", ").map_or(glued, |at| glued.get(..at).unwrap_or_default());
    let glued = glued.trim_end_matches(['.', ',', ':']);
    if tail.starts_with("'-") || tail.starts_with("',") {
        return false;
    }
    if glued.is_empty() {
        return true;
    }
    if glued.starts_with('–') || glued.starts_with(|c: char| SIGNS.contains(&c)) {
        return true;
    }
    glued.starts_with(|c: char| !c.is_ascii_digit() && c != '-' && c != '.' && c != ',' && c != ':') && is_unit(glued)
}

/// The word at the head of a text and the length it takes.
fn word(rest: &str) -> (usize, &str) {
    let mut end = rest.len();
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        let next = rest.get(at + c.len_utf8()..).unwrap_or_default();
        let stop = match c {
            ' ' | ')' | '[' | ']' | ';' | '"' | '{' | '}' => true,
            ',' => next.is_empty() || next.starts_with([' ', '"', '\'', ')']),
            // `input(s)` is a word, `W/(m K)` a unit.
            '(' => before != '/',
            c => SIGNS.contains(&c),
        };
        if stop && at > 0 {
            end = at;
            break;
        }
        before = c;
    }
    let mut raw = rest.get(..end).unwrap_or_default();
    let bare = raw.trim_end_matches(['.', ':', '\'']);
    let inner_stops = bare.contains('.');
    // The stop of `e.g.` and `r.p.m.` belongs to the word, that of a sentence does not.
    let abbreviation = inner_stops && raw.ends_with('.') && bare.len() < 8;
    if !bare.is_empty() && !abbreviation {
        raw = bare;
        end = bare.len();
    }
    for plural in ["(s)", "(es)", "(al)"] {
        if rest.get(end..).is_some_and(|r| r.starts_with(plural)) {
            end += plural.len();
        }
    }
    (end.max(1), raw)
}

/// `762-04-9`, with its check digit right or not.
fn cas(text: &str) -> Option<usize> {
    let run = |at: usize| text.get(at..).map_or(0, |t| t.find(|c: char| !c.is_ascii_digit()).unwrap_or(t.len()));
    let first = run(0);
    if !(2..=7).contains(&first) || text.as_bytes().get(first) != Some(&b'-') || run(first + 1) != 2 {
        return None;
    }
    let third = first + 4;
    if text.as_bytes().get(first + 3) != Some(&b'-') || run(third) != 1 {
        return None;
    }
    let end = third + 1;
    let bounded = text.get(end..).is_some_and(|t| !t.starts_with(|c: char| c.is_alphanumeric() || c == '-'));
    bounded.then_some(end)
}

/// A code: `3A001.a.5`, `3.A.1.a.5`, with the stop that some sources put behind it.
fn code(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let group = |at: usize| bytes.get(at).is_some_and(|b| (b'A'..=b'E').contains(b));
    let head = if digit(0) && group(1) && digit(2) && digit(3) && digit(4) {
        5
    } else if digit(0) && bytes.get(1) == Some(&b'.') && group(2) && bytes.get(3) == Some(&b'.') && digit(4) {
        (4..text.len()).take_while(|at| digit(*at)).count() + 4
    } else {
        return None;
    };
    let mut at = head;
    loop {
        let part = text.get(at..)?.strip_prefix('.').unwrap_or_default();
        let letters = part.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(part.len());
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let len = letters.max(digits);
        let bounded = part.get(len..).is_none_or(|r| !r.starts_with(|c: char| c.is_alphanumeric()));
        if len == 0 || len > 2 || !bounded {
            break;
        }
        at += 1 + len;
    }
    let tail = text.get(at..)?;
    if tail.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    // The codes of one family end in a stop: `1.C.8. or 1.C.9.b.`
    let stop = (at > head || bytes.get(1) == Some(&b'.')) && tail.starts_with('.');
    Some(if stop { at + 1 } else { at })
}

/// Whether a word with digits certainly names something: it begins with a letter, or is a locant, a count of dimensions, an
/// ordinal.
fn is_name(raw: &str) -> bool {
    let raw = raw.trim_start_matches(['\'', '-']);
    let Some(first) = raw.chars().next() else { return false };
    if first.is_alphabetic() {
        return true;
    }
    let digits = raw.find(|c: char| !c.is_ascii_digit()).unwrap_or(raw.len());
    let tail = raw.get(digits..).unwrap_or_default();
    if matches!(tail, "D" | "-D" | "st" | "nd" | "rd" | "th") {
        return true;
    }
    // `6-week-old`, `80/1269/EEC`, and the label `.b.1`.
    if tail.ends_with("-old") || tail.ends_with("/EEC") || raw.starts_with('.') && raw.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_lowercase()))
    {
        return true;
    }
    // A product group: `2B`.
    if digits == 1 && matches!(tail, "A" | "B" | "C" | "D" | "E") {
        return true;
    }
    // `2-dimensional`, `1,3-dichloro`; not `12-bit` or `300-mm`.
    let locants = raw.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '\'' | '-' | '.'))).unwrap_or(0);
    if raw.ends_with('-') && locants == 0 {
        return true;
    }
    let (head, tail) = raw.split_at(locants);
    head.ends_with('-') && tail.starts_with(char::is_alphabetic) && !is_unit(tail.split('-').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let shown: Vec<String> = tokens(text, &Dialect::decimal_comma(true))
            .iter()
            .map(|t| match t.kind {
                Kind::Number(_) => format!("#{}", t.raw),
                Kind::Name => format!("={}", t.raw),
                Kind::Code(ref c) => format!("@{c}"),
                Kind::Cas(_) => format!("cas:{}", t.raw),
                _ => t.raw.clone(),
            })
            .collect();
        assert_eq!(shown.join("|"), want, "{text}");
    }

    #[test]
    fn cuts() {
        check("10W (40 dBm) at 180oC;", "#10|W|(|#40|dBm|)|at|#180|oC|;");
        check("UF6 to 1 ppm, 3D", "=UF6|to|#1|ppm|,|=3D");
        check("1C010.a. or b. or 1C210.a.", "@1C010.a|or|b|.|or|@1C210.a");
        check("N,N-Diisopropyl-(beta)-aminoethyl (CAS 96-79-7)", "N,N-Diisopropyl-|(|beta|)|-aminoethyl|(|CAS|cas:96-79-7|)");
        check("10-Chloro-5,10-dihydro", "=10-Chloro-5,10-dihydro");
        check("12-bit parts", "#12|bit|parts");
        check("boron-10 (10B), in 2A or 2B, 5 A", "=boron-10|(|=10B|)|,|in|=2A|or|=2B|,|#5|A");
        check("less(better) than 3.A.1.a.5", "less|(|better|)|than|@3.A.1.a.5");
        check("'aperture' input(s), e.g. 3,18 × 106m", "aperture|input|,|e.g.|#3,18 × 106|m");
    }
}
