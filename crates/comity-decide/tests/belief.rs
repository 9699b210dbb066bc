//! Kleene's logic, held twice: the laws of the algebra over all values, and that learning more never turns a settled value.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use comity_decide::{Belief, Truth};

const TRUTHS: [Truth; 3] = [Truth::False, Truth::Unknown, Truth::True];

fn beliefs() -> Vec<Belief> {
    TRUTHS.iter().flat_map(|strict| TRUTHS.iter().map(|presumed| Belief { strict: *strict, presumed: *presumed })).collect()
}

/// Values that a value may become when more is learnt: anything, if it is unknown, else itself.
fn refined(truth: Truth) -> Vec<Truth> {
    if truth == Truth::Unknown { TRUTHS.to_vec() } else { vec![truth] }
}

/// Checks an equation over all triples of values.
#[track_caller]
fn check(law: &str, holds: impl Fn(Belief, Belief, Belief) -> bool) {
    for a in beliefs() {
        for b in beliefs() {
            for c in beliefs() {
                assert!(holds(a, b, c), "{law} fails for {a:?}, {b:?}, {c:?}");
            }
        }
    }
}

#[test]
fn and_and_or_make_a_bounded_distributive_lattice() {
    check("a and b = b and a", |a, b, _| a.and(b) == b.and(a));
    check("a or b = b or a", |a, b, _| a.or(b) == b.or(a));
    check("(a and b) and c = a and (b and c)", |a, b, c| a.and(b).and(c) == a.and(b.and(c)));
    check("(a or b) or c = a or (b or c)", |a, b, c| a.or(b).or(c) == a.or(b.or(c)));
    check("a and (b or c) = (a and b) or (a and c)", |a, b, c| a.and(b.or(c)) == a.and(b).or(a.and(c)));
    check("a or (b and c) = (a or b) and (a or c)", |a, b, c| a.or(b.and(c)) == a.or(b).and(a.or(c)));
    check("a and a = a = a or a", |a, _, _| a.and(a) == a && a.or(a) == a);
    check("a and (a or b) = a = a or (a and b)", |a, b, _| a.and(a.or(b)) == a && a.or(a.and(b)) == a);
    check("true and a = a = false or a", |a, _, _| Belief::TRUE.and(a) == a && Belief::FALSE.or(a) == a);
    check("false and a = false, true or a = true", |a, _, _| Belief::FALSE.and(a).is_false() && Belief::TRUE.or(a).is_true());
}

#[test]
fn not_is_de_morgans() {
    check("not not a = a", |a, _, _| !!a == a);
    check("not (a and b) = not a or not b", |a, b, _| !a.and(b) == (!a).or(!b));
    check("not (a or b) = not a and not b", |a, b, _| !a.or(b) == (!a).and(!b));
    assert_eq!((!Belief::TRUE, !Belief::FALSE, !Belief::UNKNOWN), (Belief::FALSE, Belief::TRUE, Belief::UNKNOWN));
    // Kleene's is no classical logic: what is unknown is not true or false.
    assert_eq!(Belief::UNKNOWN.or(!Belief::UNKNOWN), Belief::UNKNOWN);
}

#[test]
fn learning_more_never_turns_a_settled_value() {
    for a in TRUTHS {
        for b in TRUTHS {
            let (and, or, not) = (a.min(b), a.max(b), !a);
            for a in refined(a) {
                assert!(refined(not).contains(&!a), "not");
                for b in refined(b) {
                    assert!(refined(and).contains(&a.min(b)), "and of {a:?}, {b:?}");
                    assert!(refined(or).contains(&a.max(b)), "or of {a:?}, {b:?}");
                }
            }
        }
    }
}

#[test]
fn a_presumption_only_settles_what_is_unknown() {
    // Operations keep `presumed` a refinement of `strict`.
    let sound = |belief: &Belief| refined(belief.strict).contains(&belief.presumed);
    for a in beliefs().into_iter().filter(sound) {
        assert!(sound(&!a), "not {a:?}");
        for b in beliefs().into_iter().filter(sound) {
            assert!(sound(&a.and(b)) && sound(&a.or(b)), "{a:?}, {b:?}");
            assert!(!a.and(b).is_true() || (a.is_true() && b.is_true()));
        }
    }
    assert!(Belief { strict: Truth::Unknown, presumed: Truth::False }.rests_on_presumption());
    assert!(!Belief::UNKNOWN.rests_on_presumption() && !Belief::TRUE.rests_on_presumption());
}

#[test]
fn truth_comes_from_what_is_known() {
    assert_eq!((Truth::from(true), Truth::from(false), Truth::from(None)), (Truth::True, Truth::False, Truth::Unknown));
    assert_eq!((Truth::from(Some(true)), Truth::from(Some(false))), (Truth::True, Truth::False));
    assert_eq!((Belief::from(true), Belief::from(Truth::Unknown)), (Belief::TRUE, Belief::UNKNOWN));
}
