from django.db import migrations, models

BATCH = 2_000


def fill(apps, schema_editor):
    """Give clusters that wait the subject most of their voices have and the place that holds them all."""
    cluster_model = apps.get_model("voices", "Cluster")
    label_model = apps.get_model("voices", "VoiceLabel")
    voice_model = apps.get_model("voices", "Voice")
    last = 0
    while True:
        rows = cluster_model.objects.filter(state="open", pk__gt=last).order_by("pk")[:BATCH]
        clusters = {row.pk: row for row in rows}
        if not clusters:
            return
        last = max(clusters)
        counted = (
            label_model.objects.filter(name="subject", voice__cluster__in=clusters, voice__set_aside="")
            .order_by()
            .values_list("voice__cluster_id", "value")
            .annotate(n=models.Count("pk"))
        )
        best = {}
        for cluster, value, count in counted:
            best[cluster] = min(best.get(cluster, (0, "")), (-count, value.partition("/")[0]))
        for cluster, (_count, value) in best.items():
            clusters[cluster].subject = value
        placed = (
            voice_model.objects.filter(cluster__in=clusters, withdrawn_at=None)
            .order_by()
            .values_list("cluster_id")
            .annotate(low=models.Min("place_id"), high=models.Max("place_id"))
        )
        for cluster, low, high in placed:
            for length in (13, 8, 5, 2):
                if low and min(len(low), len(high)) >= length and low[:length] == high[:length]:
                    clusters[cluster].place_id = low[:length]
                    break
        cluster_model.objects.bulk_update(clusters.values(), ["subject", "place"])


class Migration(migrations.Migration):
    # Apart from the tables: PostgreSQL builds no index over rows whose references are still to be checked.
    dependencies = [("voices", "0008_desk"), ("places", "0002_keys")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
