-- What users create. Three types of column in both databases: text, 64-bit integers and bytes.
-- Times are microseconds since 1970-01-01T00:00Z; days are text, YYYY-MM-DD; ids are UUIDv7 as text.

CREATE TABLE organisation (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE user_account (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT,
    disabled INTEGER,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE membership (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    user_id TEXT NOT NULL REFERENCES user_account (id),
    role TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (organisation, user_id)
) STRICT;
CREATE INDEX membership_user ON membership (user_id);

CREATE TABLE identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES user_account (id),
    linked INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT;

CREATE TABLE session (
    digest BLOB PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES user_account (id),
    organisation TEXT REFERENCES organisation (id),
    csrf TEXT NOT NULL,
    created INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisation (id),
    user_id TEXT NOT NULL REFERENCES user_account (id),
    name TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    last_used INTEGER,
    revoked INTEGER
) STRICT;
CREATE INDEX token_organisation ON token (organisation, id);

CREATE TABLE sign_in_failure (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_failure_subject ON sign_in_failure (subject, at);

-- The last link of each organisation's chain; its row is what writers of one organisation wait for.
CREATE TABLE audit_head (
    organisation TEXT PRIMARY KEY REFERENCES organisation (id),
    number INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT;

CREATE TABLE audit (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    before BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (organisation, number)
) STRICT;

CREATE TABLE determination (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL,
    day TEXT NOT NULL,
    origin TEXT NOT NULL,
    destination TEXT NOT NULL,
    outcome TEXT NOT NULL,
    receipt TEXT NOT NULL,
    keep_until TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT;
CREATE INDEX determination_receipt ON determination (organisation, receipt);
CREATE INDEX determination_keep ON determination (organisation, keep_until);

CREATE TABLE idempotency (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    request BLOB NOT NULL,
    made TEXT NOT NULL,
    at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    status INTEGER,
    media TEXT,
    body BLOB,
    PRIMARY KEY (organisation, name)
) STRICT;
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE job (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    id TEXT NOT NULL UNIQUE,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL,
    total INTEGER,
    done INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    created INTEGER NOT NULL,
    ended INTEGER,
    worker TEXT,
    lease_until INTEGER,
    attempts INTEGER NOT NULL,
    cancel_asked INTEGER,
    problem TEXT,
    PRIMARY KEY (organisation, id)
) STRICT;
CREATE INDEX job_open ON job (state, lease_until);

CREATE TABLE job_input (
    organisation TEXT NOT NULL,
    job TEXT NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (organisation, job, number),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, id)
) STRICT;

CREATE TABLE job_output (
    organisation TEXT NOT NULL,
    job TEXT NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    done INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (organisation, job, number),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, id)
) STRICT;

CREATE TABLE party (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    fields TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER,
    PRIMARY KEY (organisation, id)
) STRICT;

-- Screened last against which editions, for the inbox of parties to screen again.
CREATE TABLE screening (
    organisation TEXT NOT NULL,
    party TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    editions TEXT NOT NULL,
    open_hits INTEGER NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (organisation, party),
    FOREIGN KEY (organisation, party) REFERENCES party (organisation, id)
) STRICT;

-- `number` is that of its audit entry: it gives the order in which decisions were made.
CREATE TABLE adjudication (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    party_key TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (organisation, number)
) STRICT;
CREATE INDEX adjudication_party ON adjudication (organisation, party_key, number);

CREATE TABLE item (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    description TEXT NOT NULL,
    hs TEXT,
    origin TEXT,
    characteristics TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER,
    PRIMARY KEY (organisation, id),
    UNIQUE (organisation, reference)
) STRICT;

CREATE TABLE classification (
    organisation TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    item TEXT NOT NULL,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    edition TEXT NOT NULL,
    reasons TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, item) REFERENCES item (organisation, id)
) STRICT;
CREATE INDEX classification_item ON classification (organisation, item, list, number);

CREATE TABLE review (
    organisation TEXT NOT NULL,
    number INTEGER NOT NULL,
    classification TEXT NOT NULL,
    verdict TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation, number),
    FOREIGN KEY (organisation, classification) REFERENCES classification (organisation, id)
) STRICT;
CREATE INDEX review_classification ON review (organisation, classification, number);

CREATE TABLE webhook (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    events TEXT NOT NULL,
    created INTEGER NOT NULL,
    removed INTEGER,
    PRIMARY KEY (organisation, id)
) STRICT;

CREATE TABLE delivery (
    organisation TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    webhook TEXT NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    created INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    status INTEGER,
    problem TEXT,
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, webhook) REFERENCES webhook (organisation, id)
) STRICT;
CREATE INDEX delivery_due ON delivery (state, due);

-- What is only ever added to: the database itself refuses anything else.
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'rows of audit are only added'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'rows of audit are only added'); END;
CREATE TRIGGER adjudication_no_update BEFORE UPDATE ON adjudication BEGIN SELECT RAISE(ABORT, 'rows of adjudication are only added'); END;
CREATE TRIGGER adjudication_no_delete BEFORE DELETE ON adjudication BEGIN SELECT RAISE(ABORT, 'rows of adjudication are only added'); END;
CREATE TRIGGER classification_no_update BEFORE UPDATE ON classification BEGIN SELECT RAISE(ABORT, 'rows of classification are only added'); END;
CREATE TRIGGER classification_no_delete BEFORE DELETE ON classification BEGIN SELECT RAISE(ABORT, 'rows of classification are only added'); END;
CREATE TRIGGER review_no_update BEFORE UPDATE ON review BEGIN SELECT RAISE(ABORT, 'rows of review are only added'); END;
CREATE TRIGGER review_no_delete BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, 'rows of review are only added'); END;
