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
            name='DecisionMaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('office', models.CharField(blank=True, max_length=200)),
                ('party', models.CharField(blank=True, max_length=60)),
                ('region', models.CharField(blank=True, max_length=8)),
                ('about', models.TextField(blank=True)),
                ('source_title', models.CharField(blank=True, max_length=300)),
                ('source_url', models.URLField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'name'], name='officials_by_name')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'email'), ('phone', 'phone'), ('web', 'web page'), ('post', 'postal address')], max_length=5)),
                ('value', models.CharField(max_length=500)),
                ('decision_maker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='officials.decisionmaker')),
            ],
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('date', models.DateField()),
                ('date_means', models.CharField(choices=[('on', 'on this day'), ('by', 'by this day, as reported')], max_length=2)),
                ('words', models.TextField()),
                ('is_quotation', models.BooleanField(default=False)),
                ('source_title', models.CharField(max_length=300)),
                ('source_url', models.URLField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('decision_maker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='officials.decisionmaker')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('source_title', ''), _negated=True), name='officials_statement_has_a_source')],
            },
        ),
    ]
