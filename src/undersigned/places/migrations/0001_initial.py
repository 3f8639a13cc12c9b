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
            name='DistrictFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('codes', models.PositiveIntegerField()),
                ('brought_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Population',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='organisations.organisation')),
                ('whom', models.CharField(choices=[('residents', 'residents'), ('adults', 'adults')], default='residents', max_length=9)),
                ('source', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('figures', models.JSONField()),
                ('brought_at', models.DateTimeField()),
                ('brought_by', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='StateGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('codes', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name', 'year'), name='places_stategroup_one_a_year'), models.UniqueConstraint(condition=models.Q(('year', None)), fields=('organisation', 'name'), name='places_stategroup_one_without_year')],
            },
        ),
        migrations.CreateModel(
            name='ZipDistrict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('postal_code', models.CharField(max_length=5)),
                ('state', models.CharField(max_length=2)),
                ('district', models.CharField(max_length=2)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='places.districtfile')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'district'], name='places_zipdistrict_by_place')],
                'constraints': [models.UniqueConstraint(fields=('postal_code', 'state', 'district'), name='places_zipdistrict_once')],
            },
        ),
    ]
