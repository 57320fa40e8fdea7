"""What was typed of the need is only ever added."""

from django.db import migrations

CREATE = """
CREATE TRIGGER need_is_append_only
    BEFORE UPDATE OR DELETE ON reports_needfigure
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER needs_are_never_emptied
    BEFORE TRUNCATE ON reports_needfigure
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
DROP = """
DROP TRIGGER needs_are_never_emptied ON reports_needfigure;
DROP TRIGGER need_is_append_only ON reports_needfigure;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_type_in_the_need"),
        ("audit", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
