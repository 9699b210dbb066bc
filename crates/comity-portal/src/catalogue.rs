//! The catalogue of words: every string that a person reads, by key, in the format of Project Fluent.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use thiserror::Error;
use unic_langid::LanguageIdentifier;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::lenient(LanguageIdentifier::default(), "en", include_str!("../locales/en.ftl")));

/// The words of one language.
///
/// ```
/// use comity_portal::Catalogue;
///
/// let words = Catalogue::parse("en", "greeting = Good day, { $name }").unwrap();
/// assert_eq!(words.say_with("greeting", &[("name", "Ada".into())]), "Good day, Ada");
/// assert_eq!(words.say("absent"), "absent"); // a key without words shows itself; a test keeps such keys out
/// ```
pub struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    language: String,
    faults: Vec<String>,
}

/// Why a file is no catalogue.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// The name of the language is none.
    #[error("`{0}` is not the name of a language, such as `en` or `pt-BR`")]
    Language(String),
    /// Entries that can't be read, or that stand twice.
    #[error("the catalogue has entries that cannot be read: {0}")]
    Entries(String),
}

/// A value that stands in the middle of words.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument<'a> {
    /// A count, which also chooses between singular and plural.
    Count(usize),
    /// A name, code or date.
    Text(Cow<'a, str>),
}

impl Catalogue {
    /// The English words, which are part of the crate.
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// Reads the words of another language.
    ///
    /// # Errors
    /// Where the language's name or any entry can't be read.
    pub fn parse(language: &str, source: &str) -> Result<Self, CatalogueError> {
        let id: LanguageIdentifier = language.parse().map_err(|_| CatalogueError::Language(language.into()))?;
        let catalogue = Self::lenient(id, language, source);
        if catalogue.faults.is_empty() { Ok(catalogue) } else { Err(CatalogueError::Entries(catalogue.faults.join("; "))) }
    }

    /// Reads what can be read, and keeps what could not.
    fn lenient(id: LanguageIdentifier, language: &str, source: &str) -> Self {
        let mut faults = Vec::new();
        let resource = FluentResource::try_new(source.into()).unwrap_or_else(|(resource, errors)| {
            faults.extend(errors.iter().map(ToString::to_string));
            resource
        });
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The marks that isolate text of another direction would stand in attributes and titles as well; pages use <bdi> instead.
        bundle.set_use_isolating(false);
        if let Err(errors) = bundle.add_resource(resource) {
            faults.extend(errors.iter().map(ToString::to_string));
        }
        Self { bundle, language: language.into(), faults }
    }

    /// The language's name, as in HTML's `lang`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// What could not be read.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Whether there are words for a key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The words of a key.
    pub fn say<'a>(&'a self, key: &'a str) -> Cow<'a, str> {
        self.words(key, None)
    }

    /// The words of a key, with values in their places.
    pub fn say_with<'a>(&'a self, key: &'a str, arguments: &[(&str, Argument<'_>)]) -> Cow<'a, str> {
        let mut values = FluentArgs::with_capacity(arguments.len());
        for (name, argument) in arguments {
            let value = match argument {
                Argument::Count(count) => FluentValue::from(*count),
                Argument::Text(text) => FluentValue::from(text.to_string()),
            };
            values.set((*name).to_owned(), value);
        }
        self.words(key, Some(&values))
    }

    fn words<'a>(&'a self, key: &'a str, values: Option<&FluentArgs<'_>>) -> Cow<'a, str> {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else { return key.into() };
        let mut faults = Vec::new();
        let words = self.bundle.format_pattern(pattern, values, &mut faults);
        Cow::Owned(words.into_owned())
    }
}

/// What can stand in the middle of words.
pub trait Placed {
    /// As an argument.
    fn argument(&self) -> Argument<'_>;
}

impl Placed for usize {
    fn argument(&self) -> Argument<'_> {
        Argument::Count(*self)
    }
}

impl Placed for str {
    fn argument(&self) -> Argument<'_> {
        Argument::Text(self.into())
    }
}

impl Placed for String {
    fn argument(&self) -> Argument<'_> {
        Argument::Text(self.as_str().into())
    }
}

impl Placed for Cow<'_, str> {
    fn argument(&self) -> Argument<'_> {
        Argument::Text(self.as_ref().into())
    }
}

impl<T: Placed + ?Sized> Placed for &T {
    fn argument(&self) -> Argument<'_> {
        (**self).argument()
    }
}

impl From<usize> for Argument<'_> {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}
