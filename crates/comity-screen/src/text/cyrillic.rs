//! Cyrillic letters: the reading that lists use for the language, and the other usual systems whole.
//!
//! `latin` follows the habits of English-language lists (near to BGN/PCGN): yu, ya, kh, ts, shch. The other systems differ by letters, not by
//! words, so each gives one whole spelling: a plain one (aleksey → alexei), that of passports (iu, ia) and a western one (ju, ja).

use super::Word;
use super::clean::{Kind, Letter};
use super::latin::equivalents;

/// Language of a name, as far as its letters tell; the same letter reads differently in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    Russian,
    Ukrainian,
    Belarusian,
    Serbian,
}

impl Tongue {
    pub(super) fn of(letters: &[Letter]) -> Self {
        let has = |wanted: &[char]| letters.iter().any(|letter| letter.kind == Kind::Cyrillic && wanted.contains(&letter.c));
        if !letters.iter().any(|letter| letter.kind == Kind::Cyrillic) {
            Self::Russian
        } else if has(&['ў']) || (has(&['і']) && has(&['ы', 'э', 'ё'])) {
            Self::Belarusian
        } else if has(&['ї', 'є', 'ґ']) || (has(&['і']) && !has(&['қ', 'ң', 'ғ', 'ү', 'ұ', 'ә', 'ө'])) {
            Self::Ukrainian
        } else if has(&['ј', 'љ', 'њ', 'ћ', 'ђ', 'џ']) {
            Self::Serbian
        } else {
            Self::Russian
        }
    }
}

/// A system of writing Cyrillic in Latin letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum System {
    /// What English-language lists mostly write.
    Lists,
    /// Without the marks of softness and iotation: e for ye, x for ks, h for kh, i for y.
    Plain,
    /// Travel documents: iu, ia, ie.
    Passport,
    /// Continental: ju, ja, c, z.
    Western,
}

/// Reads a word of Cyrillic letters and digits (a stray Latin letter stays).
pub(super) fn read(word: &[Letter], tongue: Tongue) -> Option<Word> {
    let latin = write(word, tongue, System::Lists);
    let mut read = match (latin.is_empty(), super::cut::span(word)?) {
        // A lone soft or hard sign has no sound.
        (true, _) => return None,
        (false, span) => Word::plain(latin, span),
    };
    for system in [System::Plain, System::Passport, System::Western] {
        read.or(write(word, tongue, system));
    }
    if tongue != Tongue::Russian && word.iter().any(|letter| matches!(letter.c, 'г' | 'и' | 'і' | 'ў')) {
        // Lists often write the name as Russian would.
        read.or(write(word, Tongue::Russian, System::Lists));
    }
    equivalents(&mut read);
    Some(read)
}

fn write(word: &[Letter], tongue: Tongue, system: System) -> String {
    let mut out = String::with_capacity(word.len() * 2);
    let mut at = 0;
    while let Some(letter) = word.get(at) {
        let next = word.get(at + 1).map(|next| next.c);
        let before = at.checked_sub(1).and_then(|at| word.get(at)).map(|before| before.c);
        let ends = word.len() == at + 2;
        at += 1;
        match (letter.c, next) {
            ('и' | 'ы' | 'і', Some('й')) if ends && word.len() > 3 => {
                out.push_str(ending(letter.c, tongue, system));
                at += 1;
            }
            ('к', Some('с')) if system == System::Plain => {
                out.push('x');
                at += 1;
            }
            (c, next) => {
                if let Some(text) = one(c, before, next, tongue, system) {
                    out.push_str(text);
                } else {
                    let general = deunicode::deunicode_char(c).unwrap_or("");
                    out.extend(general.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
                }
            }
        }
    }
    out
}

/// The adjective ending -ий, -ый.
fn ending(vowel: char, tongue: Tongue, system: System) -> &'static str {
    match (system, vowel, tongue) {
        (System::Lists, 'ы', _) => "yy",
        (System::Lists, 'и', Tongue::Ukrainian) => "yy",
        (System::Lists, ..) => "iy",
        (System::Plain, ..) => "y",
        (System::Passport, ..) => "ii",
        (System::Western, ..) => "i",
    }
}

