"""Competitions, participants and places are what the public pages are made of: a change raises the
data version (see the guards of the signups app)."""

from django.db import migrations

WATCHED = ("competition_competition", "competition_participation", "competition_storedplace")


class Migration(migrations.Migration):
    dependencies = [("competition", "0002_initial"), ("signups", "0002_database_guards")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER raise_data_version AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION raise_data_version()",
            f"DROP TRIGGER raise_data_version ON {table}",
        )
        for table in WATCHED
    ]
