from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0017_import_reasons")]

    operations = [
        migrations.AddField(
            model_name="paperbatch",
            name="about",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
    ]
