"""Regions are kept in the history too: which municipalities they hold decides regional winners."""

from importlib import import_module

from django.db import migrations

remember = import_module("signups.migrations.0006_history").remember


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0002_sign_outs"), ("signups", "0006_history")]
    operations = [remember("municipalities_region", "code")]
