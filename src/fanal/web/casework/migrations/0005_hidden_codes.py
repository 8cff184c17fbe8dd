from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_evidence")]

    operations = [
        migrations.AddField("ownfields", "hidden_codes", models.JSONField(blank=True, default=dict)),
    ]
