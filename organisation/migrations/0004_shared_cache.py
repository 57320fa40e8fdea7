"""The cache that all processes share, in the form that Django's createcachetable makes.

Used where a thing may be true once only, such as a code of the second factor.
"""

from django.db import migrations

CREATE = """
CREATE TABLE shared_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX shared_cache_expires ON shared_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_opening_windows_never_overlap")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE shared_cache;")]
