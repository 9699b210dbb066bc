-- What strangers typed is kept as a digest from now on: old tries match nothing any more.
DELETE FROM sign_in_failure;
CREATE INDEX sign_in_failure_at ON sign_in_failure (at);

-- By receipt, in the order of the list.
DROP INDEX determination_receipt;
CREATE INDEX determination_receipt ON determination (organisation, receipt, id);

-- A determination is kept or removed, and never changed.
CREATE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER determination_never_changed BEFORE UPDATE ON determination FOR EACH STATEMENT EXECUTE FUNCTION never_changed();
