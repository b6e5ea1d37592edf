"""Keep which mailbox an address reaches; the first of several accounts with one mailbox gets it."""

from django.db import migrations, models


def fill(apps, schema_editor):
    """Fill mailboxes; accounts made before under variants of one address stay apart, without one."""
    person = apps.get_model("people", "Person")
    seen = set()
    rows = person.objects.exclude(email__endswith="@dihapus.invalid").order_by("pk")
    for pk, email in rows.values_list("pk", "email").iterator(2000):
        name, _at, host = email.lower().partition("@")
        name = name.partition("+")[0]
        if host in ("gmail.com", "googlemail.com"):
            name, host = name.replace(".", ""), "gmail.com"
        found = f"{name}@{host}"
        if found not in seen:
            seen.add(found)
            person.objects.filter(pk=pk).update(mailbox=found)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_age_band")]

    operations = [
        migrations.AddField(
            model_name="person", name="mailbox", field=models.CharField(blank=True, max_length=254)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
