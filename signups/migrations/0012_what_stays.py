"""The history stays also when its table is emptied; the log of steps is only added to; and answers to
warnings and sightings of figures are remembered like the rest.

Emptying a whole table needs a word (`SET LOCAL site.emptying = 'yes'`), which the tests say when they
empty all tables between them. A sighting is kept from its first change on, for it stands in its table.
"""

from importlib import import_module

from django.db import migrations

remember = import_module("signups.migrations.0006_history").remember

STAYS = """
CREATE OR REPLACE FUNCTION history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('site.emptying', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% can only be added to and read', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER history_stays_emptied BEFORE TRUNCATE ON signups_change
    FOR EACH STATEMENT EXECUTE FUNCTION history_stays();
"""
STAYS_BEFORE = """
DROP TRIGGER history_stays_emptied ON signups_change;
CREATE OR REPLACE FUNCTION history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history can only be read'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def only_added_to(table):
    """Rows of the table are added, and neither changed nor deleted nor emptied."""
    return migrations.RunSQL(
        f"CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION history_stays()",
        f"DROP TRIGGER history_stays ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("signups", "0011_step_round")]
    operations = [
        migrations.RunSQL(STAYS, STAYS_BEFORE),
        only_added_to("signups_step"),
        remember("signups_acknowledgement", "id"),
        remember("signups_sighting", "id", events=("update", "delete", "truncate")),
    ]
