from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """Find the voices an address was left with."""

    dependencies = [("voices", "0022_cluster_titles")]
    operations = [
        migrations.AddIndex("voicecontact", models.Index(Lower("email"), name="contact_address")),
    ]
