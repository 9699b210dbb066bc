-- Passwords that somebody else gave, and what became of kept determinations.

-- Since when the password is one that somebody else knows; none once its owner chose another.
ALTER TABLE user_account ADD COLUMN first_password BIGINT;

-- The last pass over the kept determinations of an organisation: against which law and lists, and how far it got (newest first).
CREATE TABLE recheck (
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
    basis TEXT COLLATE "C" NOT NULL,
    reached TEXT COLLATE "C" NOT NULL,
    begun BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (organisation, basis)
);

-- Determinations that would not come out today as they were kept; `mark` tells two such answers apart.
CREATE TABLE rechecked (
    organisation TEXT COLLATE "C" NOT NULL,
    determination TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    mark TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation, determination),
    FOREIGN KEY (organisation, determination) REFERENCES determination (organisation, id) ON DELETE CASCADE
);
