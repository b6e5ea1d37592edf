from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0014_papers")]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="place_guessed",
            field=models.BooleanField(default=False),
        ),
    ]
