import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0005_heard_before"),
    ]

    operations = [
        migrations.AlterField(
            model_name="heard",
            name="notice",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="heard",
                to="messaging.notice",
            ),
        ),
    ]
