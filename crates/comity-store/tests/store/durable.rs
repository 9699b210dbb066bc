//! What was acknowledged is there after `kill -9`.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use comity_store::{Address, DeterminationFilter, Office, Page, Store, Trail};

use crate::cluster::Cluster;
use crate::harness::{Fresh, Kind, built, organisation, runtime};

/// Rounds on each database; more by `COMITY_DURABLE_ROUNDS`.
fn rounds() -> u32 {
    std::env::var("COMITY_DURABLE_ROUNDS").ok().map_or(100, |rounds| rounds.parse().expect("a number of rounds"))
}

/// Numbers by chance, from a seed that a failure shows: SplitMix64.
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        let seed = std::env::var("COMITY_DURABLE_SEED").ok().map(|seed| seed.parse().expect("a number"));
        let seed = seed.unwrap_or_else(|| jiff::Timestamp::now().as_nanosecond() as u64);
        eprintln!("COMITY_DURABLE_SEED={seed}");
        Self(seed)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// Lets the writer run for a while, kills it (or what `kill` kills first), and gives the ids that it had printed.
fn killed_writer(address: &str, office: &Office, after: Duration, kill: impl FnOnce()) -> Vec<String> {
    let program = built().join("examples/durable");
    let mut writer = Command::new(&program)
        .args([address, &office.organisation().to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}; build it with `cargo build -p comity-store --example durable`", program.display()));
    let mut printed = BufReader::new(writer.stdout.take().expect("its output")).lines();
    let first = printed.next().expect("it stores something").expect("text");
    // Its output is read all the while, so that it never waits for us.
    let rest = std::thread::spawn(move || printed.map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(after);
    kill();
    // SIGKILL: nothing of it runs any more. It may have ended by itself, when the server was killed.
    drop(writer.kill());
    writer.wait().expect("it ended");
    let mut ids = vec![first];
    ids.extend(rest.join().expect("read"));
    // The last line may have been cut by the kill.
    ids.retain(|id| id.len() == 36);
    ids
}

async fn check(office: &Office, acknowledged: &[String]) {
    for id in acknowledged {
        let id = id.parse().expect("an id");
        office.determination(id).await.unwrap_or_else(|error| panic!("acknowledged, and not there: {error}"));
    }
    let Trail::Whole { entries, .. } = office.verify_audit().await.unwrap() else { panic!("the audit trail is broken") };
    let (mut kept, mut page) = (0, Page::first(1000));
    loop {
        let paged = office.determinations(&DeterminationFilter::default(), &page).await.unwrap();
        kept += paged.items.len();
        match paged.next {
            Some(next) => page = Page::after(next, 1000),
            None => break,
        }
    }
    // Each determination has its entry, and each entry its determination: two more are of the organisation's making.
    assert_eq!(kept + 2, usize::try_from(entries).unwrap());
}

/// Says how many determinations were acknowledged in all the rounds.
fn report(kind: Kind, rounds: u32, acknowledged: usize) {
    eprintln!("{kind:?}: {rounds} kills, {acknowledged} determinations acknowledged, all there");
    assert!(acknowledged > rounds as usize, "the writer hardly wrote: this showed nothing");
}

#[test]
fn an_acknowledged_write_to_sqlite_survives_kill_9() {
    let (fresh, mut chance, mut total) = (Fresh::new(Kind::Sqlite), Chance::new(), 0);
    let runtime = runtime();
    for _ in 0..rounds() {
        let (store, office) = runtime.block_on(async {
            let store = fresh.store().await;
            let (office, _) = organisation(&store, "Alpha").await;
            (store, office)
        });
        runtime.block_on(store.close());
        let ids = killed_writer(&fresh.address.to_string(), &office, Duration::from_micros(chance.below(120_000)), || {});
        runtime.block_on(async {
            let store = fresh.store().await;
            check(&store.of(office.organisation()), &ids).await;
            store.close().await;
        });
        total += ids.len();
    }
    report(Kind::Sqlite, rounds(), total);
}

#[test]
fn an_acknowledged_write_to_postgres_survives_kill_9_of_the_program_and_of_the_server() {
    let (cluster, mut chance, mut total) = (Cluster::start(), Chance::new(), 0);
    let address = cluster.database();
    let runtime = runtime();
    for round in 0..rounds() {
        let address_: Address = address.parse().unwrap();
        let (store, office) = runtime.block_on(async {
            let store = Store::open(&address_).await.unwrap();
            let (office, _) = organisation(&store, "Alpha").await;
            (store, office)
        });
        runtime.block_on(store.close());
        let server_too = round % 10 == 9;
        let kill = || {
            if server_too {
                cluster.kill_server();
            }
        };
        let ids = killed_writer(&address, &office, Duration::from_micros(chance.below(120_000)), kill);
        if server_too {
            cluster.run_server();
        }
        runtime.block_on(async {
            let store = Store::open(&address_).await.unwrap();
            check(&store.of(office.organisation()), &ids).await;
            store.close().await;
        });
        total += ids.len();
    }
    report(Kind::Postgres, rounds(), total);
}
