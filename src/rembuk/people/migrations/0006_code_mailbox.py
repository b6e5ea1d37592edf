from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_mailbox_once")]

    operations = [
        migrations.AddField(
            model_name="signincode",
            name="mailbox",
            field=models.CharField(blank=True, default="", max_length=254),
        ),
        migrations.AddIndex(
            model_name="signincode",
            index=models.Index(fields=["mailbox", "made_at"], name="code_mailbox"),
        ),
    ]
