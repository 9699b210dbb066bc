//! The matrix as it is written.

/// What somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `+`: an answer.
    Answered,
    /// `-`: that they may not (403).
    Forbidden,
    /// `?`: to be asked who they are (401; a page leads to where one signs in).
    Unknown,
    /// `0`: that there is no such thing (404).
    Nothing,
}

/// A route with a method, and what comes of it.
#[derive(Debug)]
pub struct Row {
    pub method: String,
    /// As the router knows it.
    pub route: String,
    /// The status of an answer.
    pub status: u16,
    /// Whether an answer leaves an entry in the audit trail; none where that depends on who asks.
    pub is_noted: Option<bool>,
    pub stranger: Mark,
    pub roles: [Mark; 5],
    pub scopes: [Mark; 5],
    pub forged: Mark,
    pub elsewhere: Mark,
    /// Where to ask, if not at the route itself.
    pub ask: Option<String>,
    /// What to send, with the names of things to be made in braces.
    pub body: String,
    pub media: Option<String>,
    pub headers: Vec<(String, String)>,
}

impl Row {
    /// Whether it is a page: a route of the portal, and not of the API or of operation.
    pub fn is_page(&self) -> bool {
        let of_programs = ["/api/", "/match/", "/search/", "/entities/", "/health/", "/problems/"];
        !of_programs.iter().any(|start| self.route.starts_with(start)) && !["/openapi.json", "/metrics"].contains(&self.route.as_str())
    }

    /// Where to ask.
    pub fn asks(&self) -> &str {
        self.ask.as_deref().unwrap_or(&self.route)
    }
}

fn mark(text: &str) -> Mark {
    match text {
        "+" => Mark::Answered,
        "-" => Mark::Forbidden,
        "?" => Mark::Unknown,
        "0" => Mark::Nothing,
        other => panic!("`{other}` is no mark"),
    }
}

/// All rows.
pub fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in include_str!("matrix.txt").lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if let Some(more) = line.strip_prefix("    ") {
            let row = rows.last_mut().unwrap();
            let (what, text) = more.trim().split_once(' ').unwrap();
            match what {
                "ask" => row.ask = Some(text.into()),
                "body" => row.body = text.into(),
                "type" => row.media = Some(text.into()),
                "head" => row.headers.push(text.split_once(' ').map(|(name, value)| (name.into(), value.into())).unwrap()),
                other => panic!("`{other}` in {line}"),
            }
            continue;
        }
        let cells: Vec<&str> = line.split_whitespace().filter(|cell| *cell != "|").collect();
        let [method, route, status, marks @ ..] = cells.as_slice() else { panic!("{line}") };
        let marks: Vec<Mark> = marks.iter().copied().map(mark).collect();
        let &[stranger, ref rest @ .., forged, elsewhere] = marks.as_slice() else { panic!("{line}") };
        let (roles, scopes) = rest.split_at(5);
        rows.push(Row {
            method: (*method).into(),
            route: (*route).into(),
            status: status.trim_end_matches(['*', '~']).parse().unwrap(),
            is_noted: (!status.ends_with('~')).then_some(status.ends_with('*')),
            stranger,
            roles: roles.try_into().unwrap(),
            scopes: scopes.try_into().unwrap(),
            forged,
            elsewhere,
            ask: None,
            body: String::new(),
            media: None,
            headers: Vec::new(),
        });
    }
    assert!(rows.len() > 80);
    rows
}
