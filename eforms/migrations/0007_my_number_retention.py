from django.db import migrations, models


def from_the_form(apps, schema_editor):
    """Numbers that were collected before get what their form says now."""
    numbers = apps.get_model("eforms", "MyNumber").objects
    pages = apps.get_model("eforms", "FormPage").objects.filter(retention_days__isnull=False)
    for page_id, days in pages.values_list("pk", "retention_days"):
        numbers.filter(application__page_id=page_id).update(retention_days=days)
        numbers.filter(draft__version__page_id=page_id).update(retention_days=days)


class Migration(migrations.Migration):
    dependencies = [
        ("eforms", "0006_attachment_uploads"),
    ]

    operations = [
        migrations.AddField(
            model_name="mynumber",
            name="retention_days",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RunPython(from_the_form, migrations.RunPython.noop),
    ]
