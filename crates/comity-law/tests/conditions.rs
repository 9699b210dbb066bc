//! The text of conditions: what it means, where it stops making sense, and that nothing makes the parser fall over.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use comity_law::condition::{
    Comparison,
    syntax::{Argument, Form, Word, Written, WrittenSet, parse},
};
use proptest::prelude::*;

/// The shape in prefix form: `(or a (and b (not c)))`.
fn shape(written: &Written) -> String {
    let all = |word: &str, parts: &[Written]| format!("({word} {})", parts.iter().map(shape).collect::<Vec<_>>().join(" "));
    match &written.form {
        Form::Always(value) => value.to_string(),
        Form::Not(inner) => format!("(not {})", shape(inner)),
        Form::All(parts) => all("and", parts),
        Form::Any(parts) => all("or", parts),
        Form::AtLeast(count, parts) => all(&format!("at-least-{count}"), parts),
        Form::Name(word) => word.text.clone(),
        Form::Compare(word, comparison, value) => format!("({} {} {})", sign(*comparison), word.text, text(value)),
        Form::In(word, terms) => format!("(in {} {})", word.text, terms.iter().map(term).collect::<Vec<_>>().join(" ")),
        Form::Party(every, inner) => format!("({} {})", if *every { "every" } else { "any" }, shape(inner)),
        Form::Call(name, arguments) => {
            let arguments = arguments.iter().map(|argument| match argument {
                Argument::Word(word) => text(word),
                Argument::Condition(inner) => shape(inner),
            });
            format!("({}{})", name.text, arguments.fold(String::new(), |out, argument| format!("{out} {argument}")))
        }
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
    }
}

fn text(word: &Word) -> String {
    if word.text.contains(' ') { format!("'{}'", word.text) } else { word.text.clone() }
}

fn term((adds, set): &(bool, WrittenSet)) -> String {
    let words = |words: &[Word]| words.iter().map(text).collect::<Vec<_>>().join(" ");
    let set = match set {
        WrittenSet::Words(inner) => format!("{{{}}}", words(inner)),
        WrittenSet::Named(name) => name.text.clone(),
        WrittenSet::Of(name, inner) => format!("{}:{{{}}}", name.text, words(inner)),
    };
    format!("{}{set}", if *adds { "+" } else { "-" })
}

/// Reads a text and shows its shape, or what was expected and at which text.
#[track_caller]
fn check(condition: &str, want: &str) {
    let got = match parse(condition) {
        Ok(written) => {
            assert_eq!(condition.get(written.at.clone()).map(str::trim), Some(condition.trim()), "a condition stands at its whole text");
            shape(&written)
        }
        Err(error) => format!("at {:?} {:?}: {}", error.at, condition.get(error.at.clone()).unwrap(), error.expected),
    };
    assert_eq!(got, want, "reading {condition:?}");
}

#[test]
fn tests_are_read() {
    for (condition, want) in [
        ("true", "true"),
        ("end_use.military", "end_use.military"),
        ("us/russia", "us/russia"),
        ("us/746.8(a)(1)", "us/746.8(a)(1)"),
        ("to = HK", "(= to HK)"),
        ("to == HK", "(= to HK)"),
        ("to != US", "(!= to US)"),
        ("to in us/D:1 + us/D:5 - us/A:5", "(in to +us/D:1 +us/D:5 -us/A:5)"),
        ("to in {CN, RU} - {RU}", "(in to +{CN RU} -{RU})"),
        ("to in us/744.21-destinations", "(in to +us/744.21-destinations)"),
        ("activity in {export, intangible-transfer}", "(in activity +{export intangible-transfer})"),
        ("item in us/ccl", "(in item +us/ccl)"),
        ("item in us/ccl:{3A001.b.2, 3A991}", "(in item +us/ccl:{3A001.b.2 3A991})"),
        ("item in us/ccl:{EAR99}", "(in item +us/ccl:{EAR99})"),
        ("item in us/usml:{'XI(a)(1)'}", "(in item +us/usml:{XI(a)(1)})"),
        ("item.hs in hs:{847130, 8542}", "(in item.hs +hs:{847130 8542})"),
        ("item.share > 25 %", "(> item.share '25 %')"),
        ("item.share>25%", "(> item.share 25%)"),
        ("item.value <= 5000 USD", "(<= item.value '5000 USD')"),
        ("item.dose >= '10 rad (Si)'", "(>= item.dose '10 rad (Si)')"),
        ("item.temperature < -40 °C", "(< item.temperature '-40 °C')"),
        ("item.speed < 1.5 GHz and true", "(and (< item.speed '1.5 GHz') true)"),
        ("item.count > 5 and true", "(and (> item.count 5) true)"),
        ("item.count > 5 or true", "(or (> item.count 5) true)"),
        ("sent >= '2026-01-01'", "(>= sent 2026-01-01)"),
        ("knows(end_use.military or not x)", "(knows (or end_use.military (not x)))"),
        ("any party(party.role in {end-user} and party.country in us/E:1)", "(any (and (in party.role +{end-user}) (in party.country +us/E:1)))"),
        ("every party(party.x)", "(every party.x)"),
        ("at least 2 of (a; b; c or d)", "(at-least-2 a b (or c d))"),
        ("chart(us/country-chart, 'NS 2')", "(chart us/country-chart 'NS 2')"),
        ("chart(us/country-chart, 'NS 2', party.country)", "(chart us/country-chart 'NS 2' party.country)"),
        ("controlled(us/ccl, NS, 2)", "(controlled us/ccl NS 2)"),
        ("controlled-only(us/ccl, 'AT UN')", "(controlled-only us/ccl 'AT UN')"),
        ("controlled-only(us/ccl, AT, UN)", "(controlled-only us/ccl AT UN)"),
        ("allows(us/ccl, LVS, item.value)", "(allows us/ccl LVS item.value)"),
        ("untranslated('what it says (and more)')", "(untranslated 'what it says (and more)')"),
        ("  \n\tto\u{a0}= HK ", "(= to HK)"),
        // Words of the language may be parts of other words.
        ("order or android and nothing", "(or order (and android nothing))"),
        ("any or every", "(or any every)"),
        ("at", "at"),
    ] {
        check(condition, want);
    }
}

