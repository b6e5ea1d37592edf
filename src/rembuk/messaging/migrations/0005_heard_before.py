from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0004_heard"),
    ]

    operations = [
        migrations.AddField(
            model_name="heard",
            name="before",
            field=models.CharField(blank=True, default="", max_length=8),
            preserve_default=False,
        ),
    ]
