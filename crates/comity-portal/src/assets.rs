//! The files that pages refer to: one stylesheet, one script, one icon. Small enough to stand in the program.

use std::sync::LazyLock;

use crate::charts::Layout;

/// A file to serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The path that pages give.
    pub path: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// All files.
///
/// ```
/// let style = comity_portal::assets::all().iter().find(|asset| asset.path == "/assets/comity.css").unwrap();
/// assert_eq!(style.media_type, "text/css; charset=utf-8");
/// ```
pub fn all() -> &'static [Asset] {
    static STYLE: LazyLock<String> = LazyLock::new(|| [SHEETS, &Layout::bundled().style(), PRINT].concat());
    static ALL: LazyLock<[Asset; 3]> = LazyLock::new(|| {
        [
            Asset { path: "/assets/comity.css", media_type: "text/css; charset=utf-8", bytes: STYLE.as_bytes() },
            Asset { path: "/assets/comity.js", media_type: "text/javascript; charset=utf-8", bytes: include_bytes!("../assets/comity.js") },
            Asset { path: "/assets/mark.svg", media_type: "image/svg+xml", bytes: include_bytes!("../assets/mark.svg") },
        ]
    });
    &*ALL
}

/// The stylesheet: one file to fetch, several to read.
const SHEETS: &str = concat!(
    include_str!("../assets/style/base.css"),
    include_str!("../assets/style/shell.css"),
    include_str!("../assets/style/parts.css"),
    include_str!("../assets/style/answer.css"),
    include_str!("../assets/style/map.css"),
    include_str!("../assets/style/charts.css"),
);

/// What holds on paper comes last.
const PRINT: &str = include_str!("../assets/style/print.css");
