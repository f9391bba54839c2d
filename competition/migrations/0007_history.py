"""Competitions, participants and stored places are kept in the history too (see the signups app).
The places of a week are not kept when they are first stored, since they stand in their table; what
a correction makes of them later is kept beside what stood before.
"""

from importlib import import_module

from django.db import migrations

remember = import_module("signups.migrations.0006_history").remember


class Migration(migrations.Migration):
    dependencies = [("competition", "0006_moved_places"), ("signups", "0006_history")]
    operations = [
        remember("competition_competition", "slug"),
        remember("competition_participation", "id"),
        remember("competition_storedplace", "id", events=("update", "delete", "truncate")),
        migrations.RunSQL(
            "CREATE TRIGGER raise_data_version AFTER INSERT OR UPDATE OR DELETE ON"
            " competition_movedplace FOR EACH STATEMENT EXECUTE FUNCTION raise_data_version()",
            "DROP TRIGGER raise_data_version ON competition_movedplace",
        ),
    ]
