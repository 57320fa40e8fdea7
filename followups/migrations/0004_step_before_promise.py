"""While a promise is open, the next step never lies after it."""

from django.db import migrations

CREATE = """
CREATE FUNCTION check_step_before_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM followups_followuptask AS step
        JOIN followups_promise AS promise ON promise.inquiry_id = step.inquiry_id
        WHERE step.inquiry_id = NEW.inquiry_id AND step.closed_at IS NULL
          AND promise.outcome = 'open' AND step.due_at > promise.due_at
    ) THEN
        RAISE EXCEPTION 'the next step of inquiry % lies after what is promised',
            NEW.inquiry_id
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'step_is_before_promise';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER step_is_before_promise
    AFTER INSERT OR UPDATE OF due_at, closed_at, inquiry_id ON followups_followuptask
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.closed_at IS NULL)
    EXECUTE FUNCTION check_step_before_promise();
CREATE CONSTRAINT TRIGGER open_promise_is_after_step
    AFTER INSERT OR UPDATE OF outcome ON followups_promise
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.outcome = 'open')
    EXECUTE FUNCTION check_step_before_promise();
"""

DROP = """
DROP TRIGGER open_promise_is_after_step ON followups_promise;
DROP TRIGGER step_is_before_promise ON followups_followuptask;
DROP FUNCTION check_step_before_promise();
"""


class Migration(migrations.Migration):
    dependencies = [("followups", "0003_drop_doubled_indexes")]
    operations = [migrations.RunSQL(CREATE, DROP)]