#[test]
fn not_binds_before_and_and_before_or() {
    for (condition, want) in [
        ("a and b or c and d", "(or (and a b) (and c d))"),
        ("a or b and c or d", "(or a (and b c) d)"),
        ("not a and b", "(and (not a) b)"),
        ("not a or b", "(or (not a) b)"),
        ("not (a or b) and c", "(and (not (or a b)) c)"),
        ("(a or b) and not (c and d)", "(and (or a b) (not (and c d)))"),
        ("a and b and c", "(and a b c)"),
        ("a and (b and c)", "(and a (and b c))"),
        ("a or b or c", "(or a b c)"),
        ("not not a", "a"),
        ("not not not a", "(not a)"),
        ("not to in {A} and b", "(and (not (in to +{A})) b)"),
        ("not x = 1 or b", "(or (not (= x 1)) b)"),
        ("((((a))))", "a"),
    ] {
        check(condition, want);
    }
}

#[test]
fn a_text_that_makes_no_sense_is_underlined() {
    const TEST: &str = "a test: a fact, `item in …`, `knows(…)`, `(`…";
    const SET: &str = "a set: {…}, a group, or list:{…}";
    for (condition, at, word, expected) in [
        ("", 0..0, "", TEST),
        ("   ", 3..3, "", TEST),
        ("and and", 7..7, "", TEST),
        ("a and", 5..5, "", TEST),
        ("a or )", 5..6, ")", TEST),
        ("a b", 2..3, "b", "`and`, `or`, or the end"),
        ("not", 3..3, "", TEST),
        ("(a", 2..2, "", "`)`"),
        ("a)", 1..2, ")", "`and`, `or`, or the end"),
        ("to in", 5..5, "", SET),
        ("to in (x)", 6..7, "(", SET),
        ("to in {}", 7..8, "}", "a value"),
        ("to in {A,}", 9..10, "}", "a value"),
        ("to in {A B}", 9..10, "B", "`,` or `}`"),
        ("to in {A", 8..8, "", "`,` or `}`"),
        ("to in x/y +", 11..11, "", SET),
        ("to =", 4..4, "", "a value"),
        ("to = =", 5..6, "=", "a value"),
        ("to ! US", 3..4, "!", "`and`, `or`, or the end"),
        ("knows()", 6..7, ")", TEST),
        ("knows(a", 7..7, "", "`,` or `)`"),
        ("chart(", 6..6, "", "a value"),
        ("chart(a b)", 8..9, "b", "`,` or `)`"),
        ("any party a", 10..11, "a", "`(`"),
        ("at least two of (a)", 9..12, "two", "a number from 1 to 255"),
        ("at least 0 of (a)", 9..10, "0", "a number from 1 to 255"),
        ("at least 256 of (a)", 9..12, "256", "a number from 1 to 255"),
        ("at least 2 (a)", 11..12, "(", "`of`"),
        ("at least 2 of a", 14..15, "a", "`(`"),
        ("at least 2 of (a, b)", 16..17, ",", "`;` or `)`"),
        ("sent > 2026-07-23", 11..12, "-", "`and`, `or`, or the end"),
        ("untranslated('open)", 13..14, "'", "a value"),
        ("a & b", 2..3, "&", "`and`, `or`, or the end"),
        ("é = 1", 0..2, "é", TEST),
        ("to = §", 5..7, "§", "a value"),
    ] {
        check(condition, &format!("at {at:?} {word:?}: {expected}"));
    }
}

