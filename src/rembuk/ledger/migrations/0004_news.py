"""Mark the steps that are told on the page of their space, so that it need not pass all others by."""

from typing import Any

from django.db import migrations, models


def mark(apps: Any, schema_editor: Any) -> None:
    """Mark what is public and neither of a voice nor of a space."""
    steps = apps.get_model("ledger", "Step").objects.filter(public=True)
    steps.exclude(kind__startswith="voices.").exclude(kind__startswith="spaces.").update(news=True)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_witnesses")]

    operations = [
        migrations.AddField(
            model_name="step", name="news", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                fields=["scope", "-at", "-id"], name="step_news", condition=models.Q(("news", True))
            ),
        ),
    ]
