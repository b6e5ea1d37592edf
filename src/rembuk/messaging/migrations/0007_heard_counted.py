from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0006_heard_stays"),
    ]

    operations = [
        migrations.AddField("heard", "counted", models.CharField(blank=True, db_default="", max_length=8)),
        migrations.AddField("heard", "moved", models.CharField(blank=True, db_default="", max_length=8)),
        migrations.RemoveField("heard", "before"),
        migrations.AddIndex(
            "heard", models.Index(fields=["space"], name="heard_waits", condition=Q(counted=""))
        ),
        migrations.AddIndex(
            "heard",
            models.Index(
                fields=["space"],
                name="heard_moves",
                condition=Q(moved="") & ~Q(counted="") & ~Q(value=F("counted")),
            ),
        ),
    ]
