"""An example of the draw's value, which says how many numbers it has; a note where the organiser passes
a prize on; and another source for signed promises, as long as no value is entered.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models

BEFORE = import_module("competition.migrations.0014_draw").FIXED.split("CREATE TRIGGER")[0].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
FIXED = """
CREATE OR REPLACE FUNCTION draw_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'competition_drawplan' THEN
        PERFORM 1 FROM competition_drawedition e JOIN competition_resultrecord r ON r.id = e.record_id
        JOIN competition_drawvalue v ON v.record_id = r.id AND v.withdrawn_at IS NULL
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
"""


class Migration(migrations.Migration):

    dependencies = [
        ('competition', '0015_winner_letters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='drawpromise',
            options={'ordering': ['-id'], 'verbose_name': 'promise before the draw', 'verbose_name_plural': 'promises before the draw'},
        ),
        migrations.AlterModelOptions(
            name='passedover',
            options={'ordering': ['id'], 'verbose_name': 'passed over in the draw', 'verbose_name_plural': 'passed over in the draw'},
        ),
        migrations.AddField(
            model_name='drawplan',
            name='example',
            field=models.CharField(default='0', max_length=200, verbose_name='example of a value'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='passedover',
            name='note',
            field=models.TextField(blank=True, max_length=500, verbose_name='note'),
        ),
        migrations.AddConstraint(
            model_name='drawplan',
            constraint=models.CheckConstraint(condition=models.Q(('example__regex', '^(0|[1-9][0-9]*)( (0|[1-9][0-9]*))*$')), name='example_is_a_value'),
        ),
        migrations.RunSQL(FIXED, BEFORE),
    ]
