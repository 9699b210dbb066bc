//! What the typesetter may see: the template, the data and the fonts, all in memory.

use typst::{
    Library, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The name of the data, as the template asks for it.
const DATA: &str = "sheet.json";
const TEMPLATE: &str = "sheet.typ";

/// The template.
static TEXT: &str = include_str!("../templates/sheet.typ");

/// A name within what is seen; `None` for one that is no name.
fn id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// What one sheet is set from.
pub struct Desk<'p> {
    library: &'p LazyHash<Library>,
    book: &'p LazyHash<FontBook>,
    fonts: &'p [Font],
    template: Source,
    data: (FileId, Bytes),
}

impl<'p> Desk<'p> {
    /// With data as JSON; `None` where the names of this module are none.
    pub fn of(library: &'p LazyHash<Library>, book: &'p LazyHash<FontBook>, fonts: &'p [Font], data: Vec<u8>) -> Option<Self> {
        Some(Self { library, book, fonts, template: Source::new(id(TEMPLATE)?, TEXT.into()), data: (id(DATA)?, Bytes::new(data)) })
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// There is no clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