/// One letter between its neighbours; none where the table has no answer.
fn one(c: char, before: Option<char>, next: Option<char>, tongue: Tongue, system: System) -> Option<&'static str> {
    use System::{Lists, Passport, Plain, Western};
    use Tongue::{Belarusian, Russian, Serbian, Ukrainian};
    let iotated = before.is_none_or(|before| is_vowel(before) || matches!(before, 'ь' | 'ъ' | 'ў'));
    Some(match c {
        'а' | 'ә' => "a",
        'б' => "b",
        'в' => {
            if system == Western && tongue == Russian {
                "w"
            } else {
                "v"
            }
        }
        'г' => match tongue {
            Ukrainian | Belarusian => "h",
            _ => "g",
        },
        'ґ' | 'ғ' => "g",
        'д' => "d",
        'ђ' => "dj",
        'е' | 'ѐ' => match (tongue, system) {
            (Ukrainian | Serbian, _) => "e",
            (Belarusian, Lists) if iotated => "ye",
            (Belarusian, Lists) => "e",
            (Belarusian, Passport) => "ie",
            (_, Lists) if iotated => "ye",
            (_, Western) if iotated => "je",
            _ => "e",
        },
        'є' => match system {
            Lists if iotated => "ye",
            Plain => "e",
            Western => "je",
            _ => "ie",
        },
        'ё' => match (tongue, system) {
            (Belarusian, Lists) if !iotated => "io",
            (_, Lists) => "yo",
            (_, Western) => "jo",
            _ => "e",
        },
        'ж' | 'җ' => match (tongue, system) {
            (Serbian, _) => "z",
            (_, Western) => "j",
            _ => "zh",
        },
        'з' | 'ҙ' => "z",
        'и' | 'ѝ' | 'ӣ' => match (tongue, system) {
            (Ukrainian, Lists | Passport) => "y",
            _ => "i",
        },
        'й' => match (tongue, system) {
            (_, Lists) => {
                if tongue == Belarusian {
                    "i"
                } else {
                    "y"
                }
            }
            (_, Western) => "j",
            _ => "i",
        },
        'ј' => {
            if system == Lists {
                "j"
            } else {
                "y"
            }
        }
        'і' => "i",
        'ї' => match system {
            Lists if iotated => "yi",
            Western => "ji",
            _ => "i",
        },
        'к' => "k",
        'қ' => {
            if system == Lists {
                "k"
            } else {
                "q"
            }
        }
        'л' => "l",
        'љ' => "lj",
        'м' => "m",
        'н' => "n",
        'ң' => "ng",
        'њ' => "nj",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' | 'ҫ' => "s",
        'т' => "t",
        'ћ' => "c",
        'у' | 'ұ' | 'ү' | 'ӯ' => {
            if system == Western && tongue == Russian && c == 'у' {
                "ou"
            } else {
                "u"
            }
        }
        'ў' => {
            if system == Western {
                "w"
            } else {
                "u"
            }
        }
        'ф' => "f",
        'х' => match (tongue, system) {
            (Serbian, _) | (_, Plain) => "h",
            (_, Western) => "ch",
            _ => "kh",
        },
        'ҳ' | 'һ' => "h",
        'ц' => match (tongue, system) {
            (Serbian, _) | (_, Plain) => "c",
            (_, Western) => "z",
            _ => "ts",
        },
        'ч' | 'ҷ' | 'ҹ' => match (tongue, system) {
            (Serbian, _) => "c",
            (_, Western) => "tch",
            _ => "ch",
        },
        'џ' => {
            if system == Plain {
                "dz"
            } else {
                "dzh"
            }
        }
        'ш' => match (tongue, system) {
            (Serbian, _) => "s",
            (_, Western) => "sch",
            _ => "sh",
        },
        'щ' => match system {
            Plain => "sch",
            Western => "chtch",
            _ => "shch",
        },
        'ъ' => {
            if next.is_none_or(is_vowel) || before.is_none_or(is_vowel) {
                ""
            } else if system == Plain {
                "a"
            } else {
                ""
            }
        }
        'ы' => {
            if system == Western {
                "i"
            } else {
                "y"
            }
        }
        'ь' => {
            if system == Western && next == Some('о') {
                "i"
            } else {
                ""
            }
        }
        'э' => "e",
        'ю' => match (tongue, system) {
            (Belarusian, Lists) if !iotated => "iu",
            (_, Lists) => "yu",
            (_, Western) => "ju",
            _ => "iu",
        },
        'я' => match (tongue, system) {
            (Belarusian, Lists) if !iotated => "ia",
            (_, Lists) => "ya",
            (_, Western) => "ja",
            _ => "ia",
        },
        _ => return None,
    })
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'ё' | 'є' | 'и' | 'і' | 'ї' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'ә' | 'ө' | 'ү' | 'ұ' | 'ѐ' | 'ѝ')
}
