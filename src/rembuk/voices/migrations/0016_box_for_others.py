from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0015_place_guessed")]

    operations = [
        migrations.AlterField(
            model_name="door",
            name="kind",
            field=models.CharField(
                choices=[
                    ("poster", "Poster A4 untuk ditempel"),
                    ("link", "Tautan pendek, misalnya untuk biografi"),
                    ("widget", "Kotak aspirasi di situs lain"),
                ],
                max_length=10,
            ),
        ),
    ]
