"""Nothing is shown without a consent, and no row leaves its municipality.

The invariant: while something is used, everybody who appears in it has consented to
the place for what is left of the span, or an open task says that it must be taken down.
A new use must be covered whole. Which day it is, the rows say, never the clock: a
withdrawal counts from the day it was written down. The content's row is held while
this is looked at, so that of a withdrawal and a use planned at the same moment the
second sees the first.
"""

from django.db import migrations

KEYS = (
    ("ambassador", "activity", "activity_id", "ambassador_in_own_town"),
    ("routine", "campaign", "ambassador_campaign_id", "routine_in_own_town"),
    ("letter", "letter", "replaces_id", "letter_replaces_own"),
    ("lettercopy", "letter", "letter_id", "copy_of_own_letter"),
    ("lettercopy", "ambassador", "ambassador_id", "copy_to_own_ambassador"),
    ("appearance", "content", "content_id", "appearance_in_own_content"),
    ("appearance", "person", "person_id", "appearance_of_own_person"),
    ("consent", "appearance", "appearance_id", "consent_of_own_appearance"),
    ("contentuse", "content", "content_id", "use_of_own_content"),
    ("contentuse", "activity", "activity_id", "use_in_own_activity"),
    ("campaigntask", "ambassador", "ambassador_id", "task_of_own_ambassador"),
    ("campaigntask", "contentuse", "use_id", "task_of_own_use"),
)
CREATE_KEYS = "\n".join(
    f"ALTER TABLE campaigns_{table} ADD CONSTRAINT {name}"
    f" FOREIGN KEY (municipality_id, {column})"
    f" REFERENCES campaigns_{target} (municipality_id, id)"
    " DEFERRABLE INITIALLY DEFERRED;"
    for table, target, column, name in KEYS
)
DROP_KEYS = "\n".join(
    f"ALTER TABLE campaigns_{table} DROP CONSTRAINT {name};"
    for table, _target, _column, name in KEYS
)

