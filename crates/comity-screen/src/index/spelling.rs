//! Which listed words a misspelt one could stand for.
//!
//! Two keys lead from a word to its likes. *Deletions* (Garbe's symmetric deletion): a word and its misspelling have a common rest
//! once one or two letters are taken from each; only the first [`PREFIX`] letters are used, which bounds the number of rests. *Skeletons*:
//! the consonants, by classes of sound, which survive dropped or changed vowels, doubled letters and other transliterations.
//! Both give candidates only; [`crate::likeness`] decides.

use serde::{Deserialize, Serialize};

use super::{
    flat::{Table, hash},
    vocabulary::{Vocabulary, WordId},
};

/// Letters at the beginning of a word whose deletions are kept.
const PREFIX: usize = 7;
/// Words up to this length are sought with one edit only: two plain errors in six letters make another word
/// ([`crate::likeness::LEAST`]), and changed vowels or sounds are found by the skeleton.
const SHORT: usize = 6;

/// The two tables.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Spelling {
    deletions: Table,
    skeletons: Table,
}

impl Spelling {
    /// Keys of every word. There are some twenty a word: they are made again for each step of the table, and never held together.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let all = 0..u32::try_from(vocabulary.len()).unwrap_or(u32::MAX);
        let deletions = Table::of(|take| {
            let mut rests = Vec::new();
            for id in all.clone() {
                keys(vocabulary.word(id), &mut rests);
                rests.iter().for_each(|key| take(*key, id));
            }
        });
        let skeletons = Table::of(|take| {
            let mut bones = Vec::new();
            for id in all.clone() {
                if skeleton(vocabulary.word(id), &mut bones) {
                    take(hash(bones.iter().copied()), id);
                }
            }
        });
        Self { deletions, skeletons }
    }

    /// Adds the words that may be a slip of the pen away; the same word may be added several times.
    pub fn written_like(&self, word: &[u8], scratch: &mut Keys, found: &mut Vec<WordId>) {
        keys(word, &mut scratch.rests);
        for key in &scratch.rests {
            found.extend_from_slice(self.deletions.get(*key));
        }
    }

    /// Adds the words that may have the same consonants by sound.
    pub fn sounding_like(&self, word: &[u8], scratch: &mut Keys, found: &mut Vec<WordId>) {
        if skeleton(word, &mut scratch.bones) {
            found.extend_from_slice(self.skeletons.get(hash(scratch.bones.iter().copied())));
        }
    }
}

/// Room for keys, used again from word to word.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    rests: Vec<u64>,
    bones: Vec<u8>,
}

/// The hashes of what is left of the word's beginning without up to two of its letters, each once.
fn keys(word: &[u8], rests: &mut Vec<u64>) {
    rests.clear();
    let start = word.get(..PREFIX).unwrap_or(word);
    let mut rest = [0u8; PREFIX];
    let without = |skip: [usize; 2], rest: &mut [u8; PREFIX]| {
        let mut length = 0;
        for (at, c) in start.iter().enumerate() {
            if !skip.contains(&at) {
                if let Some(place) = rest.get_mut(length) {
                    *place = *c;
                }
                length += 1;
            }
        }
        hash(rest.iter().copied().take(length))
    };
    let none = usize::MAX;
    rests.push(without([none, none], &mut rest));
    if start.len() < 2 {
        return;
    }
    for first in 0..start.len() {
        rests.push(without([first, none], &mut rest));
        if word.len() > SHORT {
            for second in first + 1..start.len() {
                rests.push(without([first, second], &mut rest));
            }
        }
    }
    rests.sort_unstable();
    rests.dedup();
}

/// The consonants by class of sound, a doubled letter once; false where fewer than two are left, which would bring in too much.
pub fn skeleton(word: &[u8], bones: &mut Vec<u8>) -> bool {
    bones.clear();
    let mut before = 0;
    for (at, c) in word.iter().copied().enumerate() {
        let next = word.get(at + 1).copied().unwrap_or_default();
        let sound = match (c, next) {
            _ if c == before => continue,
            (b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'h' | b'w', _) => 0,
            (b'p', b'h') | (b'f' | b'v', _) => b'f',
            (b'c', b'h') | (b'j' | b'g', _) => b'j',
            (b'c' | b'q' | b'k' | b'x', _) => b'k',
            (b's' | b'z', _) => b's',
            (b'd' | b't', _) => b't',
            (b'b' | b'p', _) => b'p',
            (other, _) => other,
        };
        before = c;
        if sound != 0 {
            bones.push(sound);
        }
    }
    bones.len() > 1
}
