//! Writing to standard output and standard error: a full disk or a closed pipe is an error, never a panic.

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
