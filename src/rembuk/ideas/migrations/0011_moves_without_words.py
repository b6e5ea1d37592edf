from django.db import migrations

BATCH = 2_000


def drop_titles(apps, schema_editor):
    """Keep of a move which voices were in which cluster, no longer its title: words of a voice."""
    BoardMove = apps.get_model("ideas", "BoardMove")
    changed = []
    for row in BoardMove.objects.filter(kind__in=("split", "move", "merge")).order_by("pk").iterator(BATCH):
        origins = row.detail.get("origins") or []
        if any(isinstance(title, str) for _cluster, title, _voices in origins):
            row.detail["origins"] = [[cluster, 0, voices] for cluster, _title, voices in origins]
            changed.append(row)
        if len(changed) >= BATCH:
            BoardMove.objects.bulk_update(changed, ["detail"])
            changed = []
    BoardMove.objects.bulk_update(changed, ["detail"])


class Migration(migrations.Migration):
    dependencies = [("ideas", "0010_likeness")]
    operations = [migrations.RunPython(drop_titles, migrations.RunPython.noop)]
