from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0005_evidence")]

    operations = [
        migrations.AddField(
            model_name="objection", name="hidden_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="question", name="hidden_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
