import re

from django.db import migrations

PERSONAL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+|@\w{2,}|https?://\S+|\+?\d[\d .-]{6,}\d")


def named_after(texts):
    """Return what `actions.naming.title_of` returned when this was written."""
    plain = [" ".join(PERSONAL.sub("…", text).split()) for text in texts if text]
    best = min(plain, key=lambda text: (abs(len(text) - 70), text), default="")
    if len(best) <= 90:
        return best or "…"
    return best[:90].rsplit(" ", 1)[0] + "…"


def rename(apps, schema_editor):
    """Name clusters after voices that are still there, where one of theirs was withdrawn or erased."""
    Cluster, Voice = apps.get_model("voices", "Cluster"), apps.get_model("voices", "Voice")
    gone = Voice.objects.exclude(withdrawn_at=None).exclude(cluster=None).order_by()
    for key in sorted(set(gone.values_list("cluster_id", flat=True))):
        left = Voice.objects.filter(cluster_id=key, withdrawn_at=None).exclude(text="").order_by("pk")
        title = named_after(left.values_list("text", flat=True)[:8])
        Cluster.objects.filter(pk=key).update(title=title)


class Migration(migrations.Migration):
    dependencies = [("voices", "0018_paper_about")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
