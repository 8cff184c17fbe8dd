from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        migrations.AddField("person", "grown_day", models.BinaryField(blank=True, editable=False, null=True)),
        migrations.AddField(
            "person", "grown_year", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)
        ),
    ]
