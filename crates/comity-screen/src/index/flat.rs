//! Many short lists in two blocks: quick to build, to store and to load.

use serde::{Deserialize, Serialize};

/// Lists of numbers, addressed by the hash of a key. Keys are not kept: what a list holds must be checked against the question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Where each bucket begins; one more than there are buckets, which are a power of two.
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl Table {
    /// Pairs of hash and value. Within a bucket values keep the order in which they came.
    pub fn new(pairs: impl Iterator<Item = (u64, u32)> + Clone) -> Self {
        Self::of(|take| pairs.clone().for_each(|(key, value)| take(key, value)))
    }

    /// The same of pairs that `each` gives, every time alike: it is asked three times, so that they need not be kept beside the table.
    pub fn of(each: impl Fn(&mut dyn FnMut(u64, u32))) -> Self {
        let mut count = 0usize;
        each(&mut |_, _| count += 1);
        let buckets = count.next_power_of_two().max(1);
        let mut starts = vec![0u32; buckets + 1];
        each(&mut |key, _| {
            if let Some(start) = starts.get_mut(bucket(key, buckets) + 1) {
                *start += 1;
            }
        });
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut values = vec![0u32; count];
        each(&mut |key, value| {
            if let Some(at) = next.get_mut(bucket(key, buckets)) {
                if let Some(place) = values.get_mut(*at as usize) {
                    *place = value;
                }
                *at += 1;
            }
        });
        Self { starts, values }
    }

    /// The values in the key's bucket: those of the key, and of others that share it.
    pub fn get(&self, key: u64) -> &[u32] {
        let Some(buckets) = self.starts.len().checked_sub(1).filter(|count| *count > 0) else { return &[] };
        let at = bucket(key, buckets);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(until)) => self.values.get(*from as usize..*until as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

fn bucket(key: u64, buckets: usize) -> usize {
    // The multiplication has mixed the upper bits best.
    usize::try_from(key >> 32).unwrap_or_default() & (buckets - 1)
}

/// A list of numbers for each of `0..n`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists {
    /// Where each list begins; one more than there are lists.
    pub starts: Vec<u32>,
    /// All lists, one after the other.
    pub values: Vec<u32>,
}

impl Lists {
    /// `count` lists from pairs of list and value, in the order in which they come.
    pub fn new(count: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0u32; count + 1];
        for (list, _) in pairs.clone() {
            if let Some(start) = starts.get_mut(list as usize + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut values = vec![0u32; sum as usize];
        for (list, value) in pairs {
            if let Some(at) = next.get_mut(list as usize) {
                if let Some(place) = values.get_mut(*at as usize) {
                    *place = value;
                }
                *at += 1;
            }
        }
        Self { starts, values }
    }

    /// The list of a number; empty where there is none.
    pub fn get(&self, list: u32) -> &[u32] {
        match (self.starts.get(list as usize), self.starts.get(list as usize + 1)) {
            (Some(from), Some(until)) => self.values.get(*from as usize..*until as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Hash of a short word: FNV-1a, then mixed. The same on every machine, for it is part of a stored index.
pub fn hash(word: impl IntoIterator<Item = u8>) -> u64 {
    let fnv = word.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (fnv ^ (fnv >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}
