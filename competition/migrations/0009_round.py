"""The round to all municipalities. Its letter, meetings and invitations are kept in the history; the
answers are not, since every version of them stands in its table and holds the names of people.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from importlib import import_module

from django.db import migrations, models

remember = import_module("signups.migrations.0006_history").remember


class Migration(migrations.Migration):

    dependencies = [
        ('competition', '0008_set_up'),
        ('municipalities', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Addressee',
            fields=[
                ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='addressee', serialize=False, to='municipalities.municipality', verbose_name='municipality')),
                ('mayor_title', models.CharField(default='Borgmester', max_length=60, verbose_name='title of the mayor')),
                ('mayor_name', models.CharField(blank=True, max_length=120, verbose_name='name of the mayor')),
                ('chief_title', models.CharField(default='Kommunaldirektør', max_length=60, verbose_name='title of the chief executive')),
                ('chief_name', models.CharField(blank=True, max_length=120, verbose_name='name of the chief executive')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('street', models.CharField(blank=True, max_length=120, verbose_name='street and number')),
                ('town', models.CharField(blank=True, max_length=80, verbose_name='postcode and town')),
            ],
            options={
                'verbose_name': 'addressee',
                'verbose_name_plural': 'addressees',
                'ordering': ['municipality'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0, verbose_name='version')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('link', models.URLField(blank=True, verbose_name='link to take part from afar')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
            ],
            options={
                'verbose_name': 'information meeting',
                'verbose_name_plural': 'information meetings',
                'ordering': ['starts_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveIntegerField(default=1, verbose_name='number of the link')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='link withdrawn')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='municipalities.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['municipality'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('takes_part', models.BooleanField(verbose_name='takes part')),
                ('remarks', models.TextField(blank=True, max_length=2000, verbose_name='remarks')),
                ('attending', models.CharField(blank=True, max_length=300, verbose_name='who comes')),
                ('via', models.CharField(choices=[('link', 'by the personal link'), ('staff', 'signed in'), ('organiser', 'entered by the organiser')], max_length=10, verbose_name='how')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='competition.invitation', verbose_name='invitation')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='answers', to='competition.meeting', verbose_name='information meeting')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['invitation', '-number'],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('competition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='round', serialize=False, to='competition.competition', verbose_name='competition')),
                ('letter_day', models.DateField(verbose_name='date of the letter')),
                ('subject', models.CharField(max_length=150, verbose_name='subject')),
                ('body', models.TextField(max_length=5000, verbose_name='text of the letter')),
                ('reminder_subject', models.CharField(max_length=150, verbose_name='subject of the reminder')),
                ('reminder_body', models.TextField(max_length=5000, verbose_name='text of the reminder')),
                ('signed_by', models.CharField(max_length=200, verbose_name='signed by')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address for questions')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone for questions')),
                ('begun_at', models.DateTimeField(verbose_name='begun')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='first sent')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='participants fixed')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds_begun', to=settings.AUTH_USER_MODEL, verbose_name='begun by')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rounds_confirmed', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
            ],
            options={
                'verbose_name': 'round',
                'verbose_name_plural': 'rounds',
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('letters', models.PositiveIntegerField(default=0, verbose_name='letters')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders_set', to=settings.AUTH_USER_MODEL, verbose_name='set by')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='competition.round', verbose_name='round')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['day'],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='competition.round', verbose_name='round'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='competition.round', verbose_name='round'),
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('is_main', models.BooleanField(default=False, verbose_name='main contact person')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='competition.answer', verbose_name='answer')),
            ],
            options={
                'verbose_name': 'contact person',
                'verbose_name_plural': 'contact persons',
                'ordering': ['-is_main', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_main', True)), fields=('answer',), name='one_main_contact')],
            },
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invitation', 'invitation'), ('reminder', 'reminder'), ('receipt', 'receipt')], max_length=10, verbose_name='kind')),
                ('occasion', models.CharField(blank=True, max_length=20, verbose_name='occasion')),
                ('status', models.CharField(choices=[('waiting', 'waits to be sent'), ('claimed', 'is being sent'), ('sent', 'sent'), ('failed', 'failed')], db_index=True, default='waiting', max_length=8, verbose_name='status')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('touched_at', models.DateTimeField(auto_now=True)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dispatches', to='competition.invitation', verbose_name='invitation')),
            ],
            options={
                'verbose_name': 'letter by e-mail',
                'verbose_name_plural': 'letters by e-mail',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('invitation', 'kind', 'occasion'), name='one_letter_an_occasion'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='sent_at_a_moment')],
            },
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('invitation', 'number'), name='answer_has_a_number'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='round_confirmed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('round', 'day'), name='one_reminder_a_day'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('link', ''), ('place', ''), _negated=True), name='meeting_is_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('round', 'municipality'), name='invited_once'),
        ),
        remember("competition_round", "competition_id"),
        remember("competition_meeting", "id"),
        remember("competition_invitation", "id"),
    ]
