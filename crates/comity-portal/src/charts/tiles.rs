//! The map of the world as tiles: one square a country, so that a small one is as easy to see and to reach as a large one.

use std::{fmt::Write as _, sync::LazyLock};

use thiserror::Error;

use crate::Outcome;

static BUNDLED: LazyLock<Layout> = LazyLock::new(|| Layout::read(include_str!("../../data/tiles.txt")).unwrap_or_default());

/// Where the tiles stand.
///
/// ```
/// use comity_portal::charts::Layout;
///
/// let layout = Layout::parse(". AA\nBB .\nnorth: AA\nsouth: BB\n").unwrap();
/// assert_eq!((layout.across(), layout.down()), (2, 2));
/// assert_eq!(layout.place("BB").map(|place| (place.column, place.row)), Some((1, 2)));
/// assert!(Layout::parse("AA AA\nnorth: AA").is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    places: Vec<Place>,
    parts: Vec<String>,
    across: usize,
    down: usize,
}

/// The place of one country's tile; columns and rows count from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The country's code.
    pub country: String,
    /// The column.
    pub column: usize,
    /// The row.
    pub row: usize,
    /// The part of the world, as a number among the layout's parts.
    pub part: usize,
}

/// Why a text is no layout.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LayoutError {
    /// A country has two tiles.
    #[error("`{0}` stands twice on the map")]
    Twice(String),
    /// A country has a tile and no part of the world.
    #[error("`{0}` stands on the map and under no part of the world")]
    NoPart(String),
}

impl Layout {
    /// The layout that is part of the crate.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Reads a layout: rows of codes and dots, then a line a part of the world, `name: code code`. `#` begins a remark.
    ///
    /// # Errors
    /// Where a code stands twice, or under no part of the world.
    pub fn parse(text: &str) -> Result<Self, LayoutError> {
        Self::read(text)
    }

    fn read(text: &str) -> Result<Self, LayoutError> {
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let parts: Vec<(&str, Vec<&str>)> =
            lines().filter_map(|line| line.split_once(':')).map(|(name, codes)| (name.trim(), codes.split_whitespace().collect())).collect();
        let mut layout = Self { parts: parts.iter().map(|(name, _)| (*name).to_owned()).collect(), ..Self::default() };
        for (row, line) in lines().filter(|line| !line.contains(':')).enumerate() {
            layout.down = row + 1;
            for (column, code) in line.split_whitespace().enumerate() {
                layout.across = layout.across.max(column + 1);
                if code.starts_with('.') {
                    continue;
                }
                if layout.place(code).is_some() {
                    return Err(LayoutError::Twice(code.into()));
                }
                let part = parts.iter().position(|(_, codes)| codes.contains(&code)).ok_or_else(|| LayoutError::NoPart(code.into()))?;
                layout.places.push(Place { country: code.into(), column: column + 1, row: row + 1, part });
            }
        }
        Ok(layout)
    }

    /// Columns.
    pub fn across(&self) -> usize {
        self.across
    }

    /// Rows.
    pub fn down(&self) -> usize {
        self.down
    }

    /// The place of a country's tile.
    pub fn place(&self, country: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.country == country)
    }

    /// The rules of style that put tiles into their places: a class a column and a class a row, for no page carries styles of its own.
    pub fn style(&self) -> String {
        let mut style = format!("@media (min-width: 62rem) {{\n.world {{ --across: {}; }}\n", self.across);
        for column in 1..=self.across {
            let _ = writeln!(style, ".x{column} {{ grid-column: {column}; }}");
        }
        // One more row for countries that have no place of their own.
        for row in 1..=self.down + 1 {
            let _ = writeln!(style, ".y{row} {{ grid-row: {row}; }}");
        }
        style.push_str("}\n");
        style
    }
}

/// A country on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// The country's code.
    pub country: String,
    /// Its name.
    pub name: String,
    /// The worst outcome of any jurisdiction; none for the country of departure itself.
    pub outcome: Option<Outcome>,
    /// Where a click leads: the same question for this destination; nowhere, where the question is too long for an address.
    pub path: Option<String>,
    /// Whether it is the destination that was asked about.
    pub chosen: bool,
}

/// The tiles of one part of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name, to be looked up in the catalogue.
    pub name: String,
    /// The tiles, each with its column and row.
    pub tiles: Vec<(usize, usize, Tile)>,
}

/// The whole map: what the item needs from the chosen place to every country.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorldMap {
    /// The part of the question that holds for all tiles, in words: item, place of departure, day.
    pub about: String,
    /// Tiles by part of the world.
    pub parts: Vec<Part>,
    /// How many countries have which outcome, worst first; those that none has are left out.
    pub counts: Vec<(Outcome, usize)>,
}

impl WorldMap {
    /// Puts tiles into their places. A country without a place of its own stands in a row below, so that none is dropped.
    pub fn new(layout: &Layout, about: String, tiles: Vec<Tile>) -> Self {
        let counts = Outcome::ALL
            .into_iter()
            .map(|outcome| (outcome, tiles.iter().filter(|tile| tile.outcome == Some(outcome)).count()))
            .filter(|(_, count)| *count > 0)
            .collect();
        let mut parts: Vec<Part> = layout.parts.iter().map(|name| Part { name: name.clone(), tiles: Vec::new() }).collect();
        let mut elsewhere = Part { name: "elsewhere".into(), tiles: Vec::new() };
        for tile in tiles {
            match layout.place(&tile.country).and_then(|place| Some((place, parts.get_mut(place.part)?))) {
                Some((place, part)) => part.tiles.push((place.column, place.row, tile)),
                None => elsewhere.tiles.push((elsewhere.tiles.len() % layout.across.max(1) + 1, layout.down + 1, tile)),
            }
        }
        parts.push(elsewhere);
        parts.retain(|part| !part.tiles.is_empty());
        for part in &mut parts {
            part.tiles.sort_by(|(_, _, a), (_, _, b)| a.name.cmp(&b.name));
        }
        Self { about, parts, counts }
    }
}
