-- What strangers typed is kept as a digest from now on: old tries match nothing any more.
DELETE FROM sign_in_failure;
CREATE INDEX sign_in_failure_at ON sign_in_failure (at);

-- By receipt, in the order of the list.
DROP INDEX determination_receipt;
CREATE INDEX determination_receipt ON determination (organisation, receipt, id);

-- A determination is kept or removed, and never changed.
CREATE TRIGGER determination_no_update BEFORE UPDATE ON determination BEGIN SELECT RAISE(ABORT, 'rows of determination are never changed'); END;

-- INSERT OR REPLACE deletes what is in its way without asking the triggers on deletion. A row is in the way by its key or by its number in the file. Where the
-- program itself passes over what is there already (ON CONFLICT DO NOTHING), so does the trigger.
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE organisation = NEW.organisation AND number = NEW.number)
        OR EXISTS (SELECT 1 FROM audit WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'rows of audit are only added'); END;
CREATE TRIGGER adjudication_no_replace BEFORE INSERT ON adjudication
    WHEN EXISTS (SELECT 1 FROM adjudication WHERE organisation = NEW.organisation AND number = NEW.number)
        OR EXISTS (SELECT 1 FROM adjudication WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'rows of adjudication are only added'); END;
CREATE TRIGGER review_no_replace BEFORE INSERT ON review
    WHEN EXISTS (SELECT 1 FROM review WHERE organisation = NEW.organisation AND number = NEW.number)
        OR EXISTS (SELECT 1 FROM review WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'rows of review are only added'); END;
CREATE TRIGGER classification_no_replace BEFORE INSERT ON classification
    WHEN EXISTS (SELECT 1 FROM classification WHERE organisation = NEW.organisation AND id = NEW.id)
        OR EXISTS (SELECT 1 FROM classification WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER determination_no_replace BEFORE INSERT ON determination
    WHEN EXISTS (SELECT 1 FROM determination WHERE organisation = NEW.organisation AND id = NEW.id)
        OR EXISTS (SELECT 1 FROM determination WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(IGNORE); END;
