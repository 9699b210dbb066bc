//! How the children of a paragraph stand to it: by its own words, and by what ties its children.

use std::collections::BTreeMap;

use crate::label::{Label, printed};
use crate::model::{Join, SourceProvision};

/// Words at the end of a paragraph whose sentence its children finish.
const OPEN_ENDS: [&str; 9] = ["that", "which", "with", "both", "to", "and", "are", "have", "having"];
/// Words that begin a condition, not a thing.
const PREDICATES: [&str; 12] = ["not", "specially", "designed", "have", "having", "contain", "containing", "capable", "are", "is", "being", "meeting"];
/// What `with the following` must speak of to state conditions (`coated with the following resists` lists things).
const QUALITIES: [&str; 9] =
    ["characteristics", "features", "properties", "parameters", "capabilities", "criteria", "specifications", "attributes", "requirements"];

/// How the children of a paragraph stand to it, by the last of its phrases that says so.
///
/// ```
/// use comity_read::{join::join_of, model::Join};
/// assert_eq!(join_of("Pumps having all of the following:"), Join::All);
/// assert_eq!(join_of("Pumps made of any of the following materials:"), Join::Any);
/// assert_eq!(join_of("Pumps as follows, and plates coated with the following paints:"), Join::Class);
/// ```
pub fn join_of(text: &str) -> Join {
    let lower = text.to_ascii_lowercase();
    let follows = lower.rfind("as follows");
    let Some(at) = last_following(&lower).filter(|at| follows.is_none_or(|f| f < *at)) else {
        return if follows.is_none() { described(&lower) } else { Join::Class };
    };
    let head = lower.get(..at).unwrap_or_default();
    let mut before: Vec<&str> = head.split_whitespace().rev().take(6).collect();
    before.reverse();
    let near = before.join(" ").replace("havingall", "having all").replace("anyof", "any of").replace("allof", "all of");
    let says = |words: &[&str]| words.iter().filter_map(|w| near.rfind(w)).max();
    let any = says(&["any of", "any one of", "either of", "at least one of", "one or more of", "one of", "any the"]);
    let all = says(&["all of", "all the", "both of", "each of"]);
    let qualities = || {
        let next = lower.get(at + "following".len()..).unwrap_or_default().trim_start();
        !next.starts_with(|c: char| c.is_alphanumeric()) || QUALITIES.iter().any(|word| next.starts_with(word))
    };
    match (any, all) {
        (Some(x), Some(y)) if x > y => Join::Any,
        (_, Some(_)) => Join::All,
        (Some(_), None) => Join::Any,
        (None, None) if ["having the", "meeting the", "meet the"].iter().any(|w| near.ends_with(w)) => Join::All,
        (None, None) if near.ends_with("with the") && qualities() => Join::All,
        (None, None) => Join::Class,
    }
}

/// The last `following`; not the one of `any of the following, or combination of the following`, which goes on.
fn last_following(lower: &str) -> Option<usize> {
    let at = lower.rfind("following")?;
    let head = lower.get(..at)?;
    let goes_on = ["combination of the ", "combinations of the "].iter().any(|words| head.ends_with(words));
    if goes_on { head.rfind("following").or(Some(at)) } else { Some(at) }
}

/// `having both of the characteristics described in this entry`.
fn described(lower: &str) -> Join {
    let places = ["this eccn", "this entry", "the list of items controlled"];
    let quantities = ["all of the", "all the", "both of the", "both"];
    let says = |quantity: &&str, place: &&str| lower.contains(&format!("{quantity} characteristics described in {place}"));
    if quantities.iter().any(|q| places.iter().any(|p| says(q, p))) { Join::All } else { Join::Class }
}

/// What of a paragraph's words tells how it is tied to its neighbours.
#[derive(Clone, Debug, Default)]
struct Ties {
    /// It breaks off in a sentence that its children finish: `that:`, `both:`.
    open: bool,
    /// It ends in a bare colon; whether its children finish its sentence is told by them.
    colon: bool,
    /// It begins as a condition does.
    predicate: bool,
    /// It ends in `and`.
    and: bool,
    /// Paragraphs whose characteristics it says it has.
    takes: Vec<Label>,
}

/// The ties of an entry's paragraphs.
#[derive(Debug, Default)]
pub(crate) struct TieBook(BTreeMap<Label, Ties>);

impl TieBook {
    /// Keeps what ties a paragraph.
    pub(crate) fn keep(&mut self, label: &Label, text: &str) {
        self.0.insert(label.clone(), ties(text));
    }
    /// Sets the joins that only the children tell.
    pub(crate) fn settle(&self, level: &mut [SourceProvision]) {
        for node in level {
            let open = self.0.get(&node.label).is_some_and(|head| head.open || head.colon && self.all_predicates(&node.children));
            if node.join == Join::Class && (open && self.tied_by_and(&node.children) || self.refer_to_each_other(&node.children)) {
                node.join = Join::All;
            }
            self.settle(&mut node.children);
        }
    }
    /// How the outermost paragraphs stand to the entry, whose heading says `join`.
    pub(crate) fn of_entry(&self, roots: &[SourceProvision], join: Join) -> Join {
        if join == Join::Class && self.refer_to_each_other(roots) { Join::All } else { join }
    }
    fn all_predicates(&self, children: &[SourceProvision]) -> bool {
        children.iter().all(|c| self.0.get(&c.label).is_some_and(|t| t.predicate))
    }
    fn tied_by_and(&self, children: &[SourceProvision]) -> bool {
        match children {
            [.., before, last] => !last.reserved && self.0.get(&before.label).is_some_and(|t| t.and),
            _ => false,
        }
    }
    /// `a. ... having both of the characteristics described in 9A999.b; and b. Having ...`: b is a condition of a.
    fn refer_to_each_other(&self, children: &[SourceProvision]) -> bool {
        let [one, other] = children else { return false };
        self.0.get(&one.label).is_some_and(|t| t.takes.contains(&other.label)) && self.0.get(&other.label).is_some_and(|t| t.predicate)
    }
}

