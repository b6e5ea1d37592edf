from django.db import migrations, models


class Migration(migrations.Migration):
    """Find the clusters that bear the words of a voice without reading all of a space."""

    dependencies = [("voices", "0021_closed_names")]
    operations = [
        migrations.AddIndex("cluster", models.Index(fields=["space", "title"], name="cluster_title")),
    ]
