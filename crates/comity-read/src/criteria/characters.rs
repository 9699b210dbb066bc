//! One way to write each character, whatever the converter of a source did.

/// The longest paragraph that is read; what is beyond is an annex, not a paragraph.
pub const LONGEST: usize = 20_000;

/// `text` with one kind of minus, space, quotation mark, multiplication sign and micro, raised digits as `^3`, and marks of
/// subscripts removed (`UF_{6}` is `UF6`).
///
/// ```
/// use comity_read::criteria::characters::plain;
/// assert_eq!(plain("5\u{a0}× 10^{−3} “Gy” µm³"), "5 × 10^-3 \"Gy\" µm^3");
/// ```
pub fn plain(text: &str) -> String {
    let text = unmark(&powers(text));
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(LONGEST) {
        match c {
            '\u{2212}' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{fe63}' | '\u{ff0d}' => out.push('-'),
            '\u{2013}' | '\u{2014}' | '\u{2015}' => out.push('–'),
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\\' => {}
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push('"'),
            '‘' | '’' | '‚' | '‛' | '`' | '´' | '′' => out.push('\''),
            '✕' | '✖' | '⨯' => out.push('×'),
            '\u{3bc}' => out.push('µ'),
            '\u{2126}' => out.push('Ω'),
            '\u{212a}' => out.push('K'),
            '\u{212b}' => out.push('Å'),
            'º' | '˚' => out.push('°'),
            '℃' => out.push_str("°C"),
            '⩾' | '≧' => out.push('≥'),
            '⩽' | '≦' => out.push('≤'),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            c if raised(c).is_some() => {
                if let Some(plain) = raised(c) {
                    if !out.ends_with('^') && !text_goes_on_raised(&out) {
                        out.push('^');
                    }
                    out.push(plain);
                }
            }
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Whether the text so far ends in an exponent that a further raised digit continues.
fn text_goes_on_raised(out: &str) -> bool {
    let tail = out.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    tail.ends_with('^')
}

fn raised(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴' => '4',
        '⁵' => '5',
        '⁶' => '6',
        '⁷' => '7',
        '⁸' => '8',
        '⁹' => '9',
        '⁻' => '-',
        _ => return None,
    })
}

/// Marks the powers that some converters leave bare: a true minus between a ten and digits (`10−4`), a space before the mark.
fn powers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let digit = chars.get(i + 1).is_some_and(char::is_ascii_digit);
        if c == '\u{2212}' && digit && ten(&out) {
            out.push('^');
        }
        if c == '^' {
            while out.ends_with(' ') && out.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '\u{2212}') {
                out.pop();
            }
            // `10− ^8`: the minus belongs to the exponent.
            if out.ends_with(['-', '\u{2212}']) && ten(out.trim_end_matches(['-', '\u{2212}'])) {
                out.pop();
                out.push_str("^-");
                continue;
            }
        }
        out.push(c);
    }
    out
}

/// Whether a text ends in a ten.
fn ten(text: &str) -> bool {
    text.strip_suffix("10").is_some_and(|head| !head.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ','))
}

/// Takes away `^{..}` and `_{..}`: the raised stays marked by `^` when it is a power, the lowered does not.
fn unmark(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['^', '_']) {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let raised = tail.starts_with('^');
        let inner = tail.get(1..).and_then(|t| t.strip_prefix('{')).and_then(|t| t.split_once('}'));
        match inner {
            Some((inside, after)) => {
                if raised && is_power(inside) && out.ends_with(|c: char| c.is_alphanumeric() || c == ')' || c == '°') {
                    out.push('^');
                    out.push_str(inside.trim());
                } else {
                    out.push_str(inside);
                }
                rest = after;
            }
            None => {
                out.push_str(tail.get(..1).unwrap_or_default());
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_power(inside: &str) -> bool {
    let digits = inside.trim().trim_start_matches(['-', '−', '–', '+', ' ']);
    !digits.is_empty() && digits.len() <= 3 && digits.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn one_way_to_write() {
        assert_eq!(plain("10^{−4}"), "10^-4");
        assert_eq!(plain("10^{-12} m²"), "10^-12 m^2");
        assert_eq!(plain("10⁻¹² m"), "10^-12 m");
        assert_eq!(plain("UF_{6}, E_{0,MPE}"), "UF6, E0,MPE");
        assert_eq!(plain("x^{2"), "x^{2");
        assert_eq!(plain("10.15 x 10 ^6 m ^2, 2 × 10−4, 1 × 10− ^8 and (^{10}B)"), "10.15 x 10^6 m^2, 2 × 10^-4, 1 × 10^-8 and (10B)");
        assert_eq!(plain("1^{st} place"), "1st place");
    }
}
