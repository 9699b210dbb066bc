//! The real server on a store of its own, which outlives it.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::cluster;

/// The database behind a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Where servers keep what they keep: their data folder and their database.
pub struct Place {
    folder: TempDir,
    database: Option<String>,
    token: String,
}

/// A running server.
pub struct Server<'p> {
    place: &'p Place,
    child: Child,
    pub address: String,
    log: Arc<Mutex<Vec<Json>>>,
}

/// What came back; nothing where the server was gone before it answered.
pub type Answer = Option<(u16, String)>;

/// Runs the program, which must end well or as `code` says.
pub fn comity(code: i32, arguments: &[&str]) -> Output {
    let output = program(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_comity"));
    command.args(arguments).stdin(Stdio::null()).env_remove("COMITY_LAW").env_remove("COMITY_DATABASE").env_remove("COMITY_DATA");
    command
}

impl Place {
    pub fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = (kind == Kind::Postgres).then(|| cluster::shared().database());
        let mut place = Self { folder, database, token: String::new() };
        let scopes = ["decide", "screen", "read", "write", "admin"].map(|scope| ["--scope", scope]).concat();
        let made = place.comity(&[&["token", "--organisation", "Sample", "--email", "ada@example.org"], &scopes[..]].concat());
        place.token = made.trim().to_owned();
        place
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The command line with the same store.
    pub fn comity(&self, arguments: &[&str]) -> String {
        let said = comity(0, &[arguments, &self.stores()].concat());
        String::from_utf8(said.stdout).unwrap()
    }

    fn stores(&self) -> Vec<&str> {
        let database = self.database.iter().flat_map(|database| ["--database", database.as_str()]);
        ["--data", self.path().to_str().unwrap()].into_iter().chain(database).collect()
    }

    /// A server, once it listens. Jobs stay with one that died for a second.
    pub fn serve(&self) -> Server<'_> {
        let arguments = [&["serve", "--listen", "127.0.0.1:0", "--lease", "1"], &self.stores()[..]].concat();
        let mut child = program(&arguments).env("COMITY_LOG", "info").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let said = lines.by_ref().find(|line| line.contains("listening")).expect("it listens");
        let said: Json = serde_json::from_str(&said).unwrap();
        let log = Arc::<Mutex<Vec<Json>>>::default();
        let to = log.clone();
        // Read on, or the server waits for somebody who reads.
        std::thread::spawn(move || lines.for_each(|line| to.lock().unwrap().extend(serde_json::from_str(&line))));
        Server { place: self, child, address: said["address"].as_str().unwrap().to_owned(), log }
    }
}

impl Server<'_> {
    /// SIGKILL, while others still talk with it.
    pub fn signal_kill(&self) {
        assert!(Command::new("kill").args(["-KILL", &self.child.id().to_string()]).status().unwrap().success());
    }

    /// SIGKILL, and waits until nothing of it runs any more.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn try_post(&self, path: &str, form: &str, body: &[u8]) -> Answer {
        let request = agent().post(format!("http://{}{path}", self.address)).header("authorization", self.bearer()).content_type(form);
        answer(request.send(body))
    }

    pub fn try_get(&self, path: &str) -> Answer {
        answer(agent().get(format!("http://{}{path}", self.address)).header("authorization", self.bearer()).call())
    }

    pub fn get(&self, path: &str) -> String {
        let (status, body) = self.try_get(path).expect("an answer");
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub fn json(&self, path: &str) -> Json {
        serde_json::from_str(&self.get(path)).unwrap()
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.place.token)
    }

    /// Begins to hand in a job, and gives the open connection before all of it has gone.
    pub fn half_a_job(&self, first: &str, length: usize) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "POST /api/v1/jobs?kind=decide HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {length}\r\n\r\n{first}",
            self.bearer()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    /// The jobs that this server took up, as its log says.
    pub fn taken(&self) -> Vec<String> {
        let log = self.log.lock().unwrap();
        let taken = log.iter().filter(|line| line.to_string().contains("a job is taken up"));
        taken.map(|line| line["job"].as_str().unwrap_or_else(|| panic!("{line}")).to_owned()).collect()
    }

    /// A job once it has ended.
    pub fn ended(&self, id: &str) -> Json {
        let begun = Instant::now();
        loop {
            let job = self.json(&format!("/api/v1/jobs/{id}"));
            if !job["ended"].is_null() {
                return job;
            }
            assert!(begun.elapsed() < Duration::from_secs(300), "{job}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Without connections that wait for the next request: servers come and go.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_idle_connections(0).timeout_global(Some(Duration::from_secs(120)));
    ureq::Agent::new_with_config(config.build())
}

fn answer(came: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = came.ok()?;
    let body = response.body_mut().with_config().limit(1 << 30).read_to_string().ok()?;
    Some((response.status().as_u16(), body))
}
