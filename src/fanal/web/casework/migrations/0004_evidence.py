from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_imported_known")]

    operations = [migrations.AddField("attachment", "evidence", models.BooleanField(default=False))]
