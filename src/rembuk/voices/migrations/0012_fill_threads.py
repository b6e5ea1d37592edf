from django.db import migrations

BATCH = 2_000


def key(channel, native_id):
    """Return what `channels.links.thread_key` returned when this was written."""
    if not isinstance(native_id, str):
        return ""
    if channel == "facebook":
        native_id = native_id.rpartition("_")[2]
    elif channel == "bluesky" or (channel == "mastodon" and native_id.startswith("http")):
        last = native_id.rstrip("/").rpartition("/")[2]
        native_id = last if channel == "bluesky" or last.isdigit() else native_id
    return native_id[:80]


def answered(origin):
    """Return what a post answers: X kept it among its references, as pairs of kind and id."""
    for one in origin.get("references") or []:
        if len(one) == 2 and one[0] == "replied_to":
            return one[1]
    return origin.get("reply_to", "")


def fill(apps, schema_editor):
    """Fill the columns of voices that came before them from what was kept of their posts."""
    Voice = apps.get_model("voices", "Voice")
    changed = []
    rows = Voice.objects.exclude(channel__in=("web", "field", "table")).only("id", "channel", "origin")
    for row in rows.order_by("id").iterator(BATCH):
        origin = row.origin if isinstance(row.origin, dict) else {}
        row.thread, row.reply_to = (
            key(row.channel, origin.get("thread", "")),
            key(row.channel, answered(origin)),
        )
        if row.thread or row.reply_to:
            changed.append(row)
        if len(changed) >= BATCH:
            Voice.objects.bulk_update(changed, ["thread", "reply_to"])
            changed = []
    Voice.objects.bulk_update(changed, ["thread", "reply_to"])


class Migration(migrations.Migration):
    dependencies = [("voices", "0011_threads")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
