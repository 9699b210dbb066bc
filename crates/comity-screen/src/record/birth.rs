//! Dates of birth as lists write them: a day, a month, a year, a span, about.

/// The days on which somebody may have been born, both ends included, as `YYYYMMDD` numbers that keep the order of days.
///
/// ```
/// use comity_screen::record::Birth;
///
/// let day = Birth::read("23 Sep 1982").unwrap();
/// assert!(day.meets(Birth::read("1982").unwrap()));
/// assert!(day.meets(Birth::read("circa 1983").unwrap()), "about a year: one either side");
/// assert!(!day.meets(Birth::read("1982-10-02").unwrap()));
/// assert_eq!(Birth::read("unknown"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birth {
    /// The earliest day.
    pub from: u32,
    /// The last day.
    pub until: u32,
}

impl Birth {
    /// Reads one date as written; `None` where no year between 1000 and 2999 can be made out.
    ///
    /// Known forms: `1982-09-23`, `1982-9`, `23 Sep 1982`, `Sep 23, 1982`, `23.9.1982`, `23/09/1982`, `1982`, `circa 1982`,
    /// `1980 to 1985`, `between 1980 and 1985`, `1980-1985`. Of `03/04/1982` it cannot be told which is the day: the span covers both readings.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let parts = Parts::of(text);
        let years: Vec<u32> = parts.numbers.iter().copied().filter(|number| (1000..3000).contains(number)).collect();
        let (first, last) = (*years.iter().min()?, *years.iter().max()?);
        if years.len() > 1 && first != last {
            return Some(Self { from: day(first, 1, 1), until: day(last, 12, 31) });
        }
        let rest: Vec<u32> = parts.numbers.iter().copied().filter(|number| (1..=31).contains(number)).collect();
        let exact = match (parts.month, rest.as_slice()) {
            (Some(month), [one, ..]) => Some((day(first, month, *one), day(first, month, *one))),
            (Some(month), []) => Some((day(first, month, 1), day(first, month, 31))),
            (None, [a, b, ..]) if parts.year_first && *a <= 12 => Some((day(first, *a, *b), day(first, *a, *b))),
            (None, [a, b, ..]) if *b > 12 && *a <= 12 => Some((day(first, *a, *b), day(first, *a, *b))),
            (None, [a, b, ..]) if *a > 12 && *b <= 12 => Some((day(first, *b, *a), day(first, *b, *a))),
            (None, [a, b, ..]) if *a <= 12 && parts.dotted => Some((day(first, *b, *a), day(first, *b, *a))),
            (None, [a, b, ..]) if *a <= 12 => {
                let (x, y) = (day(first, *a, *b), day(first, *b, *a));
                Some((x.min(y), x.max(y)))
            }
            (None, [a]) if parts.year_first && *a <= 12 => Some((day(first, *a, 1), day(first, *a, 31))),
            _ => None,
        };
        let about = u32::from(parts.about);
        let (from, until) = match exact {
            Some(span) if !parts.about => span,
            _ => (day(first - about, 1, 1), day(first + about, 12, 31)),
        };
        Some(Self { from, until })
    }

    /// Whether one day fits both.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }

    /// Whether a single day is known.
    #[must_use]
    pub fn is_day(self) -> bool {
        self.from == self.until
    }
}

fn day(year: u32, month: u32, day: u32) -> u32 {
    year * 10_000 + month * 100 + day
}

/// The numbers and words of a written date.
struct Parts {
    numbers: Vec<u32>,
    month: Option<u32>,
    year_first: bool,
    dotted: bool,
    about: bool,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Parts {
    fn of(text: &str) -> Self {
        // A date is short: whatever is longer is a remark, of which the beginning is enough.
        let text: String = text.chars().take(80).collect::<String>().to_lowercase();
        let pieces = text.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
        let mut parts = Self { numbers: Vec::new(), month: None, year_first: false, dotted: text.contains('.'), about: false };
        for piece in pieces {
            if let Ok(number) = piece.parse::<u32>() {
                parts.year_first |= parts.numbers.is_empty() && number >= 1000;
                parts.numbers.push(number);
            } else if let Some(month) = month(piece) {
                parts.month = parts.month.or(Some(month));
            } else {
                parts.about |= matches!(piece, "circa" | "approximately" | "about" | "approx" | "c" | "ca");
            }
        }
        parts
    }
}

fn month(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|month| word.starts_with(month))?;
    u32::try_from(at + 1).ok()
}
