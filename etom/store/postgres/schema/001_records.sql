CREATE TABLE {etom}etom_schema (
	version integer NOT NULL
);

CREATE TABLE {etom}etom_record (
	tenant  text COLLATE "C" NOT NULL,
	kind    text COLLATE "C" NOT NULL,
	id      text COLLATE "C" NOT NULL,
	version bigint NOT NULL,
	keys    text NOT NULL, -- [["name","value"],...]
	body    text NOT NULL, -- JSON, but as it was given: jsonb would reorder it, and refuse \u0000
	PRIMARY KEY (tenant, kind, id)
);

-- The keys of the records, by which they are found. Whoever inserts a record inserts its keys; then the triggers below
-- keep them.
CREATE TABLE {etom}etom_key (
	tenant text COLLATE "C" NOT NULL,
	kind   text COLLATE "C" NOT NULL,
	name   text COLLATE "C" NOT NULL,
	value  text COLLATE "C" NOT NULL,
	id     text COLLATE "C" NOT NULL,
	PRIMARY KEY (tenant, kind, name, value, id)
);

CREATE FUNCTION {etom}etom_record_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM {etom}etom_key k USING json_array_elements(OLD.keys::json) o
	WHERE k.tenant = OLD.tenant AND k.kind = OLD.kind AND k.name = o ->> 0 AND k.value = o ->> 1 AND k.id = OLD.id;
	IF TG_OP <> 'DELETE' THEN
		INSERT INTO {etom}etom_key (tenant, kind, name, value, id)
		SELECT NEW.tenant, NEW.kind, n ->> 0, n ->> 1, NEW.id FROM json_array_elements(NEW.keys::json) n;
	END IF;
	RETURN NULL;
END
$$;

CREATE TRIGGER etom_record_updated AFTER UPDATE OF keys ON {etom}etom_record
	FOR EACH ROW WHEN (NEW.keys <> OLD.keys) EXECUTE FUNCTION {etom}etom_record_keys();
CREATE TRIGGER etom_record_deleted AFTER DELETE ON {etom}etom_record
	FOR EACH ROW WHEN (OLD.keys <> '[]') EXECUTE FUNCTION {etom}etom_record_keys();
