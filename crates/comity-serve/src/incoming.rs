//! A body that is read line by line on a thread of its own, while it comes in.

use std::io::{self, BufRead, Read};

use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use tokio::sync::mpsc;

/// Pieces of a body that wait: whoever sends faster than is read is slowed down.
const WAITING: usize = 8;

/// A body as it comes in, for a thread that may wait.
pub struct Incoming {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Incoming {
    /// The body, received by a task of its own until it ends or nobody reads it any more.
    pub fn of(body: Body) -> Self {
        let (send, pieces) = mpsc::channel::<io::Result<Bytes>>(WAITING);
        tokio::spawn(async move {
            let mut arriving = body.into_data_stream();
            while let Some(piece) = arriving.next().await {
                let broken = piece.is_err();
                if send.send(piece.map_err(io::Error::other)).await.is_err() || broken {
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
