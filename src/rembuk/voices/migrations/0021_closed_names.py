from importlib import import_module

from django.db import migrations

named_after = import_module("rembuk.voices.migrations.0019_names_without_erased").named_after


def rename(apps, schema_editor):
    """Name clusters that hold voices told in confidence after their other voices, or by no words."""
    Cluster, Voice = apps.get_model("voices", "Cluster"), apps.get_model("voices", "Voice")
    closed = Voice.objects.filter(visibility="confidential").exclude(cluster=None).order_by()
    for key in sorted(set(closed.values_list("cluster_id", flat=True))):
        left = Voice.objects.filter(cluster_id=key, withdrawn_at=None).exclude(text="").order_by("pk")
        texts = left.exclude(visibility="confidential").values_list("text", flat=True)[:8]
        Cluster.objects.filter(pk=key).update(title=named_after(texts) if texts else "")


class Migration(migrations.Migration):
    dependencies = [("voices", "0020_erased_identities")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
