from contextlib import suppress

from django.db import OperationalError, migrations


def write_anew(apps, schema_editor):
    """Write the file anew where somebody was erased before: SQLite left their words between its rows."""
    if (
        schema_editor.connection.vendor != "sqlite"
        or not apps.get_model("rights", "Erasure").objects.exists()
    ):
        return
    # Without room for a second copy the house opens all the same.
    with suppress(OperationalError), schema_editor.connection.cursor() as cursor:
        cursor.execute("VACUUM")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("rights", "0006_look_once")]
    operations = [migrations.RunPython(write_anew, migrations.RunPython.noop)]
