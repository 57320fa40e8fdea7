"""No open inquiry without a next step; no promise moved, deleted or settled twice."""

from django.db import migrations

CREATE = """
CREATE FUNCTION check_next_step(about bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM inquiries_inquiry
        WHERE id = about AND erased_at IS NULL
          AND stage IN ('received','contacted','meeting','assessment','decision')
    ) AND NOT EXISTS (
        SELECT 1 FROM followups_followuptask
        WHERE inquiry_id = about AND closed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'inquiry % is open and has no next step', about
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'open_inquiry_has_next_step';
    END IF;
END $$;

CREATE FUNCTION check_next_step_of_inquiry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_next_step(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION check_next_step_of_followup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_next_step(OLD.inquiry_id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER open_inquiry_has_next_step
    AFTER INSERT OR UPDATE OF stage, erased_at ON inquiries_inquiry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_next_step_of_inquiry();
CREATE CONSTRAINT TRIGGER closed_followup_leaves_next_step
    AFTER DELETE OR UPDATE OF closed_at, inquiry_id ON followups_followuptask
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_next_step_of_followup();

CREATE FUNCTION check_promise_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.inquiry_id, OLD.municipality_id, OLD.wish, OLD.made_at, OLD.due_at)
       IS DISTINCT FROM
       (NEW.inquiry_id, NEW.municipality_id, NEW.wish, NEW.made_at, NEW.due_at) THEN
        RAISE EXCEPTION 'a promise is never moved'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.outcome <> 'open' AND NEW.outcome <> OLD.outcome AND NOT (
        NEW.outcome = 'open' AND EXISTS (
            SELECT 1 FROM inquiries_event WHERE reverses_id = OLD.settled_by_id
        )
    ) THEN
        RAISE EXCEPTION 'the outcome of a promise is written once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER promise_is_never_moved
    BEFORE UPDATE ON followups_promise
    FOR EACH ROW EXECUTE FUNCTION check_promise_change();
CREATE TRIGGER promise_is_never_deleted
    BEFORE DELETE ON followups_promise
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE followups_promise ADD CONSTRAINT promise_of_same_municipality
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE followups_followuptask ADD CONSTRAINT followup_of_same_municipality
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
"""

DROP = """
ALTER TABLE followups_followuptask DROP CONSTRAINT followup_of_same_municipality;
ALTER TABLE followups_promise DROP CONSTRAINT promise_of_same_municipality;
DROP TRIGGER promise_is_never_deleted ON followups_promise;
DROP TRIGGER promise_is_never_moved ON followups_promise;
DROP FUNCTION check_promise_change();
DROP TRIGGER closed_followup_leaves_next_step ON followups_followuptask;
DROP TRIGGER open_inquiry_has_next_step ON inquiries_inquiry;
DROP FUNCTION check_next_step_of_followup();
DROP FUNCTION check_next_step_of_inquiry();
DROP FUNCTION check_next_step(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0001_initial"),
        ("inquiries", "0002_guards"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
