//! Writing to standard output and standard error: a full disk or a closed pipe is an error, never a panic.

use std::{any::Any, io::IsTerminal, time::Duration};

use comity_edge::{EdgeError, watch::Watch};
use indicatif::ProgressBar;

/// Writes a line to standard output.
macro_rules! say {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        writeln!(anstream::stdout(), $($argument)*)
    }};
}

/// Writes a line to standard error; where that fails, there is nowhere left to say so.
macro_rules! note {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(anstream::stderr(), $($argument)*);
    }};
}

pub(crate) use {note, say};

/// The terminal as what happens beside an answer is told there.
pub struct Terminal;

impl Watch for Terminal {
    fn notice(&self, text: &str) {
        note!("! {text}");
    }

    fn unusable(&self, error: EdgeError) {
        crate::error::CliError::from(error).print();
    }

    fn busy(&self, what: &str) -> Box<dyn Any> {
        let progress = if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        progress.enable_steady_tick(Duration::from_millis(100));
        progress.set_message(what.to_owned());
        Box::new(Spinner(progress))
    }
}

/// A spinner that goes when it is dropped.
struct Spinner(ProgressBar);

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
