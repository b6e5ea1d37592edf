import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0001_begin"),
        ("voices", "0012_fill_threads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("idea", "Menjadi gagasan"),
                            ("verdict", "Putusan telaah"),
                            ("decision", "Keputusan"),
                            ("commitment", "Komitmen"),
                            ("milestone", "Kabar tonggak"),
                            ("referral", "Kabar dari pemerintah"),
                            ("aside", "Disisihkan"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Menunggu dikirim"),
                            ("sent", "Sudah dikirim"),
                            ("skipped", "Dilewati"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=30)),
                ("by", models.CharField(blank=True, max_length=80)),
                ("because", models.CharField(blank=True, max_length=300)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="spaces.space",
                    ),
                ),
                (
                    "voice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="voices.voice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["space", "channel", "id"],
                        name="reply_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting"), _negated=True),
                        fields=["space", "channel", "-settled_at", "-id"],
                        name="reply_settled",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("voice", "key"), name="reply_once")],
            },
        ),
    ]
