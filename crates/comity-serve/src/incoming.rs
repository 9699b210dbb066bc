//! A body that is read line by line on a thread of its own, while it comes in.

use std::{
    io::{self, BufRead, Read},
    time::Duration,
};

use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use tokio::{sync::mpsc, time};

/// Pieces of a body that wait: whoever sends faster than is read is slowed down.
const WAITING: usize = 8;
/// For how long a sender may be silent: a place for long work is not held for one that has gone.
const SILENCE: Duration = Duration::from_secs(60);

/// A body as it comes in, for a thread that may wait.
pub struct Incoming {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Incoming {
    /// The body, received by a task of its own until it ends or nobody reads it any more.
    pub fn of(body: Body) -> Self {
        Self::within(body, SILENCE)
    }

    fn within(body: Body, silence: Duration) -> Self {
        let (send, pieces) = mpsc::channel::<io::Result<Bytes>>(WAITING);
        tokio::spawn(async move {
            let mut arriving = body.into_data_stream();
            loop {
                let piece = match time::timeout(silence, arriving.next()).await {
                    Ok(Some(piece)) => piece.map_err(io::Error::other),
                    Ok(None) => return,
                    Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, format!("nothing came for {} seconds", silence.as_secs()))),
                };
                let broken = piece.is_err();
                if send.send(piece).await.is_err() || broken {
                    return;
                }
            }
        });
        Self { pieces, piece: Bytes::new() }
    }
}

impl BufRead for Incoming {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.piece = piece?,
                None => break,
            }
        }
        Ok(&self.piece)
    }

    fn consume(&mut self, amount: usize) {
        let _ = self.piece.split_to(amount.min(self.piece.len()));
    }
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let piece = self.fill_buf()?;
        let length = piece.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), piece.get(..length)) {
            to.copy_from_slice(from);
        }
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    #[test]
    fn a_silent_sender_is_not_waited_for() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let pieces = stream::iter([Ok::<_, io::Error>("begun")]).chain(stream::pending());
        let mut input = runtime.block_on(async { Incoming::within(Body::from_stream(pieces), Duration::from_millis(50)) });
        let mut text = String::new();
        assert_eq!(input.read_to_string(&mut text).unwrap_err().kind(), io::ErrorKind::TimedOut);
        // What came is not lost, and nothing comes after.
        assert_eq!(input.read_to_string(&mut text).unwrap(), 0);
        assert_eq!(text, "begun");
    }
}
