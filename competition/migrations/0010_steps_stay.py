"""The steps of the set-up are only added to, as all steps are."""

from importlib import import_module

from django.db import migrations

only_added_to = import_module("signups.migrations.0012_what_stays").only_added_to


class Migration(migrations.Migration):
    dependencies = [("competition", "0009_round"), ("signups", "0012_what_stays")]
    operations = [only_added_to("competition_setupstep")]