CREATE = """
CREATE FUNCTION day_in_stockholm(moment timestamptz) RETURNS date
    LANGUAGE sql STABLE AS $$ SELECT (moment AT TIME ZONE 'Europe/Stockholm')::date $$;

CREATE FUNCTION is_consented(use campaigns_contentuse, from_day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (
        (SELECT shows_nobody FROM campaigns_content WHERE id = use.content_id)
        OR EXISTS (SELECT FROM campaigns_appearance WHERE content_id = use.content_id)
    ) AND NOT EXISTS (
        SELECT FROM campaigns_appearance AS appearance
        WHERE appearance.content_id = use.content_id AND NOT EXISTS (
            SELECT FROM campaigns_consent AS consent
            WHERE consent.appearance_id = appearance.id AND consent.place = use.place
              AND consent.superseded_at IS NULL AND consent.withdrawn_on IS NULL
              AND consent.given_on <= from_day
              AND (consent.expires_on IS NULL OR use.ends_on <= consent.expires_on)
        )
    )
$$;

CREATE FUNCTION is_to_be_taken_down(one_use bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM campaigns_campaigntask
        WHERE use_id = one_use AND kind = 'unpublish' AND done_at IS NULL
    )
$$;

CREATE FUNCTION check_uses(one_content bigint, day date) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM campaigns_content WHERE id = one_content FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM campaigns_contentuse AS use
        WHERE use.content_id = one_content AND use.stopped_on IS NULL
          AND (use.ends_on IS NULL OR use.ends_on >= day)
          AND NOT is_consented(use, greatest(use.starts_on, day))
          AND NOT is_to_be_taken_down(use.id)
    ) THEN
        RAISE EXCEPTION 'content % is used without consent', one_content
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_use_without_consent';
    END IF;
END $$;

CREATE FUNCTION check_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM campaigns_content WHERE id = NEW.content_id FOR NO KEY UPDATE;
    IF NOT is_consented(NEW, NEW.starts_on) AND NOT is_to_be_taken_down(NEW.id) THEN
        RAISE EXCEPTION 'content % is used without consent', NEW.content_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_use_without_consent';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER use_is_consented
    AFTER INSERT OR UPDATE OF content_id, place, starts_on, ends_on, stopped_on
    ON campaigns_contentuse
    FOR EACH ROW WHEN (NEW.stopped_on IS NULL) EXECUTE FUNCTION check_use();

CREATE FUNCTION check_uses_after_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_uses(
        (SELECT content_id FROM campaigns_appearance WHERE id = NEW.appearance_id),
        day_in_stockholm(greatest(NEW.withdrawal_recorded_at, NEW.superseded_at))
    );
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER withdrawal_takes_down
    AFTER UPDATE ON campaigns_consent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_uses_after_consent();

CREATE FUNCTION check_uses_after_appearance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_uses(NEW.content_id, day_in_stockholm(NEW.added_at));
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER appearance_takes_down
    AFTER INSERT OR UPDATE ON campaigns_appearance DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_uses_after_appearance();

CREATE FUNCTION check_uses_after_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_uses(
        (SELECT content_id FROM campaigns_contentuse WHERE id = OLD.use_id),
        day_in_stockholm(coalesce(NEW.done_at, OLD.opened_at))
    );
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER done_task_has_taken_down
    AFTER UPDATE OF done_at, use_id, kind ON campaigns_campaigntask
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (
        OLD.kind = 'unpublish' AND (
            NEW.done_at IS NOT NULL OR NEW.kind <> OLD.kind
            OR NEW.use_id IS DISTINCT FROM OLD.use_id
        )
    )
    EXECUTE FUNCTION check_uses_after_task();
CREATE CONSTRAINT TRIGGER deleted_task_has_taken_down
    AFTER DELETE ON campaigns_campaigntask DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.kind = 'unpublish' AND OLD.done_at IS NULL)
    EXECUTE FUNCTION check_uses_after_task();

CREATE FUNCTION check_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.municipality_id, OLD.appearance_id, OLD.place, OLD.wording, OLD.given_on,
        OLD.expires_on, OLD.how, OLD.reference, OLD.recorded_at, OLD.recorded_by_id)
       IS DISTINCT FROM
       (NEW.municipality_id, NEW.appearance_id, NEW.place, NEW.wording, NEW.given_on,
        NEW.expires_on, NEW.how, NEW.reference, NEW.recorded_at, NEW.recorded_by_id)
       OR OLD.superseded_at IS NOT NULL
          AND OLD.superseded_at IS DISTINCT FROM NEW.superseded_at
       OR OLD.withdrawn_on IS NOT NULL
          AND (OLD.withdrawn_on, OLD.withdrawn_how, OLD.withdrawal_recorded_at,
               OLD.withdrawal_recorded_by_id)
              IS DISTINCT FROM
              (NEW.withdrawn_on, NEW.withdrawn_how, NEW.withdrawal_recorded_at,
               NEW.withdrawal_recorded_by_id) THEN
        RAISE EXCEPTION 'a consent is superseded or withdrawn, never edited'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_is_never_edited
    BEFORE UPDATE ON campaigns_consent
    FOR EACH ROW EXECUTE FUNCTION check_consent_change();
CREATE TRIGGER consent_is_never_deleted
    BEFORE DELETE ON campaigns_consent
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION check_letter_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a letter that has been sent stands'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER sent_letter_stands
    BEFORE UPDATE ON campaigns_letter
    FOR EACH ROW WHEN (
        OLD.sent_at IS NOT NULL AND (
            (OLD.subject, OLD.body, OLD.subject_en, OLD.body_en, OLD.sent_at)
            IS DISTINCT FROM
            (NEW.subject, NEW.body, NEW.subject_en, NEW.body_en, NEW.sent_at)
            OR OLD.stopped_at IS NOT NULL
               AND OLD.stopped_at IS DISTINCT FROM NEW.stopped_at
        )
    )
    EXECUTE FUNCTION check_letter_change();
"""

DROP = """
DROP TRIGGER sent_letter_stands ON campaigns_letter;
DROP FUNCTION check_letter_change();
DROP TRIGGER consent_is_never_deleted ON campaigns_consent;
DROP TRIGGER consent_is_never_edited ON campaigns_consent;
DROP FUNCTION check_consent_change();
DROP TRIGGER deleted_task_has_taken_down ON campaigns_campaigntask;
DROP TRIGGER done_task_has_taken_down ON campaigns_campaigntask;
DROP FUNCTION check_uses_after_task();
DROP TRIGGER appearance_takes_down ON campaigns_appearance;
DROP FUNCTION check_uses_after_appearance();
DROP TRIGGER withdrawal_takes_down ON campaigns_consent;
DROP FUNCTION check_uses_after_consent();
DROP TRIGGER use_is_consented ON campaigns_contentuse;
DROP FUNCTION check_use();
DROP FUNCTION check_uses(bigint, date);
DROP FUNCTION is_to_be_taken_down(bigint);
DROP FUNCTION is_consented(campaigns_contentuse, date);
DROP FUNCTION day_in_stockholm(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0008_add_missing_channels"),
        ("audit", "0002_append_only"),
    ]
    operations = [
        migrations.RunSQL(CREATE_KEYS, DROP_KEYS),
        migrations.RunSQL(CREATE, DROP),
    ]
