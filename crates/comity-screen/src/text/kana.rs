//! Kana in the Hepburn reading. Hiragana has become katakana before.

/// One item a mora; long-vowel marks are left out, as names in lists leave them out.
pub(super) fn syllables(run: &[char]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(run.len());
    let mut doubled = false;
    for c in run {
        match *c {
            'ッ' => doubled = true,
            'ー' => {}
            small if small_vowel(small).is_some() => join(&mut out, small),
            c => {
                let mora = mora(c);
                if mora.is_empty() {
                    continue;
                }
                let mut text = String::new();
                if std::mem::take(&mut doubled) {
                    text.extend(if mora.starts_with("ch") { Some('t') } else { mora.chars().next() });
                }
                text.push_str(mora);
                out.push(text);
            }
        }
    }
    out
}

/// The word with doubled and lengthened vowels written once, as lists mostly do (`toukyou` → `tokyo`).
pub(super) fn short_vowels(latin: &str) -> String {
    latin.replace("ou", "o").replace("oo", "o").replace("uu", "u")
}

/// A small kana changes the vowel of the mora before it.
fn join(out: &mut Vec<String>, small: char) {
    let vowel = small_vowel(small).unwrap_or("");
    let Some(last) = out.last_mut() else {
        out.push(vowel.to_owned());
        return;
    };
    let stem = match last.as_str() {
        "shi" | "chi" | "ji" => last.trim_end_matches('i').to_owned() + vowel.trim_start_matches('y'),
        "u" => "w".to_owned() + vowel.trim_start_matches('y'),
        "fu" | "vu" | "tsu" | "ku" | "gu" | "te" | "de" | "to" | "do" => {
            let consonant = last.trim_end_matches(['u', 'e', 'o']).to_owned();
            consonant + vowel
        }
        known => known.trim_end_matches('i').to_owned() + vowel,
    };
    *last = stem;
}

fn small_vowel(c: char) -> Option<&'static str> {
    Some(match c {
        'ァ' | 'ヮ' => "a",
        'ィ' => "i",
        'ゥ' => "u",
        'ェ' => "e",
        'ォ' => "o",
        'ャ' => "ya",
        'ュ' => "yu",
        'ョ' => "yo",
        _ => return None,
    })
}

fn mora(c: char) -> &'static str {
    match c {
        'ア' => "a",
        'イ' => "i",
        'ウ' => "u",
        'エ' | 'ヱ' => "e",
        'オ' | 'ヲ' => "o",
        'カ' | 'ヵ' => "ka",
        'キ' => "ki",
        'ク' => "ku",
        'ケ' | 'ヶ' => "ke",
        'コ' => "ko",
        'ガ' => "ga",
        'ギ' => "gi",
        'グ' => "gu",
        'ゲ' => "ge",
        'ゴ' => "go",
        'サ' => "sa",
        'シ' => "shi",
        'ス' => "su",
        'セ' => "se",
        'ソ' => "so",
        'ザ' => "za",
        'ジ' | 'ヂ' => "ji",
        'ズ' | 'ヅ' => "zu",
        'ゼ' => "ze",
        'ゾ' => "zo",
        'タ' => "ta",
        'チ' => "chi",
        'ツ' => "tsu",
        'テ' => "te",
        'ト' => "to",
        'ダ' => "da",
        'デ' => "de",
        'ド' => "do",
        'ナ' => "na",
        'ニ' => "ni",
        'ヌ' => "nu",
        'ネ' => "ne",
        'ノ' => "no",
        'ハ' => "ha",
        'ヒ' => "hi",
        'フ' => "fu",
        'ヘ' => "he",
        'ホ' => "ho",
        'バ' => "ba",
        'ビ' => "bi",
        'ブ' => "bu",
        'ベ' => "be",
        'ボ' => "bo",
        'パ' => "pa",
        'ピ' => "pi",
        'プ' => "pu",
        'ペ' => "pe",
        'ポ' => "po",
        'マ' => "ma",
        'ミ' => "mi",
        'ム' => "mu",
        'メ' => "me",
        'モ' => "mo",
        'ヤ' => "ya",
        'ユ' => "yu",
        'ヨ' => "yo",
        'ラ' => "ra",
        'リ' => "ri",
        'ル' => "ru",
        'レ' => "re",
        'ロ' => "ro",
        'ワ' | 'ヷ' => "wa",
        'ヰ' => "i",
        'ヴ' => "vu",
        'ン' => "n",
        _ => "",
    }
}
