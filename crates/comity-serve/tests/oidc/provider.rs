//! The provider as a process, on a port that stays its own.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::OnceLock,
};

use crate::{CLIENT, SECRET};

/// A provider that knows one client.
pub struct Provider {
    port: u16,
    back: String,
    /// With what it says: it would end where nobody could read it.
    child: Option<(Child, BufReader<ChildStdout>)>,
}

impl Provider {
    /// One that sends people back to an address. It is not started yet.
    pub fn at(back: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { port, back: back.to_owned(), child: None }
    }

    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// An address as the provider gives it, with its host.
    pub fn absolute(&self, place: &str) -> String {
        if place.starts_with('/') { format!("{}{place}", self.issuer()) } else { place.to_owned() }
    }

    /// Starts it, and waits until it answers.
    pub fn start(&mut self) {
        let mut child = Command::new("node")
            .arg(program())
            .args([&self.port.to_string(), CLIENT, SECRET, &self.back])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("these tests need Node on the path: {error}"));
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        output.read_line(&mut said).unwrap();
        assert_eq!(said.trim(), self.issuer());
        self.child = Some((child, output));
    }

    pub fn stop(&mut self) {
        if let Some((mut child, _)) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The program, beside its packages: below the target folder, so that nothing of others stands in the repository.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc");
        let there = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oidc-provider");
        fs::create_dir_all(&there).unwrap();
        let wanted = fs::read_to_string(here.join("package.json")).unwrap();
        // The list of packages is written last: where it is the wanted one, they are all there.
        if fs::read_to_string(there.join("package.json")).ok().as_ref() != Some(&wanted) || !there.join("node_modules").exists() {
            let loading = there.join("loading");
            let _ = fs::remove_dir_all(&loading);
            fs::create_dir_all(&loading).unwrap();
            fs::write(loading.join("package.json"), &wanted).unwrap();
            let done = Command::new("npm").args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"]).arg(&loading).status();
            assert!(done.is_ok_and(|status| status.success()), "npm cannot install the provider");
            let _ = fs::remove_dir_all(there.join("node_modules"));
            fs::rename(loading.join("node_modules"), there.join("node_modules")).unwrap();
            fs::write(there.join("package.json"), &wanted).unwrap();
        }
        let program = there.join("provider.mjs");
        fs::copy(here.join("provider.mjs"), &program).unwrap();
        program
    })
}
