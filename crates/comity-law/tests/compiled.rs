//! The compiled form, the digest, and that the same law always reads the same.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use comity_law::{CompiledError, Law, SourceFile};
use common::{extend, law, law_folder, lines, sound, spoil};
use proptest::prelude::*;

/// All that a law holds, as text.
fn whole(law: &Law) -> String {
    format!("{law:?}")
}

#[test]
fn compiled_law_is_the_law_again() {
    let law = law(&sound());
    let bytes = law.to_compiled().unwrap();
    let again = Law::from_compiled(&bytes).unwrap();
    assert_eq!(whole(&again), whole(&law));
    assert_eq!(again.digest(), law.digest());
    assert_eq!(again.to_compiled().unwrap(), bytes, "the same law compiles to the same bytes");
}

#[test]
fn compiled_law_of_another_version_or_damaged_is_refused() {
    let bytes = law(&sound()).to_compiled().unwrap();
    assert!(matches!(Law::from_compiled(b"comity-law/0\n"), Err(CompiledError::Version)));
    assert!(matches!(Law::from_compiled(b""), Err(CompiledError::Version)));
    for length in (0..bytes.len()).step_by(7) {
        assert!(Law::from_compiled(bytes.get(..length).unwrap()).is_err(), "cut after {length} bytes");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_loader_fall_over(noise in prop::collection::vec(any::<u8>(), 0..200), at in 0..4000usize) {
        let mut bytes = law(&sound()).to_compiled().unwrap();
        let at = 13 + at % (bytes.len() - 13);
        for (byte, noise) in bytes.iter_mut().skip(at).zip(&noise) {
            *byte = *noise;
        }
        let _ = Law::from_compiled(&bytes);
    }
}

#[test]
fn the_digest_tells_laws_apart() {
    let plain = law(&sound()).digest();
    assert_eq!(law(&sound()).digest(), plain);
    for (path, find, put) in [
        ("vocabulary/v.kdl", r#"name="Celand""#, r#"name="Seeland""#),
        ("vocabulary/v.kdl", r#"broader="end_use.military" "#, ""),
        ("vocabulary/v.kdl", r#"kind="knowledge" "#, ""),
        ("x/jurisdiction.kdl", r#"territory "{DD}""#, r#"territory "{DD, AA}""#),
        ("x/jurisdiction.kdl", r#"treat "CC" as="BB""#, r#"treat "CC" as="AA""#),
        ("x/coverage.kdl", r#"status="modelled""#, r#"status="partial""#),
        ("x/countries/c.kdl", r#"member "AA""#, r#"member "AA" "DD""#),
        ("x/countries/c.kdl", r#"row "BB" refer"#, r#"row "DD" refer"#),
        ("x/sets/s.kdl", r#"except "1A001.b""#, r#"except "1A001.a""#),
        ("x/sets/s.kdl", r#"code "8542""#, r#"code "8541""#),
        ("x/lists/goods/list.kdl", r#"unlisted="FREE""#, r#"unlisted="LOOSE""#),
        ("x/lists/goods/1.kdl", r#"amount="1500 USD""#, r#"amount="1501 USD""#),
        ("x/lists/goods/curated/c.kdl", r#"when "to = AA""#, r#"when "to = BB""#),
        ("x/rules/r.kdl", "item.share > 25 %", "item.share > 26 %"),
    ] {
        let other = law(&spoil(&sound(), path, find, put)).digest();
        assert_ne!(other, plain, "{put:?} in {path} goes unseen");
    }
    let moved: Vec<SourceFile> =
        sound().into_iter().map(|file| if &*file.path == "x/lists/goods/1.kdl" { SourceFile::new("x/lists/goods/2.kdl", file.text) } else { file }).collect();
    assert_ne!(law(&moved).digest(), plain, "a file by another name");
    assert_ne!(law(&extend(&sound(), "x/sets/t.kdl", "hs \"x/more\" { code \"9302\" }")).digest(), plain, "a file more");
}

#[test]
fn the_order_of_files_does_not_matter() {
    let spoiled = spoil(&spoil(&sound(), "x/rules/r.kdl", "to in {AA, BB}", "to in {QQ, ZZ}"), "x/countries/c.kdl", "member \"AA\"", "member \"XX\"");
    for files in [sound(), spoiled] {
        let read = Law::parse(&files);
        let mut shuffled = files.clone();
        for turn in 0..files.len() {
            shuffled.rotate_left(1);
            if turn % 2 == 0 {
                shuffled.reverse();
            }
            let again = Law::parse(&shuffled);
            assert_eq!(whole(&again.law), whole(&read.law));
            assert_eq!(lines(&again), lines(&read));
        }
    }
}

#[test]
fn the_same_text_reads_the_same_on_every_run_and_thread() {
    // Many names in hash maps, many faults: what leaks their order shows.
    let mut text = String::from("source cite=\"Act 1\" covers-from=\"2026-01-01\" checked=\"2026-01-01\"\n");
    for n in 0..60 {
        text += &format!("prohibition \"x/p{n}\" {{ title \"P\"; when \"to = Q{n} or item in x/godds or x/neat{n} or end_use.militari\" }}\n");
        text += &format!("restriction \"x/r{n}\" bars=\"x/L*\" for-rules=\"x/p* x/gone{n}\" {{ title \"R\"; when \"end_use.military\" }}\n");
        text += "requirement \"x/twice\" { title \"T\"; when \"to = AA\" }\n";
    }
    let files = extend(&sound(), "x/rules/many.kdl", &text);
    let first = Law::parse(&files);
    let (first_law, first_lines, first_digest) = (whole(&first.law), lines(&first), first.law.digest());
    assert!(first_lines.len() > 100);
    let helps = |read: &comity_law::Read| -> Vec<String> {
        read.problems.iter().map(|problem| miette::Diagnostic::help(problem).map(|help| help.to_string()).unwrap_or_default()).collect()
    };
    let first_helps = helps(&first);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..3 {
                    let again = Law::parse(&files);
                    assert_eq!(
                        (whole(&again.law), lines(&again), again.law.digest(), helps(&again)),
                        (first_law.clone(), first_lines.clone(), first_digest, first_helps.clone())
                    );
                }
            });
        }
    });
    let mut sorted: Vec<(String, usize)> = first.problems.iter().map(|problem| (problem.path().to_owned(), problem.span().offset())).collect();
    let as_given = sorted.clone();
    sorted.sort();
    assert_eq!(as_given, sorted, "problems come in the order of files and places");
}

#[test]
fn the_law_folder_compiles_and_loads_to_itself() {
    let read = Law::parse(&law_folder());
    let bytes = read.law.to_compiled().unwrap();
    let again = Law::from_compiled(&bytes).unwrap();
    assert_eq!(again.to_compiled().unwrap(), bytes);
    assert_eq!(again.digest(), read.law.digest());
}
