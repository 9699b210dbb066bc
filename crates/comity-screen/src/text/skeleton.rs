//! Consonants of a word, for comparing with scripts that leave vowels out.

/// The consonants of a Latin word, those that transcriptions interchange written alike (`q`, `k`, `g`, `gh` and `kh` fall together; w, v, y
/// and vowels fall out, as does h at the end), doubled ones once. Empty where the word has none.
///
/// ```
/// use comity_screen::text::skeleton;
/// assert_eq!(skeleton("hussein"), skeleton("hosseyn"));
/// assert_eq!(skeleton("qaddafi"), skeleton("gadhafi"));
/// assert_ne!(skeleton("karim"), skeleton("kamal"));
/// ```
#[must_use]
pub fn skeleton(latin: &str) -> String {
    let mut out = String::with_capacity(latin.len());
    let bytes = latin.as_bytes();
    let mut at = 0;
    while let Some(&c) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let mut used = 1;
        let mut digraph = |with: u8, as_one: char| {
            (next == Some(with)).then(|| {
                used = 2;
                as_one
            })
        };
        let consonant = match c {
            b'a' | b'e' | b'i' | b'o' | b'u' | b'w' | b'v' | b'y' => None,
            b's' => digraph(b'h', 'S').or(Some('s')),
            b'c' => digraph(b'h', 'S').or_else(|| digraph(b'k', 'k')).or(Some('k')),
            b'k' | b'g' | b'q' => digraph(b'h', 'k').or(Some('k')),
            b'd' => digraph(b'h', 'd').or_else(|| digraph(b'j', 'j')).or(Some('d')),
            b't' => digraph(b'h', 't').or_else(|| digraph(b's', 's')).or_else(|| digraph(b'z', 's')).or(Some('t')),
            b'p' => digraph(b'h', 'f').or(Some('p')),
            b'z' => digraph(b'h', 'j').or(Some('z')),
            b'h' if next.is_none() => None,
            b'x' => {
                push(&mut out, 'k');
                Some('s')
            }
            other => Some(char::from(other)),
        };
        if let Some(consonant) = consonant {
            push(&mut out, consonant);
        }
        at += used;
    }
    out
}

fn push(out: &mut String, consonant: char) {
    if !out.ends_with(consonant) {
        out.push(consonant);
    }
}