#[test]
fn a_text_nested_too_deeply_is_refused() {
    let deep = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    check(&deep(60), "a");
    assert_eq!(parse(&deep(100)).unwrap_err().expected, "a condition nested less deeply");
    assert!(parse(&deep(100_000)).is_err());
    assert!(parse(&"not ".repeat(100_000)).is_err());
    assert_eq!(shape(&parse(&format!("{}a", "not ".repeat(100_001))).unwrap()), "(not a)");
}

/// A random condition.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(&'static str, &'static str),
    Not(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

impl Tree {
    /// How tightly it binds: `or` 0, `and` 1, `not` 2, tests 3.
    fn binding(&self) -> u8 {
        match self {
            Self::Any(_) => 0,
            Self::All(_) => 1,
            Self::Not(_) => 2,
            Self::Leaf(..) => 3,
        }
    }

    /// The text with parentheses only where they are needed.
    fn written(&self) -> String {
        let part = |part: &Tree, above: u8| if part.binding() > above { part.written() } else { format!("({})", part.written()) };
        match self {
            Self::Leaf(text, _) => (*text).to_owned(),
            Self::Not(inner) => format!("not {}", part(inner, 2)),
            Self::All(parts) => parts.iter().map(|inner| part(inner, 1)).collect::<Vec<_>>().join(" and "),
            Self::Any(parts) => parts.iter().map(|inner| part(inner, 0)).collect::<Vec<_>>().join(" or "),
        }
    }

    fn shape(&self) -> String {
        let all = |word: &str, parts: &[Tree]| format!("({word} {})", parts.iter().map(Tree::shape).collect::<Vec<_>>().join(" "));
        match self {
            Self::Leaf(_, shape) => (*shape).to_owned(),
            Self::Not(inner) => format!("(not {})", inner.shape()),
            Self::All(parts) => all("and", parts),
            Self::Any(parts) => all("or", parts),
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop::sample::select(vec![
        Tree::Leaf("a.b", "a.b"),
        Tree::Leaf("true", "true"),
        Tree::Leaf("to in x/y - {AA}", "(in to +x/y -{AA})"),
        Tree::Leaf("v <= 5 %", "(<= v '5 %')"),
        Tree::Leaf("knows(a or b)", "(knows (or a b))"),
        Tree::Leaf("at least 1 of (a; b)", "(at-least-1 a b)"),
    ]);
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_filter("a double `not` is none", |inner| !matches!(inner, Tree::Not(_))).prop_map(|inner| Tree::Not(Box::new(inner))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Tree::All),
            prop::collection::vec(inner, 2..4).prop_map(Tree::Any),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_with_the_fewest_parentheses_is_read_back(tree in tree()) {
        let text = tree.written();
        let read = parse(&text).unwrap_or_else(|error| panic!("{text}: {error} at {:?}", error.at));
        prop_assert_eq!(shape(&read), tree.shape(), "{}", text);
        prop_assert_eq!(read.at, 0..text.len());
    }

    #[test]
    fn no_text_makes_the_parser_fall_over(text in any::<String>()) {
        if let Err(error) = parse(&text) {
            prop_assert!(text.get(error.at.clone()).is_some(), "{:?} lies outside {:?}", error.at, text);
        }
    }

    #[test]
    fn no_text_of_its_own_words_makes_the_parser_fall_over(words in prop::collection::vec(prop::sample::select(vec![
        "and", "or", "not", "in", "at", "least", "of", "any", "every", "party", "knows", "(", ")", "{", "}", ",", ";", ":", "+", "-", "=", "!=", "<", ">=",
        "us/D:1", "us/746.8(a)(1)", "us/ccl:{3A001}", "3A001.b", "25 %", "5", "2 of", "'text'", "'", "to", "true", "é", "\u{2028}", "µ",
    ]), 0..14), gap in prop::sample::select(vec!["", " ", "\n"])) {
        let text = words.join(gap);
        match parse(&text) {
            Ok(written) => prop_assert!(text.get(written.at.clone()).is_some()),
            Err(error) => prop_assert!(text.get(error.at.clone()).is_some(), "{:?} lies outside {:?}", error.at, text),
        }
    }
}
