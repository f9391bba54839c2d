"""The history that nobody can go around: triggers keep every row before and after a change.

They work a statement at a time on transition tables, so that a COPY of a hundred thousand rows costs
one pass and not a hundred thousand calls. What a statement leaves as it was is not kept. Adding more
than a thousand figures to a draft is kept as one line with their number: what was added stands in
the table, and whatever changes or deletes it later is kept with what stood before.
"""

from django.db import migrations

MOMENT = """
CREATE FUNCTION history_moment() RETURNS timestamptz LANGUAGE sql AS $$
    SELECT coalesce(nullif(current_setting('site.now', true), '')::timestamptz, clock_timestamp())
$$;
CREATE FUNCTION history_person() RETURNS bigint LANGUAGE sql AS $$
    SELECT nullif(current_setting('site.person', true), '')::bigint
$$;
"""
NO_MOMENT = "DROP FUNCTION history_moment(); DROP FUNCTION history_person();"
# Arguments of the trigger: the column that names a row, then columns that are never kept.
KEEP = """
CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key text := TG_ARGV[0];
    secret text[] := coalesce(TG_ARGV[1:TG_NARGS - 1], '{}');
    changed text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT NULL::jsonb AS old, to_jsonb(x) - $1 AS new FROM new_rows x'
        WHEN 'DELETE' THEN 'SELECT to_jsonb(x) - $1 AS old, NULL::jsonb AS new FROM old_rows x'
        WHEN 'UPDATE' THEN
            'SELECT o.row AS old, n.row AS new'
            ' FROM (SELECT to_jsonb(x) - $1 AS row FROM old_rows x) o'
            ' FULL JOIN (SELECT to_jsonb(x) - $1 AS row FROM new_rows x) n'
            ' ON n.row ->> $2 = o.row ->> $2'
        ELSE format('SELECT to_jsonb(x) - $1 AS old, NULL::jsonb AS new FROM %I x', TG_TABLE_NAME)
    END;
BEGIN
    EXECUTE
        'INSERT INTO signups_change (at, recorded_at, table_name, row_key, action, week,'
        ' municipality, old, new, person_id, reason, database_user, transaction)'
        ' SELECT history_moment(), clock_timestamp(), $3, coalesce(c.row ->> $2, ''''), $4,'
        '  coalesce(c.row ->> ''week'', release.week, ''''),'
        '  coalesce(c.row ->> ''municipality_id'','
        '   CASE WHEN $3 = ''municipalities_municipality'' THEN c.row ->> ''code'' END, ''''),'
        '  c.old, c.new, history_person(), coalesce(current_setting(''site.reason'', true), ''''),'
        '  session_user, pg_current_xact_id()::text::bigint'
        ' FROM (SELECT old, new, coalesce(new, old) AS row FROM (' || changed || ') AS sides'
        '  WHERE old IS DISTINCT FROM new) AS c'
        ' LEFT JOIN signups_release AS release ON release.id = (c.row ->> ''release_id'')::bigint'
        USING secret, key, TG_TABLE_NAME::text, left(TG_OP, 1);
    RETURN NULL;
END $$;
"""
NO_KEEP = "DROP FUNCTION keep_history();"
FIGURES_ADDED = """
CREATE FUNCTION keep_history_of_figures_added() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    by_line boolean := (SELECT count(*) <= 1000 FROM new_rows) OR EXISTS (
        SELECT FROM (SELECT DISTINCT release_id FROM new_rows) AS each
        JOIN signups_release AS release ON release.id = each.release_id
        WHERE release.status = 'published'
    );
BEGIN
    INSERT INTO signups_change (at, recorded_at, table_name, row_key, action, week, municipality,
        new, person_id, reason, database_user, transaction)
    SELECT history_moment(), clock_timestamp(), TG_TABLE_NAME, c.key, 'I', release.week, c.code,
        c.new, history_person(), coalesce(current_setting('site.reason', true), ''),
        session_user, pg_current_xact_id()::text::bigint
    FROM (
        SELECT release_id, id::text AS key, municipality_id AS code, to_jsonb(x) AS new
        FROM new_rows AS x WHERE by_line
        UNION ALL
        SELECT release_id, '', '', jsonb_build_object('figures', count(*))
        FROM new_rows WHERE NOT by_line GROUP BY release_id
    ) AS c JOIN signups_release AS release ON release.id = c.release_id;
    RETURN NULL;
END $$;
"""
NO_FIGURES_ADDED = "DROP FUNCTION keep_history_of_figures_added();"
STAYS = """
CREATE FUNCTION history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history can only be read'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE ON signups_change
    FOR EACH STATEMENT EXECUTE FUNCTION history_stays();
"""
NO_STAYS = "DROP TRIGGER history_stays ON signups_change; DROP FUNCTION history_stays();"

WHEN = {
    "insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows",
    "update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows",
    "truncate": "BEFORE TRUNCATE ON {table}",
}


def remember(table, key, secret=(), events=tuple(WHEN), function="keep_history"):
    """Every change of the table is kept, its rows named by the column `key`."""
    arguments = ", ".join(f"'{word}'" for word in (key, *secret))
    return migrations.RunSQL(
        [
            f"CREATE TRIGGER {function}_{event} {WHEN[event].format(table=table)}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}({arguments})"
            for event in events
        ],
        [f"DROP TRIGGER {function}_{event} ON {table}" for event in events],
    )


class Migration(migrations.Migration):
    dependencies = [("signups", "0005_corrections"), ("municipalities", "0001_initial")]
    operations = [
        migrations.RunSQL(MOMENT, NO_MOMENT),
        migrations.RunSQL(KEEP, NO_KEEP),
        migrations.RunSQL(FIGURES_ADDED, NO_FIGURES_ADDED),
        migrations.RunSQL(STAYS, NO_STAYS),
        remember("signups_figure", "id", events=("update", "delete", "truncate")),
        remember(
            "signups_figure", "id", events=("insert",), function="keep_history_of_figures_added"
        ),
        remember("signups_release", "id"),
        remember("signups_correction", "id"),
        remember("municipalities_population", "id"),
        remember("municipalities_municipality", "code"),
        remember("municipalities_user", "id", secret=("password", "last_login")),
        # What was corrected is shown to the public, so a correction makes a new data version.
        migrations.RunSQL(
            "CREATE TRIGGER raise_data_version AFTER INSERT OR UPDATE OR DELETE ON"
            " signups_correction FOR EACH STATEMENT EXECUTE FUNCTION raise_data_version()",
            "DROP TRIGGER raise_data_version ON signups_correction",
        ),
    ]
