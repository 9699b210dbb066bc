//! A web server of one test: it answers every request as the test says, and misbehaves where it is told to.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

/// What is answered.
pub struct Answer {
    status: u16,
    headers: String,
    body: Body,
    /// The length that the answer claims; none where it claims none.
    length: Option<usize>,
    /// After how many bytes of the body nothing more comes.
    stall_after: Option<usize>,
}

enum Body {
    Bytes(Vec<u8>),
    Endless,
}

impl Answer {
    pub fn status(status: u16) -> Self {
        Self { status, headers: String::new(), body: Body::Bytes(Vec::new()), length: Some(0), stall_after: None }
    }

    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self { length: Some(body.len()), body: Body::Bytes(body), ..Self::status(200) }
    }

    pub fn endless() -> Self {
        Self { body: Body::Endless, length: None, ..Self::status(200) }
    }

    pub fn header(mut self, line: &str) -> Self {
        self.headers += &format!("{line}\r\n");
        self
    }

    pub fn claiming(self, length: usize) -> Self {
        Self { length: Some(length), ..self }
    }

    pub fn without_length(self) -> Self {
        Self { length: None, ..self }
    }

    pub fn stall_after(self, bytes: usize) -> Self {
        Self { stall_after: Some(bytes), ..self }
    }

    fn write(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        let length = self.length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
        write!(stream, "HTTP/1.1 {} Answer\r\nConnection: close\r\n{length}{}\r\n", self.status, self.headers)?;
        match &self.body {
            Body::Bytes(bytes) => stream.write_all(bytes.get(..self.stall_after.unwrap_or(bytes.len())).unwrap())?,
            Body::Endless => loop {
                stream.write_all(&[b' '; 1 << 16])?;
            },
        }
        if self.stall_after.is_some() {
            // Until the client gives up, and no longer than any test waits.
            stream.set_read_timeout(Some(Duration::from_secs(30)))?;
            let _ = stream.read(&mut [0]);
        }
        Ok(())
    }
}

/// A server on a port of its own, for as long as the test runs.
pub struct Server {
    port: u16,
}

impl Server {
    /// Answers each request by its head.
    pub fn start(answer: impl Fn(&str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let head = head(&mut stream);
                // A client that hangs up on an answer that is too large is no fault of the server.
                let _ = answer(&head).write(&mut stream);
            }
        });
        Self { port }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/list.xml", self.port)
    }
}

fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}
