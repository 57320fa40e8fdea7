"""Snapshots and ledes are only ever added; a month is frozen once it is over."""

from django.db import migrations

CREATE = """
ALTER TABLE reports_snapshot ADD CONSTRAINT snapshot_of_a_month_that_is_over
    CHECK (at >= (month + interval '1 month') AT TIME ZONE 'Europe/Stockholm');

CREATE FUNCTION check_snapshot_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM reports_snapshot
        WHERE municipality_id = NEW.municipality_id AND month = NEW.month
          AND version = NEW.version - 1
    ) THEN
        RAISE EXCEPTION 'there is no version % of %', NEW.version - 1, NEW.month
            USING ERRCODE = 'check_violation', CONSTRAINT = 'snapshot_follows_another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER snapshot_follows_another
    BEFORE INSERT ON reports_snapshot
    FOR EACH ROW WHEN (NEW.version > 1) EXECUTE FUNCTION check_snapshot_order();

CREATE TRIGGER snapshot_is_append_only
    BEFORE UPDATE OR DELETE ON reports_snapshot
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshots_are_never_emptied
    BEFORE TRUNCATE ON reports_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lede_is_append_only
    BEFORE UPDATE OR DELETE ON reports_lede
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledes_are_never_emptied
    BEFORE TRUNCATE ON reports_lede
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

DROP = """
DROP TRIGGER ledes_are_never_emptied ON reports_lede;
DROP TRIGGER lede_is_append_only ON reports_lede;
DROP TRIGGER snapshots_are_never_emptied ON reports_snapshot;
DROP TRIGGER snapshot_is_append_only ON reports_snapshot;
DROP TRIGGER snapshot_follows_another ON reports_snapshot;
DROP FUNCTION check_snapshot_order();
ALTER TABLE reports_snapshot DROP CONSTRAINT snapshot_of_a_month_that_is_over;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_freeze_months"),
        ("audit", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
