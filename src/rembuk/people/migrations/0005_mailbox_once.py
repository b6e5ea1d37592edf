from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_mailbox")]

    operations = [
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mailbox", ""), _negated=True),
                fields=("mailbox",),
                name="person_mailbox_once",
            ),
        ),
    ]
