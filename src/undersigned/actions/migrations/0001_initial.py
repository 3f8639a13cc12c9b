import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaigns', '0001_initial'),
        ('organisations', '0001_initial'),
        ('supporters', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('choice', 'choice'), ('checkbox', 'checkbox'), ('text', 'text')], max_length=8)),
                ('label', models.CharField(max_length=200)),
                ('choices', models.JSONField(default=list)),
                ('required', models.BooleanField(default=False)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('retired_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('canonical_address', models.CharField(max_length=254)),
                ('email', models.EmailField(max_length=254)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('is_simulated', models.BooleanField(default=False)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='campaigns.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'canonical_address'), name='actions_interest_once')],
            },
        ),
        migrations.CreateModel(
            name='SourceCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=100)),
                ('channel', models.CharField(max_length=60)),
                ('label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='campaigns.campaign')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'code'), name='actions_source_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('sign', 'signature'), ('interest', "'tell me when it starts'")], max_length=8)),
                ('payload', models.JSONField()),
                ('network', models.CharField(max_length=43)),
                ('at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, max_length=200)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='campaigns.campaign')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('failure', ''), _negated=True), fields=['campaign'], name='actions_submission_failed'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['id'], name='actions_submission_waiting'), models.Index(fields=['done_at'], name='actions_submission_done')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='supporters.supporter')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='actions.ownquestion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('question', 'supporter'), name='actions_answer_once')],
            },
        ),
    ]