fn ties(text: &str) -> Ties {
    let words = printed(text).map_or(text, |(_, rest)| rest);
    let plain: String = words.chars().filter(|c| !matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'')).collect::<String>().trim().to_ascii_lowercase();
    let bare = plain.trim_end_matches([':', ';', ',', '.', ' ']);
    let last = bare.rsplit(' ').next().unwrap_or_default();
    let first = plain.split(' ').next().unwrap_or_default();
    Ties {
        open: OPEN_ENDS.contains(&last) && !plain.ends_with(['.', ';']),
        colon: plain.ends_with(':') && !bare.ends_with("as follows"),
        predicate: PREDICATES.contains(&first),
        and: last == "and",
        takes: characteristics_of(words),
    }
}

/// Whether a paragraph begins as a condition does, not as a thing: `Having ...`, `Designed for ...`.
pub(crate) fn is_predicate(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    PREDICATES.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// The paragraphs in `the characteristics described in 9A999.b`.
fn characteristics_of(words: &str) -> Vec<Label> {
    const MARK: &str = "characteristics described in ";
    words
        .match_indices(MARK)
        .filter_map(|(at, _)| {
            let code = words.get(at + MARK.len()..)?.split([' ', ':', ',', ';']).next()?;
            Label::parse(code.trim_end_matches('.').split_once('.')?.1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::TreeBuilder;

    #[test]
    fn by_the_words_of_the_parent() {
        assert_eq!(join_of("Things having all of the following characteristics:"), Join::All);
        assert_eq!(join_of("Things having any of the following:"), Join::Any);
        assert_eq!(join_of("Things having any of the following characteristics:"), Join::Any);
        assert_eq!(join_of("Things, as follows:"), Join::Class);
        assert_eq!(join_of("Things as follows (see any of the following), as follows:"), Join::Class);
        assert_eq!(join_of("Plain"), Join::Class);
        assert_eq!(join_of("Paints as follows and plates coated with the following paints:"), Join::Class);
        assert_eq!(join_of("Paths to caps with the following characteristics:"), Join::All);
        assert_eq!(join_of("Things with the following:"), Join::All);
        assert_eq!(join_of("Made of any of the following metals, or combination of the following metals, and clean:"), Join::Any);
        assert_eq!(join_of("Columns having all of the characteristics described in this ECCN (see the list)."), Join::All);
        assert_eq!(join_of("Presses having all of the characteristics described in the List of Items Controlled, and parts therefor."), Join::All);
        assert_eq!(join_of("Software that lends the characteristics described in ECCN 9A999."), Join::Class);
    }

    /// The joins of the paragraphs that have children, and how the outermost stand to the entry.
    #[track_caller]
    fn check(paragraphs: &[&str], want: &str) {
        let mut tree = TreeBuilder::default();
        for text in paragraphs {
            let (label, _) = printed(text).unwrap();
            tree.place(&label, text);
        }
        let entry = tree.entry_join(Join::Class);
        let mut out = vec![entry.word().to_owned()];
        for root in tree.finish() {
            root.walk(&mut |p| out.extend((!p.children.is_empty()).then(|| format!("{}:{}", p.label, p.join.word()))));
        }
        assert_eq!(out.join(" "), want, "{paragraphs:?}");
    }

    #[test]
    fn by_what_ties_the_children() {
        check(&["a. Kits, and their parts, that:", "a.1. Are made to fit a jar; and", "a.2. Have clean sides."], "class a:all");
        check(&["a. Able to keep, for an hour, both:", "a.1. A “scale” of one; and", "a.2. An error of two."], "class a:all");
        check(&["a. Gear for checking plates with:", "a.1. A scale of one; and", "a.2. A precision of two;"], "class a:all");
        check(&["a. “Gear”:", "a.1. Not listed elsewhere; and", "a.2. “Specially designed” for one use."], "class a:all");
        check(&["a. Charges that make a hole, and", "a.1. Contain powder;", "a.2. Have a cone; and", "a.3. Have a rim."], "class a:all");
        check(&["a. “Gear” “specially designed” to:", "a.1. Fit a roof; and", "a.2. Collect rain."], "class a:all");
    }

    #[test]
    fn lists_of_things_stay_classes() {
        check(&["a. Parts, as follows, and bolts therefor.", "a.1. Knobs; and", "a.2. Wheels."], "class a:class");
        check(&["a. Ways to see, such as:", "a.1. Machine eyes; and", "a.2. Infrared eyes."], "class a:class");
        check(&["a. Tools for making what category II names:", "a.1. Drills; and", "a.2. Lathes."], "class a:class");
        check(&["a. Gear as follows:", "a.1. Designed for one use; and", "a.2. Designed for another."], "class a:class");
        check(&["a. Shelters made to:", "a.1. Keep rain off; or", "a.2. Keep wind off."], "class a:class");
        check(&["a. Gear that:", "a.1. Is old; and", "a.2. [Reserved]"], "class a:class");
    }

    #[test]
    fn a_paragraph_can_be_the_condition_of_the_one_before() {
        let first = "a. Metal, as follows, having both of the characteristics described in 9A999.b:";
        check(&[first, "a.1. Pure;", "a.2. Mixed; and", "b. Having both of the following:", "b.1. A rim; and", "b.2. A weight."], "all a:class b:all");
        check(&[first, "a.1. Pure;", "b. Pipes."], "class a:class");
    }
}
