import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('file_name', models.CharField(max_length=255)),
                ('size', models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('token', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('process', models.CharField(max_length=200)),
                ('parts', models.CharField(max_length=100)),
                ('started_at', models.DateTimeField()),
                ('beat_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('task', models.CharField(max_length=200)),
                ('queue', models.CharField(max_length=50)),
                ('priority', models.SmallIntegerField(default=0)),
                ('args', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('run_after', models.DateTimeField()),
                ('enqueued_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_token', models.UUIDField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('error_class', models.CharField(blank=True, default='', max_length=200)),
                ('error_frames', models.TextField(blank=True, default='')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['-priority', 'run_after', 'id'], name='jobs_job_due'), models.Index(models.F('finished_at'), condition=models.Q(('state__in', ['done', 'failed'])), name='jobs_job_over'), models.Index(models.F('lease_token'), condition=models.Q(('lease_token__isnull', False)), name='jobs_job_held')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), models.Q(('lease_token__isnull', False), ('leased_until__isnull', False)), _connector='OR'), name='jobs_job_runs_on_a_lease'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'failed']), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='jobs_job_is_over_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ScheduleEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('every_seconds', models.FloatField()),
                ('lease_token', models.UUIDField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('last_run_at', models.DateTimeField(null=True)),
                ('last_did_at', models.DateTimeField(null=True)),
                ('last_did', models.PositiveIntegerField(default=0)),
                ('seconds', models.FloatField(default=0)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failed_at', models.DateTimeField(null=True)),
                ('error_class', models.CharField(blank=True, default='', max_length=200)),
                ('error_frames', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('lease_token__isnull', True), ('leased_until__isnull', False), _connector='OR'), name='jobs_scheduleentry_lease_has_an_end')],
            },
        ),
    ]
