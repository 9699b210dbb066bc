use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(text: &str, want: &str) {
    let got: Vec<String> = words(text).into_iter().map(|word| word.latin).collect();
    assert_eq!(got.join(" "), want, "words of {text:?}");
}

/// One of the ways to write the first word.
#[track_caller]
fn check_also(text: &str, spelling: &str) {
    let words = words(text);
    let first = words.first().unwrap();
    assert!(first.latin == spelling || first.also.iter().any(|also| also == spelling), "{spelling} is not among {first:?}");
}

#[track_caller]
fn check_meaning(text: &str, want: &str) {
    let got: Vec<String> = translated(&words(text)).into_iter().map(|word| word.latin).collect();
    assert_eq!(got.join(" "), want, "meaning of {text:?}");
}

#[test]
fn invisible_characters_and_apostrophes_join() {
    check("PE\u{200d}TROGAT", "petrogat");
    check("HA\u{2060}SSALEH", "hassaleh");
    check("Xi'an NU’MAN Ch’o’l", "xian numan chol");
    check("‘Peleng’ O'Neil", "peleng oneil");
    check("a\u{0}b\tc\u{202e}d", "ab cd");
    check("Ｍａｔｈ 𝐁𝐨𝐥𝐝 ﬁne", "math bold fine");
}

#[test]
fn dotted_letters_are_an_abbreviation_or_initials() {
    check("Banque S.A.L.", "banque sal");
    check_also("S.A.L.", "s a l");
    check("Foo L.L.C. U.S.A.", "foo llc usa");
    check("A.E. Nudelman", "a e nudelman");
    check("Foo S.A.", "foo sa");
    check("О.О.О. Ромашка", "ooo romashka");
}

#[test]
fn look_alikes_are_folded_in_mixed_names_only() {
    check("ТАUВЕ РRЕСIОUS НК LIМIТЕD", "taube precious hk limited");
    check("Вiктар", "viktar");
    check("СОВА", "sova");
    check("Cбербанк", "sberbank");
}

#[test]
fn digits_stand_for_letters_too() {
    check_also("0LEG", "oleg");
    check_also("A1i", "ali");
    check("S3 航空", "s3 hangkong");
}

#[test]
fn cyrillic_is_read_by_language() {
    check("Юрий Леонидович Сиваков", "yuriy leonidovich sivakov");
    check_also("Юрий", "iurii");
    check_also("Александр", "alexander");
    check_also("Щербаков", "scherbakov");
    check("Сергій Гриценко", "serhiy hrytsenko");
    check("Аляксандр Лукашэнка Міхаіл", "aliaksandr lukashenka mikhail");
    check("Уладзімір НАВУМАЎ", "uladzimir navumau");
    check_also("Уладзімір", "vladimir");
    check_also("Ковальский", "kovalsky");
    check_also("Siarhei", "sergei");
}

#[test]
fn arabic_script_uses_known_words_and_letters() {
    check("محمد عبد الله", "muhammad abdullah");
    check("عبد الرزاق", "abdul razzaq");
    check("طارق عزيز", "tariq aziz");
    check("القذافي", "al qaddafi");
    check("محمدحسین سپهر", "muhammad hussein sepehr");
    check("اکبرزاده", "akbarzadeh");
    check_also("قدرت الله", "qudratullah");
    check_also("محمدﻯ", "mohammadi");
    check_meaning("شرکت صنایع هوایی", "company industries aviation");
    assert!(words("ضبطپق").first().unwrap().vowelless);
    assert!(!words("محمد").first().unwrap().vowelless);
}

#[test]
fn hebrew_uses_known_words_and_letters() {
    check("משה שרביט", "moshe shrvit");
    check("דוד", "david");
}

#[test]
fn han_runs_are_cut_at_known_terms() {
    check("吴海波", "wu haibo");
    check("陳明國", "chen mingguo");
    check_meaning("深圳旗速电子科技有限公司", "shenzhen qisu electronic technology co ltd");
    check_meaning("香港旗速電子有限公司", "hong kong qisu electronics co ltd");
    check_meaning("三菱重工業株式会社", "mitsubishi heavy industries co ltd");
    check_meaning("厦门林巴贺航空发动机", "xiamen linbahe aero engine");
    let words = words("旗速");
    assert_eq!(words.first().unwrap().syllables, ["qi", "su"]);
}

