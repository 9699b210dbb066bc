//! Runs of Han characters and kana: known terms first, the longest, and the syllables of what is left.
//!
//! Terms are found on simplified characters, so that one entry serves simplified, traditional and Japanese forms.

use std::ops::Range;

use super::Word;
use super::clean::{Kind, Letter};
use super::kana;
use super::latin::equivalents;
use super::lexicon::{Entry, lexicon};

mod simplify;

pub(super) use simplify::simplified;

/// Reads a run; a run that is a whole name of two to four characters and begins with a surname is a person's.
pub(super) fn read(token: &[Letter], alone: bool, words: &mut Vec<Word>) {
    let run: Vec<char> = token.iter().map(|letter| simplified(letter.c)).collect();
    if alone && (2..=4).contains(&run.len()) && person(&run, token, words) {
        return;
    }
    let mut known = 0;
    let mut at = 0;
    while at < run.len() {
        let Some((entry, length)) = run.get(at..).and_then(|rest| lexicon().east.at_start(rest)) else {
            at += 1;
            continue;
        };
        rest(&run, token, known..at, words);
        if let (Some(chars), Some(span)) = (run.get(at..at + length), token.get(at..at + length).and_then(super::cut::span)) {
            words.extend(term(entry, chars, span));
        }
        at += length;
        known = at;
    }
    rest(&run, token, known..run.len(), words);
}

/// Reads a word that is known or not as a whole, such as one in Thai letters.
pub(super) fn read_whole(token: &[Letter], words: &mut Vec<Word>) {
    let key: String = token.iter().map(|letter| letter.c).collect();
    let known = lexicon().thai.get(&key).and_then(|entry| word(entry, super::cut::span(token)?));
    words.extend(known.or_else(|| super::latin::read(token)));
}

/// A word as its entry gives it; none for an entry without a reading.
pub(super) fn word(entry: &Entry, span: Range<usize>) -> Option<Word> {
    let reading = entry.readings.first()?;
    let mut word = Word::plain(reading.replace(' ', ""), span);
    if reading.contains(' ') {
        word.syllables = reading.split(' ').map(str::to_owned).collect();
        word.or(*reading);
    }
    for other in entry.readings.iter().skip(1).chain(&entry.meanings) {
        word.or(*other);
    }
    word.meaning = entry.meanings.first().map(|meaning| (*meaning).to_owned());
    equivalents(&mut word);
    Some(word)
}

/// A known term: its own reading, or that of its characters.
fn term(entry: &Entry, chars: &[char], span: Range<usize>) -> Option<Word> {
    let by_letter = syllables(chars);
    let mut found = word(entry, span.clone()).unwrap_or_else(|| Word { syllables: by_letter.clone(), ..Word::plain(by_letter.concat(), span) });
    found.or(by_letter.concat());
    entry.meanings.iter().for_each(|meaning| found.or(*meaning));
    found.meaning = entry.meanings.first().map(|meaning| (*meaning).to_owned());
    (!found.latin.is_empty()).then_some(found)
}

/// What stands between known terms.
fn rest(run: &[char], token: &[Letter], range: Range<usize>, words: &mut Vec<Word>) {
    let (Some(run), Some(token)) = (run.get(range.clone()), token.get(range)) else { return };
    let mut at = 0;
    while let Some(first) = token.get(at) {
        let length = token.iter().skip(at).take_while(|letter| letter.kind == first.kind).count().max(1);
        if let (Some(chars), Some(span)) = (run.get(at..at + length), token.get(at..at + length).and_then(super::cut::span)) {
            let syllables = if first.kind == Kind::Kana { kana::syllables(chars) } else { syllables(chars) };
            words.extend(spelt(chars, syllables, span));
        }
        at += length;
    }
}

fn spelt(chars: &[char], syllables: Vec<String>, span: Range<usize>) -> Option<Word> {
    let latin = syllables.concat();
    if latin.is_empty() {
        return None;
    }
    let mut word = Word { syllables, ..Word::plain(latin, span) };
    for (at, c) in chars.iter().enumerate() {
        if let (Some(other), true) = (second_reading(*c), word.syllables.len() == chars.len()) {
            let syllable = |(place, known): (usize, &String)| if place == at { other.to_owned() } else { known.clone() };
            word.or(word.syllables.iter().enumerate().map(syllable).collect::<String>());
            break;
        }
    }
    word.or(kana::short_vowels(&word.latin));
    Some(word)
}

/// Surname and given name, where no known term says that this is not a person.
fn person(run: &[char], token: &[Letter], words: &mut Vec<Word>) -> bool {
    if token.iter().any(|letter| letter.kind != Kind::Han)
        || (0..run.len()).any(|at| run.get(at..).and_then(|rest| lexicon().east.at_start(rest)).is_some_and(|(_, length)| length > 1))
    {
        return false;
    }
    let Some((entry, length)) = lexicon().surnames.at_start(run).filter(|(_, length)| *length < run.len()) else { return false };
    let (Some(surname), Some(given), Some(chars)) =
        (token.get(..length).and_then(super::cut::span), token.get(length..).and_then(super::cut::span), run.get(length..))
    else {
        return false;
    };
    words.extend(word(entry, surname));
    words.extend(spelt(chars, syllables(chars), given));
    true
}

/// Pinyin without tones, one syllable a character (kana as they are read).
fn syllables(chars: &[char]) -> Vec<String> {
    let mut out = Vec::with_capacity(chars.len());
    for (at, c) in chars.iter().enumerate() {
        let repeated = if *c == '々' { at.checked_sub(1).and_then(|at| chars.get(at)).copied().unwrap_or(*c) } else { *c };
        if let Some(reading) = first_reading(repeated) {
            out.push(reading.to_owned());
            continue;
        }
        let general: String =
            deunicode::deunicode_char(repeated).unwrap_or("").chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        if !general.is_empty() {
            out.push(general);
        }
    }
    out
}

/// Characters whose usual reading in names is not the general library's.
fn first_reading(c: char) -> Option<&'static str> {
    Some(match c {
        '沈' => "shen",
        '曾' => "zeng",
        '盖' => "gai",
        '丰' => "feng",
        '贾' => "jia",
        '宿' => "su",
        '俞' => "yu",
        '翟' => "zhai",
        '瞿' => "qu",
        '缪' => "miao",
        '会' => "hui",
        '系' => "xi",
        '车' => "che",
        '什' => "shi",
        '尉' => "wei",
        '洗' => "xi",
        '隆' => "long",
        '拓' => "tuo",
        '厦' => "xia",
        '阿' => "a",
        '奇' => "qi",
        '服' => "fu",
        '佛' => "fo",
        '度' => "du",
        '石' => "shi",
        '大' => "da",
        '和' => "he",
        '可' => "ke",
        '克' => "ke",
        '莫' => "mo",
        '乾' => "qian",
        '铂' => "bo",
        '术' => "shu",
        '万' => "wan",
        '广' => "guang",
        '机' => "ji",
        '华' => "hua",
        _ => return None,
    })
}

/// The other reading of characters that names use both ways.
fn second_reading(c: char) -> Option<&'static str> {
    Some(match c {
        '长' => "zhang",
        '重' => "chong",
        '行' => "hang",
        '乐' => "yue",
        '单' => "shan",
        '朝' => "zhao",
        '藏' => "zang",
        '都' => "dou",
        '佛' => "fu",
        '调' => "tiao",
        '传' => "zhuan",
        '宁' => "ling",
        '厦' => "sha",
        '贾' => "gu",
        '吕' | '律' | '绿' => "lv",
        '女' => "nv",
        '斯' => "si",
        _ => return None,
    })
}
