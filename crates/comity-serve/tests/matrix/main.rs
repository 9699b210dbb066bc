//! Who may do what: every route and method, as every role, with every scope, as a member of another organisation, without the proof of a form, and as
//! a stranger. What is expected stands in `matrix.txt`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod routes;
mod table;
mod world;

use std::collections::BTreeSet;

use comity_serve::Config;
use comity_store::{Role, Scope};

use self::{
    table::{Mark, Row},
    world::{Answer, MARK, Side, World},
};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Nobody that is known.
    Stranger,
    /// A program whose token was revoked.
    Revoked,
    /// Somebody who signed in.
    Member(Role),
    /// A program with a member's token of all scopes.
    Program(Role),
    /// A program with an administrator's token of one scope.
    Scoped(Scope),
    /// An administrator's browser, led here by a page of somebody else.
    Forged,
    /// The administrator of another organisation, who knows this one's ids.
    Elsewhere,
    /// A program of theirs with all scopes.
    ProgramElsewhere,
}

impl Who {
    /// Everybody, with the mark of a row that tells what is expected of them.
    fn all(row: &Row) -> Vec<(Self, Mark)> {
        let mut all = vec![(Self::Stranger, row.stranger), (Self::Forged, row.forged), (Self::Elsewhere, row.elsewhere)];
        for (role, mark) in Role::ALL.iter().zip(row.roles) {
            // A token of all scopes opens to a program what the role opens to the person; pages know no tokens.
            all.extend([(Self::Member(*role), mark), (Self::Program(*role), if row.is_page() { row.stranger } else { mark })]);
        }
        all.extend(Scope::ALL.iter().zip(row.scopes).map(|(scope, mark)| (Self::Scoped(*scope), mark)));
        all.push((Self::ProgramElsewhere, if row.is_page() { row.stranger } else { row.elsewhere }));
        all.push((Self::Revoked, row.stranger));
        all
    }

    fn side(self) -> Side {
        if matches!(self, Self::Elsewhere | Self::ProgramElsewhere) { Side::Beta } else { Side::Alpha }
    }
}

/// What is wrong with one answer, if anything is.
fn fault(row: &Row, who: Who, mark: Mark, tried: &world::Tried) -> Option<String> {
    let answer = &tried.answer;
    let wrong = |what: String| Some(format!("{} {} as {who:?}: {what}: {}", row.method, row.asks(), answer.body.chars().take(300).collect::<String>()));
    if answer.status >= 500 {
        return wrong(format!("{} is a fault of ours", answer.status));
    }
    let want = match mark {
        Mark::Answered => row.status,
        Mark::Forbidden => 403,
        Mark::Nothing => 404,
        Mark::Unknown if row.is_page() => 303,
        Mark::Unknown => 401,
    };
    if answer.status != want {
        return wrong(format!("{} where {want} is expected", answer.status));
    }
    if mark == Mark::Unknown && row.is_page() && !answer.location.starts_with("/sign-in") {
        return wrong(format!("led to `{}` and not to where one signs in", answer.location));
    }
    let is_told = format!("{}{}", answer.body, answer.location).contains(MARK);
    if is_told && (who.side() == Side::Beta || mark != Mark::Answered || who == Who::Stranger) {
        return wrong("something of the organisation is told".into());
    }
    if let Some(lacking) = lacking(answer) {
        return wrong(lacking);
    }
    let noted = tried.after > tried.before;
    if mark == Mark::Answered && who.side() == Side::Alpha {
        (noted != row.is_noted && who != Who::Stranger && who != Who::Revoked).then(|| wrong(format!("noted in the audit trail: {noted}")))?
    } else {
        noted.then(|| wrong("it left something behind in the audit trail".into()))?
    }
}

/// What an answer does not say to a browser that it should.
fn lacking(answer: &Answer) -> Option<String> {
    let policy = answer.header("content-security-policy");
    let lacks = |what: &str| Some(format!("it lacks {what}"));
    if answer.header("x-content-type-options") != "nosniff" {
        return lacks("nosniff");
    }
    if ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"].iter().any(|demanded| !policy.contains(demanded)) || policy.contains("unsafe") {
        return lacks("a strict policy");
    }
    if !["no-store", "no-cache", "private, no-cache"].contains(&answer.header("cache-control")) {
        return lacks("a word to caches");
    }
    if !["no-referrer", "same-origin"].contains(&answer.header("referrer-policy")) {
        return lacks("a policy about referrers");
    }
    let media = answer.header("content-type");
    if !answer.body.is_empty() && (media.is_empty() || (media.starts_with("text/html") && !media.contains("charset=utf-8"))) {
        return lacks("a type");
    }
    // Nobody's page may ask from elsewhere.
    (!answer.header("access-control-allow-origin").is_empty()).then(|| "it lets others read it".into())
}

#[test]
fn browsers_are_told_to_come_by_tls_where_the_server_is_behind_it() {
    let row = table::rows().into_iter().find(|row| row.route == "/sign-in").unwrap();
    let told = |own: &str| {
        let world = World::with(Config { public_url: Some(own.into()), ..Config::default() });
        world.attempt(&row, Who::Stranger).answer.header("strict-transport-security").to_owned()
    };
    assert_eq!(told("https://comity.example"), "max-age=31536000; includeSubDomains");
    assert_eq!(told("http://localhost:8080"), "");
}

#[test]
fn everybody_gets_what_the_matrix_says_and_nothing_else() {
    let (rows, world) = (table::rows(), World::start());
    let mut faults = Vec::new();
    let mut tries = 0;
    for row in &rows {
        for (who, mark) in Who::all(row) {
            tries += 1;
            faults.extend(fault(row, who, mark, &world.attempt(row, who)));
        }
    }
    assert!(tries > 1000, "{tries}");
    assert!(faults.is_empty(), "{} of {tries} are not as the matrix says:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_matrix_has_every_route_and_no_other() {
    let known: BTreeSet<(String, String)> = table::rows().into_iter().map(|row| (row.method, row.route)).collect();
    let there: BTreeSet<(String, String)> = routes::of_the_api().into_iter().chain(routes::of_the_portal()).collect();
    let missing: Vec<_> = there.difference(&known).collect();
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the matrix: {missing:?}; in the matrix alone: {gone:?}");
}

#[test]
fn what_one_organisation_is_told_of_itself_would_be_seen() {
    // The search for what is another's would be worth nothing if it did not find it where it is.
    let world = World::start();
    let mut told = 0;
    for row in table::rows().iter().filter(|row| row.method == "GET" && row.elsewhere == Mark::Nothing) {
        let tried = world.attempt(row, Who::Member(Role::Administrator));
        told += usize::from(tried.answer.body.contains(MARK));
    }
    assert!(told >= 6, "{told}");
}
