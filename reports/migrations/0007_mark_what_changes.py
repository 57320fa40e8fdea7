"""Whatever changes a figure marks, in its own transaction, what it belongs to.

The triggers fire always, also where others rest while much is loaded at once: a load
that nobody noticed would leave rows that are wrong. A statement that writes very many
rows marks all months of the municipality.
"""

from django.db import migrations

MANY = 1000  # rows of one statement
COUNTED_KINDS = "('moved', 'contacted', 'wrote', 'undone')"

FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM written LIMIT {many} + 1) AS few) > {many}
    THEN
        INSERT INTO reports_stalemark (municipality_id)
        SELECT DISTINCT municipality_id FROM written;
    ELSE
        INSERT INTO reports_stalemark (municipality_id, inquiry_id)
        SELECT DISTINCT municipality_id, {inquiry} FROM written {condition};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};
"""
INSERTS = "".join(
    FUNCTION.format(
        name=name, table=table, inquiry=inquiry, condition=condition, many=MANY
    )
    for name, table, inquiry, condition in (
        ("mark_new_inquiries", "inquiries_inquiry", "id", ""),
        (
            "mark_new_events",
            "inquiries_event",
            "inquiry_id",
            f"WHERE kind IN {COUNTED_KINDS}",
        ),
        ("mark_new_promises", "followups_promise", "inquiry_id", ""),
    )
)
# Neither an inquiry's time of receipt nor a promise's time is ever changed, events are
# only added, and none of the three is ever removed: other triggers see to that.
UPDATES = """
CREATE FUNCTION mark_changed_inquiry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_stalemark (municipality_id, inquiry_id)
    VALUES (NEW.municipality_id, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER mark_changed_inquiry
    AFTER UPDATE OF stage, wish, activity_id, tracked_kind, told_channel_id
    ON inquiries_inquiry FOR EACH ROW WHEN (
        (OLD.stage, OLD.wish, OLD.activity_id, OLD.tracked_kind, OLD.told_channel_id)
        IS DISTINCT FROM
        (NEW.stage, NEW.wish, NEW.activity_id, NEW.tracked_kind, NEW.told_channel_id))
    EXECUTE FUNCTION mark_changed_inquiry();
ALTER TABLE inquiries_inquiry ENABLE ALWAYS TRIGGER mark_changed_inquiry;

CREATE FUNCTION mark_changed_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_stalemark (municipality_id, inquiry_id)
    VALUES (NEW.municipality_id, NEW.inquiry_id);
    RETURN NULL;
END $$;
CREATE TRIGGER mark_changed_promise
    AFTER UPDATE OF outcome, settled_at ON followups_promise FOR EACH ROW WHEN (
        (OLD.outcome, OLD.settled_at) IS DISTINCT FROM (NEW.outcome, NEW.settled_at))
    EXECUTE FUNCTION mark_changed_promise();
ALTER TABLE followups_promise ENABLE ALWAYS TRIGGER mark_changed_promise;

CREATE FUNCTION mark_moved_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_stalemark (municipality_id, activity_id)
    VALUES (NEW.municipality_id, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER mark_moved_activity
    AFTER UPDATE OF channel_id ON campaigns_activity FOR EACH ROW
    WHEN (OLD.channel_id IS DISTINCT FROM NEW.channel_id)
    EXECUTE FUNCTION mark_moved_activity();
ALTER TABLE campaigns_activity ENABLE ALWAYS TRIGGER mark_moved_activity;
"""
NOTHING_IS_COUNTED = """
INSERT INTO reports_stalemark (municipality_id) SELECT id FROM organisation_municipality
"""
DROP = """
DROP TRIGGER mark_moved_activity ON campaigns_activity;
DROP FUNCTION mark_moved_activity();
DROP TRIGGER mark_changed_promise ON followups_promise;
DROP FUNCTION mark_changed_promise();
DROP TRIGGER mark_changed_inquiry ON inquiries_inquiry;
DROP FUNCTION mark_changed_inquiry();
DROP TRIGGER mark_new_promises ON followups_promise;
DROP FUNCTION mark_new_promises();
DROP TRIGGER mark_new_events ON inquiries_event;
DROP FUNCTION mark_new_events();
DROP TRIGGER mark_new_inquiries ON inquiries_inquiry;
DROP FUNCTION mark_new_inquiries();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0006_roll_up_months"),
        ("inquiries", "0021_index_who_rests"),
        ("followups", "0012_subscribe_to_a_calendar"),
        ("campaigns", "0012_keep_days_near"),
    ]
    operations = [
        migrations.RunSQL(INSERTS + UPDATES, DROP),
        migrations.RunSQL(NOTHING_IS_COUNTED, migrations.RunSQL.noop),
    ]
