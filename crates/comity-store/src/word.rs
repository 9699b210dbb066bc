//! Choices among a few words: an enum that is stored and shown by its word.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $kind:literal { $($(#[$about:meta])* $case:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$about])* $case,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$case),*];

            /// The word for it, as it is stored and shown to programs.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$case => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::StoreError;

            fn from_str(text: &str) -> $crate::error::Result<Self> {
                let known = || Self::ALL.iter().map(|one| one.word()).collect::<Vec<_>>().join(", ");
                Self::ALL.iter().copied().find(|one| one.word() == text)
                    .ok_or_else(|| $crate::error::StoreError::invalid($kind, format!("`{text}` is none of: {}", known())))
            }
        }

        impl From<$name> for $crate::database::Value {
            fn from(word: $name) -> Self {
                Self::Text(Some(word.word().to_owned()))
            }
        }
    };
}
pub(crate) use words;
