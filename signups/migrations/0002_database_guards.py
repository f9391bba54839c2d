"""What the database itself sees to, whoever writes and by whatever way.

The figures of a published release stay as they are: statements that touch them fail, unless the
transaction has said that it corrects (`SET LOCAL site.correcting = 'yes'`). And whatever the public
pages are made of raises the data version, so nothing cached outlives a change; a draft does not.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION published_figures_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM (SELECT DISTINCT release_id FROM touched) AS each
        JOIN signups_release AS release ON release.id = each.release_id
        WHERE release.status = 'published'
    ) THEN
        RETURN NULL;
    END IF;
    IF current_setting('site.correcting', true) IS DISTINCT FROM 'yes' THEN
        RAISE EXCEPTION 'figures of a published release can only be corrected'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM next_data_version();
    RETURN NULL;
END $$;
CREATE TRIGGER published_figures_stay_on_insert AFTER INSERT ON signups_figure
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION published_figures_stay();
CREATE TRIGGER published_figures_stay_on_update AFTER UPDATE ON signups_figure
    REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION published_figures_stay();
CREATE TRIGGER published_figures_stay_on_move AFTER UPDATE ON signups_figure
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION published_figures_stay();
CREATE TRIGGER published_figures_stay_on_delete AFTER DELETE ON signups_figure
    REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION published_figures_stay();
"""
NO_GUARD = """
DROP TRIGGER published_figures_stay_on_insert ON signups_figure;
DROP TRIGGER published_figures_stay_on_update ON signups_figure;
DROP TRIGGER published_figures_stay_on_move ON signups_figure;
DROP TRIGGER published_figures_stay_on_delete ON signups_figure;
DROP FUNCTION published_figures_stay();
"""
VERSION = """
CREATE FUNCTION next_data_version() RETURNS void LANGUAGE sql AS $$
    INSERT INTO signups_sitestate (id, data_version) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET data_version = signups_sitestate.data_version + 1;
$$;
CREATE FUNCTION raise_data_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM next_data_version();
    RETURN NULL;
END $$;
"""
NO_VERSION = "DROP FUNCTION raise_data_version(); DROP FUNCTION next_data_version();"
WATCHED = (
    "municipalities_region",
    "municipalities_municipality",
    "municipalities_population",
    "signups_release",
)


def watch(table: str) -> migrations.RunSQL:
    """Every change of the table raises the data version."""
    return migrations.RunSQL(
        f"CREATE TRIGGER raise_data_version AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION raise_data_version()",
        f"DROP TRIGGER raise_data_version ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("signups", "0001_initial"), ("municipalities", "0001_initial")]
    operations = [
        migrations.RunSQL(VERSION, NO_VERSION),
        migrations.RunSQL(GUARD, NO_GUARD),
        *(watch(table) for table in WATCHED),
    ]
