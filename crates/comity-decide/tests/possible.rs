//! What remains possible: more facts only narrow it, presumptions only narrow it, and the answer always lies inside.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;
mod random;

use comity_decide::{Determination, Engine, Options, Outcome, Possible, Transaction};
use comity_law::Law;
use common::{real, toy};
use proptest::prelude::*;
use random::{Pair, real_pair, toy_pair};
use serde_json::Value as Json;

const PRESUMED: Options = Options { strict: false, explain: false };
const STRICT: Options = Options { strict: true, explain: false };

fn read(law: &Law, document: &Json) -> Transaction {
    Transaction::read(law, document).unwrap_or_else(|problems| panic!("{document:#}: {problems:?}"))
}

/// What one jurisdiction leaves possible; nothing required, where it has no finding.
fn possible(determination: &Determination, jurisdiction: &str) -> Possible {
    let nothing = Possible { best: Outcome::NoLicenceRequired, worst: Outcome::NoLicenceRequired };
    common::finding(determination, jurisdiction).map_or(nothing, |finding| finding.possible)
}

fn by_name(mut answers: Vec<(&str, Outcome, Possible)>) -> Vec<(&str, Outcome, Possible)> {
    answers.sort_by_key(|(jurisdiction, ..)| *jurisdiction);
    answers
}

/// The answer lies inside what is possible; the engine's short answer is the same as the long one.
fn check_inside(engine: &Engine, document: &Json, options: Options) -> Result<(), TestCaseError> {
    let transaction = read(engine.law(), document);
    let determination = engine.decide(&transaction, options);
    for finding in &determination.findings {
        let Possible { best, worst } = finding.possible;
        prop_assert!(
            best <= finding.outcome && finding.outcome <= worst,
            "{} is {:?}, not in {best:?}..{worst:?}: {document:#}",
            finding.jurisdiction,
            finding.outcome
        );
    }
    let long: Vec<(&str, Outcome, Possible)> = determination.findings.iter().map(|finding| (finding.jurisdiction, finding.outcome, finding.possible)).collect();
    prop_assert_eq!(by_name(long), by_name(engine.outcomes(&transaction, options)), "{:#}", document);
    let worst = determination.findings.iter().map(|finding| finding.outcome).max().unwrap_or(Outcome::NoLicenceRequired);
    let not_loaded = determination.not_assessed.iter().any(|gap| gap.status == "not-loaded");
    prop_assert_eq!(determination.outcome, if not_loaded { worst.max(Outcome::Undetermined) } else { worst });
    Ok(())
}

/// More facts never lead outside what was possible with fewer.
fn check_narrows(engine: &Engine, pair: &Pair, options: Options) -> Result<(), TestCaseError> {
    let (few, more) = (engine.decide(&read(engine.law(), &pair.few), options), engine.decide(&read(engine.law(), &pair.more), options));
    for jurisdiction in &engine.law().jurisdictions {
        let (before, after) = (possible(&few, &jurisdiction.id), possible(&more, &jurisdiction.id));
        prop_assert!(
            before.best <= after.best && after.worst <= before.worst,
            "{}: {:?} became {:?}\nwith {:#}\nthen {:#}",
            jurisdiction.id,
            before,
            after,
            pair.few,
            pair.more
        );
    }
    Ok(())
}

/// What is possible without presumptions holds what is possible with them; and where they differ, the presumption is told.
fn check_strict(engine: &Engine, document: &Json) -> Result<(), TestCaseError> {
    let transaction = read(engine.law(), document);
    let (presumed, strict) = (engine.decide(&transaction, PRESUMED), engine.decide(&transaction, STRICT));
    for jurisdiction in &engine.law().jurisdictions {
        let (own, wide) = (possible(&presumed, &jurisdiction.id), possible(&strict, &jurisdiction.id));
        prop_assert!(wide.best <= own.best && own.worst <= wide.worst, "{}: {:?} is not inside {:?}: {:#}", jurisdiction.id, own, wide, document);
    }
    for finding in &strict.findings {
        prop_assert!(finding.assuming.is_empty(), "{} assumes {:?} though it must not", finding.jurisdiction, finding.assuming);
    }
    Ok(())
}

/// Where presumptions change the answer, they are listed.
fn check_assumptions_told(engine: &Engine, document: &Json) -> Result<(), TestCaseError> {
    let transaction = read(engine.law(), document);
    let (presumed, strict) = (engine.decide(&transaction, PRESUMED), engine.decide(&transaction, STRICT));
    for finding in &presumed.findings {
        let bare = common::finding(&strict, finding.jurisdiction);
        let differs = bare.is_none_or(|bare| (bare.outcome, bare.possible) != (finding.outcome, finding.possible));
        prop_assert!(!differs || !finding.assuming.is_empty(), "{} presumes in silence: {:#}", finding.jurisdiction, document);
    }
    Ok(())
}

