"""The Monday mail. Who wants it is kept in the history; what was sent stands in its table."""

import django.db.models.deletion
from django.conf import settings
from importlib import import_module

from django.db import migrations, models

remember = import_module("signups.migrations.0006_history").remember


class Migration(migrations.Migration):

    dependencies = [
        ('competition', '0011_municipal'),
        ('municipalities', '0003_history_of_regions'),
        ('signups', '0014_step_dated'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MondayMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('waiting', 'waits to be sent'), ('claimed', 'is being sent'), ('sent', 'sent'), ('failed', 'failed'), ('dropped', 'not sent')], db_index=True, default='waiting', max_length=8, verbose_name='status')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('not_before', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                ('touched_at', models.DateTimeField(auto_now=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monday_mails', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monday_mails', to='signups.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'Monday mail',
                'verbose_name_plural': 'Monday mails',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('person', 'release'), name='one_monday_mail_a_week'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='monday_mail_sent_at_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='MondayWish',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='monday_wish', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], default='da', max_length=2, verbose_name='language')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monday_wishes', to='municipalities.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'wish for the Monday mail',
                'verbose_name_plural': 'wishes for the Monday mail',
                'ordering': ['person'],
                'constraints': [models.CheckConstraint(condition=models.Q(('language__in', ['da', 'en'])), name='monday_mail_speaks_a_language')],
            },
        ),
        remember("competition_mondaywish", "person_id"),
    ]
