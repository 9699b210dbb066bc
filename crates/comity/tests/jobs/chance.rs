//! Numbers by chance, from a seed that a failure shows.

/// SplitMix64.
pub struct Chance(u64);

impl Chance {
    /// From `COMITY_KILLS_SEED`, else from the clock.
    pub fn new() -> Self {
        let seed = std::env::var("COMITY_KILLS_SEED").ok().map(|seed| seed.parse().expect("a number"));
        let seed = seed.unwrap_or_else(|| jiff::Timestamp::now().as_nanosecond() as u64);
        eprintln!("COMITY_KILLS_SEED={seed}");
        Self(seed)
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}
