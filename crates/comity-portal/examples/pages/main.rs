//! Writes every page from sample view models into a folder: for screenshots, accessibility checks and a look at the design.
//!
//! `cargo run -p comity-portal --example pages -- DIR`. The samples are invented, marked as such on every page, and used nowhere else.
#![allow(clippy::unwrap_used, reason = "an example for developers: a fault shall stop it")]

mod law;
mod people;
mod questions;
mod ship;
mod stored;

use std::{fs, path::PathBuf, time::Instant};

use comity_portal::{Catalogue, Law, Person, Section, Shell, Template, assets};

/// Where pages go, and how each is rendered.
pub struct Book {
    folder: PathBuf,
    person: Person,
    law: Law,
}

impl Book {
    /// The shell of a section, signed in or not.
    pub fn shell(&self, section: Section, signed_in: bool) -> Shell<'_> {
        let mut shell = Shell::new(Catalogue::english(), section);
        shell.law = Some(&self.law);
        shell.sample = true;
        shell.accounts = true;
        if signed_in {
            shell.person = Some(&self.person);
            shell.csrf = Some("sample");
        }
        shell
    }

    /// Writes a page, and says how large it is and how long it took.
    pub fn page(&self, name: &str, page: &impl Template) {
        let start = Instant::now();
        let html = page.render().unwrap();
        let took = start.elapsed();
        println!("{name:24} {:>8} bytes {:>8.2} ms", html.len(), took.as_secs_f64() * 1e3);
        fs::write(self.folder.join(format!("{name}.html")), html).unwrap();
    }
}

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/pages".into()));
    fs::create_dir_all(folder.join("assets")).unwrap();
    for asset in assets::all() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes).unwrap();
    }
    let person = Person { name: "Ada Sample".into(), organisation: "Sample Instruments".into(), role: "administrator".into(), administers: true, audits: true };
    let book = Book { folder, person, law: Law { digest: "sha256:0123abcd…".into(), engine: "comity 0.0.0-sample".into() } };
    questions::start(&book);
    ship::pages(&book);
    questions::classify(&book);
    questions::compare(&book);
    questions::screen(&book);
    law::pages(&book);
    stored::pages(&book);
    people::pages(&book);
}
