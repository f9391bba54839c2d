"""What municipalities write themselves: their events, and reports of wrong figures. Both are kept in
the history, the reports without the contact person; the steps of a report are only added to.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

history = import_module("signups.migrations.0006_history")
only_added_to = import_module("signups.migrations.0012_what_stays").only_added_to
CONTACT = ("contact_name", "contact_email", "contact_phone")


class Migration(migrations.Migration):

    dependencies = [
        ('competition', '0010_steps_stay'),
        ('municipalities', '0003_history_of_regions'),
        ('signups', '0014_step_dated'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FigureReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registered_15_plus', models.IntegerField(blank=True, null=True, verbose_name='registered 15+')),
                ('registered_15_24', models.IntegerField(blank=True, null=True, verbose_name='registered 15-24')),
                ('exempt_15_plus', models.IntegerField(blank=True, null=True, verbose_name='exempt 15+')),
                ('was_registered_15_plus', models.IntegerField(blank=True, null=True)),
                ('was_registered_15_24', models.IntegerField(blank=True, null=True)),
                ('was_exempt_15_plus', models.IntegerField(blank=True, null=True)),
                ('reason', models.TextField(max_length=1000, verbose_name='reason')),
                ('contact_name', models.CharField(max_length=120, verbose_name='contact person')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('status', models.CharField(choices=[('open', 'waits for an answer'), ('asked', 'the organiser has asked'), ('correcting', 'a correction waits to be confirmed'), ('corrected', 'corrected'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], db_index=True, default='open', max_length=10, verbose_name='status')),
                ('reported_at', models.DateTimeField(verbose_name='reported')),
                ('correction', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='signups.correction', verbose_name='correction')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='municipalities.municipality', verbose_name='municipality')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='signups.release', verbose_name='release')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
            ],
            options={
                'verbose_name': 'report of a wrong figure',
                'verbose_name_plural': 'reports of wrong figures',
                'ordering': ['-reported_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReportStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('reported', 'reported'), ('asked', 'asked back'), ('answered', 'answered by the municipality'), ('proposed', 'correction proposed'), ('released', 'correction withdrawn again'), ('corrected', 'corrected'), ('declined', 'declined'), ('withdrawn', 'withdrawn by the municipality')], max_length=10, verbose_name='step')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_steps', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='competition.figurereport', verbose_name='report')),
            ],
            options={
                'verbose_name': 'step of a report',
                'verbose_name_plural': 'steps of a report',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('kind', models.CharField(choices=[('service', 'citizen service'), ('library', 'library'), ('school', 'school'), ('care', 'care home'), ('press', 'press'), ('advert', 'advertisement'), ('letter', 'letter'), ('other', 'other')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note')),
                ('reach', models.PositiveIntegerField(blank=True, null=True, verbose_name='people reached')),
                ('entered_at', models.DateTimeField(verbose_name='entered')),
                ('changed_at', models.DateTimeField(blank=True, null=True, verbose_name='changed')),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities_changed', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities_entered', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='municipalities.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'local event',
                'verbose_name_plural': 'local events',
                'ordering': ['day', 'id'],
                'indexes': [models.Index(fields=['municipality', 'day'], name='activity_of_a_municipality')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='activity_has_a_title'), models.CheckConstraint(condition=models.Q(models.Q(('changed_at', None), ('changed_by', None)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False)), _connector='OR'), name='activity_changed_by_somebody')],
            },
        ),
        migrations.AddConstraint(
            model_name='figurereport',
            constraint=models.UniqueConstraint(condition=models.Q(('registered_15_plus__isnull', False), ('status__in', ['open', 'asked', 'correcting'])), fields=('release', 'municipality'), name='one_open_report_registered_15_plus'),
        ),
        migrations.AddConstraint(
            model_name='figurereport',
            constraint=models.UniqueConstraint(condition=models.Q(('registered_15_24__isnull', False), ('status__in', ['open', 'asked', 'correcting'])), fields=('release', 'municipality'), name='one_open_report_registered_15_24'),
        ),
        migrations.AddConstraint(
            model_name='figurereport',
            constraint=models.UniqueConstraint(condition=models.Q(('exempt_15_plus__isnull', False), ('status__in', ['open', 'asked', 'correcting'])), fields=('release', 'municipality'), name='one_open_report_exempt_15_plus'),
        ),
        migrations.AddConstraint(
            model_name='figurereport',
            constraint=models.CheckConstraint(condition=models.Q(('registered_15_plus__gte', 0), ('registered_15_24__gte', 0), ('exempt_15_plus__gte', 0), _connector='OR'), name='report_of_some_number'),
        ),
        migrations.AddConstraint(
            model_name='figurereport',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='report_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='figurereport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['correcting', 'corrected']), _negated=True), ('correction__isnull', False), _connector='OR'), name='report_corrected_by_a_correction'),
        ),
        history.remember("competition_activity", "id"),
        history.remember("competition_figurereport", "id", secret=CONTACT),
        only_added_to("competition_reportstep"),
    ]
