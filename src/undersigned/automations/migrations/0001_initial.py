import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('campaigns', '0001_initial'),
        ('mailings', '0001_initial'),
        ('organisations', '0001_initial'),
        ('segments', '0001_initial'),
        ('supporters', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Automation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('trigger', models.CharField(choices=[('joined', 'somebody confirms for the first time'), ('signed', 'somebody signs, confirmed or not yet'), ('confirmed', "somebody's signature is confirmed"), ('tagged', 'somebody gets a tag')], default='joined', max_length=9)),
                ('again', models.BooleanField(default=False)),
                ('quiet_from', models.PositiveSmallIntegerField(default=21)),
                ('quiet_until', models.PositiveSmallIntegerField(default=8)),
                ('days_between', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('running', 'running'), ('stopped', 'stopped')], default='draft', max_length=7)),
                ('too_many', models.PositiveIntegerField(default=0)),
                ('looked_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('goal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisations.organisation')),
                ('tag', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supporters.tag')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state'], name='automations_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('trigger__in', ['signed', 'confirmed']), _negated=True), ('campaign__isnull', False), _connector='OR'), name='automations_automation_names_its_campaign'), models.CheckConstraint(condition=models.Q(models.Q(('trigger', 'tagged'), _negated=True), ('tag__isnull', False), _connector='OR'), name='automations_automation_names_its_tag'), models.CheckConstraint(condition=models.Q(('quiet_from__lte', 23), ('quiet_until__lte', 23)), name='automations_automation_hours_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField(null=True)),
                ('started_by_label', models.CharField(blank=True, max_length=200)),
                ('automation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='automations.automation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('automation', 'number'), name='automations_version_one_a_number'), models.UniqueConstraint(condition=models.Q(('started_at', None)), fields=('automation',), name='automations_version_one_is_written')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('wait', 'Wait'), ('condition', 'Go on only if'), ('send', 'Send an email'), ('tag', 'Put a tag on them'), ('notify', 'Tell a colleague')], max_length=9)),
                ('hours', models.PositiveIntegerField(null=True)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('colleague', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
                ('mailing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mailings.mailing')),
                ('segment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='segments.segment')),
                ('tag', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supporters.tag')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='automations.version')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'place'), name='automations_step_one_a_place'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'wait'), _negated=True), ('hours__gte', 1), _connector='OR'), name='automations_step_waits_an_hour_at_least')],
            },
        ),
        migrations.CreateModel(
            name='Journey',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('entry', models.CharField(blank=True, max_length=40)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('going', 'on the way'), ('finished', 'went through'), ('left', 'left early')], default='going', max_length=8)),
                ('why', models.CharField(blank=True, choices=[('goal', 'did what was wished'), ('unsubscribed', 'unsubscribed, or must not be mailed'), ('condition', 'a condition was not met')], max_length=12)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('automation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='journeys', to='automations.automation')),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='journeys', to='supporters.supporter')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='journeys', to='automations.version')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'going')), fields=['due_at'], name='automations_journey_due'), models.Index(fields=['version', 'place', 'state'], name='automations_journey_at')],
                'constraints': [models.UniqueConstraint(fields=('automation', 'supporter', 'entry'), name='automations_journey_one_an_entry'), models.UniqueConstraint(condition=models.Q(('state', 'going')), fields=('automation', 'supporter'), name='automations_journey_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'going')), ('ended_at__isnull', False), _connector='OR'), name='automations_journey_ends_at_a_time')],
            },
        ),
    ]
