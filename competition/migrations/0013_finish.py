"""The end of a competition: signatures, records and titles; rehearsals. Records and titles stay."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


remember = import_module("signups.migrations.0006_history").remember
only_added_to = import_module("signups.migrations.0012_what_stays").only_added_to


class Migration(migrations.Migration):

    dependencies = [
        ('competition', '0012_monday_mail'),
        ('signups', '0014_step_dated'),
        ('municipalities', '0003_history_of_regions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('mest-digitale', "Denmark's most digital municipality"), ('slutspurt', "Denmark's digital sprinters"), ('unge', "Denmark's most digital young people")], max_length=20, verbose_name='category')),
                ('place', models.PositiveSmallIntegerField(verbose_name='place')),
                ('numerator', models.BigIntegerField()),
                ('denominator', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'award',
                'verbose_name_plural': 'awards',
                'ordering': ['record', 'category', 'region', 'place', 'municipality'],
            },
        ),
        migrations.CreateModel(
            name='ResultRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('document', models.TextField(verbose_name='document')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('made_at', models.DateTimeField(verbose_name='made')),
            ],
            options={
                'verbose_name': 'result record',
                'verbose_name_plural': 'result records',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='signed')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AlterModelOptions(
            name='competition',
            options={'base_manager_name': 'everything', 'ordering': ['-closing_as_of'], 'verbose_name': 'competition', 'verbose_name_plural': 'competitions'},
        ),
        migrations.AlterModelManagers(
            name='competition',
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='competition',
            name='announces_itself',
            field=models.BooleanField(default=False, verbose_name='announced by itself when the time comes'),
        ),
        migrations.AddField(
            model_name='competition',
            name='regions_told_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='regional winners told'),
        ),
        migrations.AddField(
            model_name='competition',
            name='rehearsal_of',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rehearsals', to='competition.competition', verbose_name='rehearsal of'),
        ),
        migrations.AddField(
            model_name='competition',
            name='thrown_away_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='setupstep',
            name='action',
            field=models.CharField(choices=[('created', 'competition set up'), ('changed', 'competition changed'), ('opened', 'competition opened'), ('population', 'population stored'), ('enrolled', 'participant added'), ('removed', 'participant taken out'), ('proposed', 'late change of participants proposed'), ('withdrawn', 'late change of participants withdrawn'), ('closed', 'competition closed'), ('reopened', 'closing taken back'), ('signed', 'result signed'), ('unsigned', 'signature withdrawn'), ('finalized', 'result finalized'), ('unfinalized', 'finalizing taken back'), ('regions told', 'regional winners told'), ('time set', 'announcement set to its time'), ('time unset', 'announcement no longer set to its time'), ('announced', 'winners announced'), ('rehearsed', 'rehearsal begun'), ('thrown away', 'rehearsal thrown away')], max_length=16, verbose_name='step'),
        ),
        migrations.AddConstraint(
            model_name='competition',
            constraint=models.CheckConstraint(condition=models.Q(('regions_told_at', None), ('state__in', ['finalized', 'announced']), _connector='OR'), name='regions_told_of_a_final_result'),
        ),
        migrations.AddConstraint(
            model_name='competition',
            constraint=models.CheckConstraint(condition=models.Q(('thrown_away_at', None), ('rehearsal_of__isnull', False), _connector='OR'), name='only_rehearsals_are_thrown_away'),
        ),
        migrations.AddField(
            model_name='award',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='municipalities.municipality', verbose_name='municipality'),
        ),
        migrations.AddField(
            model_name='award',
            name='region',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='municipalities.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='resultrecord',
            name='competition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='competition.competition', verbose_name='competition'),
        ),
        migrations.AddField(
            model_name='award',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='competition.resultrecord', verbose_name='record'),
        ),
        migrations.AddField(
            model_name='signature',
            name='competition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='competition.competition', verbose_name='competition'),
        ),
        migrations.AddField(
            model_name='signature',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to=settings.AUTH_USER_MODEL, verbose_name='signed by'),
        ),
        migrations.AddConstraint(
            model_name='resultrecord',
            constraint=models.UniqueConstraint(fields=('competition', 'number'), name='one_record_a_number'),
        ),
        migrations.AddConstraint(
            model_name='resultrecord',
            constraint=models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='record_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.UniqueConstraint(fields=('record', 'category', 'region', 'municipality'), name='one_award_each', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(('place__gte', 1)), name='award_has_a_place'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(('denominator__gte', 1)), name='award_can_be_divided'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('competition', 'person'), name='one_signature_a_person'),
        ),
        remember("competition_signature", "id"),
        only_added_to("competition_resultrecord"),
        only_added_to("competition_award"),
    ]
