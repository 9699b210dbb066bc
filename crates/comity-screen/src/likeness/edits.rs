//! How many plain errors two words are apart: a quick count before the costly comparison.

/// A word, ready to be compared with many others.
///
/// Counts letters changed, added, left out or swapped with their neighbour (optimal string alignment), a whole column of the table in one
/// machine word: H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
///
/// ```
/// use comity_screen::likeness::Edits;
///
/// let word = Edits::of(b"resistance");
/// assert_eq!(word.to(b"resistance"), 0);
/// assert_eq!(word.to(b"eesistance"), 1);
/// assert_eq!(word.to(b"ersistence"), 2, "two swapped, one changed");
/// ```
#[derive(Clone, Debug)]
pub struct Edits {
    /// Where each byte stands in the word, a bit a place.
    places: [u64; 128],
    length: u32,
}

impl Edits {
    /// Makes a word ready; of a longer one the first 64 letters.
    #[must_use]
    pub fn of(word: &[u8]) -> Self {
        let mut places = [0; 128];
        for (at, c) in word.iter().take(64).enumerate() {
            places[usize::from(*c) & 127] |= 1 << at;
        }
        Self { places, length: u32::try_from(word.len().min(64)).unwrap_or(64) }
    }

    /// The number of errors.
    #[must_use]
    pub fn to(&self, other: &[u8]) -> u32 {
        if self.length == 0 {
            return u32::try_from(other.len()).unwrap_or(u32::MAX);
        }
        let last = 1u64 << (self.length - 1);
        let (mut up, mut down, mut diagonal, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
        let mut distance = self.length;
        for c in other.iter().take(64) {
            let here = self.places[usize::from(*c) & 127];
            let swapped = ((!diagonal & here) << 1) & before;
            diagonal = (((here & up).wrapping_add(up)) ^ up) | here | down | swapped;
            let plus = down | !(diagonal | up);
            let minus = diagonal & up;
            if plus & last != 0 {
                distance += 1;
            } else if minus & last != 0 {
                distance = distance.saturating_sub(1);
            }
            let plus = plus << 1 | 1;
            let minus = minus << 1;
            up = minus | !(diagonal | plus);
            down = plus & diagonal;
            before = here;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Edits;

    /// The table itself, cell by cell.
    fn plain(a: &[u8], b: &[u8]) -> u32 {
        let mut table = vec![vec![0u32; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    u32::try_from(i + j).unwrap()
                } else {
                    let change = table[i - 1][j - 1] + u32::from(a[i - 1] != b[j - 1]);
                    let mut least = change.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(table[i - 2][j - 2] + 1);
                    }
                    least
                };
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn counts_like_the_plain_table(a in "[a-d]{1,12}", b in "[a-d]{0,12}") {
            prop_assert_eq!(Edits::of(a.as_bytes()).to(b.as_bytes()), plain(a.as_bytes(), b.as_bytes()));
        }
    }
}
