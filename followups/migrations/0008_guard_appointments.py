"""Nobody is in two places at once; rows of one municipality stay together.

A person's number as a range of one meets only itself, so that overlapping times are
refused for each person without an extension.
"""

from django.db import migrations

CREATE = """
ALTER TABLE followups_engagement ADD CONSTRAINT engagements_never_overlap
    EXCLUDE USING gist (
        int8range(staff_id, staff_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (is_active);
ALTER TABLE followups_engagement ADD CONSTRAINT engaged_at_the_appointed_time
    FOREIGN KEY (appointment_id, starts_at, ends_at)
    REFERENCES followups_appointment (id, starts_at, ends_at)
    ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE followups_appointment
    ADD CONSTRAINT appointment_of_municipality UNIQUE (municipality_id, id);
ALTER TABLE followups_engagement ADD CONSTRAINT engagement_of_same_municipality
    FOREIGN KEY (municipality_id, appointment_id)
    REFERENCES followups_appointment (municipality_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE followups_appointment ADD CONSTRAINT appointment_of_same_municipality
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;

CREATE OR REPLACE FUNCTION check_promise_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.inquiry_id, OLD.municipality_id, OLD.wish, OLD.made_at, OLD.due_at,
        OLD.opens_at)
       IS DISTINCT FROM
       (NEW.inquiry_id, NEW.municipality_id, NEW.wish, NEW.made_at, NEW.due_at,
        NEW.opens_at) THEN
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

INSERT INTO followups_promisepolicy (municipality_id, wish, is_offered,
    within_minutes, latest_working_days, latest_time, lead_minutes)
SELECT id, 'time', true, NULL, 1, time '16:00', 30 FROM organisation_municipality
ON CONFLICT DO NOTHING;
"""

DROP = """
DELETE FROM followups_promisepolicy WHERE wish = 'time';
CREATE OR REPLACE FUNCTION check_promise_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
ALTER TABLE followups_appointment DROP CONSTRAINT appointment_of_same_municipality;
ALTER TABLE followups_engagement DROP CONSTRAINT engagement_of_same_municipality;
ALTER TABLE followups_engagement DROP CONSTRAINT engaged_at_the_appointed_time;
ALTER TABLE followups_appointment DROP CONSTRAINT appointment_of_municipality;
ALTER TABLE followups_engagement DROP CONSTRAINT engagements_never_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0007_book_times"),
        ("inquiries", "0008_await_an_owner"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