/// An open answer names a fact that would settle it, or the law that is not read.
fn check_open_answers_say_why(engine: &Engine, document: &Json, options: Options) -> Result<(), TestCaseError> {
    let determination = engine.decide(&read(engine.law(), document), options);
    for finding in determination.findings.iter().filter(|finding| finding.outcome == Outcome::Undetermined) {
        let gap = finding.not_assessed.iter().any(|gap| matches!(gap.status, "untranslated" | "not-covered"));
        prop_assert!(gap || !finding.missing.is_empty(), "{} is open and does not say why: {:#}", finding.jurisdiction, document);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_possible(seed: u64) {
        let engine = Engine::new(toy());
        let pair = toy_pair(seed);
        for document in [&pair.few, &pair.more] {
            check_inside(&engine, document, PRESUMED)?;
            check_inside(&engine, document, STRICT)?;
        }
    }

    #[test]
    fn more_facts_narrow_what_is_possible(seed: u64) {
        check_narrows(&Engine::new(toy()), &toy_pair(seed), STRICT)?;
    }

    #[test]
    fn more_facts_that_contradict_no_presumption_narrow_what_is_possible(seed: u64) {
        check_narrows(&Engine::new(toy()), &toy_pair(seed).with_equal_knowledge(), PRESUMED)?;
    }

    #[test]
    fn presumptions_narrow_what_is_possible(seed: u64) {
        check_strict(&Engine::new(toy()), &toy_pair(seed).few)?;
    }

    #[test]
    fn presumptions_that_change_the_answer_are_listed(seed: u64) {
        check_assumptions_told(&Engine::new(toy()), &toy_pair(seed).few)?;
    }

    #[test]
    fn an_open_answer_says_what_would_settle_it(seed: u64) {
        let pair = toy_pair(seed);
        check_open_answers_say_why(&Engine::new(toy()), &pair.few, PRESUMED)?;
        check_open_answers_say_why(&Engine::new(toy()), &pair.more, STRICT)?;
    }

    #[test]
    fn what_the_exporter_confirms_holds_without_presumptions(seed: u64) {
        let engine = Engine::new(toy());
        let mut document = toy_pair(seed).few;
        let presumed = engine.decide(&read(toy(), &document), PRESUMED);
        let Some(finding) = common::finding(&presumed, "x") else { return Ok(()) };
        for assumed in &finding.assuming {
            let Some((place, name)) = assumed.fact.split_once('.') else { return Ok(()) }; // no party is stated: nothing to confirm
            match place {
                "party" => document["party"].as_array_mut().unwrap().iter_mut().filter(|row| row.get(name).is_none()).for_each(|row| row[name] = false.into()),
                _ => document[place][name] = false.into(),
            }
        }
        let strict = engine.decide(&read(toy(), &document), STRICT);
        let confirmed = common::finding(&strict, "x").map(|finding| (finding.outcome, finding.possible));
        // A law that is only reached on a presumption to the contrary has no finding once that is confirmed.
        let nothing = (Outcome::NoLicenceRequired, Possible { best: Outcome::NoLicenceRequired, worst: Outcome::NoLicenceRequired });
        prop_assert_eq!(confirmed.unwrap_or(nothing), (finding.outcome, finding.possible), "{:#}", document);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn under_the_law_folder_more_facts_narrow_what_is_possible(seed: u64) {
        let engine = Engine::new(real());
        let pair = real_pair(real(), seed);
        check_narrows(&engine, &pair, STRICT)?;
        check_inside(&engine, &pair.few, PRESUMED)?;
        check_inside(&engine, &pair.more, STRICT)?;
    }

    #[test]
    fn under_the_law_folder_presumptions_narrow_what_is_possible(seed: u64) {
        let engine = Engine::new(real());
        check_strict(&engine, &real_pair(real(), seed).few)?;
    }

    #[test]
    fn under_the_law_folder_presumptions_that_change_the_answer_are_listed(seed: u64) {
        check_assumptions_told(&Engine::new(real()), &real_pair(real(), seed).few)?;
    }

    #[test]
    fn under_the_law_folder_an_open_answer_says_what_would_settle_it(seed: u64) {
        let pair = real_pair(real(), seed);
        check_open_answers_say_why(&Engine::new(real()), &pair.few, PRESUMED)?;
        check_open_answers_say_why(&Engine::new(real()), &pair.more, STRICT)?;
    }
}
