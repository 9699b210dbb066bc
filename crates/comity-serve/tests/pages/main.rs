//! The portal's longer ways, on a server that works in the background: a catalogue from a file, what a change of law did to it, a file of parties
//! screened, hits decided, and the inbox.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod catalogue;
mod screening;
mod site;
