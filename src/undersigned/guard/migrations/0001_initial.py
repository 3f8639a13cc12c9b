import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Flood',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('petition_id', models.BigIntegerField(unique=True)),
                ('since', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SeenUpTo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature_id', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SeenDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=254)),
                ('new_until', models.DateTimeField()),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'domain'), name='guard_seendomain_once')],
            },
        ),
        migrations.CreateModel(
            name='SpentWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='guard_spentwork_over')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=64)),
                ('span', models.BigIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['scope', 'span', 'count'], name='guard_tally_highest'), models.Index(fields=['ends_at'], name='guard_tally_over')],
                'constraints': [models.UniqueConstraint(fields=('scope', 'span', 'key'), name='guard_tally_one_a_span')],
            },
        ),
        migrations.CreateModel(
            name='Rates',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('network', models.PositiveIntegerField(default=120)),
                ('domain', models.PositiveIntegerField(default=30)),
                ('domain_hold', models.PositiveIntegerField(default=300)),
                ('petition', models.PositiveIntegerField(default=500000)),
                ('delay_minutes', models.PositiveSmallIntegerField(default=15)),
                ('flood', models.PositiveIntegerField(default=100)),
                ('holds_disposable', models.BooleanField(default=False)),
                ('disposable', models.TextField(blank=True)),
                ('not_disposable', models.TextField(blank=True)),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('domain__gte', 1), ('network__gte', 1), ('petition__gte', 1)), name='guard_rates_let_somebody_in'), models.CheckConstraint(condition=models.Q(('domain_hold__gte', models.F('domain'))), name='guard_rates_ask_before_they_hold')],
            },
        ),
        migrations.CreateModel(
            name='UsualShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('petition_id', models.BigIntegerField(default=0)),
                ('domain', models.CharField(blank=True, max_length=254)),
                ('share', models.FloatField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'petition_id', 'domain'), name='guard_usualshare_once')],
            },
        ),
    ]
