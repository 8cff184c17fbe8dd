from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_draft_place")]

    operations = [migrations.AddField("imported", "known", models.BooleanField(default=False))]
