import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('index', models.BigIntegerField(null=True, unique=True)),
                ('kind', models.CharField(choices=[('petition', 'Petition'), ('sign', 'Sign'), ('paper', 'Paper'), ('void', 'Void'), ('restore', 'Restore'), ('erase', 'Erase'), ('close', 'Close'), ('tally', 'Tally')], max_length=8)),
                ('petition', models.UUIDField()),
                ('subject', models.UUIDField(null=True)),
                ('day', models.DateField()),
                ('region', models.CharField(default='-', max_length=6)),
                ('number', models.PositiveIntegerField(null=True)),
                ('size', models.BigIntegerField(null=True)),
                ('digest', models.BinaryField(null=True)),
                ('reason', models.CharField(blank=True, max_length=10)),
                ('is_void', models.BooleanField(default=False)),
                ('is_adopted', models.BooleanField(default=False)),
                ('appended_at', models.DateTimeField()),
                ('target', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consequences', to='ledger.leaf')),
                ('text', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.leaf')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('index', None)), fields=['petition'], name='ledger_leaf_pending'), models.Index(fields=['subject'], name='ledger_leaf_subject'), models.Index(condition=models.Q(('target__isnull', False)), fields=['target'], name='ledger_leaf_target')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_void', False), ('kind', 'sign')), fields=('subject',), name='ledger_leaf_one_signature_counts'), models.UniqueConstraint(condition=models.Q(('kind', 'petition')), fields=('petition', 'number'), name='ledger_leaf_one_text_a_version')],
            },
        ),
        migrations.CreateModel(
            name='Lost',
            fields=[
                ('leaf', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lost', serialize=False, to='ledger.leaf')),
                ('subject', models.UUIDField()),
                ('who', models.BinaryField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='RowKey',
            fields=[
                ('leaf_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('key', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='TagKey',
            fields=[
                ('petition', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('key', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('petition', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(db_index=True, default=0)),
                ('signed', models.PositiveIntegerField(default=0)),
                ('voided', models.PositiveIntegerField(default=0)),
                ('restored', models.PositiveIntegerField(default=0)),
                ('erased', models.PositiveIntegerField(default=0)),
                ('paper', models.PositiveIntegerField(default=0)),
                ('adopted', models.PositiveIntegerField(default=0)),
                ('by_reason', models.JSONField(default=dict)),
                ('by_region', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Log',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('vkey', models.CharField(blank=True, max_length=400)),
                ('size', models.BigIntegerField(default=0)),
                ('signed', models.BigIntegerField(default=0)),
                ('signed_at', models.DateTimeField(null=True)),
                ('newest_day', models.DateField(null=True)),
                ('stopped', models.CharField(blank=True, max_length=400)),
                ('lease_token', models.UUIDField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='ledger_log_only_one'), models.CheckConstraint(condition=models.Q(('signed__lte', models.F('size'))), name='ledger_log_signed_after_numbering')],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('leaf', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='opening', serialize=False, to='ledger.leaf')),
                ('sealed', models.BinaryField()),
            ],
        ),
    ]
