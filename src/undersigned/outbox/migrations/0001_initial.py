import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Window',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('next_at', models.FloatField(default=0)),
                ('backlog_at', models.FloatField(default=0)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('held_until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CaughtMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('envelope_from', models.CharField(max_length=320)),
                ('to_address', models.CharField(max_length=320)),
                ('never_leaves', models.BooleanField()),
                ('data', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['to_address', '-id'], name='outbox_caughtmessage_to')],
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('fingerprint', models.CharField(max_length=64)),
                ('came_by', models.CharField(choices=[('mail', 'by mail'), ('relay', "by the relay's answer"), ('webhook', "by the provider's webhook")], max_length=7)),
                ('kind', models.CharField(choices=[('hard', 'hard bounce: the address does not exist'), ('full', 'soft bounce: the mailbox is full'), ('temporary', 'soft bounce: the server gave up'), ('blocked', 'blocked: the provider does not trust the sender'), ('content', 'blocked: the content was refused'), ('complaint', 'complaint: marked as spam'), ('other', 'refused, without a reason that we know'), ('left', 'unsubscribed at the mail provider')], max_length=9)),
                ('about', models.CharField(choices=[('letter', 'an email to one person'), ('recipient', 'a mailing'), ('unknown', 'unknown')], max_length=9)),
                ('about_uuid', models.UUIDField(null=True)),
                ('domain', models.CharField(blank=True, max_length=253)),
                ('status', models.CharField(blank=True, max_length=12)),
                ('code', models.PositiveSmallIntegerField(null=True)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('about'), models.F('id'), condition=models.Q(('settled_at__isnull', True)), name='outbox_return_new'), models.Index(models.F('at'), name='outbox_return_by_age')],
                'constraints': [models.UniqueConstraint(models.F('fingerprint'), name='outbox_return_once'), models.CheckConstraint(condition=models.Q(('about', 'unknown'), ('about_uuid__isnull', False), _connector='OR'), name='outbox_return_names_what_it_is_about')],
            },
        ),
        migrations.CreateModel(
            name='SentDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253)),
                ('relay', models.CharField(max_length=253)),
                ('day', models.DateField()),
                ('number', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('domain'), models.F('relay'), models.F('day'), name='outbox_sentday_one_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('transactional', models.BooleanField()),
                ('repeatable', models.BooleanField()),
                ('to_address', models.CharField(max_length=320)),
                ('from_name', models.CharField(blank=True, max_length=200)),
                ('from_address', models.CharField(max_length=320)),
                ('reply_to', models.CharField(blank=True, max_length=320)),
                ('subject', models.TextField()),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('dedup_key', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('refused', 'Refused'), ('withheld', 'Not sent: this address must not be mailed'), ('uncertain', 'Uncertain: the connection broke while it was handed over'), ('returned', 'Came back')], default='waiting', max_length=10)),
                ('queued_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_token', models.UUIDField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('handed_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('code', models.PositiveSmallIntegerField(null=True)),
                ('reply', models.CharField(blank=True, max_length=500)),
                ('organisation', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(models.F('not_before'), models.F('id'), condition=models.Q(('state', 'waiting')), name='outbox_message_due'), models.Index(models.F('leased_until'), condition=models.Q(('state', 'sending')), name='outbox_message_held'), models.Index(models.F('lease_token'), condition=models.Q(('lease_token__isnull', False)), name='outbox_message_lease'), models.Index(models.F('finished_at'), condition=models.Q(('finished_at__isnull', False)), name='outbox_message_over')],
                'constraints': [models.UniqueConstraint(models.F('dedup_key'), condition=models.Q(('dedup_key', ''), _negated=True), name='outbox_message_queued_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), models.Q(('lease_token__isnull', False), ('leased_until__isnull', False)), _connector='OR'), name='outbox_message_is_sent_on_a_lease'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending']), ('finished_at__isnull', False), _connector='OR'), name='outbox_message_is_over_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('reason', models.CharField(choices=[('unsubscribed', 'Unsubscribed'), ('erased', 'Erased on request'), ('bounced', 'The address does not exist'), ('complained', 'Marked our mail as spam'), ('legal', 'Legal request'), ('resting', 'Rests: mail came back again and again')], max_length=20)),
                ('at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('organisation'), models.F('address_hash'), name='outbox_suppression_once_an_address')],
            },
        ),
    ]
