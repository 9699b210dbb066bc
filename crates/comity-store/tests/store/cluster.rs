//! A private PostgreSQL: a cluster in a temporary folder, on a socket in it, gone when this process is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A running PostgreSQL server of our own.
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    // Waits for the end of this process, however it comes, then stops the server and removes the folder. Its input is the pipe that tells it.
    _watch: Child,
}

/// The cluster that all tests of this process share.
pub fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(Cluster::start)
}

impl Cluster {
    pub fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("comity-pg-").tempdir_in("/tmp").expect("a temporary folder").keep();
        if is_root() {
            let user = numeric(&["id", "-u", "postgres"]);
            let group = numeric(&["id", "-g", "postgres"]);
            std::os::unix::fs::chown(&folder, Some(user), Some(group)).expect("the folder is given to postgres");
        }
        let data = folder.join("data");
        run(as_server(&programs.join("initdb")).arg("-D").arg(&data).args(["-A", "trust", "-U", "comity", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]));
        let stop = format!(
            "read nothing; {} -D {data} -m immediate stop >/dev/null 2>&1; rm -rf {folder}",
            shell(&as_server(&programs.join("pg_ctl"))),
            data = data.display(),
            folder = folder.display()
        );
        let watch = Command::new("sh").args(["-c", &stop]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("sh runs");
        let cluster = Self { folder, programs, _watch: watch };
        cluster.run_server();
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Starts the server, and waits until it answers.
    pub fn run_server(&self) {
        let options = format!("-k {} -c listen_addresses= -c fsync=on -c max_connections=200", self.folder.display());
        for _ in 0..100 {
            let mut start = as_server(&self.programs.join("pg_ctl"));
            start.arg("-D").arg(self.data()).args(["-w", "-t", "30", "-l"]).arg(self.folder.join("log")).args(["-o", &options, "start"]);
            // After a kill, the server's last processes may still hold its memory.
            if start.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("pg_ctl runs").success() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("PostgreSQL does not start:\n{}", fs::read_to_string(self.folder.join("log")).unwrap_or_default());
    }

    /// Ends the server at once, without asking anyone.
    pub fn stop_server(&self) {
        run(as_server(&self.programs.join("pg_ctl")).arg("-D").arg(self.data()).args(["-m", "immediate", "-w", "stop"]));
    }

    /// Kills the server's first process, as a crash would.
    pub fn kill_server(&self) {
        let pid = fs::read_to_string(self.data().join("postmaster.pid")).expect("the server runs");
        let pid = pid.lines().next().expect("its number").to_owned();
        run(Command::new("kill").args(["-9", &pid]));
    }

    /// Makes an empty database, and gives its address.
    pub fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let psql = self.programs.join("psql");
        run(Command::new(psql).arg("-h").arg(&self.folder).args(["-U", "comity", "-d", "postgres", "-qc", &format!("CREATE DATABASE {name}")]));
        format!("postgres://comity@localhost/{name}?host={}", self.folder.display())
    }
}

/// Debian keeps them apart by version; elsewhere they are on the path.
fn programs() -> PathBuf {
    let mut places: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    places.sort();
    places.reverse();
    places.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let found = places.into_iter().find(|place| ["initdb", "pg_ctl", "psql"].iter().all(|program| place.join(program).is_file()));
    found.expect("the tests of the store need PostgreSQL's programs (initdb, pg_ctl, psql): install them, on Debian `apt-get install postgresql`")
}

fn is_root() -> bool {
    numeric(&["id", "-u"]) == 0
}

fn numeric(command: &[&str]) -> u32 {
    let said = run(Command::new(command[0]).args(&command[1..]));
    String::from_utf8_lossy(&said.stdout).trim().parse().expect("a number")
}

/// The server refuses to run as root; Debian's package makes the user `postgres`.
fn as_server(program: &Path) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program).current_dir("/");
        command
    } else {
        Command::new(program)
    }
}

fn shell(command: &Command) -> String {
    std::iter::once(command.get_program()).chain(command.get_args()).map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn run(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
