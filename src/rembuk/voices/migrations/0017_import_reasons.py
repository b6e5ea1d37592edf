from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0016_box_for_others")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="reasons",
            field=models.JSONField(default=dict),
        ),
    ]
