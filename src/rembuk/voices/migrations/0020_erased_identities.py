from django.db import migrations, models

from rembuk.shared.spoken import keyed

BATCH = 2_000


def fade(apps, schema_editor):
    """Keep of erased voices no identity that leads to a post or is made of its words (`rules.faded`)."""
    Voice = apps.get_model("voices", "Voice")
    changed = []
    rows = Voice.objects.filter(erased_at__isnull=False).exclude(native_id__startswith="~")
    for row in rows.only("id", "channel", "native_id").order_by("pk").iterator(BATCH):
        row.native_id = f"~{keyed('erased post', f'{row.channel} {row.native_id}')}"
        row.version_key = ""
        changed.append(row)
        if len(changed) >= BATCH:
            Voice.objects.bulk_update(changed, ["native_id", "version_key"])
            changed = []
    Voice.objects.bulk_update(changed, ["native_id", "version_key"])


class Migration(migrations.Migration):
    dependencies = [("voices", "0019_names_without_erased")]
    operations = [
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", False)),
                fields=["space", "channel"],
                name="voice_erased",
            ),
        ),
        migrations.RunPython(fade, migrations.RunPython.noop),
    ]
