"""What no program may do to an inquiry, said in the database.

Events are append-only; stages follow the workflow's moves, backwards only where an
undo event says so; rows about an inquiry belong to the inquiry's municipality.
"""

from django.db import migrations

ASIDE = ["dormant", "withdrawn", "declined", "handed_over", "duplicate"]
MOVES = {
    "received": [*ASIDE, "contacted", "spam"],
    "contacted": [*ASIDE, "meeting", "assessment"],
    "meeting": [*ASIDE, "contacted", "assessment"],
    "assessment": [*ASIDE, "meeting", "decision"],
    "decision": [*ASIDE, "assessment", "approved"],
    "approved": ["withdrawn", "declined"],
    "dormant": [*ASIDE[1:], "received", "contacted"],
    "withdrawn": ["received", "contacted"],
    "declined": ["received", "contacted"],
    "handed_over": ["received", "contacted"],
    "duplicate": ["received", "contacted"],
    "spam": ["received"],
}
PAIRS = ", ".join(f"('{old}', '{new}')" for old, news in MOVES.items() for new in news)

CREATE = f"""
CREATE FUNCTION stage_may_move(old_stage text, new_stage text) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$ SELECT (old_stage, new_stage) IN ({PAIRS}) $$;

CREATE TRIGGER event_is_append_only
    BEFORE UPDATE OR DELETE ON inquiries_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_is_never_emptied
    BEFORE TRUNCATE ON inquiries_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION check_stage_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF stage_may_move(OLD.stage, NEW.stage) OR EXISTS (
        SELECT 1 FROM inquiries_event
        WHERE inquiry_id = NEW.id AND kind = 'undone'
          AND from_stage = OLD.stage AND to_stage = NEW.stage
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an inquiry cannot go from % to %', OLD.stage, NEW.stage
        USING ERRCODE = 'check_violation', CONSTRAINT = 'stage_move_is_known';
END $$;

CREATE TRIGGER stage_move_is_known
    BEFORE UPDATE OF stage ON inquiries_inquiry
    FOR EACH ROW WHEN (OLD.stage IS DISTINCT FROM NEW.stage)
    EXECUTE FUNCTION check_stage_move();

CREATE FUNCTION refuse_new_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'number, municipality and time of receipt of an inquiry stand'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER inquiry_identity_stands
    BEFORE UPDATE ON inquiries_inquiry
    FOR EACH ROW WHEN (
        OLD.municipality_id IS DISTINCT FROM NEW.municipality_id
        OR OLD.year IS DISTINCT FROM NEW.year
        OR OLD.serial IS DISTINCT FROM NEW.serial
        OR OLD.received_at IS DISTINCT FROM NEW.received_at
        OR OLD.registered_at IS DISTINCT FROM NEW.registered_at
    )
    EXECUTE FUNCTION refuse_new_identity();
CREATE TRIGGER inquiry_is_never_deleted
    BEFORE DELETE ON inquiries_inquiry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE inquiries_contactdetails ADD CONSTRAINT contact_of_same_municipality
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE inquiries_event ADD CONSTRAINT event_of_same_municipality
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE inquiries_callattempt ADD CONSTRAINT call_attempt_of_same_municipality
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE inquiries_note ADD CONSTRAINT note_of_same_municipality
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
"""

DROP = """
ALTER TABLE inquiries_note DROP CONSTRAINT note_of_same_municipality;
ALTER TABLE inquiries_callattempt DROP CONSTRAINT call_attempt_of_same_municipality;
ALTER TABLE inquiries_event DROP CONSTRAINT event_of_same_municipality;
ALTER TABLE inquiries_contactdetails DROP CONSTRAINT contact_of_same_municipality;
DROP TRIGGER inquiry_is_never_deleted ON inquiries_inquiry;
DROP TRIGGER inquiry_identity_stands ON inquiries_inquiry;
DROP FUNCTION refuse_new_identity();
DROP TRIGGER stage_move_is_known ON inquiries_inquiry;
DROP FUNCTION check_stage_move();
DROP FUNCTION stage_may_move(text, text);
DROP TRIGGER event_is_never_emptied ON inquiries_event;
DROP TRIGGER event_is_append_only ON inquiries_event;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0001_initial"),
        ("audit", "0002_append_only"),
    ]
    operations = [
        migrations.RunSQL(CREATE, DROP),
    ]
