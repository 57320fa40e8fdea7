"""Shifts belong to their window's municipality, absences never overlap, versions stand.

A person's days away in one municipality have numbers of their own, so that a plain
range says it all and no extension is needed.
"""

from django.db import migrations

ADD = """
ALTER TABLE organisation_openingwindow
    ADD CONSTRAINT window_of_municipality UNIQUE (municipality_id, id);
ALTER TABLE organisation_shift ADD CONSTRAINT shift_of_same_municipality
    FOREIGN KEY (municipality_id, window_id)
    REFERENCES organisation_openingwindow (municipality_id, id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE organisation_shiftchange ADD CONSTRAINT shift_change_of_same_municipality
    FOREIGN KEY (municipality_id, window_id)
    REFERENCES organisation_openingwindow (municipality_id, id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE organisation_absence ADD CONSTRAINT absences_never_overlap
    EXCLUDE USING gist (
        int8range(
            (municipality_id * 1000000 + staff_id) * 100000
                + (first_day - date '2000-01-01'),
            (municipality_id * 1000000 + staff_id) * 100000
                + (last_day - date '2000-01-01') + 1
        ) WITH &&
    );
ALTER TABLE organisation_absence ADD CONSTRAINT absence_lies_in_this_century
    CHECK (first_day >= date '2000-01-01' AND last_day < date '2100-01-01');

CREATE TRIGGER rota_version_is_append_only
    BEFORE UPDATE OR DELETE ON organisation_rotaversion
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rota_version_is_never_emptied
    BEFORE TRUNCATE ON organisation_rotaversion
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
DROP = """
DROP TRIGGER rota_version_is_never_emptied ON organisation_rotaversion;
DROP TRIGGER rota_version_is_append_only ON organisation_rotaversion;
ALTER TABLE organisation_absence DROP CONSTRAINT absence_lies_in_this_century;
ALTER TABLE organisation_absence DROP CONSTRAINT absences_never_overlap;
ALTER TABLE organisation_shiftchange DROP CONSTRAINT shift_change_of_same_municipality;
ALTER TABLE organisation_shift DROP CONSTRAINT shift_of_same_municipality;
ALTER TABLE organisation_openingwindow DROP CONSTRAINT window_of_municipality;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0006_plan_who_works_when"),
        ("audit", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(ADD, DROP)]
