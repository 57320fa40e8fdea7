"""Rows about a family's page belong to the inquiry's municipality.

A link that has ended never lives again, and its token is never another's.
"""

from django.db import migrations

TABLES = ("familylink", "familyact", "familycode")

CREATE = "".join(
    f"""
ALTER TABLE inquiries_{table} ADD CONSTRAINT {table}_of_same_municipality
    FOREIGN KEY (municipality_id, inquiry_id)
    REFERENCES inquiries_inquiry (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
    for table in TABLES
)
CREATE += """
CREATE FUNCTION refuse_to_reopen_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a link that has ended never lives again'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ended_link_stays_ended
    BEFORE UPDATE ON inquiries_familylink
    FOR EACH ROW WHEN (
        OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at
        OR OLD.token_hash IS DISTINCT FROM NEW.token_hash
        OR OLD.inquiry_id IS DISTINCT FROM NEW.inquiry_id
    )
    EXECUTE FUNCTION refuse_to_reopen_link();
"""

DROP = """
DROP TRIGGER ended_link_stays_ended ON inquiries_familylink;
DROP FUNCTION refuse_to_reopen_link();
""" + "".join(
    f"ALTER TABLE inquiries_{table} DROP CONSTRAINT {table}_of_same_municipality;\n"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0012_open_a_page_for_families")]
    operations = [migrations.RunSQL(CREATE, DROP)]
