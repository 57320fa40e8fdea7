"""What prompted an inquiry is a channel of its own municipality."""

from django.db import migrations

CREATE = """
ALTER TABLE inquiries_inquiry ADD CONSTRAINT prompted_by_own_channel
    FOREIGN KEY (municipality_id, prompted_channel_id)
    REFERENCES campaigns_channel (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
"""

DROP = "ALTER TABLE inquiries_inquiry DROP CONSTRAINT prompted_by_own_channel"


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0016_keep_what_led_here")]
    operations = [migrations.RunSQL(CREATE, DROP)]
