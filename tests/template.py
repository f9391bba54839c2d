"""The database that the tests' databases are copied from: migrated once, for all processes and runs.

It is named after the text of all migrations, so that a changed one makes it anew. PostgreSQL's manual,
chapter "Template Databases".
"""

import hashlib
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

PREFIX = "template_of_tests_"
UNREADY = f"{PREFIX}unready"
# The lock of PostgreSQL's that whoever looks for the template or makes it holds; any number.
LOCK = 20141101


def made() -> str:
    """The template's name. The first process that asks makes it, the others wait until it is there."""
    name = PREFIX + _fingerprint()
    with connection._nodb_cursor() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        present = {found for (found,) in server.fetchall()}
        if name not in present:
            for old in present:
                server.execute(f"DROP DATABASE {old}")
            server.execute(f"CREATE DATABASE {UNREADY}")
            _migrate(UNREADY)
            server.execute(f"ALTER DATABASE {UNREADY} RENAME TO {name}")
        server.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _migrate(database: str) -> None:
    settings = connection.settings_dict
    kept, settings["NAME"] = settings["NAME"], database
    connection.close()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        settings["NAME"] = kept


def _fingerprint() -> str:
    """Of every migration of every app, in the order of their names."""
    found = hashlib.sha256()
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        file = Path(apps.get_app_config(app).path) / "migrations" / f"{name}.py"
        found.update(f"{app}/{name}\n".encode() + file.read_bytes())
    return found.hexdigest()[:16]
