import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('founded', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('purpose', models.TextField(blank=True)),
                ('website', models.URLField(blank=True)),
                ('logo', models.CharField(blank=True, max_length=200)),
                ('accent', models.CharField(default='#0f766e', max_length=7)),
                ('time_zone', models.CharField(default='America/New_York', max_length=60)),
                ('paid_for_by', models.CharField(blank=True, max_length=200)),
                ('postal_address', models.TextField(blank=True)),
                ('privacy_text', models.TextField(blank=True)),
                ('from_name', models.CharField(blank=True, max_length=120)),
                ('from_address', models.EmailField(blank=True, max_length=254)),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('second_factor_required', models.BooleanField(default=False)),
                ('approval_above', models.PositiveIntegerField(default=1000)),
                ('hold_minutes', models.PositiveSmallIntegerField(default=10)),
                ('most_mailings', models.PositiveSmallIntegerField(default=0)),
                ('most_mailings_days', models.PositiveSmallIntegerField(default=7)),
                ('quiet_from', models.PositiveSmallIntegerField(default=0)),
                ('quiet_until', models.PositiveSmallIntegerField(default=0)),
                ('warms_up', models.BooleanField(default=True)),
                ('example', models.CharField(blank=True, choices=[('', 'a real organisation'), ('invented', 'an invented example'), ('reconstructed', 'an example reconstructed from public sources')], default='', max_length=16)),
                ('banner', models.TextField(blank=True)),
                ('as_of', models.DateField(blank=True, null=True)),
                ('noindex', models.BooleanField(default=False)),
                ('sends_by_relay', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('accent__regex', '^#[0-9a-f]{6}$')), name='organisations_organisation_accent_is_hex'), models.CheckConstraint(condition=models.Q(('example', ''), models.Q(('banner', ''), _negated=True), _connector='OR'), name='organisations_organisation_example_says_so'), models.CheckConstraint(condition=models.Q(('quiet_from__lte', 23), ('quiet_until__lte', 23)), name='organisations_organisation_hours_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('words', models.CharField(max_length=300)),
                ('source_title', models.CharField(blank=True, max_length=200)),
                ('source_url', models.URLField(blank=True, max_length=500)),
                ('source_date', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endorsements', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='IssuePosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issue_positions', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='organisations_issueposition_once_a_name')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor_label', models.CharField(max_length=200)),
                ('actor_id', models.CharField(max_length=80)),
                ('verb', models.CharField(max_length=80)),
                ('subject_label', models.CharField(max_length=200)),
                ('subject_id', models.CharField(max_length=80)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_entries', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-at'], name='organisations_audit_newest'), models.Index(fields=['subject_id'], name='organisations_audit_subject')],
            },
        ),
    ]