#[test]
fn kana_is_read_by_mora() {
    check("キヤッチ", "kiyatchi");
    check("とうきょう", "toukyou");
    check_also("とうきょう", "tokyo");
    check("ファジー", "faji");
    check_meaning("エレクトロニクス", "electronics");
    check("ﾊﾟﾋﾟ", "papi");
}

#[test]
fn hangul_is_read_by_rule() {
    check("박재경", "pak jaegyeong");
    check("장철", "jang cheol");
    check_also("리영길", "lee");
    check_meaning("조선남강무역회사", "korea namgang trading corporation");
}

#[test]
fn other_scripts_are_left_to_the_general_library() {
    check("Ελλάδα", "ellada");
    check("საქართველო", "sakartvelo");
    check("บริษัท จำกัด", "borisat chamkat");
    check_also("Müller", "mueller");
    check("नमक", "namak");
}

#[test]
fn files_hold_entries_only() {
    for source in [lexicon::ARABIC, lexicon::HEBREW, lexicon::THAI, lexicon::SURNAMES].into_iter().chain(lexicon::EAST) {
        let (entries, problems) = lexicon::read(source);
        assert_eq!(problems, Vec::<&str>::new());
        for (key, _) in entries {
            assert!(!lexicon::normal(key).is_empty(), "{key}");
        }
    }
    assert_eq!(Concepts::read(concepts::SOURCE).1, Vec::<String>::new());
    let mut heads = std::collections::HashMap::new();
    for (at, line) in lexicon::GIVEN_NAMES.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        for word in line.split_whitespace() {
            assert!(word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
            assert!(heads.insert(word, at).is_none_or(|known| known == at), "{word} stands in two groups");
        }
    }
}

#[test]
fn hostile_names_are_bounded() {
    for text in [
        "a".repeat(1 << 20),
        "\u{301}".repeat(1 << 19),
        "\u{202e}\u{0}".repeat(1 << 18),
        "ا".repeat(1 << 19),
        "中".repeat(1 << 18),
        "a.".repeat(1 << 19),
        "' ".repeat(1 << 19),
        "\u{fdfa}".repeat(1 << 17),
    ] {
        let words = words(&text);
        assert!(words.len() <= LONGEST, "{}", words.len());
        assert!(words.iter().map(|word| word.latin.len()).sum::<usize>() <= 16 * LONGEST);
    }
    check(&("\u{200b}".repeat(3 * LONGEST) + "name"), "name");
}

proptest! {
    #[test]
    fn words_are_plain_and_within_the_text(text in any_text()) {
        for word in words(&text) {
            prop_assert!(!word.latin.is_empty());
            prop_assert!(word.latin.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{}", word.latin);
            for other in &word.also {
                prop_assert!(!other.is_empty() && other.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b' '), "{}", other);
            }
            prop_assert!(text.get(word.span.clone()).is_some_and(|part| !part.is_empty()));
            prop_assert!(word.syllables.is_empty() || word.syllables.concat() == word.latin);
        }
    }

    #[test]
    fn composed_and_decomposed_text_read_alike(text in any_text()) {
        use unicode_normalization::UnicodeNormalization;
        let spanless = |text: String| words(&text).into_iter().map(|word| Word { span: 0..0, ..word }).collect::<Vec<_>>();
        prop_assert_eq!(spanless(text.nfc().collect()), spanless(text.nfd().collect()));
    }

    #[test]
    fn concepts_found_lie_within_the_words(text in any_text()) {
        let words = words(&text);
        let mut end = 0;
        for (range, _, _) in concepts().find_in(&words) {
            prop_assert!(range.start >= end && range.end > range.start && range.end <= words.len());
            end = range.end;
        }
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-zäöüéÅß0-9 .'’-]{0,40}",
        "[а-яёіїўЀ-ӿA-Za-z .'\u{300}-\u{308}]{0,30}",
        "[ء-يپچژگکی\u{64b}-\u{655} ]{0,30}",
        "[一-龥ァ-ヴー々 ]{0,20}",
        "[가-힣ᄀ-ᇿぁ-ゔ\u{3099}\u{309a}]{0,20}",
        "[ก-ฺเ-๎ऀ-ॿა-ჰ ]{0,20}",
    ]
}
