//! Bars of counts: what share of each row falls into which class.

/// One class's share of a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The class's name, which is also its key in the catalogue after `relation-`.
    pub class: String,
    /// How many.
    pub count: usize,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What the row is.
    pub label: String,
    /// Where the row's name leads.
    pub path: Option<String>,
    /// Its parts, in the order drawn.
    pub parts: Vec<Part>,
}

/// Bars of one length each, divided by share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    /// The bars, from the top.
    pub bars: Vec<Bar>,
}

/// A rectangle of the drawing, in its own units.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice<'a> {
    /// The class.
    pub class: &'a str,
    /// How many.
    pub count: usize,
    /// Left edge.
    pub x: f64,
    /// Width.
    pub width: f64,
}

impl Bar {
    /// All that the bar counts.
    pub fn total(&self) -> usize {
        self.parts.iter().map(|part| part.count).sum()
    }

    /// The parts as rectangles on a line of a given width.
    pub fn slices(&self, width: f64) -> Vec<Slice<'_>> {
        let total = self.total().max(1) as f64;
        let mut x = 0.0;
        let mut slices = Vec::with_capacity(self.parts.len());
        for part in self.parts.iter().filter(|part| part.count > 0) {
            let share = width * part.count as f64 / total;
            slices.push(Slice { class: &part.class, count: part.count, x: round(x), width: round(share) });
            x += share;
        }
        slices
    }

    /// The count of a class.
    pub fn count(&self, class: &str) -> usize {
        self.parts.iter().filter(|part| part.class == class).map(|part| part.count).sum()
    }
}

impl Bars {
    /// Classes that occur, in the order in which bars name them.
    pub fn classes(&self) -> Vec<&str> {
        let mut classes: Vec<&str> = Vec::new();
        for part in self.bars.iter().flat_map(|bar| &bar.parts) {
            if !classes.contains(&part.class.as_str()) {
                classes.push(&part.class);
            }
        }
        classes
    }
}

/// Hundredths are enough to draw by, and keep the same drawing the same bytes.
pub(super) fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(class: &str, count: usize) -> Part {
        Part { class: class.into(), count }
    }

    #[test]
    fn slices_fill_the_line_in_order() {
        let bar = Bar { label: "3".into(), path: None, parts: vec![part("equal", 3), part("narrower", 0), part("broader", 1)] };
        let slices = bar.slices(400.0);
        assert_eq!(slices.iter().map(|slice| (slice.class, slice.x, slice.width)).collect::<Vec<_>>(), [("equal", 0.0, 300.0), ("broader", 300.0, 100.0)]);
    }

    #[test]
    fn a_bar_of_nothing_draws_nothing() {
        assert!(Bar { label: String::new(), path: None, parts: vec![part("equal", 0)] }.slices(400.0).is_empty());
    }
}
