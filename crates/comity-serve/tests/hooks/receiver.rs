//! A receiver of messages on a port of this machine, which answers as it is told.

use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// How a request is answered.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    /// With this status.
    Status(u16),
    /// By leading elsewhere.
    Redirect,
    /// Not at all: whoever asks waits.
    Never,
}

pub struct Receiver {
    pub address: String,
    came: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    /// Answers with these, one after the other, and with the last one from then on.
    pub fn start(replies: &[Reply]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let came: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (kept, mut replies) = (came.clone(), replies.iter().copied().collect::<VecDeque<_>>());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let reply = if replies.len() > 1 { replies.pop_front().unwrap() } else { replies[0] };
                let kept = kept.clone();
                std::thread::spawn(move || answer(stream.unwrap(), reply, &kept));
            }
        });
        Self { address, came }
    }

    pub fn came(&self) -> Vec<Request> {
        self.came.lock().unwrap().clone()
    }
}

fn answer(stream: TcpStream, reply: Reply, kept: &Mutex<Vec<Request>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or_default() == 0 {
        return;
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        let name = name.to_lowercase();
        if name == "content-length" {
            length = value.parse().unwrap();
        }
        headers.push((name, value.to_owned()));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    kept.lock().unwrap().push(Request { path, headers, body: String::from_utf8(body).unwrap() });
    let mut stream = stream;
    let head = match reply {
        Reply::Status(status) => format!("HTTP/1.1 {status} -"),
        Reply::Redirect => "HTTP/1.1 307 -\r\nLocation: /elsewhere".to_owned(),
        Reply::Never => {
            std::thread::sleep(Duration::from_secs(20));
            return;
        }
    };
    let _ = stream.write_all(format!("{head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes()); // the sender may be gone
}
