//! What helps to look for provisions, and the faults in it.
#![allow(clippy::unwrap_used, reason = "tests")]

use comity_law::{SourceFile, criteria::Criteria};

/// Reads one file of search words; the faults as text.
fn read(text: &str) -> (Criteria, Vec<String>) {
    let read = Criteria::parse(&[SourceFile::new("vocabulary/search/s.kdl", text)]);
    (read.criteria, read.problems.iter().map(|problem| problem.to_string()).collect())
}

#[test]
fn what_is_known_of_words_and_codes_is_read() {
    let (criteria, problems) = read(
        "search \"1A1\" \"pump\"\ndemand \"?D\" \"software\"\ndeter \"?A\" \"software\"\ncatch-all \"??99?\"\nprior \"1A1\" \"1.1\"\n\
         noise \"the\" \"of\"\nnoise \"a\"\nfaint \"mm\"\ndeny \"no\"\ndeny-before \"free\"\n",
    );
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(criteria.language.noise, ["the".into(), "of".into(), "a".into()]);
    assert_eq!((criteria.language.deny.len(), criteria.language.deny_before.len(), criteria.language.faint.len()), (1, 1, 1));
    assert_eq!((criteria.demands.len(), criteria.deterrents.len(), criteria.catch_alls.len()), (1, 1, 1));
    assert_eq!(criteria.priors.first().unwrap().factor, "1.1".parse().unwrap());
    let compiled = criteria.to_compiled().unwrap();
    assert_eq!(Criteria::from_compiled(&compiled).unwrap(), criteria);
}

#[test]
fn a_prior_is_a_number_above_zero() {
    for text in ["prior \"1A1\" \"0\"", "prior \"1A1\" \"-1\"", "prior \"1A1\" \"much\"", "prior \"1A1\"", "prior"] {
        let (criteria, problems) = read(text);
        assert!(criteria.priors.is_empty() && problems.len() == 1, "{text}: {problems:?}");
    }
}
