"""What the database itself enforces on the log, as SQL for PostgreSQL and for SQLite.

Entries and links refuse UPDATE and DELETE (PostgreSQL: TRUNCATE too); the head moves forward only,
to a link that exists. There is no switch to turn this off: whoever may alter the tables can
remove the triggers, and what they change then is found by ``audit.verify``.
"""

from django.db.backends.base.base import BaseDatabaseWrapper


_POSTGRESQL = r"""
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;

CREATE FUNCTION audit_part(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT length(value) || ':' || value
$$;

CREATE FUNCTION audit_canonical(entry audit_entry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT audit_part(entry.id::text)
        || audit_part(to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || audit_part(entry.actor_type)
        || audit_part(entry.actor_id)
        || audit_part(entry.action)
        || audit_part(entry.target)
        || audit_part(coalesce(entry.organisation_id::text, ''))
        || audit_part(entry.result)
        || audit_part(entry.data)
$$;

CREATE FUNCTION audit_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head audit_head%ROWTYPE;
    digest text;
BEGIN
    SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit_head (id, seq, hash)
        SELECT 1, coalesce(max(seq), 0), coalesce(
            (SELECT hash FROM audit_link ORDER BY seq DESC LIMIT 1), repeat('0', 64))
        FROM audit_link
        ON CONFLICT (id) DO NOTHING;
        SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
    END IF;
    head.seq := head.seq + 1;
    digest := encode(sha256(convert_to(
        head.seq || ':' || head.hash || ':' || audit_canonical(NEW), 'UTF8')), 'hex');
    INSERT INTO audit_link (seq, entry_id, previous, hash)
    VALUES (head.seq, NEW.id, head.hash, digest);
    UPDATE audit_head SET seq = head.seq, hash = digest WHERE id = 1;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
        SELECT 1 FROM audit_link
        WHERE seq = NEW.seq AND hash = NEW.hash AND previous = OLD.hash
    ) THEN
        RAISE EXCEPTION 'the head of the audit log moves to the next link only';
    END IF;
    RETURN NEW;
END $$;

CREATE CONSTRAINT TRIGGER audit_append AFTER INSERT ON audit_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_append();
CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entry_keep_all BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_link_keep BEFORE UPDATE OR DELETE ON audit_link
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_link_keep_all BEFORE TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_head_forward();
CREATE TRIGGER audit_head_keep BEFORE DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_keep_all BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""

_POSTGRESQL_DROP = """
DROP TRIGGER audit_append ON audit_entry;
DROP TRIGGER audit_entry_keep ON audit_entry;
DROP TRIGGER audit_entry_keep_all ON audit_entry;
DROP TRIGGER audit_link_keep ON audit_link;
DROP TRIGGER audit_link_keep_all ON audit_link;
DROP TRIGGER audit_head_forward ON audit_head;
DROP TRIGGER audit_head_keep ON audit_head;
DROP TRIGGER audit_head_keep_all ON audit_head;
DROP FUNCTION audit_append();
DROP FUNCTION audit_head_forward();
DROP FUNCTION audit_canonical(audit_entry);
DROP FUNCTION audit_part(text);
DROP FUNCTION audit_refuse();
"""

_SQLITE_REFUSALS = {
    f"audit_{table}_no_{event.lower()}": f"BEFORE {event} ON audit_{table}"
    for table, event in (
        ("entry", "UPDATE"),
        ("entry", "DELETE"),
        ("link", "UPDATE"),
        ("link", "DELETE"),
        ("head", "DELETE"),
    )
}
_SQLITE_FORWARD = """
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
WHEN NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
    SELECT 1 FROM audit_link WHERE seq = NEW.seq AND hash = NEW.hash AND previous = OLD.hash
)
BEGIN SELECT RAISE(ABORT, 'the head of the audit log moves to the next link only'); END
"""


def create(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
            return
        for name, event in _SQLITE_REFUSALS.items():
            cursor.execute(
                f"CREATE TRIGGER {name} {event} "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
        cursor.execute(_SQLITE_FORWARD)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (to undo the migration, and between tests)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_DROP)
            return
        for name in (*_SQLITE_REFUSALS, "audit_head_forward"):
            cursor.execute(f"DROP TRIGGER {name}")
