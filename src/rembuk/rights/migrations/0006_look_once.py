from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rights", "0005_guardians")]
    operations = [
        migrations.AddField("look", "once", models.CharField(blank=True, default="", max_length=240)),
        migrations.AddConstraint(
            "look",
            models.UniqueConstraint(
                condition=models.Q(("once", ""), _negated=True), fields=("once",), name="look_once"
            ),
        ),
    ]
