"""A release that is published stays so: it keeps its week and its day, and is not deleted, unless the
transaction has said that it corrects (as for its figures, see 0002). And the data version is raised
by releases that are published, before or after the change, and not by drafts.
"""

from django.db import migrations

STAYS = """
CREATE FUNCTION published_releases_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('site.correcting', true) IS DISTINCT FROM 'yes' THEN
        RAISE EXCEPTION 'a published release can only be corrected'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER published_releases_stay_on_update BEFORE UPDATE ON signups_release
    FOR EACH ROW WHEN (
        OLD.status = 'published'
        AND (NEW.status, NEW.week, NEW.as_of) IS DISTINCT FROM (OLD.status, OLD.week, OLD.as_of)
    )
    EXECUTE FUNCTION published_releases_stay();
CREATE TRIGGER published_releases_stay_on_delete BEFORE DELETE ON signups_release
    FOR EACH ROW WHEN (OLD.status = 'published')
    EXECUTE FUNCTION published_releases_stay();
"""
STAYS_NOT = """
DROP TRIGGER published_releases_stay_on_update ON signups_release;
DROP TRIGGER published_releases_stay_on_delete ON signups_release;
DROP FUNCTION published_releases_stay();
"""
VERSION = """
DROP TRIGGER raise_data_version ON signups_release;
CREATE TRIGGER raise_data_version_on_insert AFTER INSERT ON signups_release
    FOR EACH ROW WHEN (NEW.status = 'published') EXECUTE FUNCTION raise_data_version();
CREATE TRIGGER raise_data_version_on_update AFTER UPDATE ON signups_release
    FOR EACH ROW WHEN ('published' IN (OLD.status, NEW.status))
    EXECUTE FUNCTION raise_data_version();
CREATE TRIGGER raise_data_version_on_delete AFTER DELETE ON signups_release
    FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION raise_data_version();
"""
VERSION_BEFORE = """
DROP TRIGGER raise_data_version_on_insert ON signups_release;
DROP TRIGGER raise_data_version_on_update ON signups_release;
DROP TRIGGER raise_data_version_on_delete ON signups_release;
CREATE TRIGGER raise_data_version AFTER INSERT OR UPDATE OR DELETE ON signups_release
    FOR EACH STATEMENT EXECUTE FUNCTION raise_data_version();
"""


class Migration(migrations.Migration):
    dependencies = [("signups", "0003_import_attempts")]
    operations = [
        migrations.RunSQL(STAYS, STAYS_NOT),
        migrations.RunSQL(VERSION, VERSION_BEFORE),
    ]
