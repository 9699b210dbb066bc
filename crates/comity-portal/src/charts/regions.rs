//! What two provisions control, drawn over two numeric characteristics: rectangles on a plane, and an item that shows the difference.

use super::bars::round;

/// A stretch of one axis in the axis's own unit; an end that is absent is open.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// From here.
    pub from: Option<f64>,
    /// To here.
    pub to: Option<f64>,
}

/// What one side controls: a rectangle, open where a span is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rectangle {
    /// Along the first characteristic.
    pub x: Span,
    /// Along the second.
    pub y: Span,
}

/// An item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// Along the first characteristic.
    pub x: f64,
    /// Along the second.
    pub y: f64,
    /// What it is, in words.
    pub label: String,
}

/// Regions over two characteristics.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// The first characteristic, with its unit.
    pub x: String,
    /// The second, with its unit.
    pub y: String,
    /// What the first side controls.
    pub a: Vec<Rectangle>,
    /// What the second side controls.
    pub b: Vec<Rectangle>,
    /// Items that show how they differ.
    pub witnesses: Vec<Point>,
}

/// A rectangle in the units of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A mark on an axis: where it is drawn, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Along the axis, in the units of the drawing.
    pub at: f64,
    /// The number.
    pub label: String,
}

/// Width and height of the plane in the units of the drawing.
const PLANE: (f64, f64) = (520.0, 320.0);

impl Plot {
    /// What the first side controls, to draw.
    pub fn drawn_a(&self) -> Vec<Drawn> {
        self.drawn(&self.a)
    }

    /// What the second side controls, to draw.
    pub fn drawn_b(&self) -> Vec<Drawn> {
        self.drawn(&self.b)
    }

    /// Witnesses, to draw: each with its place and words.
    pub fn drawn_witnesses(&self) -> Vec<(f64, f64, &str)> {
        let (across, up) = self.scales();
        self.witnesses.iter().map(|point| (round(across.place(point.x)), round(PLANE.1 - up.place(point.y)), point.label.as_str())).collect()
    }

    /// Marks of the first axis.
    pub fn marks_x(&self) -> Vec<Mark> {
        let (across, _) = self.scales();
        marks(&across, self.numbers(|rectangle| rectangle.x, |point| point.x), |place| place)
    }

    /// Marks of the second axis.
    pub fn marks_y(&self) -> Vec<Mark> {
        let (_, up) = self.scales();
        marks(&up, self.numbers(|rectangle| rectangle.y, |point| point.y), |place| PLANE.1 - place)
    }

    fn drawn(&self, rectangles: &[Rectangle]) -> Vec<Drawn> {
        let (across, up) = self.scales();
        rectangles
            .iter()
            .map(|rectangle| {
                let (left, right) = across.stretch(rectangle.x);
                let (bottom, top) = up.stretch(rectangle.y);
                Drawn { x: round(left), y: round(PLANE.1 - top), width: round(right - left), height: round(top - bottom) }
            })
            .collect()
    }

    fn scales(&self) -> (Scale, Scale) {
        let across = Scale::of(&self.numbers(|rectangle| rectangle.x, |point| point.x), PLANE.0);
        let up = Scale::of(&self.numbers(|rectangle| rectangle.y, |point| point.y), PLANE.1);
        (across, up)
    }

    fn numbers(&self, span: impl Fn(&Rectangle) -> Span, at: impl Fn(&Point) -> f64) -> Vec<f64> {
        let ends = self.a.iter().chain(&self.b).flat_map(|rectangle| {
            let span = span(rectangle);
            [span.from, span.to]
        });
        let mut numbers: Vec<f64> = ends.flatten().chain(self.witnesses.iter().map(at)).filter(|number| number.is_finite()).collect();
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        numbers
    }
}

/// From the numbers of an axis to the drawing: by their logarithm where they are positive and lie far apart.
struct Scale {
    least: f64,
    most: f64,
    logarithmic: bool,
    length: f64,
}

impl Scale {
    fn of(numbers: &[f64], length: f64) -> Self {
        let (least, most) = (numbers.first().copied().unwrap_or(0.0), numbers.last().copied().unwrap_or(1.0));
        let logarithmic = least > 0.0 && most / least > 50.0;
        let (low, high) = if logarithmic { (least.log10(), most.log10()) } else { (least, most) };
        // Room beyond the outermost numbers shows which way a region is open.
        let room = if high > low { (high - low) * 0.25 } else { high.abs().max(1.0) * 0.5 };
        Self { least: low - room, most: high + room, logarithmic, length }
    }

    fn place(&self, number: f64) -> f64 {
        let number = if self.logarithmic { number.max(f64::MIN_POSITIVE).log10() } else { number };
        ((number - self.least) / (self.most - self.least) * self.length).clamp(0.0, self.length)
    }

    fn stretch(&self, span: Span) -> (f64, f64) {
        (span.from.map_or(0.0, |from| self.place(from)), span.to.map_or(self.length, |to| self.place(to)))
    }
}

/// The numbers that regions begin and end at are what a reader looks for: they are the marks, as long as they don't touch.
fn marks(scale: &Scale, numbers: Vec<f64>, turn: impl Fn(f64) -> f64) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for number in numbers {
        let place = scale.place(number);
        if place - last >= 34.0 {
            last = place;
            marks.push(Mark { at: round(turn(place)), label: shown(number) });
        }
    }
    marks
}

fn shown(number: f64) -> String {
    if number != 0.0 && (number.abs() >= 1e6 || number.abs() < 1e-3) { format!("{number:e}") } else { format!("{}", (number * 1e6).round() / 1e6) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(x: f64, y: f64) -> Rectangle {
        Rectangle { x: Span { from: Some(x), to: None }, y: Span { from: Some(y), to: None } }
    }

    #[test]
    fn an_open_region_reaches_the_edge() {
        let plot = Plot { a: vec![from(10.0, 5.0)], b: vec![from(20.0, 5.0)], ..Plot::default() };
        let (a, b) = (plot.drawn_a(), plot.drawn_b());
        assert_eq!((a[0].x + a[0].width, a[0].y), (520.0, 0.0));
        assert!(a[0].x < b[0].x, "the region that begins earlier is drawn further left");
    }

    #[test]
    fn marks_name_the_limits() {
        let plot = Plot { a: vec![from(10.0, 5.0)], b: vec![from(2000.0, 5.0)], ..Plot::default() };
        assert_eq!(plot.marks_x().iter().map(|mark| mark.label.as_str()).collect::<Vec<_>>(), ["10", "2000"]);
    }

    #[test]
    fn nothing_to_draw_is_drawn_without_numbers_that_are_none() {
        let plot = Plot { witnesses: vec![Point { x: 3.0, y: f64::INFINITY, label: String::new() }], ..Plot::default() };
        assert!(plot.drawn_witnesses().iter().all(|(x, y, _)| x.is_finite() && y.is_finite()));
    }
}
