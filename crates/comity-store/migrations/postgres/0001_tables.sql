-- What users create. Three types of column in both databases: text, 64-bit integers and bytes.
-- Times are microseconds since 1970-01-01T00:00Z; days are text, YYYY-MM-DD; ids are UUIDv7 as text.

CREATE TABLE organisation (
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE user_account (
    id TEXT COLLATE "C" PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    password TEXT COLLATE "C",
    disabled BIGINT,
    created BIGINT NOT NULL
);

CREATE TABLE membership (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES user_account (id),
    role TEXT COLLATE "C" NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (organisation, user_id)
);
CREATE INDEX membership_user ON membership (user_id);

CREATE TABLE identity (
    issuer TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES user_account (id),
    linked BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE session (
    digest BYTEA PRIMARY KEY NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES user_account (id),
    organisation TEXT COLLATE "C" REFERENCES organisation (id),
    csrf TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE token (
    id TEXT COLLATE "C" PRIMARY KEY,
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES user_account (id),
    name TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL UNIQUE,
    scopes TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    last_used BIGINT,
    revoked BIGINT
);
CREATE INDEX token_organisation ON token (organisation, id);

CREATE TABLE sign_in_failure (
    id TEXT COLLATE "C" PRIMARY KEY,
    subject TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_failure_subject ON sign_in_failure (subject, at);

-- The last link of each organisation's chain; its row is what writers of one organisation wait for.
CREATE TABLE audit_head (
    organisation TEXT COLLATE "C" PRIMARY KEY REFERENCES organisation (id),
    number BIGINT NOT NULL,
    digest BYTEA NOT NULL
);

CREATE TABLE audit (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    before BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    PRIMARY KEY (organisation, number)
);

CREATE TABLE determination (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    id TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    destination TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    receipt TEXT COLLATE "C" NOT NULL,
    keep_until TEXT COLLATE "C" NOT NULL,
    question TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation, id)
);
CREATE INDEX determination_receipt ON determination (organisation, receipt);
CREATE INDEX determination_keep ON determination (organisation, keep_until);

CREATE TABLE idempotency (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    name TEXT COLLATE "C" NOT NULL,
    request BYTEA NOT NULL,
    made TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    status BIGINT,
    media TEXT COLLATE "C",
    body BYTEA,
    PRIMARY KEY (organisation, name)
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE job (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    actor TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    options TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    total BIGINT,
    done BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    created BIGINT NOT NULL,
    ended BIGINT,
    worker TEXT COLLATE "C",
    lease_until BIGINT,
    attempts BIGINT NOT NULL,
    cancel_asked BIGINT,
    problem TEXT COLLATE "C",
    PRIMARY KEY (organisation, id)
);
CREATE INDEX job_open ON job (state, lease_until);

CREATE TABLE job_input (
    organisation TEXT COLLATE "C" NOT NULL,
    job TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (organisation, job, number),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, id)
);

CREATE TABLE job_output (
    organisation TEXT COLLATE "C" NOT NULL,
    job TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    body BYTEA NOT NULL,
    done BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    PRIMARY KEY (organisation, job, number),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, id)
);

CREATE TABLE party (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    fields TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    removed BIGINT,
    PRIMARY KEY (organisation, id)
);

-- Screened last against which editions, for the inbox of parties to screen again.
CREATE TABLE screening (
    organisation TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    editions TEXT COLLATE "C" NOT NULL,
    open_hits BIGINT NOT NULL,
    result TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation, party),
    FOREIGN KEY (organisation, party) REFERENCES party (organisation, id)
);

-- `number` is that of its audit entry: it gives the order in which decisions were made.
CREATE TABLE adjudication (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    party_key TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation, number)
);
CREATE INDEX adjudication_party ON adjudication (organisation, party_key, number);

CREATE TABLE item (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    id TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    hs TEXT COLLATE "C",
    origin TEXT COLLATE "C",
    characteristics TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    removed BIGINT,
    PRIMARY KEY (organisation, id),
    UNIQUE (organisation, reference)
);

CREATE TABLE classification (
    organisation TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    list TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    edition TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, item) REFERENCES item (organisation, id)
);
CREATE INDEX classification_item ON classification (organisation, item, list, number);

CREATE TABLE review (
    organisation TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    classification TEXT COLLATE "C" NOT NULL,
    verdict TEXT COLLATE "C" NOT NULL,
    why TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation, number),
    FOREIGN KEY (organisation, classification) REFERENCES classification (organisation, id)
);
CREATE INDEX review_classification ON review (organisation, classification, number);

CREATE TABLE webhook (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    id TEXT COLLATE "C" NOT NULL,
    url TEXT COLLATE "C" NOT NULL,
    secret TEXT COLLATE "C" NOT NULL,
    events TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    removed BIGINT,
    PRIMARY KEY (organisation, id)
);

CREATE TABLE delivery (
    organisation TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    webhook TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    due BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    status BIGINT,
    problem TEXT COLLATE "C",
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, webhook) REFERENCES webhook (organisation, id)
);
CREATE INDEX delivery_due ON delivery (state, due);

-- What is only ever added to: the database itself refuses anything else.
CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER adjudication_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON adjudication FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER classification_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON classification FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER review_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON review FOR EACH STATEMENT EXECUTE FUNCTION only_added();
