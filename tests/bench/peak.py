"""Imports one file with the command, and prints the most memory that the process took, in MB."""

import resource
import sys

import django
from django.core.management import call_command

django.setup()
path, week, as_of = sys.argv[1:]
call_command(
    "import_figures", path, "--week", week, "--as-of", as_of, "--acknowledge", "Opfundne tal"
)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)  # noqa: T201  read by the parent
