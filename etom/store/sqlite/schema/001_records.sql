CREATE TABLE etom_schema (
	version INTEGER NOT NULL
);

CREATE TABLE etom_record (
	tenant  TEXT NOT NULL,
	kind    TEXT NOT NULL,
	id      TEXT NOT NULL,
	version INTEGER NOT NULL,
	keys    TEXT NOT NULL, -- [["name","value"],...]
	body    TEXT NOT NULL,
	PRIMARY KEY (tenant, kind, id)
) WITHOUT ROWID;

-- The keys of the records, by which they are found. Whoever inserts a record inserts its keys; then the triggers below
-- keep them.
CREATE TABLE etom_key (
	tenant TEXT NOT NULL,
	kind   TEXT NOT NULL,
	name   TEXT NOT NULL,
	value  TEXT NOT NULL,
	id     TEXT NOT NULL,
	PRIMARY KEY (tenant, kind, name, value, id)
) WITHOUT ROWID;

CREATE TRIGGER etom_record_updated AFTER UPDATE OF keys ON etom_record WHEN new.keys <> old.keys BEGIN
	DELETE FROM etom_key WHERE (tenant, kind, name, value, id) IN (
		SELECT old.tenant, old.kind, k.value ->> 0, k.value ->> 1, old.id FROM json_each(old.keys) k);
	INSERT INTO etom_key (tenant, kind, name, value, id)
	SELECT new.tenant, new.kind, k.value ->> 0, k.value ->> 1, new.id FROM json_each(new.keys) k;
END;

CREATE TRIGGER etom_record_deleted AFTER DELETE ON etom_record WHEN old.keys <> '[]' BEGIN
	DELETE FROM etom_key WHERE (tenant, kind, name, value, id) IN (
		SELECT old.tenant, old.kind, k.value ->> 0, k.value ->> 1, old.id FROM json_each(old.keys) k);
END;
