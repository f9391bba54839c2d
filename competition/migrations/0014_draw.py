"""The draw of the prizes. All of it stays; what was promised cannot be changed once it is signed."""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

remember = import_module("signups.migrations.0006_history").remember
only_added_to = import_module("signups.migrations.0012_what_stays").only_added_to

FIXED = """
CREATE FUNCTION draw_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'competition_drawplan' THEN
        PERFORM 1 FROM competition_drawedition e JOIN competition_resultrecord r ON r.id = e.record_id
        WHERE r.competition_id = NEW.competition_id;
    ELSE
        PERFORM 1 FROM competition_drawedition e JOIN competition_award a ON a.record_id = e.record_id
        WHERE a.id = NEW.award_id;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'what was promised before the draw is signed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER draw_is_fixed BEFORE INSERT ON competition_drawplan
    FOR EACH ROW EXECUTE FUNCTION draw_is_fixed();
CREATE TRIGGER draw_is_fixed BEFORE INSERT ON competition_drawpromise
    FOR EACH ROW EXECUTE FUNCTION draw_is_fixed();
"""
NOT_FIXED = """
DROP TRIGGER draw_is_fixed ON competition_drawplan;
DROP TRIGGER draw_is_fixed ON competition_drawpromise;
DROP FUNCTION draw_is_fixed();
"""


def shown(table):
    """What everybody is shown makes a new data version."""
    return migrations.RunSQL(
        f"CREATE TRIGGER raise_data_version AFTER INSERT ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION raise_data_version()",
        f"DROP TRIGGER raise_data_version ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('competition', '0013_finish'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='setupstep',
            name='action',
            field=models.CharField(choices=[('created', 'competition set up'), ('changed', 'competition changed'), ('opened', 'competition opened'), ('population', 'population stored'), ('enrolled', 'participant added'), ('removed', 'participant taken out'), ('proposed', 'late change of participants proposed'), ('withdrawn', 'late change of participants withdrawn'), ('closed', 'competition closed'), ('reopened', 'closing taken back'), ('signed', 'result signed'), ('unsigned', 'signature withdrawn'), ('finalized', 'result finalized'), ('unfinalized', 'finalizing taken back'), ('regions told', 'regional winners told'), ('time set', 'announcement set to its time'), ('time unset', 'announcement no longer set to its time'), ('announced', 'winners announced'), ('draw planned', 'source and moment of the draw named'), ('draw promised', 'list promised for the draw'), ('draw signed', 'promises of the draw signed'), ('value entered', 'value of the draw entered'), ('value withdrawn', 'value of the draw withdrawn'), ('drawn', 'draw made'), ('passed over', 'passed over in the draw'), ('rehearsed', 'rehearsal begun'), ('thrown away', 'rehearsal thrown away')], max_length=16, verbose_name='step'),
        ),
        migrations.CreateModel(
            name='DrawPromise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.BigIntegerField(verbose_name='citizens on the list')),
                ('commitment', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('note', models.TextField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='promised')),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='competition.award', verbose_name='award')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draw_promises', to=settings.AUTH_USER_MODEL, verbose_name='promised by')),
            ],
            options={
                'verbose_name': 'promise before the draw',
                'verbose_name_plural': 'promises before the draw',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='DrawValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.TextField(verbose_name='value')),
                ('entered_at', models.DateTimeField(verbose_name='entered')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmed_draw_values', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entered_draw_values', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draw_values', to='competition.resultrecord', verbose_name='record')),
            ],
            options={
                'verbose_name': 'value of the draw',
                'verbose_name_plural': 'values of the draw',
                'ordering': ['entered_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PassedOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.BigIntegerField(verbose_name='ordinal')),
                ('reason', models.CharField(choices=[('not reached', 'could not be reached in time'), ('declined', 'does not want the prize'), ('not entitled', 'should not have been on the list')], max_length=16, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passed_over', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('promise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passed_over', to='competition.drawpromise', verbose_name='promise')),
            ],
            options={
                'verbose_name': 'passed over in the draw',
                'verbose_name_plural': 'passed over in the draw',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DrawEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('document', models.TextField(verbose_name='document')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draw_editions', to=settings.AUTH_USER_MODEL, verbose_name='signed by')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draw_editions', to='competition.resultrecord', verbose_name='record')),
            ],
            options={
                'verbose_name': 'edition of the draw',
                'verbose_name_plural': 'editions of the draw',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('record', 'number'), name='one_edition_a_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1), models.Q(('document', ''), _negated=True)), name='edition_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='DrawPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('source', models.CharField(max_length=200, verbose_name='public source')),
                ('link', models.CharField(max_length=400, validators=[django.core.validators.URLValidator(['https', 'http'])], verbose_name='address of the source')),
                ('moment', models.DateTimeField(verbose_name='moment of the randomness')),
                ('reading', models.TextField(max_length=1000, verbose_name='how the value is read')),
                ('reason', models.TextField(blank=True, max_length=500, verbose_name='reason of the change')),
                ('at', models.DateTimeField(verbose_name='named')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draw_plans', to=settings.AUTH_USER_MODEL, verbose_name='named by')),
                ('competition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draw_plans', to='competition.competition', verbose_name='competition')),
            ],
            options={
                'verbose_name': 'plan of the draw',
                'verbose_name_plural': 'plans of the draw',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('competition', 'number'), name='one_plan_a_number'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('number__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_changed_plan_has_a_reason'), models.CheckConstraint(condition=models.Q(('moment__gt', models.F('at'))), name='randomness_is_named_in_advance'), models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('link', ''), _negated=True), models.Q(('reading', ''), _negated=True)), name='plan_is_whole')],
            },
        ),
        migrations.AddConstraint(
            model_name='drawpromise',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1), ('count__lte', 9007199254740991)), name='list_has_somebody'),
        ),
        migrations.AddConstraint(
            model_name='drawpromise',
            constraint=models.CheckConstraint(condition=models.Q(('commitment__regex', '^[0-9a-f]{64}$')), name='promise_is_a_sha256'),
        ),
        migrations.AddConstraint(
            model_name='drawvalue',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('record',), name='one_value_a_draw'),
        ),
        migrations.AddConstraint(
            model_name='drawvalue',
            constraint=models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='value_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='drawvalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__gte', models.F('entered_at')), ('confirmed_by__isnull', False), ('withdrawn_at', None)), _connector='OR'), name='value_is_confirmed_or_not'),
        ),
        migrations.AddConstraint(
            model_name='drawvalue',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('entered_by')), _negated=True), _connector='OR'), name='value_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='passedover',
            constraint=models.UniqueConstraint(fields=('promise', 'ordinal'), name='passed_over_once'),
        ),
        migrations.AddConstraint(
            model_name='passedover',
            constraint=models.CheckConstraint(condition=models.Q(('ordinal__gte', 1)), name='ordinal_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='passedover',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['not reached', 'declined', 'not entitled'])), name='passed_over_for_a_known_reason'),
        ),
        only_added_to("competition_drawplan"),
        only_added_to("competition_drawpromise"),
        only_added_to("competition_drawedition"),
        only_added_to("competition_passedover"),
        remember("competition_drawvalue", "id", events=("update", "delete", "truncate")),
        migrations.RunSQL(FIXED, NOT_FIXED),
        shown("competition_drawplan"),
        shown("competition_drawpromise"),
        shown("competition_drawedition"),
    ]
