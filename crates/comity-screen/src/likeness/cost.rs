//! What each error of writing costs, and the cheapest way from one word to another.

/// Cost of a plain error: one letter for an unrelated one, added or left out. The others are parts of it.
pub const PLAIN: u16 = 20;

/// Words compared are at most this long.
const LONGEST: usize = 32;
/// Rows are a power of two, so that a masked place is always inside.
const ROW: usize = 64;
const MASK: usize = ROW - 1;

/// The cheapest way from `a` to `b`, `None` where it costs more than `most`.
///
/// Damerau's four errors (a letter changed, added, left out, two swapped), in the band that `most` allows. What the words begin and end with alike
/// is taken for itself, but for one letter on either side, which says whether the one beside it is doubled.
pub fn distance(a: &[u8], b: &[u8], most: u16) -> Option<u16> {
    let (a, b) = (a.get(..LONGEST).unwrap_or(a), b.get(..LONGEST).unwrap_or(b));
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count().saturating_sub(1);
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count().saturating_sub(1);
    let (m, n) = (a.len() - end, b.len() - end);
    // A letter more or less costs at least this much, but for one of a double.
    let band = usize::from(most / VOWEL) + 1;
    if m.abs_diff(n) > band {
        return None;
    }
    let (a, b) = (a.get(..m).unwrap_or(a), b.get(..n).unwrap_or(b));
    let (a, b) = (&codes(a), &codes(b));
    let mut rows = [[u16::MAX / 2; ROW]; 3];
    let [before, last, row] = &mut rows;
    let (mut before, mut last, mut row) = (before, last, row);
    last[0] = 0;
    for j in 1..=n {
        last[j & MASK] = last[(j - 1) & MASK] + gap(b, j - 1);
    }
    for i in 1..=m {
        let gap_a = gap(a, i - 1);
        let (from, until) = (i.saturating_sub(band).max(1), (i + band).min(n));
        row[(from - 1) & MASK] = if from == 1 { last[0] + gap_a } else { u16::MAX / 2 };
        let mut least = row[(from - 1) & MASK];
        let (ca, pa) = (a[(i - 1) & MASK], a[i.wrapping_sub(2) & MASK]);
        let costs = &SWAP[usize::from(ca) & MASK];
        for j in from..=until {
            let cb = b[(j - 1) & MASK];
            let mut change = costs[usize::from(cb) & MASK];
            if change == PLAIN && start == 0 && (i == 1 || j == 1) {
                // The first letter is seldom mistaken.
                change = PLAIN + 2;
            }
            let mut best = (last[(j - 1) & MASK] + change).min(row[(j - 1) & MASK] + gap(b, j - 1));
            best = best.min(last[j & MASK].saturating_add(gap_a));
            if i > 1 && j > 1 && ca != cb && ca == b[(j - 2) & MASK] && cb == pa {
                best = best.min(before[(j - 2) & MASK] + SWAPPED);
            }
            row[j & MASK] = best;
            least = least.min(best);
        }
        if until < n {
            row[(until + 1) & MASK] = u16::MAX / 2;
        }
        if least > most {
            return None;
        }
        (before, last, row) = (last, row, before);
    }
    let cost = last[n & MASK];
    (cost <= most).then_some(cost)
}

/// Two letters in the wrong order.
const SWAPPED: u16 = 16;
/// A vowel left out or put in.
const VOWEL: u16 = 9;
/// A letter doubled, or one of two left out.
const DOUBLED: u16 = 4;

fn codes(word: &[u8]) -> [u8; ROW] {
    let mut codes = [0; ROW];
    for (code, c) in codes.iter_mut().zip(word.iter().take(LONGEST)) {
        *code = CODE[usize::from(*c)];
    }
    codes
}

/// What it costs that a letter is missing on the other side.
fn gap(word: &[u8; ROW], i: usize) -> u16 {
    let c = word[i & MASK];
    if i > 0 && word[(i - 1) & MASK] == c { DOUBLED } else { GAP[usize::from(c) & MASK] }
}

/// Letters 1 to 26, figures 27 to 36, everything else 0.
static CODE: [u8; 256] = {
    let mut codes = [0; 256];
    let mut c = 0u8;
    while c < 26 {
        codes[(b'a' + c) as usize] = c + 1;
        c += 1;
    }
    while c < 36 {
        codes[(b'0' + c - 26) as usize] = c + 1;
        c += 1;
    }
    codes
};

/// Letters that are easily left out or put in: vowels, and half-vowels and breathings between transliterations.
static GAP: [u16; ROW] = {
    let mut gaps = [PLAIN; ROW];
    let (soft, vowels) = (*b"yhwj", *b"aeiou");
    let mut at = 0;
    while at < vowels.len() {
        gaps[CODE[vowels[at] as usize] as usize] = VOWEL;
        at += 1;
    }
    at = 0;
    while at < soft.len() {
        gaps[CODE[soft[at] as usize] as usize] = 10;
        at += 1;
    }
    gaps
};

/// Letters and figures that are taken for each other, with the cost: read wrong by a machine, one vowel for another, one sound in two ways of writing.
const ALIKE: [(u16, &[[u8; 2]]); 4] = [
    (6, &[*b"0o", *b"1i", *b"1l", *b"5s", *b"8b", *b"il", *b"iy", *b"ij"]),
    (7, &[*b"ae", *b"ai", *b"ao", *b"au", *b"ei", *b"eo", *b"eu", *b"io", *b"iu", *b"ou"]),
    (8, &[*b"ck", *b"cq", *b"kq", *b"cs", *b"sz", *b"cz", *b"fv", *b"vw"]),
    (11, &[*b"dt", *b"bp", *b"gj", *b"gk", *b"jy", *b"uw", *b"ow", *b"uv", *b"bv", *b"gh", *b"hk", *b"mn", *b"kx", *b"hx", *b"jz", *b"cj", *b"ey"]),
];

static SWAP: [[u16; ROW]; ROW] = {
    let mut costs = [[PLAIN; ROW]; ROW];
    let mut at = 0;
    while at < ROW {
        costs[at][at] = 0;
        at += 1;
    }
    let mut group = 0;
    while group < ALIKE.len() {
        let (cost, pairs) = ALIKE[group];
        let mut at = 0;
        while at < pairs.len() {
            let (a, b) = (CODE[pairs[at][0] as usize] as usize, CODE[pairs[at][1] as usize] as usize);
            costs[a][b] = cost;
            costs[b][a] = cost;
            at += 1;
        }
        group += 1;
    }
    costs
};
