import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

WRITINGS = ("story", "quizquestion", "calendarentry")


def _kept(model: str) -> list[migrations.AddField]:
    """Add who wrote it, in which version it is, and the copy that readers have."""
    fields = {
        "made_at": models.DateTimeField(default=django.utils.timezone.now, editable=False),
        "made_by": models.ForeignKey(
            editable=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
        ),
        "version": models.PositiveIntegerField(default=1, editable=False),
        "published": models.JSONField(blank=True, editable=False, null=True),
    }
    if model == "story":
        del fields["made_at"]
    else:
        fields["published_at"] = models.DateTimeField(blank=True, editable=False, null=True)
    changed = migrations.AddField(
        model,
        "changed_at",
        models.DateTimeField(auto_now=True, default=django.utils.timezone.now),
        preserve_default=False,
    )
    return [*(migrations.AddField(model, name, field) for name, field in fields.items()), changed]


class Migration(migrations.Migration):
    dependencies = [
        ("collaborative", "0002_submission"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(one for model in WRITINGS for one in _kept(model)),
        migrations.AlterField(
            "story", "published_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
    ]
