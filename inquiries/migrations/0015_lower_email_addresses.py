from django.db import migrations

# The form at the desk kept an address as it was typed; the public form never did.
LOWER = """
UPDATE inquiries_contactdetails SET email = lower(email) WHERE email <> lower(email)
"""


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0014_hand_over")]

    operations = [migrations.RunSQL(LOWER, migrations.RunSQL.noop)]
