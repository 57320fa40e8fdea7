"""Never more seats than there are; a meeting's holders are there when it is.

The trigger holds the meeting's row while it counts, so that of two who take the last
seat at once the second counts the first's. It does not stand in the way of new rows
that name the meeting (NO KEY), or two of them would wait for each other.
"""

from django.db import migrations

CREATE = """
ALTER TABLE followups_informationmeeting
    ADD CONSTRAINT meeting_of_municipality UNIQUE (municipality_id, id);
ALTER TABLE followups_meetingseat ADD CONSTRAINT seat_of_same_municipality
    FOREIGN KEY (municipality_id, meeting_id)
    REFERENCES followups_informationmeeting (municipality_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE followups_meetingseat ADD CONSTRAINT seat_of_own_inquiry
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE followups_engagement ADD CONSTRAINT holder_of_same_municipality
    FOREIGN KEY (municipality_id, meeting_id)
    REFERENCES followups_informationmeeting (municipality_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE followups_engagement ADD CONSTRAINT engaged_at_the_meeting
    FOREIGN KEY (meeting_id, starts_at, ends_at)
    REFERENCES followups_informationmeeting (id, starts_at, ends_at)
    ON UPDATE CASCADE ON DELETE CASCADE;

CREATE FUNCTION check_seats(meeting bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    there integer;
BEGIN
    SELECT seats INTO there FROM followups_informationmeeting
    WHERE id = meeting FOR NO KEY UPDATE;
    IF there < (
        SELECT count(*) FROM followups_meetingseat
        WHERE meeting_id = meeting AND status = 'seat'
    ) THEN
        RAISE EXCEPTION 'a meeting has no more seats than there are'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'never_more_than_seats';
    END IF;
END $$;
CREATE FUNCTION check_seats_of_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_seats(NEW.meeting_id);
    RETURN NULL;
END $$;
CREATE FUNCTION check_seats_of_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_seats(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER never_more_than_seats
    AFTER INSERT OR UPDATE OF status, meeting_id ON followups_meetingseat
    FOR EACH ROW WHEN (NEW.status = 'seat') EXECUTE FUNCTION check_seats_of_seat();
CREATE CONSTRAINT TRIGGER seats_for_all_who_have_one
    AFTER UPDATE OF seats ON followups_informationmeeting
    FOR EACH ROW WHEN (NEW.seats < OLD.seats)
    EXECUTE FUNCTION check_seats_of_meeting();
"""

DROP = """
DROP TRIGGER seats_for_all_who_have_one ON followups_informationmeeting;
DROP TRIGGER never_more_than_seats ON followups_meetingseat;
DROP FUNCTION check_seats_of_meeting();
DROP FUNCTION check_seats_of_seat();
DROP FUNCTION check_seats(bigint);
ALTER TABLE followups_engagement DROP CONSTRAINT engaged_at_the_meeting;
ALTER TABLE followups_engagement DROP CONSTRAINT holder_of_same_municipality;
ALTER TABLE followups_meetingseat DROP CONSTRAINT seat_of_own_inquiry;
ALTER TABLE followups_meetingseat DROP CONSTRAINT seat_of_same_municipality;
ALTER TABLE followups_informationmeeting DROP CONSTRAINT meeting_of_municipality;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0010_plan_meetings"),
        ("inquiries", "0010_tell_of_booked_times"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
