//! Charts that are drawn on the server: the map of tiles, bars of counts, regions of two characteristics, editions on a line of time.

mod bars;
mod regions;
mod tiles;
mod timeline;

pub use bars::{Bar, Bars, Part};
pub use regions::{Plot, Point, Rectangle, Span};
pub use tiles::{Layout, LayoutError, Part as WorldPart, Place, Tile, WorldMap};
pub use timeline::{Moment, Timeline};
