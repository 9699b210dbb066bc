-- Passwords that somebody else gave, and what became of kept determinations.

-- Since when the password is one that somebody else knows; none once its owner chose another.
ALTER TABLE user_account ADD COLUMN first_password INTEGER;

-- The last pass over the kept determinations of an organisation: against which law and lists, and how far it got (newest first).
CREATE TABLE recheck (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    basis TEXT NOT NULL,
    reached TEXT NOT NULL,
    begun INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    ended INTEGER,
    PRIMARY KEY (organisation, basis)
) STRICT;

-- Determinations that would not come out today as they were kept; `mark` tells two such answers apart.
CREATE TABLE rechecked (
    organisation TEXT NOT NULL,
    determination TEXT NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    mark TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (organisation, determination),
    FOREIGN KEY (organisation, determination) REFERENCES determination (organisation, id) ON DELETE CASCADE
) STRICT;
