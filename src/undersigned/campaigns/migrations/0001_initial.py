import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('evidence', '0001_initial'),
        ('officials', '0001_initial'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('announced', 'announced'), ('live', 'live'), ('won', 'won'), ('closed', 'closed')], default='draft', max_length=9)),
                ('state_sentence', models.CharField(blank=True, max_length=300)),
                ('title', models.CharField(max_length=140)),
                ('ask', models.CharField(blank=True, max_length=400)),
                ('hashtag', models.CharField(blank=True, max_length=60)),
                ('goal', models.PositiveIntegerField(default=1000)),
                ('goal_moves', models.BooleanField(default=True)),
                ('image', models.CharField(blank=True, max_length=200)),
                ('image_alt', models.CharField(blank=True, max_length=200)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('story', models.TextField(blank=True)),
                ('polls_heading', models.CharField(blank=True, max_length=120)),
                ('thanks', models.TextField(blank=True)),
                ('thanks_subject', models.CharField(blank=True, max_length=150)),
                ('thanks_email', models.TextField(blank=True)),
                ('share_texts', models.JSONField(default=dict)),
                ('donation_url', models.URLField(blank=True, max_length=500)),
                ('donation_amounts', models.CharField(blank=True, max_length=100)),
                ('followup_days', models.PositiveSmallIntegerField(default=0)),
                ('followup_subject', models.CharField(blank=True, max_length=150)),
                ('followup_email', models.TextField(blank=True)),
                ('announced_at', models.DateTimeField(null=True)),
                ('launched_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisations.organisation')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='officials.decisionmaker')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state'], name='campaigns_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), ('announced_at__isnull', False), ('launched_at__isnull', False), _connector='OR'), name='campaigns_campaign_public_since_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['live', 'won']), _negated=True), ('launched_at__isnull', False), _connector='OR'), name='campaigns_campaign_live_since_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('date', models.DateField()),
                ('by_rule', models.BooleanField(default=False)),
                ('source_title', models.CharField(blank=True, max_length=300)),
                ('source_url', models.URLField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ElectionResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('office', models.CharField(max_length=200)),
                ('words', models.CharField(max_length=300)),
                ('source_title', models.CharField(max_length=300)),
                ('source_url', models.URLField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('met_at', models.DateField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='Launch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(null=True)),
                ('time_zone', models.CharField(default='America/New_York', max_length=60)),
                ('local_time', models.TimeField(null=True)),
                ('days_after', models.SmallIntegerField(null=True)),
                ('our_setting', models.CharField(blank=True, max_length=200)),
                ('when_not_ready', models.CharField(choices=[('wait', 'wait until everything is ready'), ('leave_out', 'start on time and leave out what is not ready')], default='wait', max_length=9)),
                ('asked_at', models.DateTimeField(null=True)),
                ('asked_new_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('campaign', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='launch', to='campaigns.campaign')),
                ('election', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='launches', to='campaigns.election')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('days_after__isnull', True), ('election__isnull', True)), models.Q(('days_after__isnull', False), ('election__isnull', False), ('local_time__isnull', False)), _connector='OR'), name='campaigns_launch_relative_in_full'), models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_new_at__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_new_at__isnull', False)), _connector='OR'), name='campaigns_launch_asks_with_a_time')],
            },
        ),
        migrations.CreateModel(
            name='OldHashtag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hashtag', models.CharField(max_length=60)),
                ('until', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='old_hashtags', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='OldSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('until', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='old_slugs', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='TimelineEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('announced', 'announced'), ('launched', 'launched'), ('milestone', 'milestone'), ('answer', 'answer'), ('changed', 'changed'), ('ended', 'ended'), ('note', 'note')], max_length=9)),
                ('at', models.DateTimeField()),
                ('words', models.CharField(max_length=400)),
                ('number', models.PositiveIntegerField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timeline', to='campaigns.campaign')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'at'], name='campaigns_timeline_by_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'milestone')), fields=('campaign', 'number'), name='campaigns_timeline_a_milestone_once')],
            },
        ),
        migrations.CreateModel(
            name='ChecklistItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200)),
                ('due_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by_label', models.CharField(blank=True, max_length=200)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('launch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checklist', to='campaigns.launch')),
            ],
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stance', models.CharField(choices=[('none', 'none stated'), ('opposed', 'opposed'), ('unclear', 'unclear'), ('leaning', 'leaning towards it'), ('supports', 'supports it'), ('granted', 'granted it')], max_length=8)),
                ('date', models.DateField()),
                ('decision_maker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='officials.decisionmaker')),
                ('demand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='campaigns.demand')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='officials.statement')),
            ],
        ),
        migrations.AddField(
            model_name='campaign',
            name='claims',
            field=models.ManyToManyField(related_name='campaigns', to='evidence.claim'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='issues',
            field=models.ManyToManyField(related_name='campaigns', to='organisations.issueposition'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='polls',
            field=models.ManyToManyField(related_name='campaigns', to='evidence.poll'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='statements',
            field=models.ManyToManyField(related_name='campaigns', to='officials.statement'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='results',
            field=models.ManyToManyField(related_name='campaigns', to='campaigns.electionresult'),
        ),
    ]
